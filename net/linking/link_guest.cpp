// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/link_guest.h"

#include "net/crypto/crypto.h"
#include "net/linking/link_hex.h"

using namespace Qt::StringLiterals;

namespace net {

LinkGuest::LinkGuest(Settings settings)
    : m_settings(std::move(settings))
{
    m_settings.identity = m_settings.identity.bare();
}

bool LinkGuest::isProved() const
{
    return std::holds_alternative<Entered>(m_state) || std::holds_alternative<HasGrant>(m_state);
}

psyc::Packet LinkGuest::request(QStringView method, const QString &tag) const
{
    psyc::Packet packet(method);
    packet.set(u"_target", psyc::linksChannel(m_settings.identity.toString())).set(u"_source", m_settings.device).set(u"_tag", tag);
    return packet;
}

LinkGuest::Step LinkGuest::fail(Failure why, int triesLeft)
{
    m_state = Ended{};
    Step step;
    step.event = Failed{why, triesLeft};
    step.close = why != Failure::WrongCode || triesLeft <= 0;
    return step;
}

LinkGuest::Step LinkGuest::start()
{
    if (!std::holds_alternative<Idle>(m_state))
        return {};
    const QString tag = m_settings.ids.newId();
    m_state = Asked{tag};
    Step step;
    step.out.push_back(request(psyc::kEnter, tag));
    return step;
}

LinkGuest::Step LinkGuest::step(const psyc::Packet &received)
{
    const psyc::Packet packet = psyc::inNewestNames(received);
    if (std::holds_alternative<Ended>(m_state))
        return {};
    const auto *asked = std::get_if<Asked>(&m_state);
    const auto *shown = std::get_if<Shown>(&m_state);
    const QStringView known = psyc::knownBase(packet.method, {psyc::kGrant, psyc::kPage, psyc::kPageRequest, psyc::kLeft, psyc::kEntered, psyc::kWaiting, u"_error", u"_failure"});
    if (isProved() && (known == psyc::kPage || known == psyc::kPageRequest)) {
        Step step;
        step.isOurs = false;
        return step;
    }
    if (std::holds_alternative<Entered>(m_state) && known == psyc::kGrant)
        return takeGrant(packet);
    if (std::holds_alternative<HasGrant>(m_state) && known == psyc::kLeft) {
        m_state = Ended{};
        Step step;
        step.event = Left{};
        step.close = true;
        return step;
    }
    if (known.isEmpty()) { // L49
        if (psyc::fallbackFor(packet.method) == psyc::Fallback::AnswerError)
            return fail(Failure::Protocol); // a host has nothing to ask
        return {};
    }
    // Everything else is the answer to what we asked last, and says so (L13): one to something else is old, or not for us.
    const QString relay = packet.value(u"_tag_relay");
    if (!(asked && relay == asked->tag) && !(shown && relay == shown->tag))
        return fail(Failure::Protocol);
    if (asked && psyc::inherits(packet.method, psyc::kChallenge))
        return packet.has(u"_nonce") ? show(packet) : fail(Failure::NoCommonMethod); // without a nonce it is final
    if (shown && (known == psyc::kEntered || known == psyc::kWaiting))
        return answered(packet, *shown);

    const QStringView error = psyc::knownBase(packet.method, {psyc::kBurnt, psyc::kWrong, psyc::kExpired, psyc::kTaken, psyc::kTooMany, psyc::kBadMethod, psyc::kRefused});
    if (error == psyc::kWrong)
        return shown ? fail(Failure::WrongCode, std::clamp(packet.value(u"_tries_left").toInt(), 0, 99)) : fail(Failure::Protocol);
    if (error == psyc::kBurnt)
        return fail(Failure::CodeBurnt);
    if (error == psyc::kExpired)
        return fail(Failure::CodeExpired);
    if (error == psyc::kTaken)
        return fail(Failure::CodeUsed);
    if (error == psyc::kTooMany)
        return fail(Failure::TooManyDevices);
    if (error == psyc::kRefused)
        return fail(Failure::Refused);
    return fail(error == psyc::kBadMethod ? Failure::NoCommonMethod : Failure::Protocol);
}

LinkGuest::Step LinkGuest::show(const psyc::Packet &packet)
{
    const QString methods = packet.value(u"_available_hashes");
    // L19: from the list; and of the list only ours. A host, or somebody in between, that offers less gets nothing.
    if (!psyc::parseList(methods).contains(kLinkMethod))
        return fail(Failure::NoCommonMethod);
    const auto exchange = LinkExchange::start(LinkExchange::Side::Guest, m_settings.secret, m_settings.ids);
    if (!exchange)
        return fail(Failure::Protocol);
    const LinkContext context{m_settings.identity.toString(), m_settings.device, methods, octetsOfHex(packet.value(u"_nonce"), kLinkNonceLength), exchange->nonce(), m_settings.binding};
    const auto proofs = exchange->proofs(octetsOfHex(packet.value(u"_share"), crypto::Spake2::kShareLength), context);
    if (!proofs)
        return fail(Failure::Protocol);
    const QString tag = m_settings.ids.newId(); // L18
    psyc::Packet enter = request(psyc::kEnter, tag);
    enter.set(u"_method", kLinkMethod.toString()).set(u"_password", toHex(proofs->guest)).set(u"_nonce", toHex(exchange->nonce())).set(u"_share", toHex(exchange->share()));
    if (!m_settings.name.isEmpty())
        enter.set(u"_name", m_settings.name);
    if (!m_settings.software.isEmpty())
        enter.set(u"_software", m_settings.software);
    if (!m_settings.services.isEmpty())
        enter.set(u"_service", psyc::formatList(m_settings.services)); // L22
    m_state = Shown{tag, proofs->host};
    Step step;
    step.out.push_back(std::move(enter));
    return step;
}

LinkGuest::Step LinkGuest::answered(const psyc::Packet &packet, const Shown &shown)
{
    Step step;
    if (psyc::inherits(packet.method, psyc::kWaiting)) {
        step.event = ApprovalAwaited{};
        return step;
    }
    const bool addressed = packet.value(u"_source") == psyc::linksChannel(m_settings.identity.toString()) && packet.value(u"_target") == m_settings.device; // L15
    if (!addressed || !crypto::equalConstantTime(octetsOfHex(packet.value(u"_password"), int(shown.expected.size())), shown.expected))
        return fail(Failure::HostUnproved);
    m_state = Entered{shown.tag};
    step.event = HostProved{};
    return step;
}

LinkGuest::Step LinkGuest::takeGrant(const psyc::Packet &packet)
{
    const auto grant = parseGrant(packet.payload);
    const QString tag = packet.value(u"_tag");
    const bool fits = grant && grant->account == m_settings.identity && !tag.isEmpty() && packet.value(u"_tag_relay") == std::get<Entered>(m_state).tag;
    if (!fits)
        return fail(Failure::Protocol);
    m_state = HasGrant{tag};
    Step step;
    step.event = Granted{*grant};
    return step;
}

LinkGuest::Step LinkGuest::stored()
{
    const auto *has = std::get_if<HasGrant>(&m_state);
    if (!has)
        return {};
    psyc::Packet echo(psyc::kGranted);
    echo.set(u"_target", psyc::linksChannel(m_settings.identity.toString())).set(u"_source", m_settings.device).set(u"_tag_relay", has->tag);
    Step step;
    step.out.push_back(std::move(echo));
    return step;
}

LinkGuest::Step LinkGuest::leave()
{
    Step step;
    if (std::holds_alternative<HasGrant>(m_state))
        step.out.push_back(request(psyc::kLeave, m_settings.ids.newId()));
    else
        step.close = true;
    return step;
}

} // namespace net
