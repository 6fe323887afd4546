// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/link_invitation.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace net {

namespace {

constexpr qsizetype kMaxUri = 2048;
constexpr QByteArrayView kAction = "kith-link";

// nullopt: a '%' that begins no octet, or octets that are no UTF-8.
std::optional<QString> decoded(QByteArrayView text)
{
    const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
    for (qsizetype at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
        if (at + 2 >= text.size() || !isHex(text[at + 1]) || !isHex(text[at + 2]))
            return std::nullopt;
    }
    const QByteArray octets = QByteArray::fromPercentEncoding(text.toByteArray());
    return octets.isValidUtf8() ? std::optional(QString::fromUtf8(octets)) : std::nullopt;
}

std::optional<QByteArray> parseKey(QStringView text)
{
    const auto key = QByteArray::fromBase64Encoding(text.toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    return key && key.decoded.size() == LinkInvitation::kKeyLength ? std::optional(key.decoded) : std::nullopt;
}

// False: malformed, or there already.
bool take(QByteArrayView name, QStringView value, LinkInvitation &into)
{
    if (name == "code") {
        const auto code = LinkCode::parse(value);
        const bool first = into.code.plain().isEmpty();
        if (code)
            into.code = *code;
        return code && first;
    }
    if (name == "key") {
        const auto key = parseKey(value);
        const bool first = into.key.isEmpty();
        if (key)
            into.key = *key;
        return key && first;
    }
    if (name == "at") {
        const auto address = parseLinkAddress(value);
        if (!address || into.addresses.contains(*address) || into.addresses.size() == LinkInvitation::kMaxAddresses)
            return false;
        into.addresses << *address;
    }
    return true;
}

} // namespace

QString toString(const LinkAddress &address)
{
    const QString host = address.host.toString();
    return (address.host.protocol() == QAbstractSocket::IPv6Protocol ? u"[%1]:%2"_s : u"%1:%2"_s).arg(host).arg(address.port);
}

std::optional<LinkAddress> parseLinkAddress(QStringView text)
{
    const qsizetype colon = text.lastIndexOf(u':');
    if (colon < 0 || text.size() > 64)
        return std::nullopt;
    QStringView host = text.first(colon);
    const bool bracketed = host.startsWith(u'[') && host.endsWith(u']');
    if (bracketed)
        host = host.sliced(1, host.size() - 2);
    bool good = false;
    const QStringView digits = text.sliced(colon + 1);
    const uint port = digits.toUInt(&good);
    LinkAddress address{QHostAddress(host.toString()), quint16(port)};
    const bool plain = std::all_of(digits.begin(), digits.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    if (!good || !plain || port == 0 || port > 65535 || address.host.isNull() || bracketed != (address.host.protocol() == QAbstractSocket::IPv6Protocol))
        return std::nullopt;
    const bool isAny = address.host == QHostAddress(QHostAddress::AnyIPv4) || address.host == QHostAddress(QHostAddress::AnyIPv6);
    if (isAny || !address.host.scopeId().isEmpty() || address.host.isMulticast() || address.host.isBroadcast())
        return std::nullopt;
    return address;
}

QString toUri(const LinkInvitation &invitation)
{
    // The '@' between the parts of the address stays readable.
    QByteArray uri = "xmpp:" + QUrl::toPercentEncoding(invitation.identity.bare().toString(), "@") + '?' + kAction.toByteArray() + ";code=" + invitation.code.plain().toLatin1();
    for (const LinkAddress &address : invitation.addresses)
        uri += ";at=" + QUrl::toPercentEncoding(toString(address), ":[]");
    if (!invitation.key.isEmpty())
        uri += ";key=" + invitation.key.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    return QString::fromLatin1(uri);
}

std::optional<LinkInvitation> parseInvitation(const QString &text)
{
    if (text.size() > kMaxUri)
        return std::nullopt;
    const QByteArray uri = text.trimmed().toUtf8();
    const qsizetype query = uri.indexOf('?');
    if (uri.left(5).toLower() != "xmpp:" || query < 0 || uri.contains('#'))
        return std::nullopt;
    const QByteArrayList parts = uri.mid(query + 1).split(';');
    const auto address = decoded(QByteArrayView(uri).sliced(5, query - 5));
    const auto identity = address ? Jid::parse(*address) : Jid::parse(QString());
    if (!identity || !identity->isBare() || identity->local().isEmpty() || parts.front() != kAction)
        return std::nullopt;
    LinkInvitation invitation;
    invitation.identity = *identity;
    for (const QByteArray &part : parts.mid(1)) {
        const qsizetype equals = part.indexOf('=');
        const auto value = equals > 0 ? decoded(QByteArrayView(part).sliced(equals + 1)) : std::nullopt;
        if (!value || !take(QByteArrayView(part).first(equals), *value, invitation))
            return std::nullopt;
    }
    // Addresses without a key would be taken on trust, where a picture can do better.
    const bool pinned = invitation.addresses.isEmpty() || !invitation.key.isEmpty();
    return !invitation.code.plain().isEmpty() && pinned ? std::optional(invitation) : std::nullopt;
}

} // namespace net
