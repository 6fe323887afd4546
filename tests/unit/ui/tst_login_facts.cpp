// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/login_facts.h"
#include "ui/connection/waterfall.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ui::LoginFacts;
using ui::WaterfallLayout;
using Kind = LoginFacts::Phase::Kind;

class LoginFactsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void writesDurations_data();
    void writesDurations();
    void cutsTheLoginIntoPhases();
    void showsEarlyDataInsideTls();
    void saysWhatMadeItShort();
    void saysWhatClosingDoes();
    void namesTheWayOfSigningIn_data();
    void namesTheWayOfSigningIn();
    void saysWhen();
    void saysTheStatus();
    void reportHasEverythingAndNoSecret();
    void laysOutTheBars();
    void keepsTheBarsWideWhenSomethingCameLate();
    void laysOutWithoutRoomAndWithoutTime();

private:
    static model::LoginReport sample();
    static QString factOf(const model::LoginReport &report, const QString &name);
};

model::LoginReport LoginFactsTest::sample()
{
    model::LoginReport report;
    report.at = QDateTime(QDate(2024, 5, 1), QTime(12, 1, 7), Qt::UTC);
    report.resolved = 4ms;
    report.connected = 45ms;
    report.secured = 88ms;
    report.live = 126ms;
    report.unreadKnown = 128ms;
    report.roundTrips = 1;
    report.bytesSent = 700;
    report.bytesReceived = 1700;
    report.resumed = report.tlsResumed = report.directTls = true;
    report.host = u"xmpp.example.org"_s;
    report.port = 5223;
    report.tlsVersion = u"TLSv1.3"_s;
    report.mechanism = u"HT-SHA-256-EXPR"_s;
    report.channelBinding = u"tls-exporter"_s;
    report.keptFor = 12h;
    return report;
}

QString LoginFactsTest::factOf(const model::LoginReport &report, const QString &name)
{
    const auto facts = LoginFacts::facts(report);
    for (const auto &fact : facts) {
        if (fact.name == name)
            return fact.value;
    }
    return {};
}

void LoginFactsTest::writesDurations_data()
{
    QTest::addColumn<qint64>("us");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << qint64(0) << u"0.0 ms"_s;
    QTest::newRow("less than one") << qint64(420) << u"0.4 ms"_s;
    QTest::newRow("rounded") << qint64(41499) << u"41 ms"_s;
    QTest::newRow("a second") << qint64(2149000) << u"2.1 s"_s;
}

void LoginFactsTest::writesDurations()
{
    QFETCH(qint64, us);
    QTEST(LoginFacts::duration(std::chrono::microseconds(us)), "text");
}

void LoginFactsTest::cutsTheLoginIntoPhases()
{
    const auto phases = LoginFacts::phases(sample());
    QCOMPARE(phases.size(), 5);
    QStringList durations;
    for (const auto &phase : phases)
        durations << phase.duration;
    QCOMPARE(durations, (QStringList{u"4 ms"_s, u"41 ms"_s, u"43 ms"_s, u"38 ms"_s, u"128 ms"_s}));
    QCOMPARE(phases[2].name, u"TLS 1.3, resumed"_s);
    QVERIFY(phases[4].kind == Kind::Milestone);
    QVERIFY(LoginFacts::headline(sample()).contains(u"126 ms"_s));

    // No lookup was needed, nothing is known about unread messages: four lines, none negative.
    model::LoginReport report;
    report.connected = 1ms;
    const auto bare = LoginFacts::phases(report);
    QCOMPARE(bare.size(), 4);
    for (const auto &phase : bare)
        QVERIFY(phase.to >= phase.from);
}

void LoginFactsTest::showsEarlyDataInsideTls()
{
    model::LoginReport report = sample();
    report.earlyData = true;
    const auto phases = LoginFacts::phases(report);
    QVERIFY(phases[3].kind == Kind::Login);
    QCOMPARE(phases[3].from, phases[2].from); // side by side
    QCOMPARE(phases[3].duration, u"81 ms"_s);
    QCOMPARE(LoginFacts::headline(report), u"Resumed together with TLS, 126 ms in all"_s);
    report.resumed = false;
    QCOMPARE(LoginFacts::headline(report), u"Signed in together with TLS, 126 ms in all"_s);
    report.roundTrips = 2; // what went early was not all
    QVERIFY(LoginFacts::headline(report).contains(u"2 round trip"_s));
}

void LoginFactsTest::saysWhatMadeItShort()
{
    QVERIFY(factOf(sample(), u"Unread messages"_s).isEmpty());
    QVERIFY(factOf(sample(), u"Before that"_s).isEmpty());
    QVERIFY(factOf(sample(), u"Sent with the first octets of TLS"_s).isEmpty());
    model::LoginReport report = sample();
    report.unreadFromServer = report.earlyData = true;
    report.quietReconnects = 1;
    QCOMPARE(factOf(report, u"Unread messages"_s), u"the list came with the sign-in"_s);
    QVERIFY(factOf(report, u"Before that"_s).startsWith(u"1 earlier"_s));
    const QString text = LoginFacts::plainText(u"anna@example.org"_s, {}, report, {});
    for (const QString &part : {u"Unread messages: the list"_s, u"Before that: 1 earlier"_s, u"Sent with the first octets of TLS: "_s, u"together with TLS"_s})
        QVERIFY2(text.contains(part), qPrintable(part));
}

void LoginFactsTest::saysWhatClosingDoes()
{
    const QString name = u"If you close Kith now"_s;
    model::LoginReport report = sample();
    QVERIFY(factOf(report, name).startsWith(u"the server keeps it for 12 hour"_s)); // untranslated, there is no plural
    report.keptFor = model::kUntilServerStops;
    QCOMPARE(factOf(report, name), u"the server keeps it for as long as it runs itself"_s);
    report.keptFor = 0s;
    QCOMPARE(factOf(report, name), u"the server keeps it for a while, and does not say for how long"_s);
    report.whyNotKept = u"This server cannot keep a session: it offers no stream management."_s;
    QCOMPARE(factOf(report, name), u"the session ends. This server cannot keep a session: it offers no stream management."_s);
}

void LoginFactsTest::namesTheWayOfSigningIn_data()
{
    QTest::addColumn<QString>("mechanism");
    QTest::addColumn<QString>("binding");
    QTest::addColumn<QString>("text");
    QTest::newRow("token, bound") << u"HT-SHA-256-EXPR"_s << u"tls-exporter"_s << u"device key (HT-SHA-256-EXPR), bound to this TLS connection"_s;
    QTest::newRow("password, not bound") << u"SCRAM-SHA-256"_s << u""_s << u"password (SCRAM-SHA-256), not bound to this TLS connection"_s;
}

void LoginFactsTest::namesTheWayOfSigningIn()
{
    QFETCH(QString, mechanism);
    QFETCH(QString, binding);
    model::LoginReport report = sample();
    report.mechanism = mechanism;
    report.channelBinding = binding;
    QTEST(factOf(report, u"Signed in with"_s), "text");
}

void LoginFactsTest::saysWhen()
{
    const QDateTime at = sample().at;
    QVERIFY(LoginFacts::when(sample(), at.addSecs(3600)).endsWith(u"12:01:07"_s));
    QVERIFY(LoginFacts::when(sample(), at.addDays(2)).contains(u"2024"_s));
    QVERIFY(!LoginFacts::when({}, at).contains(u"12:01"_s));
}

void LoginFactsTest::saysTheStatus()
{
    model::ConnectionStatus status;
    QCOMPARE(LoginFacts::statusText(status), u"Offline"_s);
    status.problem = u"No network."_s;
    QVERIFY(LoginFacts::statusText(status).contains(status.problem));
    status.kind = model::ConnectionKind::Waiting;
    status.retryAt = QDateTime(QDate(2024, 5, 1), QTime(12, 5), Qt::UTC);
    QVERIFY(LoginFacts::statusText(status).contains(u"12:05:00"_s));
    QVERIFY(LoginFacts::statusText(status).contains(status.problem));
    status.kind = model::ConnectionKind::Online;
    QCOMPARE(LoginFacts::statusText(status), u"Online"_s);
}

void LoginFactsTest::reportHasEverythingAndNoSecret()
{
    model::LoginReport report = sample();
    report.resumed = false;
    report.whyNotResumed = u"The server no longer had the session."_s;
    const QString text = LoginFacts::plainText(u"anna@example.org"_s, {}, report, {{u"Message archive"_s, u"urn:xmpp:mam:2"_s, true}});
    for (const QString &part : {u"anna@example.org"_s, u"HT-SHA-256-EXPR"_s, u"xmpp.example.org:5223"_s, u"urn:xmpp:mam:2"_s, report.whyNotResumed, u"0.7 kB / 1.7 kB"_s})
        QVERIFY2(text.contains(part), qPrintable(part));
    // Before the first sign-in there is less to say, but it can be copied.
    QVERIFY(LoginFacts::plainText(u"anna@example.org"_s, {}, {}, {}).contains(u"Offline"_s));
}

void LoginFactsTest::laysOutTheBars()
{
    const auto phases = LoginFacts::phases(sample());
    const auto layout = WaterfallLayout::compute(phases, 800, 130, 60, 20);
    QCOMPARE(layout.rows.size(), size_t(phases.size()));
    for (size_t i = 0; i < layout.rows.size(); ++i) {
        const auto &row = layout.rows[i];
        QVERIFY(row.name.right() < row.bar.left());
        QVERIFY(row.bar.right() < row.time.left());
        QCOMPARE(row.time.right(), 799);
        if (i > 0) {
            QVERIFY(row.name.top() > layout.rows[i - 1].name.bottom());
            QVERIFY(row.bar.left() >= layout.rows[i - 1].bar.left()); // it falls
        }
    }
    // 41 of 128 ms
    QVERIFY(std::abs(layout.rows[1].bar.width() - 586 * 41 / 128) <= 2);
    QCOMPARE(layout.height, layout.rows.back().name.bottom() + 1);
}

void LoginFactsTest::keepsTheBarsWideWhenSomethingCameLate()
{
    model::LoginReport report = sample();
    report.caughtUp = 30s; // a long absence
    const auto layout = WaterfallLayout::compute(LoginFacts::phases(report), 800, 130, 60, 20);
    QCOMPARE(layout.rows.size(), size_t(6));
    QVERIFY(layout.rows[1].bar.width() > 150);
    QVERIFY(layout.rows[3].bar.right() < layout.rows[5].bar.left()); // a way off
    QCOMPARE(layout.rows[5].bar.right(), 800 - 60 - 12 - 1);
    QVERIFY(layout.rows[4].bar.right() <= layout.rows[5].bar.right());
}

void LoginFactsTest::laysOutWithoutRoomAndWithoutTime()
{
    const auto none = WaterfallLayout::compute({}, 800, 130, 60, 20);
    QVERIFY(none.rows.empty() && none.height == 0);
    const auto phases = LoginFacts::phases({});
    for (const int width : {0, 100, 800}) {
        const auto layout = WaterfallLayout::compute(phases, width, 130, 60, 20);
        for (const auto &row : layout.rows)
            QVERIFY(row.bar.width() > 0);
    }
}

QTEST_GUILESS_MAIN(LoginFactsTest)
#include "tst_login_facts.moc"
