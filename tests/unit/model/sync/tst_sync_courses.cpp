// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/model/sync/sync_fixture.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;
using namespace model;

namespace {

constexpr int kPeople = 2;

QByteArray both(const QStringList &here, const QStringList &there)
{
    return "here:  " + here.join(u' ').toUtf8() + "\nthere: " + there.join(u' ').toUtf8();
}

QString person(int i)
{
    return u"p%1@b.example"_s.arg(i);
}

/// One device's life, drawn from a seed: connections that break at any stanza, sessions that the server forgets, ends and beginnings of the process, full disks, a clock that jumps; and all the time somebody
/// writes: others, anna on another device, anna here.
class Life
{
public:
    explicit Life(quint32 seed)
        : m_random(seed)
    {
        f.server.pageLimit = 4 + below(30);
        f.server.hasExtendedArchive = below(2) == 0;
        f.server.software = below(2) == 0 ? u"ejabberd"_s : u"Prosody"_s; // careless, or sound
        for (int i = 0; i < kPeople; ++i)
            f.befriend(person(i));
        for (int i = below(60); i > 0; --i)
            anybodyWrites();
    }

    void step()
    {
        switch (below(22)) {
        case 0:
            f.server.cut();
            break;
        case 1:
            f.server.forgetSessions();
            break;
        case 2:
        case 3:
            restart();
            break;
        case 4:
        case 5:
            f.server.cutAfter = below(40);
            break;
        case 6:
            f.server.losesFirstPresence = true;
            break;
        case 7:
            f.server.deaf = true;
            break;
        case 8:
            f.clock.advance(std::chrono::minutes(5));
            break;
        case 9:
            away();
            break;
        case 10:
            f.clock.setWrongBy(std::chrono::seconds(below(2) == 0 ? 0 : below(200'000) - 100'000));
            break;
        case 11:
            restart(true);
            break;
        case 12:
            scrollUp();
            break;
        case 13:
            f.server.isSlow = below(2) == 0;
            break;
        case 14:
            f.server.answerNow();
            break;
        case 15:
        case 16:
            writeHere();
            break;
        default:
            for (int i = below(8); i > 0; --i)
                anybodyWrites();
            f.clock.advance(std::chrono::milliseconds(100));
            break;
        }
        if (below(3) == 0)
            f.flush();
        else
            f.server.settle();
    }

    [[nodiscard]] bool comesToRest()
    {
        f.server.cutAfter = -1;
        f.server.losesFirstPresence = false;
        f.server.isSlow = false;
        f.server.cut();
        restart();
        f.server.answerNow();
        anybodyWrites(); // the end of what is known moves once more
        return f.waitWhileTimePasses([this] {
            const auto status = f.account()->status();
            const ArchiveGateway &archive = f.store->read().archive;
            return f.isOnline() && !status.catchingUp && status.waitingMessages == 0 && archive.gaps(f.account()->id()).empty() && !archive.doubt(f.account()->id());
        });
    }

    /// What the archive has of one conversation.
    [[nodiscard]] QStringList archived(int who, bool othersOnly) const
    {
        QStringList result;
        for (const auto &row : f.server.archive) {
            const auto party = [&](QStringView name) { return net::Jid::fromString(row.message.attribute(name)).bare().toString(); };
            const bool theirs = party(u"from") == person(who);
            const QString body = row.message.childText(u"body", u"jabber:client");
            if (!body.isNull() && (theirs || (!othersOnly && party(u"to") == person(who))))
                result << body;
        }
        return result;
    }
    [[nodiscard]] QStringList here(int who, bool othersOnly) const
    {
        QStringList result;
        for (const Message &message : f.messages(person(who))) {
            if (!othersOnly || message.direction == Direction::Incoming)
                result << message.body;
        }
        return result;
    }

    SyncFixture f;
    bool wasFull = false; ///< a disk was, once: then not all that the server was told is on it

private:
    int below(int limit) { return int(m_random.bounded(limit)); }
    void restart(bool isFull = false)
    {
        f.close();
        f.server.settle();
        wasFull = wasFull || isFull;
        f.open(isFull);
        f.accounts->start();
    }
    void away()
    {
        f.close();
        if (below(2) == 0)
            f.server.forgetSessions();
        else
            f.server.cut();
        const bool isForgotten = !f.server.hasSession();
        for (int i = below(40); i > 0; --i) {
            // Where nobody is there to be told, a careless server may be late with the archive as well.
            f.server.archiveIsLate = isForgotten && f.server.software == u"ejabberd" && below(4) == 0;
            anybodyWrites();
        }
        f.server.archiveIsLate = isForgotten && f.server.software == u"ejabberd";
        f.open();
        f.accounts->start();
        f.flush();
        f.server.archiveIsLate = false;
    }
    void anybodyWrites()
    {
        const QString who = person(below(kPeople)), body = QString::number(m_number), id = u"n%1"_s.arg(m_number);
        ++m_number;
        if (below(6) == 0)
            f.server.receipt(who + u"/x"_s, id);
        if (below(5) == 0)
            f.server.writeElsewhere(who, body, id);
        else
            f.server.message(who + u"/x"_s, body, id);
        f.clock.advance(std::chrono::milliseconds(below(3) * 40)); // often in the same millisecond
    }
    void writeHere()
    {
        const auto chat = f.chat(person(below(kPeople)));
        if (chat)
            f.account()->sendMessage(chat->id, u"own %1"_s.arg(m_number++));
    }
    void scrollUp()
    {
        const auto chat = f.chat(person(below(kPeople)));
        const auto all = chat ? f.messages(chat->peer.toString()) : std::vector<Message>();
        if (!all.empty())
            f.account()->loadOlder(chat->id, all[size_t(below(int(all.size())))].id);
    }

    QRandomGenerator m_random;
    int m_number = 0;
};

} // namespace

/// KITH_SYNC_COURSES: how many lives; KITH_SYNC_FIRST: the seed to begin with.
class SyncCoursesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingIsLostDoubledOrSwapped()
    {
        const auto number = [](const char *name, int otherwise) { return qEnvironmentVariableIsSet(name) ? qEnvironmentVariableIntValue(name) : otherwise; };
        const int first = number("KITH_SYNC_FIRST", 1), count = number("KITH_SYNC_COURSES", 25);
        for (int seed = first; seed < first + count; ++seed) {
            const QByteArray again = "KITH_SYNC_COURSES=1 KITH_SYNC_FIRST=" + QByteArray::number(seed);
            Life life{quint32(seed)};
            QVERIFY2(life.f.signIn(), again.constData());
            for (int i = 0; i < 60; ++i)
                life.step();
            QVERIFY2(life.comesToRest(), again.constData());
            QVERIFY2(life.wasFull || life.f.server.forgotten == 0, again.constData());
            for (int who = 0; who < kPeople; ++who) {
                // The order of what others wrote is the archive's; what anna wrote here stands where she wrote it.
                QVERIFY2(life.here(who, true) == life.archived(who, true), (again + '\n' + both(life.here(who, true), life.archived(who, true))).constData());
                QStringList here = life.here(who, false), there = life.archived(who, false);
                here.sort();
                there.sort();
                QVERIFY2(here == there, (again + '\n' + both(here, there)).constData());
            }
        }
    }
};

QTEST_GUILESS_MAIN(SyncCoursesTest)
#include "tst_sync_courses.moc"
