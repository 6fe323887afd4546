// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/stream/server_features.h"
#include "tests/support/net/script.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

class TestServerFeatures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatProsodySays();
    void readsWhatComesAfter();
    void forgetsWhatIsNoLongerOffered();
    void limitsAndConfigVersion();
    void jsonRoundTrip();
    void whatWasLearnedOutlivesTheCache();
    void disappointments();
    void jsonOfAnotherFormatIsForgotten_data();
    void jsonOfAnotherFormatIsForgotten();
};

void TestServerFeatures::readsWhatProsodySays()
{
    const ServerFeatures f = Script::learned(Script::prosodyFeatures());
    QVERIFY(f.sasl2);
    QCOMPARE(f.mechanisms, QStringList({u"SCRAM-SHA-1"_s, u"SCRAM-SHA-1-PLUS"_s, u"PLAIN"_s}));
    QCOMPARE(f.classicMechanisms, f.mechanisms);
    QCOMPARE(f.channelBindings, QStringList({u"tls-exporter"_s}));
    QCOMPARE(f.sasl2Inline, QStringList({u"urn:xmpp:sm:3"_s, u"urn:xmpp:bind:0"_s, u"urn:xmpp:fast:0"_s}));
    QCOMPARE(f.bindInline, QStringList({u"urn:xmpp:carbons:2"_s, u"urn:xmpp:csi:0"_s, u"urn:xmpp:sm:3"_s}));
    QCOMPARE(f.fastMechanisms, QStringList({u"HT-SHA-256-EXPR"_s, u"HT-SHA-256-NONE"_s}));
    QVERIFY(!f.fastZeroRtt);
    QVERIFY(!f.startTls);
}

void TestServerFeatures::readsWhatComesAfter()
{
    const ServerFeatures f = Script::learned(Script::prosodyFeatures());
    QVERIFY(f.bind && f.sm && f.csi && f.rosterVersioning);
    QVERIFY(!f.bind2Seed && !f.preApproval && !f.legacySession); // the session is marked as optional
    ServerFeatures seed;
    seed.learnAfterAuth(parseElement("<stream:features><bind xmlns='urn:xmpp:bind2:0'/><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></stream:features>"));
    QVERIFY(seed.bind2Seed && seed.legacySession && !seed.bind);
}

void TestServerFeatures::forgetsWhatIsNoLongerOffered()
{
    ServerFeatures f = Script::learned(Script::prosodyFeatures());
    f.learnBeforeAuth(parseElement("<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>"));
    QVERIFY(!f.sasl2);
    QVERIFY(f.mechanisms.isEmpty() && f.sasl2Inline.isEmpty() && f.bindInline.isEmpty() && f.fastMechanisms.isEmpty() && f.channelBindings.isEmpty());
    QCOMPARE(f.classicMechanisms, QStringList({u"PLAIN"_s}));
    QVERIFY(f.sm); // the half behind the login is another question
}

void TestServerFeatures::limitsAndConfigVersion()
{
    ServerFeatures f;
    f.learnAfterAuth(parseElement("<stream:features><limits xmlns='urn:xmpp:stream-limits:0'><max-bytes>262144</max-bytes></limits></stream:features>"));
    QCOMPARE(f.maxBytes, qint64(262144));
    f.learnBeforeAuth(parseElement("<stream:features><config-version xmlns='urn:xmpp:iap:0' scheme='opaque' value='abc'/></stream:features>"));
    QCOMPARE(f.configVersion, u"abc"_s);
    QCOMPARE(f.configScheme, u"opaque"_s);
}

void TestServerFeatures::jsonRoundTrip()
{
    for (const TlsKind tls : {TlsKind::Direct, TlsKind::StartTls, TlsKind::None}) {
        ServerFeatures f = Script::learned(Script::prosodyFeatures(), tls);
        f.startTlsRequired = f.fastZeroRtt = f.detach = f.bind2Seed = f.preApproval = f.legacySession = true;
        f.upgradeTasks = QStringList{u"UPGR-SCRAM-SHA-256"_s};
        f.learned = {Tried::Works, Tried::Failed, Tried::Failed, Tried::Works, QStringList{u"UPGR-SCRAM-SHA-512"_s}};
        f.maxBytes = 10'000'000'000;
        f.configVersion = u"v"_s;
        f.configScheme = u"opaque"_s;
        f.seenAt = QDateTime(QDate(2026, 3, 1), QTime(12, 0, 1, 5), Qt::UTC);
        const auto back = ServerFeatures::fromJson(f.toJson());
        QVERIFY(back);
        QCOMPARE(*back, f);
    }
}

void TestServerFeatures::whatWasLearnedOutlivesTheCache()
{
    ServerFeatures f = Script::learned(Script::prosodyFeatures());
    QVERIFY(f.isKnown() && f.hasInlineBind());
    f.learned.restart = Tried::Failed;
    f.learned.upgraded = QStringList{u"UPGR-SCRAM-SHA-512"_s};
    const ServerFeatures kept = f.onlyLearned();
    QVERIFY(!kept.isKnown() && !kept.hasInlineBind());
    QCOMPARE(kept.learned, f.learned);
    ServerFeatures again = kept;
    again.learnBeforeAuth(parseElement(Script::prosodyFeatures())); // nothing was known: so nothing has changed
    QCOMPARE(again.learned, f.learned);
    // In another order it is the same configuration.
    ServerFeatures shuffled = f;
    shuffled.learnBeforeAuth(parseElement(Script::prosodyFeatures().replace("<mechanism>SCRAM-SHA-1</mechanism><mechanism>SCRAM-SHA-1-PLUS</mechanism>",
                                                                            "<mechanism>SCRAM-SHA-1-PLUS</mechanism><mechanism>SCRAM-SHA-1</mechanism>")));
    QCOMPARE(shuffled.learned, f.learned);
}

void TestServerFeatures::disappointments()
{
    Tried fact = Tried::Works;
    LearnedFacts::disappoint(fact, false); // a line broke
    QCOMPARE(fact, Tried::No);
    LearnedFacts::disappoint(fact, false);
    QCOMPARE(fact, Tried::Failed);
    fact = Tried::Works;
    LearnedFacts::disappoint(fact, true);
    QCOMPARE(fact, Tried::Failed);
}

void TestServerFeatures::jsonOfAnotherFormatIsForgotten_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("{");
    QTest::newRow("other format") << QByteArray("{\"format\":99,\"sasl2\":true}");
    QTest::newRow("an array") << QByteArray("[1]");
}

void TestServerFeatures::jsonOfAnotherFormatIsForgotten()
{
    QFETCH(QByteArray, json);
    QVERIFY(!ServerFeatures::fromJson(json));
}

QTEST_GUILESS_MAIN(TestServerFeatures)
#include "tst_server_features.moc"
