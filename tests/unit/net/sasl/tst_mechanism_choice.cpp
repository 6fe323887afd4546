// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/sasl/mechanism_choice.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net::sasl;
using net::ChannelBinding;

namespace {

const Connection kTls13{true, u"TLSv1.3"_s, {ChannelBinding::TlsExporter, ChannelBinding::TlsServerEndPoint}};
const Connection kTls12{true, u"TLSv1.2"_s, {ChannelBinding::TlsServerEndPoint, ChannelBinding::TlsUnique}};
const Connection kUnbound{true, u"TLSv1.3"_s, {}};
const Connection kPlainText{false, {}, {}};

const Credentials kPassword{true, {}, true};
const Credentials kScramWorked{true, {}, false};
const Credentials kNothing{false, {}, true};
const Credentials kToken{false, u"HT-SHA-256-EXPR"_s, true};
const Credentials kTokenAndPassword{true, u"HT-SHA-256-EXPR"_s, false};

const QStringList kScram{u"SCRAM-SHA-1"_s, u"SCRAM-SHA-256"_s};
const QStringList kScramPlus{u"SCRAM-SHA-1"_s, u"SCRAM-SHA-1-PLUS"_s, u"SCRAM-SHA-256"_s, u"SCRAM-SHA-256-PLUS"_s, u"PLAIN"_s};
const QStringList kFast{u"HT-SHA-256-NONE"_s, u"HT-SHA-256-EXPR"_s, u"HT-SHA-256-ENDP"_s, u"HT-SHA-256-UNIQ"_s};

Offer offer(const QStringList &mechanisms, const QStringList &types = {}, const QStringList &fast = {}, bool hashPossible = true, bool sasl2 = true)
{
    return {sasl2, mechanisms, types, fast, hashPossible};
}

struct Row {
    const char *name;
    Offer offer;
    Credentials credentials;
    Connection connection;
    net::Expected<Choice, ChoiceError> expected;
};

Choice scram(const QString &name, Gs2Flag gs2, std::optional<ChannelBinding> binding = {}, bool hashRequired = false)
{
    return {name, false, binding, gs2, hashRequired};
}

std::vector<Row> rows()
{
    const QString exporter = u"tls-exporter"_s, endPoint = u"tls-server-end-point"_s, unique = u"tls-unique"_s;
    const auto fails = [](ChoiceError error) { return net::unexpected(error); };
    return {
        {"plain text stream", offer(kScram), kPassword, kPlainText, fails(ChoiceError::NotEncrypted)},
        {"plain text stream, token", offer(kScram, {}, kFast), kToken, kPlainText, fails(ChoiceError::NotEncrypted)},
        {"strongest hash", offer({u"SCRAM-SHA-1"_s, u"SCRAM-SHA-512"_s, u"SCRAM-SHA-256"_s}), kPassword, kUnbound, scram(u"SCRAM-SHA-512"_s, Gs2Flag::NotSupported)},
        {"no binding anywhere", offer(kScram), kPassword, kUnbound, scram(u"SCRAM-SHA-256"_s, Gs2Flag::NotSupported)},
        {"B117: we could, server does not: y", offer(kScram), kPassword, kTls13, scram(u"SCRAM-SHA-256"_s, Gs2Flag::NotOffered)},
        {"B117: exporter before end point", offer(kScramPlus, {endPoint, exporter}), kPassword, kTls13,
            scram(u"SCRAM-SHA-256-PLUS"_s, Gs2Flag::Used, ChannelBinding::TlsExporter)},
        {"PLUS with a weaker hash before none", offer({u"SCRAM-SHA-512"_s, u"SCRAM-SHA-1-PLUS"_s}, {exporter}), kPassword, kTls13,
            scram(u"SCRAM-SHA-1-PLUS"_s, Gs2Flag::Used, ChannelBinding::TlsExporter)},
        {"end point when that is all", offer(kScramPlus, {endPoint}), kPassword, kTls13,
            scram(u"SCRAM-SHA-256-PLUS"_s, Gs2Flag::Used, ChannelBinding::TlsServerEndPoint)},
        {"tls-unique on 1.2", offer(kScramPlus, {unique}), kPassword, kTls12, scram(u"SCRAM-SHA-256-PLUS"_s, Gs2Flag::Used, ChannelBinding::TlsUnique)},
        {"B117: PLUS without types", offer(kScramPlus), kPassword, kTls13, fails(ChoiceError::BindingTypesMissing)},
        {"B117: PLUS without types, incapable client too", offer(kScramPlus), kPassword, kUnbound, fails(ChoiceError::BindingTypesMissing)},
        {"B117: types without PLUS", offer(kScram, {exporter}), kPassword, kTls13, fails(ChoiceError::PlusMissing)},
        {"B117: types without PLUS, only PLAIN", offer({u"PLAIN"_s}, {exporter}), kPassword, kTls13, fails(ChoiceError::PlusMissing)},
        {"classic: PLUS without types on 1.3", offer(kScramPlus, {}, {}, true, false), kPassword, kTls13,
            scram(u"SCRAM-SHA-256-PLUS"_s, Gs2Flag::Used, ChannelBinding::TlsExporter)},
        {"classic: PLUS without types on 1.2", offer(kScramPlus, {}, {}, true, false), kPassword, kTls12,
            scram(u"SCRAM-SHA-256-PLUS"_s, Gs2Flag::Used, ChannelBinding::TlsUnique)},
        {"classic: PLUS without types, we cannot", offer(kScramPlus, {}, {}, true, false), kPassword, kUnbound,
            scram(u"SCRAM-SHA-256"_s, Gs2Flag::NotSupported)},
        {"classic: types without PLUS", offer(kScram, {exporter}, {}, true, false), kPassword, kTls13, fails(ChoiceError::PlusMissing)},
        {"B118: nothing in common, h may come", offer(kScramPlus, {unique}), kPassword, kTls13,
            scram(u"SCRAM-SHA-256"_s, Gs2Flag::NotSupported, {}, true)},
        {"B118: nothing in common, no h", offer(kScramPlus, {unique}, {}, false), kPassword, kTls13, fails(ChoiceError::NoUsableBinding)},
        {"B118: end point listed, we have none", offer(kScramPlus, {unique, endPoint}, {}, false), kPassword, kUnbound,
            scram(u"SCRAM-SHA-256"_s, Gs2Flag::NotSupported)},
        {"only unknown PLUS mechanisms", offer({u"SCRAM-SHA3-512-PLUS"_s, u"SCRAM-SHA-1"_s}, {exporter}, {}, false), kPassword, kTls13,
            fails(ChoiceError::NoUsableBinding)},
        {"only unknown PLUS mechanisms, h may come", offer({u"SCRAM-SHA3-512-PLUS"_s, u"SCRAM-SHA-1"_s}, {exporter}), kPassword, kTls13,
            scram(u"SCRAM-SHA-1"_s, Gs2Flag::NotSupported, {}, true)},
        {"PLUS alone and nothing in common: no PLAIN", offer({u"SCRAM-SHA-1-PLUS"_s, u"PLAIN"_s}, {unique}), kPassword, kTls13,
            fails(ChoiceError::NoUsableBinding)},
        {"PLAIN is last", offer({u"PLAIN"_s, u"SCRAM-SHA-1"_s}), kPassword, kTls13, scram(u"SCRAM-SHA-1"_s, Gs2Flag::NotOffered)},
        {"PLAIN when alone", offer({u"PLAIN"_s}), kPassword, kTls13, Choice{u"PLAIN"_s}},
        {"B120: PLAIN never again", offer({u"PLAIN"_s}), kScramWorked, kTls13, fails(ChoiceError::PlainRefused)},
        {"nothing of ours", offer({u"DIGEST-MD5"_s, u"X-OAUTH2"_s}), kPassword, kTls13, fails(ChoiceError::NothingOffered)},
        {"empty list", offer({}), kPassword, kTls13, fails(ChoiceError::NothingOffered)},
        {"no password", offer(kScram), kNothing, kTls13, fails(ChoiceError::NeedsPassword)},
        {"token", offer(kScramPlus, {exporter}, kFast), kToken, kTls13, Choice{u"HT-SHA-256-EXPR"_s, true, ChannelBinding::TlsExporter}},
        {"token before password", offer(kScramPlus, {exporter}, kFast), kTokenAndPassword, kTls13,
            Choice{u"HT-SHA-256-EXPR"_s, true, ChannelBinding::TlsExporter}},
        {"unbound token", offer(kScram, {}, kFast), Credentials{false, u"HT-SHA-256-NONE"_s, true}, kUnbound, Choice{u"HT-SHA-256-NONE"_s, true}},
        {"token whose binding this connection lacks", offer(kScramPlus, {endPoint}, kFast), kTokenAndPassword, kTls12,
            scram(u"SCRAM-SHA-256-PLUS"_s, Gs2Flag::Used, ChannelBinding::TlsServerEndPoint)},
        {"token no longer taken", offer(kScramPlus, {exporter}, {u"HT-SHA-256-NONE"_s}), kTokenAndPassword, kTls13,
            scram(u"SCRAM-SHA-256-PLUS"_s, Gs2Flag::Used, ChannelBinding::TlsExporter)},
        {"token no longer taken, no password", offer(kScramPlus, {exporter}, {}), kToken, kTls13, fails(ChoiceError::NeedsPassword)},
        {"token of a mechanism we do not know", offer(kScramPlus, {exporter}, {u"HT-SHA3-512-EXPR"_s}), Credentials{false, u"HT-SHA3-512-EXPR"_s, true}, kTls13,
            fails(ChoiceError::NeedsPassword)},
    };
}

} // namespace

class MechanismChoiceTest : public QObject
{
    Q_OBJECT
private:
    net::CryptoRuntime m_crypto;

private Q_SLOTS:
    void chooses_data();
    void chooses();
    void everyChoiceCanBeMade();
    void tokenToAskFor();
    void upgrades();
};

void MechanismChoiceTest::chooses_data()
{
    QTest::addColumn<int>("index");
    const auto all = rows();
    for (size_t i = 0; i < all.size(); ++i)
        QTest::newRow(all[i].name) << int(i);
}

void MechanismChoiceTest::chooses()
{
    QFETCH(int, index);
    const auto all = rows();
    const Row &row = all[size_t(index)];
    const auto choice = chooseMechanism(row.offer, row.credentials, row.connection);
    QCOMPARE(choice.has_value(), row.expected.has_value());
    if (!choice) {
        QCOMPARE(int(choice.error()), int(row.expected.error()));
        return;
    }
    QCOMPARE(choice->mechanism, row.expected->mechanism);
    QCOMPARE(choice->isToken, row.expected->isToken);
    QVERIFY(choice->binding == row.expected->binding);
    QCOMPARE(int(choice->gs2), int(row.expected->gs2));
    QCOMPARE(choice->offerHashRequired, row.expected->offerHashRequired);
}

void MechanismChoiceTest::everyChoiceCanBeMade()
{
    net::SystemIds ids;
    for (const Row &row : rows()) {
        if (!row.expected)
            continue;
        const QByteArray data = row.expected->binding ? "binding"_ba : QByteArray();
        const auto mechanism = makeMechanism(*row.expected, {u"anna"_s, u"secret"_s, u"token"_s, {}, data}, ids);
        QVERIFY2(mechanism, row.name);
        QCOMPARE(mechanism->name(), row.expected->mechanism);
        QVERIFY(mechanism->initial());
    }
    QVERIFY(!makeMechanism(Choice{u"DIGEST-MD5"_s}, {}, ids));
    const auto one = makeMechanism(Choice{u"SCRAM-SHA-1"_s}, {u"anna"_s, u"x"_s, {}, {}, {}}, ids);
    const auto two = makeMechanism(Choice{u"SCRAM-SHA-1"_s}, {u"anna"_s, u"x"_s, {}, {}, {}}, ids);
    QVERIFY(one->initial() != two->initial());
}

void MechanismChoiceTest::tokenToAskFor() // B123
{
    QCOMPARE(chooseTokenMechanism(offer({}, {}, kFast), kTls13), u"HT-SHA-256-EXPR"_s);
    QCOMPARE(chooseTokenMechanism(offer({}, {}, kFast), kTls12), u"HT-SHA-256-ENDP"_s);
    QCOMPARE(chooseTokenMechanism(offer({}, {u"tls-unique"_s}, kFast), kTls12), u"HT-SHA-256-UNIQ"_s);
    QCOMPARE(chooseTokenMechanism(offer({}, {}, kFast), kUnbound), u"HT-SHA-256-NONE"_s);
    // Advertised, but the server lists no such binding.
    QCOMPARE(chooseTokenMechanism(offer({}, {u"tls-server-end-point"_s}, kFast), kTls13), u"HT-SHA-256-ENDP"_s);
    QCOMPARE(chooseTokenMechanism(offer({}, {u"tls-exporter"_s}, {u"HT-SHA-256-ENDP"_s}), kTls13), QString());
    QCOMPARE(chooseTokenMechanism(offer({}, {}, {}), kTls13), QString());
    QCOMPARE(chooseTokenMechanism(offer({}, {}, kFast), kPlainText), QString());
}

void MechanismChoiceTest::upgrades() // B116
{
    const QString to256 = u"UPGR-SCRAM-SHA-256"_s, to512 = u"UPGR-SCRAM-SHA-512"_s;
    const QString sha1 = u"SCRAM-SHA-1-PLUS"_s, sha256 = u"SCRAM-SHA-256"_s;
    const QStringList all{sha1, sha256, u"SCRAM-SHA-512"_s}, both{sha1, sha256}, one{sha1};
    QCOMPARE(chooseUpgrade({to256, to512}, all, sha1, {}, kTls13), to512);
    QCOMPARE(chooseUpgrade({to256, to512}, all, sha1, {to512}, kTls13), to256);
    QCOMPARE(chooseUpgrade({to256, to512}, all, sha1, {to512, to256}, kTls13), QString());
    QCOMPARE(chooseUpgrade({to256, to512}, all, u"SCRAM-SHA-512"_s, {}, kTls13), QString()); // never to a weaker one
    QCOMPARE(chooseUpgrade({to256, to512}, both, sha1, {}, kTls13), to256);
    QCOMPARE(chooseUpgrade({to256, to512}, both, sha256, {}, kTls13), QString()); // to what is not on offer: of no use, and perhaps instead of what is
    QCOMPARE(chooseUpgrade({to256, to512}, one, sha1, {}, kTls13), QString());
    QCOMPARE(chooseUpgrade({to256, to512}, {u"PLAIN"_s}, u"PLAIN"_s, {}, kTls13), QString());
    QCOMPARE(chooseUpgrade({u"UPGR-SCRAM-SHA-1"_s, u"UPGR-X"_s}, all, sha256, {}, kTls13), QString());
    QCOMPARE(chooseUpgrade({to512}, all, sha1, {}, kPlainText), QString());
    QVERIFY(upgradeHash(to256) == net::crypto::Hash::Sha256);
    QVERIFY(!upgradeHash(u"SCRAM-SHA-256"));
}

QTEST_GUILESS_MAIN(MechanismChoiceTest)
#include "tst_mechanism_choice.moc"
