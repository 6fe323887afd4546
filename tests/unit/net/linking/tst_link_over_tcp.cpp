// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto.h"
#include "net/crypto/crypto_runtime.h"
#include "net/linking/tls_link_dialer.h"
#include "net/linking/tls_link_listener.h"
#include "tests/support/net/fake_clock.h"
#include "tests/support/net/link_drivers.h"
#include "tests/support/net/tcp_recorder.h"
#include "tests/support/net/tls_server.h"

#include <QElapsedTimer>
#include <QLoggingCategory>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;
using psyc::Packet;
using test::GuestDriver;
using test::HostDriver;

namespace {

constexpr int kPatience = 30'000;

QStringList *s_log = nullptr;

void keepLog(QtMsgType, const QMessageLogContext &, const QString &line)
{
    s_log->append(line);
}

} // namespace

/// Two devices on one network, over real sockets, from the code to the last page of the history; and who else may be on that network.
class LinkOverTcpTest : public QObject
{
    Q_OBJECT
private:
    CryptoRuntime m_crypto;
    SystemClock m_clock;
    SystemIds m_ids;
    const Jid m_anna = Jid::fromString(u"anna@example.org");
    const LinkSecret m_right{QByteArray(32, 'r')}, m_wrong{QByteArray(32, 'w')};

    using Dialed = Expected<std::unique_ptr<LinkChannel>, LinkEnd>;
    std::optional<Dialed> dial(TlsLinkDialer &dialer, const QList<LinkAddress> &addresses, const QByteArray &key)
    {
        std::optional<Dialed> result;
        dialer.dial(addresses, key, [&](Dialed dialed) { result = std::move(dialed); });
        if (result)
            return std::nullopt; // never from inside
        (void)QTest::qWaitFor([&] { return result.has_value(); }, kPatience);
        dialer.cancel();
        return result;
    }
    static QList<LinkAddress> loopback(quint16 port) { return {{QHostAddress(QHostAddress::LocalHost), port}}; }

    // The existing device: a listener, an offer, and a host for whoever comes.
    struct HostDevice {
        LinkOffer offer;
        TlsLinkListener listener;
        std::vector<std::unique_ptr<HostDriver>> hosts;

        HostDevice(LinkOverTcpTest &test, const LinkSecret &secret)
            : offer(test.m_clock, secret)
            , listener(test.m_clock)
        {
            const bool listens = listener.listen([this, &test](std::unique_ptr<LinkChannel> channel) {
                const QByteArray binding = channel->binding();
                hosts.push_back(std::make_unique<HostDriver>(LinkHost({test.m_clock, test.m_ids, offer, test.m_anna, binding}), std::move(channel)));
            });
            if (!listens)
                qFatal("cannot listen");
        }
        [[nodiscard]] HostDriver *proved() const
        {
            for (const auto &host : hosts) {
                if (host->template event<LinkHost::GuestProved>())
                    return host.get();
            }
            return nullptr;
        }
    };
    std::unique_ptr<GuestDriver> guest(std::unique_ptr<LinkChannel> channel, const LinkSecret &secret)
    {
        const QByteArray binding = channel->binding();
        auto made = std::make_unique<GuestDriver>(LinkGuest({m_ids, m_anna, u"device-5b1e"_s, u"Laptop"_s, u"Kith"_s, {}, secret, binding}), std::move(channel));
        made->apply(made->machine.start());
        return made;
    }
    LinkGrant grant() const
    {
        LinkGrant grant;
        grant.account = m_anna;
        grant.access = AccountPassword{u"SECRET-PASSWORD"_s};
        grant.trust = QByteArray(100'000, 't');
        grant.history = LinkGrant::History{1000, 40 * kMaxPageOctets};
        return grant;
    }

private Q_SLOTS:
    void fromTheCodeToTheLastPage();
    void guesserOverTheNetwork();
    void manInTheMiddleOfATypedCode();
    void wrongKeyInTheWay();
    void severalAddresses();
    void nobodyThere();
    void cancelled();
    void answersToNothingElse_data();
    void answersToNothingElse();
    void silentServer();
    void tooManyConnections();
    void channelsOutliveTheListener();
    void nothingSecretInLogOrOnTheWire();
};

void LinkOverTcpTest::fromTheCodeToTheLastPage()
{
    const LinkCode code = LinkCode::generate(m_ids);
    auto hostSecret = deriveLinkSecret(code, m_anna);
    hostSecret.waitForFinished();
    HostDevice device(*this, hostSecret.result());
    LinkInvitation invitation{m_anna, code, device.listener.addresses(), device.listener.key()};
    if (!invitation.addresses.contains(loopback(device.listener.port()).front()))
        invitation.addresses = invitation.addresses.first(std::min<qsizetype>(invitation.addresses.size(), 5)) + loopback(device.listener.port());
    const QString picture = toUri(invitation);

    // On the other device there is nothing but the picture.
    const auto read = parseInvitation(picture);
    QVERIFY(read);
    auto guestSecret = deriveLinkSecret(read->code, read->identity);
    guestSecret.waitForFinished();
    QElapsedTimer timer;
    timer.start();
    TlsLinkDialer dialer(m_clock);
    auto dialed = dial(dialer, read->addresses, read->key);
    QVERIFY(dialed && dialed->has_value());
    auto newcomer = guest(std::move(**dialed), guestSecret.result());
    QTRY_VERIFY_WITH_TIMEOUT(newcomer->event<LinkGuest::ApprovalAwaited>(), kPatience);
    HostDriver *host = device.proved();
    QVERIFY(host);
    QCOMPARE(host->event<LinkHost::GuestProved>()->name, u"Laptop"_s);
    QVERIFY(!newcomer->event<LinkGuest::Granted>());
    qInfo("proved after %lld ms", timer.restart());

    host->apply(host->machine.approve(grant()));
    QTRY_VERIFY_WITH_TIMEOUT(newcomer->event<LinkGuest::Granted>(), kPatience);
    QCOMPARE(newcomer->event<LinkGuest::Granted>()->grant, grant());
    newcomer->apply(newcomer->machine.stored());
    QTRY_VERIFY_WITH_TIMEOUT(host->event<LinkHost::GrantStored>(), kPatience);

    // The history: 40 pages, a few requests under way; then the rest after an interruption would begin at a cursor like this.
    timer.restart();
    constexpr int kPages = 40;
    const auto octets = [](int n) { return QByteArray(kMaxPageOctets, char(n)); };
    host->onLater = [&](const Packet &packet) {
        if (const auto request = parsePageRequest(packet)) {
            const int n = request->cursor.toInt();
            host->channel->send(toPacket(Page{request->tag, n + 1 < kPages ? QString::number(n + 1) : QString(), octets(n)}));
        }
    };
    int asked = 0, got = 0, wrong = 0;
    const auto ask = [&] {
        if (asked < kPages)
            newcomer->channel->send(toPacket(PageRequest{u"page-%1"_s.arg(asked), asked ? QString::number(asked) : QString()}));
        ++asked;
    };
    newcomer->onLater = [&](const Packet &packet) {
        const auto page = parsePage(packet);
        if (!page || page->relay != u"page-%1"_s.arg(got) || page->octets != octets(got))
            ++wrong;
        ++got;
        ask();
    };
    for (int i = 0; i < kPageWindow; ++i)
        ask();
    QTRY_COMPARE_WITH_TIMEOUT(got, kPages, kPatience);
    QCOMPARE(wrong, 0);
    qInfo("%d pages of 256 kB in %lld ms", kPages, timer.elapsed());

    newcomer->apply(newcomer->machine.leave()); // L21
    QTRY_VERIFY_WITH_TIMEOUT(newcomer->ended && host->ended, kPatience);
    QCOMPARE(*newcomer->ended, LinkEnd::Closed);
    QCOMPARE(*host->ended, LinkEnd::Closed);
    QVERIFY(newcomer->event<LinkGuest::Left>() && host->event<LinkHost::GuestLeft>());
}

void LinkOverTcpTest::guesserOverTheNetwork()
{
    HostDevice device(*this, m_right);
    TlsLinkDialer dialer(m_clock);
    for (int i = 0; i < 3; ++i) {
        auto guesser = guest(std::move(**dial(dialer, loopback(device.listener.port()), {})), m_wrong);
        QTRY_VERIFY_WITH_TIMEOUT(guesser->event<LinkGuest::Failed>(), kPatience);
        QCOMPARE(guesser->event<LinkGuest::Failed>()->why, i < 2 ? LinkGuest::Failure::WrongCode : LinkGuest::Failure::CodeBurnt);
    }
    auto owner = guest(std::move(**dial(dialer, loopback(device.listener.port()), device.listener.key())), m_right);
    QTRY_VERIFY_WITH_TIMEOUT(owner->event<LinkGuest::Failed>(), kPatience);
    QCOMPARE(owner->event<LinkGuest::Failed>()->why, LinkGuest::Failure::CodeBurnt);
    QVERIFY(!device.proved());
}

void LinkOverTcpTest::manInTheMiddleOfATypedCode()
{
    // Without the picture nothing pins the key: the guest finds the attacker, who passes on every packet.
    HostDevice device(*this, m_right);
    TlsLinkListener attacker(m_clock);
    TlsLinkDialer onwards(m_clock);
    std::unique_ptr<LinkChannel> toGuest, toHost;
    QVERIFY(attacker.listen([&](std::unique_ptr<LinkChannel> channel) { toGuest = std::move(channel); }));
    TlsLinkDialer dialer(m_clock);
    auto dialed = dial(dialer, loopback(attacker.port()), {});
    QTRY_VERIFY_WITH_TIMEOUT(toGuest, kPatience);
    toHost = std::move(**dial(onwards, loopback(device.listener.port()), device.listener.key()));
    int passed = 0;
    connect(toGuest.get(), &LinkChannel::received, this, [&](const Packet &packet) { ++passed, toHost->send(packet); });
    connect(toHost.get(), &LinkChannel::received, this, [&](const Packet &packet) { ++passed, toGuest->send(packet); });
    auto victim = guest(std::move(**dialed), m_right);
    QTRY_VERIFY_WITH_TIMEOUT(victim->event<LinkGuest::Failed>(), kPatience);
    QCOMPARE(passed, 4);
    QCOMPARE(victim->event<LinkGuest::Failed>()->why, LinkGuest::Failure::WrongCode);
    QVERIFY(!device.proved());
}

void LinkOverTcpTest::wrongKeyInTheWay()
{
    HostDevice device(*this, m_right);
    TlsLinkListener attacker(m_clock);
    QVERIFY(attacker.listen([](std::unique_ptr<LinkChannel>) { qFatal("a handshake that must not be"); }));
    TlsLinkDialer dialer(m_clock);
    const auto alone = dial(dialer, loopback(attacker.port()), device.listener.key());
    QVERIFY(alone && !alone->has_value());
    QCOMPARE(alone->error(), LinkEnd::WrongKey);
    // The same address may be somebody else's on this network: that hides nobody.
    const auto dialed = dial(dialer, loopback(attacker.port()) + loopback(device.listener.port()), device.listener.key());
    QVERIFY(dialed && dialed->has_value());
}

void LinkOverTcpTest::severalAddresses()
{
    QTcpServer deaf; // takes connections, says nothing
    QVERIFY(deaf.listen(QHostAddress::LocalHost));
    QTcpServer gone;
    QVERIFY(gone.listen(QHostAddress::LocalHost));
    const quint16 refused = gone.serverPort();
    gone.close();
    HostDevice device(*this, m_right);
    TlsLinkDialer dialer(m_clock);
    const auto dialed = dial(dialer, loopback(refused) + loopback(deaf.serverPort()) + loopback(device.listener.port()), device.listener.key());
    QVERIFY(dialed && dialed->has_value());
}

void LinkOverTcpTest::nobodyThere()
{
    QTcpServer gone;
    QVERIFY(gone.listen(QHostAddress::LocalHost));
    const quint16 refused = gone.serverPort();
    gone.close();
    TlsLinkDialer dialer(m_clock);
    for (const auto &addresses : {loopback(refused), QList<LinkAddress>()}) {
        const auto dialed = dial(dialer, addresses, {});
        QVERIFY(dialed && !dialed->has_value());
        QCOMPARE(dialed->error(), LinkEnd::Unreachable);
    }
    FakeClock clock;
    QTcpServer deaf;
    QVERIFY(deaf.listen(QHostAddress::LocalHost));
    TlsLinkDialer patient(clock);
    std::optional<Dialed> result;
    patient.dial(loopback(deaf.serverPort()), {}, [&](Dialed dialed) { result = std::move(dialed); });
    QTRY_VERIFY_WITH_TIMEOUT(deaf.hasPendingConnections(), kPatience);
    QVERIFY(!result);
    clock.advance(TlsLinkDialer::kTimeout);
    QTRY_VERIFY_WITH_TIMEOUT(result, kPatience);
    QCOMPARE(result->error(), LinkEnd::TimedOut);
}

void LinkOverTcpTest::cancelled()
{
    HostDevice device(*this, m_right);
    TlsLinkDialer dialer(m_clock);
    bool told = false;
    dialer.dial(loopback(device.listener.port()), {}, [&](Dialed) { told = true; });
    dialer.cancel();
    dialer.dial(loopback(device.listener.port()), {}, [&](Dialed) { told = true; });
    QTest::qWait(20);
    dialer.cancel();
    told = false;
    QTest::qWait(50);
    QVERIFY(!told);
    {
        TlsLinkDialer brief(m_clock);
        brief.dial(loopback(device.listener.port()), {}, [&](Dialed) { told = true; });
    }
    QTest::qWait(50);
    QVERIFY(!told);
}

void LinkOverTcpTest::answersToNothingElse_data()
{
    QTest::addColumn<int>("versions");
    QTest::addColumn<QByteArray>("alpn");
    QTest::newRow("TLS 1.2") << int(test::TlsServer::Versions::Tls12) << "kith-link/0"_ba;
    QTest::newRow("another protocol") << int(test::TlsServer::Versions::Tls13) << "xmpp-client"_ba;
}

void LinkOverTcpTest::answersToNothingElse()
{
    QFETCH(int, versions);
    QFETCH(QByteArray, alpn);
    test::Authority authority;
    test::TlsServer::Settings settings;
    settings.certificate = authority.issue();
    settings.versions = test::TlsServer::Versions(versions);
    settings.alpn = alpn;
    test::TlsServer server(settings);
    TlsLinkDialer dialer(m_clock);
    const auto dialed = dial(dialer, loopback(server.port()), {});
    QVERIFY(dialed && !dialed->has_value());
    QCOMPARE(dialed->error(), LinkEnd::Broken);
}

void LinkOverTcpTest::silentServer()
{
    // Somebody connects to the listener and says nothing, or something else than TLS.
    FakeClock clock;
    TlsLinkListener listener(clock);
    QVERIFY(listener.listen([](std::unique_ptr<LinkChannel>) {}));
    QTcpSocket silent, wrong;
    silent.connectToHost(QHostAddress(QHostAddress::LocalHost), listener.port());
    wrong.connectToHost(QHostAddress(QHostAddress::LocalHost), listener.port());
    QVERIFY(silent.waitForConnected(kPatience) && wrong.waitForConnected(kPatience));
    wrong.write("GET / HTTP/1.1\r\n\r\n");
    QTRY_COMPARE_WITH_TIMEOUT(wrong.state(), QAbstractSocket::UnconnectedState, kPatience);
    QCOMPARE(silent.state(), QAbstractSocket::ConnectedState);
    QTRY_VERIFY_WITH_TIMEOUT(clock.pending() >= 1, kPatience);
    clock.advance(std::chrono::seconds(11));
    QTRY_COMPARE_WITH_TIMEOUT(silent.state(), QAbstractSocket::UnconnectedState, kPatience);
}

void LinkOverTcpTest::tooManyConnections()
{
    TlsLinkListener listener(m_clock);
    std::vector<std::unique_ptr<LinkChannel>> channels;
    QVERIFY(listener.listen([&](std::unique_ptr<LinkChannel> channel) { channels.push_back(std::move(channel)); }));
    TlsLinkDialer dialer(m_clock);
    std::vector<std::unique_ptr<LinkChannel>> dialed;
    for (int i = 0; i < TlsLinkListener::kMaxFromOne; ++i)
        dialed.push_back(std::move(**dial(dialer, loopback(listener.port()), listener.key())));
    const auto refused = dial(dialer, loopback(listener.port()), listener.key());
    QVERIFY(refused && !refused->has_value());
    // One goes, one may come.
    bool gone = false;
    connect(channels.back().get(), &LinkChannel::closed, this, [&] { gone = true; });
    dialed.back()->close();
    QTRY_VERIFY_WITH_TIMEOUT(gone, kPatience);
    channels.pop_back();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    const auto again = dial(dialer, loopback(listener.port()), listener.key());
    QVERIFY(again && again->has_value());
}

void LinkOverTcpTest::channelsOutliveTheListener()
{
    auto listener = std::make_unique<TlsLinkListener>(m_clock);
    std::unique_ptr<LinkChannel> host;
    QVERIFY(listener->listen([&](std::unique_ptr<LinkChannel> channel) { host = std::move(channel); }));
    TlsLinkDialer dialer(m_clock);
    auto other = std::move(**dial(dialer, loopback(listener->port()), listener->key()));
    QTRY_VERIFY_WITH_TIMEOUT(host, kPatience);
    listener->stop();
    const quint16 port = listener->port();
    listener.reset();
    int heard = 0;
    connect(other.get(), &LinkChannel::received, this, [&] { ++heard; });
    host->send(Packet(u"_notice_x"));
    QTRY_COMPARE_WITH_TIMEOUT(heard, 1, kPatience);
    QVERIFY(port == 0 || !dial(dialer, loopback(port), {})->has_value());
}

void LinkOverTcpTest::nothingSecretInLogOrOnTheWire()
{
    QStringList log;
    s_log = &log;
    const auto before = qInstallMessageHandler(keepLog);
    QLoggingCategory::setFilterRules(u"*.debug=true\nqt.*=false"_s);
    {
        HostDevice device(*this, m_right);
        test::TcpRecorder wire(device.listener.port());
        TlsLinkDialer dialer(m_clock);
        auto wrong = guest(std::move(**dial(dialer, loopback(wire.port()), device.listener.key())), m_wrong);
        (void)QTest::qWaitFor([&] { return wrong->event<LinkGuest::Failed>() != nullptr; }, kPatience);
        auto newcomer = guest(std::move(**dial(dialer, loopback(wire.port()), device.listener.key())), m_right);
        (void)QTest::qWaitFor([&] { return device.proved() != nullptr; }, kPatience);
        device.proved()->apply(device.proved()->machine.approve(grant()));
        (void)QTest::qWaitFor([&] { return newcomer->event<LinkGuest::Granted>() != nullptr; }, kPatience);
        newcomer->channel->close();
        (void)QTest::qWaitFor([&] { return newcomer->ended.has_value(); }, kPatience);
        qInstallMessageHandler(before);
        QLoggingCategory::setFilterRules({});
        QVERIFY(newcomer->event<LinkGuest::Granted>());
        QVERIFY(!log.isEmpty()); // the channel's end, at least
        const QString all = log.join(u'\n');
        for (const QString &secret : {u"SECRET"_s, u"_password"_s, u"_share"_s, u"example.org"_s, QString::fromLatin1(m_right.octets.toHex()), QString::fromLatin1(m_right.octets)})
            QVERIFY2(!all.contains(secret), qPrintable(all));
        QCOMPARE(wire.connections().size(), 2);
        for (const auto &connection : wire.connections()) {
            for (const QByteArray &readable : {"SECRET"_ba, "anna"_ba, "device-5b1e"_ba, "Laptop"_ba, "urn:kith"_ba})
                QVERIFY(!connection.all().contains(readable));
        }
    }
}

QTEST_GUILESS_MAIN(LinkOverTcpTest)
#include "tst_link_over_tcp.moc"
