// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/chat.h"
#include "model/types/peer_status.h"
#include "ui/context.h"
#include "ui/conversation/message_view.h"

#include <QWidget>

namespace model {
class Account;
}

namespace ui {

class Composer;
class ConversationHeader;
class FindBar;
class RoundButton;

/// One open chat: header, messages, composer. Carries out what the user does through the chat's account. Main thread.
class ConversationPane : public QWidget
{
    Q_OBJECT
public:
    ConversationPane(const Context &context, QWidget *parent = nullptr);

    /// Opens the chat at its first unread message, else at `place`, else at the newest.
    void open(const model::Chat &chat, const model::PeerStatus &status, std::optional<MessageView::Place> place);
    /// The open chat's row changed.
    void refresh(const model::Chat &chat, const model::PeerStatus &status);
    void close();
    [[nodiscard]] model::ChatId chat() const { return m_chat.id; }
    [[nodiscard]] std::optional<MessageView::Place> place() const { return m_view->place(); }
    void setBackVisible(bool visible);
    void openFind();
    /// Closes the search, else clears the selection, else goes to the newest. False: there was nothing to do.
    bool goBack();
    void markRead();
    void flushDraft();
    void focusComposer();

Q_SIGNALS:
    void backRequested();
    /// The ⋮ menu or its key: the owner shows the chat's menu below `anchor`.
    void menuRequested(QWidget *anchor);
    void xmppLinkActivated(const QString &link);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] model::Account *account() const;
    void takeBack(model::ChatId chat, const QString &text);
    void placeJumpButton();
    void openLink(const QUrl &target, const QString &shown);

    Context m_context;
    model::Chat m_chat;
    ConversationHeader *m_header;
    FindBar *m_find;
    MessageView *m_view;
    RoundButton *m_jump;
    Composer *m_composer;
};

} // namespace ui
