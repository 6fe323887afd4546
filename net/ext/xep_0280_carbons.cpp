// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/ext/xep_0280_carbons.h"

#include "net/base/log.h"
#include "net/proto/rfc6120_stanza.h"

#include <QMetaMethod>

namespace net::xep0280 {

QStringList Carbons::discoFeatures() const
{
    return {kNs.toString()};
}

void Carbons::onLive(Session &session, Resumed resumed)
{
    if (resumed == Resumed::No && !session.wasInlined(kNs))
        ask(session);
}

void Carbons::ask(Session &session)
{
    // Not waited for: a server without carbons answers with an error, which changes nothing.
    session.request(rfc6120::makeIq(rfc6120::IqType::Set, {}, enable()), this, [](const Expected<xml::Element, IqError> &answer) {
        if (!answer && answer.error().kind == IqErrorKind::Answered)
            qCInfo(logSession) << "no carbons:" << answer.error().condition;
    });
}

Handled Carbons::onStanza(Session &session, const xml::Element &stanza)
{
    if (stanza.name() != u"message" || !looksLikeCarbon(stanza))
        return Handled::No;
    const auto carbon = parseCarbon(stanza, session.settings().jid);
    static const QMetaMethod signal = QMetaMethod::fromSignal(&Carbons::carbonReceived);
    if (!carbon || !isSignalConnected(signal))
        return Handled::Yes;
    Q_EMIT carbonReceived(session.currentSeq(), carbon->direction, carbon->forwarded.stanza,
                          carbon->forwarded.delay ? carbon->forwarded.delay->stamp : QDateTime());
    return Handled::Later;
}

} // namespace net::xep0280
