// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/session/session_ledger.h"
#include "tests/support/net/login_parts.h"
#include "tests/support/net/script.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

/// Writes down when the test says so.
class SlowLedger final : public SessionLedger
{
public:
    void began(const ResumeState &state) override { beginnings << state.smId; }
    void write(const Entry &entry, Written done) override { open.push_back({entry, std::move(done)}); }
    void changed(const ResumeState &, Written done) override { done(true); }
    void left(const ResumeState &state) override { lefts.push_back(state); }
    void ended() override { ++ends; }

    /// The oldest entry is on the disk, or cannot be.
    Entry settle(bool kept = true)
    {
        auto first = std::move(open.front());
        open.pop_front();
        first.second(kept);
        return first.first;
    }
    QStringList beginnings;
    std::deque<std::pair<Entry, Written>> open;
    std::vector<ResumeState> lefts;
    int ends = 0;
};

xml::Element message(const QString &id)
{
    xml::Element m(u"message", u"jabber:client");
    m.set(u"to", u"bert@example.org"_s).set(u"id", id);
    return m;
}

QByteArray wire(const QByteArray &id)
{
    return "<message to='bert@example.org' id='" + id + "'/>";
}

const QByteArray kAsk = "<r xmlns='urn:xmpp:sm:3'/>";
const QByteArray kIncoming = "<message from='bert@example.org/x' id='i'><body>hello</body></message>";

QByteArray a(quint32 h)
{
    return "<a xmlns='urn:xmpp:sm:3' h='" + QByteArray::number(h) + "'/>";
}

QStringList idsOf(const SessionLedger::Entry &entry)
{
    QStringList ids;
    for (const OutboundStanza &outbound : entry.outbound)
        ids << outbound.stanza.attribute(u"id");
    return ids;
}

/// A connection again; with this in the answer to the login.
void comeBack(Script &s, const QByteArray &inSuccess)
{
    s.session().hurry();
    s.accept();
    s.clientHeader();
    s.serverHeader();
    s.server(Script::prosodyFeatures());
    const xml::Element authenticate = s.clientElement();
    QVERIFY(authenticate.child(u"resume", u"urn:xmpp:sm:3"));
    s.finishScram(authenticate, kIdentifier + inSuccess);
}

const QByteArray kResumed = "<resumed xmlns='urn:xmpp:sm:3' previd='sm1' h='0'/>";

} // namespace

/// What a session says is written down first, so that any process can go on from there (D40, D43, D44).
class LedgerTranscript : public QObject
{
    Q_OBJECT
    CryptoRuntime m_crypto;
private Q_SLOTS:
    void nothingLeavesBeforeItIsWrittenDown();
    void whatComesMeanwhileLeavesTogether();
    void asksBehindWhatWasWrittenDown();
    void whatIsAcknowledgedIsWrittenDown();
    void cannotBeWrittenDown();
    void cutWhileWritingDown();
    void detachWaits();
    void theLastAckComesBehindWhatIsBeingWrittenDown();
    void sentElsewhereWhileLeaving();
    void comesBackWhileLeaving();
    void aLiveSessionIsWrittenDownAsItIs();
    void endsWithTheSession();
    void lastWordsAreSaidBeforeTheEnd();
    void endedWhileTheConnectionBeforeIsWrittenDown();
    void endedByWhatBecameOfAStanza();
};

void LedgerTranscript::nothingLeavesBeforeItIsWrittenDown()
{
    SlowLedger ledger;
    Script s;
    s.session().setLedger(&ledger);
    s.signIn();
    QCOMPARE(ledger.beginnings, QStringList{u"sm1"_s});
    s.session().send(message(u"m1"_s));
    s.session().send(message(u"m2"_s));
    s.clientSilent();
    QCOMPARE(ledger.open.size(), size_t(1));
    const auto entry = ledger.settle();
    QCOMPARE(idsOf(entry), (QStringList{u"m1"_s, u"m2"_s}));
    QCOMPARE(entry.firstNumber, 1u);
    QCOMPARE(entry.acked, 0u);
    s.client(wire("m1"));
    s.client(wire("m2"));
    s.client(kAsk);
    s.server(a(1));
    s.session().send(message(u"m3"_s));
    s.settle();
    QCOMPARE(ledger.open.front().first.acked, 1u);
    QCOMPARE(ledger.open.front().first.firstNumber, 3u);
}

void LedgerTranscript::whatComesMeanwhileLeavesTogether()
{
    SlowLedger ledger;
    Script s;
    s.session().setLedger(&ledger);
    s.signIn();
    s.session().send(message(u"m1"_s));
    s.settle();
    s.session().send(message(u"m2"_s));
    s.settle();
    s.session().send(message(u"m3"_s));
    s.settle();
    QCOMPARE(ledger.open.size(), size_t(1));
    ledger.settle();
    s.client(wire("m1"));
    s.client(kAsk);
    s.clientSilent();
    QCOMPARE(idsOf(ledger.settle()), (QStringList{u"m2"_s, u"m3"_s}));
    s.client(wire("m2"));
    s.client(wire("m3"));
}

/// An answer to an earlier question must not pass for one about stanzas that had not left.
void LedgerTranscript::asksBehindWhatWasWrittenDown()
{
    SlowLedger ledger;
    Script s;
    s.session().setLedger(&ledger);
    s.signIn();
    s.session().send(message(u"m1"_s));
    s.settle();
    ledger.settle();
    s.client(wire("m1"));
    s.client(kAsk);
    s.session().send(message(u"m2"_s));
    s.settle();
    s.server(a(1));
    s.clientSilent();
    ledger.settle();
    s.client(wire("m2"));
    s.client(kAsk);
    s.server(a(2));
    s.clientSilent();
    QVERIFY(s.session().resumeState()->unacked.empty());
}

void LedgerTranscript::whatIsAcknowledgedIsWrittenDown()
{
    SlowLedger ledger;
    Script s;
    s.session().setLedger(&ledger);
    s.signIn();
    const QSignalSpy owner(&s.session(), &Session::stanzaReceived); // somebody commits
    s.server(kIncoming);
    s.server(kAsk);
    s.client(a(0)); // not committed: nothing new to write down
    s.session().handled(1);
    s.clientSilent();
    QCOMPARE(ledger.settle().inbound, 1u);
    s.client(a(1));
    s.server(kAsk);
    s.client(a(1)); // known already
    QVERIFY(ledger.open.empty());
}

void LedgerTranscript::cannotBeWrittenDown()
{
    SlowLedger ledger;
    Script s;
    s.session().setLedger(&ledger);
    s.signIn();
    s.session().send(message(u"m1"_s));
    s.settle();
    ledger.settle(false);
    s.clientClosed();
    QCOMPARE(s.session().state(), SessionState::Waiting);
    QCOMPARE(s.session().resumeState()->unacked.size(), size_t(1)); // it will be sent
}

void LedgerTranscript::cutWhileWritingDown()
{
    SlowLedger ledger;
    Script s;
    s.session().setLedger(&ledger);
    s.signIn();
    s.session().send(message(u"m1"_s));
    s.settle();
    s.cut();
    QCOMPARE(ledger.lefts.size(), size_t(1));
    QVERIFY(ledger.lefts.front().lostAt.isValid());
    comeBack(s, kResumed);
    QCOMPARE(s.session().state(), SessionState::Live);
    s.clientSilent();
    ledger.settle(); // of the connection before: what it let out then is not said here a second time
    s.clientSilent();
    const auto again = ledger.settle();
    QCOMPARE(idsOf(again), QStringList{u"m1"_s});
    QCOMPARE(again.firstNumber, 1u); // the same number
    s.client(wire("m1"));
    s.client(kAsk);
    s.clientSilent();
}

void LedgerTranscript::detachWaits()
{
    SlowLedger ledger;
    Script s;
    s.session().setLedger(&ledger);
    s.signIn();
    s.server(kIncoming);
    s.session().handled(1);
    xml::Element farewell(u"presence", u"jabber:client");
    farewell.add(u"show", u"jabber:client", u"xa"_s);
    s.session().detach({farewell});
    s.clientSilent();
    QCOMPARE(s.session().state(), SessionState::Live);
    const auto entry = ledger.settle();
    QCOMPARE(entry.outbound.size(), size_t(1));
    QCOMPARE(entry.inbound, 1u);
    s.client("<presence><show>xa</show></presence>");
    s.client(a(1)); // D51: the last word
    s.clientClosed();
    QCOMPARE(s.session().state(), SessionState::Offline);
    QVERIFY(ledger.lefts.back().detached);
    QCOMPARE(ledger.ends, 0);
    s.clock().advance(std::chrono::hours(1));
    QVERIFY(!s.dialer().isDialing());
}

void LedgerTranscript::theLastAckComesBehindWhatIsBeingWrittenDown()
{
    SlowLedger ledger;
    Script s;
    s.session().setLedger(&ledger);
    s.signIn();
    const QSignalSpy owner(&s.session(), &Session::stanzaReceived); // somebody commits
    s.session().send(message(u"m1"_s));
    s.settle();
    s.server(kIncoming);
    s.session().handled(1);
    s.session().detach();
    s.clientSilent();
    QCOMPARE(ledger.settle().inbound, 0u); // begun before it came
    s.client(wire("m1"));
    s.client(kAsk);
    s.clientSilent();
    QCOMPARE(s.session().state(), SessionState::Live);
    QCOMPARE(ledger.settle().inbound, 1u);
    s.client(a(1)); // D51
    s.clientClosed();
    QCOMPARE(s.session().state(), SessionState::Offline);
}

void LedgerTranscript::sentElsewhereWhileLeaving()
{
    SlowLedger ledger;
    Script s;
    s.session().setLedger(&ledger);
    s.signIn();
    s.session().send(message(u"m1"_s));
    s.session().detach();
    s.settle();
    s.server("<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>[2001:db8::1]:5223</see-other-host></stream:error></stream:stream>");
    QVERIFY(!s.dialer().isDialing());
    QCOMPARE(s.session().state(), SessionState::Offline);
}

void LedgerTranscript::comesBackWhileLeaving()
{
    SlowLedger ledger;
    Script s;
    s.session().setLedger(&ledger);
    s.signIn();
    s.session().send(message(u"m1"_s));
    s.session().detach();
    s.session().goOnline();
    s.settle();
    ledger.settle();
    s.client(wire("m1"));
    s.client(a(0));
    s.accept();
    s.clientHeader();
    QVERIFY(!s.failed());
}

void LedgerTranscript::aLiveSessionIsWrittenDownAsItIs()
{
    SlowLedger ledger;
    Script s;
    s.signIn();
    s.server(kIncoming);
    s.session().handled(1);
    s.session().send(message(u"m1"_s));
    s.client(wire("m1"));
    s.client(kAsk);
    s.session().setLedger(&ledger); // the account has a row only now
    QCOMPARE(ledger.beginnings, QStringList{u"sm1"_s});
    const auto entry = ledger.settle();
    QCOMPARE(idsOf(entry), QStringList{u"m1"_s});
    QCOMPARE(entry.inbound, 1u);
    QCOMPARE(entry.firstNumber, 1u);
}

void LedgerTranscript::endsWithTheSession()
{
    SlowLedger ledger;
    Script s;
    s.session().setLedger(&ledger);
    s.signIn();
    s.session().end();
    s.client(a(0));
    s.clientEnd();
    QCOMPARE(ledger.ends, 1);
    QVERIFY(!s.session().resumeState());
    QCOMPARE(s.session().state(), SessionState::Offline);
}

void LedgerTranscript::lastWordsAreSaidBeforeTheEnd()
{
    SlowLedger ledger;
    Script s;
    s.session().setLedger(&ledger);
    s.signIn();
    s.session().send(message(u"m1"_s));
    s.settle(); // being written down
    s.session().send(message(u"m2"_s));
    s.session().end();
    s.client(wire("m1"));
    s.client(kAsk);
    s.client(wire("m2"));
    s.client(a(0));
    s.clientEnd();
    QCOMPARE(s.session().state(), SessionState::Offline);
    ledger.settle();
    s.settle();
    QVERIFY(ledger.open.empty() && ledger.lefts.empty());
    QCOMPARE(ledger.ends, 1);
}

void LedgerTranscript::endedWhileTheConnectionBeforeIsWrittenDown()
{
    SlowLedger ledger;
    Script s;
    s.session().setLedger(&ledger);
    s.signIn();
    s.session().send(message(u"m1"_s));
    s.settle(); // being written down
    s.cut();
    comeBack(s, kResumed);
    s.clientSilent();
    s.session().end();
    s.client(wire("m1")); // once
    s.client(kAsk);
    s.client(a(0));
    s.clientEnd();
    ledger.settle();
    s.settle();
    QCOMPARE(s.session().state(), SessionState::Offline);
}

void LedgerTranscript::endedByWhatBecameOfAStanza()
{
    Script s;
    s.signIn();
    s.session().send(message(u"m1"_s));
    s.client(wire("m1"));
    s.client(kAsk);
    s.cut();
    connect(&s.session(), &Session::fateChanged, &s.session(), [&s](quint64, Fate fate) {
        if (fate == Fate::Lost)
            s.session().end();
    });
    const QSignalSpy lives(&s.session(), &Session::becameLive);
    comeBack(s, boundWith(kEnabled) + "<failed xmlns='urn:xmpp:sm:3'/>");
    s.client(a(0));
    s.clientEnd();
    s.clientClosed();
    QCOMPARE(s.session().state(), SessionState::Offline);
    QCOMPARE(lives.size(), 0);
    QVERIFY(!s.session().resumeState());
}

QTEST_GUILESS_MAIN(LedgerTranscript)
#include "tst_ledger_transcript.moc"
