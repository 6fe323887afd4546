// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linking/device_linking.h"
#include "tests/support/app/server_test.h"

using namespace Qt::StringLiterals;
using model::JoinState;
using model::LinkAccess;
using model::LinkFailure;
using model::OfferState;
using test::Person;
using test::ServerKind;

namespace {

constexpr int kPatience = 30'000;

/// Two devices of one person, of which one is new.
struct Pair {
    explicit Pair(const Person::World &worldOfOld = {}, const Person::World &worldOfNew = {})
        : desk(worldOfOld)
        , tablet(worldOfNew)
    {
        desk.start();
        tablet.start();
    }
    Person desk, tablet;
    std::unique_ptr<model::LinkOffer> offer;
    std::unique_ptr<model::LinkJoin> join;
    QByteArray said;

    [[nodiscard]] bool show()
    {
        offer = desk.linking().offer(desk.account()->id());
        return waitOffer(OfferState::Waiting);
    }
    [[nodiscard]] bool waitOffer(OfferState state, int ms = kPatience)
    {
        return QTest::qWaitFor([&] { return offer->status().state == state || (offer->status().state == OfferState::Failed && state != OfferState::Failed); }, ms)
            && offer->status().state == state;
    }
    [[nodiscard]] bool waitJoin(JoinState state, int ms = kPatience)
    {
        return QTest::qWaitFor([&] { return join->status().state == state || (join->status().state == JoinState::Failed && state != JoinState::Failed); }, ms)
            && join->status().state == state;
    }
    [[nodiscard]] const char *where() ///< for a failure
    {
        const auto o = offer ? offer->status() : model::OfferStatus();
        const auto j = join ? join->status() : model::JoinStatus();
        said = u"offer %1 (%2 %3), join %4 (%5 %6)"_s.arg(int(o.state)).arg(int(o.problem.failure)).arg(o.problem.detail).arg(int(j.state)).arg(int(j.problem.failure)).arg(j.problem.detail).toUtf8();
        return said.constData();
    }
    void byPicture()
    {
        join = tablet.linking().join();
        join->startWithInvitation(offer->status().invitation);
    }
    void byCode(const QString &address, const QString &code)
    {
        join = tablet.linking().join();
        join->startWithCode(address, code);
    }
};

} // namespace

/// A new device is linked on the real servers: two whole Kiths in one process.
class LinkingReal : public test::ServerTest
{
    Q_OBJECT
private Q_SLOTS:
    void byPictureOnTheNetwork_data() { onBothServers(); }
    void byPictureOnTheNetwork();
};

void LinkingReal::byPictureOnTheNetwork()
{
    KITH_SERVER(server);
    const QString user = newUser(*server);
    Pair pair;
    QCOMPARE(pair.desk.signIn(*server, user, u"secret"_s), QString());
    QVERIFY(pair.desk.waitCaughtUp());
    QVERIFY2(pair.show(), pair.where());
    pair.byPicture();
    QVERIFY2(pair.waitOffer(OfferState::AsksApproval), pair.where());
    QVERIFY2(pair.waitJoin(JoinState::AwaitsApproval), pair.where());
    QCOMPARE(pair.offer->status().guest.name, u"test"_s);
    QCOMPARE(pair.offer->status().access, LinkAccess::Password); // stock servers give no keys
    QVERIFY(pair.offer->status().code.isEmpty());
    pair.offer->approve(u"Tablet"_s, {}, false);
    QVERIFY2(pair.waitJoin(JoinState::Done), pair.where());
    QVERIFY2(pair.waitOffer(OfferState::Done), pair.where());
    QCOMPARE(pair.join->status().deviceName, u"Tablet"_s);
    QVERIFY(pair.tablet.waitOnline());
    QCOMPARE(pair.tablet.account()->jid(), pair.desk.account()->jid());
}

QTEST_GUILESS_MAIN(LinkingReal)
#include "tst_linking_real.moc"
