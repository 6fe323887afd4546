// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/linked_devices.h"
#include "model/sync/xml_log.h"
#include "tests/support/app/server_test.h"

using namespace Qt::StringLiterals;
using namespace model;
using test::Person;

namespace {

/// Everything that all devices have to agree on.
QString listOf(const Person &who)
{
    QStringList lines;
    if (!who.account())
        return u"signed out"_s;
    for (const Device &d : who.account()->linkedDevices().devices())
        lines << u"%1 '%2' [%3] %4%5"_s.arg(d.id, d.name.value, d.receives.value.words().join(u' '), d.isConnected() ? u"here"_s : u"away"_s, d.wasUnlinked ? u" unlinked"_s : QString());
    lines.sort();
    return lines.join(u'\n');
}

std::optional<Device> own(const Person &who)
{
    for (const Device &d : who.account()->linkedDevices().devices()) {
        if (d.isThis)
            return d;
    }
    return {};
}

std::optional<Device> find(const Person &who, const QString &id)
{
    for (const Device &d : who.account()->linkedDevices().devices()) {
        if (d.id == id)
            return d;
    }
    return {};
}

/// Did it ever say this, in one element?
bool hasSaid(const Person &who, const QString &text)
{
    const XmlLog &log = who.account()->xmlLog();
    for (int row = 0; row < log.rowCount(); ++row) {
        const QModelIndex index = log.index(row);
        if (!index.data(XmlLog::IncomingRole).toBool() && index.data(XmlLog::XmlRole).toString().contains(text))
            return true;
    }
    return false;
}

DeviceAnswer answerOf(const QFuture<DeviceAnswer> &future)
{
    return QTest::qWaitFor([&] { return future.isFinished(); }, 20'000) ? future.result() : DeviceAnswer{DeviceOutcome::Refused, u"no answer"_s};
}

} // namespace

/// Several Kiths of one account on real servers: one list on all of them, and what each receives.
class LinkedDevicesReal : public test::ServerTest
{
    Q_OBJECT
private Q_SLOTS:
    void oneList_data() { onBothServers(); }
    void oneList();
    void unlinkedDeviceLeaves_data() { onBothServers(); }
    void unlinkedDeviceLeaves();
    void groupsOnlyIsSilent_data() { onBothServers(); }
    void groupsOnlyIsSilent();
    void stockServersHaveNoList_data() { onBothServers(); }
    void stockServersHaveNoList();

private:
    struct Scene {
        Scene(LinkedDevicesReal &test, test::TestServer &testServer, int count)
            : server(testServer)
            , user(test.newUser(testServer))
            , address(testServer.address(user))
        {
            for (int i = 0; i < count; ++i) {
                people.push_back(std::make_unique<Person>());
                problem += people.back()->signIn(server, user, u"secret"_s);
            }
        }
        [[nodiscard]] bool begin()
        {
            return problem.isEmpty() && std::all_of(people.begin(), people.end(), [](const auto &who) { return who->waitCaughtUp(); });
        }
        [[nodiscard]] bool waitAgreed(int count, int ms = 20'000)
        {
            return QTest::qWaitFor(
                [&] {
                    const QString first = listOf(*people.front());
                    return first.count(u'\n') == count - 1 && std::all_of(people.begin(), people.end(), [&](const auto &who) { return listOf(*who) == first; });
                },
                ms);
        }
        [[nodiscard]] QString lists() const
        {
            QString text;
            for (const auto &who : people)
                text += listOf(*who) + u"\n--\n"_s;
            return text;
        }
        Person &operator[](int i) { return *people[size_t(i)]; }

        test::TestServer &server;
        QString user, address, problem;
        std::vector<std::unique_ptr<Person>> people;
    };
};

void LinkedDevicesReal::oneList()
{
    KITH_SERVER(server);
    Scene s(*this, *server, 3);
    QVERIFY2(s.begin(), qPrintable(s.problem));
    QVERIFY2(s.waitAgreed(3), qPrintable(s.lists()));
    const QString a = own(s[0])->id, b = own(s[1])->id, c = own(s[2])->id;
    QVERIFY(find(s[2], a)->isConnected()); // L41: by its presence
    QCOMPARE(find(s[2], a)->state.source, FactSource::Presence);

    // Live, whoever changes whom, also two at the same time.
    QCOMPARE(answerOf(s[0].account()->linkedDevices().rename(a, u"desk"_s)).outcome, DeviceOutcome::Done);
    const auto one = s[0].account()->linkedDevices().rename(c, u"workshop"_s);
    const auto two = s[1].account()->linkedDevices().rename(c, u"garage"_s);
    const auto three = s[2].account()->linkedDevices().setReceives(b, ServiceFilter::of({Service::Groups}));
    for (const auto &future : {one, two, three})
        QCOMPARE(answerOf(future).outcome, DeviceOutcome::Done);
    QVERIFY2(s.waitAgreed(3), qPrintable(s.lists()));
    QCOMPARE(find(s[1], a)->name.value, u"desk"_s);
    QVERIFY(!find(s[0], b)->receives.value.isEverything());

    // One goes, and comes back to the same list, with what happened meanwhile.
    s[2].setWhenClosed(u"offline"_s);
    s[2].quit();
    QVERIFY(QTest::qWaitFor([&] { return !find(s[0], c)->isConnected(); }, 20'000));
    QVERIFY(find(s[0], c)->lastSeen.isKnown());
    QCOMPARE(answerOf(s[0].account()->linkedDevices().rename(c, u"attic"_s)).outcome, DeviceOutcome::Done);
    s[2].start();
    QVERIFY(s[2].waitCaughtUp());
    QVERIFY2(s.waitAgreed(3), qPrintable(s.lists()));
    QCOMPARE(own(s[2])->name.value, u"attic"_s);
    QCOMPARE(own(s[2])->id, c); // L40
}

void LinkedDevicesReal::unlinkedDeviceLeaves()
{
    KITH_SERVER(server);
    Scene s(*this, *server, 2);
    QVERIFY2(s.begin(), qPrintable(s.problem));
    QVERIFY2(s.waitAgreed(2), qPrintable(s.lists()));
    const QString b = own(s[1])->id;
    QVERIFY(find(s[0], b)->unlink == UnlinkHow::AsksDevice);
    QString by;
    bool wiped = false;
    connect(&s[1].accounts(), &Accounts::unlinked, this, [&](const net::Jid &, const QString &name, bool wipe) {
        by = name;
        wiped = wipe;
    });
    const QString name = own(s[0])->name.value;
    QCOMPARE(answerOf(s[0].account()->linkedDevices().unlink(b, true)).outcome, DeviceOutcome::Asked);
    QVERIFY(QTest::qWaitFor([&] { return s[1].account() == nullptr; }, 20'000));
    QCOMPARE(by, name);
    QVERIFY(wiped);
    // Its entry disappears, on the server too: it has confirmed (L21).
    QVERIFY2(QTest::qWaitFor([&] { return !find(s[0], b); }, 20'000), qPrintable(s.lists()));
    QVERIFY(s[1].store().read().accounts.all().empty());

    // One that is away hears of it when it comes back.
    Person third;
    QCOMPARE(third.signIn(*server, s.user, u"secret"_s), QString());
    QVERIFY(third.waitCaughtUp());
    QVERIFY(QTest::qWaitFor([&] { return find(s[0], own(third)->id).has_value(); }, 20'000));
    const QString c = own(third)->id;
    third.setWhenClosed(u"offline"_s);
    third.quit();
    QVERIFY(QTest::qWaitFor([&] { return !find(s[0], c)->isConnected(); }, 20'000));
    QCOMPARE(answerOf(s[0].account()->linkedDevices().unlink(c)).outcome, DeviceOutcome::Asked);
    QVERIFY(find(s[0], c)->wasUnlinked);
    third.start();
    QVERIFY(QTest::qWaitFor([&] { return third.account() == nullptr; }, 30'000));
    QVERIFY2(QTest::qWaitFor([&] { return !find(s[0], c); }, 20'000), qPrintable(s.lists()));
}

/// "A device that receives only groups neither shows nor acknowledges direct messages, and the other devices are unaffected."
void LinkedDevicesReal::groupsOnlyIsSilent()
{
    KITH_SERVER(server);
    Scene s(*this, *server, 2);
    Person friendly;
    const QString friendUser = newUser(*server), friendAddress = server->address(friendUser);
    QVERIFY2(s.begin(), qPrintable(s.problem));
    QCOMPARE(friendly.signIn(*server, friendUser, u"secret"_s), QString());
    QVERIFY(friendly.waitCaughtUp());
    QVERIFY2(s.waitAgreed(2), qPrintable(s.lists()));
    const QString quiet = own(s[1])->id;
    QCOMPARE(answerOf(s[0].account()->linkedDevices().setReceives(quiet, ServiceFilter::of({Service::Groups}))).outcome, DeviceOutcome::Done);
    QVERIFY(QTest::qWaitFor([&] { return !s[1].account()->linkedDevices().ownFilter().isEverything(); }, 20'000));

    friendly.say(s.address, u"to you"_s);
    QVERIFY(s[0].waitForBody(friendAddress, u"to you"_s));
    s[0].say(friendAddress, u"thanks"_s);
    QVERIFY(friendly.waitForBody(s.address, u"thanks"_s));
    QTest::qWait(1500); // longer than either copy takes
    QCOMPARE(s[1].bodies(friendAddress), QStringList());
    QVERIFY(!hasSaid(s[1], u"<received xmlns"_s));
    QVERIFY(!hasSaid(s[1], u"urn:xmpp:chat-markers:0"_s));

    // It begins a new session as that kind of device (L45), and nothing of what was missed comes in.
    s[1].setWhenClosed(u"offline"_s);
    s[1].quit();
    friendly.say(s.address, u"while it is away"_s);
    QVERIFY(s[0].waitForBody(friendAddress, u"while it is away"_s));
    s[1].start();
    QVERIFY(s[1].waitCaughtUp());
    friendly.say(s.address, u"and now"_s);
    QVERIFY(s[0].waitForBody(friendAddress, u"and now"_s));
    QTest::qWait(1500);
    QCOMPARE(s[1].bodies(friendAddress), QStringList());
    QVERIFY(hasSaid(s[1], u"<priority>-1</priority>"_s));
    QVERIFY(!hasSaid(s[1], u"<received xmlns"_s));

    // Everything again: what it did not get is there, in order.
    QCOMPARE(answerOf(s[1].account()->linkedDevices().setReceives(quiet, {})).outcome, DeviceOutcome::Done);
    QVERIFY(s[1].waitForBody(friendAddress, u"and now"_s));
    QVERIFY(QTest::qWaitFor([&] { return s[1].bodies(friendAddress) == s[0].bodies(friendAddress); }, 20'000));
    QCOMPARE(s[1].bodies(friendAddress), (QStringList{u"to you"_s, u"thanks"_s, u"while it is away"_s, u"and now"_s}));
    friendly.say(s.address, u"live"_s);
    QVERIFY(s[1].waitForBody(friendAddress, u"live"_s));
}

/// The honest fallback: no list, so programs that did not link themselves show only while they are there, and a new password is what cuts them.
void LinkedDevicesReal::stockServersHaveNoList()
{
    KITH_SERVER(server);
    Scene s(*this, *server, 2);
    QVERIFY2(s.begin(), qPrintable(s.problem));
    QVERIFY2(s.waitAgreed(2), qPrintable(s.lists()));
    LinkedDevices &devices = s[0].account()->linkedDevices();
    devices.refresh();
    QVERIFY(QTest::qWaitFor([&] { return devices.serverList() == LinkedDevices::ServerList::NotOffered; }, 20'000));
    const Device other = *find(s[0], own(s[1])->id);
    QCOMPARE(other.unlink, UnlinkHow::AsksDevice);
    QCOMPARE(other.unlinkReason, DeviceReason::ServerHasNoClientList);
    QCOMPARE(own(s[0])->unlink, UnlinkHow::SelfSignOut);
    // L21: this device leaves.
    const QString a = own(s[0])->id;
    QCOMPARE(answerOf(devices.unlink(a)).outcome, DeviceOutcome::Done);
    QVERIFY(QTest::qWaitFor([&] { return s[0].account() == nullptr; }, 20'000));
    QVERIFY2(QTest::qWaitFor([&] { return !find(s[1], a); }, 20'000), qPrintable(listOf(s[1])));
}

QTEST_GUILESS_MAIN(LinkedDevicesReal)
#include "tst_linked_devices_real.moc"
