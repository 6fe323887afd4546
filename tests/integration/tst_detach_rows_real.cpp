// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/account_impl.h"
#include "net/proto/xep_0045_muc.h"
#include "net/transport/tcp_dialer.h"
#include "tests/support/app/partner.h"
#include "tests/support/app/server_test.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;
using test::Partner;
using test::Person;

/// What is promised of a session that is left and taken up again, row by row of detach-resume.md, on stock servers as they are packaged. Functions of this program by their name alone.
///
/// §3 "Requirement by requirement"
/// | row          | stock Prosody, stock ejabberd                                       | Prosody with our module (tst_mod_detach: its cases)                        |
/// |--------------|---------------------------------------------------------------------|----------------------------------------------------------------------------|
/// | D1           | closedAndOpenedUnseen, closedInTheMiddle                            | resumes_the_same_session                                                   |
/// | D2–D4        | closedAndOpenedAway: said by ourselves                              | resumes_the_same_session, later_watchers_see_it_too                        |
/// | D5–D7        | messagesReachTheFullAddress; tst_detach_real closeAndOpen           | a_thousand_messages_wait, without_archive_nothing_is_lost_when_it_ends     |
/// | D8–D9        | nobody there looks at the mark                                      | nobody_else_says_detached                                                  |
/// | D10, D27     | tst_cluster_real (ejabberd); Prosody has no other node              | the same                                                                   |
/// | D11–D15      | sessionIdAloneIsWorthNothing                                        | missing_proofs_are_not_counted, wrong_proofs_change_nothing                |
/// | D16, D18     | sessionIdAloneIsWorthNothing                                        | a_copied_proof_is_worth_nothing                                            |
/// | D17          | not asked for: tst_detach_real killedAndOpened                      | exclusive_sessions_are_not_taken_over                                      |
/// | D19, D20     | tst_cluster_real: the other node knows the token                    | a_copied_proof_is_worth_nothing                                            |
/// | D21–D23      | closedAndOpenedUnseen                                               | resumes_the_same_session                                                   |
/// | D24–D26      | not asked for: the newest connection wins, tst_cluster_real killedHereTakenUpThere | a_burnt_ticket_kills_both, a_burnt_ticket_needs_its_key     |
/// | D28–D33      | closedAndOpenedUnseen, closedAndOpenedAway; after a fallback: laterThanTheLimit, tst_rooms_transcript | rooms_see_no_departure                    |
/// | D34          | limitIsTold, laterThanTheLimit                                      | ends_after_its_time, outlives_ordinary_hibernation                         |
/// | D35          | not kept: tst_detach_real serverForgot                              | a_restart_keeps_the_session                                                |
///
/// §6 "Honest fallback"
/// | back within the limit                  | closedAndOpenedUnseen                                                                                     |
/// | later                                  | laterThanTheLimit                                                                                         |
/// | no archive on the server               | laterWithoutArchive                                                                                       |
/// | detach for hours on a stock server     | limitIsTold, leavingForGood                                                                               |
/// | no stream management                   | nothingIsKept                                                                                             |
/// | double resume suspected                | tst_detach_transcript                                                                                     |
class DetachRowsReal : public test::ServerTest
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_servers.clear(); }
    void closedAndOpenedUnseen_data() { onBothServers(); }
    void closedAndOpenedUnseen();
    void closedAndOpenedAway_data() { onBothServers(); }
    void closedAndOpenedAway();
    void closedInTheMiddle_data() { onBothServers(); }
    void closedInTheMiddle();
    void messagesReachTheFullAddress_data() { onBothServers(); }
    void messagesReachTheFullAddress();
    void sessionIdAloneIsWorthNothing_data() { onBothServers(); }
    void sessionIdAloneIsWorthNothing();
    void limitIsTold_data() { onBothServers(); }
    void limitIsTold();
    void leavingForGood_data() { onBothServers(); }
    void leavingForGood();
    void laterThanTheLimit_data() { onBothServers(); }
    void laterThanTheLimit();
    void laterWithoutArchive_data() { onBothServers(); }
    void laterWithoutArchive();
    void nothingIsKept_data() { onBothServers(); }
    void nothingIsKept();

private:
    /// Anna, and somebody who sees her come and go.
    struct Scene {
        Person anna;
        std::unique_ptr<Partner> watcher;
        QString annaIs, watcherIs, room;
        QString lastSeen(); ///< the last presence of Anna's that the watcher printed: its kind
    };
    static test::ServerOptions withRooms(test::ServerOptions options = {});
    test::TestServer *server(const test::ServerOptions &options, const QString &key);
    void begin(Scene &scene, test::TestServer &server, const QString &whenClosed);
    void enterRoom(Scene &scene);
    void closeAndOpen(Scene &scene, int times, QStringList *seen);

    QHash<QString, std::shared_ptr<test::TestServer>> m_servers;
};

namespace {

/// All that was written since the start.
QStringList written(const Person &person)
{
    QStringList out;
    const model::XmlLog &log = person.account()->xmlLog();
    for (int row = 0; row < log.rowCount(); ++row) {
        if (!log.index(row, 0).data(model::XmlLog::IncomingRole).toBool())
            out << log.index(row, 0).data(model::XmlLog::XmlRole).toString();
    }
    return out;
}

/// Kinds of the presence from this address (with any resource), as the watcher printed them.
QStringList presences(const Partner &watcher, const QString &from)
{
    QStringList kinds;
    for (const QString &line : watcher.output().split(u'\n')) {
        const QStringList words = line.split(u' ');
        if (words.size() == 4 && words[0] == u"presence" && (words[1] == from || words[1].startsWith(from + u'/')))
            kinds << words[2];
    }
    return kinds;
}

} // namespace

QString DetachRowsReal::Scene::lastSeen()
{
    const QStringList kinds = presences(*watcher, annaIs);
    return kinds.isEmpty() ? QString() : kinds.back();
}

void DetachRowsReal::initTestCase()
{
    if (Partner::isInstalled())
        return;
    if (qEnvironmentVariableIsSet("KITH_REQUIRE_SERVERS"))
        QFAIL("python3-slixmpp is not installed, and KITH_REQUIRE_SERVERS is set");
    QSKIP("python3-slixmpp is not installed");
}

test::ServerOptions DetachRowsReal::withRooms(test::ServerOptions options)
{
    if (*static_cast<test::ServerKind *>(QTest::qData("kind", qMetaTypeId<test::ServerKind>())) == test::ServerKind::Prosody)
        options.config += u"\nComponent \"rooms.kith.example\" \"muc\"\nmuc_room_locking = false"_s;
    options.ejabberdModules << u"mod_muc: {host: rooms.kith.example}"_s;
    return options;
}

test::TestServer *DetachRowsReal::server(const test::ServerOptions &options, const QString &key)
{
    const auto kind = *static_cast<test::ServerKind *>(QTest::qData("kind", qMetaTypeId<test::ServerKind>()));
    auto &running = m_servers[key + QString::number(int(kind))];
    if (running)
        return running.get();
    running = test::makeServer(kind, options);
    if (!running && qEnvironmentVariableIsSet("KITH_REQUIRE_SERVERS"))
        QTest::qFail("the server's package is not installed, and KITH_REQUIRE_SERVERS is set", __FILE__, __LINE__);
    else if (!running)
        QTest::qSkip("the server's package is not installed", __FILE__, __LINE__);
    else if (!running->start())
        QTest::qFail(qPrintable(running->log().right(2000)), __FILE__, __LINE__);
    else
        return running.get();
    running.reset();
    return nullptr;
}

/// Both are online, and the watcher sees Anna.
void DetachRowsReal::begin(Scene &scene, test::TestServer &server, const QString &whenClosed)
{
    const QString anna = newUser(server), watcher = newUser(server);
    scene.annaIs = server.address(anna);
    scene.watcherIs = server.address(watcher);
    scene.room = u"tea%1@rooms.kith.example"_s.arg(anna);
    scene.watcher = std::make_unique<Partner>(server, watcher, u"secret"_s, QStringList{u"watch"_s});
    QVERIFY2(scene.watcher->waitForLine(u"ready"_s, 30'000), qPrintable(scene.watcher->output()));
    QCOMPARE(scene.anna.signIn(server, anna, u"secret"_s), QString());
    QVERIFY(scene.anna.waitCaughtUp());
    scene.anna.setWhenClosed(whenClosed);
    scene.anna.account()->addContact(net::Jid::fromString(scene.watcherIs), u"Watcher"_s);
    QVERIFY2(QTest::qWaitFor([&] { return scene.lastSeen() == u"available"; }, 20'000), qPrintable(scene.watcher->output()));
}

/// Both are in it, by the session alone: no window shows rooms yet.
void DetachRowsReal::enterRoom(Scene &scene)
{
    scene.watcher->tell(u"join %1 Watcher"_s.arg(scene.room));
    QVERIFY2(scene.watcher->waitForLine(u"joined "_s + scene.room, 20'000), qPrintable(scene.watcher->output()));
    net::xml::Element presence(u"presence", u"jabber:client");
    presence.set(u"to", scene.room + u"/Anna"_s).add(net::xep0045::join());
    static_cast<model::AccountImpl *>(scene.anna.account())->session().send(presence);
    QVERIFY2(QTest::qWaitFor([&] { return presences(*scene.watcher, scene.room + u"/Anna"_s) == QStringList{u"available"_s}; }, 20'000), qPrintable(scene.watcher->output()));
}

/// Every time the same session, in one round trip, with nothing asked for again. `seen`: what the watcher saw of Anna meanwhile.
void DetachRowsReal::closeAndOpen(Scene &scene, int times, QStringList *seen)
{
    const QString before = scene.anna.account()->lastLogin().boundAs;
    QVERIFY(QTest::qWaitFor([&] { return scene.anna.account()->status().waitingMessages == 0; }));
    scene.anna.say(scene.watcherIs, u"here"_s);
    QVERIFY2(scene.watcher->waitForLine(u"message %1 here"_s.arg(before), 20'000), qPrintable(scene.watcher->output()));
    scene.watcher->forget();
    for (int round = 0; round < times; ++round) {
        scene.anna.quit();
        const QString text = u"line %1"_s.arg(round);
        if (round % 10 == 0)
            scene.watcher->tell(u"send %1 %2"_s.arg(scene.annaIs, text));
        scene.anna.start();
        QVERIFY2(scene.anna.waitCaughtUp(), qPrintable(QString::number(round)));
        const model::LoginReport login = scene.anna.account()->lastLogin();
        QVERIFY2(login.resumed, qPrintable(u"%1: %2"_s.arg(round).arg(login.whyNotResumed)));
        QCOMPARE(login.boundAs, before);
        QCOMPARE(login.roundTrips, 1);
        QCOMPARE(login.quietReconnects, 0);
        // D42: what the session has is not fetched again. As far as the login goes: a careless server is asked later (ArchiveCheck).
        const QStringList atLogin = written(scene.anna);
        if (round % 10 == 0)
            QVERIFY(scene.anna.waitForBody(scene.watcherIs, text));
        for (const QString &xml : atLogin) {
            for (const QString &ns : {u"jabber:iq:roster"_s, u"urn:xmpp:mam:2"_s, u"http://jabber.org/protocol/disco"_s, u"http://jabber.org/protocol/pubsub"_s, u"vcard-temp'"_s})
                QVERIFY2(!xml.contains(ns) || xml.startsWith(u"<presence"), qPrintable(xml)); // presence carries our own caps
        }
    }
    // Whatever was said before this has been seen before it.
    scene.anna.say(scene.watcherIs, u"still here"_s);
    QVERIFY2(scene.watcher->waitForLine(u"message %1 still here"_s.arg(before), 20'000), qPrintable(scene.watcher->output()));
    *seen = presences(*scene.watcher, scene.annaIs);
}

void DetachRowsReal::closedAndOpenedUnseen()
{
    test::TestServer *with = server(withRooms(), u"rooms"_s);
    if (!with)
        return;
    Scene scene;
    begin(scene, *with, u"unchanged"_s);
    if (!QTest::currentTestFailed())
        enterRoom(scene);
    QStringList seen;
    if (!QTest::currentTestFailed())
        closeAndOpen(scene, 100, &seen);
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(seen, QStringList());
    QCOMPARE(presences(*scene.watcher, scene.room), QStringList()); // nor did anybody in the room
    // And what is said there arrives.
    net::Session &session = static_cast<model::AccountImpl *>(scene.anna.account())->session();
    scene.watcher->tell(u"send %1 hello room"_s.arg(scene.room));
    QVERIFY(QTest::qWaitFor([&] { return session.resumeState()->rooms.size() == 1 && session.resumeState()->rooms.front().lastAt.isValid(); }));
    const net::JoinedRoom room = session.resumeState()->rooms.front();
    QCOMPARE(room.address.toString(), scene.room);
    QVERIFY(room.joined);
    QCOMPARE(room.occupants.size(), size_t(2));
}

void DetachRowsReal::closedAndOpenedAway()
{
    test::TestServer *with = server(withRooms(), u"rooms"_s);
    if (!with)
        return;
    Scene scene;
    begin(scene, *with, u"away"_s);
    if (!QTest::currentTestFailed())
        enterRoom(scene);
    QStringList seen;
    if (!QTest::currentTestFailed())
        closeAndOpen(scene, 100, &seen);
    if (QTest::currentTestFailed())
        return;
    QStringList pairs;
    for (int i = 0; i < 100; ++i)
        pairs << u"xa+detached"_s << u"available"_s;
    QCOMPARE(seen, pairs);
    QVERIFY(!presences(*scene.watcher, scene.room).contains(u"unavailable"_s));
}

void DetachRowsReal::closedInTheMiddle()
{
    test::TestServer *with = server(withRooms(), u"rooms"_s);
    if (!with)
        return;
    Scene scene;
    begin(scene, *with, u"away"_s);
    if (QTest::currentTestFailed())
        return;
    for (int round = 0; round < 10; ++round) {
        // What was said before is still being written down: the farewell goes behind it, not under (D51).
        net::xml::Element message(u"message", u"jabber:client");
        message.set(u"to", scene.watcherIs).set(u"type", u"chat"_s).add(u"body", u"jabber:client", u"just before %1"_s.arg(round));
        static_cast<model::AccountImpl *>(scene.anna.account())->session().send(message);
        QCoreApplication::processEvents();
        scene.anna.quit();
        QVERIFY2(QTest::qWaitFor([&] { return scene.lastSeen() == u"xa+detached"; }, 20'000), qPrintable(scene.watcher->output()));
        QVERIFY2(scene.watcher->output().contains(u"just before %1"_s.arg(round)), qPrintable(scene.watcher->output()));
        scene.anna.start();
        QVERIFY(scene.anna.waitOnline());
        QVERIFY2(scene.anna.account()->lastLogin().resumed, qPrintable(scene.anna.account()->lastLogin().whyNotResumed));
        QVERIFY2(QTest::qWaitFor([&] { return scene.lastSeen() == u"available"; }, 20'000), qPrintable(scene.watcher->output()));
    }
}

void DetachRowsReal::messagesReachTheFullAddress()
{
    test::TestServer *with = server(withRooms(), u"rooms"_s);
    if (!with)
        return;
    Scene scene;
    begin(scene, *with, u"away"_s);
    if (QTest::currentTestFailed())
        return;
    const QString full = scene.anna.account()->lastLogin().boundAs;
    scene.anna.quit();
    QVERIFY2(QTest::qWaitFor([&] { return scene.lastSeen() == u"xa+detached"; }, 20'000), qPrintable(scene.watcher->output()));
    scene.watcher->tell(u"send %1 to the bare address"_s.arg(scene.annaIs));
    scene.watcher->tell(u"send %1 to the full address"_s.arg(full));
    scene.anna.start();
    QVERIFY2(scene.anna.waitForBody(scene.watcherIs, u"to the full address"_s), qPrintable(scene.watcher->output()));
    QVERIFY(scene.anna.account()->lastLogin().resumed);
    QTRY_COMPARE_WITH_TIMEOUT(scene.anna.bodies(scene.watcherIs), (QStringList{u"to the bare address"_s, u"to the full address"_s}), 20'000);
}

void DetachRowsReal::sessionIdAloneIsWorthNothing()
{
    test::TestServer *with = server(withRooms(), u"rooms"_s);
    if (!with)
        return;
    Scene scene;
    begin(scene, *with, u"unchanged"_s);
    if (QTest::currentTestFailed())
        return;
    const QString thief = newUser(*with);
    net::SessionSettings settings;
    settings.jid = net::Jid::fromString(with->address(thief));
    settings.password = u"secret"_s;
    settings.userAgentId = u"7f3c2a52-57ac-4a9c-9d0e-0d5f5f4fb0b4"_s;
    settings.software = u"Kith"_s;
    settings.dial.domain = "kith.example";
    settings.dial.fixedHost = u"127.0.0.1"_s;
    settings.dial.fixedPort = with->directTlsPort();
    settings.dial.fixedKind = net::TlsKind::Direct;
    settings.dial.caFile = with->caFile();
    settings.resume = static_cast<model::AccountImpl *>(scene.anna.account())->session().resumeState();
    QVERIFY(settings.resume);
    scene.anna.quit();
    scene.watcher->tell(u"send %1 for Anna only"_s.arg(scene.annaIs));
    {
        // Signed in, but as somebody else (D16, D18, D20: what this connection proved counts for nothing).
        net::SystemClock clock;
        net::SystemIds ids;
        net::TcpDialer dialer(clock, ids);
        net::Session session(settings, dialer, clock, ids);
        QSignalSpy live(&session, &net::Session::becameLive);
        session.goOnline();
        QVERIFY(QTest::qWaitFor([&live] { return live.count() == 1; }, 20'000));
        QCOMPARE(live[0][0].value<net::Resumed>(), net::Resumed::No);
        QCOMPARE(session.jid().bare(), settings.jid);
        session.end();
    }
    scene.anna.start();
    QVERIFY(scene.anna.waitForBody(scene.watcherIs, u"for Anna only"_s));
    QVERIFY(scene.anna.account()->lastLogin().resumed);
}

void DetachRowsReal::limitIsTold()
{
    KITH_SERVER(stock);
    Person anna;
    QCOMPARE(anna.signIn(*stock, newUser(*stock), u"secret"_s), QString());
    QVERIFY(anna.waitOnline());
    // As §3 has it for the packages; the connection page says it.
    QCOMPARE(anna.account()->lastLogin().keptFor, std::chrono::seconds(stock->name() == u"Prosody" ? 600 : 300));
    QCOMPARE(anna.account()->lastLogin().whyNotKept, QString());
}

void DetachRowsReal::leavingForGood()
{
    test::TestServer *with = server(withRooms(), u"rooms"_s);
    if (!with)
        return;
    Scene scene;
    begin(scene, *with, u"offline"_s); // who is away for hours can log out, and reads the archive
    if (QTest::currentTestFailed())
        return;
    scene.anna.quit();
    QVERIFY(QTest::qWaitFor([&] { return scene.lastSeen() == u"unavailable"; }, 20'000));
    scene.watcher->tell(u"send %1 while off"_s.arg(scene.annaIs));
    scene.anna.start();
    QVERIFY(scene.anna.waitForBody(scene.watcherIs, u"while off"_s));
    QVERIFY(!scene.anna.account()->lastLogin().resumed);
    QCOMPARE(scene.anna.account()->lastLogin().whyNotResumed, QString()); // as it was meant
    QVERIFY(QTest::qWaitFor([&] { return scene.lastSeen() == u"available"; }, 20'000));
}

void DetachRowsReal::laterThanTheLimit()
{
    test::ServerOptions options;
    options.resumeSeconds = 2;
    test::TestServer *with = server(withRooms(options), u"short"_s);
    if (!with)
        return;
    Scene scene;
    begin(scene, *with, u"unchanged"_s);
    if (!QTest::currentTestFailed())
        enterRoom(scene);
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(scene.anna.account()->lastLogin().keptFor, std::chrono::seconds(2));
    scene.anna.quit();
    scene.watcher->tell(u"send %1 within the limit"_s.arg(scene.annaIs));
    QVERIFY(QTest::qWaitFor([&] { return scene.lastSeen() == u"unavailable"; }, 30'000));
    QTRY_COMPARE_WITH_TIMEOUT(presences(*scene.watcher, scene.room + u"/Anna"_s).back(), u"unavailable"_s, 20'000); // rooms see it too
    scene.watcher->tell(u"send %1 behind it"_s.arg(scene.annaIs));
    scene.watcher->tell(u"send %1 in the room meanwhile"_s.arg(scene.room));
    scene.anna.start();
    QVERIFY(scene.anna.waitCaughtUp());
    const model::LoginReport login = scene.anna.account()->lastLogin();
    QVERIFY(!login.resumed);
    QVERIFY2(login.whyNotResumed.startsWith(u"The server kept the session until "_s) && login.whyNotResumed.endsWith(u"Since then others saw you offline."_s), qPrintable(login.whyNotResumed));
    // D56: nothing is missing all the same; presence is told anew, the room joined again from the last line on.
    QVERIFY(scene.anna.waitForBody(scene.watcherIs, u"behind it"_s));
    QCOMPARE(scene.anna.bodies(scene.watcherIs), (QStringList{u"within the limit"_s, u"behind it"_s}));
    QVERIFY(QTest::qWaitFor([&] { return scene.lastSeen() == u"available"; }, 20'000));
    QVERIFY(QTest::qWaitFor([&] { return presences(*scene.watcher, scene.room + u"/Anna"_s).back() == u"available"; }, 20'000));
    net::Session &session = static_cast<model::AccountImpl *>(scene.anna.account())->session();
    QVERIFY(QTest::qWaitFor([&] { return session.resumeState()->rooms.size() == 1 && session.resumeState()->rooms.front().joined && session.resumeState()->rooms.front().lastAt.isValid(); }));
}

void DetachRowsReal::laterWithoutArchive()
{
    test::ServerOptions options;
    options.resumeSeconds = 2;
    options.archive = false;
    test::TestServer *with = server(withRooms(options), u"no archive"_s);
    if (!with)
        return;
    Scene scene;
    begin(scene, *with, u"unchanged"_s);
    if (QTest::currentTestFailed())
        return;
    scene.anna.quit();
    scene.watcher->tell(u"send %1 within the limit"_s.arg(scene.annaIs));
    QVERIFY(QTest::qWaitFor([&] { return scene.lastSeen() == u"unavailable"; }, 30'000));
    scene.watcher->tell(u"send %1 behind it"_s.arg(scene.annaIs));
    scene.anna.start();
    QVERIFY(scene.anna.waitOnline());
    QVERIFY(scene.anna.account()->lastLogin().whyNotResumed.startsWith(u"The server kept the session until "_s));
    QVERIFY(QTest::qWaitFor(
        [&] { return scene.anna.account()->status().detail == u"This server keeps no message archive: what arrives while all your devices are off may be lost."; }, 20'000));
    // Offline messages are all there is.
    QVERIFY(scene.anna.waitForBody(scene.watcherIs, u"behind it"_s));
    QCOMPARE(scene.anna.bodies(scene.watcherIs), (QStringList{u"within the limit"_s, u"behind it"_s}));
}

void DetachRowsReal::nothingIsKept()
{
    test::ServerOptions options;
    options.withoutModules << u"smacks"_s << u"sasl2_sm"_s << u"mod_stream_mgmt"_s;
    test::TestServer *with = server(withRooms(options), u"no stream management"_s);
    if (!with)
        return;
    Scene scene;
    begin(scene, *with, u"away"_s);
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(scene.anna.account()->lastLogin().keptFor, std::chrono::seconds(0));
    QCOMPARE(scene.anna.account()->lastLogin().whyNotKept, u"This server cannot keep a session: it offers no stream management."_s);
    scene.anna.quit();
    QVERIFY(QTest::qWaitFor([&] { return scene.lastSeen() == u"unavailable"; }, 20'000)); // and no "away" that would not be true
    QVERIFY(!presences(*scene.watcher, scene.annaIs).contains(u"xa+detached"_s));
    scene.watcher->tell(u"send %1 while off"_s.arg(scene.annaIs));
    scene.anna.start();
    QVERIFY(scene.anna.waitForBody(scene.watcherIs, u"while off"_s));
    QVERIFY(!scene.anna.account()->lastLogin().resumed);
    QCOMPARE(scene.anna.account()->lastLogin().whyNotResumed, QString()); // there was nothing to resume
}

QTEST_GUILESS_MAIN(DetachRowsReal)
#include "tst_detach_rows_real.moc"
