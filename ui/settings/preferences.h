// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QObject>
#include <QSettings>

namespace ui {

/// What the user chose about this program on this computer (not about an account), and where its windows stood. One small file of the profile, replaced atomically,
/// so that a crash leaves the old one or the new one. A value out of range reads as its default. Main thread.
class Preferences : public QObject
{
    Q_OBJECT
public:
    static constexpr int kSmallestText = 80, kLargestText = 200; // percent

    explicit Preferences(const QString &file, QObject *parent = nullptr);

    [[nodiscard]] Appearance appearance() const;
    void setAppearance(Appearance appearance);
    /// Text size in percent of the system's.
    [[nodiscard]] int textPercent() const;
    void setTextPercent(int percent);
    /// True: Enter sends and Shift+Enter breaks the line; false: Ctrl+Enter sends.
    [[nodiscard]] bool enterSends() const;
    void setEnterSends(bool on);
    /// New messages show themselves on the desktop; with their text; with the desktop's sound.
    [[nodiscard]] bool notifications() const;
    void setNotifications(bool on);
    [[nodiscard]] bool notificationText() const;
    void setNotificationText(bool on);
    [[nodiscard]] bool notificationSound() const;
    void setNotificationSound(bool on);
    [[nodiscard]] bool detailedLog() const;
    void setDetailedLog(bool on);

    /// Geometry, splitters and the like, under a name of the window's own choice. Empty: never stored.
    [[nodiscard]] QByteArray windowState(const QString &name) const;
    void setWindowState(const QString &name, const QByteArray &state);
    /// The user's own key sequence for an action, as portable text; null: not changed; empty: no key.
    [[nodiscard]] QString shortcut(const QString &action) const;
    void setShortcut(const QString &action, const QString &keys);
    void resetShortcut(const QString &action);

Q_SIGNALS:
    void appearanceChanged(ui::Appearance appearance);
    void textPercentChanged(int percent);
    void enterSendsChanged(bool on);
    void notificationsChanged(bool on);
    void notificationTextChanged(bool on);
    void detailedLogChanged(bool on);
    void shortcutsChanged();

private:
    bool store(const QString &key, const QVariant &value); // false: it was that already

    QSettings m_file;
};

} // namespace ui
