// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/linked_devices.h"
#include "model/sync/links_sync.h"
#include "model/sync/xml_log.h"
#include "net/proto/kith_access.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0494_client_access.h"
#include "net/xml/parse.h"
#include "tests/unit/model/sync/sync_fixture.h"

using namespace Qt::StringLiterals;
using namespace model;

namespace {

const QString kBert = u"bert@b.example"_s;

struct World : SyncFixture {
    World() { befriend(kBert); }

    LinkedDevices &devices() const { return account()->linkedDevices(); }
    QString ownId() const { return store->read().devices.ownId(account()->id()); }
    std::optional<Device> device(const QString &id) const
    {
        for (const Device &d : devices().devices()) {
            if (d.id == id)
                return d;
        }
        return {};
    }
    std::optional<net::links::Link> onNode(const QString &id) const
    {
        for (const auto &[item, payload] : server.links) {
            if (item == id)
                return net::links::parseItem({item, {}, payload});
        }
        return {};
    }
    net::links::Link other(const QString &id, quint64 entry = 1) const
    {
        net::links::Link link;
        link.device = id;
        link.entry = entry;
        link.since = link.entered = clock.now();
        link.resource = u"Kith~"_s + id;
        link.name = id;
        return link;
    }
    void put(const net::links::Link &link)
    {
        server.putLink(link.device, net::links::toItem(link).payload);
        flush();
    }
    void passRepair()
    {
        clock.advance(2 * LinksSync::kRepairPause);
        flush();
    }
    DeviceAnswer answer(const QFuture<DeviceAnswer> &future)
    {
        flush();
        return waitFor([&] { return future.isFinished(); }) ? future.result() : DeviceAnswer{DeviceOutcome::Refused, u"no answer"_s};
    }
    void presence(const QString &resource, const QByteArray &attributes = {}, const QByteArray &inner = {})
    {
        server.deliver(*net::xml::parse("<presence xmlns='jabber:client' from='anna@example.net/" + resource.toUtf8() + "' to='anna@example.net/Kith' " + attributes + '>' + inner + "</presence>"));
        flush();
    }
    QList<int> priorities() const
    {
        QList<int> list;
        for (const net::xml::Element &stanza : server.stanzas) {
            if (stanza.name() == u"presence" && stanza.attribute(u"type").isEmpty() && stanza.attribute(u"to").isEmpty())
                list << stanza.childText(u"priority", u"jabber:client").toInt();
        }
        return list;
    }
    bool hasWritten(const QString &one, const QString &other) const
    {
        const XmlLog &log = account()->xmlLog();
        for (int row = 0; row < log.rowCount(); ++row) {
            const QString xml = log.index(row).data(XmlLog::XmlRole).toString();
            if (!log.index(row).data(XmlLog::IncomingRole).toBool() && xml.contains(one) && xml.contains(other))
                return true;
        }
        return false;
    }
    void leave()
    {
        close();
        server.forgetSessions();
    }
    void comeBack()
    {
        open();
        accounts->start();
        QVERIFY(waitCaughtUp());
        flush();
    }
};

net::xml::Element resultOf(const net::xml::Element &iq, const net::xml::Element &payload)
{
    return net::rfc6120::resultReply(iq, payload);
}

} // namespace

class LinksSyncTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // L42: reads all, writes the own one, removes nothing of others.
    void entersAtLogin()
    {
        World f;
        f.server.links.emplace_back(u"old"_s, net::links::toItem(f.other(u"old"_s)).payload);
        QVERIFY(f.signIn());
        f.flush();
        QCOMPARE(f.server.links.size(), size_t(2));
        const auto own = f.onNode(f.ownId());
        QVERIFY(own);
        QCOMPARE(own->entry, quint64(1));
        QCOMPARE(own->resource, u"Kith"_s);
        QCOMPARE(own->name, u"test"_s);
        QVERIFY(f.ownId() != f.store->read().accounts.all().front().userAgentId); // L40
        QVERIFY(f.device(u"old"_s));
        // Each session enters once more, as the same device.
        const QString id = f.ownId();
        f.leave();
        f.comeBack();
        QCOMPARE(f.ownId(), id);
        QCOMPARE(f.onNode(id)->entry, quint64(2));
        QCOMPARE(f.server.linkPublications, 2);
        // A session that is taken up does not.
        f.server.cut();
        QVERIFY(f.waitWhileTimePasses([&] { return f.isOnline() && f.server.resumes > 0; }));
        f.passRepair();
        QCOMPARE(f.server.linkPublications, 2);
    }

    // L47: PEP events only from the own bare address.
    void nobodyElseHasASay()
    {
        World f;
        QVERIFY(f.signIn());
        f.flush();
        for (const QByteArray &from : {QByteArray("eve@evil.example"), QByteArray("anna@example.net/phone"), QByteArray("example.net")}) {
            f.server.deliver(*net::xml::parse("<message xmlns='jabber:client' from='" + from
                + "'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='urn:kith:links:0'><item id='evil'>"
                  "<link xmlns='urn:kith:links:0' since='2026-01-05T10:00:00Z'/></item><retract id='" + f.ownId().toUtf8() + "'/></items></event></message>"));
            f.flush();
        }
        QVERIFY(!f.device(u"evil"_s));
        f.passRepair();
        QCOMPARE(f.server.linkPublications, 1);
    }

    void changesAreLive()
    {
        World f;
        QVERIFY(f.signIn());
        f.flush();
        int told = 0;
        connect(&f.devices(), &LinkedDevices::changed, this, [&] { ++told; });
        f.put(f.other(u"phone"_s));
        QVERIFY(told > 0);
        QCOMPARE(f.device(u"phone"_s)->name.value, u"phone"_s);
        QVERIFY(!f.device(u"phone"_s)->isConnected());
        f.presence(u"Kith~phone"_s);
        QVERIFY(f.device(u"phone"_s)->isConnected());
        f.presence(u"Kith~phone"_s, {}, "<detached xmlns='urn:kith:detach:0' since='2020-01-01T00:00:00Z'/>");
        QCOMPARE(f.device(u"phone"_s)->state.value, DeviceState::Detached);
        f.presence(u"Kith~phone"_s, "type='unavailable'");
        QCOMPARE(f.device(u"phone"_s)->state.value, DeviceState::Gone);
        QCOMPARE(f.device(u"phone"_s)->lastSeen.value, f.clock.now());
        f.server.takeLink(u"phone"_s);
        f.flush();
        QVERIFY(!f.device(u"phone"_s));
    }

    void renames()
    {
        World f;
        QVERIFY(f.signIn());
        f.put(f.other(u"phone"_s));
        QCOMPARE(f.answer(f.devices().rename(u"phone"_s, u" Anna's  phone "_s)).outcome, DeviceOutcome::Done);
        QCOMPARE(f.onNode(u"phone"_s)->name, u"Anna's phone"_s);
        QCOMPARE(f.answer(f.devices().rename(f.ownId(), u"desk"_s)).outcome, DeviceOutcome::Done);
        QCOMPARE(f.onNode(f.ownId())->name, u"desk"_s);
        QCOMPARE(f.answer(f.devices().rename(u"nobody"_s, u"x"_s)).outcome, DeviceOutcome::NoSuchDevice);
        f.leave();
        f.open();
        f.accounts->start(false);
        QCOMPARE(f.answer(f.devices().rename(u"phone"_s, u"y"_s)).outcome, DeviceOutcome::NotConnected);
        QCOMPARE(f.onNode(u"phone"_s)->name, u"Anna's phone"_s);
    }

    // Forward only: who was away and repeats what was does not undo what others did.
    void staleWordIsAnswered()
    {
        World f;
        QVERIFY(f.signIn());
        f.put(f.other(u"phone"_s));
        QCOMPARE(f.answer(f.devices().rename(u"phone"_s, u"new"_s)).outcome, DeviceOutcome::Done);
        f.put(f.other(u"phone"_s, 2));
        QCOMPARE(f.device(u"phone"_s)->name.value, u"new"_s);
        QCOMPARE(f.onNode(u"phone"_s)->name, u"phone"_s);
        f.passRepair();
        QCOMPARE(f.onNode(u"phone"_s)->name, u"new"_s);
        QCOMPARE(f.onNode(u"phone"_s)->entry, quint64(2));
    }

    // A server that does not know yet what we can do says nothing of what happens meanwhile.
    void eventsThatNobodyTold()
    {
        World f;
        QVERIFY(f.signIn());
        f.flush();
        f.server.links.emplace_back(u"phone"_s, net::links::toItem(f.other(u"phone"_s)).payload);
        f.flush();
        QVERIFY(!f.device(u"phone"_s));
        f.clock.advance(LinksSync::kSecondLook);
        f.flush();
        QVERIFY(f.device(u"phone"_s));
        QCOMPARE(f.server.linkPublications, 1); // it enters once
    }

    // L43: no loop, whoever takes our entry away and however often.
    void takenAwayAgainAndAgain()
    {
        World f;
        QVERIFY(f.signIn());
        f.flush();
        for (int i = 0; i < 10; ++i) {
            f.server.takeLink(f.ownId());
            f.passRepair();
        }
        QVERIFY2(f.server.linkPublications <= LinksSync::kMostEntries, qPrintable(QString::number(f.server.linkPublications)));
        QVERIFY(!f.onNode(f.ownId()));
        f.leave();
        f.comeBack();
        QVERIFY(f.onNode(f.ownId()));
    }

    // L43: the conflict is not answered by a new login.
    void conflictStops()
    {
        World f;
        QVERIFY(f.signIn());
        f.flush();
        const int dials = f.server.dials;
        f.server.deliver(*net::xml::parse("<error xmlns='http://etherx.jabber.org/streams'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></error>"));
        f.flush();
        QVERIFY(f.waitFor([&] { return f.account()->status().kind == ConnectionKind::Offline; }));
        f.clock.advance(std::chrono::hours(1));
        f.flush();
        QCOMPARE(f.server.dials, dials);
    }

    // Between the end of the process and its next start the entry may have been asked to leave.
    void askedToLeaveWhileAway()
    {
        World f;
        QVERIFY(f.signIn());
        f.put(f.other(u"phone"_s));
        net::links::Link own = *f.onNode(f.ownId());
        f.leave();
        own.unlinked = net::links::Unlinked{f.clock.now(), u"phone"_s, false};
        f.server.putLink(own.device, net::links::toItem(own).payload);
        f.open();
        QString by;
        connect(f.accounts.get(), &Accounts::unlinked, this, [&](const net::Jid &, const QString &name, bool) { by = name; });
        f.accounts->start();
        QVERIFY(f.waitFor([&] { return f.account() == nullptr; }));
        f.flush();
        QCOMPARE(by, u"phone"_s);
        QVERIFY(!f.onNode(own.device)); // L21
        QCOMPARE(f.server.linkPublications, 1);
    }

    void revokedByTheServer()
    {
        World f;
        QVERIFY(f.signIn());
        QString by = u"nobody yet"_s;
        connect(f.accounts.get(), &Accounts::unlinked, this, [&](const net::Jid &, const QString &name, bool) { by = name; });
        f.server.deliver(*net::xml::parse("<error xmlns='http://etherx.jabber.org/streams'><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                                          "<revoked xmlns='urn:kith:access:0'/></error>"));
        QVERIFY(f.waitFor([&] { return f.account() == nullptr; }));
        QCOMPARE(by, QString());
    }

    // XEP-0494: asked when somebody looks; taken away where the server can, and said where it cannot (L50).
    void serverCuts()
    {
        World f;
        QStringList revoked;
        bool passwordUsed = false;
        f.server.answers = [&](const net::xml::Element &iq) -> std::optional<net::xml::Element> {
            const net::xml::Element &payload = *iq.firstChild();
            if (payload.is(u"list", net::xep0494::kNs)) {
                net::xep0494::Client client;
                client.id = u"c-phone"_s;
                client.hasFast = true;
                client.usedPassword = false;
                net::xml::Element element = toElement(client);
                element.add(net::access::toElement({u"Kith~phone"_s, net::access::ClientSession::State::Connected, false}));
                return resultOf(iq, net::xml::Element(u"clients", net::xep0494::kNs).add(element));
            }
            if (!payload.is(u"revoke", net::xep0494::kNs))
                return {};
            revoked << payload.attribute(u"id");
            if (!passwordUsed)
                return resultOf(iq, {});
            return *net::xml::parse("<iq xmlns='jabber:client' type='error'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                                    "<password-reset-required xmlns='urn:xmpp:cam:0'/></error></iq>");
        };
        QVERIFY(f.signIn());
        f.put(f.other(u"phone"_s));
        QCOMPARE(f.device(u"phone"_s)->unlink, UnlinkHow::AsksDevice);
        f.devices().refresh();
        f.flush();
        QCOMPARE(f.devices().serverList(), LinkedDevices::ServerList::Known);
        QCOMPARE(f.device(u"phone"_s)->unlink, UnlinkHow::RevokedByServer);
        passwordUsed = true;
        QCOMPARE(f.answer(f.devices().unlink(u"phone"_s)).outcome, DeviceOutcome::NeedsPasswordChange);
        QVERIFY(f.onNode(u"phone"_s));
        passwordUsed = false;
        QCOMPARE(f.answer(f.devices().unlink(u"phone"_s)).outcome, DeviceOutcome::Done);
        QCOMPARE(revoked, (QStringList{u"c-phone"_s, u"c-phone"_s}));
        QVERIFY(!f.onNode(u"phone"_s));
        QVERIFY(!f.device(u"phone"_s));
    }

    // What was cut hears nothing afterwards: so first the wish.
    void serverCutsAfterTheWish()
    {
        World f;
        std::optional<net::links::Link> atRevocation;
        f.server.answers = [&](const net::xml::Element &iq) -> std::optional<net::xml::Element> {
            const net::xml::Element &payload = *iq.firstChild();
            if (payload.is(u"revoke", net::xep0494::kNs)) {
                atRevocation = f.onNode(u"phone"_s);
                return resultOf(iq, {});
            }
            if (!payload.is(u"list", net::xep0494::kNs))
                return {};
            net::xep0494::Client client;
            client.id = u"c-phone"_s;
            client.hasFast = true;
            net::xml::Element element = toElement(client);
            element.add(net::access::toElement({u"Kith~phone"_s, net::access::ClientSession::State::Connected, false}));
            return resultOf(iq, net::xml::Element(u"clients", net::xep0494::kNs).add(element));
        };
        QVERIFY(f.signIn());
        f.put(f.other(u"phone"_s));
        f.devices().refresh();
        f.flush();
        QCOMPARE(f.answer(f.devices().unlink(u"phone"_s, true)).outcome, DeviceOutcome::Done);
        QVERIFY(atRevocation && atRevocation->unlinked && atRevocation->unlinked->wipe);
        QVERIFY(!f.onNode(u"phone"_s));
    }

    // It obeys before the answer to the wish is here, and takes its entry away. It still knows the password, and that is still said (L50).
    void deviceIsQuickerThanTheAnswer()
    {
        World f;
        f.server.answers = [&](const net::xml::Element &iq) -> std::optional<net::xml::Element> {
            const net::xml::Element &payload = *iq.firstChild();
            if (payload.is(u"revoke", net::xep0494::kNs))
                return *net::xml::parse("<iq xmlns='jabber:client' type='error'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                                        "<password-reset-required xmlns='urn:xmpp:cam:0'/></error></iq>");
            if (payload.is(u"list", net::xep0494::kNs)) {
                net::xep0494::Client client;
                client.id = u"c-phone"_s;
                client.usedPassword = true;
                net::xml::Element element = toElement(client);
                element.add(net::access::toElement({u"Kith~phone"_s, net::access::ClientSession::State::Connected, false}));
                return resultOf(iq, net::xml::Element(u"clients", net::xep0494::kNs).add(element));
            }
            const net::xml::Element *publish = payload.firstChild();
            const net::xml::Element *item = publish && publish->name() == u"publish" ? publish->firstChild() : nullptr;
            if (!item || item->attribute(u"id") != u"phone")
                return {};
            f.server.putLink(u"phone"_s, *item->firstChild());
            f.server.takeLink(u"phone"_s);
            return resultOf(iq, {});
        };
        QVERIFY(f.signIn());
        f.put(f.other(u"phone"_s));
        f.devices().refresh();
        f.flush();
        QCOMPARE(f.device(u"phone"_s)->unlink, UnlinkHow::AsksDevice);
        QCOMPARE(f.answer(f.devices().unlink(u"phone"_s)).outcome, DeviceOutcome::NeedsPasswordChange);
        QVERIFY(!f.onNode(u"phone"_s));
    }

    void staleOnesAreOffered()
    {
        World f;
        QVERIFY(f.signIn());
        net::links::Link old = f.other(u"old"_s);
        old.since = old.entered = f.clock.now().addDays(-200);
        f.put(old);
        f.put(f.other(u"phone"_s));
        QVERIFY(f.device(u"old"_s)->offerRemoval); // L41
        QVERIFY(f.onNode(u"old"_s)); // offered, no more
        QCOMPARE(f.answer(f.devices().removeStale({u"old"_s, u"phone"_s})).outcome, DeviceOutcome::Done);
        QVERIFY(!f.onNode(u"old"_s));
        QVERIFY(f.onNode(u"phone"_s)); // not stale: stays
    }

    // L45, L46: priority, also when it changes in a session; the server is told where it knows what to do with it.
    void filteredDevice()
    {
        World f;
        f.server.accountFeatures = {net::access::kNs.toString()};
        QList<QStringList> told;
        f.server.answers = [&](const net::xml::Element &iq) -> std::optional<net::xml::Element> {
            const auto words = net::access::parseServices(*iq.firstChild());
            if (!words)
                return {};
            told << *words;
            return resultOf(iq, {});
        };
        QVERIFY(f.signIn());
        f.flush();
        QCOMPARE(f.priorities(), QList<int>{0});
        const ServiceFilter groups = ServiceFilter::of({Service::Groups});
        QCOMPARE(f.answer(f.devices().setReceives(f.ownId(), groups)).outcome, DeviceOutcome::Done);
        QCOMPARE(f.priorities(), (QList{0, -1}));
        QCOMPARE(told, QList<QStringList>{groups.words()});
        f.server.message(kBert + u"/x"_s, u"dropped"_s, u"m1"_s, {*net::xml::parse("<request xmlns='urn:xmpp:receipts'/>")});
        f.flush();
        QCOMPARE(f.bodies(kBert), QStringList());
        const auto saidReceipt = [&] { return std::any_of(f.server.stanzas.begin(), f.server.stanzas.end(), [](const auto &s) { return s.child(u"received", u"urn:xmpp:receipts"); }); };
        QVERIFY(!saidReceipt());
        // It counts as handled: the server does not keep it for us.
        const quint32 acknowledged = f.server.acknowledged();
        f.server.message(kBert + u"/x"_s, u"dropped too"_s, u"m2"_s);
        f.clock.advance(std::chrono::seconds(5));
        f.flush();
        QVERIFY(f.server.acknowledged() > acknowledged);
        // L10, L48
        f.server.deliver(*net::xml::parse("<iq xmlns='jabber:client' type='get' id='q1' from='bert@b.example/x' to='anna@example.net/Kith'><query xmlns='urn:example:unknown'/></iq>"));
        f.flush();
        QVERIFY(f.hasWritten(u"id=\"q1\""_s, u"service-unavailable"_s) || f.hasWritten(u"id='q1'"_s, u"service-unavailable"_s));
        // Another session: from its first presence on.
        f.leave();
        f.comeBack();
        QCOMPARE(f.priorities().last(), -1);
        QCOMPARE(told.last(), groups.words());
        QCOMPARE(f.server.archivedSent, 0); // nothing of the archive is for it
        QCOMPARE(f.bodies(kBert), QStringList());
        // Another device of the user gives it everything again.
        net::links::Link own = *f.onNode(f.ownId());
        own.services.clear();
        own.servicesStamp = {own.servicesStamp.revision + 1, u"phone"_s};
        f.put(own);
        QCOMPARE(f.priorities().last(), 0);
        QVERIFY(f.waitFor([&] { return f.bodies(kBert) == QStringList{u"dropped"_s, u"dropped too"_s}; }));
    }
};

QTEST_GUILESS_MAIN(LinksSyncTest)
#include "tst_links_sync.moc"
