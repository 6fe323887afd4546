// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/layered_secrets.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace model;

namespace {

/// A keychain that works, refuses, or keeps silent until told to answer.
class FakeBackend final : public SecretBackend
{
public:
    enum class Mood { Works, Refuses, Silent };
    explicit FakeBackend(QString name, Mood startMood = Mood::Works)
        : m_name(std::move(name))
        , mood(startMood)
    {
    }
    void read(const QString &key, Read done) override
    {
        act([this, key, done] { done(entries.contains(key) ? std::optional(entries.value(key)) : std::nullopt); }, [done] { done(net::unexpected(u"refused"_s)); });
    }
    void write(const QString &key, const QByteArray &value, Written done) override
    {
        act(
            [this, key, value, done] {
                entries.insert(key, value);
                ++writes;
                done({});
            },
            [done] { done(net::unexpected(u"refused"_s)); });
    }
    void erase(const QString &key, Written done) override
    {
        act(
            [this, key, done] {
                entries.remove(key);
                done({});
            },
            [done] { done(net::unexpected(u"refused"_s)); });
    }
    QString sentence() const override { return m_name; }
    void answerNow()
    {
        const auto all = std::exchange(m_silent, {});
        mood = Mood::Works;
        for (const auto &answer : all)
            answer();
    }

private:
    void act(std::function<void()> works, const std::function<void()> &refuses)
    {
        if (mood == Mood::Works)
            works();
        else if (mood == Mood::Refuses)
            refuses();
        else
            m_silent.push_back(std::move(works));
    }
    QString m_name;
    std::vector<std::function<void()>> m_silent;

public:
    Mood mood;
    QHash<QString, QByteArray> entries;
    int writes = 0;
};

const AccountSecret kSecret{u"pässword"_s, net::FastToken{u"HT-SHA-256-EXPR"_s, u"tok"_s, QDateTime(QDate(2026, 4, 1), QTime(1, 2, 3, 4), Qt::UTC), 7}};

} // namespace

class SecretsTest : public QObject
{
    Q_OBJECT
    FakeBackend *m_first = nullptr;
    FakeBackend *m_second = nullptr;
    std::unique_ptr<LayeredSecrets> m_secrets;

    void make(FakeBackend::Mood first, FakeBackend::Mood second = FakeBackend::Mood::Works)
    {
        std::vector<std::unique_ptr<SecretBackend>> backends;
        backends.push_back(std::make_unique<FakeBackend>(u"first"_s, first));
        backends.push_back(std::make_unique<FakeBackend>(u"second"_s, second));
        m_first = static_cast<FakeBackend *>(backends[0].get());
        m_second = static_cast<FakeBackend *>(backends[1].get());
        m_secrets = std::make_unique<LayeredSecrets>(std::move(backends), std::chrono::milliseconds(30));
    }
    AccountSecret load(const QString &key)
    {
        std::optional<AccountSecret> got;
        m_secrets->load(key, this, [&](const AccountSecret &secret) { got = secret; });
        [&] { QTRY_VERIFY(got.has_value()); }();
        return got.value_or(AccountSecret());
    }
    void flush()
    {
        bool done = false;
        m_secrets->flush(this, [&] { done = true; });
        QTRY_VERIFY(done);
    }

private Q_SLOTS:
    void jsonRoundTrip()
    {
        QCOMPARE(AccountSecret::fromJson(kSecret.toJson()), std::optional(kSecret));
        QCOMPARE(AccountSecret::fromJson(AccountSecret().toJson()), std::optional(AccountSecret()));
        AccountSecret noExpiry = kSecret;
        noExpiry.token->expiry = {};
        QCOMPARE(AccountSecret::fromJson(noExpiry.toJson()), std::optional(noExpiry));
        AccountSecret linking = kSecret;
        linking.transfers = {{u"tablet"_s, u"Tablet"_s, true, QByteArray(32, '\xfe'), QDateTime(QDate(2026, 4, 1), QTime(1, 2, 3), Qt::UTC), 1000, 5'000'000'000},
            {u"desk"_s, {}, false, QByteArray(32, 'k'), QDateTime(QDate(2026, 4, 2), QTime(1, 2, 3), Qt::UTC), 0, 0}};
        QCOMPARE(AccountSecret::fromJson(linking.toJson()), std::optional(linking));
        QVERIFY(AccountSecret::fromJson(R"({"transfers":[{"device":"d"},7]})")->transfers.isEmpty()); // without its key it is of no use
        QCOMPARE(AccountSecret::fromJson("rubbish"), std::nullopt);
    }

    void bestPlaceFirst()
    {
        make(FakeBackend::Mood::Works);
        m_secrets->save(u"a@b"_s, kSecret);
        flush();
        QCOMPARE(m_first->entries.size(), 1);
        QVERIFY(m_second->entries.isEmpty());
        QCOMPARE(load(u"a@b"_s), kSecret);
        QCOMPARE(load(u"c@d"_s), AccountSecret());
        QCOMPARE(m_secrets->whereKept(u"a@b"_s), u"first"_s);
    }

    void refusingKeychainFallsBackAndSaysSo()
    {
        make(FakeBackend::Mood::Refuses);
        m_secrets->save(u"a@b"_s, kSecret);
        flush();
        QCOMPARE(m_secrets->whereKept(u"a@b"_s), u"second"_s);
        QCOMPARE(load(u"a@b"_s), kSecret);
    }

    void silentKeychainDoesNotBlock()
    {
        make(FakeBackend::Mood::Silent);
        m_second->entries.insert(u"a@b"_s, kSecret.toJson());
        QCOMPARE(load(u"a@b"_s), kSecret);
        // Nobody asks it again, so the second account does not wait as well.
        bool immediate = false;
        m_secrets->load(u"c@d"_s, this, [&](const AccountSecret &) { immediate = true; });
        QVERIFY(immediate);
    }

    void lateAnswerIsHeard()
    {
        make(FakeBackend::Mood::Silent);
        m_first->entries.insert(u"a@b"_s, kSecret.toJson());
        AccountSecret late;
        connect(m_secrets.get(), &Secrets::loadedLate, this, [&](const QString &, const AccountSecret &secret) { late = secret; });
        QCOMPARE(load(u"a@b"_s), AccountSecret());
        m_first->answerNow();
        QCOMPARE(late, kSecret);
        QCOMPARE(m_secrets->whereKept(u"a@b"_s), u"first"_s);
    }

    void lateAnswerDoesNotUndoANewerSave()
    {
        make(FakeBackend::Mood::Silent);
        m_first->entries.insert(u"a@b"_s, kSecret.toJson());
        bool late = false;
        connect(m_secrets.get(), &Secrets::loadedLate, this, [&] { late = true; });
        QCOMPARE(load(u"a@b"_s), AccountSecret());
        m_secrets->save(u"a@b"_s, AccountSecret{u"typed"_s, {}});
        flush();
        m_first->answerNow();
        QVERIFY(!late);
flush();
        QCOMPARE(load(u"a@b"_s).password, u"typed"_s);
        QVERIFY(m_second->entries.isEmpty());
    }

    void movesUpWhenTheKeychainWorksAgain()
    {
        make(FakeBackend::Mood::Works);
        m_second->entries.insert(u"a@b"_s, kSecret.toJson());
        QCOMPARE(load(u"a@b"_s), kSecret);
        flush();
        QCOMPARE(AccountSecret::fromJson(m_first->entries.value(u"a@b"_s)), std::optional(kSecret));
        QVERIFY(m_second->entries.isEmpty());
    }

    void newestCountsAfterARestart()
    {
        make(FakeBackend::Mood::Works);
        m_secrets->save(u"a@b"_s, AccountSecret{u"old"_s, {}});
        flush();
        const QByteArray old = m_first->entries.value(u"a@b"_s);
        QTRY_VERIFY(QDateTime::currentMSecsSinceEpoch() > QJsonDocument::fromJson(old)[u"savedAt"_s].toInteger());
        m_first->mood = FakeBackend::Mood::Refuses;
        m_secrets->save(u"a@b"_s, AccountSecret{u"new"_s, {}});
        flush();
        const QByteArray fresh = m_second->entries.value(u"a@b"_s);
        make(FakeBackend::Mood::Works);
        m_first->entries.insert(u"a@b"_s, old);
        m_second->entries.insert(u"a@b"_s, fresh);
        QCOMPARE(load(u"a@b"_s).password, u"new"_s);
    }

    void burstOfSavesIsOneWrite()
    {
        make(FakeBackend::Mood::Silent);
        for (int i = 0; i < 20; ++i)
            m_secrets->save(u"a@b"_s, AccountSecret{QString::number(i), {}});
        flush();
        QVERIFY(m_second->writes <= 2);
        QCOMPARE(load(u"a@b"_s).password, u"19"_s);
    }

    void removeForgetsEverywhere()
    {
        make(FakeBackend::Mood::Works);
        m_secrets->save(u"a@b"_s, kSecret);
        m_second->entries.insert(u"a@b"_s, kSecret.toJson());
        m_secrets->remove(u"a@b"_s);
        flush();
        QVERIFY(m_first->entries.isEmpty());
        QVERIFY(m_second->entries.isEmpty());
    }

    void whatAKeychainKeptIsErasedWhenItAnswersLate()
    {
        make(FakeBackend::Mood::Silent);
        m_first->entries.insert(u"a@b"_s, kSecret.toJson());
        m_secrets->remove(u"a@b"_s);
        flush();
        QVERIFY(m_first->entries.contains(u"a@b"_s));
        QCOMPARE(load(u"a@b"_s), AccountSecret()); // signed out is signed out
        m_first->answerNow();
        flush();
        QVERIFY(m_first->entries.isEmpty());
        QVERIFY(m_second->entries.isEmpty());
    }

    void whatAKeychainKeptIsErasedWhenAnotherAnswerShowsThatItWorks()
    {
        make(FakeBackend::Mood::Silent);
        m_first->entries.insert(u"a@b"_s, kSecret.toJson());
        QCOMPARE(load(u"c@d"_s), AccountSecret()); // down: nobody asks it any more
        m_secrets->remove(u"a@b"_s);
        flush();
        m_first->answerNow();
        flush();
        QVERIFY(m_first->entries.isEmpty());
        QVERIFY(m_second->entries.isEmpty());
    }

    void whatAKeychainKeptIsErasedAfterTheNextStart()
    {
        make(FakeBackend::Mood::Refuses);
        m_secrets->remove(u"a@b"_s);
        m_secrets->remove(u"c@d"_s);
        flush();
        const auto kept = m_second->entries;
        QVERIFY(!kept.isEmpty());

        auto first = std::make_unique<FakeBackend>(u"first"_s), second = std::make_unique<FakeBackend>(u"second"_s);
        m_first = first.get();
        m_second = second.get();
        m_first->entries = {{u"a@b"_s, kSecret.toJson()}, {u"c@d"_s, kSecret.toJson()}};
        m_second->entries = kept;
        std::vector<std::unique_ptr<SecretBackend>> backends;
        backends.push_back(std::move(first));
        backends.push_back(std::move(second));
        m_secrets = std::make_unique<LayeredSecrets>(std::move(backends), std::chrono::milliseconds(30));
        m_secrets->save(u"c@d"_s, AccountSecret{u"signed in again"_s, {}});
        QCOMPARE(load(u"a@b"_s), AccountSecret());
        QTRY_VERIFY(!m_first->entries.contains(u"a@b"_s));
        QVERIFY(m_second->entries.isEmpty());
        QCOMPARE(load(u"c@d"_s).password, u"signed in again"_s);
    }

    void fileIsForItsOwnerOnly()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"secrets.json"_s);
        const auto secrets = makeSecrets(dir.path(), u"p"_s, SecretsChoice::File);
        secrets->save(u"a@b"_s, kSecret);
        secrets->save(u"c@d"_s, AccountSecret{u"x"_s, {}});
        QCOMPARE(QFile::permissions(path) & ~QFileDevice::Permissions(QFileDevice::ReadUser | QFileDevice::WriteUser),
            QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        const auto again = makeSecrets(dir.path(), u"p"_s, SecretsChoice::File);
        AccountSecret got;
        again->load(u"a@b"_s, this, [&](const AccountSecret &secret) { got = secret; });
        QCOMPARE(got, kSecret);
        QVERIFY(again->whereKept(u"a@b"_s).contains(u"file"_s));
        again->remove(u"a@b"_s);
        again->remove(u"c@d"_s);
        QVERIFY(!QFile::exists(path));
    }

    void memoryWhenTheProfileCannotBeWritten()
    {
        const auto secrets = makeSecrets(u"/proc/no-such-profile"_s, u"p"_s, SecretsChoice::File);
        secrets->save(u"a@b"_s, kSecret);
        AccountSecret got;
        secrets->load(u"a@b"_s, this, [&](const AccountSecret &secret) { got = secret; });
        QCOMPARE(got, kSecret);
        QVERIFY(secrets->whereKept(u"a@b"_s).contains(u"memory"_s));
    }

    void damagedFileIsReplaced()
    {
        QTemporaryDir dir;
        QFile file(dir.filePath(u"secrets.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"a@b\":");
        file.close();
        FileSecretBackend backend(file.fileName(), FileSecretBackend::Why::Chosen);
        bool failed = false;
        backend.read(u"a@b"_s, [&](const auto &result) { failed = !result; });
        QVERIFY(failed);
        backend.write(u"a@b"_s, "v", [](const auto &) { });
        std::optional<QByteArray> got;
        backend.read(u"a@b"_s, [&](const auto &result) { got = result.value_or(std::nullopt); });
        QCOMPARE(got, std::optional<QByteArray>("v"));
        const QStringList aside = QDir(dir.path()).entryList({u"secrets.json.damaged-*"_s});
        QCOMPARE(aside.size(), 1);
        QFile old(dir.filePath(aside.front()));
        QVERIFY(old.open(QIODevice::ReadOnly));
        QCOMPARE(old.readAll(), QByteArray("{\"a@b\":"));
    }

    void aFileThatCannotBeReadStays()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"secrets.json"_s);
        QVERIFY(QFile::link(u"/proc/self/mem"_s, path)); // opens, and fails when it is read
        FileSecretBackend backend(path, FileSecretBackend::Why::Chosen);
        bool failed = false;
        backend.write(u"a@b"_s, "v", [&](const auto &result) { failed = !result; });
        QVERIFY(failed);
        QCOMPARE(QDir(dir.path()).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot), QStringList{u"secrets.json"_s});
        QCOMPARE(QFileInfo(path).symLinkTarget(), u"/proc/self/mem"_s);
    }
};

QTEST_GUILESS_MAIN(SecretsTest)
#include "tst_secrets.moc"
