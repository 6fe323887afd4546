// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/round.h"

#include "tests/fault/archive_reader.h"
#include "tests/fault/process_device.h"
#include "tests/support/net/quick_folder.h"

#include <QDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace fault {

namespace {

constexpr int kFaultsPerRestart = 150;
constexpr int kSettleMs = 90'000;
constexpr int kStateMs = 500;
constexpr int kMostByServer = 4; ///< incidents per hundred faults
constexpr int kToDiskMs = 1000;

} // namespace

struct Round::Pair {
    QStringList users; ///< the accounts
    std::vector<std::unique_ptr<Device>> devices;
};

Round::Round(const Setup &setup)
    : m_setup(setup)
    , m_folder(test::quickFolder())
    , m_host(setup.server)
    , m_dice(setup.seed)
{
}

Round::~Round()
{
    for (const auto &driver : m_drivers)
        driver->disconnect();
    m_drivers.clear();
    for (Device *device : devices()) {
        if (device->state().running)
            device->kill();
    }
}

std::vector<Device *> Round::devices() const
{
    std::vector<Device *> all;
    for (const auto &pair : m_pairs) {
        for (const auto &device : pair->devices)
            all.push_back(device.get());
    }
    return all;
}

Round::Outcome Round::run()
{
    m_since.start();
    m_outcome.began = QTime::currentTime();
    m_outcome.trouble = prepare();
    if (m_outcome.trouble.isEmpty())
        m_outcome.trouble = carryOut();
    if (m_outcome.trouble.isEmpty()) {
        calmDown();
        m_outcome.trouble = settle();
        if (m_outcome.trouble.isEmpty())
            sayLastWords();
        judgeAll();
    }
    if (m_outcome.trouble.isEmpty() && incidents(m_outcome.byServer) > kMostByServer * m_setup.faults / 100)
        m_outcome.trouble = u"%1 times the server is said to have lost, swapped or doubled lines: more than its races explain"_s.arg(incidents(m_outcome.byServer));
    for (const auto &driver : m_drivers) {
        for (size_t kind = 0; kind < kKinds; ++kind)
            m_outcome.survived[kind] += driver->survived()[kind];
        m_outcome.missed += driver->missed();
    }
    for (const int count : m_outcome.survived)
        m_outcome.faults += count;
    for (const Device *device : devices())
        m_outcome.messages += int(device->spoken().size());
    m_outcome.ms = m_since.elapsed();
    return m_outcome;
}

void Round::makePairs()
{
    for (int p = 0; p < m_setup.pairs; ++p) {
        auto pair = std::make_unique<Pair>();
        const QString anna = u"anna%1"_s.arg(p), bert = u"bert%1"_s.arg(p);
        pair->users = {anna, bert};
        const auto place = [&](const QString &account, const QString &peer, int number) {
            Device::Place result;
            result.account = account;
            result.name = u"%1.%2"_s.arg(account).arg(number);
            result.peer = m_host.server().address(peer);
            result.profile = m_folder.filePath(result.name);
            result.serverPort = m_host.server().directTlsPort();
            result.haste = m_setup.haste;
            QDir().mkpath(result.profile);
            return result;
        };
        pair->devices.push_back(std::make_unique<InProcessDevice>(place(anna, bert, 1), m_since));
        if (p % 4 == 3)
            pair->devices.push_back(std::make_unique<ProcessDevice>(place(bert, anna, 1), m_since));
        else
            pair->devices.push_back(std::make_unique<InProcessDevice>(place(bert, anna, 1), m_since));
        if (p % 2 == 0) // anna has a second device
            pair->devices.push_back(std::make_unique<InProcessDevice>(place(anna, bert, 2), m_since));
        m_pairs.push_back(std::move(pair));
    }
}

QString Round::prepare()
{
    if (!m_host.start())
        return u"the server did not start: "_s + m_host.server().log().right(2000);
    makePairs();
    for (const auto &pair : m_pairs) {
        for (const QString &user : pair->users) {
            if (!m_host.addUser(user))
                return u"the account %1 could not be made: %2"_s.arg(user, m_host.server().log().right(1000));
        }
    }
    QString problem = meet();
    if (!problem.isEmpty())
        return problem;
    const int restarts = m_setup.faults / kFaultsPerRestart;
    const auto all = devices();
    const int each = (m_setup.faults - restarts + int(all.size()) - 1) / int(all.size());
    for (int i = 0; i < restarts; ++i)
        m_restartsAt.push_back((restarts - i) * m_setup.faults / (restarts + 1));
    for (size_t i = 0; i < all.size(); ++i)
        m_drivers.push_back(std::make_unique<DeviceDriver>(*all[i], plan(m_setup.seed, int(i), each, all[i]->isProcess()), m_setup.seed + i, m_setup.chatterMs));
    return {};
}

QString Round::meet()
{
    const auto all = devices();
    size_t signedIn = 0;
    QString problem;
    for (Device *device : all) {
        device->launch();
        model::SignInRequest request;
        request.address = m_host.server().address(device->place().account);
        request.password = ServerHost::password();
        request.server = u"127.0.0.1:%1"_s.arg(device->wire().port());
        request.caFile = m_host.server().caFile();
        device->signIn(request, [&signedIn, &problem](const QString &sentence) {
            ++signedIn;
            if (!sentence.isEmpty())
                problem = sentence;
        });
    }
    if (!QTest::qWaitFor([&] { return signedIn == all.size(); }, 60'000) || !problem.isEmpty())
        return u"not everybody could sign in: "_s + problem;
    const auto everybody = [&all](auto condition) { return std::all_of(all.begin(), all.end(), condition); };
    if (!QTest::qWaitFor([&] { return everybody([](Device *device) { return device->state().caughtUp; }); }, 60'000))
        return u"not everybody has caught up with an empty archive"_s;
    for (Device *device : all)
        device->befriend();
    // Both have the other in their list: no chat is a request, and receipts flow.
    std::vector<bool> hasChat(all.size(), false);
    QElapsedTimer asked;
    const auto knowEachOther = [&] {
        if (!asked.isValid() || asked.elapsed() > kStateMs) {
            asked.start();
            for (size_t i = 0; i < all.size(); ++i)
                all[i]->askForChat([&hasChat, i](bool yes) { hasChat[i] = yes; });
        }
        return std::all_of(hasChat.begin(), hasChat.end(), [](bool yes) { return yes; });
    };
    if (!QTest::qWaitFor(knowEachOther, 30'000))
        return u"not everybody has a chat"_s;
    QTest::qWait(kStateMs); // answers that are still on their way refer to hasChat
    return {};
}

QString Round::carryOut()
{
    for (const auto &driver : m_drivers)
        driver->start();
    const auto isDone = [](const auto &driver) { return driver->isDone(); };
    const int limit = 60'000 + m_setup.faults * 1500;
    const bool done = QTest::qWaitFor(
        [&] {
            restartServerIfDue();
            return !m_restarting && std::all_of(m_drivers.begin(), m_drivers.end(), isDone);
        },
        limit);
    if (done || !m_outcome.trouble.isEmpty())
        return m_outcome.trouble;
    QStringList open;
    for (const auto &driver : m_drivers) {
        if (!driver->isDone())
            open << driver->doing();
    }
    return u"the plans were not carried out in %1 s: %2"_s.arg(limit / 1000).arg(open.join(u"; "_s));
}

void Round::restartServerIfDue()
{
    if (m_restarting || m_restartsAt.empty())
        return;
    int sum = 0;
    for (const auto &driver : m_drivers) {
        for (const int count : driver->survived())
            sum += count;
    }
    if (sum < m_restartsAt.back())
        return;
    m_restartsAt.pop_back();
    m_restarting = true;
    const Kind kind = m_restartsAt.size() % 2 == 0 ? Kind::ServerStop : Kind::ServerKill;
    for (Device *device : devices())
        device->note(nameOf(kind));
    if (kind == Kind::ServerStop)
        return restartServer(kind);
    // A server that forgets what it has acknowledged, or dies when it has written to the archive of the one who wrote and not yet to the other's, is past a client's help: what has reached it comes
    // to its disk first.
    for (Device *device : devices())
        device->setHeld(true);
    QTimer::singleShot(kToDiskMs, m_drivers.front().get(), [this, kind] { restartServer(kind); });
}

void Round::restartServer(Kind kind)
{
    m_host.restart(kind == Kind::ServerKill, m_dice.below(1500), [this, kind](bool works) {
        m_restarting = false;
        for (Device *device : devices()) {
            device->setHeld(false);
            device->note(u"the server runs again"_s);
        }
        if (works)
            ++m_outcome.survived[size_t(kind)];
        else
            m_outcome.trouble = u"the server did not start again: "_s + m_host.server().log().right(2000);
    });
}

void Round::calmDown()
{
    for (const auto &driver : m_drivers)
        driver->calmDown();
    for (Device *device : devices()) {
        device->note(u"quiet from here on"_s);
        if (!device->state().running)
            device->launch();
    }
}

QString Round::settle()
{
    const auto all = devices();
    QElapsedTimer hurried;
    const auto isSettled = [](Device *device) {
        const Talker::State state = device->state();
        return state.caughtUp && state.waiting == 0;
    };
    const bool settled = QTest::qWaitFor(
        [&] {
            if (!hurried.isValid() || hurried.elapsed() > 2000) {
                hurried.start();
                for (Device *device : all) {
                    if (!device->state().online)
                        device->hurry();
                }
            }
            return std::all_of(all.begin(), all.end(), isSettled);
        },
        kSettleMs);
    if (settled)
        return {};
    QStringList open;
    for (Device *device : all) {
        const Talker::State state = device->state();
        if (!isSettled(device))
            open << u"%1 (running %2, online %3, caught up %4, waiting %5)"_s.arg(device->place().name).arg(state.running).arg(state.online).arg(state.caughtUp).arg(state.waiting);
    }
    return u"not everybody came to rest: "_s + open.join(u", "_s);
}

std::optional<Evidence> Round::collect(Pair &pair)
{
    struct Looking {
        std::vector<std::optional<Shelf>> shelves;
    };
    const auto looking = std::make_shared<Looking>();
    looking->shelves.resize(pair.devices.size());
    for (size_t i = 0; i < pair.devices.size(); ++i)
        pair.devices[i]->look([looking, i](const Shelf &shelf) { looking->shelves[i] = shelf; });
    const auto isThere = [](const auto &shelf) { return shelf.has_value(); };
    if (!QTest::qWaitFor([&] { return std::all_of(looking->shelves.begin(), looking->shelves.end(), isThere); }, 10'000))
        return std::nullopt;
    Evidence evidence;
    evidence.serverHasRaces = m_setup.server == test::ServerKind::Ejabberd;
    for (size_t i = 0; i < pair.devices.size(); ++i) {
        const Device &device = *pair.devices[i];
        evidence.devices.push_back({device.place().name, device.place().account, device.spoken(), *looking->shelves[i], device.heard(), device.ackedTooEarly()});
    }
    return evidence;
}

bool Round::readArchives(Pair &pair, Evidence &evidence)
{
    for (const QString &user : pair.users) {
        std::optional<net::Expected<QStringList, QString>> answer;
        ArchiveReader reader(m_host.server(), user, ServerHost::password(), [&answer](const auto &result) { answer = result; });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, 30'000) || !*answer) {
            m_outcome.history << u"the archive of %1 could not be read: %2"_s.arg(user, answer ? answer->error() : u"no answer"_s);
            return false;
        }
        Evidence::Archive archive{user, {}};
        for (const QString &body : **answer)
            archive.keys.push_back(keyOf(body));
        evidence.archives.push_back(std::move(archive));
    }
    return true;
}

bool Round::waitUntil(Pair &pair, const std::function<bool(const Evidence &)> &condition)
{
    const QDeadlineTimer deadline(kSettleMs / 3);
    do {
        const auto evidence = collect(pair);
        if (evidence && condition(*evidence))
            return true;
        QTest::qWait(kStateMs / 2);
    } while (!deadline.hasExpired());
    return false;
}

void Round::sayLastWords()
{
    for (const auto &pair : m_pairs) {
        if (pair->devices.size() < 3)
            continue;
        Device &anna = *pair->devices[0], &bert = *pair->devices[1];
        const auto areNews = [&](const Evidence &evidence) {
            const QString word = bert.spoken().back().key;
            return std::all_of(evidence.devices.begin(), evidence.devices.end(), [&](const Evidence::Device &device) { return !device.shelf.lines.empty() && device.shelf.lines.back().key == word; });
        };
        bert.say(20);
        const bool heard = waitUntil(*pair, areNews);
        anna.readAll();
        const bool read = heard && waitUntil(*pair, [](const Evidence &evidence) { return evidence.devices[0].shelf.unread == 0 && evidence.devices[2].shelf.unread == 0; });
        bert.say(20);
        const bool counted = read && waitUntil(*pair, areNews);
        if (!counted)
            m_outcome.history << u"%1: the last words were %2"_s.arg(anna.place().account, !heard ? u"not heard everywhere"_s : !read ? u"not read everywhere"_s : u"not counted everywhere"_s);
    }
}

void Round::judgeAll()
{
    for (const auto &pair : m_pairs) {
        std::vector<Verdict> verdicts;
        Evidence archives; // nothing is said any more: they stay as they are
        if (!readArchives(*pair, archives))
            m_outcome.trouble = m_outcome.history.last();
        std::optional<Evidence> evidence;
        // What is still on its way to a second device, or in a hole that fills by itself, comes.
        const QDeadlineTimer deadline(m_outcome.verdicts.empty() && m_outcome.trouble.isEmpty() ? kSettleMs / 3 : 2000);
        do {
            evidence = collect(*pair);
            if (evidence)
                evidence->archives = archives.archives;
            verdicts = evidence ? judge(*evidence) : std::vector<Verdict>{{Verdict::Lost, {}, u"a device that does not answer"_s, {}}};
            if (std::all_of(verdicts.begin(), verdicts.end(), [](const Verdict &verdict) { return verdict.byServer; }))
                break;
            QTest::qWait(kStateMs);
        } while (!deadline.hasExpired());
        for (const auto &device : pair->devices) {
            const auto *process = qobject_cast<ProcessDevice *>(device.get());
            if (process && !process->crash().isEmpty())
                m_outcome.trouble = device->place().name + u' ' + process->crash();
        }
        const auto excused = std::stable_partition(verdicts.begin(), verdicts.end(), [](const Verdict &verdict) { return !verdict.byServer; });
        m_outcome.byServer.insert(m_outcome.byServer.end(), excused, verdicts.end());
        verdicts.erase(excused, verdicts.end());
        tellHistory(*pair, verdicts);
        if (!verdicts.empty())
            keepStores(*pair);
        m_outcome.verdicts.insert(m_outcome.verdicts.end(), verdicts.begin(), verdicts.end());
    }
}

// Beside what was said and heard, for whoever looks into a failure.
void Round::keepStores(const Pair &pair)
{
    const QString folder = qEnvironmentVariable("KITH_FAULT_XML");
    if (folder.isEmpty())
        return;
    for (const auto &device : pair.devices) {
        const QDir profile(device->place().profile);
        for (const QString &file : profile.entryList({u"*.sqlite*"_s, u"*.db*"_s}, QDir::Files))
            QFile::copy(profile.filePath(file), QDir(folder).filePath(device->place().name + u'.' + file));
    }
}

void Round::tellHistory(const Pair &pair, const std::vector<Verdict> &verdicts)
{
    constexpr int kToldInFull = 4;
    constexpr qint64 kAround = 8000;
    QStringList keys;
    for (const Verdict &verdict : verdicts) {
        if (verdict.key.isEmpty() || keys.contains(verdict.key))
            continue;
        keys << verdict.key;
        if (++m_told > kToldInFull)
            return;
        for (const auto &device : pair.devices) {
            if (parseKey(verdict.key).device != device->place().name)
                continue;
            const auto &spoken = device->spoken();
            const auto it = std::find_if(spoken.begin(), spoken.end(), [&](const Spoken &one) { return one.key == verdict.key; });
            const qint64 at = it == spoken.end() ? 0 : it->at;
            m_outcome.history << u"%1 was written at %2 ms; around then:"_s.arg(verdict.key).arg(at);
            QStringList lines;
            for (const auto &other : pair.devices)
                lines << other->journal(at - kAround, at + kAround);
            lines.sort();
            m_outcome.history << lines;
        }
    }
}

} // namespace fault
