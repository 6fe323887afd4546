// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/scram_server.h"
#include "tests/support/net/script.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

const QByteArray kSalt = "upgrade-salt";

/// Of a server with which we sign in with -PLUS, although it offers a stronger hash without: only what is on offer is upgraded to (sasl::chooseUpgrade()).
QByteArray upgradable(const QByteArray &tasks = "<upgrade xmlns='urn:xmpp:sasl:upgrade:0'>UPGR-SCRAM-SHA-512</upgrade>")
{
    return Script::prosodyFeatures().replace("<inline><sm", "<mechanism>SCRAM-SHA-512</mechanism><inline><sm").replace("</authentication>", tasks + "</authentication>");
}

QByteArray continuing(const QByteArray &data, const QByteArray &task = "UPGR-SCRAM-SHA-512")
{
    return "<continue xmlns='urn:xmpp:sasl:2'>" + data + "<tasks><task>" + task + "</task></tasks></continue>";
}

QByteArray salt(int iterations = 4096, const QByteArray &octets = kSalt)
{
    return "<task-data xmlns='urn:xmpp:sasl:2'><salt xmlns='urn:xmpp:scram-upgrade:0' iterations='" + QByteArray::number(iterations) + "'>" + octets.toBase64()
        + "</salt></task-data>";
}

QByteArray success()
{
    return "<success xmlns='urn:xmpp:sasl:2'>" + kIdentifier + boundWith(kEnabled) + "</success>";
}

QStringList done(Script &s)
{
    return s.session().settings().cachedFeatures->learned.upgraded;
}

} // namespace

/// XEP-0480: the server gets another hash of the password, once (B108, B116).
class UpgradeTranscript : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void upgradesOnce();
    void notAskedForWithAToken();
    void oneAtATime();
    void notAskedForWhatIsNotOnOffer();
    void serverMayLeaveItOut();
    void serverMustProveItselfFirst();
    void comesToNothing_data();
    void comesToNothing();

private:
    /// Up to the client's last word; gives the server's signature as <additional-data/>.
    QByteArray signIn(Script &s, const QByteArray &features, QString *asked = nullptr);
    /// The quiet reconnect, without a task.
    void plainly(Script &s);
    CryptoRuntime m_crypto;
};

QByteArray UpgradeTranscript::signIn(Script &s, const QByteArray &features, QString *asked)
{
    s.clientHeader();
    s.serverHeader();
    s.server(features);
    const xml::Element authenticate = s.clientElement();
    if (asked)
        *asked = authenticate.childText(u"upgrade", u"urn:xmpp:sasl:upgrade:0");
    ScramServer scram(crypto::Hash::Sha1, u"secret"_s);
    s.server("<challenge xmlns='urn:xmpp:sasl:2'>"
             + scram.first(QByteArray::fromBase64(authenticate.childText(u"initial-response", u"urn:xmpp:sasl:2").toLatin1())).toBase64() + "</challenge>");
    const QByteArray final = QByteArray::fromBase64(s.clientElement().text().toLatin1());
    return "<additional-data>" + scram.final(final).toBase64() + "</additional-data>";
}

void UpgradeTranscript::plainly(Script &s)
{
    QCOMPARE(s.dialer().dials(), 2);
    s.accept();
    QString asked;
    const QByteArray data = signIn(s, upgradable(), &asked);
    QCOMPARE(asked, QString());
    s.server(success().replace("<authorization-identifier>", data + "<authorization-identifier>"));
    QCOMPARE(s.session().state(), SessionState::Live);
}

void UpgradeTranscript::upgradesOnce()
{
    Script s;
    QSignalSpy scram(&s.session(), &Session::scramWorked);
    s.goOnline();
    QString asked;
    const QByteArray data = signIn(s, upgradable(), &asked);
    QCOMPARE(asked, u"UPGR-SCRAM-SHA-512"_s);
    s.server(continuing(data));
    s.client("<next xmlns='urn:xmpp:sasl:2' task='UPGR-SCRAM-SHA-512'/>");
    s.server(salt());
    const QByteArray salted = crypto::pbkdf2(crypto::Hash::Sha512, "secret", kSalt, 4096);
    s.client("<task-data xmlns='urn:xmpp:sasl:2'><hash xmlns='urn:xmpp:scram-upgrade:0'>" + salted.toBase64() + "</hash></task-data>");
    QCOMPARE(done(s), QStringList()); // not before the server has it
    s.server(success() + Script::afterAuthFeatures());
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(done(s), QStringList({u"UPGR-SCRAM-SHA-512"_s}));
    QCOMPARE(scram.count(), 1);
    // Offered again at every login (ejabberd), by what the store kept.
    SessionSettings settings = Script::defaultSettings();
    settings.cachedFeatures = ServerFeatures::fromJson(s.session().settings().cachedFeatures->toJson());
    Script later(settings);
    later.goOnline();
    later.clientHeader();
    const xml::Element authenticate = later.clientElement();
    QVERIFY(authenticate.is(u"authenticate", u"urn:xmpp:sasl:2"));
    QVERIFY(!authenticate.child(u"upgrade", u"urn:xmpp:sasl:upgrade:0"));
}

void UpgradeTranscript::notAskedForWithAToken()
{
    Script s(loginWithToken(upgradable()));
    s.goOnline();
    s.clientHeader();
    const xml::Element authenticate = s.clientElement();
    QVERIFY(authenticate.child(u"fast", u"urn:xmpp:fast:0"));
    QVERIFY(!authenticate.child(u"upgrade", u"urn:xmpp:sasl:upgrade:0"));
}

void UpgradeTranscript::oneAtATime()
{
    Script s;
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(upgradable("<upgrade xmlns='urn:xmpp:sasl:upgrade:0'>UPGR-SCRAM-SHA-256</upgrade><upgrade xmlns='urn:xmpp:sasl:upgrade:0'>UPGR-SCRAM-SHA-512</upgrade>"));
    const xml::Element authenticate = s.clientElement();
    QCOMPARE(authenticate.children(u"upgrade", u"urn:xmpp:sasl:upgrade:0").size(), size_t(1)); // each costs a round trip
    QCOMPARE(authenticate.childText(u"upgrade", u"urn:xmpp:sasl:upgrade:0"), u"UPGR-SCRAM-SHA-512"_s);
}

void UpgradeTranscript::notAskedForWhatIsNotOnOffer()
{
    // It may replace what is, and then nobody gets in any more.
    Script s;
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(upgradable().replace("<mechanism>SCRAM-SHA-512</mechanism>", ""));
    QVERIFY(!s.clientElement().child(u"upgrade", u"urn:xmpp:sasl:upgrade:0"));
}

void UpgradeTranscript::serverMayLeaveItOut()
{
    Script s;
    s.goOnline();
    const QByteArray data = signIn(s, upgradable());
    s.server(success().replace("<authorization-identifier>", data + "<authorization-identifier>"));
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(done(s), QStringList());
}

void UpgradeTranscript::serverMustProveItselfFirst()
{
    for (const QByteArray &data : {QByteArray(), QByteArray("<additional-data>dj1tc1ZIcy9CeklPSERxWGVWSDdFbW1EdTlpZDg9</additional-data>")}) {
        Script s;
        s.goOnline();
        (void)signIn(s, upgradable());
        s.server(continuing(data));
        s.client("<abort xmlns='urn:xmpp:sasl:2'/>"); // and no <next/>
        s.clientEnd();
        QCOMPARE(s.session().lastError()->kind, SessionErrorKind::ServerNotAuthentic);
        QCOMPARE(s.dialer().dials(), 1);
    }
}

void UpgradeTranscript::comesToNothing_data()
{
    QTest::addColumn<QByteArray>("task");
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QByteArray>("verdict");
    QTest::newRow("another task") << QByteArray("TOTP-EXAMPLE") << QByteArray() << QByteArray();
    QTest::newRow("too few iterations") << QByteArray("UPGR-SCRAM-SHA-512") << salt(1000) << QByteArray();
    QTest::newRow("too many iterations") << QByteArray("UPGR-SCRAM-SHA-512") << salt(2'000'000'000) << QByteArray();
    QTest::newRow("no salt") << QByteArray("UPGR-SCRAM-SHA-512") << salt(4096, {}) << QByteArray();
    QTest::newRow("not stored") << QByteArray("UPGR-SCRAM-SHA-512") << salt()
                                << QByteArray("<failure xmlns='urn:xmpp:sasl:2'><temporary-auth-failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>");
    QTest::newRow("asked twice") << QByteArray("UPGR-SCRAM-SHA-512") << salt() << salt();
    QTest::newRow("and a second task") << QByteArray("UPGR-SCRAM-SHA-512") << salt() << continuing({}, "TOTP-EXAMPLE");
    QTest::newRow("aborted in the older namespace") << QByteArray("UPGR-SCRAM-SHA-512") << salt()
                                                     << QByteArray("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><aborted/></failure>");
}

void UpgradeTranscript::comesToNothing()
{
    QFETCH(QByteArray, task);
    QFETCH(QByteArray, data);
    QFETCH(QByteArray, verdict);
    Script s;
    QSignalSpy errors(&s.session(), &Session::errorOccurred);
    s.goOnline();
    const QByteArray proof = signIn(s, upgradable());
    s.server(continuing(proof, task));
    if (!data.isEmpty()) {
        s.client("<next xmlns='urn:xmpp:sasl:2' task='UPGR-SCRAM-SHA-512'/>");
        s.server(data);
    }
    if (!verdict.isEmpty()) {
        (void)s.clientElement();
        s.server(verdict);
    }
    if (QByteArray(QTest::currentDataTag()) == "and a second task") {
        // The first is done, the second is nobody's: the user is told, for without it there is no way in.
        QCOMPARE(done(s), QStringList({u"UPGR-SCRAM-SHA-512"_s}));
        QCOMPARE(s.session().lastError()->kind, SessionErrorKind::StepNotSupported);
        return;
    }
    plainly(s);
    QCOMPARE(done(s), QStringList({u"UPGR-SCRAM-SHA-512"_s})); // not once more
    QCOMPARE(errors.count(), 0);
}

QTEST_GUILESS_MAIN(UpgradeTranscript)
#include "tst_upgrade_transcript.moc"
