// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/device_list.h"
#include "net/proto/kith_access.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace model;
using net::xep0494::Client;
using ServerList = LinkedDevices::ServerList;

namespace {

const QDateTime kNow = QDateTime::fromMSecsSinceEpoch(1'700'000'000'000, Qt::UTC);

StoredDevice linked(const QString &id, const QString &name, const QDateTime &entered = kNow.addDays(-1))
{
    StoredDevice d;
    d.entry.id = id;
    d.entry.entry = 1;
    d.entry.since = kNow.addDays(-300);
    d.entry.entered = entered;
    d.entry.resource = u"Kith~"_s + id;
    d.entry.software = u"Kith"_s;
    d.entry.version = u"0.1"_s;
    d.entry.kind = u"computer"_s;
    d.entry.name = name;
    d.heardAt = kNow.addSecs(-60);
    return d;
}

Client client(const QString &id, const QString &resource, bool usedPassword = false)
{
    Client c;
    c.id = id;
    c.software = u"Gajim"_s;
    c.device = u"old laptop"_s;
    c.usedPassword = usedPassword;
    c.hasFast = !usedPassword;
    c.lastSeen = kNow.addDays(-2);
    c.element = toElement(c);
    if (!resource.isEmpty())
        c.element.add(net::access::toElement({resource, net::access::ClientSession::State::Ended, false}));
    return c;
}

/// This device is "me".
DeviceSources sources()
{
    DeviceSources s;
    s.account = AccountId(1);
    s.now = kNow;
    s.isLive = true;
    s.ownId = u"me"_s;
    s.ownResource = u"Kith~me"_s;
    s.userAgentId = u"d4565fa7-4d72-4749-b3d3-740edbf87770"_s;
    s.linked = {linked(u"me"_s, u"desk"_s)};
    return s;
}

Device find(const DeviceSources &s, const QString &key)
{
    const QList<Device> all = listDevices(s);
    const auto found = std::find_if(all.begin(), all.end(), [&](const Device &d) { return d.key == key; });
    return found == all.end() ? Device() : *found;
}

} // namespace

/// One list from all that is known, with source and age of each fact, and claims apart from truth (L41).
class DeviceListTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void thisDevice()
    {
        const Device me = find(sources(), u"me"_s);
        QVERIFY(me.isThis);
        QCOMPARE(me.name, (Fact<QString>{u"desk"_s, FactSource::OwnRecord, kNow}));
        QCOMPARE(me.state.value, DeviceState::Connected);
        QCOMPARE(me.unlink, UnlinkHow::SelfSignOut);
        QCOMPARE(me.signsInWith.value, SignsInWith::Password);
        QCOMPARE(me.canRename, DeviceReason::None);
        QVERIFY(!me.canWipe);
        QVERIFY(!me.offerRemoval);
        DeviceSources s = sources();
        s.ownHasToken = true;
        QCOMPARE(find(s, u"me"_s).signsInWith.value, SignsInWith::Token);
    }

    // L41: the entry says that it is linked; only presence says that it is there.
    void claimIsNotTruth()
    {
        DeviceSources s = sources();
        s.linked.push_back(linked(u"a"_s, u"phone"_s));
        Device a = find(s, u"a"_s);
        QVERIFY(a.isLinked());
        QCOMPARE(a.state.value, DeviceState::Gone);
        QCOMPARE(a.name.source, FactSource::LinksNode);
        QCOMPARE(a.name.at, kNow.addSecs(-60));
        QCOMPARE(a.lastSeen.source, FactSource::LinksNode);
        s.sessions[u"Kith~a"_s] = {kNow.addSecs(-5), {}};
        a = find(s, u"a"_s);
        QVERIFY(a.isConnected());
        QCOMPARE(a.state.source, FactSource::Presence);
        QCOMPARE(a.lastSeen.value, kNow);
        s.sessions[u"Kith~a"_s].detachedSince = kNow.addSecs(-100);
        a = find(s, u"a"_s);
        QCOMPARE(a.state.value, DeviceState::Detached);
        QCOMPARE(a.detachedSince, kNow.addSecs(-100));
        // Without a connection nobody can say.
        s.isLive = false;
        a = find(s, u"a"_s);
        QCOMPARE(a.state.value, DeviceState::Unknown);
        QVERIFY(!a.state.isKnown());
        QCOMPARE(a.canRename, DeviceReason::NotConnected);
        QCOMPARE(a.unlink, UnlinkHow::NotNow);
        QCOMPARE(a.unlinkReason, DeviceReason::NotConnected);
    }

    void offeredForRemoval_data()
    {
        QTest::addColumn<int>("enteredDaysAgo");
        QTest::addColumn<int>("seenDaysAgo"); // -1: never
        QTest::addColumn<bool>("isHere");
        QTest::addColumn<bool>("offered");
        QTest::newRow("fresh") << 1 << -1 << false << false;
        QTest::newRow("90 days") << 90 << -1 << false << false;
        QTest::newRow("91 days") << 91 << -1 << false << true;
        QTest::newRow("entered long ago, seen since") << 200 << 10 << false << false;
        QTest::newRow("both long ago") << 200 << 100 << false << true;
        QTest::newRow("here") << 200 << -1 << true << false;
    }
    void offeredForRemoval()
    {
        QFETCH(int, enteredDaysAgo);
        QFETCH(int, seenDaysAgo);
        QFETCH(bool, isHere);
        DeviceSources s = sources();
        s.linked.push_back(linked(u"a"_s, u"old"_s, kNow.addDays(-enteredDaysAgo)));
        if (seenDaysAgo >= 0)
            s.linked.back().lastSeen = kNow.addDays(-seenDaysAgo);
        if (isHere)
            s.sessions[u"Kith~a"_s] = {kNow, {}};
        QTEST(find(s, u"a"_s).offerRemoval, "offered");
    }

    void sameDeviceInTheServersList_data()
    {
        QTest::addColumn<int>("by");
        QTest::newRow("by its session") << 0;
        QTest::newRow("by its name") << 1;
    }
    void sameDeviceInTheServersList()
    {
        QFETCH(int, by);
        DeviceSources s = sources();
        s.serverList = ServerList::Known;
        s.clientsAskedAt = kNow.addSecs(-1);
        s.linked.push_back(linked(u"a"_s, u"phone"_s));
        Client c = client(u"c1"_s, by == 0 ? u"Kith~a"_s : QString());
        if (by == 1) {
            c.device = u"phone"_s;
            c.software = u"Kith"_s;
        }
        s.clients = {c};
        QCOMPARE(listDevices(s).size(), 2);
        const Device a = find(s, u"a"_s);
        QCOMPARE(a.signsInWith, (Fact<SignsInWith>{SignsInWith::Token, FactSource::ClientList, kNow.addSecs(-1)}));
        QCOMPARE(a.name.source, FactSource::LinksNode);
        QCOMPARE(a.unlink, UnlinkHow::RevokedByServer);
        QCOMPARE(clientIdOf(s, u"a"_s), u"c1"_s);
        // Two that call themselves the same are not told apart by it.
        if (by == 1) {
            c.id = u"c2"_s;
            s.clients.push_back(c);
            QCOMPARE(clientIdOf(s, u"a"_s), QString());
            QCOMPARE(listDevices(s).size(), 4);
        }
    }

    void thisDeviceInTheServersList()
    {
        DeviceSources s = sources();
        s.serverList = ServerList::Known;
        s.clientsAskedAt = kNow;
        s.clients = {client(u"client/"_s + s.userAgentId, {}, true), client(u"other"_s, {})};
        QCOMPARE(clientIdOf(s, u"me"_s), u"client/"_s + s.userAgentId);
        QCOMPARE(find(s, u"me"_s).signsInWith.value, SignsInWith::Password);
        Client self = client(u"x"_s, {});
        self.element.add(net::access::toElement({u"Kith~me2"_s, net::access::ClientSession::State::Connected, true}));
        s.clients = {self};
        QCOMPARE(clientIdOf(s, u"me"_s), u"x"_s);
    }

    void otherPrograms()
    {
        DeviceSources s = sources();
        s.serverList = ServerList::Known;
        s.clientsAskedAt = kNow;
        s.clients = {client(u"c1"_s, u"gajim.1"_s, true)};
        s.sessions[u"Kith~me"_s] = {kNow, {}}; // the own one is no row of its own
        s.sessions[u"dino"_s] = {kNow, {}};
        s.programs[u"dino"_s] = {u"Dino"_s, u"0.4"_s, {}, DeviceKind::Computer, kNow};
        QCOMPARE(listDevices(s).size(), 3);
        const Device gajim = find(s, u"client:c1"_s), dino = find(s, u"session:dino"_s);
        QVERIFY(!gajim.isLinked());
        QCOMPARE(gajim.name.value, u"old laptop"_s);
        QCOMPARE(gajim.lastSeen.value, kNow.addDays(-2));
        QCOMPARE(gajim.canRename, DeviceReason::NotLinked);
        QCOMPARE(gajim.unlink, UnlinkHow::OnlyPasswordChange); // L50
        QCOMPARE(gajim.unlinkReason, DeviceReason::PasswordWasUsedThere);
        QVERIFY(!gajim.offerRemoval);
        QVERIFY(dino.isConnected());
        QCOMPARE(dino.software.value, u"Dino"_s);
        QCOMPARE(dino.kind.value, DeviceKind::Computer);
        // Its session makes the two one.
        s.sessions[u"gajim.1"_s] = {kNow, {}};
        QCOMPARE(listDevices(s).size(), 3);
        QVERIFY(find(s, u"client:c1"_s).isConnected());
    }

    void withoutTheServersList()
    {
        DeviceSources s = sources();
        s.serverList = ServerList::NotOffered;
        s.linked.push_back(linked(u"a"_s, u"phone"_s));
        s.sessions[u"dino"_s] = {kNow, {}};
        QCOMPARE(find(s, u"a"_s).unlink, UnlinkHow::AsksDevice);
        QCOMPARE(find(s, u"a"_s).unlinkReason, DeviceReason::ServerHasNoClientList);
        QCOMPARE(find(s, u"session:dino"_s).unlink, UnlinkHow::OnlyPasswordChange);
        QCOMPARE(find(s, u"session:dino"_s).unlinkReason, DeviceReason::ServerHasNoClientList);
        s.linked.back().entry.unlinked = UnlinkWish{kNow, u"me"_s, false};
        QVERIFY(find(s, u"a"_s).wasUnlinked);
        QCOMPARE(find(s, u"a"_s).unlinkReason, DeviceReason::AlreadyUnlinked);
    }

    void whatItReceives()
    {
        DeviceSources s = sources();
        s.linked.push_back(linked(u"a"_s, u"phone"_s));
        s.linked.push_back(linked(u"b"_s, u"tablet"_s)); // L24: more than one catch-all
        s.linked[1].entry.services = {u"_message_public"_s};
        QCOMPARE(find(s, u"a"_s).role.value, LinkRole::Filtered);
        QCOMPARE(find(s, u"a"_s).receives.value.services(), QList{Service::Groups});
        QCOMPARE(find(s, u"b"_s).role.value, LinkRole::CatchAll);
        QCOMPARE(find(s, u"me"_s).role.value, LinkRole::CatchAll);
    }
};

QTEST_GUILESS_MAIN(DeviceListTest)
#include "tst_device_list.moc"
