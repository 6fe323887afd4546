// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/ext/kith_detach.h"

#include "net/base/log.h"
#include "net/crypto/crypto.h"
#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"

namespace net::detach {

Preparation::Preparation(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    // With SASL2 the features that announce it come behind a session that is live already.
    connect(&session, &Session::featuresLearned, this, &Preparation::prepare);
}

void Preparation::setDeviceKey(const QByteArray &deviceKey)
{
    // A key of its own: what is signed here can never be taken for anything else that the device key is used for.
    m_session.setSigningKey(deviceKey.isEmpty() ? QByteArray() : crypto::hmac(crypto::Hash::Sha256, deviceKey, "kith-detach-0 signing key"));
    prepare();
}

void Preparation::onLive(Session &, Resumed)
{
    // Also when resumed: the ticket is burnt, or it is not known whether it is.
    m_asked = false;
    prepare();
}

void Preparation::prepare()
{
    const QByteArray publicKey = crypto::ed25519PublicKey(m_session.settings().signingKey);
    if (m_asked || publicKey.isEmpty() || m_session.state() != SessionState::Live || !m_session.resumeState() || !m_session.features().detach)
        return;
    m_asked = true;
    m_session.request(rfc6120::makeIq(rfc6120::IqType::Set, {}, detach::prepare(publicKey)), this, [this, round = ++m_round](const Expected<xml::Element, IqError> &answer) {
        const auto prepared = answer ? firstPayload(*answer, parsePrepared) : std::nullopt;
        if (prepared && round == m_round)
            m_session.setDetachTicket(prepared->ticket, prepared->max);
        else if (!prepared)
            qCInfo(logSession) << "the server keeps this session for no longer than others";
    });
}

} // namespace net::detach
