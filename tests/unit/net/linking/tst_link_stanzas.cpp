// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/linking/link_place.h"
#include "net/linking/link_resume.h"
#include "net/linking/link_stanzas.h"
#include "net/linking/relay_host.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/xml/parse.h"
#include "net/xml/writer.h"
#include "tests/support/net/fake_clock.h"
#include "tests/support/net/fake_dialer.h"
#include "tests/support/net/fake_ids.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;
using Side = LinkExchange::Side;

namespace {

xml::Element element(const QByteArray &text)
{
    const auto parsed = xml::parse(text);
    return parsed ? *parsed : xml::Element();
}

constexpr auto kRelay = "<relay xmlns='urn:kith:linking:0' place='p1' stream='1'><octets>aGVsbG8=</octets></relay>";
constexpr auto kPipe = "<pipe xmlns='urn:kith:linking:0' stream='s' number='1'>aGVsbG8=</pipe>";

} // namespace

/// What linking says in stanzas, whom it believes, and the proofs of a history that goes on.
class LinkStanzasTest : public QObject
{
    Q_OBJECT
private:
    CryptoRuntime m_crypto;

private Q_SLOTS:
    void roundTrips();
    void refusesWhatIsNone_data();
    void refusesWhatIsNone();
    void believesOnlyTheOwnAccount_data();
    void believesOnlyTheOwnAccount();
    void errorsOfTheRelay();
    void placeIsOfThreeCharacters();
    void historyProofs();
};

void LinkStanzasTest::roundTrips()
{
    const auto again = [](const xml::Element &sent) { return element(xml::serialize(sent)); };
    for (const Relayed &relayed : {Relayed{u"p"_s, {}, u"7"_s, "octets\0"_ba, false}, Relayed{u"p"_s, u"anna@example.org"_s, {}, "x", false}, Relayed{u"p"_s, {}, u"7"_s, {}, true}})
        QCOMPARE(parseRelayed(again(toElement(relayed))), std::optional(relayed));
    QCOMPARE(parseRendezvous(again(xml::Element(rendezvousRequest(u"abc"_s)).set(u"seconds", u"120"_s))), std::optional(Rendezvous{u"abc"_s, 120}));
    QCOMPARE(again(rendezvousEnd()).attribute(u"state"), u"gone"_s);
    QCOMPARE(parseHistoryQuestion(again(toElement(HistoryQuestion{u"d1"_s}))), std::optional(HistoryQuestion{u"d1"_s}));
    const HistoryPlace place{u"s"_s, {{QHostAddress(u"192.0.2.7"_s), 4000}, {QHostAddress(u"2001:db8::7"_s), 1}}, QByteArray(32, 'k')};
    QCOMPARE(parseHistoryPlace(again(toElement(place))), std::optional(place));
    for (const PeerPiece &piece : {PeerPiece{u"s"_s, 7, "octets", false}, PeerPiece{u"s"_s, 0, {}, true}})
        QCOMPARE(parsePeerPiece(again(toElement(piece))), std::optional(piece));
    QVERIFY(offersRelay(element("<f><linking xmlns='urn:kith:linking:0'/></f>")));
    QVERIFY(!offersRelay(element("<f><linking xmlns='urn:kith:linking:1'/></f>")));
}

void LinkStanzasTest::refusesWhatIsNone_data()
{
    QTest::addColumn<QByteArray>("xml");
    QTest::newRow("relay without place") << "<relay xmlns='urn:kith:linking:0' stream='1'><octets>eA==</octets></relay>"_ba;
    QTest::newRow("relay without octets") << "<relay xmlns='urn:kith:linking:0' place='p'/>"_ba;
    QTest::newRow("relay with no base64") << "<relay xmlns='urn:kith:linking:0' place='p'><octets>!!</octets></relay>"_ba;
    QTest::newRow("relay with nothing in it") << "<relay xmlns='urn:kith:linking:0' place='p'><octets/></relay>"_ba;
    QTest::newRow("other namespace") << "<relay xmlns='urn:kith:linking:1' place='p'><octets>eA==</octets></relay>"_ba;
    QTest::newRow("rendezvous without place") << "<rendezvous xmlns='urn:kith:linking:0'/>"_ba;
    QTest::newRow("question without device") << "<history xmlns='urn:kith:linking:0'/>"_ba;
    QTest::newRow("place without key") << "<history xmlns='urn:kith:linking:0' stream='s'/>"_ba;
    QTest::newRow("place with a short key") << "<history xmlns='urn:kith:linking:0' stream='s' key='eA=='/>"_ba;
    QTest::newRow("piece without number") << "<pipe xmlns='urn:kith:linking:0' stream='s'>eA==</pipe>"_ba;
    QTest::newRow("piece without stream") << "<pipe xmlns='urn:kith:linking:0' number='1'>eA==</pipe>"_ba;
    QTest::newRow("piece that is far too large") << "<pipe xmlns='urn:kith:linking:0' stream='s' number='1'>" + QByteArray(100'000, 'A') + "</pipe>";
}

void LinkStanzasTest::refusesWhatIsNone()
{
    QFETCH(QByteArray, xml);
    const xml::Element read = element(xml);
    QVERIFY(!read.isNull());
    QVERIFY(!parseRelayed(read) && !parseRendezvous(read) && !parseHistoryQuestion(read) && !parseHistoryPlace(read) && !parsePeerPiece(read));
}

void LinkStanzasTest::believesOnlyTheOwnAccount_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<bool>("believed");
    QTest::newRow("relay, from the account") << u"anna@example.org"_s << QByteArray(kRelay) << true;
    QTest::newRow("relay, from nobody said") << QString() << QByteArray(kRelay) << true;
    QTest::newRow("relay, from another device") << u"anna@example.org/x"_s << QByteArray(kRelay) << false;
    QTest::newRow("relay, from a stranger") << u"mallory@example.org"_s << QByteArray(kRelay) << false;
    QTest::newRow("relay, from the server") << u"example.org"_s << QByteArray(kRelay) << false;
    QTest::newRow("piece, from another device") << u"anna@example.org/x"_s << QByteArray(kPipe) << true;
    QTest::newRow("piece, from the account") << u"anna@example.org"_s << QByteArray(kPipe) << false;
    QTest::newRow("piece, from a stranger") << u"mallory@example.org/x"_s << QByteArray(kPipe) << false;
    QTest::newRow("piece, from what is no address") << u"@/"_s << QByteArray(kPipe) << false;
}

void LinkStanzasTest::believesOnlyTheOwnAccount() // L47
{
    QFETCH(QString, from);
    QFETCH(QByteArray, payload);
    QFETCH(bool, believed);
    FakeClock clock;
    FakeIds ids;
    FakeDialer dialer;
    SessionSettings settings;
    settings.jid = Jid::fromString(u"anna@example.org");
    Session session(settings, dialer, clock, ids);
    LinkStanzas stanzas;
    int heard = 0;
    stanzas.onRelayed = [&](const Relayed &relayed) { heard += relayed.octets == "hello"; };
    stanzas.onPeer = [&](const xml::Element &, const Jid &) {
        ++heard;
        return true;
    };
    const xml::Element iq = element("<iq xmlns='jabber:client' type='set' id='i'" + (from.isEmpty() ? QByteArray() : " from='" + from.toUtf8() + '\'') + '>' + payload + "</iq>");
    QCOMPARE(stanzas.onStanza(session, iq), believed ? Handled::Yes : Handled::No);
    QCOMPARE(heard, believed ? 1 : 0);
    // An answer is never taken for a question.
    QCOMPARE(stanzas.onStanza(session, xml::Element(iq).set(u"type", u"result"_s)), Handled::No);
    // And whom nobody waits for, the session answers itself (L48).
    stanzas.onRelayed = nullptr;
    stanzas.onPeer = nullptr;
    QCOMPARE(stanzas.onStanza(session, iq), Handled::No);
}

void LinkStanzasTest::errorsOfTheRelay()
{
    const auto fate = [](const QByteArray &error) { return fateOf(element("<iq xmlns='jabber:client' type='error' id='i'>" + error + "</iq>")); };
    const QByteArray ns = "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'";
    QCOMPARE(fate("<error type='wait'><policy-violation " + ns + "/></error>"), StanzaPipe::Fate::Again);
    QCOMPARE(fate("<error type='wait'><recipient-unavailable " + ns + "/></error>"), StanzaPipe::Fate::Again);
    QCOMPARE(fate("<error type='cancel'><policy-violation " + ns + "/></error>"), StanzaPipe::Fate::Refused);
    QCOMPARE(fate("<error type='cancel'><item-not-found " + ns + "/></error>"), StanzaPipe::Fate::Refused);
    QCOMPARE(fateOf({}), StanzaPipe::Fate::Refused); // the connection is gone
}

void LinkStanzasTest::placeIsOfThreeCharacters()
{
    const Jid anna = Jid::fromString(u"anna@example.org"), bert = Jid::fromString(u"bert@example.org");
    const auto place = [](const char *code, const Jid &who) { return linkPlace(*LinkCode::parse(QString::fromLatin1(code)), who); };
    const QString here = place("K7QM-2XRD", anna);
    QCOMPARE(here.size(), 24);
    for (const QChar c : here)
        QVERIFY(c.isLetterOrNumber() || c == u'-' || c == u'_'); // what the server takes as a name
    QCOMPARE(place("K7QZ-ZZZZ", anna), here); // nothing of the other five is in it
    QVERIFY(place("K7RM-2XRD", anna) != here);
    QVERIFY(place("K7QM-2XRD", bert) != here);
    QCOMPARE(linkPlace(*LinkCode::parse(u"k7qm2xrd"), *anna.withResource(u"x")), here);
}

void LinkStanzasTest::historyProofs()
{
    const HistoryKnown known{QByteArray(32, 'k'), u"tablet"_s, u"desk"_s};
    const QByteArray binding(32, 'b');
    const psyc::Packet guest = enterHistory(known, Side::Guest, binding), host = enterHistory(known, Side::Host, binding);
    QVERIFY(provesHistory(guest, known, Side::Guest, binding));
    QVERIFY(provesHistory(host, known, Side::Host, binding));
    QVERIFY(!guest.value(u"_password").contains(QString::fromLatin1(known.key.toHex())));
    // Sent back, on another channel, for other devices, with another key, shortened, without a binding at all: nothing.
    QVERIFY(!provesHistory(guest, known, Side::Host, binding));
    psyc::Packet mirrored = guest;
    mirrored.method = psyc::kHistoryEntered.toString();
    QVERIFY(!provesHistory(mirrored, known, Side::Host, binding));
    QVERIFY(!provesHistory(guest, known, Side::Guest, QByteArray(32, 'c')));
    QVERIFY(!provesHistory(guest, {known.key, u"phone"_s, u"desk"_s}, Side::Guest, binding));
    QVERIFY(!provesHistory(guest, {QByteArray(32, 'l'), known.receiver, known.sender}, Side::Guest, binding));
    psyc::Packet cut = guest;
    cut.set(u"_password", guest.value(u"_password").left(32));
    QVERIFY(!provesHistory(cut, known, Side::Guest, binding));
    QVERIFY(!provesHistory(enterHistory(known, Side::Guest, {}), known, Side::Guest, {}));
    QVERIFY(!provesHistory(enterHistory({{}, u"a"_s, u"b"_s}, Side::Guest, binding), {{}, u"a"_s, u"b"_s}, Side::Guest, binding));
}

QTEST_GUILESS_MAIN(LinkStanzasTest)
#include "tst_link_stanzas.moc"
