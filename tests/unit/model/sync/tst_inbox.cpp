// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/database.h"
#include "model/sync/inbox_writer.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0085_chat_states.h"
#include "net/proto/xep_0184_receipts.h"
#include "net/proto/xep_0203_delay.h"
#include "net/proto/xep_0280_carbons.h"
#include "net/proto/xep_0308_correction.h"
#include "net/proto/xep_0333_markers.h"
#include "net/proto/xep_0359_stanza_ids.h"
#include "tests/unit/model/sync/sync_fixture.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace model;
using net::xml::Element;

namespace {

const QString kBert = u"bert@b.example"_s;
const QString kPhone = u"bert@b.example/phone"_s;

Element stanza(const QString &from, const QString &id, const std::vector<Element> &children)
{
    Element message(u"message", u"jabber:client");
    message.set(u"from", from).set(u"to", u"anna@example.net"_s).set(u"type", u"chat"_s);
    if (!id.isEmpty())
        message.set(u"id", id);
    for (const Element &child : children)
        message.add(child);
    return message;
}

Element body(const QString &text)
{
    Element element(u"body", u"jabber:client");
    element.addText(text);
    return element;
}

Element carbon(const QString &from, net::xep0280::Direction direction, const Element &inner)
{
    Element outer(u"message", u"jabber:client");
    outer.set(u"from", from).set(u"to", u"anna@example.net/Kith"_s);
    outer.add(toElement(net::xep0280::Carbon{direction, {std::nullopt, inner}}));
    return outer;
}

/// What anna's client sent to this address that has such a child.
int sentWith(const SyncFixture &f, QStringView child, QStringView ns)
{
    int count = 0;
    for (const Element &element : f.server.stanzas) {
        if (element.child(child, ns))
            ++count;
    }
    return count;
}

} // namespace

class InboxTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void allCopiesAreOneRow()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        // Live, then the same by a carbon (routing loop of two servers), then from the archive.
        const QString archiveId = f.server.message(kPhone, u"once"_s, u"m1"_s);
        f.server.deliver(carbon(u"anna@example.net"_s, net::xep0280::Direction::Received, stanza(kPhone, u"m1"_s, {body(u"once"_s)})));
        f.flush();
        QCOMPARE(f.bodies(kBert), QStringList{u"once"_s});
        f.server.forgetSessions();
        f.clock.advance(std::chrono::minutes(2));
        QVERIFY(f.waitCaughtUp());
        f.restart();
        QVERIFY(f.waitCaughtUp());
        QCOMPARE(f.bodies(kBert), QStringList{u"once"_s});
        QCOMPARE(f.messages(kBert).front().archiveId, archiveId);
        // The same text once more is another message.
        f.server.message(kPhone, u"once"_s, u"m2"_s);
        f.flush();
        QCOMPARE(f.bodies(kBert).size(), 2);
    }

    /// ... though the server's clock, by which it says how late it comes, is behind ours.
    void whatAResumedSessionRepeatsIsNotOlder()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        f.server.message(kPhone, u"known"_s, u"m0"_s);
        f.flush();
        f.server.cut();
        f.clock.advance(std::chrono::minutes(2));
        QVERIFY(f.waitCaughtUp());
        QVERIFY(f.account()->lastLogin().resumed);
        const AccountId account = f.account()->id();
        f.store->run([account](StoreSession &session) { session.archive.openCatchUp(account); }); // it is filled when time passes
        f.server.message(kPhone, u"first"_s, u"m1"_s); // the hole ends here
        f.flush();
        QVERIFY(!f.store->read().archive.gaps(account).empty());
        f.server.deliver(stanza(kPhone, u"m2"_s,
            {body(u"second"_s), toElement(net::xep0359::StanzaId{u"a-later-one"_s, net::Jid::fromString(u"anna@example.net")}),
                toElement(net::xep0203::Delay{f.clock.now().addSecs(-1), net::Jid::fromString(u"example.net"), {}})}));
        f.flush();
        QCOMPARE(f.bodies(kBert), (QStringList{u"known"_s, u"first"_s, u"second"_s}));
    }

    void sentByAnotherDevice()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        f.server.message(kPhone, u"are you there?"_s, u"m1"_s);
        f.flush();
        QCOMPARE(f.chat(kBert)->unread, 1);
        Element inner = stanza(u"anna@example.net/phone"_s, u"p1"_s, {body(u"yes"_s)});
        inner.set(u"to", kBert);
        f.server.deliver(carbon(u"anna@example.net"_s, net::xep0280::Direction::Sent, inner));
        f.flush();
        QCOMPARE(f.bodies(kBert), (QStringList{u"are you there?"_s, u"yes"_s}));
        QCOMPARE(f.messages(kBert).back().direction, Direction::Outgoing);
        QCOMPARE(f.messages(kBert).back().state, MessageState::Accepted);
        QCOMPARE(f.chat(kBert)->unread, 0); // who answers has read
    }

    /// L7, L47: whether a location acts for the account is told by the address that our own server puts on it, and by nothing else.
    void forgedCarbonsAreDropped()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        const Element inner = stanza(kPhone, u"x"_s, {body(u"send money"_s)});
        f.server.deliver(carbon(u"mallory@m.example"_s, net::xep0280::Direction::Received, inner));
        f.server.deliver(carbon(u"anna@example.net/phone"_s, net::xep0280::Direction::Sent, inner));
        f.server.message(kPhone, u"real"_s);
        f.flush();
        QCOMPARE(f.bodies(kBert), QStringList{u"real"_s});
    }

    void forgedRosterPushIsRefused()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        Element iq(u"iq", u"jabber:client");
        iq.set(u"type", u"set"_s).set(u"id", u"p"_s).set(u"from", u"mallory@m.example"_s);
        iq.add(toElement(net::rfc6121::Roster{u"9"_s, {{net::Jid::fromString(u"mallory@m.example"), u"Mum"_s, net::rfc6121::Subscription::Both, false, false, {}}}}));
        f.server.deliver(iq);
        f.flush();
        QVERIFY(f.store->read().contacts.all().empty());
    }

    void receiptsForContactsNotForStrangers()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        f.server.message(kPhone, u"hello"_s, u"m1"_s, {net::xep0184::request()});
        f.server.message(u"mallory@m.example/x"_s, u"click here"_s, u"m2"_s, {net::xep0184::request()});
        f.flush();
        QVERIFY(SyncFixture::waitFor([&] { return sentWith(f, u"received", net::xep0184::kNs) == 1; }));
        QCOMPARE(f.server.stanzas.back().attribute(u"to"), kPhone);
        QVERIFY(f.chat(u"mallory@m.example"_s)->request);
        QVERIFY(!f.chat(kBert)->request);
        // Reading a stranger's message tells them nothing either.
        const ChatId request = f.chat(u"mallory@m.example"_s)->id;
        f.account()->markRead(request, f.messages(u"mallory@m.example"_s).back().id);
        f.flush();
        QCOMPARE(sentWith(f, u"displayed", net::xep0333::kNs), 0);
        // Accepted, they are answered.
        f.account()->acceptRequest(request);
        f.flush();
        QVERIFY(!f.chat(u"mallory@m.example"_s)->request);
        f.server.message(u"mallory@m.example/x"_s, u"thanks"_s, u"m3"_s, {net::xep0184::request()});
        f.flush();
        QCOMPARE(sentWith(f, u"received", net::xep0184::kNs), 2);
    }

    void whoWasMissedGetsAReceiptButNotTheHistory()
    {
        SyncFixture f;
        f.befriend(kBert);
        const auto asking = [&](const QString &id) {
            f.server.archiveOnly(kPhone, u"anna@example.net"_s, id, id);
            f.server.archive.back().message.add(net::xep0184::request());
        };
        asking(u"old"_s);
        QVERIFY(f.signIn());
        QCOMPARE(sentWith(f, u"received", net::xep0184::kNs), 0);
        f.close();
        f.server.forgetSessions();
        asking(u"new"_s);
        f.open();
        f.accounts->start();
        QVERIFY(f.waitCaughtUp());
        f.flush();
        QCOMPARE(sentWith(f, u"received", net::xep0184::kNs), 1);
        QCOMPARE(f.server.stanzas.back().child(u"received", net::xep0184::kNs)->attribute(u"id"), u"new"_s);
    }

    void statesOnlyMoveForward()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        f.account()->sendMessage(chat, u"question"_s);
        f.flush();
        const QString id = f.messages(kBert).back().stanzaId;
        QCOMPARE(f.messages(kBert).back().state, MessageState::Accepted);
        f.server.deliver(stanza(kPhone, {}, {toElement(net::xep0333::Displayed{id})}));
        f.flush();
        QCOMPARE(f.messages(kBert).back().state, MessageState::Displayed);
        f.server.deliver(stanza(kPhone, {}, {toElement(net::xep0184::Received{id})}));
        f.flush();
        QCOMPARE(f.messages(kBert).back().state, MessageState::Displayed);
        // Somebody else cannot say it for them.
        f.account()->sendMessage(chat, u"second"_s);
        f.flush();
        f.server.deliver(stanza(u"mallory@m.example/x"_s, {}, {toElement(net::xep0184::Received{f.messages(kBert).back().stanzaId})}));
        f.flush();
        QCOMPARE(f.messages(kBert).back().state, MessageState::Accepted);
    }

    void displayedGoesToThoseWhoSeeUs()
    {
        SyncFixture f;
        f.befriend(kBert);
        f.befriend(u"carl@c.example"_s, net::rfc6121::Subscription::To);
        QVERIFY(f.signIn());
        f.server.message(kPhone, u"one"_s, u"m1"_s, {net::xep0333::markable()});
        f.server.message(kPhone, u"two"_s, u"m2"_s, {net::xep0333::markable()});
        f.server.message(u"carl@c.example/x"_s, u"three"_s, u"m3"_s, {net::xep0333::markable()});
        f.flush();
        f.account()->markRead(f.chat(kBert)->id, f.messages(kBert).back().id);
        f.account()->markRead(f.chat(u"carl@c.example"_s)->id, f.messages(u"carl@c.example"_s).back().id);
        f.account()->markRead(f.chat(kBert)->id, f.messages(kBert).front().id); // never back
        f.flush();
        QCOMPARE(sentWith(f, u"displayed", net::xep0333::kNs), 1);
        QCOMPARE(f.server.stanzas.back().child(u"displayed", net::xep0333::kNs)->attribute(u"id"), u"m2"_s);
        QCOMPARE(f.chat(kBert)->unread, 0);
        QCOMPARE(f.chat(u"carl@c.example"_s)->unread, 0);
        // Who did not ask is not told.
        f.server.message(kPhone, u"no marker"_s, u"m4"_s);
        f.flush();
        f.account()->markRead(f.chat(kBert)->id, f.messages(kBert).back().id);
        f.flush();
        QCOMPARE(sentWith(f, u"displayed", net::xep0333::kNs), 1);
    }

    void correctionsReplace()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        f.server.message(kPhone, u"tpyo"_s, u"m1"_s);
        f.server.message(kPhone, u"typo"_s, u"m2"_s, {toElement(net::xep0308::Replace{u"m1"_s})});
        f.flush();
        QCOMPARE(f.bodies(kBert), QStringList{u"typo"_s});
        QVERIFY(f.messages(kBert).front().edited);
        // From the archive, newest first: the same.
        SyncFixture g;
        g.server.archive = f.server.archive;
        QVERIFY(g.signIn());
        QCOMPARE(g.bodies(kBert), QStringList{u"typo"_s});
    }

    void whatWasDelayedDoesNotMoveTheArchivesHead()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        f.server.message(kPhone, u"tpyo"_s, u"m1"_s);
        f.flush();
        const AccountRecord record = f.store->read().accounts.all().front();
        IncomingMessage marker;
        marker.peer = net::Jid::fromString(kBert);
        marker.from = net::Jid::fromString(kPhone);
        marker.sentAt = f.clock.now();
        marker.delayed = true;
        marker.archiveId = u"kept-1"_s;
        IncomingMessage correction = marker;
        correction.archiveId = u"kept-2"_s;
        correction.id = u"m2"_s;
        correction.type = u"chat"_s;
        correction.body = u"typo"_s;
        correction.replaces = u"m1"_s;
        const auto live = [&](const IncomingMessage &message) {
            f.store->run([=, now = f.clock.now()](StoreSession &session) { InboxWriter(session, record.id, record.jid, now).live(message); });
            f.flush();
            return f.store->read().accounts.find(record.id)->archiveHead;
        };
        QCOMPARE(live(marker), record.archiveHead);
        QCOMPARE(live(correction), record.archiveHead);
        QCOMPARE(f.bodies(kBert), QStringList{u"typo"_s});
        marker.delayed = false;
        QCOMPARE(live(marker), u"kept-1"_s);
    }

    void strangersLeaveNoPresence()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        const QString stranger = u"mallory@m.example"_s;
        f.server.message(stranger + u"/x"_s, u"hi"_s, u"s1"_s);
        f.server.message(kPhone, u"hi"_s, u"m1"_s);
        f.flush();
        QVERIFY(!f.account()->peerStatus(net::Jid::fromString(stranger)).lastSeen.isValid());
        QVERIFY(f.account()->peerStatus(net::Jid::fromString(kBert)).lastSeen.isValid());
    }

    void bouncesFailTheMessage()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(u"nobody@b.example"_s);
        f.account()->sendMessage(chat, u"hello?"_s);
        f.flush();
        const Message row = f.messages(u"nobody@b.example"_s).back();
        Element error(u"message", u"jabber:client");
        error.set(u"from", u"nobody@b.example"_s).set(u"type", u"error"_s).set(u"id", row.stanzaId);
        error.add(toElement(net::rfc6120::StanzaError{net::rfc6120::ErrorType::Cancel, u"service-unavailable"_s, {}, {}}));
        f.server.deliver(error);
        f.flush();
        const Message failed = f.messages(u"nobody@b.example"_s).back();
        QCOMPARE(failed.state, MessageState::Failed);
        QVERIFY(failed.failure.contains(u"does not exist"_s));
        QCOMPARE(f.bodies(u"nobody@b.example"_s).size(), 1);
        f.account()->retry(failed.id);
        f.flush();
        QCOMPARE(f.messages(u"nobody@b.example"_s).back().state, MessageState::Accepted);
        QCOMPARE(f.server.bodies(), (QStringList{u"hello?"_s, u"hello?"_s}));
        QCOMPARE(f.server.stanzas.back().attribute(u"id"), row.stanzaId);
    }

    void typingIsShownAndForgotten()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        f.server.deliver(stanza(kPhone, {}, {toElement(net::xep0085::ChatState::Composing)}));
        f.flush();
        QVERIFY(f.account()->peerStatus(net::Jid::fromString(kBert)).typing);
        f.server.message(kPhone, u"done"_s);
        f.flush();
        QVERIFY(!f.account()->peerStatus(net::Jid::fromString(kBert)).typing);
        f.server.deliver(stanza(u"mallory@m.example/x"_s, {}, {toElement(net::xep0085::ChatState::Composing)}));
        f.flush();
        QVERIFY(!f.account()->peerStatus(net::Jid::fromString(u"mallory@m.example")).typing);
        // And the other way.
        const ChatId chat = f.chat(kBert)->id;
        f.account()->setTyping(chat, true);
        f.account()->setTyping(chat, true);
        f.flush();
        QCOMPARE(sentWith(f, u"composing", net::xep0085::kNs), 1);
        f.account()->setTyping(chat, false);
        f.flush();
        QCOMPARE(sentWith(f, u"paused", net::xep0085::kNs), 1);
    }

    void typingIsNotToldWhenSwitchedOff()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        f.account()->setTyping(chat, true);
        f.flush();
        QCOMPARE(sentWith(f, u"composing", net::xep0085::kNs), 1);
        f.settings->set(Setting::SendTyping, false);
        // What was told before is taken back as always; it must not stand there for ever.
        f.account()->setTyping(chat, false);
        f.flush();
        QCOMPARE(sentWith(f, u"paused", net::xep0085::kNs), 1);
        const size_t before = f.server.stanzas.size();
        f.account()->setTyping(chat, true);
        f.account()->setTyping(chat, false);
        f.flush();
        QCOMPARE(f.server.stanzas.size(), before);
        f.settings->set(Setting::SendTyping, true);
        f.account()->setTyping(chat, true);
        f.flush();
        QCOMPARE(sentWith(f, u"composing", net::xep0085::kNs), 2);
    }

    void receiptsAreNotSentWhenSwitchedOff()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        f.settings->set(Setting::SendReceipts, false);
        const size_t before = f.server.stanzas.size();
        f.server.message(kPhone, u"hello"_s, u"m1"_s, {net::xep0184::request(), net::xep0333::markable()});
        f.flush();
        f.account()->markRead(f.chat(kBert)->id, f.messages(kBert).back().id);
        f.flush();
        QCOMPARE(f.chat(kBert)->unread, 0);
        QCOMPARE(f.server.stanzas.size(), before);
        f.settings->set(Setting::SendReceipts, true);
        f.server.message(kPhone, u"and now?"_s, u"m2"_s, {net::xep0184::request(), net::xep0333::markable()});
        f.flush();
        f.account()->markRead(f.chat(kBert)->id, f.messages(kBert).back().id);
        f.flush();
        QCOMPARE(sentWith(f, u"received", net::xep0184::kNs), 1);
        QCOMPARE(sentWith(f, u"displayed", net::xep0333::kNs), 1);
    }

    void aThousandAtOnceAreFewTransactions()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        QSignalSpy changes(f.store.get(), &Store::changed);
        for (int i = 0; i < 1000; ++i)
            f.server.message(kPhone, QString::number(i), u"m%1"_s.arg(i));
        QVERIFY(SyncFixture::waitFor([&] { return f.messages(kBert).size() == 1000; }));
        QVERIFY2(changes.count() < 50, qPrintable(QString::number(changes.count())));
        const QStringList all = f.bodies(kBert);
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(all[i], QString::number(i));
    }

    /// The disk is full, or another process holds the file: away until it can be written, and nothing lost or twice.
    void storeThatCannotBeWritten()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        f.flush();
        auto other = Database::open(f.databaseFile(), Database::Mode::ReadWrite, std::chrono::milliseconds(1000));
        QVERIFY(other.has_value() && (*other)->execute(u"BEGIN IMMEDIATE"_s));
        const quint32 before = f.server.acknowledged();
        f.server.message(kPhone, u"one"_s, u"m1"_s);
        QVERIFY(SyncFixture::waitFor([&] { return f.account()->status().kind == ConnectionKind::Offline; }));
        QVERIFY(!f.account()->status().problem.isEmpty());
        QCOMPARE(f.server.acknowledged(), before);
        f.server.message(kPhone, u"two"_s, u"m2"_s);
        f.clock.advance(std::chrono::seconds(11));
        f.server.settle();
        QCOMPARE(f.account()->status().kind, ConnectionKind::Offline);
        (*other)->rollBack();
        QVERIFY(f.waitWhileTimePasses([&] { return f.isOnline() && f.bodies(kBert).size() == 2; }));
        f.flush();
        QCOMPARE(f.bodies(kBert), (QStringList{u"one"_s, u"two"_s}));
        QVERIFY(f.account()->status().problem.isEmpty());
        QVERIFY(f.server.acknowledged() > before);
    }

    void handledOnlyWhenCommitted()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        f.flush();
        const quint32 before = f.server.acknowledged();
        f.server.message(kPhone, u"kept?"_s, u"m1"_s);
        f.flush();
        QVERIFY(f.server.acknowledged() > before);
        QCOMPARE(f.bodies(kBert), QStringList{u"kept?"_s});
    }
};

QTEST_GUILESS_MAIN(InboxTest)
#include "tst_inbox.moc"
