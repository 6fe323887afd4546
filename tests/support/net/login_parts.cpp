// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/login_parts.h"

#include "net/crypto/crypto.h"

using namespace Qt::StringLiterals;

namespace net {

FastToken noneToken()
{
    return {u"HT-SHA-256-NONE"_s, u"secret-token:fast-demo"_s, {}, 0};
}

SessionSettings loginWithToken(const QByteArray &features, TlsKind tls)
{
    SessionSettings settings = Script::defaultSettings();
    settings.token = noneToken();
    settings.cachedFeatures = Script::learned(features, tls);
    return settings;
}

QByteArray boundWith(const QByteArray &inside)
{
    return "<bound xmlns='urn:xmpp:bind:0'>" + inside + "</bound>";
}

QByteArray tokenSuccess(const QByteArray &rest, const QString &token)
{
    const QByteArray proof = crypto::hmac(crypto::Hash::Sha256, token.toUtf8(), "Responder");
    return "<success xmlns='urn:xmpp:sasl:2'><additional-data>" + proof.toBase64() + "</additional-data>" + rest + "</success>";
}

QByteArray saslFailure(const QByteArray &condition, const QByteArray &ns)
{
    return "<failure xmlns='urn:xmpp:sasl:2'><" + condition + " xmlns='" + ns + "'/></failure>";
}

bool asksForPassword(const Session &session)
{
    const auto error = session.lastError();
    return error && (error->kind == SessionErrorKind::WrongPassword || error->kind == SessionErrorKind::NoPassword);
}

void beLive(Script &s, const QByteArray &inBound, const QByteArray &features)
{
    s.goOnline();
    s.clientHeader();
    (void)s.clientElement();
    s.serverHeader();
    s.server(features + tokenSuccess(kIdentifier + boundWith(inBound)) + Script::afterAuthFeatures());
}

} // namespace net
