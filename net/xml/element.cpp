// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/xml/element.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace net::xml {

Element::Element(QStringView name, QStringView ns)
    : m_name(name.toString())
    , m_ns(ns.toString())
{
}

QString Element::attribute(QStringView name, QStringView ns) const
{
    for (const Attribute &a : m_attributes) {
        if (a.name == name && a.ns == ns)
            return a.value;
    }
    return {};
}

const Element *Element::child(QStringView name, QStringView ns) const
{
    for (const Node &node : m_nodes) {
        const auto *e = std::get_if<Element>(&node);
        if (e && e->is(name, ns))
            return e;
    }
    return nullptr;
}

const Element *Element::firstChild() const
{
    for (const Node &node : m_nodes) {
        if (const auto *e = std::get_if<Element>(&node))
            return e;
    }
    return nullptr;
}

std::vector<const Element *> Element::children() const
{
    std::vector<const Element *> found;
    for (const Node &node : m_nodes) {
        if (const auto *e = std::get_if<Element>(&node))
            found.push_back(e);
    }
    return found;
}

std::vector<const Element *> Element::children(QStringView name, QStringView ns) const
{
    std::vector<const Element *> found;
    for (const Node &node : m_nodes) {
        const auto *e = std::get_if<Element>(&node);
        if (e && e->is(name, ns))
            found.push_back(e);
    }
    return found;
}

QString Element::text() const
{
    // One text node is the rule: then the string is shared, not copied.
    if (m_nodes.size() == 1) {
        const auto *only = std::get_if<QString>(&m_nodes.front());
        return only ? *only : QString();
    }
    QString all;
    for (const Node &node : m_nodes) {
        if (const auto *t = std::get_if<QString>(&node))
            all += *t;
    }
    return all;
}

QString Element::childText(QStringView name, QStringView ns) const
{
    const Element *e = child(name, ns);
    if (!e)
        return {};
    const QString t = e->text();
    return t.isNull() ? QString(u""_s) : t; // <body/> is there and empty, which is not the same as absent
}

Element &Element::set(QStringView name, const QString &value, QStringView ns)
{
    const auto same = [&](const Attribute &a) { return a.name == name && a.ns == ns; };
    const auto it = std::find_if(m_attributes.begin(), m_attributes.end(), same);
    if (value.isNull()) {
        if (it != m_attributes.end())
            m_attributes.erase(it);
    } else if (it != m_attributes.end()) {
        it->value = value;
    } else {
        m_attributes.push_back({ns.toString(), name.toString(), value});
    }
    return *this;
}

Element &Element::add(Element child)
{
    m_nodes.emplace_back(std::move(child));
    return *this;
}

Element &Element::add(QStringView name, QStringView ns, const QString &text)
{
    Element child(name, ns);
    child.addText(text);
    return add(std::move(child));
}

Element &Element::addText(const QString &text)
{
    // Neighbouring text is one node and empty text none, so that equal documents are equal values.
    if (text.isEmpty())
        return *this;
    if (!m_nodes.empty()) {
        if (auto *last = std::get_if<QString>(&m_nodes.back())) {
            *last += text;
            return *this;
        }
    }
    m_nodes.emplace_back(text);
    return *this;
}

void Element::removeChildren(QStringView name, QStringView ns)
{
    std::vector<Node> kept;
    kept.reserve(m_nodes.size());
    for (Node &node : m_nodes) {
        const auto *e = std::get_if<Element>(&node);
        if (e && e->is(name, ns))
            continue;
        auto *text = std::get_if<QString>(&node);
        if (text && !kept.empty() && std::holds_alternative<QString>(kept.back()))
            std::get<QString>(kept.back()) += *text; // texts that the removed child kept apart
        else
            kept.push_back(std::move(node));
    }
    m_nodes = std::move(kept);
}

} // namespace net::xml
