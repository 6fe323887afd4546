// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/relay_guest.h"
#include "tests/support/net/fake_clock.h"
#include "tests/support/net/fake_dialer.h"
#include "tests/support/net/fake_ids.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

constexpr auto kHead = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0' from='example.org'>";
constexpr auto kRelayFeatures = "<stream:features><linking xmlns='urn:kith:linking:0'/></stream:features>";

/// A new device at a server that is the test.
struct Visit {
    explicit Visit(TlsKind tls = TlsKind::Direct)
    {
        auto made = std::make_unique<FakeDialer>();
        dialer = made.get();
        guest = std::make_unique<RelayGuest>(clock, ids, std::move(made));
        guest->open({}, Jid::fromString(u"anna@example.org"), u"place"_s, [this](Expected<std::unique_ptr<LinkPipe>, RelayGuest::Failure> result) {
            if (result)
                pipe = std::move(*result);
            else
                failure = result.error();
        });
        TlsInfo info;
        info.kind = tls;
        server = dialer->succeed(std::make_unique<FakeTransport>(info));
    }
    [[nodiscard]] QByteArray said()
    {
        QCoreApplication::processEvents();
        QByteArray all;
        for (const QByteArray &write : server ? server->takeWrites() : std::vector<QByteArray>())
            all += write;
        return all;
    }
    FakeClock clock;
    FakeIds ids;
    FakeDialer *dialer = nullptr;
    QPointer<FakeTransport> server;
    std::unique_ptr<RelayGuest> guest;
    std::unique_ptr<LinkPipe> pipe;
    std::optional<RelayGuest::Failure> failure;
};

} // namespace

class RelayGuestTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void comesInAndTalks();
    void startTls();
    void saysNothingInClear();
    void serverWithoutARelay();
    void silentServer();
    void wrongPlace();
    void serverGoes();
};

void RelayGuestTest::comesInAndTalks()
{
    Visit visit;
    QVERIFY(visit.said().contains("<stream:stream"));
    visit.server->feed(QByteArray(kHead) + kRelayFeatures);
    QVERIFY(visit.pipe);
    QVERIFY(visit.said().isEmpty()); // it comes in with its first octets
    QByteArray heard;
    QObject::connect(visit.pipe.get(), &LinkPipe::received, visit.pipe.get(), [&](const QByteArray &octets) { heard += octets; });
    visit.pipe->write("hello");
    const QByteArray first = visit.said();
    QVERIFY2(first.contains("place='place'"), first.constData());
    QVERIFY(first.contains("anna@example.org") && first.contains("aGVsbG8="));
    visit.server->feed("<iq type='result' id='id1'/>");
    visit.server->feed("<iq type='set' id='s1' from='example.org'><relay xmlns='urn:kith:linking:0' place='place'><octets>d29ybGQ=</octets></relay></iq>");
    QCOMPARE(heard, QByteArray("world"));
    QVERIFY(visit.said().contains("s1")); // answered
    // Of another place, or no relay at all: not for us.
    visit.server->feed("<iq type='set' id='s2' from='example.org'><relay xmlns='urn:kith:linking:0' place='other'><octets>d29ybGQ=</octets></relay></iq>");
    QCOMPARE(heard, QByteArray("world"));
    QVERIFY(visit.said().contains("service-unavailable"));
    QSignalSpy closed(visit.pipe.get(), &LinkPipe::closed);
    visit.server->feed("<iq type='set' id='s3' from='example.org'><relay xmlns='urn:kith:linking:0' place='place' state='gone'/></iq>");
    QTRY_COMPARE(closed.size(), 1);
}

void RelayGuestTest::startTls()
{
    Visit visit(TlsKind::None);
    visit.server->feed(QByteArray(kHead) + "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/><linking xmlns='urn:kith:linking:0'/></stream:features>");
    QVERIFY(!visit.pipe); // whatever is offered in clear
    QVERIFY(visit.said().contains("<starttls"));
    visit.server->feed("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>" + QByteArray(kRelayFeatures)); // put there by somebody else
    QVERIFY(visit.server->tlsAsked() && !visit.pipe);
    TlsInfo info;
    info.kind = TlsKind::StartTls;
    visit.server->encrypt(info);
    QVERIFY(visit.said().contains("<stream:stream"));
    visit.server->feed(QByteArray(kHead) + kRelayFeatures);
    QVERIFY(visit.pipe);
}

void RelayGuestTest::saysNothingInClear()
{
    Visit visit(TlsKind::None);
    visit.server->feed(QByteArray(kHead) + kRelayFeatures);
    QCoreApplication::processEvents();
    QCOMPARE(visit.failure, std::optional(RelayGuest::Failure::NoRelay));
}

void RelayGuestTest::serverWithoutARelay()
{
    Visit visit;
    visit.server->feed(QByteArray(kHead) + "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></stream:features>");
    QCoreApplication::processEvents();
    QCOMPARE(visit.failure, std::optional(RelayGuest::Failure::NoRelay));
}

void RelayGuestTest::silentServer()
{
    Visit visit;
    visit.clock.advance(RelayGuest::kPatience);
    QCoreApplication::processEvents();
    QCOMPARE(visit.failure, std::optional(RelayGuest::Failure::NoServer));
}

void RelayGuestTest::wrongPlace()
{
    Visit visit;
    visit.server->feed(QByteArray(kHead) + kRelayFeatures);
    QVERIFY(visit.pipe);
    QSignalSpy closed(visit.pipe.get(), &LinkPipe::closed);
    visit.pipe->write("hello");
    (void)visit.said();
    visit.server->feed("<iq type='error' id='id1'><error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    QTRY_COMPARE(closed.size(), 1);
}

void RelayGuestTest::serverGoes()
{
    Visit visit;
    visit.server->feed(QByteArray(kHead) + kRelayFeatures);
    QVERIFY(visit.pipe);
    QSignalSpy closed(visit.pipe.get(), &LinkPipe::closed);
    visit.server->breakOff({});
    QTRY_COMPARE(closed.size(), 1);
    QVERIFY(!visit.failure); // told once
}

QTEST_GUILESS_MAIN(RelayGuestTest)
#include "tst_relay_guest.moc"
