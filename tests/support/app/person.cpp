// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/person.h"

#include "model/linking/device_linking_impl.h"
#include "model/linking/history_sink.h"
#include "net/transport/tcp_dialer.h"

#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QTest>

using namespace Qt::StringLiterals;

namespace test {

Person::Person()
    : Person(World())
{
    start();
}

Person::Person(const World &world)
    : m_folder(world.profile)
    , m_clock(world.clock ? *world.clock : m_systemClock)
    , m_shutDownLimit(world.shutDownLimit)
    , m_name(world.name)
    , m_changeLinking(world.linking)
{
    if (m_folder.isEmpty())
        m_folder = m_temporary.emplace().path();
    m_place = world.place.isEmpty() ? m_folder.toUtf8() : world.place;
}

Person::~Person()
{
    if (m_accounts)
        quit();
}

void Person::start(bool online)
{
    auto store = model::Store::open(QDir(m_folder).filePath(u"kith.db"_s), m_storeOptions);
    if (!store)
        qFatal("%s", qPrintable(store.error().detail));
    m_store = std::move(*store);
    m_settings = std::make_unique<model::Settings>(*m_store);
    m_secrets = model::makeSecrets(m_folder, u"test"_s, model::SecretsChoice::File);
    m_tickets = std::make_unique<model::TicketVault>(*m_store, *m_secrets, m_clock, m_ids);
    m_accounts = std::make_unique<model::Accounts>(model::Accounts::Parts{.store = *m_store,
        .secrets = *m_secrets,
        .makeDialer = [this] { return std::make_unique<net::TcpDialer>(m_clock, m_ids, net::TcpDialer::Parts{nullptr, m_tickets.get(), nullptr}); },
        .network = nullptr,
        .clock = m_clock,
        .ids = m_ids,
        .deviceName = m_name,
        .settings = m_settings.get(),
        .place = m_place,
        .shutDownLimit = m_shutDownLimit});
    model::LinkingParts linking{.accounts = *m_accounts,
        .store = *m_store,
        .clock = m_clock,
        .ids = m_ids,
        .makeDialer = [this] { return std::make_unique<net::TcpDialer>(m_clock, m_ids, net::TcpDialer::Parts{nullptr, nullptr, nullptr}); },
        .wayToServer = [this](const net::Jid &account) { return wayToServer(account); },
        .history = model::historyEnds(*m_store),
        .folder = m_folder,
        .deviceName = m_name,
        .reachable = [](quint16 port) { return QList{net::LinkAddress{QHostAddress(QHostAddress::LocalHost), port}}; }};
    if (m_changeLinking)
        m_changeLinking(linking);
    m_linking = std::make_unique<model::DeviceLinkingImpl>(linking);
    m_accounts->start(online);
}

net::DialRequest Person::wayToServer(const net::Jid &account) const
{
    net::DialRequest way;
    way.domain = account.asciiDomain();
    if (m_server) {
        way.fixedHost = u"127.0.0.1"_s;
        way.fixedPort = m_server->directTlsPort();
        way.caFile = m_server->caFile();
    }
    return way;
}

void Person::quit()
{
    bool done = false;
    m_accounts->shutDown([&done] { done = true; });
    (void)QTest::qWaitFor([&done] { return done; }, int(m_shutDownLimit.count()) + 1000);
    m_linking.reset();
    m_accounts.reset();
    m_tickets.reset();
    m_secrets.reset();
    m_settings.reset();
    m_store.reset();
}

void Person::quit(std::function<void()> done)
{
    m_accounts->shutDown([this, done = std::move(done)] {
        // Not from within a call of what ends here.
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [this, done] {
                m_linking.reset();
                m_accounts.reset();
                m_tickets.reset();
                m_secrets.reset();
                m_settings.reset();
                m_store.reset();
                done();
            },
            Qt::QueuedConnection);
    });
}

void Person::vanish()
{
    m_linking.reset();
    m_accounts.reset();
    m_store->close(std::chrono::milliseconds(0));
    m_tickets.reset(); // finds nothing to write to any more
    m_secrets.reset();
    m_settings.reset();
    m_store.reset();
}

void Person::setWhenClosed(const QString &wish)
{
    m_settings->set(model::Setting::WhenClosed, wish);
}

void Person::setPin(const QString &server)
{
    model::AccountRecord record = m_store->read().accounts.all().front();
    record.server = server;
    const QFuture<model::StoreResult<void>> written = m_store->run([record](model::StoreSession &session) { session.accounts.update(record); });
    (void)QTest::qWaitFor([&written] { return written.isFinished(); }, 5000);
}

QString Person::signIn(const TestServer &server, const QString &user, const QString &password, bool startTls)
{
    model::SignInRequest request;
    request.address = server.address(user);
    request.password = password;
    request.server = startTls ? server.startTlsPin() : server.pin();
    request.startTls = startTls;
    request.caFile = server.caFile();
    return signIn(request);
}

QString Person::signIn(const model::SignInRequest &request)
{
    m_problem = {};
    QString outcome = u"no answer"_s;
    bool done = false;
    model::SignInAttempt *attempt = m_accounts->signIn(request);
    QObject::connect(attempt, &model::SignInAttempt::succeeded, attempt, [&](model::Account *) {
        outcome.clear();
        done = true;
    });
    QObject::connect(attempt, &model::SignInAttempt::failed, attempt, [&](const model::SignInProblem &problem) {
        m_problem = problem;
        outcome = problem.sentence;
        done = true;
    });
    (void)QTest::qWaitFor([&done] { return done; }, 40'000);
    return outcome;
}

model::Account *Person::account() const
{
    const auto all = m_accounts->all();
    return all.isEmpty() ? nullptr : all.first();
}

bool Person::waitOnline(int ms)
{
    return QTest::qWaitFor([this] { return account() && account()->status().kind == model::ConnectionKind::Online; }, ms);
}

bool Person::waitCaughtUp(int ms)
{
    return QTest::qWaitFor([this] { return account() && account()->status().kind == model::ConnectionKind::Online && !account()->status().catchingUp; }, ms);
}

bool Person::comeBack()
{
    if (!QTest::qWaitFor([this] { return account()->status().kind != model::ConnectionKind::Online; }, 20'000))
        return false;
    account()->connectNow();
    return waitCaughtUp();
}

void Person::say(const QString &address, const QString &text)
{
    model::Account *who = account();
    who->openChat(net::Jid::fromString(address)).then(who, [who, text](model::ChatId chat) { who->sendMessage(chat, text); });
}

std::optional<model::Chat> Person::chat(const QString &address) const
{
    for (const model::Chat &chat : m_store->read().chats.all()) {
        if (chat.peer == net::Jid::fromString(address))
            return chat;
    }
    return {};
}

std::vector<model::Message> Person::messages(const QString &address) const
{
    const auto found = chat(address);
    return found ? m_store->read().messages.newest(found->id, 100'000) : std::vector<model::Message>();
}

QStringList Person::bodies(const QString &address) const
{
    QStringList texts;
    for (const model::Message &message : messages(address))
        texts << message.body;
    return texts;
}

bool Person::waitForBody(const QString &address, const QString &body, int ms)
{
    return QTest::qWaitFor([&] { return bodies(address).contains(body); }, ms);
}

bool Person::waitForState(const QString &address, const QString &body, model::MessageState atLeast, int ms)
{
    return QTest::qWaitFor(
        [&] {
            for (const model::Message &message : messages(address)) {
                if (message.body == body && message.state >= atLeast && message.state != model::MessageState::Failed && message.state != model::MessageState::Received)
                    return true;
            }
            return false;
        },
        ms);
}

} // namespace test
