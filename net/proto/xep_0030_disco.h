// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0030 Service Discovery 2.5.0, with the forms of XEP-0128 Service Discovery Extensions 1.0.1
#include "net/base/jid.h"
#include "net/proto/xep_0004_forms.h"
#include "net/xml/element.h"

#include <QStringList>

#include <optional>

namespace net::xep0030 {

inline constexpr QStringView kInfoNs = u"http://jabber.org/protocol/disco#info";
inline constexpr QStringView kItemsNs = u"http://jabber.org/protocol/disco#items";

struct Identity {
    QString category; ///< "client", "server", "conference", …
    QString type; ///< "pc", "im", "text", …
    QString lang;
    QString name;
    bool operator==(const Identity &) const = default;
};

struct Info {
    QString node; ///< empty: none
    std::vector<Identity> identities;
    QStringList features; ///< in the order of the answer
    std::vector<xep0004::Form> forms;
    bool operator==(const Info &) const = default;

    [[nodiscard]] bool hasFeature(QStringView feature) const { return features.contains(feature); }
    [[nodiscard]] bool hasIdentity(QStringView category, QStringView type) const;
};
/// The answer. Identities and features without the attributes they must have are left out.
[[nodiscard]] std::optional<Info> parseInfo(const xml::Element &query);
[[nodiscard]] xml::Element toElement(const Info &);

struct Item {
    Jid jid;
    QString node, name;
    bool operator==(const Item &) const = default;
};
struct Items {
    QString node;
    std::vector<Item> items;
    bool operator==(const Items &) const = default;
};
[[nodiscard]] std::optional<Items> parseItems(const xml::Element &query);
[[nodiscard]] xml::Element toElement(const Items &);

[[nodiscard]] xml::Element infoQuery(const QString &node = {});
[[nodiscard]] xml::Element itemsQuery(const QString &node = {});

} // namespace net::xep0030
