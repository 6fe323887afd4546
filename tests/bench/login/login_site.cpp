// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/login/login_site.h"

#include "model/store/store.h"
#include "model/sync/xml_log.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/rfc6121_roster.h"
#include "net/session/session.h"
#include "net/transport/tcp_dialer.h"
#include "tests/bench/login/waiting.h"

#include <QUuid>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace bench {

namespace {

const QString &kUser = LoginPlace::kUser;
const QString &kFriend = LoginPlace::kFriend;
constexpr auto kPatience = 60s;

/// One session straight to the server, for what must have happened before: no store, no model.
class Errand
{
public:
    Errand(const LoginPlace &place, const QString &user, net::Clock &clock, net::IdSource &ids)
        : m_dialer(clock, ids)
        , m_session(settings(place, user), m_dialer, clock, ids)
    {
    }

    [[nodiscard]] bool begin()
    {
        m_session.goOnline();
        return waitFor([this] { return m_session.state() == net::SessionState::Live; }, kPatience);
    }
    void ask(const net::Jid &to, net::rfc6120::IqType type, const net::xml::Element &payload)
    {
        ++m_open;
        m_session.request(net::rfc6120::makeIq(type, to, payload), &m_context, [this](const auto &answer) {
            --m_open;
            if (!answer)
                m_failed = true;
        });
    }
    void send(const net::xml::Element &stanza) { m_session.send(stanza); }
    /// The server has dealt with all of it.
    [[nodiscard]] bool end(const net::Jid &server)
    {
        ask(server, net::rfc6120::IqType::Get, net::xml::Element(u"ping"_s, u"urn:xmpp:ping"_s));
        const bool done = waitFor([this] { return m_open == 0; }, kPatience) && !m_failed;
        bool out = false;
        QObject::connect(&m_session, &net::Session::signedOut, &m_context, [&out] { out = true; });
        m_session.signOut();
        return waitFor([&out] { return out; }, kPatience) && done;
    }

private:
    static net::SessionSettings settings(const LoginPlace &place, const QString &user)
    {
        net::SessionSettings result;
        result.jid = net::Jid::fromString(place.address(user));
        result.password = place.password();
        result.userAgentId = QUuid::createUuid().toString(QUuid::WithoutBraces);
        result.software = u"Errand"_s;
        result.dial.domain = result.jid.asciiDomain();
        result.dial.fixedHost = u"127.0.0.1"_s;
        result.dial.fixedPort = place.port();
        result.dial.caFile = place.caFile();
        return result;
    }

    QObject m_context;
    net::TcpDialer m_dialer;
    net::Session m_session;
    int m_open = 0;
    bool m_failed = false;
};

} // namespace

LoginSite::LoginSite(std::unique_ptr<LoginPlace> place, const Settings &settings)
    : m_settings(settings)
    , m_place(std::move(place))
{
}

LoginSite::~LoginSite()
{
    close();
}

net::Expected<void, QString> LoginSite::setUp()
{
    if (const auto started = m_place->start(); !started)
        return started;
    m_wire = std::make_unique<test::WireProxy>(m_place->port(), m_settings.oneWay);
    if (const auto filled = fillRoster(); !filled)
        return filled;
    if (const auto filled = fillArchive(); !filled)
        return filled;
    return warmUp();
}

net::Expected<void, QString> LoginSite::fillRoster()
{
    Errand errand(*m_place, kUser, m_clock, m_ids);
    if (!errand.begin())
        return net::unexpected(u"the account does not come online"_s);
    for (int i = 0; i < m_settings.contacts; ++i) {
        net::rfc6121::RosterItem item;
        item.jid = net::Jid::fromString(m_place->address(i == 0 ? kFriend : u"contact%1"_s.arg(i)));
        item.name = u"Contact number %1"_s.arg(i);
        errand.ask({}, net::rfc6120::IqType::Set, net::rfc6121::rosterSet(item));
    }
    return errand.end(net::Jid::fromString(m_place->domain())) ? net::Expected<void, QString>() : net::unexpected(u"the contacts were not taken"_s);
}

net::Expected<void, QString> LoginSite::fillArchive()
{
    Errand errand(*m_place, m_place->hasFriend() ? kFriend : kUser, m_clock, m_ids);
    if (!errand.begin())
        return net::unexpected(u"the other account does not come online"_s);
    for (int i = 0; i < m_settings.history; ++i) {
        net::xml::Element message(u"message"_s, u"jabber:client"_s);
        message.set(u"to"_s, m_place->address(m_place->hasFriend() ? kUser : kFriend));
        message.set(u"type"_s, u"chat"_s);
        message.set(u"id"_s, m_ids.newId());
        net::xml::Element body(u"body"_s, u"jabber:client"_s);
        body.addText(u"A message of the length that people write, the %1th of them."_s.arg(i));
        message.add(std::move(body));
        errand.send(message);
    }
    return errand.end(net::Jid::fromString(m_place->domain())) ? net::Expected<void, QString>() : net::unexpected(u"the messages were not taken"_s);
}

void LoginSite::addAccount(test::Person &person)
{
    model::SignInRequest request;
    request.address = m_place->address(kUser);
    request.password = m_place->password();
    request.server = u"127.0.0.1:%1"_s.arg(m_wire->port());
    request.caFile = m_place->caFile();
    if (const auto added = person.accounts().add(request); !added)
        qFatal("%s", qPrintable(added.error().sentence));
}

net::Expected<void, QString> LoginSite::warmUp()
{
    // Three times: token and features are there after the first, what is learned by trying after the others.
    m_person = std::make_unique<test::Person>();
    m_running = true;
    addAccount(*m_person);
    const auto first = watch(*m_person, [this] { m_person->accounts().start(true); });
    if (!first)
        return net::unexpected(first.error());
    for (const Way way : {Way::Password, Way::Token}) {
        if (const auto again = logIn(way); !again)
            return net::unexpected(again.error());
    }
    return {};
}

net::Expected<LoginSample, QString> LoginSite::logIn(Way way)
{
    switch (way) {
    case Way::FirstTime:
        return firstLogIn();
    case Way::Reconnect:
        if (!m_running) {
            if (const auto running = logIn(Way::Restart); !running)
                return running;
        }
        return watch(*m_person, [this] { loseConnection(); });
    case Way::Password:
    case Way::Token:
    case Way::Restart:
        close();
        if (way != Way::Restart)
            forget(way == Way::Password);
        m_person->start(false);
        m_running = true;
        return watch(*m_person, [this] { m_person->account()->connectNow(); });
    }
    return net::unexpected(QString());
}

net::Expected<LoginSample, QString> LoginSite::firstLogIn()
{
    close(); // two of them would tell each other of their presence
    test::Person newcomer;
    addAccount(newcomer);
    auto sample = watch(newcomer, [&newcomer] { newcomer.accounts().start(true); });
    if (model::Account *account = newcomer.account())
        newcomer.accounts().signOut(account->id(), true);
    waitUntilClosed();
    return sample;
}

net::Expected<LoginSample, QString> LoginSite::watch(test::Person &person, const std::function<void()> &begin)
{
    m_wire->forget();
    const size_t before = m_wire->connections().size();
    LoginSample sample;
    bool live = false;
    const QObject context;
    const auto attach = [&](model::Account *account) {
        account->xmlLog().clear();
        QObject::connect(account, &model::Account::loginReported, &context, [&](const model::LoginReport &report) {
            sample.report = report;
            live = true;
        });
        QObject::connect(&account->xmlLog(), &QAbstractItemModel::rowsInserted, &context, [&, log = &account->xmlLog()](const QModelIndex &, int first) {
            const QModelIndex row = log->index(first, 0);
            sample.xml.push_back({m_clock.monotonic(), row.data(model::XmlLog::IncomingRole).toBool(), row.data(model::XmlLog::XmlRole).toString()});
        });
    };
    if (model::Account *account = person.account())
        attach(account);
    QObject::connect(&person.accounts(), &model::Accounts::added, &context, attach);
    begin();
    if (!waitFor([&] { return live; }, kPatience))
        return net::unexpected(u"the login did not succeed: "_s + (person.account() ? person.account()->status().problem + u' ' + person.account()->status().detail : QString()));
    // Over when for several round trips nothing was said.
    const Nanoseconds quiet = std::max<Nanoseconds>(8 * m_settings.oneWay, 600ms);
    const auto isQuiet = [&] {
        const auto all = m_wire->connections();
        return all.size() > before && m_clock.monotonic() - (all.back().accepted + all.back().lastSeen()) > quiet;
    };
    if (!waitFor(isQuiet, kPatience, 50ms))
        return net::unexpected(u"it is never quiet after the login"_s);
    const auto all = m_wire->connections();
    sample.connections.assign(all.begin() + std::ptrdiff_t(before), all.end());
    sample.evaluate();
    return sample;
}

void LoginSite::loseConnection()
{
    model::Account *account = m_person->account();
    m_wire->cutNow(test::WireProxy::Cut::Reset);
    waitFor([account] { return account->status().kind != model::ConnectionKind::Online; }, kPatience, 1ms);
    account->connectNow(); // no waiting for the back-off
}

void LoginSite::close()
{
    if (!m_running)
        return;
    m_running = false;
    m_person->quit();
    waitUntilClosed();
}

void LoginSite::waitUntilClosed()
{
    waitFor(
        [this] {
            for (const auto &connection : m_wire->connections()) {
                if (connection.open)
                    return false;
            }
            return true;
        },
        kPatience);
}

void LoginSite::forget(bool token)
{
    auto store = model::Store::open(m_person->profile() + u"/kith.db"_s);
    if (!store)
        qFatal("%s", qPrintable(store.error().detail));
    for (const model::AccountRecord &record : (*store)->read().accounts.all())
        (void)(*store)->run([id = record.id](model::StoreSession &session) { session.ledger.end(id); });
    (*store)->close();
    if (m_settings.untilForgotten > 0s) // another session of the account would have its presence told
        waitFor([] { return false; }, m_settings.untilForgotten + 1s);
    if (!token)
        return;
    const auto secrets = model::makeSecrets(m_person->profile(), u"test"_s, model::SecretsChoice::File);
    secrets->save(m_place->address(kUser), model::AccountSecret{m_place->password(), {}});
    bool kept = false;
    QObject context;
    secrets->flush(&context, [&kept] { kept = true; });
    waitFor([&kept] { return kept; }, kPatience);
}

} // namespace bench
