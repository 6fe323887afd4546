// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/xml_log.h"
#include "tests/support/app/linking_pair.h"
#include "tests/support/app/server_test.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using model::JoinState;
using model::LinkAccess;
using model::LinkFailure;
using model::OfferState;
using test::kPatience;
using test::LinkingPair;
using test::Person;
using test::ServerKind;

namespace {

/// Everything that the XML console of a person has shown.
QByteArray seen(const Person &person)
{
    QByteArray all;
    const model::XmlLog &log = person.account()->xmlLog();
    for (int row = 0; row < log.rowCount(); ++row)
        all += log.data(log.index(row), model::XmlLog::XmlRole).toString().toUtf8() + '\n';
    return all;
}

test::ServerOptions withModule()
{
    test::ServerOptions options;
    options.prosodyModules = {u"client_access"_s};
    return options;
}

} // namespace

/// A new device is linked on the real servers: two whole Kiths in one process.
class LinkingReal : public test::ServerTest
{
    Q_OBJECT
private Q_SLOTS:
    void byPictureOnTheNetwork_data() { onBothServers(); }
    void byPictureOnTheNetwork();
    void byCodeOnTheNetwork_data() { onBothServers(); }
    void byCodeOnTheNetwork();
    void wrongCodesBurnIt();
    void aWrongCodeThenTheRightOne();
    void refused();
    void guestLeaves();
    void historyCrosses_data() { onBothServers(); }
    void historyCrosses();
    void realHistory();
    void realHistoryIsInterrupted();
    void realHistoryOverKills_data();
    void realHistoryOverKills();
    void receiverIsKilled();
    void senderIsKilled();
    void historyThroughTheServer_data() { onBothServers(); }
    void historyThroughTheServer();
    void historyIsStopped();
    void token();
    void throughTheServerByCode();
    void throughTheServerByPicture();
    void newPassword_data();
    void newPassword();
};

void LinkingReal::byPictureOnTheNetwork()
{
    KITH_SERVER(server);
    LinkingPair pair;
    QCOMPARE(pair.begin(*server, newUser(*server)), QString());
    QVERIFY2(pair.show(), pair.where());
    const QString code = pair.offer->status().code;
    QVERIFY(!pair.offer->status().throughServerOnly);
    QVERIFY2(pair.asks(), pair.where());
    QCOMPARE(pair.offer->status().guest.name, u"Tablet"_s);
    QVERIFY(pair.offer->status().guest.program.startsWith(u"Kith "));
    QCOMPARE(pair.offer->status().access, LinkAccess::Password); // stock servers give no keys
    QVERIFY(pair.offer->status().code.isEmpty());
    QVERIFY(!pair.tablet.account()); // nothing has been given
    QSignalSpy signedIn(pair.join.get(), &model::LinkJoin::signedIn);
    pair.offer->approve(u"Sofa"_s, model::ServiceFilter({u"_message_private"_s}), false);
    QVERIFY2(pair.bothDone(), pair.where());
    QCOMPARE(signedIn.size(), 1);
    QCOMPARE(pair.join->status().deviceName, u"Sofa"_s);
    QCOMPARE(pair.join->status().access, LinkAccess::Password);
    QCOMPARE(pair.tablet.account()->jid(), pair.desk.account()->jid());
    QCOMPARE(pair.tablet.account()->linkedDevices().ownFilter(), model::ServiceFilter({u"_message_private"_s}));
    QVERIFY(pair.waitSameList({u"Desk"_s, u"Sofa"_s}));
    // Nothing secret went through the server, but for what signing in is.
    for (const Person *person : {&pair.desk, &pair.tablet}) {
        const QByteArray xml = seen(*person);
        QVERIFY(!xml.isEmpty());
        QVERIFY(!xml.contains("secret<") && !xml.contains(code.toLatin1()) && !xml.contains(code.left(4).toLatin1() + code.right(4).toLatin1()));
    }
    // What it was given is its own from now on.
    pair.join.reset();
    pair.tablet.quit();
    pair.tablet.start();
    QVERIFY(pair.tablet.waitOnline());
}

void LinkingReal::byCodeOnTheNetwork()
{
    KITH_SERVER(server);
    LinkingPair pair;
    QCOMPARE(pair.begin(*server, newUser(*server)), QString());
    QVERIFY2(pair.show(), pair.where());
    pair.byCode(pair.offer->status().code.toLower());
    QVERIFY2(pair.waitOffer(OfferState::AsksApproval), pair.where());
    pair.offer->approve(u"Tablet"_s, {}, false);
    QVERIFY2(pair.bothDone(), pair.where());
    QVERIFY(pair.waitSameList({u"Desk"_s, u"Tablet"_s}));
    // Who is here already is not linked once more.
    pair.join = pair.tablet.linking().join();
    pair.join->startWithCode(pair.desk.account()->jid().toString(), u"AAAA-AAAA"_s);
    QVERIFY(pair.waitJoin(JoinState::Failed));
    QCOMPARE(pair.join->status().problem.failure, LinkFailure::AlreadyHere);
}

void LinkingReal::wrongCodesBurnIt()
{
    test::TestServer *server = runningServer(ServerKind::Prosody);
    if (!server)
        return;
    LinkingPair pair;
    QCOMPARE(pair.begin(*server, newUser(*server)), QString());
    QVERIFY2(pair.show(), pair.where());
    QSignalSpy wrong(pair.offer.get(), &model::LinkOffer::guessedWrong);
    const QString good = pair.offer->status().code;
    pair.byCode(u"ZZZZ-ZZZZ"_s);
    for (int left = 2; left > 0; --left) {
        QVERIFY2(pair.waitJoin(JoinState::Failed), pair.where());
        QCOMPARE(pair.join->status().problem.failure, LinkFailure::WrongCode);
        QCOMPARE(pair.join->status().triesLeft, left);
        QTRY_COMPARE(wrong.size(), 3 - left);
        QCOMPARE(pair.offer->status().state, OfferState::Waiting);
        pair.join->tryCode(u"YYYY-YYY%1"_s.arg(left));
        QVERIFY(QTest::qWaitFor([&] { return pair.join->status().problem.failure == LinkFailure::None; }, kPatience));
    }
    QVERIFY2(pair.waitJoin(JoinState::Failed), pair.where());
    QCOMPARE(pair.join->status().problem.failure, LinkFailure::CodeBurnt);
    QVERIFY(pair.waitOffer(OfferState::Failed));
    QCOMPARE(pair.offer->status().problem.failure, LinkFailure::CodeBurnt);
    // Not even the right one opens anything now; a new one does.
    pair.byCode(good);
    QVERIFY2(pair.waitJoin(JoinState::Failed), pair.where());
    QCOMPARE(pair.join->status().problem.failure, LinkFailure::NotFound);
    pair.offer->renew();
    QVERIFY2(pair.waitOffer(OfferState::Waiting), pair.where());
    QVERIFY(pair.offer->status().code != good);
    QCOMPARE(pair.offer->status().triesLeft, 3);
}

void LinkingReal::aWrongCodeThenTheRightOne()
{
    test::TestServer *server = runningServer(ServerKind::Prosody);
    if (!server)
        return;
    LinkingPair pair;
    QCOMPARE(pair.begin(*server, newUser(*server)), QString());
    QVERIFY2(pair.show(), pair.where());
    const QString good = pair.offer->status().code;
    pair.byCode(u"ZZZZ-ZZZZ"_s);
    QVERIFY2(pair.waitJoin(JoinState::Failed), pair.where());
    pair.join->tryCode(u"no code"_s);
    QCOMPARE(pair.join->status().problem.failure, LinkFailure::NotACode);
    pair.join->tryCode(good);
    QVERIFY2(pair.waitOffer(OfferState::AsksApproval), pair.where());
    pair.offer->approve({}, {}, false);
    QVERIFY2(pair.bothDone(), pair.where());
}

void LinkingReal::refused()
{
    test::TestServer *server = runningServer(ServerKind::Prosody);
    if (!server)
        return;
    LinkingPair pair;
    QCOMPARE(pair.begin(*server, newUser(*server)), QString());
    QVERIFY2(pair.show(), pair.where());
    QVERIFY2(pair.asks(), pair.where());
    pair.offer->refuse();
    QVERIFY2(pair.waitJoin(JoinState::Failed), pair.where());
    QCOMPARE(pair.join->status().problem.failure, LinkFailure::Refused);
    QCOMPARE(pair.offer->status().problem.failure, LinkFailure::Refused);
    QVERIFY(!pair.tablet.account());
}

void LinkingReal::guestLeaves()
{
    test::TestServer *server = runningServer(ServerKind::Prosody);
    if (!server)
        return;
    LinkingPair pair;
    QCOMPARE(pair.begin(*server, newUser(*server)), QString());
    QVERIFY2(pair.show(), pair.where());
    QVERIFY2(pair.asks(), pair.where());
    pair.join.reset();
    QVERIFY(pair.waitOffer(OfferState::Failed));
    QCOMPARE(pair.offer->status().problem.failure, LinkFailure::GuestLeft);
}

void LinkingReal::historyCrosses()
{
    KITH_SERVER(server);
    LinkingPair pair;
    pair.history.pages = 60;
    pair.history.octets = 50'000;
    QCOMPARE(pair.begin(*server, newUser(*server)), QString());
    QVERIFY2(pair.show(), pair.where());
    QTRY_COMPARE(pair.offer->status().history.ofMessages, 60);
    QVERIFY2(pair.asks(), pair.where());
    pair.offer->approve(u"Tablet"_s, {}, true);
    QVERIFY2(pair.bothDone(), pair.where());
    QCOMPARE(pair.arrived(), pair.history.all());
    QVERIFY(pair.join->status().history.isOver());
    QVERIFY(!pair.desk.linking().transfer(pair.desk.account()->id()));
    QVERIFY(!pair.tablet.linking().transfer(pair.tablet.account()->id()));
}

void LinkingReal::realHistory()
{
    // At a server without an archive, so that there is one place only where it can come from.
    test::ServerOptions options;
    options.archive = false;
    KITH_NEED_SERVER(server, ServerKind::Prosody, options);
    const QString user = newUser(*server), friendOf = newUser(*server);
    LinkingPair pair;
    pair.useStores();
    QCOMPARE(pair.begin(*server, user), QString());
    Person bert;
    QCOMPARE(bert.signIn(*server, friendOf, u"secret"_s), QString());
    QVERIFY(bert.waitOnline());
    for (int i = 0; i < 30; ++i) {
        pair.desk.say(server->address(friendOf), u"to Bert %1"_s.arg(i));
        bert.say(server->address(user), u"from Bert %1"_s.arg(i));
    }
    QVERIFY(QTest::qWaitFor([&] { return pair.desk.bodies(server->address(friendOf)).size() == 60; }, kPatience));
    QVERIFY2(pair.show(), pair.where());
    QVERIFY2(pair.asks(), pair.where());
    QTRY_VERIFY(pair.offer->status().history.ofMessages > 0);
    pair.offer->approve(u"Tablet"_s, {}, true);
    QVERIFY2(pair.bothDone(), pair.where());
    QCOMPARE(pair.tablet.bodies(server->address(friendOf)), pair.desk.bodies(server->address(friendOf)));
    QVERIFY(pair.join->status().history.isOver());
    // And life goes on behind it.
    bert.say(server->address(user), u"news"_s);
    QVERIFY(pair.desk.waitForBody(server->address(friendOf), u"news"_s));
    QVERIFY(pair.tablet.waitForBody(server->address(friendOf), u"news"_s));
    QCOMPARE(pair.tablet.bodies(server->address(friendOf)), pair.desk.bodies(server->address(friendOf)));
}

void LinkingReal::realHistoryIsInterrupted()
{
    test::ServerOptions options;
    options.archive = false;
    KITH_NEED_SERVER(server, ServerKind::Prosody, options);
    LinkingPair pair;
    pair.useStores();
    QCOMPARE(pair.begin(*server, newUser(*server)), QString());
    const model::AccountId account = pair.desk.account()->id();
    const QString peer = u"bert@example.org"_s;
    (void)pair.desk.store().run([account, peer](model::StoreSession &session) {
        const QDateTime start = QDateTime::fromSecsSinceEpoch(1'700'000'000, Qt::UTC);
        const model::ChatId chat = session.chats.ensure(account, net::Jid::fromString(peer), start);
        for (int i = 0; i < 6000; ++i) {
            model::NewMessage message;
            message.account = account;
            message.chat = chat;
            message.sender = net::Jid::fromString(peer);
            message.body = u"%1 "_s.arg(i) + QString(200, u'x');
            message.sentAt = start.addSecs(i);
            message.type = u"chat"_s;
            message.originId = u"o%1"_s.arg(i);
            (void)session.messages.insertIncoming(message);
        }
    });
    QVERIFY(pair.desk.store().flush(std::chrono::seconds(60)));
    QVERIFY2(pair.show(), pair.where());
    QVERIFY2(pair.asks(), pair.where());
    pair.offer->approve(u"Tablet"_s, {}, true);
    QVERIFY2(QTest::qWaitFor([&] { return pair.join->status().history.messages > 300; }, kPatience), pair.where());
    QTest::qWait(200);
    QVERIFY(!pair.join->status().history.isOver());
    pair.join.reset();
    pair.tablet.vanish();
    QVERIFY2(pair.waitOffer(OfferState::Interrupted), pair.where());
    pair.tablet.start();
    QVERIFY2(pair.waitOffer(OfferState::Done, 90'000), pair.where());
    QCOMPARE(pair.tablet.bodies(peer), pair.desk.bodies(peer));
}

void LinkingReal::realHistoryOverKills_data()
{
    onBothServers();
    QTest::newRow("Prosody with our module") << ServerKind::Prosody;
}

/// A store full of history; each of the two is killed once while it crosses. KITH_HISTORY_MESSAGES says how many, for whoever wants figures.
void LinkingReal::realHistoryOverKills()
{
    test::TestServer *server = runningServer();
    if (!server)
        return;
    std::unique_ptr<test::TestServer> own;
    if (QByteArrayView(QTest::currentDataTag()) == "Prosody with our module") {
        own = test::makeServer(ServerKind::Prosody, withModule());
        QVERIFY(own->start());
        server = own.get();
    }
    constexpr int kChats = 40;
    const int messages = qEnvironmentVariableIsSet("KITH_HISTORY_MESSAGES") ? qEnvironmentVariableIntValue("KITH_HISTORY_MESSAGES") : 16'000;
    const auto peer = [](int chat) { return u"friend%1@example.org"_s.arg(chat); };
    LinkingPair pair;
    pair.useStores();
    QCOMPARE(pair.begin(*server, newUser(*server)), QString());
    const model::AccountId account = pair.desk.account()->id();
    for (int chat = 0; chat < kChats; ++chat) {
        (void)pair.desk.store().run([=](model::StoreSession &session) {
            const QDateTime start = QDateTime::fromSecsSinceEpoch(1'700'000'000 + chat, Qt::UTC);
            const model::ChatId id = session.chats.ensure(account, net::Jid::fromString(peer(chat)), start);
            for (int i = 0; i < messages / kChats; ++i) {
                model::NewMessage message;
                message.account = account;
                message.chat = id;
                message.sender = net::Jid::fromString(peer(chat));
                message.body = u"%1.%2 who brings the tent, and is there room for one more on the boat?"_s.arg(chat).arg(i);
                message.sentAt = start.addSecs(i * kChats);
                message.type = u"chat"_s;
                message.originId = u"o%1.%2"_s.arg(chat).arg(i);
                (void)session.messages.insertIncoming(message);
            }
        });
    }
    QVERIFY(pair.desk.store().flush(std::chrono::seconds(600)));
    QVERIFY2(pair.show(), pair.where());
    QVERIFY2(pair.asks(), pair.where());
    QElapsedTimer timer;
    timer.start();
    pair.offer->approve(u"Tablet"_s, {}, true);
    QVERIFY2(QTest::qWaitFor([&] { return pair.join->status().history.messages > messages / 5; }, 120'000), pair.where());
    pair.join.reset();
    pair.tablet.vanish();
    QVERIFY2(pair.waitOffer(OfferState::Interrupted), pair.where());
    pair.tablet.start();
    const auto arriving = [&]() -> std::optional<model::LinkTransfer> {
        return pair.tablet.isRunning() && pair.tablet.account() ? pair.tablet.linking().transfer(pair.tablet.account()->id()) : std::nullopt;
    };
    QVERIFY(QTest::qWaitFor([&] { return arriving() && !arriving()->isInterrupted && arriving()->progress.messages > messages / 2; }, 120'000));
    const qint64 before = arriving()->progress.messages;
    pair.offer.reset();
    pair.desk.vanish();
    QVERIFY(before < messages);
    pair.desk.start();
    QVERIFY(QTest::qWaitFor([&] { return !arriving() && pair.tablet.bodies(peer(kChats - 1)).size() == messages / kChats; }, 600'000));
    qInfo("%d messages in %.1f s with two kills", messages, double(timer.elapsed()) / 1000);
    for (int chat = 0; chat < kChats; ++chat)
        QCOMPARE(pair.tablet.bodies(peer(chat)), pair.desk.bodies(peer(chat)));
    QVERIFY(pair.waitSameList({u"Desk"_s, u"Tablet"_s}));
}

void LinkingReal::receiverIsKilled()
{
    test::TestServer *server = runningServer(ServerKind::Prosody);
    if (!server)
        return;
    LinkingPair pair;
    pair.history.pages = 40;
    pair.history.pause = std::chrono::milliseconds(50);
    QCOMPARE(pair.begin(*server, newUser(*server)), QString());
    QVERIFY2(pair.show(), pair.where());
    QVERIFY2(pair.asks(), pair.where());
    pair.offer->approve(u"Tablet"_s, {}, true);
    QVERIFY(QTest::qWaitFor([&] { return pair.arrived().size() > 10; }, kPatience));
    pair.tablet.store().flush();
    QTest::qWait(300); // its secrets are on the disk
    pair.join.reset();
    pair.tablet.vanish();
    QVERIFY(pair.waitOffer(OfferState::Interrupted));
    const int before = int(pair.arrived().size());
    QVERIFY(before < 40);
    pair.tablet.start();
    QVERIFY(pair.tablet.waitOnline());
    QVERIFY2(QTest::qWaitFor([&] { return pair.arrived().size() == 40; }, kPatience), pair.where());
    QCOMPARE(pair.arrived(), pair.history.all());
    QVERIFY2(pair.waitOffer(OfferState::Done), pair.where());
    QVERIFY(QTest::qWaitFor([&] { return !pair.tablet.linking().transfer(pair.tablet.account()->id()); }, kPatience));
}

void LinkingReal::senderIsKilled()
{
    test::TestServer *server = runningServer(ServerKind::Prosody);
    if (!server)
        return;
    LinkingPair pair;
    pair.history.pages = 40;
    pair.history.pause = std::chrono::milliseconds(50);
    QCOMPARE(pair.begin(*server, newUser(*server)), QString());
    QVERIFY2(pair.show(), pair.where());
    QVERIFY2(pair.asks(), pair.where());
    pair.offer->approve(u"Tablet"_s, {}, true);
    QVERIFY(QTest::qWaitFor([&] { return pair.arrived().size() > 10; }, kPatience));
    QTest::qWait(300);
    pair.offer.reset();
    pair.desk.vanish();
    QVERIFY2(pair.waitJoin(JoinState::Interrupted), pair.where());
    const auto waiting = pair.tablet.linking().transfer(pair.tablet.account()->id());
    QVERIFY(waiting && waiting->isInterrupted && !waiting->sends);
    QCOMPARE(waiting->device, u"Desk"_s);
    pair.desk.start();
    QVERIFY(pair.desk.waitOnline());
    pair.join->goOn();
    QVERIFY2(pair.waitJoin(JoinState::Done, 60'000), pair.where());
    QCOMPARE(pair.arrived(), pair.history.all());
}

void LinkingReal::historyThroughTheServer()
{
    KITH_SERVER(server);
    LinkingPair pair;
    pair.history.pages = 12;
    pair.history.octets = 2'000;
    pair.history.pause = std::chrono::milliseconds(100);
    QCOMPARE(pair.begin(*server, newUser(*server)), QString());
    QVERIFY2(pair.show(), pair.where());
    QVERIFY2(pair.asks(), pair.where());
    pair.offer->approve(u"Tablet"_s, {}, true);
    QVERIFY(QTest::qWaitFor([&] { return pair.arrived().size() > 2; }, kPatience));
    QTest::qWait(300);
    // On another network, the rest has only one way.
    pair.join.reset();
    pair.tablet.vanish();
    pair.leaveNetwork();
    pair.offer.reset();
    pair.desk.quit();
    pair.desk.start();
    pair.tablet.start();
    QVERIFY(pair.desk.waitOnline() && pair.tablet.waitOnline());
    QVERIFY2(QTest::qWaitFor([&] { return pair.arrived().size() == 12; }, 90'000), pair.where());
    QCOMPARE(pair.arrived(), pair.history.all());
    QVERIFY(seen(pair.tablet).contains("<pipe ") && !seen(pair.tablet).contains("00000012"));
}

void LinkingReal::historyIsStopped()
{
    test::TestServer *server = runningServer(ServerKind::Prosody);
    if (!server)
        return;
    LinkingPair pair;
    pair.history.pages = 400;
    pair.history.pause = std::chrono::milliseconds(50);
    QCOMPARE(pair.begin(*server, newUser(*server)), QString());
    QVERIFY2(pair.show(), pair.where());
    QVERIFY2(pair.asks(), pair.where());
    pair.offer->approve(u"Tablet"_s, {}, true);
    QVERIFY(QTest::qWaitFor([&] { return pair.arrived().size() > 3; }, kPatience));
    pair.join->cancel();
    QCOMPARE(pair.join->status().state, JoinState::Done);
    QVERIFY2(pair.waitOffer(OfferState::Interrupted), pair.where()); // it may come back, as far as this device knows
    pair.offer->cancel();
    QCOMPARE(pair.offer->status().problem.failure, LinkFailure::None);
    QVERIFY(!pair.desk.linking().transfer(pair.desk.account()->id()));
    QVERIFY(pair.tablet.waitOnline());
}

void LinkingReal::token()
{
    KITH_NEED_SERVER(server, ServerKind::Prosody, withModule());
    LinkingPair pair;
    QCOMPARE(pair.begin(*server, newUser(*server)), QString());
    QVERIFY2(pair.show(), pair.where());
    QVERIFY2(pair.asks(), pair.where());
    QCOMPARE(pair.offer->status().access, LinkAccess::OwnToken);
    pair.offer->approve(u"Tablet"_s, {}, false);
    QVERIFY2(pair.bothDone(), pair.where());
    QCOMPARE(pair.join->status().access, LinkAccess::OwnToken);
    QVERIFY(pair.waitSameList({u"Desk"_s, u"Tablet"_s}));
    QVERIFY(!seen(pair.desk).contains("secret-token") && !seen(pair.tablet).contains("secret-token"));
    // The one that it came with is used; its own brings it in again, and it never had the password.
    QFile secrets(pair.tablet.profile() + u"/secrets.json"_s);
    pair.tablet.quit();
    QVERIFY(secrets.open(QIODevice::ReadOnly));
    QVERIFY(!secrets.readAll().contains("secret\""));
    pair.tablet.start();
    QVERIFY(pair.tablet.waitOnline());
    QVERIFY(pair.tablet.account()->lastLogin().mechanism.startsWith(u"HT-"));
}

void LinkingReal::throughTheServerByCode()
{
    KITH_NEED_SERVER(server, ServerKind::Prosody, withModule());
    LinkingPair pair(LinkingPair::Network::None);
    pair.history.pages = 5;
    QCOMPARE(pair.begin(*server, newUser(*server)), QString());
    QVERIFY2(pair.show(), pair.where());
    QVERIFY(pair.offer->status().throughServerOnly);
    pair.byCode(pair.offer->status().code);
    QVERIFY2(pair.waitOffer(OfferState::AsksApproval), pair.where());
    QVERIFY2(pair.waitJoin(JoinState::AwaitsApproval), pair.where());
    pair.offer->approve(u"Tablet"_s, {}, true);
    QVERIFY2(pair.bothDone(60'000), pair.where());
    QCOMPARE(pair.arrived(), pair.history.all());
    const QByteArray xml = seen(pair.desk);
    // What the server passed on is TLS of the two devices: neither a word of theirs nor what was granted is in it, and where it was passed on is not in the console.
    QByteArray passed;
    static const QRegularExpression octets(u"<octets[^>]*>([^<]*)</octets>"_s);
    for (auto it = octets.globalMatch(QString::fromUtf8(xml)); it.hasNext();)
        passed += QByteArray::fromBase64(it.next().captured(1).toLatin1());
    QVERIFY(passed.size() > 1000);
    for (const char *secret : {"urn:kith:linking:0", "_request_context_enter", "kith-spake2", "secret-token", "Tablet"})
        QVERIFY2(!passed.contains(secret), secret);
    QVERIFY(xml.contains("place='[hidden]'") && !xml.contains("secret-token"));
}

void LinkingReal::throughTheServerByPicture()
{
    KITH_NEED_SERVER(server, ServerKind::Prosody, withModule());
    LinkingPair pair(LinkingPair::Network::None);
    QCOMPARE(pair.begin(*server, newUser(*server)), QString());
    QVERIFY2(pair.show(), pair.where());
    QVERIFY2(pair.asks(), pair.where());
    pair.offer->refuse();
    QVERIFY2(pair.waitJoin(JoinState::Failed), pair.where());
    QCOMPARE(pair.join->status().problem.failure, LinkFailure::Refused); // its last words came through
    pair.offer->renew();
    QVERIFY2(pair.waitOffer(OfferState::Waiting), pair.where());
    QVERIFY2(pair.asks(), pair.where());
    pair.offer->approve(u"Tablet"_s, {}, false);
    QVERIFY2(pair.bothDone(), pair.where());
    QVERIFY(pair.waitSameList({u"Desk"_s, u"Tablet"_s}));
}

void LinkingReal::newPassword_data()
{
    QTest::addColumn<ServerKind>("kind");
    QTest::addColumn<bool>("offered");
    QTest::newRow("Prosody") << ServerKind::Prosody << true;
    QTest::newRow("Prosody without") << ServerKind::Prosody << false;
    QTest::newRow("ejabberd") << ServerKind::Ejabberd << true;
    QTest::newRow("ejabberd without") << ServerKind::Ejabberd << false;
}

void LinkingReal::newPassword()
{
    QFETCH(ServerKind, kind);
    QFETCH(bool, offered);
    test::ServerOptions options;
    if (offered) {
        options.prosodyModules = {u"user_account_management"_s};
        options.ejabberdModules = {u"mod_register: {}"_s};
    }
    KITH_NEED_SERVER(server, kind, options);
    const QString user = newUser(*server);
    Person desk;
    QCOMPARE(desk.signIn(*server, user, u"secret"_s), QString());
    QVERIFY(desk.waitCaughtUp());
    const QFuture<model::PasswordAnswer> answer = desk.linking().passwords().changePassword(desk.account()->id(), u"another one 47"_s);
    QVERIFY(QTest::qWaitFor([&] { return answer.isFinished(); }, kPatience));
    if (!offered) {
        QCOMPARE(answer.result().outcome, model::PasswordOutcome::NotOffered);
        return;
    }
    QVERIFY2(answer.result().outcome == model::PasswordOutcome::Changed, qPrintable(answer.result().detail));
    QVERIFY(desk.waitOnline());
    QVERIFY(!seen(desk).contains("another one"));
    desk.quit();
    desk.start();
    QVERIFY(desk.waitOnline());
    Person other;
    QVERIFY(!other.signIn(*server, user, u"secret"_s).isEmpty());
    QCOMPARE(other.signIn(*server, user, u"another one 47"_s), QString());
}

QTEST_GUILESS_MAIN(LinkingReal)
#include "tst_linking_real.moc"
