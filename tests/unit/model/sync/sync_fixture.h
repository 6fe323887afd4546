// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/settings.h"
#include "model/store/store.h"
#include "model/sync/accounts.h"
#include "model/sync/secrets.h"
#include "net/crypto/crypto_runtime.h"
#include "net/transport/network_monitor.h"
#include "tests/support/net/fake_clock.h"
#include "tests/support/net/fake_ids.h"
#include "tests/support/net/fake_server.h"
#include "tests/support/net/quick_folder.h"

#include <QTemporaryDir>
#include <QTest>

namespace model {

/// A whole model layer against a server in memory: real store in a temporary folder, fake clock. start() and quit() as the program starts and ends, on the same profile.
class SyncFixture
{
public:
    SyncFixture() { open(); }
    ~SyncFixture() { close(); }

    /// `isFull`: the disk has room for no more than what is on it.
    void open(bool isFull = false)
    {
        auto opened = Store::open(databaseFile(), Store::Options{std::chrono::milliseconds(300), isFull ? 1 : 0});
        if (!opened)
            qFatal("%s", qPrintable(opened.error().detail));
        store = std::move(*opened);
        settings = std::make_unique<Settings>(*store);
        secrets = makeSecrets(dir.path(), QStringLiteral("test"), SecretsChoice::File);
        accounts = std::make_unique<Accounts>(Accounts::Parts{.store = *store,
            .secrets = *secrets,
            .makeDialer = [this] { return server.makeDialer(); },
            .network = network,
            .clock = clock,
            .ids = ids,
            .deviceName = QStringLiteral("test"),
            .settings = settings.get(),
            .shutDownLimit = std::chrono::seconds(9)}); // a machine that runs two tests at once may be slower than a desktop would wait for
    }
    [[nodiscard]] QString databaseFile() const { return dir.filePath(QStringLiteral("kith.db")); }
    void close()
    {
        accounts.reset();
        secrets.reset();
        settings.reset();
        store.reset();
    }
    /// Ends as if killed and starts again on the same profile.
    void restart(bool online = true)
    {
        close();
        server.settle();
        open();
        accounts->start(online);
    }
    [[nodiscard]] static SignInRequest anna() { return {QStringLiteral("anna@example.net"), QStringLiteral("secret"), {}, false, {}}; }
    /// Signs in, waits until caught up.
    [[nodiscard]] bool signIn()
    {
        bool done = false;
        bool ok = false;
        SignInAttempt *attempt = accounts->signIn(anna());
        QObject::connect(attempt, &SignInAttempt::succeeded, attempt, [&] { ok = done = true; });
        QObject::connect(attempt, &SignInAttempt::failed, attempt, [&] { done = true; });
        return waitFor([&] { return done; }) && ok && waitCaughtUp();
    }
    [[nodiscard]] Account *account() const { return accounts->all().isEmpty() ? nullptr : accounts->all().first(); }
    [[nodiscard]] bool isOnline() const { return account() && account()->status().kind == ConnectionKind::Online; }
    [[nodiscard]] bool waitCaughtUp()
    {
        return waitFor([this] { return isOnline() && !account()->status().catchingUp; });
    }
    /// Waits on a condition; time stands still.
    template<class Condition>
    [[nodiscard]] static bool waitFor(Condition condition)
    {
        return QTest::qWaitFor(condition, 10000);
    }
    /// Waits while the clock runs, a quarter of a second at a time: for what happens after a pause.
    template<class Condition>
    [[nodiscard]] bool waitWhileTimePasses(Condition condition)
    {
        for (int i = 0; i < 4000; ++i) {
            flush();
            if (condition())
                return true;
            clock.advance(std::chrono::milliseconds(250));
        }
        return false;
    }
    /// Everything posted, and everything the store has been asked for, is done.
    void flush()
    {
        for (int i = 0; i < 3; ++i) {
            server.settle();
            (void)store->flush();
        }
        server.settle();
    }
    [[nodiscard]] std::optional<Chat> chat(const QString &peer) const
    {
        const auto records = store->read().accounts.all();
        return records.empty() ? std::nullopt : store->read().chats.find(records.front().id, net::Jid::fromString(peer));
    }
    [[nodiscard]] std::vector<Message> messages(const QString &peer) const
    {
        const auto found = chat(peer);
        return found ? store->read().messages.newest(found->id, 100000) : std::vector<Message>();
    }
    [[nodiscard]] QStringList bodies(const QString &peer) const
    {
        QStringList result;
        for (const Message &message : messages(peer))
            result << message.body;
        return result;
    }
    [[nodiscard]] ChatId openChat(const QString &peer)
    {
        const auto future = account()->openChat(net::Jid::fromString(peer));
        (void)waitFor([&] { return future.isFinished(); });
        return future.result();
    }
    void befriend(const QString &peer, net::rfc6121::Subscription subscription = net::rfc6121::Subscription::Both)
    {
        net::rfc6121::RosterItem item;
        item.jid = net::Jid::fromString(peer);
        item.subscription = subscription;
        server.roster[peer] = item;
    }

    net::CryptoRuntime crypto;
    QTemporaryDir dir{test::quickFolder()};
    net::FakeClock clock;
    net::FakeIds ids;
    net::FakeServer server{clock};
    net::NetworkMonitor *network = nullptr; ///< from the next open() on
    std::unique_ptr<Store> store;
    std::unique_ptr<Settings> settings;
    std::unique_ptr<Secrets> secrets;
    std::unique_ptr<Accounts> accounts;
};

} // namespace model
