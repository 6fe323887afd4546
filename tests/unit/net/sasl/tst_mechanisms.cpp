// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto.h"
#include "net/crypto/crypto_runtime.h"
#include "net/sasl/channel_binding.h"
#include "net/sasl/hashed_token.h"
#include "net/sasl/plain.h"
#include "net/sasl/saslprep.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net::sasl;
using net::ChannelBinding;

// The mechanisms of one message: HT-* and PLAIN, and the preparation of texts.
class MechanismsTest : public QObject
{
    Q_OBJECT
private:
    net::CryptoRuntime m_crypto;

    static QByteArray cbData()
    {
        QByteArray data;
        for (char c = 0; c < 0x20; ++c)
            data += c;
        return data;
    }

private Q_SLOTS:
    void tokenVector();
    void tokenWithExporter();
    void tokenServerMustProve_data();
    void tokenServerMustProve();
    void tokenNewerDraft();
    void tokenNames();
    void plainMessage();
    void saslprepVectors_data();
    void saslprepVectors();
    void passwordThatCannotBePrepared();
    void bindingNames();
};

void MechanismsTest::tokenVector() // bind2.md, test vector
{
    HashedToken token({u"juliet"_s, u"secret-token:fast-demo"_s, std::nullopt, {}});
    QCOMPARE(token.name(), u"HT-SHA-256-NONE"_s);
    QCOMPARE(token.initial().value().toBase64(), "anVsaWV0ANNdUxpd3JE8itU+WLxVWe4vDxqevuyAPnPBijqRgy6I"_ba);
    QVERIFY(token.success(QByteArray::fromBase64("gZmR0yIdKExHCLxhz91XxDne8ahVJKXcuXAQfx3SXUA=")));
    QVERIFY(token.provesServer());
    QVERIFY(!token.revealsSecret());
    QVERIFY(!token.challenge({}));
}

void MechanismsTest::tokenWithExporter()
{
    HashedToken token({u"juliet"_s, u"secret-token:fast-demo"_s, ChannelBinding::TlsExporter, cbData()});
    QCOMPARE(token.name(), u"HT-SHA-256-EXPR"_s);
    const QByteArray first = token.initial().value();
    QVERIFY(first.startsWith(QByteArray("juliet\0", 7)));
    QCOMPARE(first.mid(7).toHex(), "6e9656e19679c0f57c027891f6a3e4e5817b2bb9bf2c15a05fcf38c4a006d632"_ba);
    // The answer of the unbound exchange proves nothing here.
    QVERIFY(!token.success(QByteArray::fromBase64("gZmR0yIdKExHCLxhz91XxDne8ahVJKXcuXAQfx3SXUA=")));
}

void MechanismsTest::tokenServerMustProve_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("kind");
    const QByteArray good = QByteArray::fromBase64("gZmR0yIdKExHCLxhz91XxDne8ahVJKXcuXAQfx3SXUA=");
    const int wrong = int(SaslErrorKind::ServerNotAuthentic);
    QTest::newRow("nothing") << QByteArray() << wrong;
    QTest::newRow("our own proof mirrored") << QByteArray::fromBase64("013TGl3ckTyK1T5YvFVZ7i8PGp6+7IA+c8GKOpGDLog=") << wrong;
    QTest::newRow("cut") << good.left(31) << wrong;
    QTest::newRow("longer") << good + '\0' << wrong;
    QTest::newRow("newer form, no second NUL") << QByteArray("\0abc", 4) << wrong;
    QTest::newRow("newer form, empty proof") << QByteArray(2, '\0') << wrong;
    QTest::newRow("newer form, pairs not in the proof") << '\0' + "a=b"_ba + '\0' + good << wrong;
    QTest::newRow("newer form, refusal") << "\x01invalid-token"_ba << int(SaslErrorKind::ServerRefused);
}

void MechanismsTest::tokenServerMustProve()
{
    QFETCH(QByteArray, answer);
    QFETCH(int, kind);
    HashedToken token({u"juliet"_s, u"secret-token:fast-demo"_s, std::nullopt, {}});
    QVERIFY(token.initial());
    const auto done = token.success(answer);
    QVERIFY(!done);
    QCOMPARE(int(done.error().kind), kind);
}

void MechanismsTest::tokenNewerDraft()
{
    HashedToken token({u"juliet"_s, u"secret-token:fast-demo"_s, ChannelBinding::TlsExporter, cbData()});
    QVERIFY(token.initial());
    const QByteArray key = "secret-token:fast-demo"_ba;
    const auto proof = [&](const QByteArray &pairs) { return net::crypto::hmac(net::crypto::Hash::Sha256, key, "Responder" + cbData() + pairs); };
    QVERIFY(token.success(QByteArray(2, '\0') + proof({})));
    QVERIFY(token.success('\0' + "a=b,c=d"_ba + '\0' + proof("a=b,c=d"_ba)));
}

void MechanismsTest::tokenNames()
{
    QCOMPARE(parseHashedTokenName(u"HT-SHA-256-ENDP").value().binding, ChannelBinding::TlsServerEndPoint);
    QCOMPARE(parseHashedTokenName(u"HT-SHA-256-UNIQ").value().binding, ChannelBinding::TlsUnique);
    QVERIFY(!parseHashedTokenName(u"HT-SHA-256-NONE").value().binding);
    QVERIFY(!parseHashedTokenName(u"HT-SHA-512-EXPR"));
    QVERIFY(!parseHashedTokenName(u""));
}

void MechanismsTest::plainMessage() // RFC 4616 §4
{
    Plain plain(u"tim"_s, u"tanstaaftanstaaf"_s);
    QCOMPARE(plain.initial().value(), QByteArray("\0tim\0tanstaaftanstaaf", 21));
    QVERIFY(plain.success({}));
    QVERIFY(!plain.challenge({}));
    QVERIFY(plain.revealsSecret());
    QVERIFY(!plain.provesServer());
    QCOMPARE(Plain(u"ältere"_s, u"gruß"_s).initial().value(), QByteArray("\0\xc3\xa4ltere\0gru\xc3\x9f", 14));
}

void MechanismsTest::saslprepVectors_data() // RFC 4013 §3
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected"); // null: forbidden
    QTest::newRow("soft hyphen") << u"I\u00ADX"_s << u"IX"_s;
    QTest::newRow("no transformation") << u"user"_s << u"user"_s;
    QTest::newRow("case preserved") << u"USER"_s << u"USER"_s;
    QTest::newRow("NFKC of ª") << u"\u00AA"_s << u"a"_s;
    QTest::newRow("NFKC of Ⅸ") << u"\u2168"_s << u"IX"_s;
    QTest::newRow("control") << u"\u0007"_s << QString();
    QTest::newRow("direction") << u"\u0627\u0031"_s << QString();
    QTest::newRow("no-break space") << u"a\u00A0b"_s << u"a b"_s;
    QTest::newRow("longest expansion") << u"\uFDFA"_s << u"صلى الله عليه وسلم"_s;
    QTest::newRow("empty") << u""_s << u""_s;
}

void MechanismsTest::saslprepVectors()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const auto prepared = saslprep(text);
    QCOMPARE(prepared.has_value(), !expected.isNull());
    if (prepared)
        QCOMPARE(*prepared, expected);
}

void MechanismsTest::passwordThatCannotBePrepared()
{
    QCOMPARE(preparedPassword(u"tab\tulator"_s), "tab\tulator"_ba);
    QCOMPARE(preparedPassword(u"\u2168"_s), "IX"_ba);
}

void MechanismsTest::bindingNames()
{
    for (ChannelBinding binding : {ChannelBinding::TlsExporter, ChannelBinding::TlsServerEndPoint, ChannelBinding::TlsUnique})
        QCOMPARE(channelBindingFromName(channelBindingName(binding)), binding);
    QCOMPARE(channelBindingName(ChannelBinding::TlsServerEndPoint), u"tls-server-end-point"_s);
    QVERIFY(!channelBindingFromName(u"tls-unique-for-telnet"));
}

QTEST_GUILESS_MAIN(MechanismsTest)
#include "tst_mechanisms.moc"
