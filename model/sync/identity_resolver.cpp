// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/identity_resolver.h"

using namespace Qt::StringLiterals;

namespace model {

namespace {

/// XEP-0106 §4, and the older way with '%': the address that a gateway has packed into the local part.
QString unpacked(QString local)
{
    static const QList<std::pair<QString, QString>> kEscapes{{u"\\20"_s, u" "_s}, {u"\\22"_s, u"\""_s}, {u"\\26"_s, u"&"_s}, {u"\\27"_s, u"'"_s}, {u"\\2f"_s, u"/"_s}, {u"\\3a"_s, u":"_s},
        {u"\\3c"_s, u"<"_s}, {u"\\3e"_s, u">"_s}, {u"\\40"_s, u"@"_s}, {u"\\5c"_s, u"\\"_s}};
    if (!local.contains(u'\\')) {
        const qsizetype at = local.lastIndexOf(u'%');
        return at < 0 ? local : local.replace(at, 1, u'@');
    }
    QString text;
    for (qsizetype i = 0; i < local.size();) {
        const auto escape = std::find_if(kEscapes.begin(), kEscapes.end(), [&](const auto &e) { return QStringView(local).mid(i, 3) == e.first; });
        text += escape == kEscapes.end() ? QString(local.at(i)) : escape->second;
        i += escape == kEscapes.end() ? 1 : 3;
    }
    return text;
}

} // namespace

IdentityResolver::IdentityResolver(const Store &store, AccountId account, const net::Jid &own, Occupants occupants)
    : m_store(store)
    , m_account(account)
    , m_own(own.bare())
    , m_occupants(std::move(occupants))
{
}

Identity IdentityResolver::self(const QString &device) const
{
    Identity identity{IdentityKind::Self, m_own, {}, device, {}, {}, {}};
    const auto record = m_store.read().accounts.find(m_account);
    identity.name = withoutDirectionControls(record && !record->ownName.isEmpty() ? record->ownName : m_own.local());
    return identity;
}

bool IdentityResolver::isGateway(const QString &domain) const
{
    // A gateway is a contact itself (XEP-0100 §4.1): without a local part, and not the own server.
    const net::Jid gateway = net::Jid::fromString(domain);
    return domain != m_own.domain() && !gateway.isEmpty() && m_store.read().contacts.find(m_account, gateway).has_value();
}

Identity IdentityResolver::person(const net::Jid &bare) const
{
    Identity identity{IdentityKind::Person, bare, {}, {}, {}, {}, {}};
    if (!bare.local().isEmpty() && isGateway(bare.domain())) {
        identity.gateway = bare.domain();
        identity.foreign = unpacked(bare.local());
    }
    if (const auto contact = m_store.read().contacts.find(m_account, bare); contact && !(contact->name.isEmpty() && contact->nick.isEmpty()))
        identity.name = contact->displayName();
    else
        identity.name = withoutDirectionControls(!identity.foreign.isEmpty() ? identity.foreign : bare.local().isEmpty() ? bare.domain() : bare.local());
    return identity;
}

Identity IdentityResolver::resolve(const net::Jid &address) const
{
    if (address.isEmpty())
        return {};
    if (address.bare() == m_own) {
        for (const StoredDevice &device : m_store.read().devices.all(m_account)) {
            if (!address.isBare() && device.entry.resource == address.resource())
                return self(device.entry.id);
        }
        return self({});
    }
    const auto real = m_occupants ? m_occupants(address) : std::nullopt;
    if (!real)
        return person(address.bare());
    Identity identity = address.isBare() ? Identity{IdentityKind::Room, address, withoutDirectionControls(address.local()), {}, {}, {}, {}}
        : real->isEmpty() ? Identity{IdentityKind::Occupant, address, withoutDirectionControls(address.resource()), {}, {}, {}, {}}
                                        : real->bare() == m_own ? self({}) : person(real->bare());
    identity.room = address.bare();
    return identity;
}

Identity IdentityResolver::resolve(const QString &addressOrDevice) const
{
    if (m_store.read().devices.find(m_account, addressOrDevice))
        return self(addressOrDevice);
    return resolve(net::Jid::fromString(addressOrDevice));
}

QList<net::Jid> IdentityResolver::devicesOfSelf() const
{
    QList<net::Jid> addresses;
    for (const StoredDevice &device : m_store.read().devices.all(m_account)) {
        if (const auto full = m_own.withResource(device.entry.resource); full && !device.entry.unlinked)
            addresses << *full;
    }
    return addresses;
}

} // namespace model
