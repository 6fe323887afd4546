// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/linking/link_pages.h"
#include "net/linking/tls_link_channel.h"
#include "tests/support/net/fake_clock.h"
#include "tests/support/net/memory_pipe.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;
using namespace std::chrono_literals;
using psyc::Packet;
using test::MemoryPipe;
using test::RawLinkPeer;

namespace {

constexpr int kPatience = 20'000;
const QByteArray kHeader = "<link xmlns='urn:kith:linking:0' version='0'>";
const QByteArray kPacket = "<packet method='_notice_x'/>";

// A channel and what it has signalled.
struct End {
    std::unique_ptr<TlsLinkChannel> channel;
    int opened = 0, drained = 0;
    std::vector<Packet> received;
    std::vector<LinkEnd> closed;

    explicit End(std::unique_ptr<TlsLinkChannel> made)
        : channel(std::move(made))
    {
        QObject::connect(channel.get(), &TlsLinkChannel::opened, channel.get(), [this] { ++opened; });
        QObject::connect(channel.get(), &LinkChannel::received, channel.get(), [this](const Packet &packet) { received.push_back(packet); });
        QObject::connect(channel.get(), &LinkChannel::drained, channel.get(), [this] { ++drained; });
        QObject::connect(channel.get(), &LinkChannel::closed, channel.get(), [this](LinkEnd why) { closed.push_back(why); });
    }
};

Packet numbered(int n)
{
    Packet packet(u"_notice_number");
    packet.set(u"_n", QString::number(n));
    return packet;
}

} // namespace

class TlsLinkChannelTest : public QObject
{
    Q_OBJECT
private:
    CryptoRuntime m_crypto;
    FakeClock m_clock;
    std::shared_ptr<LinkTls> m_listening = LinkTls::listening();
    std::shared_ptr<LinkTls> m_dialing = LinkTls::dialing();

    std::unique_ptr<TlsLinkChannel> channel(std::unique_ptr<LinkPipe> pipe, const std::shared_ptr<LinkTls> &tls, const QByteArray &key = {})
    {
        return std::make_unique<TlsLinkChannel>(m_clock, std::move(pipe), *tls, key, TlsLinkChannel::Patience{});
    }

    struct Both {
        MemoryPipe *hostPipe, *guestPipe;
        End host, guest;
    };
    Both both(const QByteArray &pinned = {})
    {
        auto [a, b] = MemoryPipe::pair();
        MemoryPipe *hostPipe = a.get(), *guestPipe = b.get();
        return {hostPipe, guestPipe, End(channel(std::move(a), m_listening)), End(channel(std::move(b), m_dialing, pinned))};
    }

private Q_SLOTS:
    void bothWays();
    void octetByOctet();
    void bindings();
    void pinnedKey();
    void wrongKey();
    void everyListenerHasItsOwnKey();
    void nothingReadableOnTheWire();
    void goodbye();
    void cutOff();
    void damagedRecord();
    void handshakeTakesTooLong();
    void unprovedForTooLong();
    void silenceAfterTheProof();
    void notOurLanguage_data();
    void notOurLanguage();
    void tooMuchWithoutAProof();
    void manyPages();
    void slowReader();
    void goodbyeBehindWhatIsUnread();
    void closedByUsWhilePaused();
    void deletedInItsOwnSignals_data();
    void deletedInItsOwnSignals();
};

void TlsLinkChannelTest::bothWays()
{
    Both b = both();
    QTRY_COMPARE_WITH_TIMEOUT(b.host.opened + b.guest.opened, 2, kPatience);
    for (int i = 0; i < 10; ++i) {
        b.host.channel->send(numbered(i));
        b.guest.channel->send(numbered(100 + i));
    }
    QTRY_COMPARE_WITH_TIMEOUT(b.host.received.size() + b.guest.received.size(), size_t(20), kPatience);
    for (int i = 0; i < 10; ++i) {
        QCOMPARE(b.guest.received[size_t(i)], numbered(i));
        QCOMPARE(b.host.received[size_t(i)], numbered(100 + i));
    }
    QVERIFY(b.host.closed.empty() && b.guest.closed.empty());
}

void TlsLinkChannelTest::octetByOctet()
{
    Both b = both();
    b.hostPipe->piece = b.guestPipe->piece = 1;
    QTRY_COMPARE_WITH_TIMEOUT(b.host.opened + b.guest.opened, 2, kPatience);
    Packet packet = numbered(1);
    packet.body = u"\u00e4\u20ac\U0001F600"_s;
    b.guest.channel->send(packet);
    QTRY_COMPARE_WITH_TIMEOUT(b.host.received, std::vector<Packet>{packet}, kPatience);
}

void TlsLinkChannelTest::bindings() // RFC 9266
{
    Both b = both(), other = both();
    QVERIFY(b.host.channel->binding().isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(b.host.opened + b.guest.opened + other.host.opened + other.guest.opened, 4, kPatience);
    QCOMPARE(b.host.channel->binding().size(), 32);
    QCOMPARE(b.host.channel->binding(), b.guest.channel->binding());
    QVERIFY(b.host.channel->binding() != other.host.channel->binding());
}

void TlsLinkChannelTest::pinnedKey()
{
    QCOMPARE(m_listening->key().size(), 32);
    Both b = both(m_listening->key());
    QTRY_COMPARE_WITH_TIMEOUT(b.host.opened + b.guest.opened, 2, kPatience);
}

void TlsLinkChannelTest::wrongKey()
{
    Both b = both(LinkTls::listening()->key());
    QTRY_COMPARE_WITH_TIMEOUT(b.guest.closed, std::vector<LinkEnd>{LinkEnd::WrongKey}, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(b.host.closed.size(), size_t(1), kPatience);
    QCOMPARE(b.guest.opened, 0);
    QVERIFY(b.guest.channel->binding().isEmpty());
    // A key of another length is none.
    Both c = both("short");
    QTRY_COMPARE_WITH_TIMEOUT(c.guest.closed, std::vector<LinkEnd>{LinkEnd::Broken}, kPatience);
    QCOMPARE(c.guest.opened, 0);
}

void TlsLinkChannelTest::everyListenerHasItsOwnKey()
{
    QVERIFY(LinkTls::listening()->key() != LinkTls::listening()->key());
    QVERIFY(m_dialing->key().isEmpty());
}

void TlsLinkChannelTest::nothingReadableOnTheWire()
{
    Both b = both();
    QTRY_COMPARE_WITH_TIMEOUT(b.host.opened + b.guest.opened, 2, kPatience);
    Packet packet(u"_data_grant");
    packet.set(u"_password", u"SECRET-SECRET"_s);
    b.host.channel->send(packet);
    QTRY_COMPARE_WITH_TIMEOUT(b.guest.received.size(), size_t(1), kPatience);
    for (const QByteArray &readable : {"SECRET"_ba, "_data_grant"_ba, "packet"_ba, "urn:kith"_ba}) {
        QVERIFY(!b.hostPipe->written.contains(readable));
        QVERIFY(!b.guestPipe->written.contains(readable));
    }
}

void TlsLinkChannelTest::goodbye()
{
    Both b = both();
    QTRY_COMPARE_WITH_TIMEOUT(b.host.opened + b.guest.opened, 2, kPatience);
    b.host.channel->send(numbered(1));
    b.host.channel->close();
    QVERIFY(b.host.closed.empty()); // not from inside
    QTRY_COMPARE_WITH_TIMEOUT(b.guest.closed, std::vector<LinkEnd>{LinkEnd::Closed}, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(b.host.closed, std::vector<LinkEnd>{LinkEnd::Closed}, kPatience);
    QCOMPARE(b.guest.received.size(), size_t(1)); // what was said before is heard
    b.guest.channel->send(numbered(2)); // says nothing, breaks nothing
    b.guest.channel->close();
}

void TlsLinkChannelTest::cutOff() // truncated: an end without a goodbye is none
{
    Both b = both();
    QTRY_COMPARE_WITH_TIMEOUT(b.host.opened + b.guest.opened, 2, kPatience);
    b.hostPipe->cut();
    QTRY_COMPARE_WITH_TIMEOUT(b.guest.closed, std::vector<LinkEnd>{LinkEnd::Lost}, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(b.host.closed, std::vector<LinkEnd>{LinkEnd::Lost}, kPatience);
}

void TlsLinkChannelTest::damagedRecord()
{
    Both b = both();
    QTRY_COMPARE_WITH_TIMEOUT(b.host.opened + b.guest.opened, 2, kPatience);
    b.guestPipe->tamper = [](QByteArray &octets) { octets[octets.size() - 1] = char(octets[octets.size() - 1] ^ 1); };
    b.guest.channel->send(numbered(1));
    QTRY_COMPARE_WITH_TIMEOUT(b.host.closed, std::vector<LinkEnd>{LinkEnd::Broken}, kPatience);
    QVERIFY(b.host.received.empty());
}

void TlsLinkChannelTest::handshakeTakesTooLong()
{
    auto [a, silent] = MemoryPipe::pair();
    End host(channel(std::move(a), m_listening));
    m_clock.advance(9s);
    silent->write("\x16\x03\x01"); // as if something were coming
    QCoreApplication::processEvents();
    m_clock.advance(2s);
    QCOMPARE(host.closed, std::vector<LinkEnd>{LinkEnd::TimedOut});
}

void TlsLinkChannelTest::unprovedForTooLong()
{
    Both b = both();
    QTRY_COMPARE_WITH_TIMEOUT(b.host.opened + b.guest.opened, 2, kPatience);
    for (int i = 0; i < 3; ++i) { // talking does not help
        m_clock.advance(9s);
        b.guest.channel->send(numbered(i));
        QTRY_COMPARE_WITH_TIMEOUT(b.host.received.size(), size_t(i + 1), kPatience);
    }
    m_clock.advance(4s);
    QCOMPARE(b.host.closed, std::vector<LinkEnd>{LinkEnd::TimedOut});
}

void TlsLinkChannelTest::silenceAfterTheProof()
{
    Both b = both();
    QTRY_COMPARE_WITH_TIMEOUT(b.host.opened + b.guest.opened, 2, kPatience);
    b.host.channel->setProved();
    b.guest.channel->setProved();
    for (int i = 0; i < 3; ++i) {
        m_clock.advance(170s);
        b.guest.channel->send(numbered(i));
        QTRY_COMPARE_WITH_TIMEOUT(b.host.received.size(), size_t(i + 1), kPatience);
    }
    QVERIFY(b.host.closed.empty() && b.guest.closed.empty());
    m_clock.advance(181s);
    QCOMPARE(b.host.closed, std::vector<LinkEnd>{LinkEnd::TimedOut});
}

void TlsLinkChannelTest::notOurLanguage_data()
{
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("not XML") << "EHLO example.org\r\n"_ba;
    QTest::newRow("another root") << "<stream xmlns='urn:kith:linking:0' version='0'>"_ba;
    QTest::newRow("another namespace") << "<link xmlns='urn:kith:linking:1' version='0'>"_ba;
    QTest::newRow("another version") << "<link xmlns='urn:kith:linking:0' version='1'>"_ba;
    QTest::newRow("no version") << "<link xmlns='urn:kith:linking:0'>"_ba;
    QTest::newRow("endless header") << "<link xmlns='urn:kith:linking:0' version='0' x='" + QByteArray(2000, 'x') + "'>";
    QTest::newRow("not a packet") << kHeader + "<message/>";
    QTest::newRow("packet that is none") << kHeader + "<packet/>";
    QTest::newRow("comment") << kHeader + "<!-- -->";
    QTest::newRow("entity") << "<!DOCTYPE link [<!ENTITY a 'a'>]>" + kHeader;
    QTest::newRow("too deep") << kHeader + "<packet method='_a'><payload>" + QByteArray("<a>").repeated(20);
    QTest::newRow("too many attributes") << [] {
        QByteArray packet = kHeader + "<packet method='_a'";
        for (int i = 0; i < 20; ++i)
            packet += " a" + QByteArray::number(i) + "=''";
        return packet + "/>";
    }();
    QTest::newRow("too large") << kHeader + "<packet method='_a'><body>" + QByteArray(600 * 1024, 'x');
    QTest::newRow("not UTF-8") << kHeader + "<packet method='_a'><body>\xff\xfe</body></packet>";
    QTest::newRow("second root") << kHeader + "</link><link>";
}

void TlsLinkChannelTest::notOurLanguage()
{
    QFETCH(QByteArray, said);
    auto [a, b] = MemoryPipe::pair();
    End host(channel(std::move(a), m_listening));
    RawLinkPeer peer(std::move(b), *m_dialing);
    QTRY_COMPARE_WITH_TIMEOUT(host.opened, 1, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(peer.isEstablished(), kPatience);
    peer.say(said);
    QTRY_COMPARE_WITH_TIMEOUT(host.closed.size(), size_t(1), kPatience);
    QVERIFY(host.closed.front() == LinkEnd::Broken || QByteArray(QTest::currentDataTag()) == "second root");
    QVERIFY(host.received.empty());
    QTRY_VERIFY_WITH_TIMEOUT(peer.isClosed(), kPatience);
}

void TlsLinkChannelTest::tooMuchWithoutAProof()
{
    for (const bool proved : {false, true}) {
        auto [a, b] = MemoryPipe::pair();
        End host(channel(std::move(a), m_listening));
        RawLinkPeer peer(std::move(b), *m_dialing);
        QTRY_COMPARE_WITH_TIMEOUT(host.opened, 1, kPatience);
        if (proved)
            host.channel->setProved();
        peer.say(kHeader + kPacket.repeated(TlsLinkChannel::kMaxUnprovedPackets + 1));
        const size_t heard = size_t(TlsLinkChannel::kMaxUnprovedPackets) + (proved ? 1 : 0);
        QTRY_COMPARE_WITH_TIMEOUT(host.received.size(), heard, kPatience);
        if (!proved)
            QTRY_COMPARE_WITH_TIMEOUT(host.closed, std::vector<LinkEnd>{LinkEnd::Broken}, kPatience);
        else
            QVERIFY(host.closed.empty());
    }
}

void TlsLinkChannelTest::manyPages() // of the largest size, and never more of them in memory than needed
{
    Both b = both();
    QTRY_COMPARE_WITH_TIMEOUT(b.host.opened + b.guest.opened, 2, kPatience);
    b.host.channel->setProved();
    b.guest.channel->setProved();
    constexpr int kPages = 24;
    const QByteArray octets(kMaxPageOctets, '\xa5');
    int sent = 0;
    qsizetype most = 0;
    const auto goOn = [&] {
        while (sent < kPages && b.host.channel->unsent() <= LinkChannel::kHighWater) {
            b.host.channel->send(toPacket(Page{QString::number(++sent), {}, octets}));
            most = std::max(most, b.host.channel->unsent());
        }
    };
    connect(b.host.channel.get(), &LinkChannel::drained, this, goOn);
    goOn();
    QVERIFY(sent < kPages); // the wire is slower than we
    QTRY_COMPARE_WITH_TIMEOUT(b.guest.received.size(), size_t(kPages), kPatience);
    QVERIFY(most < LinkChannel::kHighWater + 512 * 1024);
    QVERIFY(b.host.drained >= 3);
    for (int i = 0; i < kPages; ++i)
        QCOMPARE(parsePage(b.guest.received[size_t(i)]), std::optional(Page{QString::number(i + 1), {}, octets}));
}

void TlsLinkChannelTest::slowReader()
{
    Both b = both();
    QTRY_COMPARE_WITH_TIMEOUT(b.host.opened + b.guest.opened, 2, kPatience);
    b.host.channel->setProved();
    b.guest.channel->setProved();
    // It has enough after the second of three that come in one piece.
    connect(b.guest.channel.get(), &LinkChannel::received, this, [&] {
        if (b.guest.received.size() == 2)
            b.guest.channel->setReading(false);
    });
    for (int i = 0; i < 3; ++i)
        b.host.channel->send(numbered(i));
    QTRY_COMPARE_WITH_TIMEOUT(b.guest.received.size(), size_t(2), kPatience);
    b.host.channel->send(toPacket(Page{u"t"_s, {}, QByteArray(kMaxPageOctets, 'x')}));
    for (int i = 0; i < 20; ++i)
        QCoreApplication::processEvents();
    QCOMPARE(b.guest.received.size(), size_t(2));
    QVERIFY(b.host.channel->unsent() > 0); // and the sender notices
    b.guest.channel->setReading(true);
    QTRY_COMPARE_WITH_TIMEOUT(b.guest.received.size(), size_t(4), kPatience);
    QCOMPARE(b.guest.received[2], numbered(2));
    QCOMPARE(b.host.channel->unsent(), 0);
    QVERIFY(b.host.drained >= 1);
}

void TlsLinkChannelTest::goodbyeBehindWhatIsUnread()
{
    Both b = both();
    QTRY_COMPARE_WITH_TIMEOUT(b.host.opened + b.guest.opened, 2, kPatience);
    connect(b.guest.channel.get(), &LinkChannel::received, this, [&] { b.guest.channel->setReading(false); });
    b.host.channel->send(numbered(1));
    b.host.channel->send(numbered(2));
    b.host.channel->close();
    QTRY_COMPARE_WITH_TIMEOUT(b.guest.received.size(), size_t(1), kPatience);
    for (int i = 0; i < 20; ++i)
        QCoreApplication::processEvents();
    QVERIFY(b.guest.closed.empty());
    b.guest.channel->disconnect(b.guest.channel.get(), &LinkChannel::received, this, nullptr);
    b.guest.channel->setReading(true);
    QTRY_COMPARE_WITH_TIMEOUT(b.guest.closed, std::vector<LinkEnd>{LinkEnd::Closed}, kPatience);
    QCOMPARE(b.guest.received.size(), size_t(2));
}

void TlsLinkChannelTest::closedByUsWhilePaused()
{
    Both b = both();
    QTRY_COMPARE_WITH_TIMEOUT(b.host.opened + b.guest.opened, 2, kPatience);
    b.host.channel->setReading(false);
    b.host.channel->close();
    QTRY_COMPARE_WITH_TIMEOUT(b.host.closed, std::vector<LinkEnd>{LinkEnd::Closed}, kPatience);
    // A peer that takes nothing does not keep us.
    Both c = both();
    QTRY_COMPARE_WITH_TIMEOUT(c.host.opened + c.guest.opened, 2, kPatience);
    c.hostPipe->holds = true;
    c.host.channel->close();
    QCoreApplication::processEvents();
    QVERIFY(c.host.closed.empty());
    m_clock.advance(6s);
    QCOMPARE(c.host.closed, std::vector<LinkEnd>{LinkEnd::Closed});
}

void TlsLinkChannelTest::deletedInItsOwnSignals_data()
{
    QTest::addColumn<QString>("when");
    for (const char *when : {"opened", "received", "drained", "closed"})
        QTest::newRow(when) << QString::fromLatin1(when);
}

void TlsLinkChannelTest::deletedInItsOwnSignals()
{
    QFETCH(QString, when);
    Both b = both();
    const QPointer<TlsLinkChannel> watched(b.guest.channel.get());
    const auto die = [&] { b.guest.channel.reset(); };
    if (when == u"opened")
        connect(b.guest.channel.get(), &TlsLinkChannel::opened, this, die);
    else if (when == u"received")
        connect(b.guest.channel.get(), &LinkChannel::received, this, die);
    else if (when == u"drained")
        connect(b.guest.channel.get(), &LinkChannel::drained, this, die);
    else
        connect(b.guest.channel.get(), &LinkChannel::closed, this, die);
    // Who dies at once may take its last words of the handshake along.
    QTRY_VERIFY_WITH_TIMEOUT((b.host.opened == 1 && b.guest.opened == 1) || !watched, kPatience);
    if (watched)
        b.guest.channel->send(toPacket(Page{u"t"_s, {}, QByteArray(kMaxPageOctets, 'x')}));
    b.host.channel->send(numbered(1));
    b.host.channel->send(numbered(2));
    if (when == u"closed")
        b.host.channel->close();
    QTRY_VERIFY_WITH_TIMEOUT(!watched, kPatience);
    QCoreApplication::processEvents();
    QTRY_COMPARE_WITH_TIMEOUT(b.host.closed.size(), size_t(1), kPatience);
}

QTEST_GUILESS_MAIN(TlsLinkChannelTest)
#include "tst_tls_link_channel.moc"
