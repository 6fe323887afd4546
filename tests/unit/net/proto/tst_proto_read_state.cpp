// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/bind2_seed.h"
#include "net/proto/xep_0490_mds.h"
#include "tests/unit/net/proto/xml_literal.h"

using namespace Qt::StringLiterals;
using namespace net;

/// How far conversations were read: what the login says of it, and what the devices tell each other.
class ProtoReadStateTest : public QObject
{
    Q_OBJECT

    static std::optional<xep0490::Displayed> item(const QString &id, const QByteArray &payload) { return xep0490::parseItem({id, {}, xmlOf(payload)}); }

private Q_SLOTS:
    void displayed()
    {
        const QByteArray payload = "<displayed xmlns='urn:xmpp:mds:displayed:0'><stanza-id xmlns='urn:xmpp:sid:0' by='anna@example.net' id='arc-7'/></displayed>";
        const xep0490::Displayed expected{Jid::fromString(u"bert@example.org"), u"arc-7"_s, Jid::fromString(u"anna@example.net")};
        QCOMPARE(item(u"bert@example.org"_s, payload), expected);
        const xep0060::Item written = xep0490::toItem(expected);
        QCOMPARE(written.id, u"bert@example.org"_s);
        QCOMPARE(sortedXml(written.payload), sortedXml(xmlOf(payload)));
        // A private conversation in a room has a full address, and two forms of one address are one.
        QCOMPARE(item(u"room@Chat.Example.org/Bert"_s, payload)->chat.toString(), u"room@chat.example.org/Bert"_s);
    }

    void noDisplayed_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QByteArray>("payload");
        const QByteArray id = "<stanza-id xmlns='urn:xmpp:sid:0' by='anna@example.net' id='arc-7'/>";
        const auto in = [](const QByteArray &inner) { return "<displayed xmlns='urn:xmpp:mds:displayed:0'>" + inner + "</displayed>"; };
        QTest::newRow("no address") << u""_s << in(id);
        QTest::newRow("not an address") << u"a b@c"_s << in(id);
        QTest::newRow("no payload") << u"bert@example.org"_s << QByteArray();
        QTest::newRow("another payload") << u"bert@example.org"_s << QByteArray("<displayed xmlns='urn:xmpp:chat-markers:0' id='x'/>");
        QTest::newRow("no id") << u"bert@example.org"_s << in({});
        QTest::newRow("two ids") << u"bert@example.org"_s << in(id + id);
        QTest::newRow("an empty id") << u"bert@example.org"_s << in("<stanza-id xmlns='urn:xmpp:sid:0' by='anna@example.net' id=''/>");
        QTest::newRow("of nobody") << u"bert@example.org"_s << in("<stanza-id xmlns='urn:xmpp:sid:0' id='arc-7'/>");
    }
    void noDisplayed()
    {
        QFETCH(QString, id);
        QFETCH(QByteArray, payload);
        QVERIFY(!item(id, payload));
    }

    void nodeIsPrivate()
    {
        const auto has = [](const xep0060::Options &options, const QString &name, const QString &value) { return std::count(options.begin(), options.end(), std::pair(name, value)) == 1; };
        const xep0060::Options options = xep0490::publishOptions(u"max"_s);
        QVERIFY(has(options, u"pubsub#access_model"_s, u"whitelist"_s));
        QVERIFY(has(options, u"pubsub#persist_items"_s, u"true"_s));
        QVERIFY(has(options, u"pubsub#send_last_published_item"_s, u"never"_s));
        QVERIFY(has(options, u"pubsub#max_items"_s, u"max"_s));
        QCOMPARE(xep0490::publishOptions({}).size(), options.size() - 1);
        QCOMPARE(sortedXml(xep0490::configure({})),
            sortedXml(xmlOf("<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><configure node='urn:xmpp:mds:displayed:0'><x xmlns='jabber:x:data' type='submit'>"
                            "<field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/pubsub#node_config</value></field>"
                            "<field var='pubsub#persist_items'><value>true</value></field><field var='pubsub#access_model'><value>whitelist</value></field>"
                            "<field var='pubsub#send_last_published_item'><value>never</value></field></x></configure></pubsub>")));
    }

    void seedRequests()
    {
        QCOMPARE(sortedXml(xep0386seed::bind()), sortedXml(xmlOf("<bind xmlns='urn:xmpp:bind2:0'/>")));
        QCOMPARE(sortedXml(xep0386seed::unreadRequest()), sortedXml(xmlOf("<unreads xmlns='urn:xmpp:bind2:0'/>")));
    }

    void seedBound()
    {
        const QByteArray bound = "<bound xmlns='urn:xmpp:bind2:0'><jid>anna@example.net/x81kq0</jid><latest-id>arc-917</latest-id>"
                                 "<unreads><unread jid='bert@example.org' read-id='arc-871' unread-count='4'/><unread jid='carl@example.org' unread-count='1'/></unreads></bound>";
        QCOMPARE(xep0386seed::parseBoundJid(xmlOf(bound)), Jid::fromString(u"anna@example.net/x81kq0"));
        const xep0386seed::Unreads unreads = xep0386seed::parseUnreads(xmlOf(bound));
        QCOMPARE(unreads.latestId, u"arc-917"_s);
        QVERIFY(unreads.unreads);
        QCOMPARE(unreads.unreads->size(), 2U);
        QCOMPARE(unreads.unreads->at(0), (xep0386seed::Unread{Jid::fromString(u"bert@example.org"), u"arc-871"_s, 4}));
        QCOMPARE(unreads.unreads->at(1).count, 1);
        QVERIFY(unreads.unreads->at(1).readId.isEmpty()); // never read
    }

    void seedBoundWithoutAddress_data()
    {
        QTest::addColumn<QByteArray>("bound");
        QTest::newRow("none") << QByteArray("<bound xmlns='urn:xmpp:bind2:0'/>");
        QTest::newRow("bare") << QByteArray("<bound xmlns='urn:xmpp:bind2:0'><jid>anna@example.net</jid></bound>");
        QTest::newRow("nonsense") << QByteArray("<bound xmlns='urn:xmpp:bind2:0'><jid>@</jid></bound>");
        QTest::newRow("another protocol") << QByteArray("<bound xmlns='urn:xmpp:bind:0'><jid xmlns='urn:xmpp:bind2:0'>anna@example.net/x</jid></bound>");
    }
    void seedBoundWithoutAddress()
    {
        QFETCH(QByteArray, bound);
        QVERIFY(!xep0386seed::parseBoundJid(xmlOf(bound)));
    }

    /// B23: not offered, nothing unread, a list.
    void threeStates_data()
    {
        QTest::addColumn<QByteArray>("inner");
        QTest::addColumn<int>("count"); // -1: no such list
        QTest::newRow("not offered") << QByteArray() << -1;
        QTest::newRow("of another namespace") << QByteArray("<unreads xmlns='urn:x'/>") << -1;
        QTest::newRow("nothing unread") << QByteArray("<unreads xmlns='urn:xmpp:bind2:0'/>") << 0;
        QTest::newRow("a list") << QByteArray("<unreads xmlns='urn:xmpp:bind2:0'><unread jid='b@c' unread-count='2'/></unreads>") << 1;
        QTest::newRow("entries that say nothing")
            << QByteArray("<unreads xmlns='urn:xmpp:bind2:0'><unread unread-count='2'/><unread jid='b@c/d' unread-count='2'/><unread jid='b@c'/><unread jid='b@c' unread-count='0'/>"
                          "<unread jid='b@c' unread-count='-3'/><unread jid='b@c' unread-count='99999999999'/><unread jid='b@c' unread-count='many'/></unreads>")
            << 0;
    }
    void threeStates()
    {
        QFETCH(QByteArray, inner);
        QFETCH(int, count);
        for (const QByteArray ns : {"urn:xmpp:bind2:0", "urn:xmpp:bind:0"}) {
            const auto unreads = xep0386seed::parseUnreads(xmlOf("<bound xmlns='" + ns + "'>" + inner + "</bound>"));
            QCOMPARE(unreads.unreads ? int(unreads.unreads->size()) : -1, count);
            QVERIFY(unreads.latestId.isEmpty());
        }
        QVERIFY(!xep0386seed::parseUnreads(xml::Element()).unreads); // a classic login
    }
};

QTEST_GUILESS_MAIN(ProtoReadStateTest)
#include "tst_proto_read_state.moc"
