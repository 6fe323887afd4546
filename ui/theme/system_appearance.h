// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusVariant> // whole: the D-Bus slot below is found by its types
#include <QObject>
#include <QVariant>

#include <optional>

namespace ui {

/// What the desktop asks for: light or dark, and less motion. Asks the settings portal (org.freedesktop.portal.Settings) over D-Bus and hears its changes; without a
/// portal the style hint of Qt ≥ 6.5 or the lightness of the system's palette decides. The portal is asked asynchronously: nothing here blocks. Main thread.
class SystemAppearance : public QObject
{
    Q_OBJECT
public:
    explicit SystemAppearance(QObject *parent = nullptr);

    [[nodiscard]] bool dark() const;
    [[nodiscard]] bool reducedMotion() const;
    /// The application's palette as Qt resolved it, whenever it changes: see makePalette().
    void readPalette();

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void onPortalSetting(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void ask(const QString &group, const QString &key);
    void take(const QString &group, const QString &key, QVariant value);

    std::optional<bool> m_portalDark; ///< unset: no portal, or no preference
    std::optional<bool> m_reducedMotion;
    bool m_paletteDark = false;
};

} // namespace ui
