// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/main_window.h"

#include "model/items/chat_list_model.h"
#include "model/sync/account.h"
#include "ui/chat_list/chat_list.h"
#include "ui/chat_list/sidebar.h"
#include "ui/conversation/conversation_pane.h"
#include "ui/main_window/notices.h"
#include "ui/new_chat/requests_page.h"
#include "ui/settings/account_list.h"
#include "ui/settings/preferences.h"
#include "ui/shortcuts/shortcuts.h"
#include "ui/widgets/empty_state.h"

#include <QAction>
#include <QCloseEvent>
#include <QGuiApplication>
#include <QPainter>
#include <QPaintEvent>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {
const QString kGeometry = u"main.geometry"_s; // QWidget::saveGeometry
const QString kSidebarWidth = u"main.sidebar"_s; // pixels
const QString kOpenChat = u"main.chat"_s; // ChatId
const QString kPlaces = u"main.places"_s; // ReadingPlaces

model::Account *accountOf(const AccountList &list, model::AccountId id)
{
    const auto accounts = list.all();
    const auto it = std::find_if(accounts.begin(), accounts.end(), [id](const model::Account *a) { return a->id() == id; });
    return it == accounts.end() ? nullptr : *it;
}

model::PeerStatus statusOf(const Context &context, model::ChatId chat)
{
    using Role = model::ChatListModel::Role;
    for (int row = 0; row < context.chats.rowCount(); ++row) {
        const QModelIndex index = context.chats.index(row, 0);
        if (index.data(Role::ChatIdRole).value<model::ChatId>() == chat)
            return index.data(Role::PeerStatusRole).value<model::PeerStatus>();
    }
    return {};
}

} // namespace

MainWindow::MainWindow(const Context &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_pages(new QStackedWidget)
    , m_splitter(new QSplitter(Qt::Horizontal))
    , m_notices(new Notices(context))
    , m_sidebar(new Sidebar(context))
    , m_right(new QStackedWidget)
    , m_empty(new EmptyState(context.theme, Icon::Chat, Tone::ChatBackground))
    , m_pane(new ConversationPane(context))
    , m_requests(new RequestsPage(context.theme, context.chats))
{
    setWindowTitle(u"Kith"_s);
    setMinimumSize(320, 400);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(m_pages);
    auto *chats = new QWidget;
    auto *column = new QVBoxLayout(chats);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_notices);
    column->addWidget(m_splitter, 1);
    m_pages->addWidget(chats);
    m_splitter->addWidget(m_sidebar);
    m_splitter->addWidget(m_right);
    m_splitter->setCollapsible(0, false);
    m_splitter->setCollapsible(1, false);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_right->addWidget(m_empty);
    m_right->addWidget(m_pane);
    m_right->addWidget(m_requests);
    updateEmpty();
    connect(&context.chats, &QAbstractItemModel::rowsInserted, this, &MainWindow::updateEmpty);
    connect(&context.shortcuts, &Shortcuts::changed, this, &MainWindow::updateEmpty);

    ChatList *list = m_sidebar->chats();
    connect(list, &ChatList::chatActivated, this, [this](const model::Chat &chat) {
        showChat(chat);
        m_sidebar->clearSearch();
        m_pane->focusComposer();
    });
    connect(list, &ChatList::contactActivated, this, [this](const model::Contact &contact) {
        m_sidebar->clearSearch();
        if (auto *account = accountOf(m_context.accounts, contact.account))
            account->openChat(contact.jid).then(this, [this](model::ChatId chat) { openChat(chat); });
    });
    connect(list, &ChatList::chatChanged, this, [this](const model::Chat &chat) {
        if (chat.id == m_pane->chat())
            m_pane->refresh(chat, statusOf(m_context, chat.id));
    });
    connect(&context.chats, &QAbstractItemModel::rowsRemoved, this, [this] {
        if (m_pane->chat() != model::ChatId{} && !m_sidebar->chats()->find(m_pane->chat()))
            closeChat(); // archived, blocked, or its account has gone
    });
    connect(m_sidebar, &Sidebar::newChatRequested, this, &MainWindow::newChatRequested);
    connect(m_sidebar, &Sidebar::settingsRequested, this, &MainWindow::settingsRequested);
    connect(m_sidebar, &Sidebar::connectionRequested, this, &MainWindow::connectionRequested);
    connect(m_sidebar, &Sidebar::addAccountRequested, this, &MainWindow::addAccountRequested);
    connect(m_sidebar, &Sidebar::signOutRequested, this, &MainWindow::signOutRequested);
    connect(m_sidebar, &Sidebar::quitRequested, this, &MainWindow::quitRequested);
    connect(m_sidebar, &Sidebar::requestsRequested, this, &MainWindow::showRequests);

    connect(m_requests, &RequestsPage::countChanged, m_sidebar, &Sidebar::setRequestCount);
    m_sidebar->setRequestCount(m_requests->count());
    connect(m_requests, &RequestsPage::closed, this, &MainWindow::showEmpty);
    connect(m_requests, &RequestsPage::accepted, this, [this](const model::Chat &chat) {
        if (auto *account = accountOf(m_context.accounts, chat.account))
            account->acceptRequest(chat.id);
        showChat(chat);
    });
    connect(m_requests, &RequestsPage::declined, this, [this](const model::Chat &chat, bool block) {
        if (auto *account = accountOf(m_context.accounts, chat.account))
            account->declineRequest(chat.id, block);
    });

    connect(m_pane, &ConversationPane::backRequested, this, [this] {
        m_paneInFront = false;
        updatePanes();
    });
    connect(m_pane, &ConversationPane::xmppLinkActivated, this, &MainWindow::xmppLinkActivated);
    connect(m_pane, &ConversationPane::menuRequested, this, [this](QWidget *anchor) {
        if (const auto chat = m_sidebar->chats()->find(m_pane->chat()))
            m_sidebar->chats()->showMenu(*chat, anchor->mapToGlobal(QPoint(0, anchor->height() + 2)));
    });

    makeActions();
    connect(&context.shortcuts, &Shortcuts::changed, this, &MainWindow::makeActions);

    m_saveTimer.setInterval(3s);
    connect(&m_saveTimer, &QTimer::timeout, this, &MainWindow::saveState);
    m_minute.setInterval(60s);
    connect(&m_minute, &QTimer::timeout, this, &MainWindow::tick);
    m_minute.start();
    restore();
    m_saveTimer.start();
}

MainWindow::~MainWindow() = default;

void MainWindow::restore()
{
    if (!restoreGeometry(m_context.preferences.windowState(kGeometry))) {
        const QScreen *screen = QGuiApplication::primaryScreen();
        const QSize room = screen ? screen->availableSize() : QSize(1280, 800);
        resize(qMin(1100, room.width() * 9 / 10), qMin(760, room.height() * 9 / 10));
    }
    const int width = m_context.preferences.windowState(kSidebarWidth).toInt();
    const int sidebar = width >= metric::kSidebarMin && width <= metric::kSidebarMax ? width : metric::kSidebar;
    m_splitter->setSizes({sidebar, qMax(metric::kSidebar, this->width() - sidebar)});
    m_places = ReadingPlaces::fromBytes(m_context.preferences.windowState(kPlaces));
    m_restored = true;
    updatePanes();
    if (openChat(model::ChatId(m_context.preferences.windowState(kOpenChat).toLongLong())))
        m_pane->focusComposer();
    else
        m_sidebar->chats()->setFocus();
}

void MainWindow::saveState()
{
    if (!m_restored)
        return;
    rememberPlace();
    auto &preferences = m_context.preferences;
    preferences.setWindowState(kGeometry, saveGeometry());
    if (!m_narrow)
        preferences.setWindowState(kSidebarWidth, QByteArray::number(m_sidebar->width()));
    preferences.setWindowState(kPlaces, m_places.toBytes());
    preferences.setWindowState(kOpenChat, QByteArray::number(qint64(m_pane->chat())));
}

void MainWindow::rememberPlace()
{
    if (m_pane->chat() != model::ChatId{})
        m_places.set(m_pane->chat(), m_pane->place());
}

bool MainWindow::openChat(model::ChatId chat)
{
    const auto found = m_sidebar->chats()->find(chat);
    if (!found)
        return false;
    showChat(*found);
    return true;
}

model::ChatId MainWindow::openedChat() const
{
    return m_right->currentWidget() == m_pane ? m_pane->chat() : model::ChatId{};
}

model::ChatId MainWindow::chatInSight() const
{
    return isActiveWindow() && !isMinimized() && m_pane->isVisible() ? m_pane->chat() : model::ChatId{};
}

void MainWindow::updateSight()
{
    const model::ChatId now = chatInSight();
    if (std::exchange(m_inSight, now) != now)
        Q_EMIT chatInSightChanged();
}

void MainWindow::showChat(const model::Chat &chat)
{
    if (m_pane->chat() != chat.id) {
        rememberPlace();
        m_right->setCurrentWidget(m_pane); // before the rows are laid out: the view has its size then
        m_pane->open(chat, statusOf(m_context, chat.id), m_places.of(chat.id));
        m_sidebar->chats()->setOpenChat(chat.id);
        setWindowTitle(tr("%1 – Kith").arg(chat.title));
        Q_EMIT openedChatChanged(chat.id);
    }
    m_right->setCurrentWidget(m_pane);
    m_paneInFront = true;
    updatePanes();
}

void MainWindow::closeChat()
{
    if (m_pane->chat() != model::ChatId{}) {
        rememberPlace();
        m_pane->close();
        m_sidebar->chats()->setOpenChat({});
        Q_EMIT openedChatChanged({});
    }
    showEmpty();
}

void MainWindow::showEmpty()
{
    if (m_pane->chat() != model::ChatId{}) {
        m_right->setCurrentWidget(m_pane);
    } else {
        m_right->setCurrentWidget(m_empty);
        setWindowTitle(u"Kith"_s);
        m_paneInFront = false;
    }
    updatePanes();
}

void MainWindow::updateEmpty()
{
    if (m_context.chats.rowCount() == 0)
        m_empty->setTexts(tr("Your conversations open here"), tr("They stay on this computer and on your server: close Kith whenever you like."));
    else
        m_empty->setTexts(tr("Choose a chat"), tr("Pick one from the list, or press %1 to jump to anybody.")
                                                   .arg(m_context.shortcuts.keys(Command::Jump).value(0).toString(QKeySequence::NativeText)));
}

void MainWindow::showRequests()
{
    m_right->setCurrentWidget(m_requests);
    m_paneInFront = true;
    updatePanes();
    m_requests->setFocus();
}

void MainWindow::showPage(QWidget *page)
{
    closePage();
    m_pages->addWidget(page);
    m_pages->setCurrentWidget(page);
    updateSight();
}

void MainWindow::closePage()
{
    if (!hasPage())
        return;
    QWidget *page = m_pages->widget(1);
    m_pages->removeWidget(page);
    page->deleteLater();
    m_pages->setCurrentIndex(0);
    updateSight();
}

bool MainWindow::hasPage() const
{
    return m_pages->count() > 1;
}

void MainWindow::tell(Banner::Kind kind, const QString &sentence)
{
    m_notices->tell(kind, sentence);
}

void MainWindow::makeActions()
{
    qDeleteAll(m_actions);
    m_actions.clear();
    const auto commands = Shortcuts::all();
    for (const Command command : commands) {
        auto *action = new QAction(Shortcuts::title(command), this);
        action->setShortcuts(m_context.shortcuts.keys(command));
        connect(action, &QAction::triggered, this, [this, command] { run(command); });
        addAction(action);
        m_actions.append(action);
    }
}

void MainWindow::run(Command command)
{
    if (hasPage() && command != Command::Quit && command != Command::Settings && command != Command::XmlConsole && command != Command::ShortcutList)
        return;
    ChatList *list = m_sidebar->chats();
    const auto go = [this](const std::optional<model::Chat> &chat) {
        if (!chat)
            return;
        showChat(*chat);
        m_pane->focusComposer();
    };
    switch (command) {
    case Command::Jump:
        m_paneInFront = m_paneInFront && !m_narrow;
        updatePanes();
        m_sidebar->focusSearch();
        break;
    case Command::NewChat: Q_EMIT newChatRequested({}); break;
    case Command::PreviousChat: go(list->neighbour(-1)); break;
    case Command::NextChat: go(list->neighbour(1)); break;
    case Command::FindInChat:
        if (openedChat() != model::ChatId{})
            m_pane->openFind();
        break;
    case Command::MarkRead:
        if (openedChat() != model::ChatId{})
            m_pane->markRead();
        break;
    case Command::Back:
        if (m_sidebar->clearSearch() || (openedChat() != model::ChatId{} && m_pane->goBack()))
            break;
        if (m_right->currentWidget() == m_requests) {
            showEmpty();
        } else if (m_narrow && m_paneInFront) {
            m_paneInFront = false;
            updatePanes();
        } else if (openedChat() != model::ChatId{}) {
            m_pane->focusComposer();
        }
        break;
    case Command::CloseChat: closeChat(); break;
    case Command::Settings: Q_EMIT settingsRequested(); break;
    case Command::ShortcutList: Q_EMIT shortcutListRequested(); break;
    case Command::XmlConsole: Q_EMIT consoleRequested(); break;
    case Command::Quit: Q_EMIT quitRequested(); break;
    case Command::Chat1:
    case Command::Chat2:
    case Command::Chat3:
    case Command::Chat4:
    case Command::Chat5:
    case Command::Chat6:
    case Command::Chat7:
    case Command::Chat8:
    case Command::Chat9: go(list->chatAt(int(command) - int(Command::Chat1))); break;
    }
}

void MainWindow::updatePanes()
{
    m_narrow = width() < metric::kNarrow;
    m_sidebar->setMaximumWidth(m_narrow ? QWIDGETSIZE_MAX : metric::kSidebarMax);
    m_pane->setBackVisible(m_narrow);
    // The one that comes is shown first, so that the splitter never stands empty.
    const bool side = !m_narrow || !m_paneInFront, right = !m_narrow || m_paneInFront;
    if (side)
        m_sidebar->setVisible(true);
    m_right->setVisible(right);
    if (!side)
        m_sidebar->setVisible(false);
    updateSight();
}

void MainWindow::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    updateSight();
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    updateSight();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_narrow != (width() < metric::kNarrow))
        updatePanes();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_pane->flushDraft();
    saveState();
    event->accept();
    Q_EMIT closed();
}

void MainWindow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        updateSight();
    if (event->type() != QEvent::ActivationChange)
        return;
    updateSight();
    const auto accounts = m_context.accounts.all();
    for (auto *account : accounts)
        account->setActive(isActiveWindow());
    if (!isActiveWindow())
        m_pane->flushDraft();
}

void MainWindow::tick()
{
    // "Last seen 5 minutes ago", "Today": words that age.
    m_sidebar->chats()->viewport()->update();
    if (const auto chat = m_sidebar->chats()->find(m_pane->chat()))
        m_pane->refresh(*chat, statusOf(m_context, chat->id));
}

void MainWindow::paintEvent(QPaintEvent *event)
{
    QPainter(this).fillRect(event->rect(), m_context.theme.color(Tone::Window));
}

} // namespace ui
