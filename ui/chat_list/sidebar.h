// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/chat.h"
#include "model/types/contact.h"
#include "ui/context.h"

#include <QTimer>
#include <QWidget>

class QStackedWidget;
class QToolButton;

namespace model {
class Account;
}

namespace ui {

class AvatarView;
class ChatList;
class EmptyState;
class IconButton;
class RequestsButton;
class SearchField;
class StatusLine;

/// The left side of the window: own name, search, chats, how the connection is.
class Sidebar : public QWidget
{
    Q_OBJECT
public:
    Sidebar(const Context &context, QWidget *parent = nullptr);
    [[nodiscard]] ChatList *chats() const { return m_chats; }
    void focusSearch();
    /// True: a search was cleared.
    bool clearSearch();
    void setRequestCount(int count);

Q_SIGNALS:
    void newChatRequested(const QString &typed); ///< what was searched for, or empty
    void settingsRequested();
    void connectionRequested();
    void addAccountRequested();
    void signOutRequested(model::AccountId account);
    void requestsRequested();
    void quitRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void watchAccounts();
    void refreshAccounts();
    void refreshStatus();
    void showAccountMenu();
    void refreshEmptyState();

    Context m_context;
    AvatarView *m_avatar;
    QToolButton *m_name;
    IconButton *m_newChat;
    SearchField *m_search;
    RequestsButton *m_requests;
    ChatList *m_chats;
    EmptyState *m_empty;
    QStackedWidget *m_stack;
    StatusLine *m_status;
    QTimer m_countdown; ///< "next try in 12 seconds"
    std::vector<QMetaObject::Connection> m_watched;
};

} // namespace ui
