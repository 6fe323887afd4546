// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Devices that find each other over Avahi: a service of our own on a private bus.
#include "app/network/avahi_links.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusVirtualObject>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using app::AvahiAnnouncer;
using app::AvahiFinder;

namespace {

const QString kServer = u"org.freedesktop.Avahi.Server"_s, kGroup = u"org.freedesktop.Avahi.EntryGroup"_s, kBrowser = u"org.freedesktop.Avahi.ServiceBrowser"_s;

/// One service on the network, as Avahi tells of it.
struct Service {
    QString name, address;
    quint16 port = 0;
    int interface = 2, protocol = 0;
};

/// As much of avahi-daemon as we use, with its signatures.
class FakeAvahi final : public QDBusVirtualObject
{
public:
    struct Announced {
        QString name, type;
        uint port = 0;
        QString signature;
        bool committed = false;
    };
    QMap<QString, Announced> groups; ///< by path
    QStringList freed;
    QList<Service> network;
    QStringList browsed;
    bool early = false; ///< tells of the first before it answers, as the real one does

    [[nodiscard]] QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &bus) override
    {
        const QVariantList in = message.arguments();
        if (message.interface() == kServer && message.member() == u"EntryGroupNew") {
            const QString path = u"/Client1/EntryGroup%1"_s.arg(++m_last);
            groups.insert(path, {});
            return bus.send(message.createReply(QVariant::fromValue(QDBusObjectPath(path))));
        }
        if (message.interface() == kGroup && message.member() == u"AddService") {
            groups[message.path()] = {in[3].toString(), in[4].toString(), in[7].toUInt(), message.signature(), false};
            return bus.send(message.createReply());
        }
        if (message.interface() == kGroup && message.member() == u"Commit") {
            groups[message.path()].committed = true;
            return bus.send(message.createReply());
        }
        if (message.member() == u"Free") {
            freed << message.path();
            groups.remove(message.path());
            return bus.send(message.createReply());
        }
        if (message.interface() == kServer && message.member() == u"ServiceBrowserNew") {
            browsed << in[2].toString();
            const QString path = u"/Client1/ServiceBrowser%1"_s.arg(++m_last);
            if (early)
                tell(bus, path, message.service());
            bus.send(message.createReply(QVariant::fromValue(QDBusObjectPath(path))));
            if (!early)
                tell(bus, path, message.service());
            return true;
        }
        if (message.interface() == kServer && message.member() == u"ResolveService") {
            for (const Service &service : network) {
                if (service.name != in[2].toString() || service.interface != in[0].toInt() || service.protocol != in[1].toInt())
                    continue;
                return bus.send(message.createReply({service.interface, service.protocol, service.name, in[3], in[4], u"desk.local"_s, service.protocol, service.address,
                    QVariant::fromValue<ushort>(service.port), QVariant::fromValue(QByteArrayList()), 0U}));
            }
            return bus.send(message.createErrorReply(u"org.freedesktop.Avahi.TimeoutError"_s, u"Timeout reached"_s));
        }
        return false;
    }
    void tell(const QDBusConnection &bus, const QString &path, const QString &)
    {
        for (const Service &service : network) {
            QDBusMessage item = QDBusMessage::createSignal(path, kBrowser, u"ItemNew"_s);
            item << service.interface << service.protocol << service.name << net::kLinkService.toString() << u"local"_s << 0U;
            bus.send(item);
        }
    }

private:
    int m_last = 0;
};

} // namespace

class AvahiLinksTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void cleanup();
    void announcesAndWithdraws();
    void withdrawsWhatIsNotThereYet();
    void finds_data();
    void finds();
    void leavesOutWhatIsOfNoUse();
    void isNotKeptBusy();
    void hearsNoOtherBrowser();
    void nobodyWithoutAvahi();
    void nobodyWithoutABus();
    void theyFindEachOther();

private:
    [[nodiscard]] QDBusConnection bus() const { return QDBusConnection(u"kith"_s); }
    void serve();

    QProcess m_daemon;
    QString m_address;
    std::unique_ptr<FakeAvahi> m_avahi;
};

void AvahiLinksTest::initTestCase()
{
    m_daemon.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
    QVERIFY2(m_daemon.waitForStarted(), "dbus-daemon is needed for this test");
    QVERIFY(m_daemon.waitForReadyRead());
    m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
    qDBusRegisterMetaType<QByteArrayList>();
}

void AvahiLinksTest::cleanupTestCase()
{
    m_daemon.kill();
    m_daemon.waitForFinished();
}

void AvahiLinksTest::init()
{
    QVERIFY(QDBusConnection::connectToBus(m_address, u"kith"_s).isConnected());
    m_avahi = std::make_unique<FakeAvahi>();
}

void AvahiLinksTest::cleanup()
{
    QDBusConnection::disconnectFromBus(u"avahi"_s);
    QDBusConnection::disconnectFromBus(u"kith"_s);
    m_avahi.reset();
}

void AvahiLinksTest::serve()
{
    QDBusConnection daemon = QDBusConnection::connectToBus(m_address, u"avahi"_s);
    QVERIFY(daemon.registerVirtualObject(u"/"_s, m_avahi.get(), QDBusConnection::SubPath));
    QVERIFY(daemon.registerService(u"org.freedesktop.Avahi"_s));
}

void AvahiLinksTest::announcesAndWithdraws()
{
    serve();
    AvahiAnnouncer announcer(bus());
    announcer.announce(u"random"_s, 40123);
    QTRY_VERIFY(!m_avahi->groups.isEmpty() && m_avahi->groups.first().committed);
    QCOMPARE(m_avahi->groups.first().name, u"random"_s);
    QCOMPARE(m_avahi->groups.first().type, u"_kith-link._tcp"_s);
    QCOMPARE(m_avahi->groups.first().port, 40123U);
    QCOMPARE(m_avahi->groups.first().signature, u"iiussssqaay"_s); // as avahi-daemon's own introspection says
    announcer.withdraw();
    QTRY_VERIFY(m_avahi->groups.isEmpty());
    QCOMPARE(m_avahi->freed.size(), 1);
    announcer.withdraw();
    QTest::qWait(50);
    QCOMPARE(m_avahi->freed.size(), 1);
}

void AvahiLinksTest::withdrawsWhatIsNotThereYet()
{
    serve();
    AvahiAnnouncer announcer(bus());
    announcer.announce(u"random"_s, 40123);
    announcer.withdraw(); // before Avahi has answered
    QTRY_COMPARE(m_avahi->freed.size(), 1);
    QTest::qWait(50);
    QVERIFY(m_avahi->groups.isEmpty());
}

void AvahiLinksTest::finds_data()
{
    QTest::addColumn<bool>("early");
    QTest::newRow("answer first") << false;
    QTest::newRow("signals first") << true;
}

void AvahiLinksTest::finds()
{
    QFETCH(bool, early);
    m_avahi->early = early;
    m_avahi->network = {{u"a"_s, u"192.0.2.7"_s, 4000, 2, 0}, {u"a"_s, u"2001:db8::7"_s, 4000, 2, 1}, {u"b"_s, u"192.0.2.8"_s, 5000, 2, 0}};
    serve();
    AvahiFinder finder(bus());
    QList<QList<net::LinkAddress>> found;
    connect(&finder, &net::LinkFinder::found, &finder, [&](const QList<net::LinkAddress> &addresses) { found << addresses; });
    finder.start();
    QTRY_COMPARE(found.size(), 2);
    QCOMPARE(m_avahi->browsed, QStringList{u"_kith-link._tcp"_s});
    // Each device once, with all its addresses.
    std::sort(found.begin(), found.end(), [](const auto &x, const auto &y) { return x.size() > y.size(); });
    QCOMPARE(found[0].size(), 2);
    QVERIFY(found[0].contains(net::LinkAddress{QHostAddress(u"192.0.2.7"_s), 4000}));
    QVERIFY(found[0].contains(net::LinkAddress{QHostAddress(u"2001:db8::7"_s), 4000}));
    QVERIFY(found[1] == (QList{net::LinkAddress{QHostAddress(u"192.0.2.8"_s), 5000}}));
    finder.stop();
    QTRY_COMPARE(m_avahi->freed.size(), 1);
}

void AvahiLinksTest::leavesOutWhatIsOfNoUse()
{
    m_avahi->network = {{u"a"_s, u"fe80::1"_s, 4000, 2, 1}, {u"a"_s, u"224.0.0.1"_s, 4000, 3, 0}, {u"a"_s, u"not an address"_s, 4000, 4, 0}, {u"a"_s, u"192.0.2.7"_s, 0, 5, 0},
        {u"b"_s, u"192.0.2.8"_s, 5000, 2, 0}};
    serve();
    AvahiFinder finder(bus());
    QSignalSpy found(&finder, &net::LinkFinder::found);
    finder.start();
    QTRY_COMPARE(found.size(), 1);
    QTest::qWait(int(AvahiFinder::kGathers.count()) + 200);
    QCOMPARE(found.size(), 1);
}

void AvahiLinksTest::isNotKeptBusy()
{
    for (int i = 0; i < 100; ++i)
        m_avahi->network << Service{u"n%1"_s.arg(i), u"192.0.2.7"_s, quint16(4000 + i), 2, 0};
    serve();
    AvahiFinder finder(bus());
    QSignalSpy found(&finder, &net::LinkFinder::found);
    finder.start();
    QTRY_COMPARE(found.size(), AvahiFinder::kMostNames);
    QTest::qWait(int(AvahiFinder::kGathers.count()) + 200);
    QCOMPARE(found.size(), AvahiFinder::kMostNames);
}

void AvahiLinksTest::hearsNoOtherBrowser()
{
    serve();
    AvahiFinder finder(bus());
    QSignalSpy found(&finder, &net::LinkFinder::found);
    finder.start();
    QTRY_COMPARE(m_avahi->browsed.size(), 1);
    QTest::qWait(50);
    m_avahi->network = {{u"a"_s, u"192.0.2.7"_s, 4000, 2, 0}};
    m_avahi->tell(QDBusConnection(u"avahi"_s), u"/Client9/ServiceBrowser1"_s, {});
    QTest::qWait(int(AvahiFinder::kGathers.count()) + 200);
    QCOMPARE(found.size(), 0);
    finder.stop();
    finder.start(); // again, now with somebody there
    QTRY_COMPARE(found.size(), 1);
}

void AvahiLinksTest::nobodyWithoutAvahi()
{
    AvahiFinder finder(bus());
    QSignalSpy found(&finder, &net::LinkFinder::found);
    finder.start();
    AvahiAnnouncer announcer(bus());
    announcer.announce(u"random"_s, 40123);
    QTest::qWait(200);
    QCOMPARE(found.size(), 0);
}

void AvahiLinksTest::nobodyWithoutABus()
{
    const QDBusConnection none = QDBusConnection::connectToBus(u"unix:path=/nowhere"_s, u"none"_s);
    AvahiFinder finder(none);
    QSignalSpy found(&finder, &net::LinkFinder::found);
    finder.start();
    finder.stop();
    AvahiAnnouncer announcer(none);
    announcer.announce(u"random"_s, 40123);
    announcer.withdraw();
    QCOMPARE(found.size(), 0);
}

void AvahiLinksTest::theyFindEachOther()
{
    serve();
    AvahiAnnouncer announcer(bus());
    announcer.announce(u"random"_s, 40123);
    QTRY_VERIFY(!m_avahi->groups.isEmpty() && m_avahi->groups.first().committed);
    const auto announced = m_avahi->groups.first();
    m_avahi->network = {{announced.name, u"192.0.2.9"_s, quint16(announced.port), 2, 0}};
    AvahiFinder finder(bus());
    QList<net::LinkAddress> found;
    connect(&finder, &net::LinkFinder::found, &finder, [&](const QList<net::LinkAddress> &addresses) { found = addresses; });
    finder.start();
    QTRY_VERIFY(found == (QList{net::LinkAddress{QHostAddress(u"192.0.2.9"_s), 40123}}));
}

QTEST_GUILESS_MAIN(AvahiLinksTest)
#include "tst_avahi_links.moc"
