// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/rfc6121_presence.h"
#include "net/proto/xep_0060_pubsub.h"
#include "net/proto/xep_0084_avatar.h"
#include "net/proto/xep_0153_vcard_avatar.h"
#include "net/proto/xep_0172_nick.h"
#include "tests/unit/model/sync/sync_fixture.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace model;
using net::Jid;
using net::rfc6121::PresenceType;
using net::xml::Element;

namespace {

const QString kBert = u"bert@b.example"_s;

Element presence(const QString &from, PresenceType type, net::rfc6121::Show show = net::rfc6121::Show::Online)
{
    net::rfc6121::Presence value;
    value.from = Jid::fromString(from);
    value.type = type;
    value.show = show;
    return toElement(value);
}

Element published(const QString &from, QStringView node, const QString &id, const Element &payload)
{
    Element message(u"message", u"jabber:client");
    message.set(u"from", from).set(u"type", u"headline"_s);
    message.add(toElement(net::xep0060::Event{net::xep0060::Event::Kind::Items, node.toString(), {{id, {}, payload}}, {}}));
    return message;
}

QByteArray png(const QByteArray &rest = "picture")
{
    return "\x89PNG\r\n\x1a\n" + rest;
}

Element metadata(const QByteArray &image, int bytes = -1)
{
    return toElement(net::xep0084::AvatarMetadata{{{net::xep0084::imageId(image), u"image/png"_s, bytes < 0 ? int(image.size()) : bytes, 0, 0, {}}}});
}

QStringList subscriptionsSent(const SyncFixture &f)
{
    QStringList result;
    for (const Element &stanza : f.server.stanzas) {
        if (stanza.name() == u"presence" && !stanza.attribute(u"type").isNull())
            result << stanza.attribute(u"type") + u' ' + stanza.attribute(u"to");
    }
    return result;
}

int asked(const SyncFixture &f, QStringView name, QStringView ns)
{
    return int(std::count_if(f.server.questions.begin(), f.server.questions.end(), [&](const Element &iq) { return iq.child(name, ns); }));
}

std::optional<Contact> contact(const SyncFixture &f, const QString &jid)
{
    return f.store->read().contacts.find(f.account()->id(), Jid::fromString(jid));
}

} // namespace

class RosterSyncTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fetchedOnceThenByVersion()
    {
        SyncFixture f;
        f.befriend(kBert);
        f.befriend(u"carl@c.example"_s, net::rfc6121::Subscription::To);
        QVERIFY(f.signIn());
        f.flush();
        QCOMPARE(f.store->read().contacts.all().size(), size_t(2));
        QCOMPARE(contact(f, kBert)->subscription, Subscription::Both);
        QCOMPARE(f.store->read().accounts.all().front().rosterVersion, f.server.rosterVersion);
        f.server.forgetSessions(); // one that is resumed has no contacts to ask for
        f.restart();
        QVERIFY(f.waitCaughtUp());
        f.flush();
        const auto last = std::find_if(f.server.questions.rbegin(), f.server.questions.rend(), [](const Element &iq) { return iq.child(u"query", net::rfc6121::kRosterNs); });
        QCOMPARE(last->child(u"query", net::rfc6121::kRosterNs)->attribute(u"ver"), f.server.rosterVersion);
        QCOMPARE(f.store->read().contacts.all().size(), size_t(2)); // an empty answer means: what you have is right
    }

    void pushesChangeIt()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        net::rfc6121::RosterItem item{Jid::fromString(kBert), u"Bertie"_s, net::rfc6121::Subscription::Both, false, false, {u"Friends"_s}};
        f.server.pushRoster(item);
        f.flush();
        QCOMPARE(contact(f, kBert)->name, u"Bertie"_s);
        QCOMPARE(contact(f, kBert)->groups, QStringList{u"Friends"_s});
        QCOMPARE(f.store->read().accounts.all().front().rosterVersion, f.server.rosterVersion);
        item.subscription = net::rfc6121::Subscription::Remove;
        f.server.pushRoster(item);
        f.flush();
        QVERIFY(!contact(f, kBert));
    }

    void goneWhileAway()
    {
        SyncFixture f;
        f.server.hasRosterVersions = false;
        f.befriend(kBert);
        f.befriend(u"carl@c.example"_s);
        QVERIFY(f.signIn());
        f.flush();
        f.server.roster.erase(kBert);
        f.server.forgetSessions(); // one that is resumed has no contacts to ask for
        f.restart();
        QVERIFY(f.waitCaughtUp());
        f.flush();
        QVERIFY(!contact(f, kBert));
        QVERIFY(contact(f, u"carl@c.example"_s));
    }

    void addRenameRemove()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        f.account()->addContact(Jid::fromString(kBert), u"Bert"_s);
        f.flush();
        QCOMPARE(contact(f, kBert)->name, u"Bert"_s);
        QCOMPARE(subscriptionsSent(f), QStringList{u"subscribe "_s + kBert});
        f.account()->renameContact(Jid::fromString(kBert), u"Bertram"_s);
        f.flush();
        QCOMPARE(contact(f, kBert)->name, u"Bertram"_s);
        f.account()->removeContact(Jid::fromString(kBert));
        f.flush();
        QVERIFY(!contact(f, kBert));
    }

    void changesMadeOfflineAreMadeLater()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        f.account()->goOffline();
        f.account()->addContact(Jid::fromString(kBert), u"Bert"_s);
        f.flush();
        QVERIFY(f.server.roster.empty());
        f.account()->connectNow();
        QVERIFY(f.waitCaughtUp());
        f.flush();
        QCOMPARE(contact(f, kBert)->name, u"Bert"_s);
    }

    /// L3: friendship is the subscription of RFC 6121, and the person decides. L8: whom nobody has let in is not trusted.
    void strangersRequestWaits()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        f.server.deliver(presence(kBert, PresenceType::Subscribe));
        f.flush();
        QVERIFY(f.chat(kBert) && f.chat(kBert)->request);
        QVERIFY(subscriptionsSent(f).isEmpty());
        f.account()->acceptRequest(f.chat(kBert)->id);
        f.flush();
        QVERIFY(!f.chat(kBert)->request);
        QCOMPARE(subscriptionsSent(f), (QStringList{u"subscribe "_s + kBert, u"subscribed "_s + kBert}));
        QVERIFY(contact(f, kBert));
    }

    void declinedAndBlocked()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        f.server.deliver(presence(kBert, PresenceType::Subscribe));
        f.flush();
        f.account()->declineRequest(f.chat(kBert)->id, true);
        f.flush();
        QVERIFY(!f.chat(kBert));
        QCOMPARE(subscriptionsSent(f), QStringList{u"unsubscribed "_s + kBert});
        QCOMPARE(asked(f, u"block", u"urn:xmpp:blocking"), 1);
    }

    void whomWeAskedIsLetIn()
    {
        SyncFixture f;
        f.befriend(kBert, net::rfc6121::Subscription::To);
        QVERIFY(f.signIn());
        f.flush();
        f.server.deliver(presence(kBert, PresenceType::Subscribe));
        f.flush();
        QCOMPARE(subscriptionsSent(f), QStringList{u"subscribed "_s + kBert});
        QVERIFY(!f.chat(kBert)); // nothing to decide
    }

    /// L4: who is present has not subscribed to anything by it.
    void presenceOfContactsOnly()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        f.flush();
        QSignalSpy spy(f.account(), &Account::peerStatusChanged);
        f.server.deliver(presence(kBert + u"/x"_s, PresenceType::Available, net::rfc6121::Show::Away));
        f.server.deliver(presence(u"mallory@m.example/x"_s, PresenceType::Available));
        f.flush();
        QCOMPARE(f.account()->peerStatus(Jid::fromString(kBert)).availability, Availability::Away);
        QCOMPARE(f.accounts->peerStatus(f.account()->id(), Jid::fromString(kBert)).availability, Availability::Away);
        QCOMPARE(f.account()->peerStatus(Jid::fromString(u"mallory@m.example")).availability, Availability::Unknown);
        QCOMPARE(spy.count(), 1);
        // A new session: they will be told again (D56).
        f.server.forgetSessions();
        f.clock.advance(std::chrono::minutes(3));
        QVERIFY(f.waitCaughtUp());
        QCOMPARE(f.account()->peerStatus(Jid::fromString(kBert)).availability, Availability::Unknown);
    }

    void avatarsAreFetchedOnceAndChecked()
    {
        SyncFixture f;
        f.befriend(kBert);
        f.befriend(u"carl@c.example"_s);
        const QByteArray image = png();
        const QString hash = net::xep0084::imageId(image);
        const auto node = [](const QString &who, const QString &id) { return who + u" urn:xmpp:avatar:data "_s + id; };
        f.server.nodes[node(kBert, hash)] = net::xep0084::dataElement(image);
        QVERIFY(f.signIn());
        f.flush();
        const int before = asked(f, u"pubsub", net::xep0060::kNs); // a sign-in asks for the read markers
        f.server.deliver(published(kBert, net::xep0084::kMetadataNs, hash, metadata(image)));
        f.flush();
        QCOMPARE(contact(f, kBert)->avatarHash, hash);
        QCOMPARE(f.store->read().avatars.find(hash)->bytes, image);
        QCOMPARE(asked(f, u"pubsub", net::xep0060::kNs), before + 1);
        // The same picture of somebody else: it is here already.
        f.server.deliver(published(u"carl@c.example"_s, net::xep0084::kMetadataNs, hash, metadata(image)));
        f.flush();
        QCOMPARE(contact(f, u"carl@c.example"_s)->avatarHash, hash);
        QCOMPARE(asked(f, u"pubsub", net::xep0060::kNs), before + 1);
        // Not what its hash says, too large, from a stranger: not kept, not fetched.
        const QByteArray other = png("other");
        f.server.nodes[node(kBert, net::xep0084::imageId(other))] = net::xep0084::dataElement(png("forged"));
        f.server.deliver(published(kBert, net::xep0084::kMetadataNs, net::xep0084::imageId(other), metadata(other)));
        f.flush();
        QCOMPARE(contact(f, kBert)->avatarHash, hash);
        QCOMPARE(asked(f, u"pubsub", net::xep0060::kNs), before + 2);
        f.server.deliver(published(kBert, net::xep0084::kMetadataNs, u"big"_s, metadata(png("big"), 10'000'000)));
        f.server.deliver(published(u"mallory@m.example"_s, net::xep0084::kMetadataNs, u"m"_s, metadata(png("m"))));
        f.flush();
        QCOMPARE(asked(f, u"pubsub", net::xep0060::kNs), before + 2);
        // Taken away.
        f.server.deliver(published(kBert, net::xep0084::kMetadataNs, u"x"_s, toElement(net::xep0084::AvatarMetadata{})));
        f.flush();
        QVERIFY(contact(f, kBert)->avatarHash.isEmpty());
    }

    void nicknamesAndOwnProfile()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        f.flush();
        QCOMPARE(f.account()->displayName(), u"anna"_s);
        QSignalSpy changed(f.account(), &Account::profileChanged);
        f.server.deliver(published(kBert, net::xep0172::kNs, u"n"_s, toElement(net::xep0172::Nick{u"Bertie"_s})));
        f.server.deliver(published(u"anna@example.net"_s, net::xep0172::kNs, u"n"_s, toElement(net::xep0172::Nick{u"Anna K."_s})));
        f.flush();
        QCOMPARE(contact(f, kBert)->nick, u"Bertie"_s);
        QCOMPARE(f.account()->displayName(), u"Anna K."_s);
        QCOMPARE(changed.count(), 1);
        f.restart();
        QCOMPARE(f.account()->displayName(), u"Anna K."_s);
    }
};

QTEST_GUILESS_MAIN(RosterSyncTest)
#include "tst_roster_sync.moc"
