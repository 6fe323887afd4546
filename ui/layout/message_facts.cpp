// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layout/message_facts.h"

#include "model/items/message_list_model.h"
#include "ui/layout/time_text.h"

#include <QCoreApplication>
#include <QModelIndex>

namespace ui {

using namespace Qt::StringLiterals;
using Role = model::MessageListModel::Role;

MessageFacts messageFacts(const QModelIndex &row, const ConversationFacts &conversation)
{
    const auto message = row.data(Role::MessageRole).value<model::Message>();
    MessageFacts facts;
    const QString sender = row.data(Role::SenderNameRole).toString();
    facts.text = messageText(message.body, sender);
    facts.time = clockText(message.sentAt);
    if (message.edited)
        facts.time = QCoreApplication::translate("MessageView", "edited %1").arg(facts.time);
    facts.failure = message.failure.isEmpty() ? QCoreApplication::translate("MessageView", "This message could not be sent.") : message.failure;
    facts.direction = message.direction;
    facts.state = message.state;
    facts.firstOfGroup = row.data(Role::FirstOfGroupRole).toBool();
    facts.lastOfGroup = row.data(Role::LastOfGroupRole).toBool();
    if (conversation.names && facts.firstOfGroup && message.direction == model::Direction::Incoming)
        facts.name = sender;
    if (row.data(Role::FirstOfDayRole).toBool())
        facts.day = dayText(message.sentAt.toLocalTime().date(), conversation.now.toLocalTime().date());
    if (row.data(Role::FirstUnreadRole).toBool())
        facts.unread = conversation.unreadAtOpening > 0
            ? QCoreApplication::translate("MessageView", "%n new message(s)", nullptr, conversation.unreadAtOpening)
            : QCoreApplication::translate("MessageView", "New messages");
    if (row.data(Role::GapAboveRole).toBool())
        facts.gap = QCoreApplication::translate("MessageView", "Loading older messages…");
    return facts;
}

QString stateText(model::MessageState state)
{
    using model::MessageState;
    switch (state) {
    case MessageState::Queued:
    case MessageState::Written: return QCoreApplication::translate("MessageView", "waiting");
    case MessageState::Accepted: return QCoreApplication::translate("MessageView", "sent");
    case MessageState::Delivered: return QCoreApplication::translate("MessageView", "delivered");
    case MessageState::Displayed: return QCoreApplication::translate("MessageView", "read");
    case MessageState::Failed: return QCoreApplication::translate("MessageView", "not sent");
    case MessageState::Received: return {};
    }
    Q_UNREACHABLE();
}

QString quotedLine(const QModelIndex &row, const QString &text)
{
    const auto message = row.data(Role::MessageRole).value<model::Message>();
    return u"[%1] %2: %3"_s.arg(clockText(message.sentAt), row.data(Role::SenderNameRole).toString(), text);
}

} // namespace ui
