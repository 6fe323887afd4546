// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/kith_detach.h"
#include "net/proto/payload.h"
#include "net/proto/xep_0054_vcard.h"
#include "net/proto/xep_0060_pubsub.h"
#include "net/proto/xep_0077_registration.h"
#include "net/proto/xep_0084_avatar.h"
#include "net/proto/xep_0085_chat_states.h"
#include "net/proto/xep_0092_version.h"
#include "net/proto/xep_0153_vcard_avatar.h"
#include "net/proto/xep_0172_nick.h"
#include "net/proto/xep_0184_receipts.h"
#include "net/proto/xep_0191_blocking.h"
#include "net/proto/xep_0199_ping.h"
#include "net/proto/xep_0202_time.h"
#include "net/proto/xep_0245_me.h"
#include "net/proto/xep_0308_correction.h"
#include "net/proto/xep_0333_markers.h"
#include "net/proto/xep_0334_hints.h"
#include "net/proto/xep_0352_csi.h"
#include "net/proto/xep_0359_stanza_ids.h"
#include "tests/unit/net/proto/xml_literal.h"

using namespace Qt::StringLiterals;
using namespace net;

namespace {

Jid jid(QStringView text)
{
    return *Jid::parse(text);
}

} // namespace

class ProtoUnitsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void newPassword()
    {
        using namespace xep0077;
        QCOMPARE(sortedXml(changePassword(u"anna"_s, u"<new> & good"_s)),
            sortedXml(xmlOf("<query xmlns='jabber:iq:register'><username>anna</username><password>&lt;new> &amp; good</password></query>")));
        QCOMPARE(refusalOf(u"not-acceptable"), Refusal::NotAccepted);
        QCOMPARE(refusalOf(u"bad-request"), Refusal::NotAccepted);
        QCOMPARE(refusalOf(u"not-allowed"), Refusal::NotOffered);
        QCOMPARE(refusalOf(u"service-unavailable"), Refusal::NotOffered);
        QCOMPARE(refusalOf(u"internal-server-error"), Refusal::Trouble);
    }

    void detachTicket()
    {
        using namespace detach;
        QVERIFY(isOffered(xmlOf("<f><detach xmlns='urn:kith:detach:0' max='0'/></f>")));
        QVERIFY(!isOffered(xmlOf("<f><detach xmlns='urn:kith:detach:1'/></f>")));
        QCOMPARE(sortedXml(prepare(QByteArray(32, 'k'))), sortedXml(xmlOf("<prepare xmlns='urn:kith:detach:0'><key>a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=</key></prepare>")));
        const auto read = parsePrepared(xmlOf("<prepared xmlns='urn:kith:detach:0' max='604800' groupchat='mentions'><ticket> u7Jv </ticket></prepared>"));
        QCOMPARE(read, std::optional(Prepared{u"u7Jv"_s, std::chrono::seconds(604800), true}));
        QCOMPARE(parsePrepared(xmlOf("<prepared xmlns='urn:kith:detach:0'><ticket>t</ticket></prepared>")), std::optional(Prepared{u"t"_s, std::chrono::seconds(0), false}));
        QVERIFY(!parsePrepared(xmlOf("<prepared xmlns='urn:kith:detach:0'><ticket/></prepared>")));
        QVERIFY(!parsePrepared(xmlOf("<prepared xmlns='urn:kith:detach:0'/>")));
        QVERIFY(!parsePrepared(xmlOf("<prepared xmlns='x'><ticket xmlns='urn:kith:detach:0'>t</ticket></prepared>")));
    }

    void detachProof()
    {
        using namespace detach;
        QCOMPARE(signedOctets(u"t"_s, u"sm1"_s, "\x01\0"_ba), "kith-detach-0\0t\0sm1\0tls-exporter\0\x01\0"_ba);
        QCOMPARE(sortedXml(proof(u"t"_s, "signature")), sortedXml(xmlOf("<proof xmlns='urn:kith:detach:0' ticket='t' binding='tls-exporter'>c2lnbmF0dXJl</proof>")));
        QCOMPARE(sortedXml(detach::detach()), sortedXml(xmlOf("<detach xmlns='urn:kith:detach:0'/>")));
        QVERIFY(isKilled(xmlOf("<killed xmlns='urn:kith:detach:0'/>")));
        QVERIFY(!isKilled({}));
    }

    void detachedPresence()
    {
        using namespace detach;
        const auto since = xmlOf("<detached xmlns='urn:kith:detach:0' since='2026-03-01T22:10:05Z'/>");
        QCOMPARE(sortedXml(toElement(*parseDetached(since))), sortedXml(since));
        QVERIFY(!parseDetached(xmlOf("<detached xmlns='urn:kith:detach:0' since='never'/>"))->since.isValid());
        QVERIFY(!parseDetached(xmlOf("<attached xmlns='urn:kith:detach:0'/>")));
    }

    void ping()
    {
        QCOMPARE(sortedXml(xep0199::ping()), "<ping xmlns='urn:xmpp:ping'/>");
        QVERIFY(xep0199::isPing(xmlOf("<iq type='get'><ping xmlns='urn:xmpp:ping'/></iq>")));
        QVERIFY(!xep0199::isPing(xmlOf("<iq type='set'><ping xmlns='urn:xmpp:ping'/></iq>")));
        QVERIFY(!xep0199::isPing(xmlOf("<iq type='get'><ping/></iq>")));
        QVERIFY(!xep0199::isPing(xmlOf("<message type='get'><ping xmlns='urn:xmpp:ping'/></message>")));
    }

    void hints()
    {
        using namespace xep0334;
        COMPARE_BOTH_WAYS("<no-permanent-store xmlns='urn:xmpp:hints'/>", parseHint, Hint::NoPermanentStore);
        COMPARE_BOTH_WAYS("<no-store xmlns='urn:xmpp:hints'/>", parseHint, Hint::NoStore);
        COMPARE_BOTH_WAYS("<no-copy xmlns='urn:xmpp:hints'/>", parseHint, Hint::NoCopy);
        COMPARE_BOTH_WAYS("<store xmlns='urn:xmpp:hints'/>", parseHint, Hint::Store);
        QVERIFY(!parseHint(xmlOf("<store/>")) && !parseHint(xmlOf("<keep xmlns='urn:xmpp:hints'/>")));
    }

    void chatStates()
    {
        using namespace xep0085;
        COMPARE_BOTH_WAYS("<active xmlns='http://jabber.org/protocol/chatstates'/>", parseChatState, ChatState::Active);
        COMPARE_BOTH_WAYS("<composing xmlns='http://jabber.org/protocol/chatstates'/>", parseChatState, ChatState::Composing);
        COMPARE_BOTH_WAYS("<paused xmlns='http://jabber.org/protocol/chatstates'/>", parseChatState, ChatState::Paused);
        COMPARE_BOTH_WAYS("<inactive xmlns='http://jabber.org/protocol/chatstates'/>", parseChatState, ChatState::Inactive);
        COMPARE_BOTH_WAYS("<gone xmlns='http://jabber.org/protocol/chatstates'/>", parseChatState, ChatState::Gone);
        QVERIFY(!parseChatState(xmlOf("<active xmlns='urn:xmpp:csi:0'/>")));
    }

    void stanzaIds()
    {
        using namespace xep0359;
        COMPARE_BOTH_WAYS("<stanza-id xmlns='urn:xmpp:sid:0' id='1' by='room@b'/>", parseStanzaId, (StanzaId{u"1"_s, jid(u"room@b")}));
        COMPARE_BOTH_WAYS("<origin-id xmlns='urn:xmpp:sid:0' id='o'/>", parseOriginId, OriginId{u"o"_s});
        QVERIFY(!parseStanzaId(xmlOf("<stanza-id xmlns='urn:xmpp:sid:0' id='1'/>")));
        QVERIFY(!parseStanzaId(xmlOf("<stanza-id xmlns='urn:xmpp:sid:0' by='b'/>")));
        QVERIFY(!parseOriginId(xmlOf("<origin-id xmlns='urn:xmpp:sid:0' id=''/>")));
        const QByteArray ours = "<stanza-id xmlns='urn:xmpp:sid:0' id='1' by='me@b'/>";
        const QByteArray others = "<stanza-id xmlns='urn:xmpp:sid:0' id='2' by='evil@c'/>";
        QCOMPARE(stanzaIdBy(xmlOf("<message>" + others + ours + "</message>"), jid(u"me@b")), u"1"_s);
        QVERIFY(stanzaIdBy(xmlOf("<message>" + others + "</message>"), jid(u"me@b")).isNull());
        QVERIFY(stanzaIdBy(xmlOf("<message>" + ours + ours + "</message>"), jid(u"me@b")).isNull());
    }

    void receipts()
    {
        using namespace xep0184;
        COMPARE_BOTH_WAYS("<received xmlns='urn:xmpp:receipts' id='m1'/>", parseReceived, Received{u"m1"_s});
        QVERIFY(!parseReceived(xmlOf("<received xmlns='urn:xmpp:receipts'/>")));
        const QByteArray request = "<request xmlns='urn:xmpp:receipts'/>";
        QVERIFY(wantsReceipt(xmlOf("<message id='1'>" + request + "</message>")));
        QVERIFY(!wantsReceipt(xmlOf("<message>" + request + "</message>")));
        QVERIFY(!wantsReceipt(xmlOf("<message id='1'><received xmlns='urn:xmpp:receipts' id='2'/>" + request + "</message>")));
        QVERIFY(!wantsReceipt(xmlOf("<message id='1' type='error'>" + request + "</message>")));
        QVERIFY(wantsReceipt(xml::Element(u"message", u"jabber:client").set(u"id", u"1"_s).add(xep0184::request())));
    }

    void markers()
    {
        using namespace xep0333;
        COMPARE_BOTH_WAYS("<displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/>", parseDisplayed, Displayed{u"m1"_s});
        QVERIFY(!parseDisplayed(xmlOf("<displayed xmlns='urn:xmpp:chat-markers:0'/>")));
        QVERIFY(isMarkable(xml::Element(u"message", u"jabber:client").add(markable())));
        QVERIFY(!isMarkable(xmlOf("<message><markable xmlns='urn:xmpp:chat-markers:0'/><displayed xmlns='urn:xmpp:chat-markers:0' id='1'/></message>")));
    }

    void corrections()
    {
        using namespace xep0308;
        COMPARE_BOTH_WAYS("<replace xmlns='urn:xmpp:message-correct:0' id='bad1'/>", parseReplace, Replace{u"bad1"_s});
        QVERIFY(!parseReplace(xmlOf("<replace xmlns='urn:xmpp:message-correct:0'/>")));
    }

    void nicknames()
    {
        using namespace xep0172;
        COMPARE_BOTH_WAYS("<nick xmlns='http://jabber.org/protocol/nick'>Ishmael</nick>", parseNick, Nick{u"Ishmael"_s});
        QCOMPARE(parseNick(xmlOf("<nick xmlns='http://jabber.org/protocol/nick'> a \n b </nick>"))->name, u"a b"_s);
        QVERIFY(!parseNick(xmlOf("<nick xmlns='http://jabber.org/protocol/nick'> </nick>")));
    }

    void clientState()
    {
        QCOMPARE(sortedXml(xep0352::active()), "<active xmlns='urn:xmpp:csi:0'/>");
        QCOMPARE(sortedXml(xep0352::inactive()), "<inactive xmlns='urn:xmpp:csi:0'/>");
        QVERIFY(xep0352::isOffered(xmlOf("<features><csi xmlns='urn:xmpp:csi:0'/></features>")));
        QVERIFY(!xep0352::isOffered(xmlOf("<features/>")));
    }

    void avatars()
    {
        using namespace xep0084;
        COMPARE_BOTH_WAYS("<metadata xmlns='urn:xmpp:avatar:metadata'/>", parseMetadata, AvatarMetadata());
        COMPARE_BOTH_WAYS("<metadata xmlns='urn:xmpp:avatar:metadata'><info bytes='12345' id='111f4b3c50d7b0df729d299bc6f8e9ef9066971f' height='64' type='image/png' width='48'/>"
                          "<info bytes='1' id='a' type='image/gif' url='https://b/c.gif'/></metadata>",
            parseMetadata,
            (AvatarMetadata{{{u"111f4b3c50d7b0df729d299bc6f8e9ef9066971f"_s, u"image/png"_s, 12345, 48, 64, {}}, {u"a"_s, u"image/gif"_s, 1, 0, 0, u"https://b/c.gif"_s}}}));
        QVERIFY(parseMetadata(xmlOf("<metadata xmlns='urn:xmpp:avatar:metadata'><info bytes='0' id='a' type='t'/><info bytes='1' type='t'/><info id='a' bytes='-1' type='t'/></metadata>"))->infos.empty());
        const QByteArray image("\x89PNG\0\xFF", 6);
        QCOMPARE(parseData(dataElement(image)), image);
        QCOMPARE(parseData(xmlOf("<data xmlns='urn:xmpp:avatar:data'>\n iVBO\n RwD/ \n</data>")), image);
        QVERIFY(!parseData(xmlOf("<data xmlns='urn:xmpp:avatar:data'>no base64!</data>")));
        QCOMPARE(imageId("abc"), u"a9993e364706816aba3e25717850c26c9cd0d89d"_s);
    }

    void vcards()
    {
        using namespace xep0054;
        COMPARE_BOTH_WAYS("<vCard xmlns='vcard-temp'><FN>Anna A.</FN><NICKNAME>Anna</NICKNAME><PHOTO><TYPE>image/png</TYPE><BINVAL>iVBORwD/</BINVAL></PHOTO></vCard>", parseVCard,
            (VCard{u"Anna A."_s, u"Anna"_s, u"image/png"_s, QByteArray("\x89PNG\0\xFF", 6)}));
        COMPARE_BOTH_WAYS("<vCard xmlns='vcard-temp'/>", parseVCard, VCard());
        QVERIFY(parseVCard(xmlOf("<vCard xmlns='vcard-temp'><PHOTO><TYPE>image/png</TYPE><BINVAL>?</BINVAL></PHOTO></vCard>")) == VCard());
        QVERIFY(!parseVCard(xmlOf("<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'/>")));
        QCOMPARE(sortedXml(vCardQuery()), "<vCard xmlns='vcard-temp'/>");
    }

    void photoHashes()
    {
        using namespace xep0153;
        COMPARE_BOTH_WAYS("<x xmlns='vcard-temp:x:update'/>", parseVCardUpdate, VCardUpdate{});
        COMPARE_BOTH_WAYS("<x xmlns='vcard-temp:x:update'><photo/></x>", parseVCardUpdate, VCardUpdate{u""_s});
        COMPARE_BOTH_WAYS("<x xmlns='vcard-temp:x:update'><photo>01b8</photo></x>", parseVCardUpdate, VCardUpdate{u"01b8"_s});
        QVERIFY(parseVCardUpdate(xmlOf("<x xmlns='vcard-temp:x:update'/>")) != VCardUpdate{u""_s});
        QVERIFY(!parseVCardUpdate(xmlOf("<x xmlns='jabber:x:data'/>")));
    }

    void pubsubItems()
    {
        using namespace xep0060;
        const Items items{u"n"_s, {{u"1"_s, {}, xml::Element(u"x", u"y")}, {u"2"_s, u"a@b"_s, {}}}};
        COMPARE_BOTH_WAYS("<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='n'><item id='1'><x xmlns='y'/></item><item id='2' publisher='a@b'/></items></pubsub>", parseItems, items);
        QVERIFY(!parseItems(xmlOf("<pubsub xmlns='http://jabber.org/protocol/pubsub'><items/></pubsub>")));
        QVERIFY(!parseItems(xmlOf("<pubsub xmlns='http://jabber.org/protocol/pubsub'/>")));
        QCOMPARE(sortedXml(itemsRequest(u"n"_s)), "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='n'/></pubsub>");
        QCOMPARE(sortedXml(itemsRequest(u"n"_s, 1)), "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items max_items='1' node='n'/></pubsub>");
        QCOMPARE(sortedXml(itemsRequest(u"n"_s, QStringList{u"7"_s})), "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='n'><item id='7'/></items></pubsub>");
    }

    void pubsubPublishing()
    {
        using namespace xep0060;
        QCOMPARE(sortedXml(publish(u"n"_s, {u"1"_s, {}, xml::Element(u"x", u"y")}, {{u"pubsub#access_model"_s, u"whitelist"_s}})),
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='n'><item id='1'><x xmlns='y'/></item></publish><publish-options><x xmlns='jabber:x:data' type='submit'>"
            "<field type='hidden' var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
            "<field var='pubsub#access_model'><value>whitelist</value></field></x></publish-options></pubsub>");
        QCOMPARE(sortedXml(publish(u"n"_s, {{}, {}, xml::Element(u"x", u"y")})), "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='n'><item><x xmlns='y'/></item></publish></pubsub>");
        QCOMPARE(sortedXml(retract(u"n"_s, u"1"_s, Notify::Yes)), "<pubsub xmlns='http://jabber.org/protocol/pubsub'><retract node='n' notify='true'><item id='1'/></retract></pubsub>");
        QCOMPARE(sortedXml(retract(u"n"_s, u"1"_s, Notify::No)), "<pubsub xmlns='http://jabber.org/protocol/pubsub'><retract node='n'><item id='1'/></retract></pubsub>");
    }

    void pubsubEvents()
    {
        using namespace xep0060;
        const Event changed{Event::Kind::Items, u"n"_s, {{u"1"_s, {}, xml::Element(u"x", u"y")}}, {u"2"_s, u"3"_s}};
        COMPARE_BOTH_WAYS("<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='n'><item id='1'><x xmlns='y'/></item><retract id='2'/><retract id='3'/></items></event>", parseEvent, changed);
        COMPARE_BOTH_WAYS("<event xmlns='http://jabber.org/protocol/pubsub#event'><purge node='n'/></event>", parseEvent, (Event{Event::Kind::Purged, u"n"_s, {}, {}}));
        COMPARE_BOTH_WAYS("<event xmlns='http://jabber.org/protocol/pubsub#event'><delete node='n'/></event>", parseEvent, (Event{Event::Kind::Deleted, u"n"_s, {}, {}}));
        QVERIFY(!parseEvent(xmlOf("<event xmlns='http://jabber.org/protocol/pubsub#event'><items/></event>")));
        QVERIFY(!parseEvent(xmlOf("<event xmlns='http://jabber.org/protocol/pubsub#event'><subscription node='n'/></event>")));
        QVERIFY(!parseEvent(xmlOf("<event xmlns='http://jabber.org/protocol/pubsub#event'/>")));
    }

    void meCommand()
    {
        QCOMPARE(xep0245::meAction(u"/me shrugs"), u"shrugs"_s);
        QCOMPARE(xep0245::meAction(u"/me "), u""_s);
        for (const QStringView no : {u"/me", u"/me's", u" /me x", u"/ME x", u"//me x", u"", u"\"/me x"})
            QVERIFY(!xep0245::meAction(no));
    }

    void softwareVersion()
    {
        using namespace xep0092;
        COMPARE_BOTH_WAYS("<query xmlns='jabber:iq:version'><name>Kith</name><version>1</version><os>Debian</os></query>", parseVersion, (Version{u"Kith"_s, u"1"_s, u"Debian"_s}));
        QVERIFY(!parseVersion(versionQuery()));
        QVERIFY(isVersionQuery(xmlOf("<iq type='get'><query xmlns='jabber:iq:version'/></iq>")));
        QVERIFY(!isVersionQuery(xmlOf("<iq type='result'><query xmlns='jabber:iq:version'/></iq>")));
    }

    void entityTime()
    {
        using namespace xep0202;
        COMPARE_BOTH_WAYS("<time xmlns='urn:xmpp:time'><tzo>-06:00</tzo><utc>2006-12-19T17:58:35Z</utc></time>", parseTime,
            (EntityTime{QDateTime(QDate(2006, 12, 19), QTime(17, 58, 35), Qt::UTC), std::chrono::minutes(-360)}));
        QVERIFY(!parseTime(timeQuery()));
        QVERIFY(isTimeQuery(xmlOf("<iq type='get'><time xmlns='urn:xmpp:time'/></iq>")));
        QVERIFY(!isTimeQuery(xmlOf("<iq type='set'><time xmlns='urn:xmpp:time'/></iq>")));
    }

    void blocking()
    {
        using namespace xep0191;
        COMPARE_BOTH_WAYS("<blocklist xmlns='urn:xmpp:blocking'><item jid='a@b'/><item jid='c'/></blocklist>", parseBlockList, (BlockList{{jid(u"a@b"), jid(u"c")}}));
        COMPARE_BOTH_WAYS("<blocklist xmlns='urn:xmpp:blocking'/>", parseBlockList, BlockList());
        COMPARE_BOTH_WAYS("<block xmlns='urn:xmpp:blocking'><item jid='a@b'/></block>", parseBlockChange, (BlockChange{BlockChange::Kind::Block, {jid(u"a@b")}}));
        COMPARE_BOTH_WAYS("<unblock xmlns='urn:xmpp:blocking'/>", parseBlockChange, (BlockChange{BlockChange::Kind::Unblock, {}}));
        QVERIFY(!parseBlockChange(xmlOf("<block xmlns='urn:xmpp:blocking'/>")));
        QVERIFY(!parseBlockChange(xmlOf("<unblock xmlns='urn:xmpp:blocking'><item jid='@'/></unblock>")));
        const QByteArray body = "><unblock xmlns='urn:xmpp:blocking'/></iq>";
        QVERIFY(parsePush(xmlOf("<iq type='set'" + body), jid(u"me@b")));
        QVERIFY(parsePush(xmlOf("<iq type='set' from='me@b'" + body), jid(u"me@b")));
        QVERIFY(!parsePush(xmlOf("<iq type='set' from='evil@c'" + body), jid(u"me@b")));
        QVERIFY(!parsePush(xmlOf("<iq type='result'" + body), jid(u"me@b")));
        QVERIFY(isBlockedError(xmlOf("<message type='error'><error type='cancel'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><blocked xmlns='urn:xmpp:blocking:errors'/></error></message>")));
        QVERIFY(!isBlockedError(xmlOf("<message type='error'><error/></message>")));
    }
};

QTEST_GUILESS_MAIN(ProtoUnitsTest)
#include "tst_proto_units.moc"
