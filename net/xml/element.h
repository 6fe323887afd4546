// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

#include <variant>
#include <vector>

namespace net::xml {

/// An XML element as a value: what the Reader gives and what the Writer takes. Namespaces are resolved, prefixes are gone.
/// One representation for both directions, so that a test can compare what we send with what we would read.
/// Any thread. Not meant for large documents: a stanza is bounded by the Reader's limits.
class Element
{
public:
    struct Attribute {
        QString ns; ///< empty for attributes without prefix, which is nearly all
        QString name;
        QString value;
        bool operator==(const Attribute &) const = default;
    };
    using Node = std::variant<Element, QString>; ///< child element or text

    Element() = default;
    Element(QStringView name, QStringView ns);

    [[nodiscard]] bool isNull() const { return m_name.isEmpty(); }
    [[nodiscard]] const QString &name() const { return m_name; }
    [[nodiscard]] const QString &ns() const { return m_ns; }
    [[nodiscard]] bool is(QStringView name, QStringView ns) const { return m_name == name && m_ns == ns; }

    /// Value of an attribute; a null string when it is absent (XEP-0388 and others tell "absent" from "empty").
    [[nodiscard]] QString attribute(QStringView name, QStringView ns = {}) const;
    [[nodiscard]] const std::vector<Attribute> &attributes() const { return m_attributes; }
    /// First child element with this name and namespace, nullptr when there is none. Valid until this element changes.
    [[nodiscard]] const Element *child(QStringView name, QStringView ns) const;
    /// First child element, whatever it is.
    [[nodiscard]] const Element *firstChild() const;
    [[nodiscard]] std::vector<const Element *> children() const;
    [[nodiscard]] std::vector<const Element *> children(QStringView name, QStringView ns) const;
    [[nodiscard]] const std::vector<Node> &nodes() const { return m_nodes; }
    /// Direct text, concatenated.
    [[nodiscard]] QString text() const;
    /// Text of a child, null when the child is absent.
    [[nodiscard]] QString childText(QStringView name, QStringView ns) const;

    // Building. Each returns *this, so that a stanza reads as it is nested.
    Element &set(QStringView name, const QString &value, QStringView ns = {}); ///< a null value removes the attribute
    Element &add(Element child);
    Element &add(QStringView name, QStringView ns, const QString &text); ///< child with text
    Element &addText(const QString &text);
    void removeChildren(QStringView name, QStringView ns);

    bool operator==(const Element &) const = default;

private:
    QString m_name;
    QString m_ns;
    std::vector<Attribute> m_attributes;
    std::vector<Node> m_nodes;
};

} // namespace net::xml
Q_DECLARE_METATYPE(net::xml::Element)
