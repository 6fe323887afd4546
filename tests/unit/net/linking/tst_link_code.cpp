// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto.h"
#include "net/crypto/crypto_runtime.h"
#include "net/linking/link_code.h"

#include <QSet>
#include <QTest>
#include <QThread>

using namespace Qt::StringLiterals;
using namespace net;

class LinkCodeTest : public QObject
{
    Q_OBJECT
private:
    CryptoRuntime m_crypto;

private Q_SLOTS:
    void generated();
    void everyCharacterIsAsLikely();
    void shownAndReadBack();
    void forgiving_data();
    void forgiving();
    void secretOfTheCodeAndTheIdentity();
    void knownAnswer();
    void neverOnTheMainThread();
    void resultAfterItsOwnerHasGone();
};

void LinkCodeTest::generated()
{
    SystemIds ids;
    QSet<QString> seen;
    for (int i = 0; i < 1000; ++i) {
        const LinkCode code = LinkCode::generate(ids);
        QCOMPARE(code.plain().size(), 8);
        for (const QChar c : code.plain())
            QVERIFY2(!u"OILU"_s.contains(c), qPrintable(code.plain())); // nothing that looks like another of them
        seen.insert(code.plain());
    }
    QCOMPARE(seen.size(), 1000);
}

void LinkCodeTest::everyCharacterIsAsLikely()
{
    struct AllOctets final : IdSource {
        int next = 0;
        QString newId() override { return {}; }
        QByteArray randomBytes(int count) override
        {
            QByteArray bytes;
            while (bytes.size() < count)
                bytes.append(char(next++));
            return bytes;
        }
        double jitter() override { return 0; }
    } octets;
    QMap<QChar, int> counts;
    for (int i = 0; i < 256 / LinkCode::kLength; ++i) {
        for (const QChar c : LinkCode::generate(octets).plain())
            ++counts[c];
    }
    QCOMPARE(counts.size(), 32); // five bits each
    for (const int count : std::as_const(counts))
        QCOMPARE(count, 8);
}

void LinkCodeTest::shownAndReadBack()
{
    SystemIds ids;
    for (int i = 0; i < 100; ++i) {
        const LinkCode code = LinkCode::generate(ids);
        QCOMPARE(code.shown().size(), 9);
        QCOMPARE(LinkCode::parse(code.shown()), std::optional(code));
        QCOMPARE(LinkCode::parse(code.plain().toLower()), std::optional(code));
    }
}

void LinkCodeTest::forgiving_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("plain");
    QTest::newRow("as shown") << u"K7QM-2XRD"_s << u"K7QM2XRD"_s;
    QTest::newRow("small, blanks") << u"  k7 qm 2x rd\n"_s << u"K7QM2XRD"_s;
    QTest::newRow("look-alikes") << u"oOiI-lLuU"_s << u"001111VV"_s;
    QTest::newRow("en dash, no-break space") << u"K7QM\u2013\u00a02XRD"_s << u"K7QM2XRD"_s;
    QTest::newRow("full-width") << u"\uff2b\uff17\uff31\uff2d\uff12\uff38\uff32\uff24"_s << u"K7QM2XRD"_s;
    QTest::newRow("invisible") << u"\u200eK7QM2XRD\u200f"_s << u"K7QM2XRD"_s;
    QTest::newRow("too short") << u"K7QM2XR"_s << QString();
    QTest::newRow("too long") << u"K7QM2XRDA"_s << QString();
    QTest::newRow("other sign") << u"K7QM2XR!"_s << QString();
    QTest::newRow("other script") << u"\u041a7QM2XRD"_s << QString(); // a Cyrillic K: nobody can type it from the screen
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("a novel") << u"K7QM2XRD"_s + QString(100, u' ') << QString();
}

void LinkCodeTest::forgiving()
{
    QFETCH(QString, typed);
    QFETCH(QString, plain);
    const auto code = LinkCode::parse(typed);
    QCOMPARE(code.has_value(), !plain.isEmpty());
    QCOMPARE(code ? code->plain() : QString(), plain);
}

void LinkCodeTest::secretOfTheCodeAndTheIdentity()
{
    const LinkCode code = *LinkCode::parse(u"K7QM2XRD"), other = *LinkCode::parse(u"K7QM2XRE");
    const Jid anna = Jid::fromString(u"anna@example.org"), bert = Jid::fromString(u"bert@example.org");
    const LinkSecret secret = linkSecretNow(code, anna, 10);
    QCOMPARE(secret.octets.size(), 32);
    QCOMPARE(linkSecretNow(code, *anna.withResource(u"desk"), 10), secret);
    QVERIFY(linkSecretNow(other, anna, 10) != secret);
    QVERIFY(linkSecretNow(code, bert, 10) != secret);
    QVERIFY(linkSecretNow(code, anna, 11) != secret);
}

void LinkCodeTest::knownAnswer() // so that two versions of Kith stay able to be linked
{
    const LinkSecret secret = linkSecretNow(*LinkCode::parse(u"K7QM2XRD"), Jid::fromString(u"anna@example.org"), 200'000);
    QCOMPARE(secret.octets.toHex(), "8e73476a2920f3531d6e8eee1f3152130e8ef1b020786df0743fd4f3b3e62428"_ba);
    QVERIFY(kLinkIterations >= 200'000);
}

void LinkCodeTest::neverOnTheMainThread()
{
    const LinkCode code = *LinkCode::parse(u"K7QM2XRD");
    const Jid anna = Jid::fromString(u"anna@example.org");
    auto future = deriveLinkSecret(code, anna);
    QVERIFY(!future.isFinished()); // nobody waited for it
    LinkSecret secret;
    QThread *answered = nullptr;
    future.then(this, [&](const LinkSecret &result) {
        secret = result;
        answered = QThread::currentThread();
    });
    QVERIFY(secret.octets.isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(!secret.octets.isEmpty(), 30'000);
    QCOMPARE(answered, QThread::currentThread());
    QCOMPARE(secret, linkSecretNow(code, anna));
}

void LinkCodeTest::resultAfterItsOwnerHasGone()
{
    auto owner = std::make_unique<QObject>();
    bool told = false;
    auto future = deriveLinkSecret(*LinkCode::parse(u"K7QM2XRD"), Jid::fromString(u"anna@example.org"));
    future.then(owner.get(), [&](const LinkSecret &) { told = true; });
    owner.reset();
    future.waitForFinished();
    QCoreApplication::processEvents();
    QVERIFY(!told);
}

QTEST_GUILESS_MAIN(LinkCodeTest)
#include "tst_link_code.moc"
