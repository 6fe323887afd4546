// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto.h"
#include "net/crypto/crypto_runtime.h"

#include <QTest>

using namespace Qt::StringLiterals;
using net::crypto::Hash;

class CryptoTest : public QObject
{
    Q_OBJECT
private:
    net::CryptoRuntime m_crypto;

private Q_SLOTS:
    void providerHasWhatWeNeed();
    void hashes_data();
    void hashes();
    void hmacs_data();
    void hmacs();
    void pbkdf2_data();
    void pbkdf2();
    void seals_data();
    void seals();
    void unsealsOnlyWhatItSealed();
    void signs_data();
    void signs();
    void comparesWholeLength();
    void saysWhatIsMissing();
};

void CryptoTest::providerHasWhatWeNeed()
{
    const auto checked = m_crypto.check();
    QVERIFY2(checked.has_value(), checked ? "" : qPrintable(checked.error().detail));
}

void CryptoTest::hashes_data() // FIPS 180-4 examples
{
    QTest::addColumn<int>("hash");
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("sha1") << int(Hash::Sha1) << "abc"_ba << "a9993e364706816aba3e25717850c26c9cd0d89d"_ba;
    QTest::newRow("sha1 of nothing") << int(Hash::Sha1) << ""_ba << "da39a3ee5e6b4b0d3255bfef95601890afd80709"_ba;
    QTest::newRow("sha256") << int(Hash::Sha256) << "abc"_ba << "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"_ba;
    QTest::newRow("sha512") << int(Hash::Sha512) << "abc"_ba
                            << "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"_ba;
}

void CryptoTest::hashes()
{
    QFETCH(int, hash);
    QFETCH(QByteArray, data);
    const QByteArray digest = net::crypto::hash(Hash(hash), data);
    QTEST(digest.toHex(), "expected");
    QCOMPARE(digest.size(), net::crypto::hashLength(Hash(hash)));
}

void CryptoTest::hmacs_data() // RFC 2202, RFC 4231
{
    QTest::addColumn<int>("hash");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("sha1") << int(Hash::Sha1) << "Jefe"_ba << "what do ya want for nothing?"_ba << "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"_ba;
    QTest::newRow("sha256") << int(Hash::Sha256) << "Jefe"_ba << "what do ya want for nothing?"_ba
                            << "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"_ba;
    QTest::newRow("sha256 long key") << int(Hash::Sha256) << QByteArray(131, '\xaa') << "Test Using Larger Than Block-Size Key - Hash Key First"_ba
                                     << "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"_ba;
    QTest::newRow("sha512") << int(Hash::Sha512) << "Jefe"_ba << "what do ya want for nothing?"_ba
                            << "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"_ba;
}

void CryptoTest::hmacs()
{
    QFETCH(int, hash);
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, data);
    QTEST(net::crypto::hmac(Hash(hash), key, data).toHex(), "expected");
}

void CryptoTest::pbkdf2_data() // RFC 6070; SHA-256 and SHA-512 of the same inputs are widely published
{
    QTest::addColumn<int>("hash");
    QTest::addColumn<int>("iterations");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("sha1, 1") << int(Hash::Sha1) << 1 << "0c60c80f961f0e71f3a9b524af6012062fe037a6"_ba;
    QTest::newRow("sha1, 4096") << int(Hash::Sha1) << 4096 << "4b007901b765489abead49d926f721d065a429c1"_ba;
    QTest::newRow("sha256, 4096") << int(Hash::Sha256) << 4096 << "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a"_ba;
    QTest::newRow("sha512, 1") << int(Hash::Sha512) << 1
                               << "867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce"_ba;
}

void CryptoTest::pbkdf2()
{
    QFETCH(int, hash);
    QFETCH(int, iterations);
    QTEST(net::crypto::pbkdf2(Hash(hash), "password"_ba, "salt"_ba, iterations).toHex(), "expected");
}

void CryptoTest::seals_data() // McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13 to 15
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("nonce");
    QTest::addColumn<QByteArray>("plain");
    QTest::addColumn<QByteArray>("sealed");
    const QByteArray zeroKey(64, '0'), zeroNonce(24, '0');
    QTest::newRow("nothing") << zeroKey << zeroNonce << ""_ba << "530f8afbc74536b9a963b4f1c4cb738b"_ba;
    QTest::newRow("one block") << zeroKey << zeroNonce << "00000000000000000000000000000000"_ba
                               << "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"_ba;
    QTest::newRow("four blocks") << "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"_ba << "cafebabefacedbaddecaf888"_ba
                                 << "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"_ba
                                 << "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015adb094dac5d93471bdec1a502270e3cc6c"_ba;
}

void CryptoTest::seals()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, nonce);
    QFETCH(QByteArray, plain);
    const QByteArray sealed = net::crypto::seal(QByteArray::fromHex(key), QByteArray::fromHex(nonce), QByteArray::fromHex(plain));
    QTEST(sealed.toHex(), "sealed");
    const auto back = net::crypto::unseal(QByteArray::fromHex(key), QByteArray::fromHex(nonce), sealed);
    QVERIFY(back.has_value());
    QCOMPARE(back->toHex(), plain);
}

void CryptoTest::unsealsOnlyWhatItSealed()
{
    using net::crypto::seal;
    using net::crypto::unseal;
    const QByteArray key(32, 'k'), nonce(12, 'n'), plain = "a ticket"_ba;
    const QByteArray sealed = seal(key, nonce, plain);
    QCOMPARE(unseal(key, nonce, sealed), plain);
    for (qsizetype i = 0; i < sealed.size(); ++i) {
        QByteArray changed = sealed;
        changed[i] = char(changed[i] ^ 1);
        QVERIFY(!unseal(key, nonce, changed));
    }
    QVERIFY(!unseal(QByteArray(32, 'x'), nonce, sealed));
    QVERIFY(!unseal(key, QByteArray(12, 'x'), sealed));
    QVERIFY(!unseal(key, nonce, sealed.chopped(1)));
    QVERIFY(!unseal(key, nonce, {}));
    QVERIFY(!unseal({}, nonce, sealed) && !unseal(key, {}, sealed));
    QVERIFY(seal({}, nonce, plain).isEmpty() && seal(key, {}, plain).isEmpty());
}

void CryptoTest::signs_data() // RFC 8032 §7.1, tests 1 to 3
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("publicKey");
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QByteArray>("signature");
    QTest::newRow("nothing") << "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"_ba
                             << "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"_ba << ""_ba
                             << "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"_ba;
    QTest::newRow("one octet") << "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"_ba
                               << "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"_ba << "72"_ba
                               << "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"_ba;
    QTest::newRow("two octets") << "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"_ba
                                << "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"_ba << "af82"_ba
                                << "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"_ba;
}

void CryptoTest::signs()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, data);
    const QByteArray octets = QByteArray::fromHex(key);
    QTEST(net::crypto::ed25519PublicKey(octets).toHex(), "publicKey");
    QTEST(net::crypto::ed25519Sign(octets, QByteArray::fromHex(data)).toHex(), "signature");
    QCOMPARE(net::crypto::ed25519PublicKey(octets.left(31)), QByteArray());
    QCOMPARE(net::crypto::ed25519Sign(octets + 'x', "data"), QByteArray());
}

void CryptoTest::comparesWholeLength()
{
    using net::crypto::equalConstantTime;
    QVERIFY(equalConstantTime("abc"_ba, "abc"_ba));
    QVERIFY(equalConstantTime({}, ""_ba));
    QVERIFY(!equalConstantTime("abc"_ba, "abd"_ba));
    QVERIFY(!equalConstantTime("abc"_ba, "ab"_ba));
    QVERIFY(!equalConstantTime(QByteArray("a\0b", 3), QByteArray("a\0c", 3)));
}

void CryptoTest::saysWhatIsMissing()
{
    using Runtime = net::CryptoRuntime;
    const QString none = net::cryptoAdvice({Runtime::Problem::NoProvider, {}}), half = net::cryptoAdvice({Runtime::Problem::Incomplete, {}});
    QVERIFY(none.endsWith(u'.') && half.endsWith(u'.'));
    QVERIFY(none != half);
}

QTEST_GUILESS_MAIN(CryptoTest)
#include "tst_crypto.moc"
