// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/ext/xep_0045_rooms.h"
#include "net/ext/xep_0410_self_ping.h"
#include "net/proto/xep_0045_muc.h"
#include "net/session/session_ledger.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/script.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

const QByteArray kRoom = "tea@rooms.example.net";
const Jid kRoomJid = Jid::fromString(u"tea@rooms.example.net");
const QByteArray kAsk = "<r xmlns='urn:xmpp:sm:3'/>";

/// Presence from an occupant.
QByteArray occupant(const QByteArray &nick, const QByteArray &role, const QByteArray &more = {}, const QByteArray &type = {})
{
    return "<presence from='" + kRoom + "/" + nick + "'" + (type.isEmpty() ? QByteArray() : " type='" + type + "'")
        + "><x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='member' role='" + role + "'/>" + more + "</x></presence>";
}

QByteArray code(int number)
{
    return "<status code='" + QByteArray::number(number) + "'/>";
}

QByteArray line(const QByteArray &id, const QByteArray &text)
{
    return "<message type='groupchat' from='" + kRoom + "/Bert' id='" + id + "'><body>" + text + "</body><stanza-id xmlns='urn:xmpp:sid:0' by='" + kRoom + "' id='room-" + id
        + "'/></message>";
}

QByteArray subject(const QByteArray &text)
{
    return "<message type='groupchat' from='" + kRoom + "/Bert'><subject>" + text + "</subject></message>";
}

xml::Element joinPresence()
{
    xml::Element presence(u"presence", u"jabber:client");
    presence.set(u"to", u"tea@rooms.example.net/Anna"_s).add(xep0045::join());
    return presence;
}

/// As it is taken up from the disk, with a room in it.
SessionSettings leftInRoom()
{
    SessionSettings settings = loginWithToken(Script::prosodyFeatures());
    ResumeState state;
    state.smId = u"sm1"_s;
    state.fullJid = Jid::fromString(u"anna@example.net/Kith~abc");
    state.rooms = {{kRoomJid, u"Anna"_s, true, u"Kettles"_s, u"room-l1"_s, QDateTime(QDate(2026, 3, 1), QTime(11, 0), Qt::UTC), {{u"Anna"_s, u"participant"_s, u"member"_s}}}};
    settings.resume = ResumeState::fromJson(state.toJson());
    return settings;
}

void answerLogin(Script &s, const QByteArray &rest)
{
    s.goOnline();
    s.clientHeader();
    QVERIFY(s.clientElement().child(u"resume", u"urn:xmpp:sm:3"));
    s.serverHeader();
    s.server(Script::prosodyFeatures() + tokenSuccess("<authorization-identifier>anna@example.net/Kith~abc</authorization-identifier>" + rest));
}

/// Its id.
QString takePing(Script &s)
{
    const xml::Element ping = s.clientElement();
    return matches(ping, parseElement("<iq type='get' to='tea@rooms.example.net/Anna' id='*'><ping xmlns='urn:xmpp:ping'/></iq>")) ? ping.attribute(u"id") : QString();
}

const QByteArray kResumed = "<resumed xmlns='urn:xmpp:sm:3' previd='sm1' h='0'/>";

/// Writes down when the test says so.
class SlowLedger final : public SessionLedger
{
public:
    void began(const ResumeState &state) override { last = state; }
    void write(const Entry &entry, Written done) override
    {
        inbound = entry.inbound;
        done(true);
    }
    void changed(const ResumeState &state, Written done) override { open.push_back({state, std::move(done)}); }
    void left(const ResumeState &state) override { last = state; }
    void ended() override { last.reset(); }

    std::vector<std::pair<ResumeState, Written>> open;
    std::optional<ResumeState> last;
    quint32 inbound = 0;
};

} // namespace

/// The rooms that a session is in, over its resumes (D41, D53, D56).
class RoomsTranscript : public QObject
{
    Q_OBJECT
    CryptoRuntime m_crypto;
private Q_SLOTS:
    void whatARoomTellsIsKept();
    void notLetIn();
    void leaving_data();
    void leaving();
    void takenUpAndStillIn();
    void takenUpAndNoLongerIn();
    void beginsAnew();
    void selfPing_data();
    void selfPing();
    void writtenDownBeforeItIsCounted();
    void doesNotCountWhatOthersHaveOpen();
    void othersAreNotTouched();

private:
    void enter(Script &s, int stanzas = 1); ///< so many we have sent with it
};

void RoomsTranscript::enter(Script &s, int stanzas)
{
    s.session().send(joinPresence());
    s.client("<presence to='tea@rooms.example.net/Anna'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
    s.client(kAsk);
    s.server("<a xmlns='urn:xmpp:sm:3' h='" + QByteArray::number(stanzas) + "'/>" + occupant("Bert", "moderator") + occupant("Anna", "participant", code(110)) + line("l1", "hello") + subject("Kettles"));
}

void RoomsTranscript::whatARoomTellsIsKept()
{
    Script s;
    xep0045::Rooms rooms(s.session());
    s.session().attach(&rooms);
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    s.signIn();
    enter(s);
    const JoinedRoom expected{kRoomJid, u"Anna"_s, true, u"Kettles"_s, u"room-l1"_s, s.clock().now(),
        {{u"Bert"_s, u"moderator"_s, u"member"_s}, {u"Anna"_s, u"participant"_s, u"member"_s}}};
    QCOMPARE(rooms.all(), std::vector<JoinedRoom>{expected});
    QCOMPARE(stanzas.count(), 0);
    QCOMPARE(s.session().resumeState()->rooms, std::vector<JoinedRoom>{expected});
    s.server(occupant("Bert", "none", {}, "unavailable") + occupant("Anna", "none", "<status code='303'/>", "unavailable"));
    QCOMPARE(rooms.all().size(), size_t(0)); // an unavailable of ours that names no new nick is a departure
    enter(s, 2);
    s.server("<presence type='unavailable' from='" + kRoom + "/Anna'><x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='member' role='participant' nick='Ann'/>" + code(110)
        + code(303) + "</x></presence>" + occupant("Ann", "participant", code(110)));
    QCOMPARE(rooms.find(kRoomJid)->nick, u"Ann"_s);
    QVERIFY(rooms.find(kRoomJid)->joined);
    s.settle();
    s.server(kAsk);
    s.client("<a xmlns='urn:xmpp:sm:3' h='12'/>");
}

void RoomsTranscript::notLetIn()
{
    Script s;
    xep0045::Rooms rooms(s.session());
    s.session().attach(&rooms);
    s.signIn();
    s.session().send(joinPresence());
    s.settle();
    QCOMPARE(rooms.all().size(), size_t(1));
    QVERIFY(!rooms.all().front().joined);
    s.server("<presence type='error' from='" + kRoom
        + "/Anna'><error type='auth'><registration-required xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>");
    QCOMPARE(rooms.all().size(), size_t(0));
}

void RoomsTranscript::leaving_data()
{
    QTest::addColumn<QByteArray>("codes");
    QTest::addColumn<bool>("kept");
    QTest::newRow("by ourselves") << code(110) << false;
    QTest::newRow("kicked") << code(110) + code(307) << false;
    QTest::newRow("banned, told without 110") << code(301) << false;
    QTest::newRow("the service stops") << code(110) + code(332) << true; // nobody put us out
}

void RoomsTranscript::leaving()
{
    QFETCH(const QByteArray, codes);
    QFETCH(const bool, kept);
    Script s;
    xep0045::Rooms rooms(s.session());
    s.session().attach(&rooms);
    s.signIn();
    enter(s);
    s.server(occupant("Anna", "none", codes, "unavailable"));
    QCOMPARE(rooms.find(kRoomJid) != nullptr, kept);
    if (kept)
        QVERIFY(!rooms.find(kRoomJid)->joined);
}

void RoomsTranscript::takenUpAndStillIn()
{
    Script s(leftInRoom());
    xep0045::Rooms rooms(s.session());
    s.session().attach(&rooms);
    QSignalSpy rejoining(&rooms, &xep0045::Rooms::rejoining);
    QCOMPARE(rooms.all().size(), size_t(1));
    answerLogin(s, kResumed);
    const QString ping = takePing(s);
    s.client(kAsk);
    s.server("<iq type='result' from='" + kRoom + "/Anna' id='" + ping.toUtf8() + "'/>");
    s.clientSilent();
    QCOMPARE(rejoining.count(), 0);
    QVERIFY(rooms.find(kRoomJid)->joined);
    QCOMPARE(rooms.find(kRoomJid)->subject, u"Kettles"_s);
}

void RoomsTranscript::takenUpAndNoLongerIn()
{
    Script s(leftInRoom());
    xep0045::Rooms rooms(s.session());
    s.session().attach(&rooms);
    QSignalSpy rejoining(&rooms, &xep0045::Rooms::rejoining);
    answerLogin(s, kResumed);
    const QString ping = takePing(s);
    s.client(kAsk);
    s.server("<a xmlns='urn:xmpp:sm:3' h='1'/><iq type='error' from='" + kRoom + "/Anna' id='" + ping.toUtf8()
        + "'><error type='cancel'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
    s.client("<presence to='tea@rooms.example.net/Anna'><x xmlns='http://jabber.org/protocol/muc'><history since='2026-03-01T11:00:00Z'/></x></presence>");
    QCOMPARE(rejoining.count(), 1);
    QCOMPARE(rejoining[0][0].value<JoinedRoom>().lastId, u"room-l1"_s); // from there on its archive is read
    QVERIFY(!rooms.find(kRoomJid)->joined);
    s.server(occupant("Anna", "participant", code(110)) + line("l2", "missed"));
    QVERIFY(rooms.find(kRoomJid)->joined);
    QCOMPARE(rooms.find(kRoomJid)->lastId, u"room-l2"_s);
}

void RoomsTranscript::beginsAnew()
{
    Script s(leftInRoom());
    xep0045::Rooms rooms(s.session());
    s.session().attach(&rooms);
    answerLogin(s, "<failed xmlns='urn:xmpp:sm:3'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>"
            + boundWith("<enabled xmlns='urn:xmpp:sm:3' id='sm2' resume='true'/>"));
    // Nobody has to ask: the room has seen us leave.
    s.client("<presence to='tea@rooms.example.net/Anna'><x xmlns='http://jabber.org/protocol/muc'><history since='2026-03-01T11:00:00Z'/></x></presence>");
    s.client(kAsk);
    s.clientSilent();
}

void RoomsTranscript::selfPing_data()
{
    using xep0410::Membership;
    QTest::addColumn<IqErrorKind>("kind");
    QTest::addColumn<QString>("condition");
    QTest::addColumn<int>("says");
    QTest::newRow("not in") << IqErrorKind::Answered << u"not-acceptable"_s << int(Membership::Gone);
    QTest::newRow("no such room") << IqErrorKind::Answered << u"not-allowed"_s << int(Membership::Gone);
    QTest::newRow("knows no ping") << IqErrorKind::Answered << u"service-unavailable"_s << int(Membership::Joined);
    QTest::newRow("new nick") << IqErrorKind::Answered << u"item-not-found"_s << int(Membership::Joined);
    QTest::newRow("its server is away") << IqErrorKind::Answered << u"remote-server-timeout"_s << int(Membership::Unknown);
    QTest::newRow("no answer") << IqErrorKind::TimedOut << QString() << int(Membership::Unknown);
    QTest::newRow("cut") << IqErrorKind::Disconnected << QString() << int(Membership::Unknown);
}

void RoomsTranscript::selfPing()
{
    QFETCH(const IqErrorKind, kind);
    QFETCH(const QString, condition);
    QFETCH(const int, says);
    QCOMPARE(int(xep0410::membership(unexpected(IqError{kind, condition, {}, {}}))), says);
}

void RoomsTranscript::writtenDownBeforeItIsCounted()
{
    SlowLedger ledger;
    Script s;
    xep0045::Rooms rooms(s.session());
    s.session().attach(&rooms);
    s.session().setLedger(&ledger);
    s.signIn();
    enter(s);
    s.settle();
    for (const auto &[state, done] : std::exchange(ledger.open, {}))
        done(true);
    s.server(kAsk);
    s.client("<a xmlns='urn:xmpp:sm:3' h='4'/>");
    s.server(occupant("Cleo", "participant") + kAsk);
    s.client("<a xmlns='urn:xmpp:sm:3' h='4'/>"); // D43: a room does not tell it again
    QCOMPARE(ledger.open.size(), size_t(1));
    QCOMPARE(ledger.open.front().first.rooms.front().occupants.size(), size_t(3));
    ledger.open.front().second(true);
    s.client("<a xmlns='urn:xmpp:sm:3' h='5'/>");
    QCOMPARE(ledger.inbound, 5u);
    s.cut();
    QCOMPARE(ledger.last->rooms.front().occupants.size(), size_t(3));
}

void RoomsTranscript::doesNotCountWhatOthersHaveOpen()
{
    SlowLedger ledger;
    Script s;
    xep0045::Rooms rooms(s.session());
    s.session().attach(&rooms);
    s.session().setLedger(&ledger);
    s.signIn();
    enter(s);
    s.settle();
    for (const auto &[state, done] : std::exchange(ledger.open, {}))
        done(true);
    QSignalSpy owner(&s.session(), &Session::stanzaReceived); // has not committed it yet
    s.server("<message from='bert@example.org/x' id='i'><body>hello</body></message>" + occupant("Cleo", "participant"));
    QCOMPARE(owner.size(), 1);
    s.settle();
    QCOMPARE(ledger.open.size(), size_t(1));
    ledger.open.front().second(false); // a full disk: with the next one
    ledger.open.clear();
    s.server(occupant("Dora", "participant"));
    s.settle();
    QCOMPARE(ledger.open.size(), size_t(1));
    ledger.open.front().second(true);
    s.server(kAsk);
    s.client("<a xmlns='urn:xmpp:sm:3' h='4'/>");
    s.session().settled(owner.front().front().value<quint64>());
    s.client("<a xmlns='urn:xmpp:sm:3' h='7'/>");
}

void RoomsTranscript::othersAreNotTouched()
{
    Script s;
    xep0045::Rooms rooms(s.session());
    s.session().attach(&rooms);
    QSignalSpy stanzas(&s.session(), &Session::stanzaReceived);
    s.signIn();
    enter(s);
    s.server("<presence from='bert@example.org/x'/><message type='groupchat' from='other@rooms.example.net/Bert'><body>spam</body></message>"
             "<message type='chat' from='" + kRoom + "/Bert'><body>aside</body></message>");
    QCOMPARE(stanzas.count(), 3);
    QCOMPARE(rooms.all().size(), size_t(1));
}

QTEST_GUILESS_MAIN(RoomsTranscript)
#include "tst_rooms_transcript.moc"
