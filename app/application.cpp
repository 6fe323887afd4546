// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"

#include "app/first_paint.h"
#include "app/notifications/chat_notifications.h"
#include "app/notifications/launcher_badge.h"
#include "app/profile.h"
#include "app/trace_writer.h"
#include "model/items/chat_list_model.h"
#include "model/items/contact_list_model.h"
#include "ui/conversation/store_history.h"
#include "ui/debug/xml_console.h"
#include "ui/devices/device_text.h"
#include "ui/main_window/main_window.h"
#include "ui/new_chat/new_chat_dialog.h"
#include "ui/settings/account_list.h"
#include "ui/settings/preferences.h"
#include "ui/settings/settings_window.h"
#include "ui/settings/sign_out_dialog.h"
#include "ui/shortcuts/shortcuts.h"
#include "ui/sign_in/password_attempt.h"
#include "ui/sign_in/sign_in_dialog.h"
#include "ui/sign_in/sign_in_doors.h"
#include "ui/widgets/avatar_cache.h"

#include <QGuiApplication>

#include <utility>

using namespace Qt::StringLiterals;
using Page = ui::SettingsWindow::Page;

namespace app {

Application::Application(const Parts &parts, std::unique_ptr<model::Store> store)
    : m_parts(parts)
    , m_services(parts.profile, std::move(store), parts.clock, parts.ids)
    , m_avatars(std::make_unique<ui::AvatarCache>([this](const QString &hash) {
        return m_services.store()
            .query([hash](const model::StoreSession &session) {
                const auto avatar = session.avatars.find(hash);
                return avatar ? avatar->bytes : QByteArray();
            })
            .then([](const model::StoreResult<QByteArray> &bytes) { return bytes.value_or(QByteArray()); });
    }))
    , m_accountList(std::make_unique<ui::LiveAccountList>(m_services.accounts()))
    , m_shortcuts(std::make_unique<ui::Shortcuts>(parts.preferences))
    , m_chats(std::make_unique<model::ChatListModel>(m_services.store(), m_services.accounts()))
    , m_contacts(std::make_unique<model::ContactListModel>(m_services.store(), m_services.accounts()))
    , m_history(std::make_unique<ui::StoreHistory>(m_services.store()))
{
}

Application::~Application() = default;

void Application::start(bool hidden)
{
    model::Accounts &accounts = m_services.accounts();
    if (m_parts.trace)
        m_parts.trace->watch(accounts);
    accounts.start(); // returns before anything is connected
    m_window = std::make_unique<ui::MainWindow>(ui::Context{m_parts.theme, *m_avatars, m_parts.clock, *m_accountList, m_parts.preferences,
        *m_shortcuts, *m_chats, *m_contacts, *m_history});
    wireWindow();
    updateSignInPage();
    watchFirstPaint();
    if (!hidden)
        m_window->show();
    startNotifications();
    // Pictures that were replaced stay until nobody needs them: once a run, on the store thread, behind everything that the start has asked for.
    m_services.store().run([](model::StoreSession &session) { session.avatars.dropUnused(); });
}

void Application::startNotifications()
{
    if (!m_parts.notifier)
        return;
    const auto catchingUp = [this](model::AccountId id) {
        const model::Account *account = m_services.accounts().byId(id);
        return account && account->status().catchingUp;
    };
    m_notifications = std::make_unique<ChatNotifications>(ChatNotifications::Parts{
        .store = m_services.store(),
        .notifier = *m_parts.notifier,
        .preferences = m_parts.preferences,
        .clock = m_parts.clock,
        .catchingUp = catchingUp,
        .inSight = [this](model::ChatId chat) { return m_window->chatInSight() == chat; },
        .picture = [this](const QString &hash) { return m_avatars->picture(hash).toImage(); },
    });
    connect(m_window.get(), &ui::MainWindow::chatInSightChanged, m_notifications.get(), &ChatNotifications::lookAgain);
    // Answers go through the chat's account, if it is still there.
    const auto withAccount = [this](model::ChatId id, auto act) {
        const auto chat = m_services.store().read().chats.find(id);
        if (model::Account *account = chat ? m_services.accounts().byId(chat->account) : nullptr)
            act(*account);
    };
    connect(m_parts.notifier, &Notifier::activated, this, [this](model::ChatId chat, const QByteArray &token) {
        showWindow(token);
        m_window->openChat(chat);
    });
    connect(m_parts.notifier, &Notifier::markReadRequested, this,
        [withAccount](model::ChatId chat) { withAccount(chat, [chat](model::Account &account) { account.markRead(chat, {}); }); });
    connect(m_parts.notifier, &Notifier::replied, this, [withAccount](model::ChatId chat, const QString &text) {
        withAccount(chat, [&](model::Account &account) {
            account.sendMessage(chat, text);
            account.markRead(chat, {});
        });
    });
    m_badge = std::make_unique<LauncherBadge>();
    connect(m_chats.get(), &model::ChatListModel::unreadTotalChanged, this, [this](int total) { m_badge->show(total); });
    m_badge->show(m_chats->unreadTotal());
}

void Application::wireWindow()
{
    ui::MainWindow *window = m_window.get();
    connect(window, &ui::MainWindow::newChatRequested, this, [this](const QString &typed) {
        ui::NewChatDialog *dialog = newChat();
        dialog->setTyped(typed);
        dialog->open();
    });
    connect(window, &ui::MainWindow::xmppLinkActivated, this, &Application::openLink);
    connect(window, &ui::MainWindow::settingsRequested, this, [this] { settings().open(Page::Account); });
    connect(window, &ui::MainWindow::shortcutListRequested, this, [this] { settings().open(Page::Shortcuts); });
    connect(window, &ui::MainWindow::connectionRequested, this, [this] { settings().open(Page::Connection); });
    connect(window, &ui::MainWindow::consoleRequested, this, &Application::openConsole);
    connect(window, &ui::MainWindow::addAccountRequested, this, &Application::addAccount);
    connect(window, &ui::MainWindow::signOutRequested, this, &Application::askSignOut);
    connect(window, &ui::MainWindow::quitRequested, this, [this] { quit(u"command"_s); });
    connect(window, &ui::MainWindow::closed, this, [this] { quit(u"window"_s); });
    connect(m_accountList.get(), &ui::AccountList::changed, this, &Application::updateSignInPage);
    connect(&m_services.accounts(), &model::Accounts::unlinked, this, [this](const net::Jid &account, const QString &by, bool wiped) {
        const QString sentence = ui::DeviceText::unlinkedHere(account.toString(), by, wiped);
        // With the last account the sign-in page comes, and covers the window's notices.
        if (m_accountList->all().size() > 1)
            m_window->tell(ui::Banner::Kind::Warning, sentence);
        else
            m_farewell = sentence;
    });
    connect(&m_services.store(), &model::Store::problem, this,
        [this](const model::StoreError &error) { m_window->tell(ui::Banner::Kind::Danger, model::storeAdvice(error)); });
    // The desktop ends the session: it may not wait for us afterwards.
    connect(qGuiApp, &QGuiApplication::commitDataRequest, this, [this] { m_window->saveState(); });
}

void Application::updateSignInPage()
{
    if (!m_window || m_quitting)
        return;
    // A device that is being linked has its account before it has told the person all there is to know.
    const bool needed = m_accountList->all().isEmpty() || (m_doors && m_doors->isLinking());
    if (needed == m_window->hasPage())
        return;
    if (!needed) { // also when the account came another way than through the page
        m_window->closePage();
        return;
    }
    auto *doors = new ui::SignInDoors(m_parts.theme, [this](const model::SignInRequest &request) { return m_services.accounts().signIn(request); }, &m_services.linking());
    doors->signInPage().setNotice(std::exchange(m_farewell, {}));
    connect(doors, &ui::SignInDoors::dismissed, this, &Application::updateSignInPage);
    connect(doors, &ui::SignInDoors::signedIn, this, &Application::updateSignInPage);
    m_doors = doors;
    m_window->showPage(doors);
}

void Application::addAccount()
{
    if (m_window->hasPage()) { // it is the sign-in page already
        m_window->raise();
        m_window->activateWindow();
        return;
    }
    newSignIn()->open();
}

ui::SignInDialog *Application::newSignIn()
{
    auto *dialog = new ui::SignInDialog(
        m_parts.theme, [this](const model::SignInRequest &request) { return m_services.accounts().signIn(request); }, m_window.get(), &m_services.linking());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

void Application::openInvitation(const QString &link)
{
    if (m_window->hasPage() && m_doors)
        return m_doors->openLinking(link);
    ui::SignInDialog *dialog = newSignIn();
    dialog->doors().openLinking(link);
    dialog->open();
}

void Application::askPassword(model::AccountId id)
{
    const QPointer<model::Account> account = m_services.accounts().byId(id);
    if (!account)
        return;
    auto *dialog = new ui::SignInDialog(
        m_parts.theme,
        [account](const model::SignInRequest &request) -> model::SignInAttempt * {
            return account ? new ui::PasswordAttempt(*account, request.password) : nullptr;
        },
        m_window.get());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(account, &QObject::destroyed, dialog, &QDialog::reject);
    const model::ConnectionStatus status = account->status();
    dialog->page().askPassword(account->jid().toString(), status.needsPassword ? status.problem : QString());
    dialog->open();
}

void Application::askSignOut(model::AccountId id)
{
    const model::Account *account = m_services.accounts().byId(id);
    if (!account)
        return;
    auto *dialog = new ui::SignOutDialog(m_parts.theme, account->jid().toString(), m_window.get());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ui::SignOutDialog::confirmed, this, [this, id](bool removeChats) { m_services.accounts().signOut(id, removeChats); });
    dialog->open();
}

ui::NewChatDialog *Application::newChat()
{
    // One at a time: a second link fills in the same form.
    if (auto *open = m_window->findChild<ui::NewChatDialog *>())
        return open;
    auto *dialog = new ui::NewChatDialog(m_parts.theme, *m_avatars, *m_accountList, *m_contacts, m_window.get());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ui::NewChatDialog::chatOpened, m_window.get(), [this](model::AccountId, model::ChatId chat) { m_window->openChat(chat); });
    return dialog;
}

void Application::openLink(const QString &link)
{
    if (link.contains(u"?kith-link"))
        return openInvitation(link);
    ui::NewChatDialog *dialog = newChat();
    dialog->openLink(link);
    dialog->open();
}

ui::SettingsWindow &Application::settings()
{
    if (!m_settings) {
        m_settings = std::make_unique<ui::SettingsWindow>(ui::SettingsWindow::Parts{m_parts.theme, *m_avatars, *m_accountList,
            m_parts.preferences, m_services.settings(), *m_shortcuts, m_parts.profile.logDirectory(), m_parts.traceFile, m_parts.notifier, &m_services.linking()});
        connect(m_settings.get(), &ui::SettingsWindow::addAccountRequested, this, &Application::addAccount);
        connect(m_settings.get(), &ui::SettingsWindow::passwordRequested, this, &Application::askPassword);
        connect(m_settings.get(), &ui::SettingsWindow::xmlConsoleRequested, this, &Application::openConsole);
    }
    return *m_settings;
}

void Application::openConsole()
{
    if (!m_console)
        m_console = std::make_unique<ui::XmlConsole>(m_parts.theme, *m_accountList, m_parts.preferences);
    m_console->show();
    m_console->raise();
    m_console->activateWindow();
}

void Application::activate(const SingleInstance::Request &request)
{
    if (m_quitting)
        return;
    showWindow(request.activationToken);
    if (!request.uri.isEmpty())
        openLink(request.uri);
}

void Application::showWindow(const QByteArray &activationToken)
{
    // A Wayland compositor raises only whom the user's click gave a token; Qt reads it from here.
    if (!activationToken.isEmpty())
        qputenv("XDG_ACTIVATION_TOKEN", activationToken);
    if (m_window->isMinimized())
        m_window->showNormal();
    else
        m_window->show();
    m_window->raise();
    m_window->activateWindow();
}

void Application::quit(const QString &how)
{
    if (std::exchange(m_quitting, true))
        return;
    if (m_parts.trace)
        m_parts.trace->event(u"quit"_s, {{u"how"_s, how}});
    // Gone from the screen at once; what is left to do needs nobody to watch.
    m_settings.reset();
    m_console.reset();
    if (m_notifications) { // nobody would answer a click
        m_notifications->withdrawAll();
        m_notifications.reset();
        m_parts.notifier->disconnect(this);
        m_badge->show(0);
        m_badge.reset();
        m_chats->disconnect(this);
    }
    if (m_window)
        m_window->close();
    m_services.shutDown([this] { Q_EMIT finished(); });
}

void Application::watchFirstPaint()
{
    if (m_parts.trace)
        new FirstPaint(m_window.get(), [this] { m_parts.trace->event(u"first_paint"_s, {{u"chats"_s, m_chats->rowCount()}}); });
}

} // namespace app
