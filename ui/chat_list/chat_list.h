// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/chat.h"
#include "model/types/contact.h"
#include "ui/context.h"

#include <QListView>

#include <optional>

class QConcatenateTablesProxyModel;

namespace ui {

class ContactsWithoutChat;
class HeldChats;

/// The list of chats. Keeps the open chat selected, keeps its order while it has the focus or the pointer is pressed, finds by name, and gives the menu of a chat.
class ChatList : public QListView
{
    Q_OBJECT
public:
    ChatList(const Context &context, QWidget *parent = nullptr);

    void setSearch(const QString &text);
    /// Selects without opening; zero: none.
    void setOpenChat(model::ChatId chat);
    [[nodiscard]] model::ChatId openChat() const { return m_open; }
    /// Chat in the n-th row of what is shown; nothing: no such row.
    [[nodiscard]] std::optional<model::Chat> chatAt(int row) const;
    /// The chat before (-1) or after (+1) the open one; the first if none is open.
    [[nodiscard]] std::optional<model::Chat> neighbour(int step) const;
    [[nodiscard]] std::optional<model::Chat> find(model::ChatId chat) const; ///< also one that a search hides
    /// Opens the first row that is shown: Enter in the search field. False: nothing fits.
    bool openFirst();
    void focusFirst();
    /// The menu of a chat, also used by the conversation's header.
    void showMenu(const model::Chat &chat, const QPoint &global);

Q_SIGNALS:
    void chatActivated(const model::Chat &chat);
    void contactActivated(const model::Contact &contact);
    void chatChanged(const model::Chat &chat); ///< the open one's row
    void shownCountChanged();
    void left(); ///< Esc

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void activate(const QModelIndex &index);
    void select();
    void hold();

    Context m_context;
    HeldChats *m_chats;
    ContactsWithoutChat *m_contacts;
    QConcatenateTablesProxyModel *m_found;
    QString m_search;
    model::ChatId m_open{};
    bool m_pressed = false;
};

} // namespace ui
