// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/sample_devices.h"

using namespace Qt::StringLiterals;

namespace test {

namespace {

using model::DeviceKind;
using model::DeviceReason;
using model::DeviceState;
using model::FactSource;
using model::UnlinkHow;

template<class T>
void know(model::Fact<T> &fact, const T &value, const QDateTime &at, FactSource source = FactSource::LinksNode)
{
    fact = {value, source, at};
}

model::Device kith(const QString &key, const QString &name, const QString &system, const QDateTime &now)
{
    model::Device device;
    device.key = device.id = key;
    device.account = model::AccountId(1);
    know(device.name, name, now);
    know(device.software, u"Kith"_s, now);
    know(device.version, u"0.1"_s, now);
    know(device.system, system, now);
    know(device.kind, DeviceKind::Computer, now);
    know(device.signsInWith, model::SignsInWith::Token, now);
    know(device.receives, model::ServiceFilter(), now);
    know(device.linkedSince, now.addDays(-40), now);
    device.canWipe = true;
    device.unlink = UnlinkHow::RevokedByServer;
    return device;
}

model::Device program(const QString &key, const QString &software, const QString &version, const QDateTime &now)
{
    model::Device device;
    device.key = key;
    device.account = model::AccountId(1);
    know(device.software, software, now, FactSource::Presence);
    know(device.version, version, now, FactSource::Presence);
    device.canRename = device.canChooseReceives = DeviceReason::NotLinked;
    return device;
}

} // namespace

QList<model::Device> sampleDevices(const QDateTime &now)
{
    model::Device own = kith(u"this"_s, u"Anna's desk"_s, u"Debian"_s, now);
    own.isThis = true;
    know(own.state, DeviceState::Connected, now);
    own.unlink = UnlinkHow::SelfSignOut;
    own.canWipe = false;

    model::Device phone = program(u"phone"_s, u"Conversations"_s, u"2.19"_s, now);
    know(phone.name, u"Anna's phone"_s, now, FactSource::ClientList);
    know(phone.kind, DeviceKind::Phone, now);
    know(phone.state, DeviceState::Connected, now);
    know(phone.signsInWith, model::SignsInWith::Token, now);
    know(phone.receives, model::ServiceFilter(), now);
    phone.unlink = UnlinkHow::RevokedByServer;

    model::Device workshop = kith(u"workshop"_s, u"Workshop"_s, u"Windows"_s, now);
    know(workshop.state, DeviceState::Detached, now);
    workshop.detachedSince = now.addSecs(-25 * 60);
    know(workshop.receives, model::ServiceFilter::of({model::Service::Groups}), now);

    model::Device tablet = kith(u"tablet"_s, u"Tablet"_s, u"Linux"_s, now);
    know(tablet.kind, DeviceKind::Tablet, now);
    know(tablet.state, DeviceState::Gone, now);
    know(tablet.lastSeen, now.addDays(-3), now);
    tablet.wasUnlinked = true;
    tablet.unlink = UnlinkHow::AsksDevice;
    tablet.unlinkReason = DeviceReason::AlreadyUnlinked;

    model::Device old = program(u"old"_s, u"Gajim"_s, u"1.7"_s, now);
    know(old.name, u"Old laptop"_s, now, FactSource::ClientList);
    know(old.state, DeviceState::Gone, now);
    know(old.lastSeen, now.addDays(-95), now);
    know(old.signsInWith, model::SignsInWith::Password, now);
    old.unlink = UnlinkHow::OnlyPasswordChange;
    old.unlinkReason = DeviceReason::PasswordWasUsedThere;

    model::Device attic = kith(u"attic"_s, u"Attic"_s, u"Debian"_s, now);
    know(attic.state, DeviceState::Gone, now);
    know(attic.lastSeen, now.addDays(-130), now);
    attic.offerRemoval = true;
    attic.unlink = UnlinkHow::AsksDevice;
    attic.unlinkReason = DeviceReason::ServerHasNoClientList;
    return {own, phone, workshop, tablet, old, attic};
}

model::OfferStatus sampleOffer()
{
    model::OfferStatus status;
    status.state = model::OfferState::Waiting;
    status.code = u"K7QX-M3HP"_s;
    status.invitation = u"xmpp:anna@example.org?kith-link;code=K7QXM3HP;at=192.0.2.7:40123;at=%5B2001:db8::7%5D:40123;key=uT3jX0m8yYkq4r0dQzJ5oYpV7b2mN1sK9wLxCfGhIjk"_s;
    status.history.ofMessages = 101'220;
    status.history.ofOctets = 38'000'000;
    return status;
}

} // namespace test
