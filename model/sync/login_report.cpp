// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/login_report.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace model {

namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

QString rungName(net::Rung rung)
{
    switch (rung) {
    case net::Rung::Resume:
        return u"resume"_s;
    case net::Rung::Token:
        return u"token"_s;
    case net::Rung::Seed:
        return u"seed"_s;
    case net::Rung::Password:
        return u"password"_s;
    case net::Rung::Unknown:
        return u"unknown"_s;
    case net::Rung::Classic:
        return u"classic"_s;
    }
    return {};
}

} // namespace

LoginReport toLoginReport(const net::LoginTrace &trace)
{
    const auto since = [&](std::chrono::nanoseconds moment) {
        return moment.count() == 0 ? microseconds{0} : duration_cast<microseconds>(moment - trace.dial.started);
    };
    LoginReport report;
    report.at = trace.startedAt;
    report.resolved = since(trace.dial.resolved);
    report.connected = since(trace.dial.connected);
    report.secured = since(trace.dial.secured);
    report.live = since(trace.live);
    report.unreadKnown = since(trace.unreadKnown);
    report.caughtUp = since(trace.caughtUp);
    report.roundTrips = trace.flights;
    report.bytesSent = trace.bytesSent;
    report.bytesReceived = trace.bytesReceived;
    report.resumed = trace.resumed;
    report.tlsResumed = trace.dial.tls.resumed;
    report.earlyData = trace.dial.tls.earlyData == net::EarlyData::Accepted;
    report.unreadFromServer = trace.unreadFromServer;
    report.quietReconnects = trace.quietReconnects;
    report.boundAs = trace.jid.toString();
    report.host = trace.dial.host;
    report.address = trace.dial.address;
    report.tlsVersion = trace.dial.tls.version;
    report.cipher = trace.dial.tls.cipher;
    report.mechanism = trace.mechanism;
    report.channelBinding = trace.channelBinding;
    report.port = trace.dial.port;
    report.directTls = trace.dial.tls.kind == net::TlsKind::Direct;
    report.rung = rungName(trace.rung);
    report.keptFor = trace.resumeWindow;
    report.whyNotKept = trace.whyNotKept;
    report.whyNotResumed = trace.whyNotResumed;
    return report;
}

QList<ServerFeature> toServerFeatures(const net::ServerFeatures &stream, const QSet<QString> &discovered)
{
    const auto name = [](const char *text) { return QCoreApplication::translate("model::ServerFeature", text); };
    const auto found = [&](const QString &id) { return discovered.contains(id); };
    const auto row = [&](const char *text, const QString &id, bool supported) { return ServerFeature{name(text), id, supported}; };
    const bool resumable = stream.sm || stream.sasl2Inline.contains(u"urn:xmpp:sm:3"_s) || stream.bindInline.contains(u"urn:xmpp:sm:3"_s);
    const bool clientState = stream.csi || stream.bindInline.contains(u"urn:xmpp:csi:0"_s);
    return {
        row(QT_TRANSLATE_NOOP("model::ServerFeature", "Message archive"), u"urn:xmpp:mam:2"_s, found(u"urn:xmpp:mam:2"_s)),
        row(QT_TRANSLATE_NOOP("model::ServerFeature", "Copies for all your devices"), u"urn:xmpp:carbons:2"_s,
            found(u"urn:xmpp:carbons:2"_s) || stream.bindInline.contains(u"urn:xmpp:carbons:2"_s)),
        row(QT_TRANSLATE_NOOP("model::ServerFeature", "Picking up an interrupted session"), u"urn:xmpp:sm:3"_s, resumable),
        row(QT_TRANSLATE_NOOP("model::ServerFeature", "Keeping your place while Kith is closed"), u"urn:kith:detach:0"_s, stream.detach),
        row(QT_TRANSLATE_NOOP("model::ServerFeature", "Sign-in in one step"), u"urn:xmpp:sasl:2"_s, stream.sasl2),
        row(QT_TRANSLATE_NOOP("model::ServerFeature", "Fast session start"), u"urn:xmpp:bind:0"_s, stream.sasl2Inline.contains(u"urn:xmpp:bind:0"_s)),
        row(QT_TRANSLATE_NOOP("model::ServerFeature", "Sign-in by token"), u"urn:xmpp:fast:0"_s, stream.sasl2Inline.contains(u"urn:xmpp:fast:0"_s)),
        row(QT_TRANSLATE_NOOP("model::ServerFeature", "Protection against stolen sign-ins (channel binding)"), u"urn:xmpp:sasl-cb:0"_s,
            !stream.channelBindings.isEmpty()),
        row(QT_TRANSLATE_NOOP("model::ServerFeature", "Contact list versions"), u"urn:xmpp:features:rosterver"_s, stream.rosterVersioning),
        row(QT_TRANSLATE_NOOP("model::ServerFeature", "Approving contacts in advance"), u"urn:xmpp:features:pre-approval"_s, stream.preApproval),
        row(QT_TRANSLATE_NOOP("model::ServerFeature", "Saving power in the background"), u"urn:xmpp:csi:0"_s, clientState),
        row(QT_TRANSLATE_NOOP("model::ServerFeature", "Blocking people"), u"urn:xmpp:blocking"_s, found(u"urn:xmpp:blocking"_s)),
        row(QT_TRANSLATE_NOOP("model::ServerFeature", "Pictures and nicknames"), u"http://jabber.org/protocol/pubsub#publish"_s,
            found(u"http://jabber.org/protocol/pubsub#publish"_s) || found(u"http://jabber.org/protocol/pubsub#pep"_s)),
        row(QT_TRANSLATE_NOOP("model::ServerFeature", "Sending files"), u"urn:xmpp:http:upload:0"_s, found(u"urn:xmpp:http:upload:0"_s)),
    };
}

} // namespace model
