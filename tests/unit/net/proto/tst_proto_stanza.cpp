// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/rfc6121_message.h"
#include "net/proto/rfc6121_presence.h"
#include "net/proto/rfc6121_roster.h"
#include "tests/unit/net/proto/xml_literal.h"

using namespace Qt::StringLiterals;
using namespace net;
using namespace net::rfc6120;
using namespace net::rfc6121;

namespace {

Jid jid(QStringView text)
{
    return *Jid::parse(text);
}

} // namespace

class ProtoStanzaTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void kinds()
    {
        QCOMPARE(stanzaKind(xmlOf("<message/>")), StanzaKind::Message);
        QCOMPARE(stanzaKind(xmlOf("<presence/>")), StanzaKind::Presence);
        QCOMPARE(stanzaKind(xmlOf("<iq/>")), StanzaKind::Iq);
        QVERIFY(!stanzaKind(xmlOf("<r xmlns='urn:xmpp:sm:3'/>")));
        QVERIFY(!stanzaKind(xmlOf("<message xmlns='jabber:server'/>")));
        QCOMPARE(iqType(xmlOf("<iq type='set'/>")), IqType::Set);
        QVERIFY(!iqType(xmlOf("<iq type='other'/>")));
        QVERIFY(!iqType(xmlOf("<iq/>")));
    }

    void addressesAreWholeOrNothing()
    {
        const auto both = parseAddresses(xmlOf("<message from='A@b/C' to='d'/>"));
        QCOMPARE(both->from, jid(u"a@b/C"));
        QCOMPARE(both->to, jid(u"d"));
        QVERIFY(parseAddresses(xmlOf("<message/>"))->from.isEmpty());
        // An address that is none is not the same as none: that would make it our own.
        QVERIFY(!parseAddresses(xmlOf("<message from='a b@c'/>")));
        QVERIFY(!parseAddresses(xmlOf("<message from=''/>")));
        QVERIFY(!parseMessage(xmlOf("<message from='@'/>")));
        QVERIFY(!parsePresence(xmlOf("<presence to='a@'/>")));
    }

    void repliesGoBack()
    {
        const auto question = xmlOf("<iq type='get' id='q1' from='a@b/c' to='me@d'><x xmlns='y'/></iq>");
        QCOMPARE(sortedXml(resultReply(question)), "<iq id='q1' to='a@b/c' type='result'/>");
        QCOMPARE(sortedXml(resultReply(question, xml::Element(u"z", u"y"))), "<iq id='q1' to='a@b/c' type='result'><z xmlns='y'/></iq>");
        QCOMPARE(sortedXml(errorReply(question, u"service-unavailable"_s)),
            "<iq id='q1' to='a@b/c' type='error'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
        QCOMPARE(sortedXml(errorReply(xmlOf("<iq type='get' id='q'/>"), u"bad-request"_s, u"Why"_s)),
            "<iq id='q' type='error'><error type='modify'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
            "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>Why</text></error></iq>");
        QCOMPARE(sortedXml(makeIq(IqType::Get, jid(u"b"), xml::Element(u"x", u"y"), u"1"_s)), "<iq id='1' to='b' type='get'><x xmlns='y'/></iq>");
        QCOMPARE(sortedXml(makeIq(IqType::Set, {})), "<iq type='set'/>");
    }

    void errors()
    {
        const StanzaError error{ErrorType::Wait, u"resource-constraint"_s, u"Later"_s, jid(u"b")};
        COMPARE_BOTH_WAYS("<error type='wait' by='b'><resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                          "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>Later</text></error>",
            parseStanzaError, error);
        // wrapped, as some servers do
        const auto wrapped = parseStanzaError(xmlOf("<iq type='error'><error type='auth'><x xmlns='y'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></x></error></iq>"));
        QCOMPARE(wrapped->condition, u"forbidden"_s);
        QCOMPARE(wrapped->type, ErrorType::Auth);
        // the condition where it belongs wins over one further down
        QCOMPARE(parseStanzaError(xmlOf("<iq type='error'><error><x xmlns='y'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></x>"
                                        "<conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"))
                     ->condition,
            u"conflict"_s);
        QCOMPARE(parseStanzaError(xmlOf("<message type='error'/>"))->condition, u"undefined-condition"_s);
        QCOMPARE(parseStanzaError(xmlOf("<message type='error'><error type='what'/></message>"))->type, ErrorType::Cancel);
        QVERIFY(!parseStanzaError(xmlOf("<message><error/></message>")));
        QVERIFY(!parseStanzaError(xmlOf("<error xmlns='x'/>")));
    }

    void rosterItems_data()
    {
        QTest::addColumn<QByteArray>("xml");
        QTest::addColumn<RosterItem>("item");
        QTest::newRow("plain") << QByteArray("<item xmlns='jabber:iq:roster' jid='a@b' subscription='both'/>") << RosterItem{jid(u"a@b"), {}, Subscription::Both, false, false, {}};
        QTest::newRow("full") << QByteArray("<item xmlns='jabber:iq:roster' jid='a@b' name='Anna' ask='subscribe' approved='true' subscription='none'><group>Friends</group><group>Work</group></item>")
                              << RosterItem{jid(u"a@b"), u"Anna"_s, Subscription::None, true, true, {u"Friends"_s, u"Work"_s}};
        QTest::newRow("to") << QByteArray("<item xmlns='jabber:iq:roster' jid='b' subscription='to'/>") << RosterItem{jid(u"b"), {}, Subscription::To, false, false, {}};
        QTest::newRow("from") << QByteArray("<item xmlns='jabber:iq:roster' jid='b' subscription='from'/>") << RosterItem{jid(u"b"), {}, Subscription::From, false, false, {}};
        QTest::newRow("remove") << QByteArray("<item xmlns='jabber:iq:roster' jid='b' subscription='remove'/>") << RosterItem{jid(u"b"), {}, Subscription::Remove, false, false, {}};
    }
    void rosterItems()
    {
        QFETCH(QByteArray, xml);
        QFETCH(RosterItem, item);
        COMPARE_BOTH_WAYS(xml, parseRosterItem, item);
    }

    void rosterSurvivesBadItems()
    {
        const auto roster = parseRoster(xmlOf("<query xmlns='jabber:iq:roster' ver='7'><item jid='@'/><item/><x/><item jid='A@b/c' subscription='odd'><group/><group>G</group><group>G</group></item></query>"));
        QCOMPARE(roster->version, u"7"_s);
        QCOMPARE(roster->items.size(), size_t(1));
        QCOMPARE(roster->items[0], (RosterItem{jid(u"a@b"), {}, Subscription::None, false, false, {u"G"_s}}));
        QVERIFY(parseRoster(xmlOf("<query xmlns='jabber:iq:roster'/>"))->version.isNull());
        QVERIFY(!parseRoster(xmlOf("<query xmlns='jabber:iq:version'/>")));
    }

    void rosterRequests()
    {
        QCOMPARE(sortedXml(rosterQuery({})), "<query xmlns='jabber:iq:roster'/>");
        QCOMPARE(sortedXml(rosterQuery(u""_s)), "<query xmlns='jabber:iq:roster' ver=''/>");
        QCOMPARE(sortedXml(rosterQuery(u"ver1"_s)), "<query xmlns='jabber:iq:roster' ver='ver1'/>");
        QCOMPARE(sortedXml(rosterSet({jid(u"a@b"), u"A"_s, Subscription::Both, true, true, {u"G"_s}})), "<query xmlns='jabber:iq:roster'><item jid='a@b' name='A'><group>G</group></item></query>");
        QCOMPARE(sortedXml(rosterRemove(jid(u"a@b"))), "<query xmlns='jabber:iq:roster'><item jid='a@b' subscription='remove'/></query>");
    }

    void rosterPushIsOursOrNone()
    {
        const auto push = [](const QByteArray &attributes, const QByteArray &items) {
            return parseRosterPush(xmlOf("<iq " + attributes + "><query xmlns='jabber:iq:roster' ver='8'>" + items + "</query></iq>"), jid(u"me@b"));
        };
        const QByteArray item = "<item jid='a@b'/>";
        QCOMPARE(push("type='set'", item)->version, u"8"_s);
        QVERIFY(push("type='set' from='me@b'", item));
        QVERIFY(!push("type='set' from='me@b/other'", item));
        QVERIFY(!push("type='set' from='b'", item));
        QVERIFY(!push("type='set' from='evil@c'", item));
        QVERIFY(!push("type='set' from='@'", item));
        QVERIFY(!push("type='get'", item));
        QVERIFY(!push("type='set'", item + item));
        QVERIFY(!push("type='set'", {}));
    }

    void presences_data()
    {
        QTest::addColumn<QByteArray>("xml");
        QTest::addColumn<Presence>("presence");
        const auto row = [](const char *name, const QByteArray &xml, const Presence &p) { QTest::newRow(name) << xml << p; };
        row("available", "<presence/>", {});
        row("away", "<presence from='a@b/c' id='p1'><show>away</show><status>Lunch</status><priority>-5</priority></presence>",
            {jid(u"a@b/c"), {}, u"p1"_s, PresenceType::Available, Show::Away, u"Lunch"_s, -5});
        row("chat", "<presence><show>chat</show></presence>", {{}, {}, {}, PresenceType::Available, Show::Chat, {}, 0});
        row("xa", "<presence><show>xa</show></presence>", {{}, {}, {}, PresenceType::Available, Show::ExtendedAway, {}, 0});
        row("dnd", "<presence><show>dnd</show><priority>127</priority></presence>", {{}, {}, {}, PresenceType::Available, Show::DoNotDisturb, {}, 127});
        row("unavailable", "<presence type='unavailable' to='a@b'/>", {{}, jid(u"a@b"), {}, PresenceType::Unavailable, Show::Online, {}, 0});
        row("subscribe", "<presence type='subscribe' to='a@b'><status>Hi</status></presence>", {{}, jid(u"a@b"), {}, PresenceType::Subscribe, Show::Online, u"Hi"_s, 0});
        row("subscribed", "<presence type='subscribed'/>", {{}, {}, {}, PresenceType::Subscribed, Show::Online, {}, 0});
        row("unsubscribe", "<presence type='unsubscribe'/>", {{}, {}, {}, PresenceType::Unsubscribe, Show::Online, {}, 0});
        row("unsubscribed", "<presence type='unsubscribed'/>", {{}, {}, {}, PresenceType::Unsubscribed, Show::Online, {}, 0});
        row("probe", "<presence type='probe'/>", {{}, {}, {}, PresenceType::Probe, Show::Online, {}, 0});
        row("error", "<presence type='error'/>", {{}, {}, {}, PresenceType::Error, Show::Online, {}, 0});
    }
    void presences()
    {
        QFETCH(QByteArray, xml);
        QFETCH(Presence, presence);
        COMPARE_BOTH_WAYS(xml, parsePresence, presence);
    }

    void presenceIsForgiving()
    {
        QCOMPARE(parsePresence(xmlOf("<presence><priority>300</priority></presence>"))->priority, 127);
        QCOMPARE(parsePresence(xmlOf("<presence><priority>many</priority></presence>"))->priority, 0);
        QCOMPARE(parsePresence(xmlOf("<presence><show>hungry</show></presence>"))->show, Show::Online);
        QVERIFY(!parsePresence(xmlOf("<presence type='hungry'/>")));
        QVERIFY(!parsePresence(xmlOf("<message/>")));
    }

    void messages_data()
    {
        QTest::addColumn<QByteArray>("xml");
        QTest::addColumn<Message>("message");
        const auto row = [](const char *name, const QByteArray &xml, const Message &m) { QTest::newRow(name) << xml << m; };
        row("empty", "<message/>", {});
        row("chat", "<message from='a@b/c' to='d@e' id='m1' type='chat'><body>Hi</body></message>",
            {jid(u"a@b/c"), jid(u"d@e"), u"m1"_s, MessageType::Chat, {{{}, u"Hi"_s}}, {}, {}, {}});
        row("all", "<message type='headline'><subject>S</subject><body xml:lang='en'>Hi</body><body xml:lang='de'>Hallo</body><thread parent='t0'>t1</thread></message>",
            {{}, {}, {}, MessageType::Headline, {{u"en"_s, u"Hi"_s}, {u"de"_s, u"Hallo"_s}}, {{{}, u"S"_s}}, u"t1"_s, u"t0"_s});
        row("empty body", "<message type='groupchat'><body/></message>", {{}, {}, {}, MessageType::Groupchat, {{{}, {}}}, {}, {}, {}});
        row("error", "<message type='error'/>", {{}, {}, {}, MessageType::Error, {}, {}, {}, {}});
    }
    void messages()
    {
        QFETCH(QByteArray, xml);
        QFETCH(Message, message);
        COMPARE_BOTH_WAYS(xml, parseMessage, message);
    }

    void languages()
    {
        const auto m = parseMessage(xmlOf("<message xml:lang='fr' type='other'><body>Bonjour</body><body xml:lang='de-AT'>Servus</body><body xml:lang='fr'>twice</body></message>"));
        QCOMPARE(m->type, MessageType::Normal);
        QCOMPARE(m->bodies, (std::vector<LangText>{{u"fr"_s, u"Bonjour"_s}, {u"de-AT"_s, u"Servus"_s}}));
        QCOMPARE(m->body({u"de"_s, u"fr"_s}), u"Servus"_s);
        QCOMPARE(m->body({u"FR"_s}), u"Bonjour"_s);
        QCOMPARE(m->body({u"d"_s}), u"Bonjour"_s);
        QCOMPARE(m->body(), u"Bonjour"_s);
        QCOMPARE(bestText({{u"de"_s, u"a"_s}, {{}, u"b"_s}}, {u"en"_s}), u"b"_s);
        QVERIFY(m->subject().isNull());
    }

    void payloads()
    {
        const auto parse = [](const xml::Element &e) { return e.ns() == u"x" ? std::optional(e.name()) : std::nullopt; };
        const auto e = xmlOf("<message><body/><a xmlns='x'/>text<b xmlns='x'/></message>");
        QCOMPARE(firstPayload(e, parse), u"a"_s);
        QCOMPARE(allPayloads(e, parse), (std::vector<QString>{u"a"_s, u"b"_s}));
        QVERIFY(!firstPayload(xmlOf("<message/>"), parse));
    }
};

QTEST_GUILESS_MAIN(ProtoStanzaTest)
#include "tst_proto_stanza.moc"
