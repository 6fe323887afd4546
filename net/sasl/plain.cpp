// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/sasl/plain.h"

using namespace Qt::StringLiterals;

namespace net::sasl {

Plain::Plain(QString user, QString password)
    : m_user(std::move(user))
    , m_password(std::move(password))
{
}

QString Plain::name() const
{
    return u"PLAIN"_s;
}

std::optional<QByteArray> Plain::initial()
{
    // The octets as typed: RFC 4616 §2 has the server prepare them, and some hand them on to a directory unprepared.
    return QByteArray(1, '\0') + m_user.toUtf8() + '\0' + m_password.toUtf8();
}

Expected<QByteArray, SaslError> Plain::challenge(const QByteArray &)
{
    return unexpected(SaslError{SaslErrorKind::Malformed, u"PLAIN has no challenge"_s});
}

Expected<void, SaslError> Plain::success(const QByteArray &)
{
    return {};
}

} // namespace net::sasl
