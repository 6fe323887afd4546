// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0059_rsm.h"

#include "net/proto/lexical.h"

namespace net::xep0059 {
namespace {

void addCount(xml::Element &set, QStringView name, std::optional<int> value)
{
    if (value)
        set.add(name, kNs, QString::number(*value));
}

} // namespace

bool PageRequest::operator==(const PageRequest &o) const
{
    return max == o.max && index == o.index && before == o.before && before.isNull() == o.before.isNull() && after == o.after && after.isNull() == o.after.isNull();
}

std::optional<PageRequest> parsePageRequest(const xml::Element &set)
{
    if (!set.is(u"set", kNs))
        return std::nullopt;
    return PageRequest{parseCount(set.childText(u"max", kNs)), set.childText(u"before", kNs), set.childText(u"after", kNs), parseCount(set.childText(u"index", kNs))};
}

xml::Element toElement(const PageRequest &request)
{
    xml::Element set(u"set", kNs);
    addCount(set, u"max", request.max);
    if (!request.before.isNull())
        set.add(u"before", kNs, request.before);
    if (!request.after.isNull())
        set.add(u"after", kNs, request.after);
    addCount(set, u"index", request.index);
    return set;
}

std::optional<Page> parsePage(const xml::Element &set)
{
    if (!set.is(u"set", kNs))
        return std::nullopt;
    Page page;
    if (const xml::Element *first = set.child(u"first", kNs)) {
        page.first = first->text();
        page.firstIndex = parseCount(first->attribute(u"index"));
    }
    page.last = set.childText(u"last", kNs);
    page.count = parseCount(set.childText(u"count", kNs));
    return page;
}

xml::Element toElement(const Page &page)
{
    xml::Element set(u"set", kNs);
    if (!page.first.isEmpty() || page.firstIndex) {
        xml::Element first(u"first", kNs);
        if (page.firstIndex)
            first.set(u"index", QString::number(*page.firstIndex));
        set.add(std::move(first.addText(page.first)));
    }
    if (!page.last.isEmpty())
        set.add(u"last", kNs, page.last);
    addCount(set, u"count", page.count);
    return set;
}

} // namespace net::xep0059
