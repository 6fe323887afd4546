// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A packet of PSYC as a value, and how it travels between two devices of one person: not in PSYC's syntax, but as XML that the one reader of ours takes.
#include "net/linking/psyc_words.h"
#include "net/xml/element.h"

#include <vector>

namespace net::psyc {

inline constexpr QStringView kLinkNs = u"urn:kith:linking:0";

/// Method, variables, body. Routing and entity variables are one list, in the order they were set: their names tell them apart. Value type, any thread.
struct Packet {
    struct Variable {
        QString name;
        QString value;
        bool operator==(const Variable &) const = default;
    };
    QString method;
    std::vector<Variable> variables;
    QString body; ///< a text for people, with [_variable] in it
    xml::Element payload; ///< null: none. What no text is: a grant, a page

    Packet() = default;
    explicit Packet(QStringView name)
        : method(name.toString())
    {
    }
    /// Null when it is absent.
    [[nodiscard]] QString value(QStringView name) const;
    [[nodiscard]] bool has(QStringView name) const { return !value(name).isNull(); }
    Packet &set(QStringView name, const QString &value); ///< a null value removes it
    bool operator==(const Packet &) const = default;
};

// Bounds on what somebody who has proved nothing may make us keep; the reader has those on depth and size.
inline constexpr size_t kMaxVariables = 24;
inline constexpr qsizetype kMaxValue = 4096; ///< characters; also of a body

/// nullopt: not a packet, or one that breaks a bound or says a variable twice (of two values the wrong one would be looked at).
[[nodiscard]] std::optional<Packet> parsePacket(const xml::Element &);
[[nodiscard]] xml::Element toElement(const Packet &);

/// The same with the newest names: the method's, and the links channel as target where `_request_link` named the identity alone.
[[nodiscard]] Packet inNewestNames(Packet packet);

/// The links channel of an identity (L12): "anna@example.org#_links".
[[nodiscard]] QString linksChannel(QStringView identity);

} // namespace net::psyc
