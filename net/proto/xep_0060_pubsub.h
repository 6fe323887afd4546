// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0060 Publish-Subscribe 1.30.0: reading items and events, publishing with options
#include "net/xml/element.h"

#include <QStringList>

#include <optional>
#include <utility>
#include <vector>

namespace net::xep0060 {

inline constexpr QStringView kNs = u"http://jabber.org/protocol/pubsub";
inline constexpr QStringView kEventNs = u"http://jabber.org/protocol/pubsub#event";

struct Item {
    QString id; ///< empty: the service makes one, or none was said
    QString publisher;
    xml::Element payload; ///< null: events may come without
    bool operator==(const Item &) const = default;
};

/// Items of a node, as a service answers.
struct Items {
    QString node;
    std::vector<Item> items;
    bool operator==(const Items &) const = default;
};
/// Of <pubsub/> in an iq result.
[[nodiscard]] std::optional<Items> parseItems(const xml::Element &pubsub);
[[nodiscard]] xml::Element toElement(const Items &);

/// §6.5. `max` 0: all that the service gives at once.
[[nodiscard]] xml::Element itemsRequest(const QString &node, int max = 0);
[[nodiscard]] xml::Element itemsRequest(const QString &node, const QStringList &ids);

/// §7.1. `options` are name and value of node configuration that must hold ("pubsub#access_model", "whitelist"): publish-options, §7.1.5.
using Options = std::vector<std::pair<QString, QString>>;
[[nodiscard]] xml::Element publish(const QString &node, const Item &item, const Options &options = {});
/// §7.2. `notify`: tell subscribers.
enum class Notify { No, Yes };
[[nodiscard]] xml::Element retract(const QString &node, const QString &id, Notify notify);

/// What happened to a node (§7.1.2.1, §7.2.2.1, §8.4, §8.5), in a message of the service: of a bare address for personal nodes (XEP-0163). Whose node
/// it is says the message's `from` and nothing else.
struct Event {
    enum class Kind { Items, Purged, Deleted };
    Kind kind = Kind::Items;
    QString node;
    std::vector<Item> items;
    QStringList retracted; ///< ids
    bool operator==(const Event &) const = default;
};
[[nodiscard]] std::optional<Event> parseEvent(const xml::Element &event);
[[nodiscard]] xml::Element toElement(const Event &);

} // namespace net::xep0060
