// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/rfc6121_message.h"
#include "net/proto/rfc6121_presence.h"
#include "net/proto/rfc6121_roster.h"
#include "net/proto/xep_0054_vcard.h"
#include "net/proto/xep_0060_pubsub.h"
#include "net/proto/xep_0084_avatar.h"
#include "net/proto/xep_0085_chat_states.h"
#include "net/proto/xep_0092_version.h"
#include "net/proto/xep_0115_caps.h"
#include "net/proto/xep_0153_vcard_avatar.h"
#include "net/proto/xep_0172_nick.h"
#include "net/proto/xep_0184_receipts.h"
#include "net/proto/xep_0191_blocking.h"
#include "net/proto/xep_0198_sm.h"
#include "net/proto/xep_0199_ping.h"
#include "net/proto/xep_0202_time.h"
#include "net/proto/xep_0245_me.h"
#include "net/proto/xep_0280_carbons.h"
#include "net/proto/xep_0308_correction.h"
#include "net/proto/xep_0313_mam.h"
#include "net/proto/xep_0333_markers.h"
#include "net/proto/xep_0334_hints.h"
#include "net/proto/xep_0352_csi.h"
#include "net/proto/xep_0359_stanza_ids.h"
#include "net/proto/xep_0393_styling.h"
#include "net/xml/writer.h"
#include "tests/fuzz/element_maker.h"
#include "tests/fuzz/fuzz_check.h"

#include <algorithm>

using namespace net;

namespace {

/// What was understood is written so that the same is understood.
template<class Parse>
void roundTrip(const xml::Element &element, Parse parse)
{
    if (const auto value = parse(element))
        FUZZ_CHECK(parse(toElement(*value)) == value);
}

void checkStyling(const QString &text)
{
    using namespace net::xep0393;
    qsizetype next = 0;
    for (const Line &line : parseStyling(text)) {
        FUZZ_CHECK(line.whole.start == next); // lines cover the text
        next = line.whole.end() + 1;
        FUZZ_CHECK(line.content.start >= line.whole.start && line.content.end() == line.whole.end());
        FUZZ_CHECK(line.quoteDepth >= 0 && line.quoteDepth <= kMaxQuoteDepth);
        FUZZ_CHECK(line.spans.empty() || line.kind == LineKind::Plain);
        const Span *before = nullptr;
        for (const Span &span : line.spans) {
            FUZZ_CHECK(span.whole.start >= line.content.start && span.whole.end() <= line.content.end());
            FUZZ_CHECK(span.content.length > 0 && span.content.start == span.whole.start + 1 && span.content.end() + 1 == span.whole.end());
            FUZZ_CHECK(text[span.whole.start] == text[span.whole.end() - 1]);
            FUZZ_CHECK(!text[span.content.start].isSpace() && !text[span.content.end() - 1].isSpace());
            FUZZ_CHECK(!before || span.whole.start >= before->whole.end() || (span.whole.start > before->whole.start && span.whole.end() < before->whole.end())); // apart or nested
            before = &span;
        }
    }
    FUZZ_CHECK(next == text.size() + 1);
}

void checkInfo(const xml::Element &e)
{
    roundTrip(e, xep0030::parseInfo);
    if (const auto info = xep0030::parseInfo(e)) {
        if (const auto ver = xep0115::verification(*info)) {
            FUZZ_CHECK(xep0115::isValid({QStringLiteral("sha-1"), QStringLiteral("n"), *ver}, *info));
            FUZZ_CHECK(!xep0115::isValid({QStringLiteral("sha-256"), QStringLiteral("n"), *ver}, *info));
            // Order is nobody's business.
            xep0030::Info reversed = *info;
            std::reverse(reversed.features.begin(), reversed.features.end());
            std::reverse(reversed.identities.begin(), reversed.identities.end());
            std::reverse(reversed.forms.begin(), reversed.forms.end());
            FUZZ_CHECK(xep0115::verification(reversed) == ver);
        }
    }
}

void checkTrust(const xml::Element &e)
{
    // Who may write into our roster, block list and history: we, and nobody else.
    const Jid own = Jid::fromString(u"me@example.org");
    const auto addresses = rfc6120::parseAddresses(e);
    const bool isOurs = addresses && (addresses->from.isEmpty() || addresses->from == own);
    FUZZ_CHECK(!rfc6121::parseRosterPush(e, own) || isOurs);
    FUZZ_CHECK(!xep0191::parsePush(e, own) || isOurs);
    FUZZ_CHECK(!xep0280::parseCarbon(e, own) || isOurs);
    FUZZ_CHECK(!xep0280::parseCarbon(e, own) || xep0280::looksLikeCarbon(e));
    FUZZ_CHECK(!xep0184::wantsReceipt(e) || !e.attribute(u"id").isEmpty());
}

void checkStanza(const xml::Element &e)
{
    const auto kind = rfc6120::stanzaKind(e);
    FUZZ_CHECK(kind.has_value() == rfc6120::isStanza(e));
    FUZZ_CHECK(!rfc6120::iqType(e) || kind == rfc6120::StanzaKind::Iq);
    if (rfc6120::iqType(e) == rfc6120::IqType::Get || rfc6120::iqType(e) == rfc6120::IqType::Set) {
        const auto error = rfc6120::parseStanzaError(rfc6120::errorReply(e, QStringLiteral("service-unavailable")));
        FUZZ_CHECK(error && error->condition == u"service-unavailable");
        FUZZ_CHECK(rfc6120::iqType(rfc6120::resultReply(e)) == rfc6120::IqType::Result);
    }
    if (const auto message = rfc6121::parseMessage(e)) {
        for (const auto &body : message->bodies) {
            checkStyling(body.text);
            if (const auto action = xep0245::meAction(body.text))
                FUZZ_CHECK(QStringLiteral("/me ") + *action == body.text);
        }
    }
    checkTrust(e);
    (void)xep0359::stanzaIdBy(e, Jid::fromString(u"me@example.org"));
    (void)xep0191::isBlockedError(e);
    (void)xep0333::isMarkable(e);
    (void)xep0199::isPing(e);
    (void)xep0352::isOffered(e);
}

void checkEverything(const xml::Element &e)
{
    checkStanza(e);
    checkInfo(e);
    if (rfc6120::stanzaKind(e))
        (void)rfc6120::parseStanzaError(e);
    else
        roundTrip(e, rfc6120::parseStanzaError);
    roundTrip(e, rfc6121::parseRosterItem);
    roundTrip(e, rfc6121::parseRoster);
    roundTrip(e, rfc6121::parsePresence);
    roundTrip(e, rfc6121::parseMessage);
    roundTrip(e, xep0004::parseForm);
    roundTrip(e, xep0030::parseItems);
    roundTrip(e, xep0054::parseVCard);
    roundTrip(e, xep0059::parsePage);
    roundTrip(e, xep0059::parsePageRequest);
    roundTrip(e, xep0060::parseItems);
    roundTrip(e, xep0060::parseEvent);
    roundTrip(e, xep0084::parseMetadata);
    roundTrip(e, xep0085::parseChatState);
    roundTrip(e, xep0092::parseVersion);
    roundTrip(e, xep0115::parseCaps);
    roundTrip(e, xep0153::parseVCardUpdate);
    roundTrip(e, xep0172::parseNick);
    roundTrip(e, xep0184::parseReceived);
    roundTrip(e, xep0191::parseBlockList);
    roundTrip(e, xep0191::parseBlockChange);
    roundTrip(e, xep0202::parseTime);
    roundTrip(e, xep0203::parseDelay);
    roundTrip(e, xep0297::parseForwarded);
    roundTrip(e, xep0308::parseReplace);
    roundTrip(e, xep0313::parseQuery);
    roundTrip(e, xep0313::parseResult);
    roundTrip(e, xep0313::parseFin);
    roundTrip(e, xep0313::parsePrefs);
    roundTrip(e, xep0333::parseDisplayed);
    roundTrip(e, xep0334::parseHint);
    roundTrip(e, xep0359::parseStanzaId);
    roundTrip(e, xep0359::parseOriginId);
    (void)xep0198::parseEnabled(e);
    (void)xep0198::parseResumed(e);
    (void)xep0198::parseFailed(e);
    if (const auto image = xep0084::parseData(e))
        FUZZ_CHECK(xep0084::parseData(xep0084::dataElement(*image)) == image);
    for (const xml::Element *child : e.children())
        checkEverything(*child);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const xml::Element element = makeElement(QByteArrayView(data, qsizetype(size)));
    if (!element.isNull())
        checkEverything(element);
    return 0;
}
