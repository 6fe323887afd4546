// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/device_linking.h"
#include "model/sync/linked_devices.h"
#include "net/linking/link_invitation.h"
#include "tests/support/app/fake_history.h"
#include "tests/support/app/person.h"

#include <QTest>

namespace test {

inline constexpr int kPatience = 30'000; ///< ms

/// Looks around on a network that is one device.
class OneFinder final : public net::LinkFinder
{
public:
    explicit OneFinder(QList<net::LinkAddress> addresses) : m_addresses(std::move(addresses)) { }
    void start() override
    {
        QMetaObject::invokeMethod(this, [this] { Q_EMIT found(m_addresses); }, Qt::QueuedConnection);
    }
    void stop() override { }

private:
    QList<net::LinkAddress> m_addresses;
};

/// Two devices of one person, of which one is new, and what passes between them.
class LinkingPair
{
public:
    enum class Network { Same, None };
    explicit LinkingPair(Network network = Network::Same)
        : m_network(network)
        , desk(world(QStringLiteral("Desk")))
        , tablet(world(QStringLiteral("Tablet")))
    {
        desk.start();
        tablet.start();
    }

private:
    Network m_network;
    bool m_usesStores = false;

public:
    FakeHistory history; ///< unless useStores()
    Person desk, tablet;
    std::unique_ptr<model::LinkOffer> offer;
    std::unique_ptr<model::LinkJoin> join;
    QByteArray said;

    /// From now on the history is that of the stores, not `history`.
    void useStores()
    {
        m_usesStores = true;
        for (Person *person : {&desk, &tablet}) {
            person->quit();
            person->start();
        }
    }
    [[nodiscard]] QString begin(TestServer &server, const QString &user)
    {
        tablet.setServer(server);
        const QString problem = desk.signIn(server, user, QStringLiteral("secret"));
        return problem.isEmpty() && !desk.waitCaughtUp() ? QStringLiteral("not online") : problem;
    }
    [[nodiscard]] bool show()
    {
        offer = desk.linking().offer(desk.account()->id());
        return waitOffer(model::OfferState::Waiting);
    }
    [[nodiscard]] bool waitOffer(model::OfferState state, int ms = kPatience)
    {
        return QTest::qWaitFor([&] { return offer->status().state == state || (offer->status().state == model::OfferState::Failed && state != model::OfferState::Failed); }, ms)
            && offer->status().state == state;
    }
    [[nodiscard]] bool waitJoin(model::JoinState state, int ms = kPatience)
    {
        return QTest::qWaitFor([&] { return join->status().state == state || (join->status().state == model::JoinState::Failed && state != model::JoinState::Failed); }, ms)
            && join->status().state == state;
    }
    /// By picture, up to the question.
    [[nodiscard]] bool asks()
    {
        byPicture();
        return waitOffer(model::OfferState::AsksApproval) && waitJoin(model::JoinState::AwaitsApproval);
    }
    [[nodiscard]] bool bothDone(int ms = kPatience) { return waitJoin(model::JoinState::Done, ms) && waitOffer(model::OfferState::Done, ms) && tablet.waitOnline(); }
    [[nodiscard]] QList<int> arrived() const { return FakeHistory::stored(tablet.profile()); }
    [[nodiscard]] const char *where() ///< for a failure
    {
        const auto o = offer ? offer->status() : model::OfferStatus();
        const auto j = join ? join->status() : model::JoinStatus();
        said = QStringLiteral("offer %1 (%2 %3), join %4 (%5 %6), pages %7").arg(int(o.state)).arg(int(o.problem.failure)).arg(o.problem.detail).arg(int(j.state)).arg(int(j.problem.failure)).arg(j.problem.detail).arg(arrived().size()).toUtf8();
        return said.constData();
    }
    void byPicture()
    {
        join = tablet.linking().join();
        join->startWithInvitation(offer->status().invitation);
    }
    void byCode(const QString &code)
    {
        join = tablet.linking().join();
        join->startWithCode(desk.account()->jid().toString(), code);
    }
    /// From the next start of both on.
    void leaveNetwork() { m_network = Network::None; }
    /// The devices that both show, by name.
    [[nodiscard]] bool waitSameList(const QStringList &names)
    {
        const auto listed = [](Person &person) {
            QStringList list;
            for (const model::Device &device : person.account()->linkedDevices().devices())
                list << device.name.value;
            list.sort();
            return list;
        };
        return QTest::qWaitFor([&] { return listed(desk) == names && listed(tablet) == names; }, 15'000);
    }

private:
    [[nodiscard]] Person::World world(const QString &name)
    {
        Person::World world;
        world.name = name;
        world.linking = [this](model::LinkingParts &parts) {
            if (!m_usesStores)
                parts.history = history.ends(parts.folder);
            if (m_network == Network::None)
                parts.reachable = [](quint16) { return QList<net::LinkAddress>(); };
            else
                parts.makeFinder = [this] { return std::make_unique<OneFinder>(addressesOnShow()); };
        };
        return world;
    }
    [[nodiscard]] QList<net::LinkAddress> addressesOnShow() const
    {
        const auto invitation = offer ? net::parseInvitation(offer->status().invitation) : std::nullopt;
        return invitation ? invitation->addresses : QList<net::LinkAddress>();
    }
};

} // namespace test
