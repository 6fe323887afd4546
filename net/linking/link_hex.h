// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace net {

/// L18: lower-case hexadecimal digits.
[[nodiscard]] inline QString toHex(const QByteArray &octets)
{
    return QString::fromLatin1(octets.toHex());
}

/// Strictly `length` octets in hexadecimal digits of either case; else empty. QByteArray::fromHex() alone would skip what does not belong.
[[nodiscard]] inline QByteArray octetsOfHex(const QString &text, int length)
{
    const QByteArray digits = text.toLatin1();
    const QByteArray octets = QByteArray::fromHex(digits);
    return octets.size() == length && octets.toHex() == digits.toLower() ? octets : QByteArray();
}

} // namespace net
