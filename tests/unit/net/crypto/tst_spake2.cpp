// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/crypto/spake2.h"

#include <QTest>

using namespace net;
using crypto::Spake2;

class Spake2Test : public QObject
{
    Q_OBJECT
private:
    CryptoRuntime m_crypto;
    const QByteArray m_w = QByteArray(40, '\x21');

private Q_SLOTS:
    void vectors_data();
    void vectors();
    void whatIsSharedDecides();
    void namesAndDataCount();
    void badShares_data();
    void badShares();
    void noSecretInTheResult();
    void ownShareIsNobodyElses();
};

void Spake2Test::vectors_data() // RFC 9382 appendix B
{
    QTest::addColumn<QByteArray>("idA");
    QTest::addColumn<QByteArray>("idB");
    QTest::addColumn<QByteArray>("w");
    QTest::addColumn<QByteArray>("x");
    QTest::addColumn<QByteArray>("y");
    QTest::addColumn<QByteArray>("shareA");
    QTest::addColumn<QByteArray>("shareB");
    QTest::addColumn<QByteArray>("session");
    QTest::addColumn<QByteArray>("confirmA");
    QTest::addColumn<QByteArray>("confirmB");
    QTest::newRow("both names") << QByteArray("server") << QByteArray("client") << QByteArray("2ee57912099d31560b3a44b1184b9b4866e904c49d12ac5042c97dca461b1a5f")
                                << QByteArray("43dd0fd7215bdcb482879fca3220c6a968e66d70b1356cac18bb26c84a78d729") << QByteArray("dcb60106f276b02606d8ef0a328c02e4b629f84f89786af5befb0bc75b6e66be")
                                << QByteArray("04a56fa807caaa53a4d28dbb9853b9815c61a411118a6fe516a8798434751470f9010153ac33d0d5f2047ffdb1a3e42c9b4e6be662766e1eeb4116988ede5f912c")
                                << QByteArray("0406557e482bd03097ad0cbaa5df82115460d951e3451962f1eaf4367a420676d09857ccbc522686c83d1852abfa8ed6e4a1155cf8f1543ceca528afb591a1e0b7")
                                << QByteArray("0e0672dc86f8e45565d338b0540abe69") << QByteArray("00c12546835755c86d8c0db7851ae86f") << QByteArray("a9fa3406c3b781b93d804485430ca27a");
    QTest::newRow("only B's name") << QByteArray() << QByteArray("client") << QByteArray("0548d8729f730589e579b0475a582c1608138ddf7054b73b5381c7e883e2efae")
                                   << QByteArray("403abbe3b1b4b9ba17e3032849759d723939a27a27b9d921c500edde18ed654b") << QByteArray("903023b6598908936ea7c929bd761af6039577a9c3f9581064187c3049d87065")
                                   << QByteArray("04a897b769e681c62ac1c2357319a3d363f610839c4477720d24cbe32f5fd85f44fb92ba966578c1b712be6962498834078262caa5b441ecfa9d4a9485720e918a")
                                   << QByteArray("04e0f816fd1c35e22065d5556215c097e799390d16661c386e0ecc84593974a61b881a8c82327687d0501862970c64565560cb5671f696048050ca66ca5f8cc7fc")
                                   << QByteArray("642f05c473c2cd79909f9a841e2f30a7") << QByteArray() << QByteArray();
    QTest::newRow("only A's name") << QByteArray("server") << QByteArray() << QByteArray("626e0cdc7b14c9db3e52a0b1b3a768c98e37852d5db30febe0497b14eae8c254")
                                   << QByteArray("07adb3db6bc623d3399726bfdbfd3d15a58ea776ab8a308b00392621291f9633") << QByteArray("b6a4fc8dbb629d4ba51d6f91ed1532cf87adec98f25dd153a75accafafedec16")
                                   << QByteArray("04f88fb71c99bfffaea370966b7eb99cd4be0ff1a7d335caac4211c4afd855e2e15a873b298503ad8ba1d9cbb9a392d2ba309b48bfd7879aefd0f2cea6009763b0")
                                   << QByteArray("040c269d6be017dccb15182ac6bfcd9e2a14de019dd587eaf4bdfd353f031101e7cca177f8eb362a6e83e7d5e729c0732e1b528879c086f39ba0f31a9661bd34db")
                                   << QByteArray("005184ff460da2ce59062c87733c299c") << QByteArray() << QByteArray();
    QTest::newRow("no names") << QByteArray() << QByteArray() << QByteArray("7bf46c454b4c1b25799527d896508afd5fc62ef4ec59db1efb49113063d70cca")
                              << QByteArray("8cef65df64bb2d0f83540c53632de911b5b24b3eab6cc74a97609fd659e95473") << QByteArray("d7a66f64074a84652d8d623a92e20c9675c61cb5b4f6a0063e4648a2fdc02d53")
                              << QByteArray("04a65b367a3f613cf9f0654b1b28a1e3a8a40387956c8ba6063e8658563890f46ca1ef6a676598889fc28de2950ab8120b79a5ef1ea4c9f44bc98f585634b46d66")
                              << QByteArray("04589f13218822710d98d8b2123a079041052d9941b9cf88c6617ddb2fcc0494662eea8ba6b64692dc318250030c6af045cb738bc81ba35b043c3dcb46adf6f58d")
                              << QByteArray("fc6374762ba5cf11f4b2caa08b2cd1b9") << QByteArray() << QByteArray();
}

void Spake2Test::vectors()
{
    QFETCH(QByteArray, idA);
    QFETCH(QByteArray, idB);
    QFETCH(QByteArray, w);
    QFETCH(QByteArray, x);
    QFETCH(QByteArray, y);
    QFETCH(QByteArray, confirmA);
    QFETCH(QByteArray, confirmB);
    const auto a = Spake2::start(Spake2::Role::A, QByteArray::fromHex(w), QByteArray::fromHex(x));
    const auto b = Spake2::start(Spake2::Role::B, QByteArray::fromHex(w), QByteArray::fromHex(y));
    QVERIFY(a && b);
    QTEST(a->share().toHex(), "shareA");
    QTEST(b->share().toHex(), "shareB");
    const auto keysA = a->finish(b->share(), idA, idB);
    const auto keysB = b->finish(a->share(), idA, idB);
    QVERIFY(keysA && keysB);
    QTEST(keysA->session.toHex(), "session");
    QCOMPARE(keysB->session, keysA->session);
    QCOMPARE(keysB->confirmA, keysA->confirmA);
    QCOMPARE(keysB->confirmB, keysA->confirmB);
    if (!confirmA.isEmpty()) {
        QCOMPARE(keysA->confirmA.toHex(), confirmA);
        QCOMPARE(keysA->confirmB.toHex(), confirmB);
    }
}

void Spake2Test::whatIsSharedDecides()
{
    const auto a = Spake2::start(Spake2::Role::A, m_w, QByteArray(40, '\x01'));
    const auto b = Spake2::start(Spake2::Role::B, QByteArray(40, '\x22'), QByteArray(40, '\x02'));
    const auto keysA = a->finish(b->share(), "a", "b");
    const auto keysB = b->finish(a->share(), "a", "b");
    QVERIFY(keysA && keysB);
    QVERIFY(keysA->session != keysB->session);
    QVERIFY(keysA->confirmA != keysB->confirmA);
    QVERIFY(keysA->confirmA != keysA->confirmB);
}

void Spake2Test::namesAndDataCount()
{
    const auto a = Spake2::start(Spake2::Role::A, m_w, QByteArray(40, '\x01'));
    const auto b = Spake2::start(Spake2::Role::B, m_w, QByteArray(40, '\x02'));
    const QByteArray key = a->finish(b->share(), "ab", "c", "x")->confirmA;
    QCOMPARE(b->finish(a->share(), "ab", "c", "x")->confirmA, key);
    QVERIFY(b->finish(a->share(), "a", "bc", "x")->confirmA != key); // the same octets, cut elsewhere
    QVERIFY(b->finish(a->share(), "ab", "c", "y")->confirmA != key);
}

void Spake2Test::badShares_data()
{
    QTest::addColumn<QByteArray>("share");
    const QByteArray good = Spake2::start(Spake2::Role::B, m_w, QByteArray(40, '\x02'))->share();
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("infinity") << QByteArray(1, '\0');
    QTest::newRow("infinity, padded") << QByteArray(65, '\0');
    QTest::newRow("cut") << good.chopped(1);
    QTest::newRow("longer") << good + '\0';
    QByteArray off = good;
    off[64] = char(off[64] ^ 1);
    QTest::newRow("not on the curve") << off;
    QTest::newRow("compressed") << QByteArray('\x02' + good.mid(1, 32));
    QByteArray hybrid = good;
    hybrid[0] = '\x09';
    QTest::newRow("no such form") << hybrid;
}

void Spake2Test::badShares()
{
    QFETCH(QByteArray, share);
    const auto a = Spake2::start(Spake2::Role::A, m_w, QByteArray(40, '\x01'));
    QVERIFY(!a->finish(share, "a", "b"));
}

void Spake2Test::noSecretInTheResult()
{
    // The share w·N would make the result infinity, whatever our number is. With w = 1 that is N itself (RFC 9382 §6), uncompressed.
    const auto a = Spake2::start(Spake2::Role::A, QByteArray::fromHex("01"), QByteArray(40, '\x01'));
    const QByteArray n = QByteArray::fromHex("04d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49"
                                             "07d60aa6bfade45008a636337f5168c64d9bd36034808cd564490b1e656edbe7");
    QCOMPARE(n.size(), Spake2::kShareLength);
    QVERIFY(!a->finish(n, "a", "b"));
}

void Spake2Test::ownShareIsNobodyElses()
{
    // Sent back to its sender, a share makes no keys that anybody knows: M and N differ.
    const auto a = Spake2::start(Spake2::Role::A, m_w, QByteArray(40, '\x01'));
    const auto keys = a->finish(a->share(), "a", "b");
    const auto b = Spake2::start(Spake2::Role::B, m_w, QByteArray(40, '\x01'));
    QVERIFY(keys);
    QVERIFY(b->finish(a->share(), "a", "b")->session != keys->session);
    QVERIFY(!Spake2::start(Spake2::Role::A, QByteArray(40, '\0'), QByteArray(40, '\x01')));
    QVERIFY(!Spake2::start(Spake2::Role::A, m_w, QByteArray(40, '\0')));
}

QTEST_GUILESS_MAIN(Spake2Test)
#include "tst_spake2.moc"
