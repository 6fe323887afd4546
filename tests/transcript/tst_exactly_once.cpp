// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/script.h"
#include "tests/support/net/sm_server.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

/// Session and server joined by a wire that is cut at any octet, and an owner that commits when it pleases. Everything follows from the seed.
class World
{
public:
    World(quint32 seed, bool sessionsExpire)
        : m_chance(seed)
        , m_sessionsExpire(sessionsExpire)
        , m_settings(loginWithToken(Script::prosodyFeatures()))
    {
        startProcess();
    }

    void step()
    {
        switch (m_chance.bounded(12)) {
        case 0:
        case 1: say(); break;
        case 2:
        case 3: m_server.send(u"s%1"_s.arg(++m_serverSaid)); m_server.said << u"s%1"_s.arg(m_serverSaid); break;
        case 4: m_server.ask(); break;
        case 5: commit(m_chance.bounded(3)); break;
        case 6:
        case 7:
        case 8: pump(m_chance.bounded(400), m_chance.bounded(400)); break;
        case 9: pump(20000, 20000); break;
        case 10: cut(); break;
        case 11:
            if (m_chance.bounded(6) == 0)
                restartProcess();
            break;
        }
    }

    /// No more trouble: everything must arrive.
    void calm()
    {
        for (int i = 0; i < 200 && !isCalm(); ++i) {
            commit(1000);
            m_server.ask();
            pump(100000, 100000);
            if (m_session->state() == SessionState::Waiting)
                m_clock.advance(std::chrono::minutes(6));
        }
    }

    [[nodiscard]] bool isCalm() const
    {
        return m_session->state() == SessionState::Live && m_open.isEmpty() && m_uncommitted.isEmpty() && m_server.allAcknowledged();
    }
    [[nodiscard]] QStringList committed() const { return m_committed; }
    [[nodiscard]] QStringList clientSaid() const { return m_said; }
    [[nodiscard]] const SmServer &server() const { return m_server; }
    [[nodiscard]] QStringList serverSaid() const { return m_server.said; }

private:
    struct Server : SmServer {
        QStringList said;
    };

    void startProcess()
    {
        m_session = std::make_unique<Session>(m_settings, m_dialer, m_clock, m_ids);
        QObject::connect(m_session.get(), &Session::stanzaReceived, m_session.get(), [this](quint64 seq, const xml::Element &stanza) {
            m_uncommitted.append({seq, stanza.attribute(u"id")});
        });
        QObject::connect(m_session.get(), &Session::fateChanged, m_session.get(), [this](quint64 token, Fate fate) {
            if (fate == Fate::Acked)
                m_open.remove(token);
            else if (fate == Fate::Lost)
                m_lost << m_open.take(token);
        });
        QObject::connect(m_session.get(), &Session::becameLive, m_session.get(), [this] {
            for (const QString &id : std::exchange(m_lost, {})) // the server said with its h that it has not got them
                put(id);
        });
        m_session->goOnline();
    }

    void restartProcess()
    {
        // As a clean end does it: what is not committed is gone with the process, the state survives.
        m_session->detach();
        collect();
        pump(100000, 0);
        m_settings.resume = m_session->resumeState();
        QStringList never; // queued, never written: rows that the next process sends
        for (auto it = m_open.cbegin(); it != m_open.cend(); ++it) {
            const auto &unacked = m_settings.resume ? m_settings.resume->unacked : std::deque<OutboundStanza>();
            if (std::none_of(unacked.begin(), unacked.end(), [&](const OutboundStanza &s) { return s.token == it.key(); }))
                never << it.value();
        }
        m_open.removeIf([&](const QMap<quint64, QString>::iterator &it) { return never.contains(it.value()); });
        m_uncommitted.clear();
        m_session.reset();
        m_transport.clear();
        m_toClient.clear();
        m_toServer.clear();
        startProcess();
        for (const QString &id : never)
            put(id);
    }

    void say()
    {
        const QString id = u"c%1"_s.arg(++m_clientSaid);
        m_said << id;
        if (!m_lost.isEmpty())
            m_lost << id; // an owner sends in order: behind what is to be sent again
        else
            put(id);
    }

    void put(const QString &id)
    {
        xml::Element message(u"message", u"jabber:client");
        message.set(u"to", u"bert@example.org"_s).set(u"id", id);
        m_open.insert(m_session->send(message), id);
    }

    void commit(int count)
    {
        if (m_uncommitted.isEmpty() || count == 0)
            return;
        count = std::min<int>(count, int(m_uncommitted.size()));
        for (int i = 0; i < count; ++i)
            m_committed << m_uncommitted[i].second;
        const quint64 seq = m_uncommitted[count - 1].first;
        m_uncommitted.remove(0, count);
        m_session->handled(seq);
    }

    void collect()
    {
        QCoreApplication::sendPostedEvents();
        if (!m_transport)
            return;
        for (const QByteArray &bytes : m_transport->takeWrites())
            m_toServer += bytes;
    }

    void pump(int octetsUp, int octetsDown)
    {
        if (m_dialer.isDialing()) {
            auto transport = std::make_unique<FakeTransport>(TlsInfo{TlsKind::Direct, u"TLSv1.3"_s, {}, {}, false});
            m_toServer.clear();
            m_toClient.clear();
            m_server.connected();
            m_transport = m_dialer.succeed(std::move(transport));
        }
        collect();
        if (!m_toServer.isEmpty()) {
            m_server.feed(m_toServer.left(octetsUp));
            m_toServer.remove(0, octetsUp);
        }
        m_toClient += m_server.takeOutput();
        if (m_transport && !m_transport->isClosed() && !m_toClient.isEmpty()) {
            const QByteArray now = m_toClient.left(octetsDown);
            m_toClient.remove(0, octetsDown);
            if (!now.isEmpty())
                m_transport->feed(now);
        }
        collect();
    }

    void cut()
    {
        if (m_sessionsExpire && m_chance.bounded(3) == 0)
            m_server.expireSession();
        if (m_transport && !m_transport->isClosed())
            m_transport->breakOff({TransportErrorKind::RemoteClosed, {}});
        m_transport.clear();
        m_toClient.clear();
        m_toServer.clear();
        m_clock.advance(std::chrono::minutes(6)); // beyond any back-off
    }

    QRandomGenerator m_chance;
    bool m_sessionsExpire;
    FakeClock m_clock;
    FakeIds m_ids;
    FakeDialer m_dialer;
    SessionSettings m_settings;
    Server m_server;
    QByteArray m_toServer, m_toClient;
    QPointer<FakeTransport> m_transport;
    QMap<quint64, QString> m_open; ///< token → id, not yet acknowledged
    QStringList m_lost, m_said, m_committed;
    QList<std::pair<quint64, QString>> m_uncommitted;
    int m_clientSaid = 0, m_serverSaid = 0;
    std::unique_ptr<Session> m_session;
};

QStringList without(QStringList list, const QStringList &others)
{
    for (const QString &other : others)
        list.removeAll(other);
    return list;
}

} // namespace

/// Whatever happens to connections and processes: every message arrives once, in order, both ways (D40…D54).
class ExactlyOnce : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sessionsSurvive();
    void sessionsExpire();

private:
    CryptoRuntime m_crypto;
};

void ExactlyOnce::sessionsSurvive()
{
    for (quint32 seed = 1; seed <= 40; ++seed) {
        World world(seed, false);
        for (int i = 0; i < 300; ++i)
            world.step();
        world.calm();
        const QByteArray hint = "seed " + QByteArray::number(seed);
        QVERIFY2(world.isCalm(), hint.constData());
        QVERIFY2(world.server().received() == world.clientSaid(), hint.constData());
        QVERIFY2(world.clientSaid().size() > 20, hint.constData());
        // What was said before there was a session waits elsewhere.
        QVERIFY2(world.committed() == without(world.serverSaid(), world.server().undelivered()), hint.constData());
    }
}

void ExactlyOnce::sessionsExpire()
{
    for (quint32 seed = 1; seed <= 40; ++seed) {
        World world(seed, true);
        for (int i = 0; i < 300; ++i)
            world.step();
        world.calm();
        const QByteArray hint = "seed " + QByteArray::number(seed);
        QVERIFY2(world.isCalm(), hint.constData());
        QVERIFY2(world.server().received() == world.clientSaid(), hint.constData());
        // Inbound, a session that expired leaves to the archive what the client may or may not have committed; nothing comes twice over the stream.
        const QStringList committed = world.committed();
        QVERIFY2(QSet<QString>(committed.begin(), committed.end()).size() == committed.size(), hint.constData());
        const QStringList surely = without(world.serverSaid(), world.server().undelivered());
        QVERIFY2(without(surely, committed).isEmpty(), hint.constData());
    }
}

QTEST_GUILESS_MAIN(ExactlyOnce)
#include "tst_exactly_once.moc"
