// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/transport/endpoint_lookup.h"
#include "tests/support/net/fake_clock.h"
#include "tests/support/net/fake_ids.h"

#include <QHostInfo>
#include <QTest>

#include <map>
#include <random>

using namespace Qt::StringLiterals;
using namespace net;
using namespace std::chrono_literals;

namespace {

// Answers from a table, when told to.
class TableResolver final : public Resolver
{
public:
    std::map<QString, std::vector<SrvRecord>> records;
    QStringList asked;
    QStringList silent;

    void srv(const QString &name, QObject *context, std::function<void(std::vector<SrvRecord>)> done) override
    {
        asked << name;
        if (!silent.contains(name))
            QMetaObject::invokeMethod(context, [done, answer = records[name]] { done(answer); }, Qt::QueuedConnection);
    }
    void addresses(const QString &, QObject *, std::function<void(QList<QHostAddress>)>) override { qFatal("not asked here"); }
};

// Reproducible randomness for statistics.
class SeededIds final : public IdSource
{
public:
    QString newId() override { return {}; }
    QByteArray randomBytes(int) override { return {}; }
    double jitter() override { return std::uniform_real_distribution<double>(0, 1)(m_engine); }

private:
    std::mt19937 m_engine{20260301};
};

const QString kDirect = u"_xmpps-client._tcp.example.org"_s, kStart = u"_xmpp-client._tcp.example.org"_s;

} // namespace

class EndpointLookupTest : public QObject
{
    Q_OBJECT
private:
    FakeClock m_clock;
    FakeIds m_ids;
    QObject m_context;

    Expected<std::vector<Endpoint>, TransportError> look(TableResolver &resolver, const QByteArray &domain = "example.org"_ba)
    {
        std::optional<Expected<std::vector<Endpoint>, TransportError>> result;
        EndpointLookup(resolver, m_clock, m_ids).start(domain, 5s, &m_context, [&result](auto found) { result = std::move(found); });
        if (result)
            qFatal("called back from inside start()");
        if (!QTest::qWaitFor([&result] { return result.has_value(); }))
            return unexpected(TransportError{TransportErrorKind::TimedOut, u"no callback"_s});
        return *result;
    }

private Q_SLOTS:
    void asksBothServices();
    void directFirstAtEqualPriority();
    void fallsBackToTheDomain();
    void refusal_data();
    void refusal();
    void slowNameServer();
    void addressesAreNotLookedUp();
    void dropsWithItsContext();
    void weights();
    void weightZeroKeepsAChance();
    void boundsWhatStrangersSay();
    void theSystemsResolver();
};

void EndpointLookupTest::asksBothServices()
{
    TableResolver resolver;
    resolver.records[kDirect] = {{u"tls.example.org"_s, 5223, 10, 5}};
    resolver.records[kStart] = {{u"xmpp.example.org"_s, 5222, 5, 5}};
    const auto found = look(resolver);
    QCOMPARE(resolver.asked, (QStringList{kDirect, kStart}));
    QVERIFY(found);
    QCOMPARE(*found, (std::vector<Endpoint>{{u"xmpp.example.org"_s, 5222, TlsKind::StartTls}, {u"tls.example.org"_s, 5223, TlsKind::Direct}}));
}

void EndpointLookupTest::directFirstAtEqualPriority()
{
    const auto order = orderEndpoints({{u"d2"_s, 443, 2, 0}, {u"d1"_s, 443, 1, 0}}, {{u"s1"_s, 5222, 1, 99}, {u"s2"_s, 5222, 2, 0}}, m_ids);
    QStringList hosts;
    for (const Endpoint &endpoint : order)
        hosts << endpoint.host;
    QCOMPARE(hosts, (QStringList{u"d1"_s, u"s1"_s, u"d2"_s, u"s2"_s}));
}

void EndpointLookupTest::fallsBackToTheDomain()
{
    TableResolver resolver;
    const auto found = look(resolver);
    QVERIFY(found);
    QCOMPARE(*found, (std::vector<Endpoint>{{u"example.org"_s, 5222, TlsKind::StartTls}}));
}

void EndpointLookupTest::refusal_data()
{
    QTest::addColumn<QString>("direct");
    QTest::addColumn<QString>("start");
    QTest::addColumn<QString>("expected"); // empty: refused
    QTest::newRow("neither") << u"."_s << u"."_s << QString();
    QTest::newRow("no STARTTLS, nothing about direct") << u"-"_s << u"."_s << QString();
    QTest::newRow("as Qt writes it") << u""_s << u""_s << QString();
    QTest::newRow("direct only") << u"d"_s << u"."_s << u"d"_s;
    QTest::newRow("STARTTLS only") << u"."_s << u"s"_s << u"s"_s;
    QTest::newRow("no direct, nothing about STARTTLS") << u"."_s << u"-"_s << u"example.org"_s;
}

void EndpointLookupTest::refusal()
{
    QFETCH(QString, direct);
    QFETCH(QString, start);
    QFETCH(QString, expected);
    TableResolver resolver;
    if (direct != u"-")
        resolver.records[kDirect] = {{direct, 5223, 0, 0}};
    if (start != u"-")
        resolver.records[kStart] = {{start, 5222, 0, 0}};
    const auto found = look(resolver);
    QCOMPARE(found.has_value(), !expected.isEmpty());
    if (found) {
        QCOMPARE(found->size(), 1U);
        QCOMPARE(found->front().host, expected);
    } else {
        QCOMPARE(found.error().kind, TransportErrorKind::ServiceRefused);
    }
}

void EndpointLookupTest::slowNameServer()
{
    TableResolver resolver;
    resolver.records[kDirect] = {{u"tls.example.org"_s, 5223, 0, 0}};
    resolver.silent << kStart;
    std::optional<Expected<std::vector<Endpoint>, TransportError>> result;
    EndpointLookup(resolver, m_clock, m_ids).start("example.org"_ba, 5s, &m_context, [&result](auto found) { result = std::move(found); });
    QCoreApplication::processEvents();
    m_clock.advance(4900ms);
    QVERIFY(!result);
    m_clock.advance(200ms);
    QVERIFY(result && *result);
    QCOMPARE(result->value().front().host, u"tls.example.org"_s); // what did come is used
    QCOMPARE(result->value().size(), 1U);
}

void EndpointLookupTest::addressesAreNotLookedUp()
{
    TableResolver resolver;
    QCOMPARE(look(resolver, "192.0.2.7"_ba).value(), (std::vector<Endpoint>{{u"192.0.2.7"_s, 5222, TlsKind::StartTls}}));
    QCOMPARE(look(resolver, "[2001:db8::1]"_ba).value(), (std::vector<Endpoint>{{u"2001:db8::1"_s, 5222, TlsKind::StartTls}}));
    QVERIFY(resolver.asked.isEmpty());
}

void EndpointLookupTest::dropsWithItsContext()
{
    TableResolver resolver;
    bool called = false;
    {
        QObject context;
        EndpointLookup(resolver, m_clock, m_ids).start("example.org"_ba, 5s, &context, [&called](const auto &) { called = true; });
    }
    QCoreApplication::processEvents();
    m_clock.advance(10s);
    QVERIFY(!called);
}

void EndpointLookupTest::weights() // RFC 2782
{
    SeededIds ids;
    const std::vector<SrvRecord> records{{u"a"_s, 1, 0, 60}, {u"b"_s, 1, 0, 30}, {u"c"_s, 1, 0, 10}};
    std::map<QString, int> first;
    std::map<QString, int> secondAfterA;
    constexpr int kRounds = 20000;
    for (int i = 0; i < kRounds; ++i) {
        const auto order = orderEndpoints({}, records, ids);
        QCOMPARE(order.size(), 3U);
        ++first[order[0].host];
        if (order[0].host == u"a")
            ++secondAfterA[order[1].host];
    }
    const auto near = [](double part, double whole, double expected) { return std::abs(part / whole - expected) < 0.02; };
    QVERIFY(near(first[u"a"_s], kRounds, 0.6));
    QVERIFY(near(first[u"b"_s], kRounds, 0.3));
    QVERIFY(near(first[u"c"_s], kRounds, 0.1));
    QVERIFY(near(secondAfterA[u"b"_s], first[u"a"_s], 0.75)); // 30 of the remaining 40
}

void EndpointLookupTest::weightZeroKeepsAChance()
{
    SeededIds ids;
    int zeroFirst = 0;
    for (int i = 0; i < 20000; ++i)
        zeroFirst += orderEndpoints({}, {{u"heavy"_s, 1, 0, 9}, {u"zero"_s, 1, 0, 0}}, ids)[0].host == u"zero";
    QVERIFY(zeroFirst > 0 && zeroFirst < 20000 / 5);
    // All zero: each has its chance to be first in the list of equals, none gets lost.
    QCOMPARE(orderEndpoints({}, {{u"a"_s, 1, 0, 0}, {u"b"_s, 1, 0, 0}, {u"c"_s, 1, 0, 0}}, ids).size(), 3U);
}

void EndpointLookupTest::boundsWhatStrangersSay()
{
    std::vector<SrvRecord> many;
    for (int i = 0; i < 5000; ++i)
        many.push_back({u"host%1"_s.arg(i), 5222, quint16(i), 65535});
    const auto order = orderEndpoints(many, {}, m_ids);
    QCOMPARE(order.size(), 16U);
    QCOMPARE(order.front().host, u"host0"_s);
}

void EndpointLookupTest::theSystemsResolver()
{
    SystemResolver resolver;
    QList<QHostAddress> addresses;
    bool answered = false;
    resolver.addresses(u"localhost"_s, &m_context, [&](const QList<QHostAddress> &found) {
        answered = true;
        addresses = found;
    });
    QVERIFY(!answered);
    QTRY_VERIFY_WITH_TIMEOUT(answered, 30000);
    // What the system itself says: a bare installation without /etc/hosts knows no localhost.
    QCOMPARE(addresses.isEmpty(), QHostInfo::fromName(u"localhost"_s).addresses().isEmpty());
    for (const QHostAddress &address : addresses)
        QVERIFY2(address.isLoopback(), qPrintable(address.toString()));

    // No DNS query can be relied on in a test; that a lookup ends, empty, with a name that is none at all, can.
    answered = false;
    resolver.srv(u"_xmpp-client._tcp.%1.example"_s.arg(QString(80, u'x')), &m_context, [&](const std::vector<SrvRecord> &found) { answered = found.empty(); });
    QVERIFY(!answered);
    QTRY_VERIFY_WITH_TIMEOUT(answered, 30000);
}

QTEST_GUILESS_MAIN(EndpointLookupTest)
#include "tst_endpoint_lookup.moc"
