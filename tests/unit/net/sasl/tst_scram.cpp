// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/sasl/offer_hash.h"
#include "net/sasl/scram.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net::sasl;
using net::crypto::Hash;

namespace {

ScramSettings pencil(Hash hash, const QByteArray &nonce)
{
    ScramSettings settings;
    settings.hash = hash;
    settings.user = u"user"_s;
    settings.password = u"pencil"_s;
    settings.nonce = nonce;
    return settings;
}

const QByteArray kNonce1 = "fyko+d2lbbFgONRv9qkxdawL"_ba;
const QByteArray kServerFirst1 = "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"_ba;

} // namespace

class ScramTest : public QObject
{
    Q_OBJECT
private:
    net::CryptoRuntime m_crypto;

private Q_SLOTS:
    void vectors_data();
    void vectors();
    void plusBindsTheChannel();
    void gs2Headers();
    void escapesTheName();
    void refusesServerFirst_data();
    void refusesServerFirst();
    void refusesServerFinal_data();
    void refusesServerFinal();
    void ignoresUnknownExtensions();
    void serverFinalInAChallenge();
    void wrongOrder();
    void offerHashVector();
    void offerHashIsChecked();
    void offerHashWithTokenMechanisms();
    void offerHashRequired();
    void savesTheSlowPart();
};

void ScramTest::vectors_data()
{
    QTest::addColumn<int>("hash");
    QTest::addColumn<QByteArray>("nonce");
    QTest::addColumn<QByteArray>("serverFirst");
    QTest::addColumn<QByteArray>("clientFinal");
    QTest::addColumn<QByteArray>("serverFinal");
    QTest::newRow("RFC 5802 §5") << int(Hash::Sha1) << kNonce1 << kServerFirst1
                                 << "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="_ba << "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="_ba;
    QTest::newRow("RFC 7677 §3") << int(Hash::Sha256) << "rOprNGfwEbeRWgbNEkqO"_ba
                                 << "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"_ba
                                 << "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="_ba
                                 << "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="_ba;
    QTest::newRow("draft-melnikov-scram-sha-512 §4")
        << int(Hash::Sha512) << "rOprNGfwEbeRWgbNEkqO"_ba
        << "r=rOprNGfwEbeRWgbNEkqO02431b08-2f89-4bad-a4e6-80c0564ec865,s=Yin2FuHTt/M0kJWb0t9OI32n2VmOGi3m+JfjOvuDF88=,i=4096"_ba
        << "c=biws,r=rOprNGfwEbeRWgbNEkqO02431b08-2f89-4bad-a4e6-80c0564ec865,p=Hc5yec3NmCD7t+kFRw4/3yD6/F3SQHc7AVYschRja+Bc3sbdjlA0eH1OjJc0DD4ghn1tnXN5/Wr6qm9xmaHt4A=="_ba
        << "v=BQuhnKHqYDwQWS5jAw4sZed+C9KFUALsbrq81bB0mh+bcUUbbMPNNmBIupnS2AmyyDnG5CTBQtkjJ9kyY4kzmw=="_ba;
}

void ScramTest::vectors()
{
    QFETCH(int, hash);
    QFETCH(QByteArray, nonce);
    QFETCH(QByteArray, serverFirst);
    QFETCH(QByteArray, serverFinal);
    Scram scram(pencil(Hash(hash), nonce));
    QCOMPARE(scram.initial().value(), "n,,n=user,r=" + nonce);
    const auto final = scram.challenge(serverFirst);
    QVERIFY2(final.has_value(), final ? "" : qPrintable(final.error().detail));
    QTEST(*final, "clientFinal");
    QVERIFY(!scram.learned());
    QVERIFY(scram.success(serverFinal).has_value());
    QVERIFY(scram.learned());
}

void ScramTest::plusBindsTheChannel()
{
    // No RFC has a -PLUS vector: what the server would compute is computed here from RFC 5802 §3.
    auto settings = pencil(Hash::Sha256, "clientnonce"_ba);
    settings.gs2 = Gs2Flag::Used;
    settings.binding = net::ChannelBinding::TlsExporter;
    settings.bindingData = QByteArray(32, '\x07');
    Scram scram(settings);
    QCOMPARE(scram.name(), u"SCRAM-SHA-256-PLUS"_s);
    QCOMPARE(scram.initial().value(), "p=tls-exporter,,n=user,r=clientnonce"_ba);
    const QByteArray serverFirst = "r=clientnonceX,s=c2FsdA==,i=4096"_ba;
    const QByteArray reply = scram.challenge(serverFirst).value();
    const QByteArray withoutProof = "c=" + ("p=tls-exporter,," + QByteArray(32, '\x07')).toBase64() + ",r=clientnonceX";
    QVERIFY(reply.startsWith(withoutProof + ",p="));

    const QByteArray salted = net::crypto::pbkdf2(Hash::Sha256, "pencil"_ba, "salt"_ba, 4096);
    const QByteArray authMessage = "n=user,r=clientnonce," + serverFirst + ',' + withoutProof;
    const QByteArray storedKey = net::crypto::sha256(net::crypto::hmac(Hash::Sha256, salted, "Client Key"_ba));
    const QByteArray signature = net::crypto::hmac(Hash::Sha256, storedKey, authMessage);
    QByteArray key = QByteArray::fromBase64(reply.mid(withoutProof.size() + 3));
    QCOMPARE(key.size(), signature.size());
    for (qsizetype i = 0; i < key.size(); ++i)
        key[i] = char(key[i] ^ signature[i]);
    QCOMPARE(net::crypto::sha256(key), storedKey);
    const QByteArray serverKey = net::crypto::hmac(Hash::Sha256, salted, "Server Key"_ba);
    QVERIFY(scram.success("v=" + net::crypto::hmac(Hash::Sha256, serverKey, authMessage).toBase64()).has_value());
}

void ScramTest::gs2Headers()
{
    auto settings = pencil(Hash::Sha1, kNonce1);
    settings.gs2 = Gs2Flag::NotOffered;
    Scram scram(settings);
    QCOMPARE(scram.name(), u"SCRAM-SHA-1"_s);
    QVERIFY(scram.initial().value().startsWith("y,,n="));
    QVERIFY(scram.challenge(kServerFirst1).value().startsWith("c=eSws,"));
}

void ScramTest::escapesTheName()
{
    auto settings = pencil(Hash::Sha1, kNonce1);
    settings.user = u"a=b,c\u00ADd"_s; // the soft hyphen is mapped to nothing
    QCOMPARE(Scram(settings).initial().value(), "n,,n=a=3Db=2Ccd,r=" + kNonce1);
}

void ScramTest::refusesServerFirst_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *name, const QByteArray &message, SaslErrorKind kind) { QTest::newRow(name) << message << int(kind); };
    row("empty", {}, SaslErrorKind::Malformed);
    row("rubbish", "hello"_ba, SaslErrorKind::Malformed);
    row("no salt", "r=" + kNonce1 + "x,i=4096", SaslErrorKind::Malformed);
    row("empty salt", "r=" + kNonce1 + "x,s=,i=4096", SaslErrorKind::Malformed);
    row("salt not base64", "r=" + kNonce1 + "x,s=**,i=4096", SaslErrorKind::Malformed);
    row("order", "s=QSXCR+Q6sek8bf92,r=" + kNonce1 + "x,i=4096", SaslErrorKind::Malformed);
    row("no number", "r=" + kNonce1 + "x,s=QSXCR+Q6sek8bf92,i=many", SaslErrorKind::Malformed);
    row("empty number", "r=" + kNonce1 + "x,s=QSXCR+Q6sek8bf92,i=", SaslErrorKind::Malformed);
    row("zero", "r=" + kNonce1 + "x,s=QSXCR+Q6sek8bf92,i=0", SaslErrorKind::Malformed);
    row("negative", "r=" + kNonce1 + "x,s=QSXCR+Q6sek8bf92,i=-4096", SaslErrorKind::Malformed);
    row("number with a space", "r=" + kNonce1 + "x,s=QSXCR+Q6sek8bf92,i=4096 ", SaslErrorKind::Malformed);
    row("beyond 64 bits", "r=" + kNonce1 + "x,s=QSXCR+Q6sek8bf92,i=99999999999999999999", SaslErrorKind::Malformed);
    row("trailing comma", kServerFirst1 + ',', SaslErrorKind::Malformed);
    row("h twice", kServerFirst1 + ",h=YQ==,h=YQ==", SaslErrorKind::Malformed);
    row("other nonce", "r=attacker,s=QSXCR+Q6sek8bf92,i=4096"_ba, SaslErrorKind::NonceMismatch);
    row("our nonce unextended", "r=" + kNonce1 + ",s=QSXCR+Q6sek8bf92,i=4096", SaslErrorKind::NonceMismatch);
    row("too few", "r=" + kNonce1 + "x,s=QSXCR+Q6sek8bf92,i=4095", SaslErrorKind::TooFewIterations);
    row("too many", "r=" + kNonce1 + "x,s=QSXCR+Q6sek8bf92,i=2000000000", SaslErrorKind::TooManyIterations);
    row("more than an int", "r=" + kNonce1 + "x,s=QSXCR+Q6sek8bf92,i=4294971392", SaslErrorKind::TooManyIterations);
    row("m", "m=ext," + kServerFirst1, SaslErrorKind::ExtensionRequired);
    row("e", "e=unknown-user"_ba, SaslErrorKind::ServerRefused);
}

void ScramTest::refusesServerFirst()
{
    QFETCH(QByteArray, message);
    QFETCH(int, kind);
    Scram scram(pencil(Hash::Sha1, kNonce1));
    QVERIFY(scram.initial());
    const auto answer = scram.challenge(message);
    QVERIFY(!answer);
    QCOMPARE(int(answer.error().kind), kind);
    QVERIFY(!scram.success("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="_ba)); // and cannot be talked into success afterwards
}

void ScramTest::refusesServerFinal_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<int>("kind");
    QTest::newRow("nothing") << QByteArray() << int(SaslErrorKind::ServerNotAuthentic);
    QTest::newRow("wrong signature") << "v=rmF9pqV8S7suAoZWja4dJRkFsKU="_ba << int(SaslErrorKind::ServerNotAuthentic);
    QTest::newRow("empty signature") << "v="_ba << int(SaslErrorKind::ServerNotAuthentic);
    QTest::newRow("half a signature") << "v=rmF9pqV8S7s="_ba << int(SaslErrorKind::ServerNotAuthentic);
    QTest::newRow("not base64") << "v=%%"_ba << int(SaslErrorKind::Malformed);
    QTest::newRow("no v") << "x=rmF9pqV8S7suAoZWja4dJRkFsKQ="_ba << int(SaslErrorKind::Malformed);
    QTest::newRow("error") << "e=invalid-proof"_ba << int(SaslErrorKind::ServerRefused);
}

void ScramTest::refusesServerFinal()
{
    QFETCH(QByteArray, message);
    QFETCH(int, kind);
    Scram scram(pencil(Hash::Sha1, kNonce1));
    QVERIFY(scram.initial());
    QVERIFY(scram.challenge(kServerFirst1));
    const auto done = scram.success(message);
    QVERIFY(!done);
    QCOMPARE(int(done.error().kind), kind);
    QVERIFY(!scram.learned());
}

void ScramTest::ignoresUnknownExtensions()
{
    Scram scram(pencil(Hash::Sha1, kNonce1));
    QVERIFY(scram.initial());
    QVERIFY(scram.challenge(kServerFirst1 + ",x=anything,y=a=b"));
}

void ScramTest::serverFinalInAChallenge()
{
    Scram scram(pencil(Hash::Sha1, kNonce1));
    QVERIFY(scram.initial());
    QVERIFY(scram.challenge(kServerFirst1));
    const auto answer = scram.challenge("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="_ba);
    QVERIFY(answer);
    QCOMPARE(*answer, QByteArray(""));
    QVERIFY(scram.success({}));
    QVERIFY(!scram.challenge("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="_ba));
}

void ScramTest::wrongOrder()
{
    Scram early(pencil(Hash::Sha1, kNonce1));
    QVERIFY(!early.challenge(kServerFirst1));
    Scram skipped(pencil(Hash::Sha1, kNonce1));
    QVERIFY(skipped.initial());
    const auto done = skipped.success("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="_ba);
    QVERIFY(!done);
    QCOMPARE(done.error().kind, SaslErrorKind::ServerNotAuthentic);
}

void ScramTest::offerHashVector() // B119
{
    QCOMPARE(offerHash(Hash::Sha1, {u"SCRAM-SHA-1-PLUS"_s, u"SCRAM-SHA-1"_s}, {u"tls-server-end-point"_s, u"tls-exporter"_s}), "G6k/rBLDqgOhRRaCuuatSDFkJ08="_ba);
    // Without types there is no 0x1F.
    QCOMPARE(offerHash(Hash::Sha1, {u"B"_s, u"A"_s}, {}), net::crypto::sha1("A\x1e" "B"_ba).toBase64());
    // i;octet, where an astral character sorts behind a private-use one; UTF-16 would have it the other way round.
    QCOMPARE(offerHash(Hash::Sha1, {u"\U0001F600"_s, u"\uE000"_s}, {}), net::crypto::sha1(QString(u"\uE000\u001e\U0001F600"_s).toUtf8()).toBase64());
}

void ScramTest::offerHashIsChecked()
{
    const QStringList mechanisms{u"SCRAM-SHA-1-PLUS"_s, u"SCRAM-SHA-1"_s}, types{u"tls-exporter"_s, u"tls-server-end-point"_s};
    const QByteArray first = kServerFirst1 + ",h=G6k/rBLDqgOhRRaCuuatSDFkJ08=";
    Scram same(pencil(Hash::Sha1, kNonce1));
    QVERIFY(same.initial());
    same.offers(mechanisms, types);
    QVERIFY(same.challenge(first));

    Scram changed(pencil(Hash::Sha1, kNonce1));
    QVERIFY(changed.initial());
    changed.offers({u"SCRAM-SHA-1"_s}, types);
    const auto answer = changed.challenge(first);
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, SaslErrorKind::Downgrade);

    Scram untold(pencil(Hash::Sha1, kNonce1));
    QVERIFY(untold.initial());
    QVERIFY(!untold.challenge(first)); // never passes unchecked
}

void ScramTest::offerHashWithTokenMechanisms()
{
    // ejabberd before 24.12 hashed what it lists for FAST along with the rest.
    const QStringList mechanisms{u"SCRAM-SHA-1"_s}, tokens{u"HT-SHA-256-NONE"_s, u"HT-SHA-256-EXPR"_s};
    const QByteArray first = kServerFirst1 + ",h=" + offerHash(Hash::Sha1, mechanisms + tokens, {});
    Scram known(pencil(Hash::Sha1, kNonce1));
    QVERIFY(known.initial());
    known.offers(mechanisms, {}, tokens);
    QVERIFY(known.challenge(first));

    // A password mechanism moved to the other list is not offered any more, whatever the sum says.
    const QByteArray both = kServerFirst1 + ",h=" + offerHash(Hash::Sha1, {u"SCRAM-SHA-1"_s, u"SCRAM-SHA-256"_s}, {});
    Scram moved(pencil(Hash::Sha1, kNonce1));
    QVERIFY(moved.initial());
    moved.offers(mechanisms, {}, {u"SCRAM-SHA-256"_s});
    const auto answer = moved.challenge(both);
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, SaslErrorKind::Downgrade);
}

void ScramTest::offerHashRequired() // B118
{
    auto settings = pencil(Hash::Sha1, kNonce1);
    settings.offerHashRequired = true;
    Scram without(settings);
    QVERIFY(without.initial());
    const auto answer = without.challenge(kServerFirst1);
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, SaslErrorKind::Downgrade);

    Scram with(settings);
    QVERIFY(with.initial());
    with.offers({u"SCRAM-SHA-1"_s}, {u"tls-new"_s});
    QVERIFY(with.challenge(kServerFirst1 + ",h=" + offerHash(Hash::Sha1, {u"SCRAM-SHA-1"_s}, {u"tls-new"_s})));
}

void ScramTest::savesTheSlowPart()
{
    auto settings = pencil(Hash::Sha1, kNonce1);
    settings.password = u"not used"_s;
    settings.salted = SaltedPassword{Hash::Sha1, QByteArray::fromBase64("QSXCR+Q6sek8bf92"), 4096, saltPassword(Hash::Sha1, u"pencil"_s, QByteArray::fromBase64("QSXCR+Q6sek8bf92"), 4096)};
    Scram cached(settings);
    QVERIFY(cached.initial());
    QVERIFY(cached.challenge(kServerFirst1).value().endsWith("p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="));
    QVERIFY(cached.success("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="_ba));
    QCOMPARE(cached.learned(), settings.salted);

    // Salt changed with the password: the cached value is of no use and must not be used.
    settings.password = u"pencil"_s;
    settings.salted->salt = "other"_ba;
    Scram stale(settings);
    QVERIFY(stale.initial());
    QVERIFY(stale.challenge(kServerFirst1).value().endsWith("p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="));
}

QTEST_GUILESS_MAIN(ScramTest)
#include "tst_scram.moc"
