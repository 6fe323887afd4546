// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0334_hints.h"

#include "net/proto/lexical.h"

namespace net::xep0334 {
namespace {

constexpr NameTable<Hint, 4> kHints{{
    {Hint::NoPermanentStore, u"no-permanent-store"},
    {Hint::NoStore, u"no-store"},
    {Hint::NoCopy, u"no-copy"},
    {Hint::Store, u"store"},
}};

} // namespace

std::optional<Hint> parseHint(const xml::Element &e)
{
    return e.ns() == kNs ? fromName(kHints, e.name()) : std::nullopt;
}

xml::Element toElement(Hint hint)
{
    return xml::Element(toName(kHints, hint), kNs);
}

} // namespace net::xep0334
