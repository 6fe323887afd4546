// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linking/device_linking_impl.h"
#include "net/linking/link_invitation.h"
#include "tests/unit/model/sync/sync_fixture.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace model;

namespace {

/// One device on a server in memory, its linking on the real loopback.
struct Side {
    SyncFixture f;
    net::SystemIds ids;
    std::unique_ptr<DeviceLinkingImpl> linking;
    QList<net::LinkAddress> around; ///< what looking around finds

    class Finder final : public net::LinkFinder
    {
    public:
        explicit Finder(const QList<net::LinkAddress> &found_) : m_found(found_) { }
        void start() override
        {
            for (const net::LinkAddress &address : m_found)
                QMetaObject::invokeMethod(this, [this, address] { Q_EMIT found({address}); }, Qt::QueuedConnection);
        }
        void stop() override { }

    private:
        QList<net::LinkAddress> m_found;
    };

    Side()
    {
        linking = std::make_unique<DeviceLinkingImpl>(LinkingParts{.accounts = *f.accounts,
            .store = *f.store,
            .clock = f.clock,
            .ids = ids,
            .makeDialer = [this] { return f.server.makeDialer(); },
            .wayToServer = nullptr,
            .makeFinder = [this] { return std::make_unique<Finder>(around); },
            .folder = f.dir.path(),
            .deviceName = u"Tablet"_s,
            .reachable = [](quint16 port) { return QList{net::LinkAddress{QHostAddress(QHostAddress::LocalHost), port}}; }});
    }
    ~Side() { linking.reset(); }
};

bool waitFor(const LinkOffer &offer, OfferState state)
{
    return SyncFixture::waitFor([&] { return offer.status().state == state; });
}
bool waitFor(const LinkJoin &join, JoinState state)
{
    return SyncFixture::waitFor([&] { return join.status().state == state; });
}
LinkFailure failureOf(const LinkOffer &offer)
{
    return offer.status().problem.failure;
}
LinkFailure failureOf(const LinkJoin &join)
{
    return join.status().problem.failure;
}

} // namespace

/// What becomes of a linking that does not go as it should: every LinkFailure that needs no special server.
class LinkingDriversTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsTypedIsLookedAtFirst();
    void offlineShowsNoCode();
    void codeExpires();
    void oneCodeForAnAccount();
    void approvalTooLate();
    void signInFails();
    void links();
    void grantIsWrittenDown();
    void nobodyAnywhere();
    void pictureThatLeadsNowhere();
    void pictureOfAnotherKey();
    void strangersOnTheNetworkArePassedOver();
    void endsInASlot();
    void passwordOffline();
};

void LinkingDriversTest::whatIsTypedIsLookedAtFirst()
{
    Side side;
    const auto join = side.linking->join();
    QSignalSpy changed(join.get(), &LinkJoin::changed);
    join->startWithCode(u"anna"_s, u"K7QM-2XRD"_s);
    QCOMPARE(failureOf(*join), LinkFailure::NotAnAddress);
    QTRY_COMPARE(changed.size(), 1);
    join->startWithCode(u"example.net"_s, u"K7QM-2XRD"_s); // a server is nobody
    QCOMPARE(failureOf(*join), LinkFailure::NotAnAddress);
    join->startWithCode(u"anna@example.net"_s, u"K7QM-2X"_s);
    QCOMPARE(failureOf(*join), LinkFailure::NotACode);
    for (const QString &uri : {u"xmpp:anna@example.net"_s, u"https://example.net"_s, u"xmpp:anna@example.net?kith-link;code=1"_s, QString()}) {
        join->startWithInvitation(uri);
        QCOMPARE(failureOf(*join), LinkFailure::NotAnInvitation);
        QCOMPARE(join->status().state, JoinState::Idle);
    }
    QVERIFY(side.f.signIn());
    join->startWithCode(u" XMPP:anna@example.net "_s, u"K7QM-2XRD"_s);
    QCOMPARE(failureOf(*join), LinkFailure::AlreadyHere);
    QCOMPARE(join->status().state, JoinState::Failed);
}

void LinkingDriversTest::offlineShowsNoCode()
{
    Side side;
    QVERIFY(side.f.signIn());
    side.f.account()->goOffline();
    QVERIFY(SyncFixture::waitFor([&] { return !side.f.isOnline(); }));
    const auto offer = side.linking->offer(side.f.account()->id());
    QSignalSpy changed(offer.get(), &LinkOffer::changed);
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(failureOf(*offer), LinkFailure::NotConnected);
    QVERIFY(offer->status().code.isEmpty() && offer->status().invitation.isEmpty());
    // Of no account at all.
    const auto none = side.linking->offer(AccountId(4711));
    QCOMPARE(failureOf(*none), LinkFailure::NotConnected);
    side.f.account()->connectNow();
    QVERIFY(SyncFixture::waitFor([&] { return side.f.isOnline(); }));
    offer->renew();
    QVERIFY(waitFor(*offer, OfferState::Waiting));
}

void LinkingDriversTest::codeExpires()
{
    Side side;
    QVERIFY(side.f.signIn());
    const auto offer = side.linking->offer(side.f.account()->id());
    QCOMPARE(offer->status().state, OfferState::Preparing);
    QVERIFY(waitFor(*offer, OfferState::Waiting));
    QVERIFY(net::parseInvitation(offer->status().invitation));
    QCOMPARE(offer->left(), std::chrono::milliseconds(120'000));
    side.f.clock.advance(std::chrono::seconds(119));
    QCOMPARE(offer->status().state, OfferState::Waiting);
    QCOMPARE(offer->left(), std::chrono::milliseconds(1'000));
    side.f.clock.advance(std::chrono::seconds(1));
    QCOMPARE(failureOf(*offer), LinkFailure::CodeExpired);
    QVERIFY(offer->status().code.isEmpty());
    QCOMPARE(offer->left(), std::chrono::milliseconds(0));
}

void LinkingDriversTest::oneCodeForAnAccount()
{
    Side side;
    QVERIFY(side.f.signIn());
    const auto first = side.linking->offer(side.f.account()->id());
    QVERIFY(waitFor(*first, OfferState::Waiting));
    const auto second = side.linking->offer(side.f.account()->id());
    QCOMPARE(first->status().state, OfferState::Failed);
    QCOMPARE(failureOf(*first), LinkFailure::None);
    QVERIFY(waitFor(*second, OfferState::Waiting));
}

void LinkingDriversTest::approvalTooLate()
{
    Side desk, tablet;
    QVERIFY(desk.f.signIn());
    const auto offer = desk.linking->offer(desk.f.account()->id());
    QVERIFY(waitFor(*offer, OfferState::Waiting));
    const auto join = tablet.linking->join();
    join->startWithInvitation(offer->status().invitation);
    QVERIFY(waitFor(*offer, OfferState::AsksApproval));
    QVERIFY(waitFor(*join, JoinState::AwaitsApproval));
    QCOMPARE(offer->left(), std::chrono::milliseconds(120'000));
    desk.f.clock.advance(std::chrono::seconds(120));
    QCOMPARE(failureOf(*offer), LinkFailure::ApprovalTooLate);
    offer->approve(u"x"_s, {}, false); // comes to nothing
    QVERIFY(waitFor(*join, JoinState::Failed));
    QCOMPARE(failureOf(*join), LinkFailure::Refused);
    QVERIFY(!tablet.f.account());
}

void LinkingDriversTest::signInFails()
{
    Side desk, tablet;
    QVERIFY(desk.f.signIn());
    const auto offer = desk.linking->offer(desk.f.account()->id());
    QVERIFY(waitFor(*offer, OfferState::Waiting));
    const auto join = tablet.linking->join();
    join->startWithInvitation(offer->status().invitation);
    QVERIFY(waitFor(*offer, OfferState::AsksApproval));
    tablet.f.server.password = u"something else"_s; // meanwhile
    offer->approve(u"Tablet"_s, {}, false);
    QVERIFY(waitFor(*join, JoinState::Failed));
    QCOMPARE(failureOf(*join), LinkFailure::SignInFailed);
    QVERIFY(!join->status().problem.detail.isEmpty() && !join->status().problem.detail.contains(u"secret"));
    QVERIFY(waitFor(*offer, OfferState::Failed));
    QCOMPARE(failureOf(*offer), LinkFailure::Lost);
    QVERIFY(!tablet.f.account());
}

void LinkingDriversTest::links()
{
    Side desk, tablet;
    QVERIFY(desk.f.signIn());
    const auto offer = desk.linking->offer(desk.f.account()->id());
    QVERIFY(waitFor(*offer, OfferState::Waiting));
    const auto join = tablet.linking->join();
    QSignalSpy signedIn(join.get(), &LinkJoin::signedIn);
    join->startWithInvitation(offer->status().invitation);
    QVERIFY(waitFor(*offer, OfferState::AsksApproval));
    QCOMPARE(offer->status().guest.name, u"Tablet"_s);
    QCOMPARE(offer->status().access, LinkAccess::Password);
    offer->approve(u" Sofa "_s, ServiceFilter({u"_message_private"_s}), true); // no history on these
    QVERIFY(waitFor(*join, JoinState::Done));
    QVERIFY(waitFor(*offer, OfferState::Done));
    QTRY_COMPARE(signedIn.size(), 1);
    QCOMPARE(join->account(), tablet.f.account());
    QCOMPARE(join->status().deviceName, u"Sofa"_s);
    const auto own = tablet.f.store->read().devices.own(tablet.f.account()->id());
    QVERIFY(own);
    QCOMPARE(own->entry.name, u"Sofa"_s);
    QCOMPARE(own->entry.services, QStringList{u"_message_private"_s});
    QVERIFY(!tablet.linking->transfer(tablet.f.account()->id()));
}

void LinkingDriversTest::grantIsWrittenDown()
{
    // What a linked device knows of itself is there before its session begins with it: nobody hears another name or filter of it first.
    Side desk, tablet;
    QVERIFY(desk.f.signIn());
    const auto offer = desk.linking->offer(desk.f.account()->id());
    QVERIFY(waitFor(*offer, OfferState::Waiting));
    const auto join = tablet.linking->join();
    QString name;
    connect(tablet.f.accounts.get(), &Accounts::added, this, [&](const Account *account) { name = tablet.f.store->read().devices.own(account->id())->entry.name; });
    join->startWithInvitation(offer->status().invitation);
    QVERIFY(waitFor(*offer, OfferState::AsksApproval));
    offer->approve(u"Sofa"_s, {}, false);
    QVERIFY(waitFor(*join, JoinState::Done));
    QCOMPARE(name, u"Sofa"_s);
}

void LinkingDriversTest::nobodyAnywhere()
{
    Side tablet;
    tablet.f.server.refusal = net::TransportErrorKind::HostNotFound;
    const auto join = tablet.linking->join();
    join->startWithCode(u"anna@example.net"_s, u"K7QM-2XRD"_s);
    QCOMPARE(join->status().state, JoinState::Searching);
    QVERIFY(tablet.f.waitWhileTimePasses([&] { return join->status().state == JoinState::Failed; }));
    QCOMPARE(failureOf(*join), LinkFailure::NotFound);
    join->startWithCode(u"anna@example.net"_s, u"K7QM-2XRD"_s); // once more
    QCOMPARE(join->status().state, JoinState::Searching);
    join->cancel();
    QCOMPARE(join->status().state, JoinState::Idle);
}

void LinkingDriversTest::pictureThatLeadsNowhere()
{
    Side tablet;
    tablet.f.server.refusal = net::TransportErrorKind::HostNotFound;
    const auto join = tablet.linking->join();
    join->startWithInvitation(net::toUri({net::Jid::fromString(u"anna@example.net"), *net::LinkCode::parse(u"K7QM2XRD"), {{QHostAddress(QHostAddress::LocalHost), 1}}, QByteArray(32, 'k')}));
    QVERIFY(tablet.f.waitWhileTimePasses([&] { return join->status().state == JoinState::Failed; }));
    QCOMPARE(failureOf(*join), LinkFailure::Unreachable);
}

void LinkingDriversTest::pictureOfAnotherKey()
{
    Side desk, tablet;
    tablet.f.server.refusal = net::TransportErrorKind::HostNotFound;
    QVERIFY(desk.f.signIn());
    const auto offer = desk.linking->offer(desk.f.account()->id());
    QVERIFY(waitFor(*offer, OfferState::Waiting));
    net::LinkInvitation picture = *net::parseInvitation(offer->status().invitation);
    picture.key[0] = char(picture.key[0] + 1);
    const auto join = tablet.linking->join();
    join->startWithInvitation(net::toUri(picture));
    // The loopback first; then there is no server either.
    QVERIFY(SyncFixture::waitFor([&] { return join->status().state == JoinState::Connecting; }));
    QTest::qWait(200);
    QVERIFY(tablet.f.waitWhileTimePasses([&] { return join->status().state == JoinState::Failed; }));
    QCOMPARE(failureOf(*join), LinkFailure::WrongKey);
    QCOMPARE(offer->status().triesLeft, 3);
}

void LinkingDriversTest::strangersOnTheNetworkArePassedOver()
{
    // Somebody in the same room links a device as well.
    Side desk, tablet;
    QVERIFY(desk.f.signIn());
    const auto offer = desk.linking->offer(desk.f.account()->id());
    QVERIFY(waitFor(*offer, OfferState::Waiting));
    net::TlsLinkListener other(tablet.f.clock);
    std::vector<std::unique_ptr<net::LinkChannel>> heldOpen;
    std::unique_ptr<net::LinkOffer> theirOffer = std::make_unique<net::LinkOffer>(tablet.f.clock, net::LinkSecret{QByteArray(32, 'x')});
    std::unique_ptr<net::LinkHost> theirs;
    QVERIFY(other.listen([&](std::unique_ptr<net::LinkChannel> channel) {
        net::LinkChannel *raw = channel.get();
        theirs = std::make_unique<net::LinkHost>(net::LinkHost::Settings{tablet.f.clock, tablet.ids, *theirOffer, net::Jid::fromString(u"bert@example.net"), raw->binding()});
        connect(raw, &net::LinkChannel::received, raw, [&theirs, raw](const net::psyc::Packet &packet) {
            const auto step = theirs->step(packet);
            for (const auto &answer : step.out)
                raw->send(answer);
            if (step.close)
                raw->close();
        });
        heldOpen.push_back(std::move(channel));
    }));
    const net::LinkAddress stranger{QHostAddress(QHostAddress::LocalHost), other.port()};
    tablet.around = {stranger, net::parseInvitation(offer->status().invitation)->addresses.first()};
    const auto join = tablet.linking->join();
    join->startWithCode(u"anna@example.net"_s, offer->status().code);
    QVERIFY(waitFor(*offer, OfferState::AsksApproval));
    QCOMPARE(heldOpen.size(), size_t(1));
    QCOMPARE(theirOffer->triesLeft(), 3);
}

void LinkingDriversTest::endsInASlot()
{
    // The window drops what it shows from the signal that tells of the end.
    Side desk, tablet;
    QVERIFY(desk.f.signIn());
    auto offer = desk.linking->offer(desk.f.account()->id());
    auto join = tablet.linking->join();
    QVERIFY(waitFor(*offer, OfferState::Waiting));
    bool offerGone = false, joinGone = false;
    connect(offer.get(), &LinkOffer::changed, this, [&](const OfferStatus &status) {
        if (status.state == OfferState::AsksApproval) {
            offer.reset();
            offerGone = true;
        }
    });
    connect(join.get(), &LinkJoin::changed, this, [&](const JoinStatus &status) {
        if (status.state == JoinState::Failed) {
            join.reset();
            joinGone = true;
        }
    });
    join->startWithInvitation(offer->status().invitation);
    QVERIFY(SyncFixture::waitFor([&] { return offerGone && joinGone; }));
    // And an account that goes while its code is on show takes it along.
    offer = desk.linking->offer(desk.f.account()->id());
    QVERIFY(waitFor(*offer, OfferState::Waiting));
    desk.f.accounts->signOut(desk.f.account()->id(), false);
    desk.f.flush();
    offer->cancel();
    QCOMPARE(offer->status().state, OfferState::Failed);
}

void LinkingDriversTest::passwordOffline()
{
    Side side;
    const auto answer = side.linking->passwords().changePassword(AccountId(4711), u"new"_s);
    QVERIFY(answer.isFinished());
    QCOMPARE(answer.result().outcome, PasswordOutcome::NotConnected);
}

QTEST_GUILESS_MAIN(LinkingDriversTest)
#include "tst_linking_drivers.moc"
