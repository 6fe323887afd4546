// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/xml/reader.h"
#include "net/xml/writer.h"

#include <QTest>

#include <algorithm>

/// The element that this text is on a stream; a null element when it is none. Quotation marks are single, so that examples read like those of the specifications.
inline net::xml::Element xmlOf(const QByteArray &text)
{
    net::xml::Reader reader;
    reader.feed("<s xmlns='jabber:client'>" + text);
    while (const auto event = reader.next()) {
        if (const auto *read = std::get_if<net::xml::ElementRead>(&*event))
            return read->element;
    }
    return {};
}

/// `xml` is read as `value`, and `value` is written as `xml` (attributes in any order).
#define COMPARE_BOTH_WAYS(xml, parse, value) \
    do { \
        const QByteArray source(xml); \
        const auto element = xmlOf(source); \
        QVERIFY2(!element.isNull(), source.constData()); \
        const auto parsed = parse(element); \
        QVERIFY2(parsed, source.constData()); \
        QVERIFY2(*parsed == (value), source.constData()); \
        QCOMPARE(sortedXml(toElement(value)), sortedXml(element)); \
    } while (false)

namespace detail {

inline net::xml::Element withSortedAttributes(const net::xml::Element &e)
{
    net::xml::Element copy(e.name(), e.ns());
    auto attributes = e.attributes();
    std::sort(attributes.begin(), attributes.end(), [](const auto &a, const auto &b) { return std::tie(a.ns, a.name) < std::tie(b.ns, b.name); });
    for (const auto &a : attributes)
        copy.set(a.name, a.value, a.ns);
    for (const auto &node : e.nodes()) {
        if (const auto *child = std::get_if<net::xml::Element>(&node))
            copy.add(withSortedAttributes(*child));
        else
            copy.addText(std::get<QString>(node));
    }
    return copy;
}

} // namespace detail

inline QByteArray sortedXml(const net::xml::Element &e)
{
    return net::xml::serialize(detail::withSortedAttributes(e), u"jabber:client");
}
