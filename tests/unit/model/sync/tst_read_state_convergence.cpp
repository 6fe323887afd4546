// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/model/sync/read_state_devices.h"

#include <QRandomGenerator>

#include <deque>

using namespace Qt::StringLiterals;
using namespace model;

// Two Kith devices and one other client share one account. They go offline, read, return, lose connections, and their words arrive in any interleaving. In the end every device shows as
// read what was read furthest anywhere; on the way none goes back, and they stop telling each other. One conversation: the others are independent of it.

namespace {

/// What is on its way to a device.
struct Word {
    enum class What { Live, Event, Items, PageOf, Ack } what;
    int entry = -1;
    Page page;
};

class World
{
public:
    /// Each of `devices` is one device; those of the second row, where given, live the same life beside it and must be the same at every step.
    World(quint32 seed, std::vector<Device *> devices, std::vector<Device *> twins)
        : m_random(seed)
    {
        for (size_t i = 0; i < devices.size(); ++i)
            m_seats.push_back({.copies = {devices[i]}});
        for (size_t i = 0; i < twins.size(); ++i)
            m_seats[i].copies.push_back(twins[i]);
    }

    /// Empty: all went well.
    QString run()
    {
        const int steps = 20 + int(m_random.bounded(60));
        for (int i = 0; i < steps && m_complaint.isEmpty(); ++i)
            step();
        quiesce();
        return m_complaint;
    }

private:
    struct Seat {
        std::vector<Device *> copies;
        std::deque<Word> words{}; ///< written by the server, not yet read
        std::optional<int> underWay{}; ///< published, not yet acknowledged
        bool online = false;
        bool itemsKnown = false;
        int shownBefore = -1;
        int lostPublication = -1; ///< written, and the connection has stalled
    };

    [[nodiscard]] bool chance(int percent) { return int(m_random.bounded(100)) < percent; }
    void complain(const QString &what)
    {
        if (m_complaint.isEmpty())
            m_complaint = what;
    }
    template<class F>
    auto all(Seat &seat, F what)
    {
        const auto result = what(*seat.copies.front());
        for (size_t i = 1; i < seat.copies.size(); ++i) {
            if (what(*seat.copies[i]) != result)
                complain(u"the store is not what the rules say"_s);
        }
        return result;
    }
    template<class F>
    void tell(Seat &seat, F what)
    {
        for (Device *copy : seat.copies)
            what(*copy);
    }

    void step()
    {
        Seat &seat = m_seats[m_random.bounded(quint32(m_seats.size()))];
        switch (m_random.bounded(12)) {
        case 0:
        case 1:
            arrive(chance(70) ? Kind::Incoming : chance(50) ? Kind::Own : Kind::NoLine);
            break;
        case 2:
            seat.online ? goOffline(seat) : login(seat);
            break;
        case 3:
            if (seat.online)
                cutAndResume(seat);
            break;
        case 4:
        case 5:
            reads(seat);
            break;
        case 6:
            otherClient();
            break;
        case 7:
            publishes(seat);
            break;
        default:
            hear(seat);
            break;
        }
        check(seat);
    }

    void arrive(Kind kind)
    {
        const int entry = int(m_archive.size());
        m_archive.push_back(kind);
        if (kind == Kind::Own) // the other client wrote it: whoever answers has seen what was there
            m_furthest = std::max(m_furthest, entry);
        for (Seat &seat : m_seats) {
            if (seat.online)
                seat.words.push_back({Word::What::Live, entry, {}});
        }
    }

    void login(Seat &seat)
    {
        seat.online = true;
        seat.itemsKnown = false;
        tell(seat, [](Device &device) { device.openCatchUp(); });
        seat.words.push_back({Word::What::Items, m_node, {}});
        askPage(seat);
    }

    void goOffline(Seat &seat)
    {
        // What is on its way to it is lost, with the session; of what it has just written nobody tells it whether it arrived.
        seat.online = false;
        seat.words.clear();
        seat.underWay.reset();
        seat.lostPublication = -1;
    }

    void cutAndResume(Seat &seat)
    {
        // Everything still comes; a publication that was lost on the way is written again (D53), however old it is by now.
        if (seat.lostPublication < 0)
            return;
        const int entry = std::exchange(seat.lostPublication, -1);
        putNode(entry);
        seat.words.push_back({Word::What::Ack, entry, {}});
    }

    void askPage(Seat &seat)
    {
        const auto hole = all(seat, [](Device &device) { return device.hole(); });
        if (!hole)
            return;
        const int max = 1 + int(m_random.bounded(6));
        Page page;
        const int before = hole->second < 0 ? int(m_archive.size()) : hole->second;
        const int first = std::max(hole->first + 1, before - max);
        for (int entry = first; entry < before; ++entry)
            page.entries.push_back(entry);
        page.complete = first == hole->first + 1;
        seat.words.push_back({Word::What::PageOf, -1, page});
    }

    void hear(Seat &seat)
    {
        if (!seat.online || seat.words.empty())
            return;
        const Word word = seat.words.front();
        seat.words.pop_front();
        switch (word.what) {
        case Word::What::Live:
            tell(seat, [&](Device &device) { device.live(word.entry, m_archive[size_t(word.entry)]); });
            break;
        case Word::What::Event:
            tell(seat, [&](Device &device) { device.heard(word.entry); });
            break;
        case Word::What::Items:
            tell(seat, [&](Device &device) { device.heard(word.entry); });
            seat.itemsKnown = true;
            break;
        case Word::What::PageOf:
            tell(seat, [&](Device &device) { device.page(word.page, m_archive); });
            askPage(seat);
            break;
        case Word::What::Ack:
            tell(seat, [&](Device &device) { device.published(word.entry); });
            seat.underWay.reset();
            break;
        }
        check(seat);
    }

    void reads(Seat &seat)
    {
        const int newest = all(seat, [](Device &device) { return device.newestLine(); });
        if (newest < 0 || m_archive[size_t(newest)] == Kind::NoLine)
            return;
        tell(seat, [&](Device &device) { device.read(newest); });
        m_furthest = std::max(m_furthest, newest);
    }

    /// It knows the whole archive, publishes what it has read, and now and then what it had read long ago: it was away, and does not look first.
    void otherClient()
    {
        if (m_archive.empty())
            return;
        const int upTo = chance(60) ? int(m_archive.size()) - 1 : int(m_random.bounded(quint32(m_archive.size())));
        if (chance(80)) {
            m_furthest = std::max(m_furthest, upTo);
            m_otherRead = std::max(m_otherRead, upTo);
        } else if (m_otherRead < 0) {
            return;
        }
        putNode(chance(80) ? m_otherRead : std::min(upTo, m_otherRead));
    }

    void putNode(int entry)
    {
        m_node = entry;
        for (Seat &seat : m_seats) {
            if (seat.online)
                seat.words.push_back({Word::What::Event, entry, {}});
        }
    }

    bool publishes(Seat &seat)
    {
        if (!seat.online || !seat.itemsKnown || seat.underWay)
            return false;
        const int entry = all(seat, [](Device &device) { return device.due(); });
        if (entry < 0)
            return false;
        ++m_publications;
        seat.underWay = entry;
        if (!m_quiescing && chance(20)) {
            seat.lostPublication = entry;
            return true;
        }
        putNode(entry);
        seat.words.push_back({Word::What::Ack, entry, {}});
        return true;
    }

    void check(Seat &seat)
    {
        const int shown = all(seat, [](Device &device) { return device.readUpTo(); });
        if (shown < seat.shownBefore)
            complain(u"went back from %1 to %2"_s.arg(seat.shownBefore).arg(shown));
        if (shown > m_furthest)
            complain(u"shows %1 as read, nobody read beyond %2"_s.arg(shown).arg(m_furthest));
        seat.shownBefore = shown;
    }

    [[nodiscard]] int unreadBehind(int entry) const
    {
        int count = 0;
        for (int i = entry + 1; i < int(m_archive.size()); ++i)
            count += m_archive[size_t(i)] == Kind::Incoming;
        return count;
    }

    void quiesce()
    {
        m_quiescing = true;
        for (Seat &seat : m_seats) {
            if (seat.online)
                cutAndResume(seat);
            else
                login(seat);
        }
        // The other program knows what its user has read: what it had said may have been overwritten before anybody heard it.
        if (m_otherRead >= 0)
            putNode(m_otherRead);
        const int before = m_publications;
        for (bool busy = true; busy && m_complaint.isEmpty();) {
            busy = false;
            for (Seat &seat : m_seats) {
                while (!seat.words.empty()) {
                    hear(seat);
                    busy = true;
                }
                busy = publishes(seat) || busy;
            }
            if (m_publications - before > 4 * int(m_seats.size()))
                return complain(u"they do not stop publishing"_s);
        }
        for (Seat &seat : m_seats) {
            const int unread = unreadBehind(seat.shownBefore);
            if (unread != unreadBehind(m_furthest))
                complain(u"a device shows %1 unread, it should be %2"_s.arg(unread).arg(unreadBehind(m_furthest)));
        }
    }

    QRandomGenerator m_random;
    Archive m_archive;
    std::vector<Seat> m_seats;
    bool m_quiescing = false;
    int m_node = -1, m_furthest = -1, m_otherRead = -1, m_publications = 0;
    QString m_complaint;
};

} // namespace

class ReadStateConvergence : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tenThousandOrders()
    {
        for (quint32 seed = 1; seed <= 12'000; ++seed) {
            LightDevice a, b;
            const QString complaint = World(seed, {&a, &b}, {}).run();
            QVERIFY2(complaint.isEmpty(), qPrintable(u"seed %1: %2"_s.arg(seed).arg(complaint)));
        }
    }

    /// The tables follow the same rules, step for step.
    void theStoreFollowsTheRules()
    {
        StoreDevice storeA, storeB;
        for (quint32 seed = 20'001; seed <= 20'250; ++seed) {
            storeA.clear();
            storeB.clear();
            LightDevice a, b;
            const QString complaint = World(seed, {&a, &b}, {&storeA, &storeB}).run();
            QVERIFY2(complaint.isEmpty(), qPrintable(u"seed %1: %2"_s.arg(seed).arg(complaint)));
        }
    }

    void threeDevices()
    {
        for (quint32 seed = 30'001; seed <= 32'000; ++seed) {
            LightDevice a, b, c;
            const QString complaint = World(seed, {&a, &b, &c}, {}).run();
            QVERIFY2(complaint.isEmpty(), qPrintable(u"seed %1: %2"_s.arg(seed).arg(complaint)));
        }
    }
};

QTEST_GUILESS_MAIN(ReadStateConvergence)
#include "tst_read_state_convergence.moc"
