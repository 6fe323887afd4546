// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat_list/sidebar.h"

#include "model/sync/account.h"
#include "ui/chat_list/account_button.h"
#include "ui/chat_list/chat_list.h"
#include "ui/chat_list/requests_button.h"
#include "ui/chat_list/search_field.h"
#include "ui/chat_list/status_line.h"
#include "ui/settings/account_list.h"
#include "ui/shortcuts/shortcuts.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/icon_button.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QPaintEvent>
#include <QStackedWidget>

namespace ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Sidebar::Sidebar(const Context &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_avatar(new AvatarView(context.theme, context.avatars, metric::kAvatarSmall))
    , m_name(new AccountButton(context.theme))
    , m_newChat(new IconButton(context.theme, Icon::Edit, tr("New chat")))
    , m_search(new SearchField(context.theme))
    , m_requests(new RequestsButton(context.theme))
    , m_chats(new ChatList(context))
    , m_empty(new EmptyState(context.theme, Icon::Chat, Tone::Surface))
    , m_stack(new QStackedWidget)
    , m_status(new StatusLine(context.theme))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(11, 0, 12, 0);
    top->setSpacing(4);
    top->addWidget(m_avatar);
    top->addWidget(m_name, 1);
    top->addWidget(m_newChat);
    auto *head = new QWidget;
    head->setFixedHeight(metric::kHeader);
    head->setLayout(top);
    layout->addWidget(head);
    auto *search = new QHBoxLayout;
    search->setContentsMargins(12, 0, 12, 8);
    search->addWidget(m_search);
    layout->addLayout(search);
    layout->addWidget(m_requests);
    m_stack->addWidget(m_chats);
    m_stack->addWidget(m_empty);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_status);
    setMinimumWidth(metric::kSidebarMin);

    const auto showKey = [this] {
        const auto keys = m_context.shortcuts.keys(Command::Jump);
        m_search->setKeyHint(keys.isEmpty() ? QString() : keys.first().toString(QKeySequence::NativeText).replace(u'+', u' '));
    };
    showKey();
    connect(&context.shortcuts, &Shortcuts::changed, this, showKey);
    connect(m_search, &QLineEdit::textChanged, m_chats, &ChatList::setSearch);
    connect(m_search, &SearchField::wentDown, m_chats, &ChatList::focusFirst);
    connect(m_search, &SearchField::accepted, this, [this] {
        if (m_chats->openFirst())
            m_search->clear();
        else if (!m_search->text().trimmed().isEmpty())
            Q_EMIT newChatRequested(m_search->text().trimmed());
    });
    connect(m_chats, &ChatList::left, this, &Sidebar::clearSearch);
    connect(m_chats, &ChatList::shownCountChanged, this, &Sidebar::refreshEmptyState);
    connect(m_empty, &EmptyState::actionTriggered, this, [this] { Q_EMIT newChatRequested(m_search->text().trimmed()); });
    connect(m_newChat, &QToolButton::clicked, this, [this] { Q_EMIT newChatRequested({}); });
    connect(m_name, &QToolButton::clicked, this, &Sidebar::showAccountMenu);
    connect(m_requests, &QToolButton::clicked, this, &Sidebar::requestsRequested);
    connect(m_status, &QAbstractButton::clicked, this, &Sidebar::connectionRequested);
    m_countdown.setInterval(1s);
    connect(&m_countdown, &QTimer::timeout, this, &Sidebar::refreshStatus);
    connect(&context.accounts, &AccountList::changed, this, &Sidebar::watchAccounts);
    m_requests->hide();
    watchAccounts();
    refreshEmptyState();
}

void Sidebar::watchAccounts()
{
    for (const auto &connection : m_watched)
        disconnect(connection);
    m_watched.clear();
    const auto accounts = m_context.accounts.all();
    for (auto *account : accounts) {
        m_watched.push_back(connect(account, &model::Account::statusChanged, this, &Sidebar::refreshStatus));
        m_watched.push_back(connect(account, &model::Account::profileChanged, this, &Sidebar::refreshAccounts));
    }
    refreshAccounts();
    refreshStatus();
}

void Sidebar::refreshAccounts()
{
    const auto accounts = m_context.accounts.all();
    m_name->setVisible(!accounts.isEmpty());
    m_avatar->setVisible(!accounts.isEmpty());
    if (accounts.isEmpty())
        return;
    const auto *first = accounts.first();
    m_avatar->setPerson(first->displayName(), first->jid().toString(), first->avatarHash());
    m_name->setText(first->displayName());
    m_name->setAccessibleName(tr("%1: accounts and settings").arg(first->displayName()));
}

void Sidebar::refreshStatus()
{
    const auto accounts = m_context.accounts.all();
    const QDateTime now = m_context.clock.now();
    ConnectionLine shown;
    bool waiting = false;
    // The account that is worst off speaks; with several it says its name.
    for (auto *account : accounts) {
        const auto status = account->status();
        ConnectionLine line = connectionLine(status, now);
        waiting = waiting || status.kind == model::ConnectionKind::Waiting;
        if (accounts.size() > 1)
            line.text = u"%1: %2"_s.arg(account->jid().toString(), line.text);
        if (shown.text.isEmpty() || line.dot > shown.dot)
            shown = line;
    }
    m_status->setVisible(!accounts.isEmpty());
    m_status->setLine(shown);
    if (waiting && !m_countdown.isActive())
        m_countdown.start();
    else if (!waiting)
        m_countdown.stop();
    if (!accounts.isEmpty())
        m_avatar->setAvailability(accounts.first()->status().kind == model::ConnectionKind::Online ? model::Availability::Online : model::Availability::Offline);
}

void Sidebar::showAccountMenu()
{
    const Theme &theme = m_context.theme;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto accounts = m_context.accounts.all();
    for (auto *account : accounts) {
        const auto id = account->id();
        QMenu *target = menu;
        if (accounts.size() > 1)
            target = menu->addMenu(icon(theme, Icon::User), account->jid().toString());
        const bool offline = account->status().kind == model::ConnectionKind::Offline;
        target->addAction(icon(theme, offline ? Icon::Net : Icon::Offline), offline ? tr("Go online") : tr("Go offline"), account,
            [account, offline] { offline ? account->connectNow() : account->goOffline(); });
        target->addAction(icon(theme, Icon::SignOut), tr("Sign out…"), this, [this, id] { Q_EMIT signOutRequested(id); });
    }
    menu->addSeparator();
    menu->addAction(icon(theme, Icon::UserPlus), tr("Add an account…"), this, &Sidebar::addAccountRequested);
    menu->addAction(icon(theme, Icon::Settings), tr("Settings"), this, &Sidebar::settingsRequested);
    menu->addSeparator();
    menu->addAction(icon(theme, Icon::Close), tr("Quit"), this, &Sidebar::quitRequested);
    menu->popup(m_name->mapToGlobal(QPoint(layoutDirection() == Qt::RightToLeft ? m_name->width() - menu->sizeHint().width() : 0, m_name->height() + 2)));
}

void Sidebar::refreshEmptyState()
{
    const bool empty = m_chats->model()->rowCount() == 0;
    const QString typed = m_search->text().trimmed();
    if (typed.isEmpty()) {
        m_empty->setTexts(tr("No chats yet"), tr("Write to someone: all you need is their address, like anna@example.org."));
        m_empty->setAction(tr("New chat"));
    } else {
        m_empty->setTexts(tr("Nobody found"), tr("No chat and no contact is called “%1”.").arg(typed));
        m_empty->setAction(tr("Start a chat with “%1”").arg(typed.size() > 24 ? typed.left(23) + u'…' : typed));
    }
    m_stack->setCurrentWidget(empty ? static_cast<QWidget *>(m_empty) : m_chats);
}

void Sidebar::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

bool Sidebar::clearSearch()
{
    if (m_search->text().isEmpty())
        return false;
    m_search->clear();
    return true;
}

void Sidebar::setRequestCount(int count)
{
    m_requests->setCount(count);
}

void Sidebar::paintEvent(QPaintEvent *event)
{
    QPainter(this).fillRect(event->rect(), m_context.theme.color(Tone::Surface));
}

} // namespace ui
