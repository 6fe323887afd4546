// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/seed_parts.h"

namespace net {

QByteArray seedBound(const QByteArray &more, const QByteArray &jid)
{
    return "<bound xmlns='urn:xmpp:bind2:0'><jid>" + jid + "</jid>" + more + "</bound>";
}

ServerFeatures cached(const QByteArray &before, const QByteArray &after)
{
    ServerFeatures features;
    features.tls = TlsKind::Direct;
    features.learnBeforeAuth(parseElement(before));
    features.learnAfterAuth(parseElement(after));
    return features;
}

SessionSettings settingsWith(const ServerFeatures &features)
{
    SessionSettings settings = Script::defaultSettings();
    settings.cachedFeatures = features;
    return settings;
}

QByteArray bindResult(const QByteArray &id)
{
    return "<iq type='result' id='" + id + "'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>anna@example.net/r1</jid></bind></iq>";
}

const LearnedFacts &learned(Script &s)
{
    return s.session().settings().cachedFeatures->learned;
}

} // namespace net
