// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/base/method_words.h"
#include "net/proto/kith_access.h"
#include "net/proto/kith_links.h"
#include "net/proto/payload.h"
#include "net/proto/xep_0494_client_access.h"
#include "tests/unit/net/proto/xml_literal.h"

using namespace Qt::StringLiterals;
using namespace net;

/// What is said about the devices of an account: their own node, the server's list, and the words of what they receive.
class ProtoDevicesTest : public QObject
{
    Q_OBJECT

    static QDateTime utc(const QString &text) { return QDateTime::fromString(text, Qt::ISODate); }
    static std::optional<links::Link> item(const QString &id, const QByteArray &payload) { return links::parseItem({id, {}, xmlOf(payload)}); }

private Q_SLOTS:
    // The table of linking.md §3: contiguous keywords, inheritance contained, none of the accidents of raw substrings.
    void keywordMatch_data()
    {
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("method");
        QTest::addColumn<bool>("matches");
        QTest::newRow("the same") << u"_message"_s << u"_message"_s << true;
        QTest::newRow("inherits") << u"_message"_s << u"_message_private"_s << true;
        QTest::newRow("does not inherit") << u"_message"_s << u"_messages"_s << false;
        QTest::newRow("in the middle") << u"_update"_s << u"_notice_update_web"_s << true;
        QTest::newRow("at the end") << u"_news"_s << u"_notice_news"_s << true;
        QTest::newRow("part of a word") << u"_new"_s << u"_notice_news"_s << false;
        QTest::newRow("part of a word, then the word") << u"_new"_s << u"_notice_news_new"_s << true;
        QTest::newRow("with a gap") << u"_failure_delivery"_s << u"_failure_unsuccessful_delivery"_s << false;
        QTest::newRow("two words") << u"_notice_news"_s << u"_notice_news_local"_s << true;
        QTest::newRow("case counts") << u"_News"_s << u"_notice_news"_s << false;
        QTest::newRow("longer than the method") << u"_notice_news"_s << u"_notice"_s << false;
        QTest::newRow("no word") << u"news"_s << u"_notice_news"_s << false;
        QTest::newRow("nothing") << u""_s << u"_notice_news"_s << false;
        QTest::newRow("only a line") << u"_"_s << u"_notice_news"_s << false;
    }
    void keywordMatch()
    {
        QFETCH(QString, word);
        QFETCH(QString, method);
        QTEST(methodMatches(method, word), "matches");
    }

    void words()
    {
        for (const QString &word : {u"_a"_s, u"_message_private"_s, u"_News2"_s})
            QVERIFY2(isMethodWord(word), qPrintable(word));
        for (const QString &no : {u""_s, u"_"_s, u"a"_s, u"_a_"_s, u"_a__b"_s, u"_ä"_s, u"_a b"_s, u"__a"_s})
            QVERIFY2(!isMethodWord(no), qPrintable(no));
    }

    void link()
    {
        const QByteArray payload = "<link xmlns='urn:kith:links:0' since='2026-01-05T10:00:00Z' entered='2026-02-01T08:00:00Z' resource='Kith~Uk5h' entry='4' role='filtered' services-rev='2' services-by='loc-2'>"
                                   "<name rev='3' by='loc-1'>desk</name><software>Kith</software><version>0.1.0</version><system>Debian</system><kind>computer</kind>"
                                   "<service>_message_public</service><service>_notice_news</service><unlinked at='2026-02-03T00:00:00Z' by='loc-2' wipe='true'/></link>";
        links::Link expected;
        expected.device = u"loc-5b1e"_s;
        expected.entry = 4;
        expected.since = utc(u"2026-01-05T10:00:00Z"_s);
        expected.entered = utc(u"2026-02-01T08:00:00Z"_s);
        expected.resource = u"Kith~Uk5h"_s;
        expected.software = u"Kith"_s;
        expected.version = u"0.1.0"_s;
        expected.system = u"Debian"_s;
        expected.kind = u"computer"_s;
        expected.name = u"desk"_s;
        expected.nameStamp = {3, u"loc-1"_s};
        expected.services = {u"_message_public"_s, u"_notice_news"_s};
        expected.servicesStamp = {2, u"loc-2"_s};
        expected.unlinked = links::Unlinked{utc(u"2026-02-03T00:00:00Z"_s), u"loc-2"_s, true};
        const auto parsed = item(u"loc-5b1e"_s, payload);
        QVERIFY(parsed);
        QCOMPARE(*parsed, expected);
        const xep0060::Item written = links::toItem(expected);
        QCOMPARE(written.id, u"loc-5b1e"_s); // L40
        QCOMPARE(sortedXml(written.payload), sortedXml(xmlOf(payload)));
    }

    // The example of linking.md §5 is read, and a name without a stamp is one that was never changed.
    void linkOfTheDigest()
    {
        const auto parsed = item(u"loc-5b1e"_s, "<link xmlns='urn:kith:links:0' since='2026-01-05T10:00:00Z' resource='OurClient~Uk5h3wclxrRq' role='catch-all'><name>desk</name>"
                                                "<service>_notice_news</service></link>");
        QVERIFY(parsed);
        QCOMPARE(parsed->name, u"desk"_s);
        QCOMPARE(parsed->services, QStringList{u"_notice_news"_s});
        QCOMPARE(parsed->entry, quint64(0));
        QCOMPARE(parsed->nameStamp, links::Stamp());
        QCOMPARE(parsed->entered, parsed->since);
    }

    void noLink_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QByteArray>("payload");
        QTest::newRow("no id") << u""_s << QByteArray("<link xmlns='urn:kith:links:0' since='2026-01-05T10:00:00Z'/>");
        QTest::newRow("too long an id") << QString(200, u'x') << QByteArray("<link xmlns='urn:kith:links:0' since='2026-01-05T10:00:00Z'/>");
        QTest::newRow("no time") << u"a"_s << QByteArray("<link xmlns='urn:kith:links:0'/>");
        QTest::newRow("no such time") << u"a"_s << QByteArray("<link xmlns='urn:kith:links:0' since='yesterday'/>");
        QTest::newRow("another namespace") << u"a"_s << QByteArray("<link xmlns='urn:example:links:0' since='2026-01-05T10:00:00Z'/>");
        QTest::newRow("nothing") << u"a"_s << QByteArray();
    }
    void noLink()
    {
        QFETCH(QString, id);
        QFETCH(QByteArray, payload);
        QVERIFY(!item(id, payload));
    }

    // What another program, or a broken one, may have put there does no harm.
    void bounds()
    {
        QByteArray services;
        for (int i = 0; i < 20; ++i)
            services += "<service>_s" + QByteArray::number(i) + "</service>";
        const auto parsed = item(u"a"_s,
            "<link xmlns='urn:kith:links:0' since='2026-01-05T10:00:00Z' entry='18446744073709551615' services-rev='-3'><name rev='99999999999999999999'>" + QByteArray(1000, 'x')
                + "</name><service>news</service><service>_s1</service>" + services + "</link>");
        QVERIFY(parsed);
        QCOMPARE(parsed->entry, quint64(0)); // one that nobody could overtake
        QCOMPARE(parsed->nameStamp.revision, quint64(0));
        QCOMPARE(parsed->servicesStamp.revision, quint64(0));
        QCOMPARE(parsed->name.size(), links::kLongestText);
        QCOMPARE(parsed->services.size(), links::kMostServices);
        QVERIFY(!parsed->services.contains(u"news"_s));
    }

    void nodeIsPrivate()
    {
        const auto has = [](const xep0060::Options &options, const QString &name, const QString &value) { return std::count(options.begin(), options.end(), std::pair(name, value)) == 1; };
        const xep0060::Options options = links::publishOptions(u"max"_s);
        QVERIFY(has(options, u"pubsub#access_model"_s, u"whitelist"_s));
        QVERIFY(has(options, u"pubsub#persist_items"_s, u"true"_s));
        QVERIFY(has(options, u"pubsub#notify_retract"_s, u"true"_s));
        QVERIFY(has(options, u"pubsub#max_items"_s, u"max"_s));
        QVERIFY(!has(links::publishOptions({}), u"pubsub#max_items"_s, QString()));
        QVERIFY(links::configure({}).child(u"configure", u"http://jabber.org/protocol/pubsub#owner"));
    }

    // XEP-0494 example 2.
    void clients()
    {
        const QByteArray list = "<clients xmlns='urn:xmpp:cam:0'><client connected='true' id='zeiP41HLglIu' type='session'><first-seen>2023-04-06T14:26:08Z</first-seen>"
                                "<last-seen>2023-04-06T14:37:25Z</last-seen><auth><password/></auth><permission status='unrestricted'/><user-agent><software>Gajim</software><uri>https://gajim.org/</uri>"
                                "<device>Juliet&apos;s laptop</device></user-agent></client><client connected='false' id='HjEEr45_LQr' type='access'><first-seen>2023-03-27T15:16:09Z</first-seen>"
                                "<last-seen>2023-03-27T15:37:24Z</last-seen><auth><grant/></auth><permission status='normal'/><user-agent><software>REST client</software></user-agent></client></clients>";
        const auto parsed = xep0494::parseClients(xmlOf(list));
        QVERIFY(parsed);
        QCOMPARE(parsed->size(), size_t(2));
        const xep0494::Client gajim{u"zeiP41HLglIu"_s, xep0494::ClientType::Session, true, utc(u"2023-04-06T14:26:08Z"_s), utc(u"2023-04-06T14:37:25Z"_s), true, false, false,
            xep0494::Permission::Unrestricted, u"Gajim"_s, u"https://gajim.org/"_s, u"Juliet's laptop"_s};
        const xep0494::Client rest{u"HjEEr45_LQr"_s, xep0494::ClientType::Access, false, utc(u"2023-03-27T15:16:09Z"_s), utc(u"2023-03-27T15:37:24Z"_s), false, true, false, xep0494::Permission::Normal,
            u"REST client"_s, {}, {}};
        QVERIFY((*parsed)[0] == gajim);
        QVERIFY((*parsed)[1] == rest);
        QVERIFY(xep0494::parseClient(toElement(gajim)) == gajim);
        QVERIFY(xep0494::parseClient(toElement(rest)) == rest);
    }

    void noClient()
    {
        const auto isClient = [](const QByteArray &xml) { return xep0494::parseClient(xmlOf(xml)).has_value(); };
        QVERIFY(isClient("<client xmlns='urn:xmpp:cam:0' id='a' type='session'><auth/><permission status='normal'/></client>"));
        QVERIFY(!isClient("<client xmlns='urn:xmpp:cam:0' type='session'><auth/><permission status='normal'/></client>"));
        QVERIFY(!isClient("<client xmlns='urn:xmpp:cam:0' id='a' type='other'><auth/><permission status='normal'/></client>"));
        QVERIFY(!isClient("<client xmlns='urn:xmpp:cam:0' id='a' type='session'><permission status='normal'/></client>"));
        QVERIFY(!isClient("<client xmlns='urn:xmpp:cam:0' id='a' type='session'><auth/></client>"));
        QVERIFY(!isClient("<client xmlns='urn:xmpp:cam:0' id='a' type='session'><auth/><permission status='root'/></client>"));
        QCOMPARE(xep0494::parseClients(xmlOf("<clients xmlns='urn:xmpp:cam:0'><client id='a'/></clients>"))->size(), size_t(0));
    }

    void revoke()
    {
        QCOMPARE(sortedXml(xep0494::listRequest()), sortedXml(xmlOf("<list xmlns='urn:xmpp:cam:0'/>")));
        QCOMPARE(sortedXml(xep0494::revoke(u"HjEEr45_LQr"_s)), sortedXml(xmlOf("<revoke xmlns='urn:xmpp:cam:0' id='HjEEr45_LQr'/>")));
        // As the server means it, and as the example of the XEP would come out: the element inside the condition.
        QVERIFY(xep0494::isPasswordResetRequired(xmlOf("<iq type='error'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                                                       "<password-reset-required xmlns='urn:xmpp:cam:0'/></error></iq>")));
        QVERIFY(xep0494::isPasswordResetRequired(xmlOf("<iq type='error'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>"
                                                       "<password-reset-required xmlns='urn:xmpp:cam:0'/></service-unavailable></error></iq>")));
        QVERIFY(!xep0494::isPasswordResetRequired(xmlOf("<iq type='error'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")));
    }

    void access()
    {
        QCOMPARE(sortedXml(access::services({u"_news"_s})), sortedXml(xmlOf("<services xmlns='urn:kith:access:0'><service>_news</service></services>")));
        QCOMPARE(access::parseServices(access::services({u"_a"_s, u"_b"_s})), (QStringList{u"_a"_s, u"_b"_s}));
        QVERIFY(!access::parseServices(xmlOf("<services xmlns='urn:example'/>")));
        const auto token = access::parseLinkToken(xmlOf("<link-token xmlns='urn:kith:access:0' mechanism='HT-SHA-256-EXPR'><token xmlns='urn:xmpp:fast:0' token='s3' expiry='2026-01-01T00:02:00Z'/></link-token>"));
        QCOMPARE(token, (access::LinkToken{u"HT-SHA-256-EXPR"_s, u"s3"_s, utc(u"2026-01-01T00:02:00Z"_s)}));
        QVERIFY(!access::parseLinkToken(xmlOf("<link-token xmlns='urn:kith:access:0' mechanism='HT-SHA-256-EXPR'/>")));
        QVERIFY(!access::parseLinkToken(xmlOf("<link-token xmlns='urn:kith:access:0'><token xmlns='urn:xmpp:fast:0' token='s3'/></link-token>")));
        const QByteArray session = "<session xmlns='urn:kith:access:0' resource='Kith~a' state='detached' self='true'/>";
        COMPARE_BOTH_WAYS(session, access::parseClientSession, (access::ClientSession{u"Kith~a"_s, access::ClientSession::State::Detached, true}));
        QVERIFY(!access::parseClientSession(xmlOf("<session xmlns='urn:kith:access:0' resource='a' state='asleep'/>")));
        QVERIFY(access::isRevoked(xmlOf("<revoked xmlns='urn:kith:access:0'/>")));
        QVERIFY(!access::isRevoked(xmlOf("<revoked xmlns='urn:example'/>")));
    }
};

QTEST_GUILESS_MAIN(ProtoDevicesTest)
#include "tst_proto_devices.moc"
