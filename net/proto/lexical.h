// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <array>
#include <optional>
#include <utility>

namespace net {

/// Lexical forms that many specifications share (XML Schema part 2).

[[nodiscard]] inline bool isTrue(QStringView text)
{
    return text == u"true" || text == u"1";
}

/// Decimal digits only: no sign, no blanks, no overflow.
[[nodiscard]] std::optional<int> parseCount(QStringView text);

/// Base64 as people and programs wrap it in XML: white space anywhere is skipped, anything else that does not belong is nullopt.
[[nodiscard]] std::optional<QByteArray> fromWrappedBase64(const QString &text);

/// A table of names and values of an enumeration, used in both directions.
template<class Enum, size_t n>
using NameTable = std::array<std::pair<Enum, QStringView>, n>;

template<class Enum, size_t n>
[[nodiscard]] std::optional<Enum> fromName(const NameTable<Enum, n> &table, QStringView name)
{
    for (const auto &[value, text] : table) {
        if (text == name)
            return value;
    }
    return std::nullopt;
}

template<class Enum, size_t n>
[[nodiscard]] QString toName(const NameTable<Enum, n> &table, Enum wanted)
{
    for (const auto &[value, text] : table) {
        if (value == wanted)
            return text.toString();
    }
    return {};
}

} // namespace net
