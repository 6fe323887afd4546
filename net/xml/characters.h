// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace net::xml {

/// Namespace that the prefix "xml" is bound to for ever (xml:lang).
inline constexpr QStringView kXmlNs = u"http://www.w3.org/XML/1998/namespace";

/// Production "Char" of XML 1.0: what may stand in a document at all, escaped or not.
[[nodiscard]] constexpr bool isXmlChar(char32_t c)
{
    return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

} // namespace net::xml
