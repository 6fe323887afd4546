// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/message_writer.h"

#include "net/proto/rfc6121_message.h"
#include "net/proto/xep_0184_receipts.h"
#include "net/proto/xep_0203_delay.h"
#include "net/proto/xep_0333_markers.h"
#include "net/proto/xep_0334_hints.h"
#include "net/proto/xep_0359_stanza_ids.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace model {

namespace {

net::xml::Element chatStanza(const net::Jid &to, const QString &id)
{
    net::rfc6121::Message message;
    message.to = to;
    message.id = id;
    message.type = net::rfc6121::MessageType::Chat;
    return toElement(message);
}

} // namespace

net::xml::Element writeMessage(const Message &message, const net::Jid &peer, bool repeated)
{
    net::rfc6121::Message head;
    head.to = peer;
    head.id = message.stanzaId;
    head.type = net::rfc6121::MessageType::Chat;
    head.bodies = {{QString(), message.body}};
    net::xml::Element stanza = toElement(head);
    stanza.add(net::xep0359::toElement(net::xep0359::OriginId{message.originId}));
    stanza.add(net::xep0184::request());
    stanza.add(net::xep0333::markable());
    stanza.add(net::xep0085::toElement(net::xep0085::ChatState::Active));
    if (repeated)
        stanza.add(net::xep0203::toElement({message.sentAt, message.sender, {}}));
    return stanza;
}

net::xml::Element writeReceipt(const net::Jid &to, const QString &messageId, const QString &id)
{
    net::xml::Element stanza = chatStanza(to, id);
    stanza.add(net::xep0184::toElement(net::xep0184::Received{messageId}));
    stanza.add(net::xep0334::toElement(net::xep0334::Hint::Store)); // the sender's other devices learn it from the archive
    return stanza;
}

net::xml::Element writeDisplayed(const net::Jid &peer, const QString &messageId, const QString &id)
{
    net::xml::Element stanza = chatStanza(peer, id);
    stanza.add(net::xep0333::toElement(net::xep0333::Displayed{messageId}));
    stanza.add(net::xep0334::toElement(net::xep0334::Hint::Store));
    return stanza;
}

net::xml::Element writeChatState(const net::Jid &peer, net::xep0085::ChatState state, const QString &id)
{
    net::xml::Element stanza = chatStanza(peer, id);
    stanza.add(net::xep0085::toElement(state));
    stanza.add(net::xep0334::toElement(net::xep0334::Hint::NoStore));
    return stanza;
}

QString bounceSentence(const net::rfc6120::StanzaError &error)
{
    struct Row {
        QStringView condition;
        const char *sentence;
    };
    static constexpr auto kRows = std::to_array<Row>({
        {u"item-not-found", QT_TRANSLATE_NOOP("model::Bounce", "This address does not exist.")},
        {u"service-unavailable", QT_TRANSLATE_NOOP("model::Bounce", "This address does not exist, or does not take messages from you.")},
        {u"recipient-unavailable", QT_TRANSLATE_NOOP("model::Bounce", "This person cannot be reached now. Try again later.")},
        {u"gone", QT_TRANSLATE_NOOP("model::Bounce", "This address does not exist any more.")},
        {u"redirect", QT_TRANSLATE_NOOP("model::Bounce", "This person has moved to another address.")},
        {u"jid-malformed", QT_TRANSLATE_NOOP("model::Bounce", "This is not an address.")},
        {u"remote-server-not-found", QT_TRANSLATE_NOOP("model::Bounce", "This person's server could not be found. Check the part of the address after the @.")},
        {u"remote-server-timeout", QT_TRANSLATE_NOOP("model::Bounce", "This person's server could not be reached. Try again later.")},
        {u"forbidden", QT_TRANSLATE_NOOP("model::Bounce", "You are not allowed to write to this address.")},
        {u"not-allowed", QT_TRANSLATE_NOOP("model::Bounce", "You are not allowed to write to this address.")},
        {u"not-authorized", QT_TRANSLATE_NOOP("model::Bounce", "You are not allowed to write to this address.")},
        {u"subscription-required", QT_TRANSLATE_NOOP("model::Bounce", "This person only takes messages from their contacts.")},
        {u"not-acceptable", QT_TRANSLATE_NOOP("model::Bounce", "The server did not take the message. It may be too long, or you blocked this person.")},
        {u"policy-violation", QT_TRANSLATE_NOOP("model::Bounce", "The message is against the server's rules. It may be too long.")},
        {u"resource-constraint", QT_TRANSLATE_NOOP("model::Bounce", "The server is too busy, or the other mailbox is full. Try again later.")},
        {u"internal-server-error", QT_TRANSLATE_NOOP("model::Bounce", "The server had a problem. Try again later.")},
    });
    QString sentence = QCoreApplication::translate("model::Bounce", "The message came back.");
    for (const Row &row : kRows) {
        if (error.condition == row.condition)
            sentence = QCoreApplication::translate("model::Bounce", row.sentence);
    }
    // What the server says in words is added as its words, not instead of ours: it may be in any language.
    const QString text = error.text.simplified();
    return text.isEmpty() ? sentence : QCoreApplication::translate("model::Bounce", "%1 The server says: “%2”").arg(sentence, text.left(200));
}

QString perhapsNotSent()
{
    return QCoreApplication::translate("model::Bounce", "Perhaps not sent: the connection broke, and this server keeps no archive that could tell.");
}

} // namespace model
