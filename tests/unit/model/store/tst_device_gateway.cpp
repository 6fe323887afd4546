// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/model/temp_store.h"

#include <algorithm>
#include <random>

using namespace Qt::StringLiterals;
using namespace model;
using test::TempStore;

namespace {

const QDateTime kNow = TempStore::at(0);

DeviceEntry device(const QString &id, qint64 entry = 1, const QString &name = {})
{
    DeviceEntry e;
    e.id = id;
    e.entry = entry;
    e.since = e.entered = kNow;
    e.resource = u"Kith~"_s + id;
    e.name = name;
    return e;
}

QStringList names(const std::vector<StoredDevice> &devices)
{
    QStringList list;
    for (const StoredDevice &d : devices)
        list << d.entry.id + (d.due ? u"*"_s : QString());
    return list;
}

} // namespace

/// The links node as one device keeps it: what is newer stays, what is due is said, what was removed stays removed. A star: due.
class DeviceGatewayTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TempStore> m_store;
    AccountId m_account{};

    QStringList all() { return m_store->run([this](StoreSession &s) { return names(s.devices.all(m_account)); }); }
    StoredDevice find(const QString &id) { return m_store->run([&](StoreSession &s) { return s.devices.find(m_account, id); }).value_or(StoredDevice()); }
    QStringList heard(const std::vector<DeviceEntry> &entries, bool isAll = false, const QDateTime &at = kNow)
    {
        return m_store->run([&](StoreSession &s) { return s.devices.heard(m_account, entries, isAll, at); });
    }
    bool retracted(const QStringList &ids)
    {
        return m_store->run([&](StoreSession &s) { return s.devices.retracted(m_account, ids, kNow); });
    }

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<TempStore>();
        m_account = m_store->account();
        m_store->run([this](StoreSession &s) { s.devices.ensureOwn(m_account, device(u"own"_s, 0, u"desk"_s)); });
    }
    void cleanup() { m_store.reset(); }

    // L40: made once.
    void ownIdIsForGood()
    {
        m_store->run([this](StoreSession &s) { s.devices.ensureOwn(m_account, device(u"other"_s, 0)); });
        QCOMPARE(m_store->run([this](StoreSession &s) { return s.devices.ownId(m_account); }), u"own"_s);
        QCOMPARE(all(), QStringList{u"own"_s});
    }

    // Order and repetition do not matter: what all devices end up with is the same (L42).
    void mergeIsALattice()
    {
        std::mt19937 random(7);
        const auto pick = [&](int n) { return int(random() % unsigned(n)); };
        const auto any = [&] {
            DeviceEntry e = device(u"a"_s, pick(3));
            e.resource = QString::number(pick(2));
            e.name = QString::number(pick(3));
            e.nameStamp = {pick(2), QString::number(pick(2))};
            e.services = pick(2) ? QStringList{u"_a"_s} : QStringList();
            e.servicesStamp = {pick(2), QString::number(pick(2))};
            if (pick(3) == 0)
                e.unlinked = UnlinkWish{kNow.addSecs(pick(2)), QString::number(pick(2)), pick(2) == 0};
            return e;
        };
        for (int i = 0; i < 20'000; ++i) {
            const DeviceEntry a = any(), b = any(), c = any();
            QCOMPARE(merged(a, b), merged(b, a));
            QCOMPARE(merged(merged(a, b), c), merged(a, merged(b, c)));
            QCOMPARE(merged(merged(a, b), b), merged(a, b));
            QCOMPARE(merged(a, a), a);
        }
    }

    void olderNeverReplacesNewer()
    {
        DeviceEntry first = device(u"a"_s, 5, u"one"_s);
        first.nameStamp = {2, u"a"_s};
        heard({first});
        QCOMPARE(all(), (QStringList{u"a"_s, u"own"_s}));
        // Somebody who was away repeats what was: the name stays, and is due again, so that the node learns it anew.
        DeviceEntry stale = device(u"a"_s, 6, u"zero"_s);
        stale.nameStamp = {1, u"b"_s};
        heard({stale});
        QCOMPARE(find(u"a"_s).entry.name, u"one"_s);
        QCOMPARE(find(u"a"_s).entry.entry, qint64(6));
        QCOMPARE(all(), (QStringList{u"a*"_s, u"own"_s}));
        heard({find(u"a"_s).entry});
        QCOMPARE(all(), (QStringList{u"a"_s, u"own"_s}));
    }

    // L42: a full list takes out what is not on it, by itself removes nothing at the node, and has us say our own again.
    void absentIsGoneButOwnIsSaid()
    {
        heard({device(u"a"_s), device(u"b"_s), device(u"own"_s, 0, u"desk"_s)}, true);
        QCOMPARE(all(), (QStringList{u"a"_s, u"b"_s, u"own"_s}));
        heard({device(u"b"_s)}, true);
        QCOMPARE(all(), (QStringList{u"b"_s, u"own*"_s}));
        m_store->run([this](StoreSession &s) { s.devices.nodeLost(m_account); });
        QCOMPARE(all(), (QStringList{u"own*"_s}));
    }

    void removedStaysRemoved()
    {
        heard({device(u"a"_s, 3)});
        QVERIFY(!retracted({u"a"_s}));
        QCOMPARE(all(), QStringList{u"own"_s});
        // Somebody's late word about it: to be taken away again. The device itself, when it enters anew, is welcome.
        QCOMPARE(heard({device(u"a"_s, 3)}), QStringList{u"a"_s});
        QCOMPARE(all(), QStringList{u"own"_s});
        QCOMPARE(heard({device(u"a"_s, 4)}), QStringList());
        QCOMPARE(all(), (QStringList{u"a"_s, u"own"_s}));
        // For good only as long as anybody could still repeat it.
        retracted({u"a"_s});
        heard({device(u"own"_s, 0, u"desk"_s)}, true, kNow.addDays(DeviceGateway::kStaleDays + 1));
        QCOMPARE(heard({device(u"a"_s, 4)}), QStringList());
    }

    void takenFromUsWeEnterAgain()
    {
        QVERIFY(retracted({u"own"_s}));
        QCOMPARE(all(), QStringList{u"own*"_s});
        QCOMPARE(find(u"own"_s).entry.entry, qint64(1)); // a new entering
        // Unless we were asked to leave.
        m_store->run([this](StoreSession &s) { s.devices.askToLeave(m_account, u"own"_s, kNow, false); });
        QVERIFY(!retracted({u"own"_s}));
    }

    // A revocation that nobody confirmed is not kept for ever.
    void outlived()
    {
        heard({device(u"a"_s), device(u"b"_s)});
        m_store->run([this](StoreSession &s) { return s.devices.askToLeave(m_account, u"a"_s, kNow, false); });
        const auto at = [this](int days) { return m_store->run([this, days](StoreSession &s) { return s.devices.outlived(m_account, kNow.addDays(days)); }); };
        QCOMPARE(at(DeviceGateway::kStaleDays - 1), QStringList());
        QCOMPARE(at(DeviceGateway::kStaleDays + 1), QStringList{u"a"_s});
    }

    void editsAreDueUntilSaid()
    {
        heard({device(u"a"_s, 1, u"one"_s)});
        QVERIFY(m_store->run([this](StoreSession &s) { return s.devices.rename(m_account, u"a"_s, u"two"_s); }));
        QVERIFY(m_store->run([this](StoreSession &s) { return s.devices.setServices(m_account, u"a"_s, {u"_news"_s}); }));
        QVERIFY(!m_store->run([this](StoreSession &s) { return s.devices.rename(m_account, u"nobody"_s, u"two"_s); }));
        const DeviceEntry said = find(u"a"_s).entry;
        QCOMPARE(said.nameStamp, (EditStamp{1, u"own"_s}));
        QCOMPARE(said.servicesStamp, (EditStamp{1, u"own"_s}));
        QCOMPARE(all(), (QStringList{u"a*"_s, u"own"_s}));
        // Changed again before the node had it: still due.
        m_store->run([this](StoreSession &s) { s.devices.rename(m_account, u"a"_s, u"three"_s); });
        m_store->run([&](StoreSession &s) { s.devices.published(m_account, said); });
        QCOMPARE(all(), (QStringList{u"a*"_s, u"own"_s}));
        const DeviceEntry now = find(u"a"_s).entry;
        m_store->run([&](StoreSession &s) { s.devices.published(m_account, now); });
        QCOMPARE(all(), (QStringList{u"a"_s, u"own"_s}));
        // The own name is what the server is told at the next login.
        m_store->run([this](StoreSession &s) { s.devices.rename(m_account, u"own"_s, u"study"_s); });
        QCOMPARE(m_store->run([this](StoreSession &s) { return s.accounts.find(m_account); })->deviceName, u"study"_s);
    }

    void seenByItsResource()
    {
        heard({device(u"a"_s)});
        m_store->run([this](StoreSession &s) { s.devices.seen(m_account, u"Kith~a"_s, kNow); });
        QCOMPARE(find(u"a"_s).lastSeen, kNow);
        m_store->run([this](StoreSession &s) { s.devices.seen(m_account, u"Kith~a"_s, kNow.addSecs(-60)); });
        QCOMPARE(find(u"a"_s).lastSeen, kNow); // never back
        QVERIFY(!find(u"own"_s).lastSeen.isValid());
    }

    // Who signs in again is a new device.
    void signingOutForgets()
    {
        heard({device(u"a"_s)});
        m_store->run([this](StoreSession &s) { s.accounts.remove(m_account, false); });
        const AccountId again = m_store->account();
        QCOMPARE(again, m_account);
        QCOMPARE(m_store->run([this](StoreSession &s) { return s.devices.ownId(m_account); }), QString());
        QCOMPARE(all(), QStringList());
    }

    void changesAreTold()
    {
        int told = 0;
        connect(m_store->store.get(), &Store::changed, this, [&](const StoreChange &change) { told += int(std::count(change.devices.begin(), change.devices.end(), m_account)); });
        heard({device(u"a"_s), device(u"b"_s)});
        QCOMPARE(told, 1);
        m_store->run([this](StoreSession &s) { s.devices.seen(m_account, u"nobody"_s, kNow); });
        QCOMPARE(told, 1);
    }
};

QTEST_GUILESS_MAIN(DeviceGatewayTest)
#include "tst_device_gateway.moc"
