// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/message_reader.h"

#include "net/proto/payload.h"
#include "net/proto/rfc6121_message.h"
#include "net/proto/xep_0172_nick.h"
#include "net/proto/xep_0184_receipts.h"
#include "net/proto/xep_0203_delay.h"
#include "net/proto/xep_0308_correction.h"
#include "net/proto/xep_0333_markers.h"
#include "net/proto/xep_0359_stanza_ids.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace model {

namespace {

/// Bodies beyond this are cut: no person writes them, and a row must stay cheap to draw.
constexpr qsizetype kMaxBody = 200'000;
/// Programs choose ids of a few dozen characters. Longer ones, which would only fill the store, count as absent.
constexpr qsizetype kMaxId = 1024;

QString bounded(const QString &id)
{
    return id.size() > kMaxId ? QString() : id;
}

std::optional<IncomingMessage> read(const net::xml::Element &stanza, MessageSource source, const ReadContext &context)
{
    const auto message = net::rfc6121::parseMessage(stanza);
    // Without from it is the own account's (RFC 6120 §8.1.2.1), which has nothing to say in a chat.
    if (!message || message->from.isEmpty())
        return std::nullopt;
    IncomingMessage result;
    result.source = source;
    result.from = message->from;
    result.id = bounded(message->id);
    const bool own = message->from.bare() == context.own;
    result.direction = own ? Direction::Outgoing : Direction::Incoming;
    result.peer = own ? (message->to.isEmpty() ? context.own : message->to.bare()) : message->from.bare();
    if (source == MessageSource::CarbonSent && !own)
        return std::nullopt;
    // Straight to us from ourselves can only be a note to self.
    if (source != MessageSource::CarbonSent && source != MessageSource::Archive && own && result.peer != context.own)
        return std::nullopt;

    switch (message->type) {
    case net::rfc6121::MessageType::Error:
        result.error = net::rfc6120::parseStanzaError(stanza);
        if (!result.error || own || result.id.isEmpty())
            return std::nullopt;
        return result;
    case net::rfc6121::MessageType::Groupchat:
    case net::rfc6121::MessageType::Headline:
        return std::nullopt;
    case net::rfc6121::MessageType::Chat:
        result.type = u"chat"_s;
        break;
    case net::rfc6121::MessageType::Normal:
        result.type = u"normal"_s;
        break;
    }

    result.body = message->body(QLocale().uiLanguages()).left(kMaxBody);
    result.sentAt = context.now;
    if (const auto delay = net::firstPayload(stanza, net::xep0203::parseDelay)) {
        result.sentAt = std::min(delay->stamp, context.now);
        result.delayed = true;
        result.delayedByServer = delay->from == context.own || delay->from.toString() == context.own.domain();
    }
    if (const auto origin = net::firstPayload(stanza, net::xep0359::parseOriginId))
        result.originId = bounded(origin->id);
    if (context.believeStanzaIds)
        result.archiveId = net::xep0359::stanzaIdBy(stanza, context.own);
    if (const auto replace = net::firstPayload(stanza, net::xep0308::parseReplace))
        result.replaces = bounded(replace->id);
    for (const auto &received : net::allPayloads(stanza, net::xep0184::parseReceived)) {
        if (const QString id = bounded(received.id); !id.isEmpty())
            result.delivered << id;
    }
    if (const auto displayed = net::firstPayload(stanza, net::xep0333::parseDisplayed))
        result.displayed = bounded(displayed->id);
    result.chatState = net::firstPayload(stanza, net::xep0085::parseChatState);
    result.wantsReceipt = !result.id.isEmpty() && net::xep0184::wantsReceipt(stanza);
    result.markable = net::xep0333::isMarkable(stanza);
    if (const auto nick = net::firstPayload(stanza, net::xep0172::parseNick))
        result.nick = nick->name;
    return result;
}

} // namespace

std::optional<IncomingMessage> readLive(const net::xml::Element &stanza, const ReadContext &context)
{
    if (net::xep0280::looksLikeCarbon(stanza))
        return std::nullopt; // real ones were unwrapped before: here somebody puts words into another's mouth (XEP-0280 §11)
    return read(stanza, MessageSource::Live, context);
}

std::optional<IncomingMessage> readCarbon(
    net::xep0280::Direction direction, const net::xml::Element &message, const QDateTime &delay, const ReadContext &context)
{
    const bool sent = direction == net::xep0280::Direction::Sent;
    auto result = read(message, sent ? MessageSource::CarbonSent : MessageSource::CarbonReceived, context);
    // Not "delayed": it came now, our own server only says how long it took.
    if (result && delay.isValid() && !result->delayed)
        result->sentAt = std::min(delay, context.now);
    return result;
}

std::optional<IncomingMessage> readArchived(const net::xep0313::ArchivedItem &item, const ReadContext &context)
{
    // The id of the result counts, whatever stanza-ids the message carries.
    auto result = read(item.message, MessageSource::Archive, {context.own, context.now, false});
    if (!result)
        return std::nullopt;
    result->archiveId = item.id;
    if (item.stamp.isValid()) {
        result->sentAt = std::min(item.stamp, context.now.addSecs(kClockTolerance.count()));
        result->delayed = true;
    }
    return result;
}

} // namespace model
