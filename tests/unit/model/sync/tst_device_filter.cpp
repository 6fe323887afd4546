// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/stanza_method.h"
#include "net/xml/parse.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace model;

namespace {

const net::Jid kOwn = net::Jid::fromString(u"anna@example.net/Kith");

net::xml::Element stanza(const QByteArray &xml)
{
    const auto element = net::xml::parse(xml);
    if (!element)
        qFatal("%s", xml.constData());
    return *element;
}

QByteArray message(const QByteArray &attributes, const QByteArray &inner = "<body>hi</body>")
{
    return "<message xmlns='jabber:client' " + attributes + '>' + inner + "</message>";
}

const QByteArray kEvent = "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='%1'/></event>";

} // namespace

/// What a device receives: the words (L22, §3), what stanzas are in them (L44), and what a filtered device drops (L45).
class DeviceFilterTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void catchAll()
    {
        const ServiceFilter filter;
        QVERIFY(filter.isEverything()); // L24: whoever names nothing
        QVERIFY(filter.matches(u"_whatever"));
        QVERIFY(readsArchive(filter));
    }

    void wordsAreBounded()
    {
        QStringList many;
        for (int i = 0; i < 20; ++i)
            many << u"_w%1"_s.arg(i);
        QCOMPARE(ServiceFilter(many).words().size(), ServiceFilter::kMostWords);
        QVERIFY(ServiceFilter({u"news"_s, u"_a b"_s, u"_"_s, QString(), u'_' + QString(ServiceFilter::kLongestWord, u'a')}).isEverything());
        QCOMPARE(ServiceFilter({u"_b"_s, u"_a"_s, u"_b"_s}), ServiceFilter({u"_a"_s, u"_b"_s}));
    }

    void typedWords()
    {
        QCOMPARE(ServiceFilter::toWord(u"news"_s), u"_news"_s);
        QCOMPARE(ServiceFilter::toWord(u" News "_s), u"_news"_s);
        QCOMPARE(ServiceFilter::toWord(u"_notice_news"_s), u"_notice_news"_s);
        QCOMPARE(ServiceFilter::toWord(u"two words"_s), QString());
        QCOMPARE(ServiceFilter::toWord(u"__"_s), QString());
    }

    void choices()
    {
        for (const Service service : {Service::DirectMessages, Service::Groups, Service::Calls, Service::Presence, Service::Requests})
            QCOMPARE(ServiceFilter::of({service}).services(), QList{service});
        const ServiceFilter mixed = ServiceFilter::of({Service::Groups, Service::Calls}, {u"_news"_s});
        QCOMPARE(mixed.services(), (QList{Service::Groups, Service::Calls}));
        QCOMPARE(mixed.notices(), QStringList{u"_news"_s});
        QVERIFY(ServiceFilter::of({Service::DirectMessages, Service::Groups, Service::Calls, Service::Presence, Service::Requests}, {u"_a"_s, u"_b"_s}).words().size() <= ServiceFilter::kMostWords);
    }

    void methods_data()
    {
        QTest::addColumn<QByteArray>("xml");
        QTest::addColumn<QString>("method");
        QTest::newRow("chat") << message("type='chat'") << u"_message_private"_s;
        QTest::newRow("normal") << message("") << u"_message_private"_s;
        QTest::newRow("receipt") << message("type='chat'", "<received xmlns='urn:xmpp:receipts' id='1'/>") << u"_message_private"_s;
        QTest::newRow("group") << message("type='groupchat'") << u"_message_public"_s;
        QTest::newRow("call") << message("type='chat'", "<propose xmlns='urn:xmpp:jingle-message:0' id='1'/>") << u"_request_call"_s;
        QTest::newRow("invitation") << message("", "<x xmlns='http://jabber.org/protocol/muc#user'><invite/></x>") << u"_notice_invitation"_s;
        QTest::newRow("direct invitation") << message("", "<x xmlns='jabber:x:conference' jid='r@c'/>") << u"_notice_invitation"_s;
        QTest::newRow("news") << message("type='headline'", QByteArray(kEvent).replace("%1", "urn:xmpp:microblog:0")) << u"_notice_news"_s;
        QTest::newRow("event") << message("type='headline'", QByteArray(kEvent).replace("%1", "http://jabber.org/protocol/tune")) << u"_notice"_s;
        QTest::newRow("headline") << message("type='headline'") << u"_notice"_s;
        QTest::newRow("error") << message("type='error'") << u"_error"_s;
    }
    void methods()
    {
        QFETCH(QByteArray, xml);
        QTEST(methodOf(stanza(xml)), "method");
    }

    void groupsOnly_data()
    {
        QTest::addColumn<QByteArray>("xml");
        QTest::addColumn<bool>("received");
        const QByteArray bert = "from='bert@example.org/x' ", toBare = "to='anna@example.net' ", toUs = "to='anna@example.net/Kith' ";
        QTest::newRow("private") << message(bert + toBare + "type='chat'") << false;
        QTest::newRow("private, to this device") << message(bert + toUs + "type='chat'") << true; // L23: directed to it
        QTest::newRow("group") << message("from='room@c.example.org/bert' to='anna@example.net/Kith' type='groupchat'") << true;
        QTest::newRow("call") << message(bert + toBare + "type='chat'", "<propose xmlns='urn:xmpp:jingle-message:0' id='1'/>") << false;
        QTest::newRow("bounce") << message(bert + toUs + "type='error'") << true;
        QTest::newRow("links node") << message("from='anna@example.net' " + toUs, QByteArray(kEvent).replace("%1", "urn:kith:links:0")) << true;
        QTest::newRow("somebody's event") << message("from='bert@example.org' " + toBare, QByteArray(kEvent).replace("%1", "urn:xmpp:avatar:metadata")) << false;
        QTest::newRow("note to self") << message("from='anna@example.net/phone' " + toBare + "type='chat'") << false;
        QTest::newRow("presence of a contact") << QByteArray("<presence xmlns='jabber:client' from='bert@example.org/x' to='anna@example.net/Kith'/>") << false;
        QTest::newRow("own presence") << QByteArray("<presence xmlns='jabber:client' from='anna@example.net/phone' to='anna@example.net/Kith'/>") << true;
        QTest::newRow("request") << QByteArray("<presence xmlns='jabber:client' from='bert@example.org' to='anna@example.net' type='subscribe'/>") << false;
        QTest::newRow("granted") << QByteArray("<presence xmlns='jabber:client' from='bert@example.org' to='anna@example.net' type='subscribed'/>") << true;
        QTest::newRow("not an address") << message("from='a b@c' " + toBare) << true; // whoever reads it drops it
    }
    void groupsOnly()
    {
        QFETCH(QByteArray, xml);
        QTEST(isReceived(ServiceFilter::of({Service::Groups}), stanza(xml), {}, kOwn), "received");
        QVERIFY(isReceived({}, stanza(xml), {}, kOwn));
    }

    void carbons()
    {
        using enum net::xep0280::Direction;
        const net::xml::Element sent = stanza(message("from='anna@example.net/phone' to='bert@example.org' type='chat'"));
        const net::xml::Element received = stanza(message("from='bert@example.org/x' to='anna@example.net/phone' type='chat'"));
        const ServiceFilter direct = ServiceFilter::of({Service::DirectMessages}), groups = ServiceFilter::of({Service::Groups}), echo({u"_message_echo"_s});
        QVERIFY(isReceived(direct, sent, Sent, kOwn));
        QVERIFY(isReceived(direct, received, Received, kOwn));
        QVERIFY(!isReceived(groups, sent, Sent, kOwn));
        QVERIFY(!isReceived(groups, received, Received, kOwn));
        QVERIFY(isReceived(echo, sent, Sent, kOwn));
        QVERIFY(!isReceived(echo, received, Received, kOwn));
        QVERIFY(isReceived(ServiceFilter::of({Service::Calls}), stanza(message("type='chat' from='anna@example.net/phone' to='bert@example.org'", "<accept xmlns='urn:xmpp:jingle-message:0' id='1'/>")), Sent, kOwn));
    }

    void archive()
    {
        QVERIFY(readsArchive(ServiceFilter::of({Service::DirectMessages})));
        QVERIFY(readsArchive(ServiceFilter({u"_message"_s})));
        QVERIFY(!readsArchive(ServiceFilter::of({Service::Groups, Service::Calls, Service::Presence})));
    }
};

QTEST_GUILESS_MAIN(DeviceFilterTest)
#include "tst_device_filter.moc"
