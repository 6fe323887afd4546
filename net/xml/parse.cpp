// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/xml/parse.h"

#include "net/xml/reader.h"

namespace net::xml {

std::optional<Element> parse(const QByteArray &bytes)
{
    Reader reader;
    reader.feed("<stream>" + bytes + "</stream>");
    std::optional<Element> found;
    while (const auto event = reader.next()) {
        if (std::holds_alternative<ReadError>(*event))
            return {};
        if (const auto *read = std::get_if<ElementRead>(&*event)) {
            if (found)
                return {};
            found = read->element;
        }
        if (std::holds_alternative<StreamClosed>(*event))
            return found;
    }
    return {};
}

} // namespace net::xml
