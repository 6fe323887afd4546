// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/changes.h"
#include "model/store/database.h"
#include "model/store/migrator.h"
#include "model/store/store_session.h"
#include "model/sync/links_sync.h"

#include <QRandomGenerator>
#include <QTest>

#include <deque>
#include <map>

using namespace Qt::StringLiterals;
using namespace model;

namespace {

const QDateTime kStart = QDateTime::fromMSecsSinceEpoch(1'700'000'000'000, Qt::UTC);

/// A device's tables, as DeviceGateway keeps them.
class Tables
{
public:
    Tables()
        : m_db(std::move(*Database::open(u":memory:"_s, Database::Mode::ReadWrite, std::chrono::seconds(1))))
        , m_session(*m_db, m_changes)
    {
        if (migrate(*m_db))
            qFatal("schema");
    }
    /// As a new installation.
    void install(const QString &id)
    {
        m_db->execute(u"DELETE FROM account"_s);
        AccountRecord record;
        record.jid = net::Jid::fromString(u"anna@example.org");
        m_account = m_session.accounts.add(record);
        DeviceEntry fresh;
        fresh.id = id;
        fresh.since = fresh.entered = kStart;
        fresh.name = u"new "_s + id;
        m_session.devices.ensureOwn(m_account, fresh);
        m_changes.clear();
    }
    [[nodiscard]] DeviceGateway &devices() { return m_session.devices; }
    [[nodiscard]] AccountId account() const { return m_account; }
    [[nodiscard]] std::map<QString, DeviceEntry> list()
    {
        m_changes.clear();
        std::map<QString, DeviceEntry> entries;
        for (const StoredDevice &device : m_session.devices.all(m_account))
            entries[device.entry.id] = device.entry;
        return entries;
    }

private:
    std::unique_ptr<Database> m_db;
    Changes m_changes;
    StoreSession m_session;
    AccountId m_account{};
};

using Node = std::map<QString, net::xep0060::Item>;

/// Ten devices of one account and their server, in an order that a seed decides. A seat is a machine: who has left it sits down again as a new device.
class World
{
public:
    World(quint32 seed, std::vector<Tables> &tables) : m_random(seed)
    {
        for (Tables &t : tables)
            m_seats.push_back({&t, {}, {}, false, false, {}});
    }
    /// Empty, or what went wrong.
    QString run(int steps)
    {
        for (Seat &seat : m_seats)
            install(seat);
        for (int i = 0; i < steps && m_complaint.isEmpty(); ++i)
            step();
        quiesce();
        return m_complaint;
    }
    [[nodiscard]] int departures() const { return m_departures; }
    [[nodiscard]] int publications() const { return m_publications; }

private:
    struct Word {
        enum class What { Items, Put, Taken, Lost, Ack } what;
        Node items; ///< Items
        net::xep0060::Item item; ///< Put
        QString id; ///< Taken
        DeviceEntry said; ///< Ack
    };
    struct Seat {
        Tables *tables;
        QString id;
        std::deque<Word> words; ///< in the order in which the server said them
        bool online, itemsKnown;
        std::optional<DeviceEntry> underWay;
    };

    [[nodiscard]] int upTo(int n) { return int(m_random.bounded(n)); }
    [[nodiscard]] bool chance(int percent) { return upTo(100) < percent; }
    void complain(const QString &what)
    {
        if (m_complaint.isEmpty())
            m_complaint = what;
    }
    DeviceGateway &rows(Seat &seat) { return seat.tables->devices(); }
    AccountId account(Seat &seat) { return seat.tables->account(); }

    void step()
    {
        Seat &seat = m_seats[size_t(upTo(int(m_seats.size())))];
        const int dice = upTo(100);
        if (dice < 8)
            seat.online ? goOffline(seat) : login(seat);
        else if (!seat.online)
            return;
        else if (dice < 14)
            edit(seat, [&](const QString &id) { rows(seat).rename(account(seat), id, u"name %1"_s.arg(++m_count)); });
        else if (dice < 20)
            edit(seat, [&](const QString &id) { rows(seat).setServices(account(seat), id, chance(30) ? QStringList() : QStringList{u"_s%1"_s.arg(++m_count)}); });
        else if (dice < 21)
            edit(seat, [&](const QString &id) { rows(seat).askToLeave(account(seat), id, kStart.addSecs(++m_count), chance(50)); });
        else if (dice < 22)
            leave(seat);
        else if (dice < 23)
            takeAway(seat);
        else if (dice < 24)
            repeatOldWord();
        else if (dice < 45)
            publish(seat);
        else
            hear(seat);
    }

    void install(Seat &seat)
    {
        seat.id = u"d%1"_s.arg(++m_count);
        seat.tables->install(seat.id);
        seat.online = seat.itemsKnown = false;
        seat.words.clear();
        seat.underWay.reset();
    }
    void login(Seat &seat)
    {
        seat.online = true;
        seat.itemsKnown = false;
        seat.words.push_back({Word::What::Items, m_node, {}, {}, {}});
    }
    void goOffline(Seat &seat)
    {
        seat.online = false; // with all that was on its way
        seat.words.clear();
        seat.underWay.reset();
    }
    void edit(Seat &seat, const std::function<void(const QString &)> &change)
    {
        const auto list = seat.tables->list();
        if (seat.itemsKnown && !list.empty())
            change(std::next(list.begin(), upTo(int(list.size())))->first);
    }
    void leave(Seat &seat)
    {
        ++m_departures;
        taken(seat.id);
        install(seat);
    }
    /// The user takes an entry off the list that is offered for removal, whether or not that device is still in use.
    void takeAway(Seat &seat)
    {
        const auto list = seat.tables->list();
        if (seat.itemsKnown && list.size() > 1)
            taken(std::next(list.begin(), upTo(int(list.size())))->first);
    }
    /// Another program, or a device that was away, puts back what it had read long ago.
    void repeatOldWord()
    {
        if (!m_said.empty())
            put(m_said[size_t(upTo(int(m_said.size())))]);
    }

    void put(const net::xep0060::Item &item)
    {
        m_node[item.id] = item;
        for (Seat &seat : m_seats) {
            if (seat.online)
                seat.words.push_back({Word::What::Put, {}, item, {}, {}});
        }
    }
    void taken(const QString &id)
    {
        if (m_node.erase(id) == 0)
            return;
        for (Seat &seat : m_seats) {
            if (seat.online)
                seat.words.push_back({Word::What::Taken, {}, {}, id, {}});
        }
    }

    bool publish(Seat &seat)
    {
        if (!seat.online || !seat.itemsKnown || seat.underWay)
            return false;
        const std::vector<DeviceEntry> due = rows(seat).due(account(seat));
        if (due.empty())
            return false;
        ++m_publications;
        const DeviceEntry entry = due[size_t(upTo(int(due.size())))];
        seat.underWay = entry;
        m_said.push_back(net::links::toItem(linkFrom(entry)));
        put(m_said.back());
        seat.words.push_back({Word::What::Ack, {}, {}, {}, entry});
        return true;
    }

    static std::vector<DeviceEntry> entries(const Node &node)
    {
        std::vector<DeviceEntry> list;
        for (const auto &[id, item] : node)
            list.push_back(entryFrom(*net::links::parseItem(item)));
        return list;
    }

    void hear(Seat &seat)
    {
        if (!seat.online || seat.words.empty())
            return;
        const Word word = seat.words.front();
        seat.words.pop_front();
        const auto before = seat.tables->list();
        QStringList ghosts;
        switch (word.what) {
        case Word::What::Items:
            ghosts = rows(seat).heard(account(seat), entries(word.items), true, kStart);
            if (!isAskedToLeave(seat)) {
                DeviceEntry part;
                part.entered = kStart.addSecs(++m_count);
                part.resource = u"r%1"_s.arg(m_count);
                rows(seat).enter(account(seat), part);
            }
            seat.itemsKnown = true;
            break;
        case Word::What::Put:
            ghosts = rows(seat).heard(account(seat), entries({{word.item.id, word.item}}), false, kStart);
            break;
        case Word::What::Taken:
            rows(seat).retracted(account(seat), {word.id}, kStart);
            break;
        case Word::What::Lost:
            rows(seat).nodeLost(account(seat));
            break;
        case Word::What::Ack:
            rows(seat).published(account(seat), word.said);
            seat.underWay.reset();
            break;
        }
        for (const QString &ghost : ghosts)
            taken(ghost);
        forwardOnly(before, seat.tables->list());
        if (isAskedToLeave(seat))
            leave(seat);
    }
    bool isAskedToLeave(Seat &seat)
    {
        const auto own = rows(seat).own(account(seat));
        return own && own->entry.unlinked;
    }
    void forwardOnly(const std::map<QString, DeviceEntry> &before, const std::map<QString, DeviceEntry> &after)
    {
        for (const auto &[id, old] : before) {
            const auto now = after.find(id);
            if (now != after.end() && merged(now->second, old) != now->second)
                complain(u"%1 went back"_s.arg(id));
        }
    }

    void quiesce()
    {
        for (Seat &seat : m_seats) {
            if (!seat.online)
                login(seat);
        }
        const int before = m_publications;
        for (bool busy = true; busy && m_complaint.isEmpty();) {
            busy = false;
            for (Seat &seat : m_seats) {
                if (!seat.online) // it has left, and sits down anew
                    login(seat);
                while (seat.online && !seat.words.empty()) {
                    hear(seat);
                    busy = true;
                }
                busy = publish(seat) || busy;
            }
            if (m_publications - before > 40 * int(m_seats.size()))
                return complain(u"they do not stop publishing"_s);
        }
        std::map<QString, DeviceEntry> node;
        for (const DeviceEntry &entry : entries(m_node))
            node[entry.id] = entry;
        for (Seat &seat : m_seats) {
            const auto list = seat.tables->list();
            if (list != node)
                complain(u"%1 shows another list than the server has (%2, %3)"_s.arg(seat.id).arg(list.size()).arg(node.size()));
            if (!node.contains(seat.id))
                complain(u"%1 is not on the list"_s.arg(seat.id));
        }
    }

    QRandomGenerator m_random;
    std::vector<Seat> m_seats;
    Node m_node;
    std::vector<net::xep0060::Item> m_said; ///< by anybody, ever
    int m_count = 0, m_departures = 0, m_publications = 0;
    QString m_complaint;
};

} // namespace

/// Devices join, are renamed, filtered, asked to leave, leave, are away and come back; every list becomes the same (L42), never goes back, and nobody talks for ever (L43).
class DevicesConvergence : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tenDevices()
    {
        std::vector<Tables> tables(10);
        int departures = 0;
        for (quint32 seed = 1; seed <= 60; ++seed) {
            World world(seed, tables);
            const QString complaint = world.run(600);
            QVERIFY2(complaint.isEmpty(), qPrintable(u"seed %1: %2"_s.arg(seed).arg(complaint)));
            departures += world.departures();
        }
        QVERIFY(departures > 60); // it was played
    }

    void twoDevicesManyOrders()
    {
        std::vector<Tables> tables(2);
        for (quint32 seed = 1001; seed <= 2500; ++seed) {
            World world(seed, tables);
            const QString complaint = world.run(60);
            QVERIFY2(complaint.isEmpty(), qPrintable(u"seed %1: %2"_s.arg(seed).arg(complaint)));
        }
    }
};

QTEST_GUILESS_MAIN(DevicesConvergence)
#include "tst_devices_convergence.moc"
