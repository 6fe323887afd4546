// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services.h"
#include "app/single_instance.h"
#include "app/text_scale.h"

#include <QObject>
#include <QPointer>

#include <memory>

class QSessionManager;

namespace model {
class ChatListModel;
class ContactListModel;
}

namespace ui {
class AvatarCache;
class LiveAccountList;
class MainWindow;
class NewChatDialog;
class Preferences;
class SettingsWindow;
class SignInDialog;
class SignInDoors;
class Shortcuts;
class StoreHistory;
class Theme;
class XmlConsole;
}

namespace app {

class ChatNotifications;
class LauncherBadge;
class Notifier;
class TraceWriter;

/// One running Kith: what stands behind the window, the window, and the other windows that it asks for. The process may run several, one after the other (the tour
/// does). Main thread.
class Application : public QObject
{
    Q_OBJECT
public:
    /// All outlive the application.
    struct Parts {
        ui::Theme &theme;
        ui::Preferences &preferences;
        const Profile &profile;
        net::Clock &clock;
        net::IdSource &ids;
        TraceWriter *trace = nullptr; ///< null: no trace
        QString traceFile; ///< for the settings; empty: no trace
        Notifier *notifier = nullptr; ///< null: nothing is shown on the desktop
    };
    Application(const Parts &parts, std::unique_ptr<model::Store> store);
    ~Application() override;

    /// Loads the accounts, connects them, and, unless `hidden`, shows the window. No network is waited for.
    void start(bool hidden);
    /// Another start of the program: shows the window and opens the link, if there is one.
    void activate(const SingleInstance::Request &request);
    /// Detaches the sessions and ends; finished() follows within two seconds. `how` is for the trace: "window", "signal 15", …
    void quit(const QString &how);

    [[nodiscard]] ui::MainWindow &window() const { return *m_window; }
    [[nodiscard]] model::Accounts &accounts() const { return m_services.accounts(); }

Q_SIGNALS:
    void finished();

private:
    void wireWindow();
    /// The page is there exactly while there is no account.
    void updateSignInPage();
    void addAccount();
    /// The second way into an account: with what an xmpp: link says, of a device that is signed in.
    void openInvitation(const QString &link);
    ui::SignInDialog *newSignIn();
    void askPassword(model::AccountId id);
    void askSignOut(model::AccountId id);
    void openLink(const QString &link);
    void openConsole();
    ui::NewChatDialog *newChat();
    ui::SettingsWindow &settings();
    void watchFirstPaint();
    void startNotifications();
    void showWindow(const QByteArray &activationToken);

    Parts m_parts;
    Services m_services;
    std::unique_ptr<ui::AvatarCache> m_avatars;
    std::unique_ptr<ui::LiveAccountList> m_accountList;
    std::unique_ptr<ui::Shortcuts> m_shortcuts;
    std::unique_ptr<model::ChatListModel> m_chats;
    std::unique_ptr<model::ContactListModel> m_contacts;
    std::unique_ptr<ui::StoreHistory> m_history;
    std::unique_ptr<ui::MainWindow> m_window;
    QPointer<ui::SignInDoors> m_doors; ///< the window's page, while there is no account
    std::unique_ptr<ui::SettingsWindow> m_settings; ///< made when first asked for
    std::unique_ptr<ui::XmlConsole> m_console; ///< the same
    std::unique_ptr<ChatNotifications> m_notifications;
    std::unique_ptr<LauncherBadge> m_badge;
    QString m_farewell; ///< why the next sign-in page is there
    bool m_quitting = false;
};

} // namespace app
