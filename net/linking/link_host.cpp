// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/link_host.h"

#include "net/linking/link_hex.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace net {

namespace {

constexpr int kMaxUnknown = 8; // packets that mean nothing to us, then it is enough

// A name that may be in a proof and a list: printable, without blanks.
bool isDeviceId(const QString &text)
{
    return !text.isEmpty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](QChar c) { return c > u' ' && c < QChar(0x7F); });
}

QString shortened(const QString &text)
{
    return text.simplified().left(100);
}

} // namespace

LinkHost::LinkHost(Settings settings)
    : m_settings(std::move(settings))
{
    m_settings.identity = m_settings.identity.bare();
}

bool LinkHost::isProved() const
{
    return std::holds_alternative<Proved>(m_state) || std::holds_alternative<Granted>(m_state) || std::holds_alternative<Linked>(m_state);
}

bool LinkHost::isOlderThan(std::chrono::nanoseconds at, std::chrono::seconds life) const
{
    return m_settings.clock.monotonic() - at > life;
}

psyc::Packet LinkHost::reply(const QString &device, const QString &tag, QStringView method) const
{
    psyc::Packet packet(method);
    packet.set(u"_source", psyc::linksChannel(m_settings.identity.toString()));
    if (!device.isEmpty())
        packet.set(u"_target", device);
    if (!tag.isEmpty())
        packet.set(u"_tag_relay", tag); // L13
    return packet;
}

LinkHost::Step LinkHost::end(const psyc::Packet &packet, QStringView method, const QString &text, const QString &why)
{
    m_state = Ended{};
    Step step;
    psyc::Packet answer = reply(packet.value(u"_source"), packet.value(u"_tag"), method);
    answer.body = text;
    step.out.push_back(std::move(answer));
    step.event = GuestFailed{why};
    step.close = true;
    return step;
}

LinkHost::Step LinkHost::step(const psyc::Packet &received)
{
    const psyc::Packet packet = psyc::inNewestNames(received);
    if (std::holds_alternative<Ended>(m_state))
        return {};
    const QStringView method = psyc::knownBase(packet.method, {psyc::kEnter, psyc::kLeave, psyc::kGranted, psyc::kPageRequest, psyc::kPage});
    if (method == psyc::kEnter)
        return onEnter(packet);
    const auto *granted = std::get_if<Granted>(&m_state);
    const bool linked = granted || std::holds_alternative<Linked>(m_state);
    if (method == psyc::kLeave && linked) {
        Step step;
        step.out.push_back(reply(packet.value(u"_source"), packet.value(u"_tag"), psyc::kLeft));
        step.event = GuestLeft{};
        step.close = true;
        m_state = Ended{};
        return step;
    }
    if (method == psyc::kGranted && granted && packet.value(u"_tag_relay") == granted->tag) {
        m_state = Linked{granted->device};
        Step step;
        step.event = GrantStored{};
        return step;
    }
    if ((method == psyc::kPageRequest || method == psyc::kPage) && linked) {
        Step step;
        step.isOurs = false;
        return step;
    }
    if (!method.isEmpty())
        return end(packet, psyc::kInvalid, u"This is not the time for [_method]."_s, u"out of order: %1"_s.arg(method));
    return unknown(packet);
}

LinkHost::Step LinkHost::unknown(const psyc::Packet &packet)
{
    if (!isProved() && ++m_unknown > kMaxUnknown)
        return end(packet, psyc::kInvalid, {}, u"says too much that means nothing"_s);
    Step step;
    switch (psyc::fallbackFor(packet.method)) { // L49
    case psyc::Fallback::AnswerError: {
        psyc::Packet answer = reply(packet.value(u"_source"), packet.value(u"_tag"), psyc::kUnknown);
        answer.body = u"[_source] does not know this request."_s;
        step.out.push_back(std::move(answer));
        break;
    }
    case psyc::Fallback::StoreAndShow: // from who is not linked there is nothing to store, and who is has a server for it
    case psyc::Fallback::ShowText:
    case psyc::Fallback::Drop:
        break;
    }
    return step;
}

LinkHost::Step LinkHost::onEnter(const psyc::Packet &packet)
{
    if (isProved())
        return end(packet, psyc::kInvalid, {}, u"enters twice"_s);
    if (packet.value(u"_target") != psyc::linksChannel(m_settings.identity.toString())) // L12
        return end(packet, psyc::kInvalid, u"[_source] is not what you are looking for."_s, u"asks for another identity"_s);
    if (!isDeviceId(packet.value(u"_source")) || packet.value(u"_tag").isEmpty()) // the page leaves _source to the location; a link without a name could not be told apart from others
        return end(packet, psyc::kInvalid, {}, u"no device id or no tag"_s);
    switch (m_settings.offer.standing()) {
    case LinkOffer::Standing::Open:
        break;
    case LinkOffer::Standing::Expired:
        return end(packet, psyc::kExpired, u"This code is no longer valid."_s, u"the code has expired"_s);
    case LinkOffer::Standing::Burnt:
        return end(packet, psyc::kBurnt, u"This code is no longer valid."_s, u"the code is burnt"_s);
    case LinkOffer::Standing::Used:
        return end(packet, psyc::kTaken, u"This code has been used."_s, u"the code has been used"_s);
    }
    if (m_settings.binding.isEmpty())
        return end(packet, psyc::kInvalid, {}, u"the channel has no binding"_s);
    // L16 and L18 as written (a password in clear, or its sha1 or md5) are refused, not looked at: what was sent cannot be tried as a proof.
    if ((packet.has(u"_password") || packet.has(u"_method")) && packet.value(u"_method") != kLinkMethod)
        return end(packet, psyc::kBadMethod, u"[_source] takes nothing but what it has offered."_s, u"a method that is not offered"_s);
    auto *challenged = std::get_if<Challenged>(&m_state);
    if (!packet.has(u"_password"))
        return challenge(packet); // also when it asks twice: the nonce before is void
    if (!challenged) // a replayed proof finds no nonce that it is for
        return end(packet, psyc::kInvalid, {}, u"a proof that nobody asked for"_s);
    Challenged once = std::move(*challenged);
    m_state = Waiting{}; // the nonce is used, whatever comes of it
    return check(packet, std::move(once));
}

LinkHost::Step LinkHost::challenge(const psyc::Packet &packet)
{
    auto exchange = LinkExchange::start(LinkExchange::Side::Host, m_settings.offer.secret(), m_settings.ids);
    if (!exchange)
        return end(packet, psyc::kInvalid, {}, u"no exchange possible"_s);
    const QString device = packet.value(u"_source");
    psyc::Packet answer = reply(device, packet.value(u"_tag"), psyc::kChallenge);
    answer.set(u"_available_hashes", psyc::formatList({kLinkMethod.toString()}))
        .set(u"_nonce", toHex(exchange->nonce()))
        .set(u"_share", toHex(exchange->share()));
    answer.body = u"Please show identification."_s;
    m_state = Challenged{std::move(*exchange), device, m_settings.clock.monotonic()};
    Step step;
    step.out.push_back(std::move(answer));
    return step;
}

LinkHost::Step LinkHost::check(const psyc::Packet &packet, Challenged challenged)
{
    const QString device = packet.value(u"_source");
    if (device != challenged.device || isOlderThan(challenged.at, kNonceLife))
        return end(packet, psyc::kInvalid, {}, u"a proof for another device, or too late"_s);
    const LinkContext context{m_settings.identity.toString(), device, psyc::formatList({kLinkMethod.toString()}), challenged.exchange.nonce(),
                              octetsOfHex(packet.value(u"_nonce"), kLinkNonceLength), m_settings.binding};
    const auto expected = challenged.exchange.proofs(octetsOfHex(packet.value(u"_share"), crypto::Spake2::kShareLength), context);
    const QByteArray proof = octetsOfHex(packet.value(u"_password"), 32);
    const QStringList wished = psyc::parseList(packet.value(u"_service")); // L22; one that is no filter must not become "everything"
    if (!expected || proof.isEmpty() || !psyc::areFilters(wished)) // nothing was compared: no try
        return end(packet, psyc::kInvalid, {}, u"a proof that is none"_s);
    Step step;
    if (!m_settings.offer.isRight(proof, expected->guest)) {
        const bool burnt = m_settings.offer.standing() != LinkOffer::Standing::Open;
        psyc::Packet answer = reply(device, packet.value(u"_tag"), burnt ? psyc::kBurnt : psyc::kWrong); // L20
        answer.set(u"_tries_left", QString::number(m_settings.offer.triesLeft()));
        answer.body = u"Wrong password for [_source]!"_s;
        step.out.push_back(std::move(answer));
        step.event = GuessedWrong{m_settings.offer.triesLeft()};
        step.close = burnt;
        if (burnt)
            m_state = Ended{};
        return step;
    }
    const QString tag = packet.value(u"_tag");
    m_state = Proved{device, tag, expected->host, m_settings.clock.monotonic()};
    step.out.push_back(reply(device, tag, psyc::kWaiting));
    step.event = GuestProved{device, shortened(packet.value(u"_name")), shortened(packet.value(u"_software")), wished};
    return step;
}

LinkHost::Step LinkHost::approve(const LinkGrant &grant)
{
    const auto *proved = std::get_if<Proved>(&m_state);
    if (!proved)
        return {};
    if (isOlderThan(proved->at, kApprovalLife))
        return refuse(Refusal::ByPerson);
    Step step;
    const Proved was = *proved;
    psyc::Packet entered = reply(was.device, was.tag, psyc::kEntered); // L14, L15
    entered.set(u"_method", kLinkMethod.toString()).set(u"_password", toHex(was.proof));
    step.out.push_back(std::move(entered));
    const QString tag = m_settings.ids.newId();
    psyc::Packet given = reply(was.device, was.tag, psyc::kGrant);
    given.set(u"_tag", tag);
    given.payload = toElement(grant);
    step.out.push_back(std::move(given));
    m_state = Granted{was.device, tag};
    return step;
}

LinkHost::Step LinkHost::refuse(Refusal why)
{
    const auto *proved = std::get_if<Proved>(&m_state);
    if (!proved)
        return {};
    Step step;
    step.out.push_back(reply(proved->device, proved->tag, why == Refusal::TooManyDevices ? psyc::kTooMany : psyc::kRefused));
    step.close = true;
    m_state = Ended{};
    return step;
}

} // namespace net
