// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/base/idna.h"

#include <QHostAddress>

#include <idn2.h>

#include <algorithm>

namespace net::idna {
namespace {

constexpr qsizetype kMaxLabel = 63; // RFC 1034 §3.1
constexpr qsizetype kMaxName = 253; // 255 with length octets and root
// UTS 46 mapping is a superset of what RFC 7622 §3.2 wants (RFC 5895: case, width, NFC, ideographic full stop); nontransitional is IDNA 2008.
constexpr int kFlags = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL;

bool isAsciiHostChar(char16_t c)
{
    // '_' is in no host name of RFC 1123, but names on private networks have it, and look-ups take it.
    return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-' || c == u'_';
}

/// Labels of a name in lower-case ASCII.
bool isAsciiHost(QStringView name)
{
    if (name.isEmpty() || name.size() > kMaxName)
        return false;
    qsizetype start = 0;
    while (start <= name.size()) {
        qsizetype end = name.indexOf(u'.', start);
        if (end < 0)
            end = name.size();
        const QStringView label = name.sliced(start, end - start);
        if (label.isEmpty() || label.size() > kMaxLabel || label.front() == u'-' || label.back() == u'-')
            return false;
        if (!std::all_of(label.begin(), label.end(), [](QChar c) { return isAsciiHostChar(c.unicode()); }))
            return false;
        start = end + 1;
    }
    return true;
}

bool isAscii(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
}

bool hasALabel(QStringView name)
{
    return name.startsWith(u"xn--") || name.contains(u".xn--");
}

std::optional<QByteArray> lookup(QStringView name)
{
    char *out = nullptr;
    const QByteArray utf8 = name.toUtf8();
    if (idn2_lookup_u8(reinterpret_cast<const uint8_t *>(utf8.constData()), reinterpret_cast<uint8_t **>(&out), kFlags) != IDN2_OK)
        return std::nullopt;
    const QByteArray ascii(out);
    idn2_free(out);
    return ascii;
}

std::optional<QString> preparedIpv6(QStringView literal)
{
    const QHostAddress address(literal.sliced(1, literal.size() - 2).toString());
    if (address.protocol() != QAbstractSocket::IPv6Protocol || !address.scopeId().isEmpty())
        return std::nullopt;
    return u'[' + address.toString().toLower() + u']';
}

} // namespace

std::optional<QString> prepared(QStringView domain)
{
    if (domain.startsWith(u'[') && domain.endsWith(u']') && domain.size() > 2)
        return preparedIpv6(domain);
    if (domain.contains(u'\0') || !domain.isValidUtf16())
        return std::nullopt;
    if (domain.endsWith(u'.'))
        domain.chop(1); // the root (RFC 7622 §3.2)
    if (isAscii(domain)) {
        const QString lower = domain.toString().toLower();
        if (!isAsciiHost(lower))
            return std::nullopt;
        if (!hasALabel(lower))
            return lower;
    }
    const auto ascii = lookup(domain);
    // UTS 46 makes dots of other full stops, and letters of symbols: what comes out must be a host name again.
    if (!ascii || !isAsciiHost(QString::fromLatin1(*ascii)))
        return std::nullopt;
    char *out = nullptr;
    if (idn2_to_unicode_8z8z(ascii->constData(), &out, 0) != IDN2_OK)
        return std::nullopt;
    const QString unicode = QString::fromUtf8(out);
    idn2_free(out);
    // There is one form only: the way back must lead to the same name.
    if (lookup(unicode) != ascii)
        return std::nullopt;
    return unicode;
}

QByteArray toAscii(const QString &prepared)
{
    if (prepared.startsWith(u'['))
        return prepared.mid(1, prepared.size() - 2).toLatin1();
    if (isAscii(prepared))
        return prepared.toLatin1();
    return lookup(prepared).value_or(QByteArray());
}

} // namespace net::idna
