// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/xml/writer.h"

#include "net/xml/characters.h"

namespace net::xml {
namespace {

enum class Place { Text, Attribute };

void appendUtf8(QByteArray &out, char32_t c)
{
    if (c < 0x80) {
        out += char(c);
    } else if (c < 0x800) {
        out += char(0xC0 | (c >> 6));
        out += char(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += char(0xE0 | (c >> 12));
        out += char(0x80 | ((c >> 6) & 0x3F));
        out += char(0x80 | (c & 0x3F));
    } else {
        out += char(0xF0 | (c >> 18));
        out += char(0x80 | ((c >> 12) & 0x3F));
        out += char(0x80 | ((c >> 6) & 0x3F));
        out += char(0x80 | (c & 0x3F));
    }
}

void appendEscaped(QByteArray &out, QStringView text, Place place)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t c = text[i].unicode();
        if (QChar::isHighSurrogate(c) && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            c = QChar::surrogateToUcs4(char16_t(c), text[++i].unicode());
        if (!isXmlChar(c))
            continue; // also a lone surrogate
        switch (c) {
        case U'&': out += "&amp;"; break;
        case U'<': out += "&lt;"; break;
        case U'>': out += "&gt;"; break; // "]]>" must not stand in text
        case U'\r': out += "&#xD;"; break; // a bare one would be read as a line feed (XML 1.0 §2.11)
        case U'\'': out += place == Place::Attribute ? "&apos;" : "'"; break;
        case U'\t': out += place == Place::Attribute ? "&#x9;" : "\t"; break; // white space in attributes is read as a space (§3.3.3)
        case U'\n': out += place == Place::Attribute ? "&#xA;" : "\n"; break;
        default: appendUtf8(out, c);
        }
    }
}

using Prefixes = std::vector<std::pair<QString, QString>>;

void appendAttribute(QByteArray &out, const QByteArray &name, QStringView value)
{
    out += ' ' + name + "='";
    appendEscaped(out, value, Place::Attribute);
    out += '\'';
}

QByteArray prefixFor(QStringView ns, const Prefixes &known)
{
    if (ns == kXmlNs)
        return "xml";
    for (const auto &[prefix, bound] : known) {
        if (bound == ns)
            return prefix.toUtf8();
    }
    return {};
}

void appendAttributes(QByteArray &out, const Element &e, const Prefixes &known)
{
    int made = 0;
    for (const Element::Attribute &a : e.attributes()) {
        const QByteArray name = a.name.toUtf8();
        if (a.ns.isEmpty()) {
            appendAttribute(out, name, a.value);
            continue;
        }
        QByteArray prefix = prefixFor(a.ns, known);
        if (prefix.isEmpty()) {
            prefix = "ns" + QByteArray::number(++made);
            appendAttribute(out, "xmlns:" + prefix, a.ns);
        }
        appendAttribute(out, prefix + ':' + name, a.value);
    }
}

void append(QByteArray &out, const Element &e, QStringView contextNs)
{
    const QByteArray name = e.name().toUtf8();
    out += '<' + name;
    if (e.ns() != contextNs)
        appendAttribute(out, "xmlns", e.ns());
    appendAttributes(out, e, {});
    if (e.nodes().empty()) {
        out += "/>";
        return;
    }
    out += '>';
    for (const Element::Node &node : e.nodes()) {
        if (const auto *child = std::get_if<Element>(&node))
            append(out, *child, e.ns());
        else
            appendEscaped(out, std::get<QString>(node), Place::Text);
    }
    out += "</" + name + '>';
}

} // namespace

QByteArray serialize(const Element &element, QStringView contextNs)
{
    QByteArray out;
    if (!element.isNull())
        append(out, element, contextNs);
    return out;
}

QByteArray serializeOpen(const Element &element, QStringView contextNs, const std::vector<std::pair<QString, QString>> &prefixes)
{
    const QByteArray prefix = prefixFor(element.ns(), prefixes);
    QByteArray out = '<' + (prefix.isEmpty() ? QByteArray() : prefix + ':') + element.name().toUtf8();
    appendAttribute(out, "xmlns", prefix.isEmpty() ? QStringView(element.ns()) : contextNs);
    for (const auto &[name, ns] : prefixes)
        appendAttribute(out, "xmlns:" + name.toUtf8(), ns);
    appendAttributes(out, element, prefixes);
    return out + '>';
}

QByteArray escape(QStringView text)
{
    QByteArray out;
    out.reserve(text.size());
    appendEscaped(out, text, Place::Text);
    return out;
}

} // namespace net::xml
