// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QStackedWidget;

namespace model {
class DeviceLinking;
class Settings;
}

namespace ui {

class AccountList;
class AvatarCache;
class NotificationService;
class Preferences;
class SettingsSidebar;
class Shortcuts;
class TextLabel;

/// The settings: a sidebar of pages. A window of its own; closing hides it. Main thread.
class SettingsWindow : public QWidget
{
    Q_OBJECT
public:
    enum class Page { Account, Devices, Notifications, Appearance, Privacy, Connection, Shortcuts, Advanced, About };
    struct Parts {
        const Theme &theme;
        AvatarCache &avatars;
        AccountList &accounts;
        Preferences &preferences;
        model::Settings &settings;
        Shortcuts &shortcuts;
        QString logDirectory;
        QString traceFile; ///< empty: none is written
        const NotificationService *notifications = nullptr; ///< null: the desktop shows none
        model::DeviceLinking *linking = nullptr; ///< null: no device can be linked
    };
    explicit SettingsWindow(const Parts &parts, QWidget *parent = nullptr);
    ~SettingsWindow() override;

    /// Shows the window with this page in front.
    void open(Page page);
    [[nodiscard]] Page page() const;

Q_SIGNALS:
    void addAccountRequested();
    void passwordRequested(model::AccountId account);
    void xmlConsoleRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitSidebar();

    Preferences &m_preferences;
    SettingsSidebar *m_sidebar;
    QWidget *m_side = nullptr; ///< the panel around it
    TextLabel *m_title = nullptr;
    QStackedWidget *m_pages;
};

} // namespace ui
