// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "model/items/chat_list_model.h"
#include "model/items/message_list_model.h"
#include "model/linking/linking_parts.h"
#include "model/store/settings.h"
#include "model/store/store.h"
#include "model/sync/accounts.h"
#include "model/sync/secrets.h"
#include "model/sync/ticket_vault.h"
#include "tests/support/app/test_server.h"

#include <QTemporaryDir>

namespace model {
class DeviceLinking;
}

namespace test {

/// A whole Kith without its window: profile folder, store, secrets, accounts, item models, on the real network stack. start() and quit() can be repeated on the same
/// profile, as a person starts and quits the program.
class Person
{
public:
    /// A Kith in a world of its own.
    struct World {
        net::Clock *clock = nullptr; ///< outlives the person; null: the system's
        QString profile; ///< a folder that exists; empty: a temporary one
        std::chrono::milliseconds shutDownLimit = std::chrono::seconds(10); ///< a machine that runs two tests at once may be slower than a desktop would wait for
        QString name = QStringLiteral("test"); ///< of the device
        std::function<void(model::LinkingParts &)> linking{}; ///< changes what linking works with
        QByteArray place{}; ///< SessionKeeper's; empty: the folder. That of another person: the copy of a machine, as far as a program can see
    };

    Person(); ///< started
    explicit Person(const World &world); ///< not started
    ~Person();

    void start(bool online = true);
    /// As the program ends: detaches and flushes.
    void quit();
    /// The same without waiting; `done` from the event loop. The person lives until then.
    void quit(std::function<void()> done);
    /// As if the process had been killed: nothing is flushed or said to the server.
    void vanish();
    /// Setting::WhenClosed.
    void setWhenClosed(const QString &wish);
    /// As the user changes the server of the first account; from the next start on.
    void setPin(const QString &server);

    [[nodiscard]] bool isRunning() const { return m_accounts != nullptr; }
    /// Of the store, from the next start on.
    void setStoreOptions(const model::Store::Options &options) { m_storeOptions = options; }

    /// Signs in and waits for the outcome. Empty: it worked; else the sentence for the user.
    [[nodiscard]] QString signIn(const TestServer &server, const QString &user, const QString &password, bool startTls = false);
    [[nodiscard]] QString signIn(const model::SignInRequest &request);
    [[nodiscard]] const model::SignInProblem &lastProblem() const { return m_problem; }

    [[nodiscard]] bool waitOnline(int ms = 30'000);
    [[nodiscard]] bool waitCaughtUp(int ms = 60'000);
    /// After the server was restarted: notices it, and signs in again at once. Online before, as far as it knows.
    [[nodiscard]] bool comeBack();
    /// Writes to an address, in the chat that is made when there is none.
    void say(const QString &address, const QString &text);
    /// All stored bodies of a chat in the order of the conversation.
    [[nodiscard]] QStringList bodies(const QString &address) const;
    [[nodiscard]] std::vector<model::Message> messages(const QString &address) const;
    [[nodiscard]] std::optional<model::Chat> chat(const QString &address) const;
    [[nodiscard]] bool waitForBody(const QString &address, const QString &body, int ms = 20'000);
    [[nodiscard]] bool waitForState(const QString &address, const QString &body, model::MessageState atLeast, int ms = 20'000);

    [[nodiscard]] model::Account *account() const; ///< the first one, nullptr: none
    [[nodiscard]] model::Accounts &accounts() const { return *m_accounts; }
    /// Linking on the loopback alone, without looking around, and to the server that is named here (setServer).
    [[nodiscard]] model::DeviceLinking &linking() const { return *m_linking; }
    /// Where a device without an account finds its server.
    void setServer(const TestServer &server) { m_server = &server; }
    [[nodiscard]] model::Store &store() const { return *m_store; }
    [[nodiscard]] QString profile() const { return m_folder; }

private:
    [[nodiscard]] net::DialRequest wayToServer(const net::Jid &account) const;

    std::optional<QTemporaryDir> m_temporary;
    QString m_folder;
    QByteArray m_place;
    net::SystemClock m_systemClock;
    net::Clock &m_clock;
    std::chrono::milliseconds m_shutDownLimit;
    model::Store::Options m_storeOptions;
    net::SystemIds m_ids;
    std::unique_ptr<model::Store> m_store;
    std::unique_ptr<model::Settings> m_settings;
    std::unique_ptr<model::Secrets> m_secrets;
    std::unique_ptr<model::TicketVault> m_tickets;
    std::unique_ptr<model::Accounts> m_accounts;
    std::unique_ptr<model::DeviceLinking> m_linking;
    QString m_name;
    std::function<void(model::LinkingParts &)> m_changeLinking;
    const TestServer *m_server = nullptr;
    model::SignInProblem m_problem;
};

} // namespace test
