// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/ticket_vault.h"
#include "net/crypto/crypto_runtime.h"
#include "tests/support/model/temp_store.h"
#include "tests/support/net/fake_clock.h"

#include <QPointer>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace model;
using net::TicketKey;
using net::TlsKind;
using test::TempStore;

namespace {

const QByteArray kDomain = "example.org";
const QString kEntry = u"tls-tickets"_s;

/// A keychain that answers when the test says so.
class SlowSecrets final : public Secrets
{
public:
    void load(const QString &key, QObject *context, Loaded done) override
    {
        asked << key;
        if (m_silent)
            m_waiting.push_back([this, key, context = QPointer(context), done] {
                if (context)
                    done(kept.value(key));
            });
        else
            done(kept.value(key));
    }
    void save(const QString &key, const AccountSecret &secret) override { kept.insert(key, secret); }
    void remove(const QString &key) override { kept.remove(key); }
    void flush(QObject *, std::function<void()> done) override { done(); }
    QString whereKept(const QString &) const override { return {}; }

    void fallSilent() { m_silent = true; }
    void answer()
    {
        m_silent = false;
        for (const auto &one : std::exchange(m_waiting, {}))
            one();
    }
    /// As LayeredSecrets does with one that does not answer in time.
    void giveUp()
    {
        const auto saved = std::exchange(kept, {});
        answer();
        kept = saved;
    }

    QHash<QString, AccountSecret> kept;
    QStringList asked;

private:
    bool m_silent = false;
    std::vector<std::function<void()>> m_waiting;
};

} // namespace

class TicketVaultTest : public QObject
{
    Q_OBJECT
private:
    net::CryptoRuntime m_crypto;
    net::FakeClock m_clock;
    net::SystemIds m_ids;
    std::unique_ptr<TempStore> m_rows;
    std::unique_ptr<SlowSecrets> m_secrets;
    std::unique_ptr<TicketVault> m_vault;

    TicketKey m_key{kDomain, TlsKind::Direct, {}};
    [[nodiscard]] QDateTime now() const { return m_clock.now(); }
    [[nodiscard]] QDateTime later() const { return now().addSecs(1000); }

    void open() { m_vault = std::make_unique<TicketVault>(*m_rows->store, *m_secrets, m_clock, m_ids); }
    void restart()
    {
        m_vault.reset();
        m_rows->open();
        open();
    }
    [[nodiscard]] std::vector<SealedTicket> rows()
    {
        QCoreApplication::processEvents(); // the vault writes once a turn
        return m_rows->run([](StoreSession &s) { return s.tickets.all(); });
    }
    QStringList takeAll(const TicketKey &key)
    {
        QStringList taken;
        while (const auto ticket = m_vault->take(key, now()))
            taken << QString::fromLatin1(*ticket);
        return taken;
    }

private Q_SLOTS:
    void init()
    {
        m_rows = std::make_unique<TempStore>();
        m_rows->account(u"anna@example.org"_s);
        m_secrets = std::make_unique<SlowSecrets>();
        open();
    }
    void cleanup()
    {
        m_vault.reset();
        m_secrets.reset();
        m_rows.reset();
    }

    void survivesARestart()
    {
        m_vault->put(m_key, "one"_ba, later());
        m_vault->put(m_key, "two"_ba, later());
        m_vault->put({kDomain, TlsKind::StartTls, {}}, "three"_ba, later());
        m_vault->put({kDomain, TlsKind::Direct, u"ca.pem"_s}, "four"_ba, later());
        restart();
        QCOMPARE(rows().size(), 4U);
        QVERIFY(!m_vault->take({"example.net"_ba, TlsKind::Direct, {}}, now()));
        QCOMPARE(m_vault->take({kDomain, TlsKind::StartTls, {}}, now()), "three"_ba);
        QCOMPARE(m_vault->take({kDomain, TlsKind::Direct, u"ca.pem"_s}, now()), "four"_ba);
        QVERIFY(m_vault->take(m_key, now()));
        restart();
        QCOMPARE(rows().size(), 1U); // what was taken is gone from the disk
        QCOMPARE(takeAll(m_key).size(), 1);
        restart();
        QVERIFY(!m_vault->take(m_key, now()));
        QCOMPARE(rows().size(), 0U);
    }

    void onlySealedOnTheDisk()
    {
        const QByteArray session = "a session with its master secret"_ba;
        m_vault->put(m_key, session, later());
        QCOMPARE(rows().size(), 1U);
        m_rows->store->close();
        QVERIFY(m_rows->dir.isValid());
        const QDir dir(m_rows->dir.path());
        for (const QString &name : dir.entryList(QDir::Files)) {
            QFile file(dir.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray bytes = file.readAll();
            QVERIFY2(!bytes.contains("master secret"), qPrintable(name));
            QVERIFY2(!bytes.contains(QByteArray::fromBase64(m_secrets->kept[kEntry].password.toLatin1())), qPrintable(name));
        }
    }

    void oneKeyForEver()
    {
        QVERIFY(m_secrets->kept.isEmpty()); // none before there is anything to seal
        m_vault->put(m_key, "one"_ba, later());
        const AccountSecret key = m_secrets->kept.value(kEntry);
        QCOMPARE(QByteArray::fromBase64(key.password.toLatin1()).size(), 32);
        restart();
        m_vault->put(m_key, "two"_ba, later());
        QCOMPARE(m_secrets->kept.value(kEntry), key);
        QCOMPARE(m_secrets->kept.size(), 1);
        const auto both = rows();
        QCOMPARE(both.size(), 2U);
        QVERIFY(both[0].nonce != both[1].nonce);
    }

    void otherKey()
    {
        m_vault->put(m_key, "one"_ba, later());
        QCOMPARE(rows().size(), 1U);
        m_secrets->kept[kEntry].password = QString::fromLatin1(QByteArray(32, 'x').toBase64());
        restart();
        QVERIFY(!m_vault->take(m_key, now()));
        QCOMPARE(rows().size(), 0U);
    }

    void lostKey()
    {
        m_vault->put(m_key, "one"_ba, later());
        m_secrets->kept.clear();
        restart();
        QVERIFY(!m_vault->take(m_key, now()));
        m_vault->put(m_key, "two"_ba, later());
        QCOMPARE(rows().size(), 1U); // the one that nobody can read went when there was a new key
        restart();
        QCOMPARE(takeAll(m_key), QStringList{u"two"_s});
    }

    void tampering_data()
    {
        QTest::addColumn<int>("part");
        QTest::newRow("content") << 0;
        QTest::newRow("tag") << 1;
        QTest::newRow("nonce") << 2;
        QTest::newRow("passed off as another domain's") << 3;
        QTest::newRow("cut short") << 4;
        QTest::newRow("emptied") << 5;
    }
    void tampering()
    {
        QFETCH(int, part);
        m_rows->account(u"anna@example.net"_s);
        m_vault->put(m_key, "one"_ba, later());
        auto row = rows().at(0);
        m_rows->run([](StoreSession &s) { s.tickets.clear(); });
        switch (part) {
        case 0: row.sealed[0] = char(row.sealed[0] ^ 1); break;
        case 1: row.sealed[row.sealed.size() - 1] = char(row.sealed.back() ^ 1); break;
        case 2: row.nonce[0] = char(row.nonce[0] ^ 1); break;
        case 3: row.domain = u"example.net"_s; break;
        case 4: row.sealed.chop(1); break;
        default: row.sealed = ""_ba;
        }
        m_rows->run([row](StoreSession &s) { s.tickets.put(row); });
        restart();
        QVERIFY(!m_vault->take(m_key, now()));
        QVERIFY(!m_vault->take({"example.net"_ba, TlsKind::Direct, {}}, now()));
        QCOMPARE(rows().size(), 0U);
    }

    void expiryIsSealedToo()
    {
        m_vault->put(m_key, "one"_ba, now().addSecs(50));
        auto row = rows().at(0);
        row.expires = later();
        m_rows->run([row](StoreSession &s) {
            s.tickets.clear();
            s.tickets.put(row);
        });
        m_clock.advance(std::chrono::seconds(60));
        restart();
        QVERIFY(!m_vault->take(m_key, now()));
        QCOMPARE(rows().size(), 0U);
    }

    void expired()
    {
        m_vault->put(m_key, "fresh"_ba, later());
        m_vault->put(m_key, "stale"_ba, now().addSecs(-1));
        QCOMPARE(rows().size(), 2U);
        QCOMPARE(m_vault->take(m_key, now()), "fresh"_ba);
        QCOMPARE(rows().size(), 0U);
        m_vault->put(m_key, "stale"_ba, now().addSecs(-1));
        restart();
        QVERIFY(!m_vault->take(m_key, now()));
        QCOMPARE(rows().size(), 0U);
    }

    void bounded()
    {
        for (int i = 0; i < 100; ++i)
            m_vault->put(m_key, QByteArray::number(i), later().addSecs(i));
        QCOMPARE(rows().size(), TicketVault::kPerPeer);
        QCOMPARE(takeAll(m_key), (QStringList{u"99"_s, u"98"_s, u"97"_s, u"96"_s}));
        for (int peer = 0; peer < 40; ++peer) {
            for (int i = 0; i < 4; ++i)
                m_vault->put({kDomain, TlsKind::Direct, QString::number(peer)}, "x"_ba, later().addSecs(peer));
        }
        QCOMPARE(rows().size(), TicketVault::kTotal);
        QCOMPARE(takeAll({kDomain, TlsKind::Direct, u"39"_s}).size(), 4);
        QVERIFY(!m_vault->take({kDomain, TlsKind::Direct, u"0"_s}, now())); // those that would have expired first made room
    }

    void forgetsADomain()
    {
        m_rows->account(u"anna@example.net"_s);
        const TicketKey other{"example.net"_ba, TlsKind::Direct, {}};
        m_vault->put(m_key, "one"_ba, later());
        m_vault->put(other, "other"_ba, later());
        QCOMPARE(rows().size(), 2U);
        m_vault->put(m_key, "not yet written"_ba, later());
        m_vault->forget(kDomain);
        QCOMPARE(rows().size(), 1U);
        QVERIFY(!m_vault->take(m_key, now()));
        m_vault->put(m_key, "from the connection that signs out"_ba, later());
        QVERIFY(!m_vault->take(m_key, now()));
        QCOMPARE(rows().size(), 1U);
        m_vault->welcome(kDomain);
        m_vault->put(m_key, "again"_ba, later());
        restart();
        QCOMPARE(takeAll(m_key), QStringList{u"again"_s});
        QCOMPARE(takeAll(other), QStringList{u"other"_s});
    }

    void forgetsWhatItCannotRead()
    {
        m_vault->put(m_key, "one"_ba, later());
        m_vault.reset();
        m_secrets->fallSilent();
        open();
        QCOMPARE(rows().size(), 1U);
        m_vault->forget(kDomain);
        QCOMPARE(rows().size(), 0U);
    }

    void domainsWithoutAccount()
    {
        const TicketKey stranger{"example.net"_ba, TlsKind::Direct, {}}; // tried to sign in there
        m_vault->put(stranger, "one"_ba, later());
        QVERIFY(rows().size() == 1U);
        restart();
        QVERIFY(!m_vault->take(stranger, now()));
        QCOMPARE(rows().size(), 0U);
    }

    void asksFirst()
    {
        QCOMPARE(m_secrets->asked, QStringList{kEntry}); // on construction, and so before any account
    }

    void keyComesLater()
    {
        m_vault->put(m_key, "kept"_ba, later());
        m_vault.reset();
        m_secrets->fallSilent();
        m_rows->open();
        open();
        QVERIFY(!m_vault->take(m_key, now()));
        m_vault->put(m_key, "meanwhile"_ba, later());
        QCOMPARE(rows().size(), 1U); // nothing is written without the key
        m_secrets->answer();
        QCOMPARE(rows().size(), 2U);
        QCOMPARE(takeAll(m_key), (QStringList{u"meanwhile"_s, u"kept"_s})); // the newest first
        QCOMPARE(rows().size(), 0U);
    }

    void keychainGivenUpAnswersAfterAll()
    {
        m_vault->put(m_key, "kept"_ba, later());
        QCOMPARE(rows().size(), 1U);
        m_vault.reset();
        m_secrets->fallSilent();
        open();
        m_secrets->giveUp();
        QVERIFY(!m_vault->take(m_key, now()));
        Q_EMIT m_secrets->loadedLate(u"anna@example.org"_s, AccountSecret{u"secret"_s, {}});
        QVERIFY(!m_vault->take(m_key, now()));
        Q_EMIT m_secrets->loadedLate(kEntry, m_secrets->kept.value(kEntry));
        QCOMPARE(m_vault->take(m_key, now()), "kept"_ba);
    }

    void realSecrets()
    {
        const QTemporaryDir dir;
        for (int round = 0; round < 2; ++round) {
            m_vault.reset();
            QCOMPARE(rows().size(), size_t(round));
            const auto secrets = makeSecrets(dir.path(), u"profile"_s, SecretsChoice::File);
            TicketVault vault(*m_rows->store, *secrets, m_clock, m_ids);
            if (round == 0)
                vault.put(m_key, "one"_ba, later());
            else
                QCOMPARE(vault.take(m_key, now()), "one"_ba); // a file answers at once
            bool kept = false;
            secrets->flush(this, [&kept] { kept = true; });
            QTRY_VERIFY(kept);
            QCOMPARE(rows().size(), size_t(round == 0));
        }
    }

    void fullDisk()
    {
        m_vault.reset();
        Store::Options options;
        options.maxPages = 60;
        m_rows->open(options);
        QSignalSpy problems(m_rows->store.get(), &Store::problem);
        open();
        for (int i = 0; i < 60 && problems.isEmpty(); ++i) {
            m_vault->put({kDomain, TlsKind::Direct, QString::number(i)}, QByteArray(8000, 'x'), later());
            QCoreApplication::processEvents();
            QVERIFY(m_rows->store->flush());
        }
        QCOMPARE(problems.size(), 1);
        // What did not fit is still good while the process lives.
        QVERIFY(m_vault->take({kDomain, TlsKind::Direct, u"0"_s}, now()));
        m_vault->put(m_key, "one"_ba, later());
        QCOMPARE(m_vault->take(m_key, now()), "one"_ba);
    }
};

QTEST_GUILESS_MAIN(TicketVaultTest)
#include "tst_ticket_vault.moc"
