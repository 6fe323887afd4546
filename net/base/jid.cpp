// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/base/jid.h"

#include "net/base/idna.h"
#include "net/base/precis.h"

#include <QCoreApplication>

#include <algorithm>

namespace net {
namespace {

constexpr qsizetype kMaxOctets = 1023; // of each part, as UTF-8 (RFC 7622 §3.1)

bool isTooLong(QStringView prepared)
{
    // A UTF-16 unit is at most three octets: most parts need no counting.
    return prepared.size() > kMaxOctets / 3 && prepared.toUtf8().size() > kMaxOctets;
}

/// RFC 7622 §3.3.1: forbidden in local parts although the PRECIS class has them.
bool isForbiddenInLocal(char16_t c)
{
    return QStringView(u"\"&'/:<>@").contains(QChar(c));
}

bool isPlainLocalChar(char16_t c)
{
    return c > 0x20 && c < 0x7F && !(c >= u'A' && c <= u'Z') && !isForbiddenInLocal(c);
}

Expected<QString, JidError> preparedLocal(QStringView text)
{
    if (text.isEmpty())
        return unexpected(JidError::LocalEmpty);
    QString local;
    if (std::all_of(text.begin(), text.end(), [](QChar c) { return isPlainLocalChar(c.unicode()); })) {
        local = text.toString();
    } else {
        const auto mapped = precis::usernameCaseMapped(text);
        // After the mapping: U+FF20 is a full-width '@'.
        if (!mapped || std::any_of(mapped->begin(), mapped->end(), [](QChar c) { return isForbiddenInLocal(c.unicode()); }))
            return unexpected(JidError::LocalForbidden);
        local = *mapped;
    }
    if (isTooLong(local))
        return unexpected(JidError::LocalTooLong);
    return local;
}

Expected<QString, JidError> preparedDomain(QStringView text)
{
    if (text.isEmpty() || text == u".")
        return unexpected(JidError::DomainEmpty);
    if (isTooLong(text))
        return unexpected(JidError::DomainTooLong);
    const auto domain = idna::prepared(text);
    if (!domain)
        return unexpected(JidError::DomainInvalid);
    return *domain;
}

Expected<QString, JidError> preparedResource(QStringView text)
{
    if (text.isEmpty())
        return unexpected(JidError::ResourceEmpty);
    QString resource;
    if (std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7F; })) {
        resource = text.toString();
    } else {
        const auto mapped = precis::opaqueString(text, precis::Unassigned::Keep);
        if (!mapped)
            return unexpected(JidError::ResourceForbidden);
        resource = *mapped;
    }
    if (isTooLong(resource))
        return unexpected(JidError::ResourceTooLong);
    return resource;
}

} // namespace

Expected<Jid, JidError> Jid::parse(QStringView text)
{
    if (text.isEmpty())
        return unexpected(JidError::Empty);
    // RFC 7622 §3.2: the first '/' ends the domain, then the first '@' begins it.
    const qsizetype slash = text.indexOf(u'/');
    const QStringView address = slash < 0 ? text : text.first(slash);
    const qsizetype at = address.indexOf(u'@');

    Jid jid;
    if (at >= 0) {
        auto local = preparedLocal(address.first(at));
        if (!local)
            return unexpected(local.error());
        jid.m_local = std::move(*local);
    }
    auto domain = preparedDomain(address.sliced(at + 1));
    if (!domain)
        return unexpected(domain.error());
    jid.m_domain = std::move(*domain);
    if (slash >= 0)
        return jid.withResource(text.sliced(slash + 1));
    return jid;
}

Jid Jid::fromString(QStringView text)
{
    return parse(text).value_or(Jid());
}

Expected<Jid, JidError> Jid::withResource(QStringView resource) const
{
    if (isEmpty())
        return unexpected(JidError::Empty);
    auto prepared = preparedResource(resource);
    if (!prepared)
        return unexpected(prepared.error());
    Jid full = *this;
    full.m_resource = std::move(*prepared);
    return full;
}

Jid Jid::bare() const
{
    Jid jid = *this;
    jid.m_resource.clear();
    return jid;
}

QString Jid::toString() const
{
    QString text;
    text.reserve(m_local.size() + m_domain.size() + m_resource.size() + 2);
    if (!m_local.isEmpty())
        text += m_local + u'@';
    text += m_domain;
    if (!m_resource.isEmpty())
        text += u'/' + m_resource;
    return text;
}

QByteArray Jid::asciiDomain() const
{
    return idna::toAscii(m_domain);
}

QString jidErrorAdvice(JidError error)
{
    const auto tr = [](const char *sentence) { return QCoreApplication::translate("JidError", sentence); };
    switch (error) {
    case JidError::Empty: return tr(QT_TRANSLATE_NOOP("JidError", "Enter an address, such as anna@example.org."));
    case JidError::LocalTooLong: return tr(QT_TRANSLATE_NOOP("JidError", "The part before the @ is too long."));
    case JidError::LocalEmpty: return tr(QT_TRANSLATE_NOOP("JidError", "The name before the @ is missing."));
    case JidError::LocalForbidden: return tr(QT_TRANSLATE_NOOP("JidError", "The name before the @ contains a character that addresses cannot have, such as a space."));
    case JidError::DomainEmpty: return tr(QT_TRANSLATE_NOOP("JidError", "The server is missing: an address looks like anna@example.org."));
    case JidError::DomainTooLong: return tr(QT_TRANSLATE_NOOP("JidError", "The name of the server is too long."));
    case JidError::DomainInvalid: return tr(QT_TRANSLATE_NOOP("JidError", "The part after the @ is not the name of a server. Check it for typing mistakes."));
    case JidError::ResourceEmpty: return tr(QT_TRANSLATE_NOOP("JidError", "Something is missing after the slash. Remove the slash."));
    case JidError::ResourceTooLong: return tr(QT_TRANSLATE_NOOP("JidError", "The part after the slash is too long."));
    case JidError::ResourceForbidden: return tr(QT_TRANSLATE_NOOP("JidError", "The part after the slash contains a character that addresses cannot have."));
    }
    return {};
}

} // namespace net
