// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat_list/chat_list.h"

#include "model/items/chat_list_model.h"
#include "model/items/contact_list_model.h"
#include "model/sync/account.h"
#include "ui/chat_list/list_filters.h"
#include "ui/delegates/chat_delegate.h"
#include "ui/settings/account_list.h"
#include "ui/theme/icons.h"
#include "ui/widgets/avatar_cache.h"

#include <QConcatenateTablesProxyModel>
#include <QContextMenuEvent>
#include <QMenu>

namespace ui {

using ChatRole = model::ChatListModel::Role;

namespace {

std::optional<model::Chat> chatOf(const QModelIndex &index)
{
    const QVariant value = index.data(ChatRole::ChatRole);
    return value.metaType() == QMetaType::fromType<model::Chat>() ? std::optional(value.value<model::Chat>()) : std::nullopt;
}

} // namespace

ChatList::ChatList(const Context &context, QWidget *parent)
    : QListView(parent)
    , m_context(context)
    , m_chats(new HeldChats(this))
    , m_contacts(new ContactsWithoutChat(context.chats, this))
    , m_found(new QConcatenateTablesProxyModel(this))
{
    m_chats->setSourceModel(&context.chats);
    m_contacts->setSourceModel(&context.contacts);
    m_found->addSourceModel(m_chats);
    m_found->addSourceModel(m_contacts);
    setModel(m_chats);
    setItemDelegate(new ChatDelegate(context.theme, context.avatars, context.clock, this));
    setUniformItemSizes(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setAccessibleName(tr("Chats"));
    viewport()->setAttribute(Qt::WA_Hover);

    connect(&context.avatars, &AvatarCache::ready, viewport(), qOverload<>(&QWidget::update));
    connect(&context.theme, &Theme::changed, this, [this] { scheduleDelayedItemsLayout(); });
    connect(&context.chats, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &from, const QModelIndex &to) {
        for (int row = from.row(); row <= to.row(); ++row) {
            const auto chat = chatOf(m_context.chats.index(row, 0));
            if (chat && chat->id == m_open)
                Q_EMIT chatChanged(*chat);
        }
    });
    for (auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_chats, signal, this, &ChatList::shownCountChanged);
    connect(m_chats, &QAbstractItemModel::modelReset, this, &ChatList::shownCountChanged);
    connect(m_chats, &QAbstractItemModel::rowsInserted, this, [this] {
        if (!hasFocus()) // the user is moving through the list
            select();
    });
    connect(m_chats, &QAbstractItemModel::modelReset, this, &ChatList::select);
}

void ChatList::setSearch(const QString &text)
{
    if (text == m_search)
        return;
    m_search = text;
    m_chats->setText(text);
    m_contacts->setText(text);
    QAbstractItemModel *wanted = text.isEmpty() ? static_cast<QAbstractItemModel *>(m_chats) : m_found;
    if (model() != wanted)
        setModel(wanted);
    select();
    Q_EMIT shownCountChanged();
}

void ChatList::setOpenChat(model::ChatId chat)
{
    m_open = chat;
    select();
}

void ChatList::select()
{
    for (int row = 0; row < model()->rowCount(); ++row) {
        const QModelIndex index = model()->index(row, 0);
        if (const auto chat = chatOf(index); chat && chat->id == m_open && m_open != model::ChatId{}) {
            if (index != currentIndex())
                setCurrentIndex(index);
            return;
        }
    }
    clearSelection();
    setCurrentIndex({});
}

std::optional<model::Chat> ChatList::chatAt(int row) const
{
    return row >= 0 && row < m_chats->rowCount() ? chatOf(m_chats->index(row, 0)) : std::nullopt;
}

std::optional<model::Chat> ChatList::neighbour(int step) const
{
    for (int row = 0; row < m_chats->rowCount(); ++row)
        if (const auto chat = chatAt(row); chat && chat->id == m_open)
            return chatAt(qBound(0, row + step, m_chats->rowCount() - 1));
    return chatAt(0);
}

std::optional<model::Chat> ChatList::find(model::ChatId chat) const
{
    for (int row = 0; row < m_context.chats.rowCount(); ++row)
        if (const auto found = chatOf(m_context.chats.index(row, 0)); found && found->id == chat)
            return found;
    return std::nullopt;
}

bool ChatList::openFirst()
{
    if (model()->rowCount() == 0)
        return false;
    activate(model()->index(0, 0));
    return true;
}

void ChatList::focusFirst()
{
    if (model()->rowCount() == 0)
        return;
    setFocus(Qt::TabFocusReason);
    if (!currentIndex().isValid())
        setCurrentIndex(model()->index(0, 0));
}

void ChatList::activate(const QModelIndex &index)
{
    if (const auto chat = chatOf(index)) {
        Q_EMIT chatActivated(*chat);
        return;
    }
    const QVariant value = index.data(model::ContactListModel::ContactRole);
    if (value.metaType() == QMetaType::fromType<model::Contact>())
        Q_EMIT contactActivated(value.value<model::Contact>());
}

void ChatList::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    viewport()->update();
}

void ChatList::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        activate(currentIndex());
        return;
    case Qt::Key_Escape:
        Q_EMIT left();
        return;
    default:
        // Alt and Ctrl with the arrows are the window's: they open the next chat.
        if (event->modifiers() & (Qt::AltModifier | Qt::ControlModifier)) {
            event->ignore();
            return;
        }
        QListView::keyPressEvent(event);
    }
}

void ChatList::mousePressEvent(QMouseEvent *event)
{
    m_pressed = true;
    hold();
    QListView::mousePressEvent(event);
}

void ChatList::mouseReleaseEvent(QMouseEvent *event)
{
    QListView::mouseReleaseEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    const bool click = event->button() == Qt::LeftButton && index.isValid() && index == currentIndex();
    m_pressed = false;
    if (click)
        activate(index);
    else
        select();
    hold();
}

void ChatList::focusInEvent(QFocusEvent *event)
{
    QListView::focusInEvent(event);
    hold();
}

void ChatList::focusOutEvent(QFocusEvent *event)
{
    QListView::focusOutEvent(event);
    hold();
}

void ChatList::hold()
{
    m_chats->setHeld(m_pressed || hasFocus());
}

void ChatList::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index = event->reason() == QContextMenuEvent::Keyboard ? currentIndex() : indexAt(event->pos());
    if (const auto chat = chatOf(index))
        showMenu(*chat, event->reason() == QContextMenuEvent::Keyboard ? viewport()->mapToGlobal(visualRect(index).center()) : event->globalPos());
}

void ChatList::showMenu(const model::Chat &chat, const QPoint &global)
{
    const auto accounts = m_context.accounts.all();
    const auto it = std::find_if(accounts.begin(), accounts.end(), [&chat](const model::Account *a) { return a->id() == chat.account; });
    if (it == accounts.end())
        return;
    model::Account *account = *it;
    const Theme &theme = m_context.theme;
    const auto id = chat.id;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(icon(theme, Icon::Pin), chat.pinned ? tr("Unpin") : tr("Pin to the top"), account, [=] { account->setPinned(id, !chat.pinned); });
    menu->addAction(icon(theme, chat.muted ? Icon::Bell : Icon::Mute), chat.muted ? tr("Unmute") : tr("Mute"), account, [=] { account->setMuted(id, !chat.muted); });
    if (chat.unread > 0)
        menu->addAction(icon(theme, Icon::Check), tr("Mark as read"), account, [=] { account->markRead(id, {}); });
    else
        menu->addAction(icon(theme, Icon::Unread), tr("Mark as unread"), account, [=] { account->markUnread(id); });
    menu->addAction(icon(theme, Icon::Archive), tr("Archive"), account, [=] { account->setArchived(id, true); });
    menu->addSeparator();
    menu->addAction(icon(theme, Icon::Block, Tone::Danger), tr("Block %1").arg(chat.title), account, [=] { account->setBlocked(chat.peer, true); });
    menu->popup(global);
}

} // namespace ui
