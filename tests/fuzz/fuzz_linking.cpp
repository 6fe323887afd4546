// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/linking/link_guest.h"
#include "net/linking/link_host.h"
#include "net/linking/link_invitation.h"
#include "net/linking/link_pages.h"
#include "tests/fuzz/element_maker.h"
#include "tests/fuzz/fuzz_check.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;
using namespace net;

// Input: '<' XML of a packet, a grant or something near; 'x' or 'X' a URI; 's' a script of what a stranger says to a host and a guest; anything else is text.

namespace {

const Jid &anna()
{
    static const Jid jid = Jid::fromString(u"anna@example.org");
    return jid;
}

void checkWords(const QString &text)
{
    const QStringList entries = psyc::parseList(text);
    FUZZ_CHECK(psyc::parseList(psyc::formatList(entries)) == entries || entries.join(QString()).contains(u'|'));
    FUZZ_CHECK(psyc::newestName(psyc::newestName(text)) == psyc::newestName(text));
    const qsizetype half = text.size() / 2;
    const QStringView a = QStringView(text).first(half), b = QStringView(text).sliced(half);
    FUZZ_CHECK(!psyc::isKeyword(a) || !psyc::inherits(b, a) || psyc::keywordMatch(a, b));
    FUZZ_CHECK(!psyc::keywordMatch(a, b) || psyc::isKeyword(a));
    (void)psyc::fallbackFor(text);
    if (const auto code = LinkCode::parse(text)) {
        FUZZ_CHECK(code->plain().size() == LinkCode::kLength);
        FUZZ_CHECK(LinkCode::parse(code->shown()) == code);
    }
    if (const auto address = parseLinkAddress(text))
        FUZZ_CHECK(parseLinkAddress(toString(*address)) == address);
}

void checkInvitation(const QString &text)
{
    const auto invitation = parseInvitation(text);
    if (!invitation)
        return;
    FUZZ_CHECK(parseInvitation(toUri(*invitation)) == invitation);
    FUZZ_CHECK(invitation->addresses.isEmpty() || invitation->key.size() == LinkInvitation::kKeyLength);
    FUZZ_CHECK(invitation->identity.isBare() && !invitation->identity.local().isEmpty());
}

struct Sides {
    SystemClock clock;
    SystemIds ids;
    LinkOffer offer{clock, {QByteArray(32, 'r')}};
    LinkHost host{{clock, ids, offer, anna(), QByteArray(32, 'b')}};
    LinkGuest guest{{ids, anna(), u"d"_s, {}, {}, {}, {QByteArray(32, 'r')}, QByteArray(32, 'b')}};
};

/// Whatever a stranger says who knows no code: nobody is proved, nothing is given, no more tries than there are.
void checkStranger(Sides &sides, const psyc::Packet &packet)
{
    const auto said = sides.host.step(packet);
    FUZZ_CHECK(!sides.host.isProved());
    FUZZ_CHECK(sides.offer.triesLeft() >= 0 && sides.offer.standing() != LinkOffer::Standing::Used);
    FUZZ_CHECK(said.out.size() <= 1 && said.isOurs);
    for (const auto &answer : said.out)
        FUZZ_CHECK(answer.payload.isNull() && !answer.has(u"_password") && psyc::parsePacket(psyc::toElement(answer)));
    (void)sides.guest.step(packet);
    FUZZ_CHECK(!sides.guest.isProved());
}

void checkElement(const xml::Element &element)
{
    if (const auto grant = parseGrant(element)) {
        FUZZ_CHECK(parseGrant(toElement(*grant)) == grant);
        FUZZ_CHECK(psyc::areFilters(grant->services));
    }
    if (const auto packet = psyc::parsePacket(element)) {
        FUZZ_CHECK(psyc::parsePacket(psyc::toElement(*packet)) == packet);
        if (const auto page = parsePage(*packet))
            FUZZ_CHECK(parsePage(toPacket(*page)) == page);
        if (const auto request = parsePageRequest(*packet))
            FUZZ_CHECK(parsePageRequest(toPacket(*request)) == request);
        Sides sides;
        (void)sides.guest.start();
        checkStranger(sides, *packet);
    }
    for (const xml::Element *child : element.children())
        checkElement(*child);
}

constexpr std::array kMethods = {psyc::kEnter, psyc::kLeave, psyc::kChallenge, psyc::kWrong, psyc::kEntered, psyc::kLeft, psyc::kBurnt, psyc::kWaiting, psyc::kRefused, psyc::kGrant, psyc::kGranted,
    psyc::kPageRequest, psyc::kPage, QStringView(u"_request_link"), QStringView(u"_notice_link"), QStringView(u"_request_coffee"), QStringView(u"_error")};
constexpr std::array kNames = {u"_source", u"_target", u"_tag", u"_tag_relay", u"_method", u"_password", u"_nonce", u"_share", u"_available_hashes", u"_service", u"_name", u"_tries_left"};

/// Each three octets change a packet; the first that both sides said before are among what may be said again.
void checkScript(QByteArrayView script)
{
    Sides sides;
    std::vector<psyc::Packet> heard = sides.guest.start().out;
    psyc::Packet packet = heard.front();
    for (int words = 0; script.size() >= 3 && words < 64; script = script.sliced(3), ++words) {
        const auto what = quint8(script[0]), which = quint8(script[1]), how = quint8(script[2]);
        switch (what % 6) {
        case 0:
            packet = psyc::Packet(kMethods[which % kMethods.size()]);
            break;
        case 1:
            packet.set(kNames[which % kNames.size()], {});
            break;
        case 2: // a value that somebody said
            packet.set(kNames[which % kNames.size()], heard[how % heard.size()].value(kNames[which % kNames.size()]));
            break;
        case 3: { // a value of another place
            const QString value = heard[how % heard.size()].value(kNames[how % kNames.size()]);
            packet.set(kNames[which % kNames.size()], value);
            break;
        }
        case 4:
            packet = heard[which % heard.size()];
            break;
        default: {
            // Not the guest's own proof: that one is right.
            psyc::Packet stranger = packet;
            if (!stranger.value(u"_password").isEmpty())
                stranger.set(u"_password", QString(64, QChar(u'0' + how % 10)));
            const auto toHost = sides.host.step(stranger);
            const auto toGuest = sides.guest.step(packet);
            heard.insert(heard.end(), toHost.out.begin(), toHost.out.end());
            heard.insert(heard.end(), toGuest.out.begin(), toGuest.out.end());
            FUZZ_CHECK(!sides.host.isProved() && !sides.guest.isProved());
            FUZZ_CHECK(sides.offer.triesLeft() >= 0);
        }
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static QCoreApplication app(*argc, *argv);
    static CryptoRuntime runtime;
    FUZZ_CHECK(runtime.check());
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const QByteArrayView bytes(data, qsizetype(size));
    if (bytes.front() == '<') {
        const xml::Element element = makeElement(bytes);
        if (!element.isNull())
            checkElement(element);
    } else if (bytes.front() == 'x' || bytes.front() == 'X') {
        checkInvitation(QString::fromUtf8(bytes));
    } else if (bytes.front() == 's') {
        checkScript(bytes.sliced(1));
    } else {
        checkWords(QString::fromUtf8(bytes));
    }
    return 0;
}
