// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/expected.h"

#include <QHashFunctions>
#include <QMetaType>
#include <QString>

namespace net {

/// Why a text is no address. Each value has a sentence for the user in jidErrorAdvice().
enum class JidError {
    Empty,
    LocalTooLong, ///< more than 1023 octets
    LocalEmpty, ///< "@example.org"
    LocalForbidden, ///< a character RFC 7622 §3.3 forbids (space, quotes, & ' / : < > @ …)
    DomainEmpty,
    DomainTooLong,
    DomainInvalid, ///< not a host name by IDNA 2008, and not an IP literal
    ResourceEmpty, ///< "a@b/"
    ResourceTooLong,
    ResourceForbidden,
};

/// What is wrong with the address and what to do, one sentence, translated.
[[nodiscard]] QString jidErrorAdvice(JidError error);

/// An address of RFC 7622, always prepared: local part by UsernameCaseMapped (ICU), domain as U-labels in lower case (libidn2),
/// resource by OpaqueString. Two equal addresses are equal byte for byte, so == and hashing need no folding.
/// Value type, any thread. A default-constructed Jid is "no address".
class Jid
{
public:
    Jid() = default;
    [[nodiscard]] static Expected<Jid, JidError> parse(QStringView text);
    /// For texts that were prepared before (database, own constants): as parse(), but an invalid text gives an empty Jid.
    [[nodiscard]] static Jid fromString(QStringView text);
    /// Bare address plus a resource that the server gave.
    [[nodiscard]] Expected<Jid, JidError> withResource(QStringView resource) const;

    [[nodiscard]] bool isEmpty() const { return m_domain.isEmpty(); }
    [[nodiscard]] bool isBare() const { return m_resource.isEmpty(); }
    [[nodiscard]] const QString &local() const { return m_local; }
    [[nodiscard]] const QString &domain() const { return m_domain; }
    [[nodiscard]] const QString &resource() const { return m_resource; }
    [[nodiscard]] Jid bare() const;
    [[nodiscard]] QString toString() const;
    /// The domain in A-labels ("xn--…"), for DNS, SNI and certificates; an IPv6 address without its brackets.
    [[nodiscard]] QByteArray asciiDomain() const;

    friend bool operator==(const Jid &, const Jid &) = default;
    friend bool operator<(const Jid &a, const Jid &b) { return a.toString() < b.toString(); }
    friend size_t qHash(const Jid &jid, size_t seed = 0) { return qHashMulti(seed, jid.m_local, jid.m_domain, jid.m_resource); }

private:
    QString m_local;
    QString m_domain;
    QString m_resource;
};

} // namespace net
Q_DECLARE_METATYPE(net::Jid)
