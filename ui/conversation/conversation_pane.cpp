// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/conversation/conversation_pane.h"

#include "model/sync/account.h"
#include "ui/composer/composer.h"
#include "ui/conversation/conversation_header.h"
#include "ui/conversation/find_bar.h"
#include "ui/conversation/history.h"
#include "ui/conversation/link_dialog.h"
#include "ui/settings/account_list.h"
#include "ui/settings/preferences.h"
#include "ui/widgets/icon_button.h"

#include <QDesktopServices>
#include <QVBoxLayout>

namespace ui {

using namespace Qt::StringLiterals;

ConversationPane::ConversationPane(const Context &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_header(new ConversationHeader(context.theme, context.avatars))
    , m_find(new FindBar(context.theme))
    , m_view(new MessageView(context.theme, context.avatars, context.clock, context.history))
    , m_jump(new RoundButton(context.theme, Icon::Down, tr("Go to the newest message"), RoundButton::Fill::Surface, 40, m_view))
    , m_composer(new Composer(context.theme))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_find);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_composer);
    m_jump->hide();

    connect(m_header, &ConversationHeader::backRequested, this, &ConversationPane::backRequested);
    connect(m_header, &ConversationHeader::findRequested, this, &ConversationPane::openFind);
    connect(m_header, &ConversationHeader::menuRequested, this, [this] { Q_EMIT menuRequested(m_header->moreButton()); });
    connect(m_find, &FindBar::findRequested, this, [this](const QString &text, bool upwards) { m_find->setFound(m_view->find(text, upwards)); });
    connect(m_find, &FindBar::closed, this, [this] {
        m_view->clearFind();
        focusComposer();
    });
    connect(m_view, &MessageView::positionChanged, this, &ConversationPane::placeJumpButton);
    connect(m_jump, &QToolButton::clicked, m_view, &MessageView::jumpToNewest);
    connect(m_view, &MessageView::linkActivated, this, &ConversationPane::openLink);
    connect(m_view, &MessageView::typed, this, [this](const QString &text) {
        m_composer->insert(text);
        focusComposer();
    });
    connect(m_view, &MessageView::retryRequested, this, [this](model::MessageId message) {
        if (auto *a = account())
            a->retry(message);
    });
    connect(m_view, &MessageView::discardRequested, this, [this](model::MessageId message) {
        if (auto *a = account())
            a->discard(message);
    });
    connect(m_view, &MessageView::olderWanted, this, [this](model::MessageId before) {
        if (auto *a = account())
            a->loadOlder(m_chat.id, before);
    });
    connect(m_view, &MessageView::seen, this, [this](model::MessageId upTo) {
        if (auto *a = account(); a && !m_chat.request)
            a->markRead(m_chat.id, upTo);
    });
    connect(m_composer, &Composer::sent, this, [this](const QString &text) {
        if (auto *a = account()) {
            a->sendMessage(m_chat.id, text);
            m_view->jumpToNewest();
        }
    });
    connect(m_composer, &Composer::draftChanged, this, [this](const QString &text) {
        if (auto *a = account())
            a->setDraft(m_chat.id, text);
    });
    connect(m_composer, &Composer::typingChanged, this, [this](bool typing) {
        if (auto *a = account())
            a->setTyping(m_chat.id, typing);
    });
    m_composer->setEnterSends(context.preferences.enterSends());
    connect(&context.preferences, &Preferences::enterSendsChanged, m_composer, &Composer::setEnterSends);
}

model::Account *ConversationPane::account() const
{
    const auto accounts = m_context.accounts.all();
    for (auto *account : accounts)
        if (account->id() == m_chat.account && m_chat.id != model::ChatId{})
            return account;
    return nullptr;
}

void ConversationPane::open(const model::Chat &chat, const model::PeerStatus &status, std::optional<MessageView::Place> place)
{
    m_composer->stopTyping();
    flushDraft();
    m_find->close();
    m_chat = chat;
    if (auto *a = account())
        connect(a, &model::Account::notSent, this, &ConversationPane::takeBack, Qt::UniqueConnection);
    refresh(chat, status);
    m_composer->setDraft(chat.draft);
    m_composer->setPeerName(chat.title);
    m_view->setPeer(chat.peer.toString(), !chat.request);
    m_context.history.setChat(chat.id);
    m_view->open(chat.unread, place);
    placeJumpButton();
}

void ConversationPane::takeBack(model::ChatId chat, const QString &text)
{
    if (chat == m_chat.id)
        m_composer->giveBack(text);
}

void ConversationPane::refresh(const model::Chat &chat, const model::PeerStatus &status)
{
    m_chat = chat;
    m_header->setChat(chat, status, m_context.clock.now());
}

void ConversationPane::close()
{
    m_composer->stopTyping();
    flushDraft();
    m_find->close();
    m_chat = {};
    m_context.history.setChat({});
}

void ConversationPane::setBackVisible(bool visible)
{
    m_header->setBackVisible(visible);
}

void ConversationPane::openFind()
{
    m_find->open();
}

bool ConversationPane::goBack()
{
    if (m_find->isVisible()) {
        m_find->close();
        return true;
    }
    if (m_view->hasSelection()) {
        m_view->clearSelection();
        return true;
    }
    if (!m_view->atNewest()) {
        m_view->jumpToNewest();
        return true;
    }
    return false;
}

void ConversationPane::markRead()
{
    auto &rows = m_context.history.model();
    if (auto *a = account(); a && rows.rowCount() > 0) {
        m_context.history.jumpToNewest();
        m_view->jumpToNewest();
        a->markRead(m_chat.id, m_view->rowId(m_view->rowCount() - 1));
    }
}

void ConversationPane::flushDraft()
{
    m_composer->flush();
}

void ConversationPane::focusComposer()
{
    m_composer->focusField();
}

void ConversationPane::placeJumpButton()
{
    m_jump->setVisible(!m_view->atNewest() && m_view->rowCount() > 0);
    m_jump->setCount(m_view->newBelow());
    const int x = layoutDirection() == Qt::RightToLeft ? 18 : m_view->width() - m_jump->width() - 18;
    m_jump->move(x, m_view->height() - m_jump->height() - 10);
    m_jump->raise();
}

void ConversationPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_composer->setPaneHeight(height());
    placeJumpButton();
}

void ConversationPane::openLink(const QUrl &target, const QString &shown)
{
    if (target.scheme() == u"xmpp") {
        Q_EMIT xmppLinkActivated(target.toString(QUrl::FullyEncoded));
        return;
    }
    const QUrl safe = safeTarget(target);
    if (!needsConfirmation(shown, target)) {
        QDesktopServices::openUrl(safe);
        return;
    }
    auto *dialog = new LinkDialog(m_context.theme, safe, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [safe] { QDesktopServices::openUrl(safe); });
    dialog->open();
}

} // namespace ui
