// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/ext/xep_0030_disco.h"
#include "net/ext/xep_0092_version.h"
#include "net/ext/xep_0199_ping.h"
#include "net/ext/xep_0280_carbons.h"
#include "net/ext/xep_0313_archive.h"
#include "net/ext/xep_0352_client_state.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/script.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

const QByteArray kAsk = "<r xmlns='urn:xmpp:sm:3'/>";

} // namespace

/// What extensions say on a live stream, and what they do not believe.
class ExtensionTranscript : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void carbonsInlineAndUnwrapped();
    void carbonsByIqWhereNotInline();
    void forgedCarbonsAreDropped_data();
    void forgedCarbonsAreDropped();
    void discoAnswersAndCapsAgree();
    void discoLearnsTheServer();
    void pingAndVersionAreAnswered();
    void clientStateIsToldAgain();
    void clientStateIsToldAfterAResume_data();
    void clientStateIsToldAfterAResume();
    void archivePage();
    void forgedArchiveResultsAreDropped();
    void archiveErrors();

private:
    CryptoRuntime m_crypto;
};

void ExtensionTranscript::carbonsInlineAndUnwrapped()
{
    xep0280::Carbons carbons;
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.session().attach(&carbons);
    QSignalSpy copies(&carbons, &xep0280::Carbons::carbonReceived);
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    s.goOnline();
    s.clientHeader();
    const xml::Element bind = *s.clientElement().child(u"bind", u"urn:xmpp:bind:0");
    QVERIFY(bind.child(u"enable", u"urn:xmpp:carbons:2"));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + boundWith(kEnabled + "<enabled xmlns='urn:xmpp:carbons:2'/>")));
    s.clientSilent(); // nothing more to ask
    s.server("<message from='anna@example.net' to='anna@example.net/Kith~abc'><sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>"
             "<message xmlns='jabber:client' from='anna@example.net/phone' to='bert@example.org' id='c1'><body>from the phone</body></message>"
             "</forwarded></sent></message>" + kAsk);
    QCOMPARE(copies.count(), 1);
    QCOMPARE(copies[0][1].value<xep0280::Direction>(), xep0280::Direction::Sent);
    QCOMPARE(copies[0][2].value<xml::Element>().attribute(u"id"), u"c1"_s);
    QCOMPARE(stanzas.count(), 0);
    s.client("<a xmlns='urn:xmpp:sm:3' h='0'/>");
    s.session().handled(copies[0][0].toULongLong());
    s.client("<a xmlns='urn:xmpp:sm:3' h='1'/>");
}

void ExtensionTranscript::carbonsByIqWhereNotInline()
{
    xep0280::Carbons carbons;
    const QByteArray features = Script::prosodyFeatures().replace("<feature var='urn:xmpp:carbons:2'/>", "");
    Script s(loginWithToken(features));
    s.session().attach(&carbons);
    beLive(s, kEnabled, features);
    s.client("<iq type='set' id='*'><enable xmlns='urn:xmpp:carbons:2'/></iq>");
}

void ExtensionTranscript::forgedCarbonsAreDropped_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::newRow("a stranger") << QByteArray("mallory@evil.example");
    QTest::newRow("own full address") << QByteArray("anna@example.net/other");
    QTest::newRow("own domain") << QByteArray("example.net");
}

void ExtensionTranscript::forgedCarbonsAreDropped()
{
    QFETCH(QByteArray, from);
    xep0280::Carbons carbons;
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.session().attach(&carbons);
    QSignalSpy copies(&carbons, &xep0280::Carbons::carbonReceived);
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    beLive(s);
    s.server("<message from='" + from + "'><received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>"
             "<message xmlns='jabber:client' from='bert@example.org/x' to='anna@example.net'><body>send me money</body></message>"
             "</forwarded></received></message>" + kAsk);
    s.client("<a xmlns='urn:xmpp:sm:3' h='1'/>");
    QCOMPARE(copies.count(), 0);
    QCOMPARE(stanzas.count(), 0);
}

void ExtensionTranscript::discoAnswersAndCapsAgree()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    xep0199::PingResponder ping;
    xep0280::Carbons carbons;
    xep0030::Disco disco(s.session(), {u"urn:xmpp:receipts"_s});
    for (Extension *extension : {static_cast<Extension *>(&ping), static_cast<Extension *>(&carbons), static_cast<Extension *>(&disco)})
        s.session().attach(extension);
    beLive(s);
    (void)s.clientElement(); // two questions of its own
    (void)s.clientElement();
    s.client(kAsk);
    s.server("<a xmlns='urn:xmpp:sm:3' h='2'/>");
    s.session().send(xml::Element(u"presence", u"jabber:client"));
    const xml::Element presence = s.clientElement();
    const xml::Element *caps = presence.child(u"c", u"http://jabber.org/protocol/caps");
    QVERIFY(caps);
    const QString node = caps->attribute(u"node") + u'#' + caps->attribute(u"ver");
    s.client(kAsk);
    s.server("<a xmlns='urn:xmpp:sm:3' h='3'/>");
    s.server("<iq type='get' id='d1' from='bert@example.org/x'><query xmlns='http://jabber.org/protocol/disco#info' node='" + node.toUtf8() + "'/></iq>");
    const xml::Element answer = s.clientElement();
    QCOMPARE(answer.attribute(u"to"), u"bert@example.org/x"_s);
    const auto info = xep0030::parseInfo(*answer.child(u"query", u"http://jabber.org/protocol/disco#info"));
    QVERIFY(info && info->hasIdentity(u"client", u"pc"));
    QCOMPARE(info->node, node);
    for (const QString &feature : {u"urn:xmpp:ping"_s, u"urn:xmpp:carbons:2"_s, u"urn:xmpp:receipts"_s, u"http://jabber.org/protocol/disco#info"_s})
        QVERIFY2(info->hasFeature(feature), qPrintable(feature));
    s.client(kAsk);
    s.server("<iq type='get' id='d2' from='bert@example.org/x'><query xmlns='http://jabber.org/protocol/disco#info' node='other'/></iq>");
    s.client("<iq type='error' id='d2' to='bert@example.org/x'><error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
}

void ExtensionTranscript::discoLearnsTheServer()
{
    Script s(loginWithToken(Script::prosodyFeatures()));
    xep0030::Disco disco(s.session(), {});
    s.session().attach(&disco);
    QSignalSpy changed(&disco, &xep0030::Disco::serverInfoChanged);
    beLive(s);
    const xml::Element account = s.clientElement();
    const xml::Element server = s.clientElement();
    QCOMPARE(account.attribute(u"to"), u"anna@example.net"_s);
    QCOMPARE(server.attribute(u"to"), u"example.net"_s);
    s.server("<iq type='result' from='anna@example.net' id='" + account.attribute(u"id").toUtf8()
             + "'><query xmlns='http://jabber.org/protocol/disco#info'><identity category='pubsub' type='pep'/><feature var='urn:xmpp:mam:2'/></query></iq>");
    QCOMPARE(changed.count(), 0);
    s.server("<iq type='error' from='example.net' id='" + server.attribute(u"id").toUtf8()
             + "'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    QCOMPARE(changed.count(), 1);
    QVERIFY(disco.serverInfo().hasArchive());
    QVERIFY(!disco.serverInfo().hasExtendedArchive());
    QVERIFY(disco.serverInfo().hasPersonalNodes());
    QVERIFY(!disco.serverInfo().hasBlocking());
}

void ExtensionTranscript::pingAndVersionAreAnswered()
{
    xep0199::PingResponder ping;
    xep0092::VersionResponder version(u"Kith"_s, u"0.1"_s);
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.session().attach(&ping);
    s.session().attach(&version);
    beLive(s);
    s.server("<iq type='get' id='p1' from='example.net'><ping xmlns='urn:xmpp:ping'/></iq>");
    s.client("<iq type='result' id='p1' to='example.net'/>");
    s.client(kAsk);
    s.server("<iq type='get' id='v1' from='example.net'><query xmlns='jabber:iq:version'/></iq>");
    s.client("<iq type='result' id='v1' to='example.net'><query xmlns='jabber:iq:version'><name>Kith</name><version>0.1</version></query></iq>");
}

void ExtensionTranscript::clientStateIsToldAgain()
{
    xep0352::ClientState state;
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.session().attach(&state);
    state.setActive(s.session(), false); // offline: nothing to tell
    s.goOnline();
    s.clientHeader();
    QVERIFY(s.clientElement().child(u"bind", u"urn:xmpp:bind:0")->child(u"inactive", u"urn:xmpp:csi:0"));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + boundWith(kEnabled)));
    s.client("<inactive xmlns='urn:xmpp:csi:0'/>"); // Prosody takes the inline one but does not act on it
    state.setActive(s.session(), true);
    s.client("<active xmlns='urn:xmpp:csi:0'/>");
    state.setActive(s.session(), true);
    s.clientSilent();
    s.server(kAsk);
    s.client("<a xmlns='urn:xmpp:sm:3' h='0'/>");
}

void ExtensionTranscript::clientStateIsToldAfterAResume_data()
{
    QTest::addColumn<bool>("active");
    QTest::newRow("looked at") << true;
    QTest::newRow("not looked at") << false;
}

/// mod_csi_simple keeps the state over the resume, and from then on holds back all that it sends until it is told one.
void ExtensionTranscript::clientStateIsToldAfterAResume()
{
    QFETCH(bool, active);
    SessionSettings settings = loginWithToken(Script::prosodyFeatures());
    settings.resume.emplace();
    settings.resume->smId = u"sm1"_s;
    settings.resume->fullJid = Jid::fromString(u"anna@example.net/Kith~abc");
    xep0352::ClientState state;
    Script s(settings);
    s.session().attach(&state);
    state.setActive(s.session(), active);
    s.goOnline();
    s.clientHeader();
    QVERIFY(s.clientElement().child(u"resume", u"urn:xmpp:sm:3"));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess(kIdentifier + "<resumed xmlns='urn:xmpp:sm:3' previd='sm1' h='0'/>") + Script::afterAuthFeatures());
    s.client(active ? "<active xmlns='urn:xmpp:csi:0'/>" : "<inactive xmlns='urn:xmpp:csi:0'/>");
    s.clientSilent();
}

void ExtensionTranscript::archivePage()
{
    xep0313::Archive archive;
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.session().attach(&archive);
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    beLive(s);
    std::optional<xep0313::Page> page;
    xep0313::PageRequest request;
    request.with = Jid::fromString(u"bert@example.org");
    request.before = QString();
    request.max = 2;
    archive.query(s.session(), request, &s.session(), [&](const auto &answer) { page = *answer; });
    const xml::Element iq = s.clientElement();
    const xml::Element *query = iq.child(u"query", u"urn:xmpp:mam:2");
    QVERIFY(query);
    const xml::Element *set = query->child(u"set", u"http://jabber.org/protocol/rsm");
    QVERIFY(set && set->child(u"before", u"http://jabber.org/protocol/rsm"));
    const QByteArray id = query->attribute(u"queryid").toUtf8();
    const auto result = [&](const QByteArray &archiveId, const QByteArray &from) {
        return "<message" + from + "><result xmlns='urn:xmpp:mam:2' queryid='" + id + "' id='" + archiveId + "'><forwarded xmlns='urn:xmpp:forward:0'>"
            "<delay xmlns='urn:xmpp:delay' stamp='2026-02-01T10:00:00Z'/><message xmlns='jabber:client' from='bert@example.org/x' id='m" + archiveId
            + "'><body>b</body></message></forwarded></result></message>";
    };
    s.server(result("1", " from='anna@example.net'") + result("2", "") + result("3", "")); // one more than asked for
    s.server("<iq type='result' id='" + iq.attribute(u"id").toUtf8() + "'><fin xmlns='urn:xmpp:mam:2' complete='true'><set xmlns='http://jabber.org/protocol/rsm'>"
             "<first>1</first><last>2</last><count>40</count></set></fin></iq>");
    QVERIFY(page);
    QCOMPARE(page->items.size(), size_t(2));
    QCOMPARE(page->items[0].id, u"1"_s);
    QCOMPARE(page->items[0].stamp, QDateTime(QDate(2026, 2, 1), QTime(10, 0), Qt::UTC));
    QCOMPARE(page->items[0].message.attribute(u"id"), u"m1"_s);
    QVERIFY(page->complete);
    QCOMPARE(page->first, u"1"_s);
    QCOMPARE(page->count, std::optional(40));
    QCOMPARE(stanzas.count(), 0);
}

void ExtensionTranscript::forgedArchiveResultsAreDropped()
{
    xep0313::Archive archive;
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.session().attach(&archive);
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    beLive(s);
    std::optional<xep0313::Page> page;
    archive.query(s.session(), {}, &s.session(), [&](const auto &answer) { page = *answer; });
    const xml::Element iq = s.clientElement();
    const QByteArray id = iq.child(u"query", u"urn:xmpp:mam:2")->attribute(u"queryid").toUtf8();
    for (const QByteArray &from : {QByteArray("mallory@evil.example"), QByteArray("anna@example.net/other"), QByteArray("example.net")}) {
        s.server("<message from='" + from + "'><result xmlns='urn:xmpp:mam:2' queryid='" + id + "' id='9'><forwarded xmlns='urn:xmpp:forward:0'>"
                 "<delay xmlns='urn:xmpp:delay' stamp='2026-02-01T10:00:00Z'/><message xmlns='jabber:client' from='bert@example.org/x'><body>forged</body></message></forwarded></result></message>");
    }
    s.server("<message><result xmlns='urn:xmpp:mam:2' queryid='other' id='9'><forwarded xmlns='urn:xmpp:forward:0'>"
             "<message xmlns='jabber:client' from='bert@example.org/x'><body>stale</body></message></forwarded></result></message>");
    s.server("<iq type='result' id='" + iq.attribute(u"id").toUtf8() + "'><fin xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'/></fin></iq>");
    QVERIFY(page);
    QVERIFY(page->items.empty());
    QVERIFY(page->first.isEmpty());
    QCOMPARE(stanzas.count(), 0);
}

void ExtensionTranscript::archiveErrors()
{
    xep0313::Archive archive;
    Script s(loginWithToken(Script::prosodyFeatures()));
    s.session().attach(&archive);
    beLive(s);
    QStringList conditions;
    const auto note = [&](const auto &answer) { conditions << (answer ? u"page"_s : answer.error().condition); };
    archive.query(s.session(), {}, &s.session(), note);
    {
        QObject gone;
        archive.query(s.session(), {}, &gone, note);
    }
    const QByteArray first = s.clientElement().attribute(u"id").toUtf8();
    const QByteArray second = s.clientElement().attribute(u"id").toUtf8();
    s.server("<iq type='error' id='" + first + "'><error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    s.server("<iq type='result' id='" + second + "'><fin xmlns='urn:xmpp:mam:2'/></iq>");
    QCOMPARE(conditions, QStringList({u"item-not-found"_s}));
}

QTEST_GUILESS_MAIN(ExtensionTranscript)
#include "tst_extension_transcript.moc"
