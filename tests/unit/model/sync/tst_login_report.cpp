// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/login_report.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace model;
using namespace std::chrono_literals;

class LoginReportTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void countsFromTheLookup()
    {
        net::LoginTrace trace;
        trace.dial.started = 100s;
        trace.dial.resolved = 100s + 3ms;
        trace.dial.connected = 100s + 5ms;
        trace.dial.secured = 100s + 11ms;
        trace.live = 100s + 20ms;
        trace.flights = 2;
        trace.rung = net::Rung::Token;
        trace.dial.tls.kind = net::TlsKind::Direct;
        trace.resumeWindow = 600s;
        const LoginReport report = toLoginReport(trace);
        QCOMPARE(report.resolved, std::chrono::microseconds(3000));
        QCOMPARE(report.secured, std::chrono::microseconds(11000));
        QCOMPARE(report.live, std::chrono::microseconds(20000));
        QCOMPARE(report.caughtUp, std::chrono::microseconds(0)); // not reached: not a negative time
        QCOMPARE(report.rung, u"token"_s);
        QVERIFY(report.directTls);
        QCOMPARE(report.keptFor, std::chrono::seconds(600));
    }
    void featuresFromStreamAndDiscovery()
    {
        net::ServerFeatures stream;
        stream.sasl2 = true;
        stream.bindInline = {u"urn:xmpp:sm:3"_s};
        const auto supported = [&](const QSet<QString> &discovered) {
            QStringList ids;
            for (const ServerFeature &feature : toServerFeatures(stream, discovered)) {
                if (feature.supported)
                    ids << feature.id;
            }
            return ids;
        };
        QCOMPARE(supported({}), (QStringList{u"urn:xmpp:sm:3"_s, u"urn:xmpp:sasl:2"_s}));
        stream.detach = true;
        QVERIFY(supported({}).contains(u"urn:kith:detach:0"_s));
        QVERIFY(supported({u"urn:xmpp:mam:2"_s}).contains(u"urn:xmpp:mam:2"_s));
    }
};

QTEST_GUILESS_MAIN(LoginReportTest)
#include "tst_login_report.moc"
