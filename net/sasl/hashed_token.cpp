// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/sasl/hashed_token.h"

#include "net/crypto/crypto.h"

using namespace Qt::StringLiterals;

namespace net::sasl {

namespace {
constexpr auto kHash = crypto::Hash::Sha256;
}

QString hashedTokenName(std::optional<ChannelBinding> binding)
{
    if (!binding)
        return u"HT-SHA-256-NONE"_s;
    switch (*binding) {
    case ChannelBinding::TlsExporter:
        return u"HT-SHA-256-EXPR"_s;
    case ChannelBinding::TlsServerEndPoint:
        return u"HT-SHA-256-ENDP"_s;
    case ChannelBinding::TlsUnique:
        return u"HT-SHA-256-UNIQ"_s;
    }
    Q_UNREACHABLE();
}

std::optional<HashedTokenKind> parseHashedTokenName(QStringView mechanism)
{
    for (const std::optional<ChannelBinding> binding : {std::optional(ChannelBinding::TlsExporter), std::optional(ChannelBinding::TlsServerEndPoint),
             std::optional(ChannelBinding::TlsUnique), std::optional<ChannelBinding>()}) {
        if (hashedTokenName(binding) == mechanism)
            return HashedTokenKind{binding};
    }
    return std::nullopt;
}

HashedToken::HashedToken(HashedTokenSettings settings)
    : m_settings(std::move(settings))
{
    Q_ASSERT(m_settings.binding.has_value() == !m_settings.bindingData.isEmpty());
}

QString HashedToken::name() const
{
    return hashedTokenName(m_settings.binding);
}

QByteArray HashedToken::proof(const QByteArray &role, const QByteArray &pairs) const
{
    return crypto::hmac(kHash, m_settings.token.toUtf8(), role + m_settings.bindingData + pairs);
}

std::optional<QByteArray> HashedToken::initial()
{
    return m_settings.user.toUtf8() + '\0' + proof("Initiator"_ba);
}

Expected<QByteArray, SaslError> HashedToken::challenge(const QByteArray &)
{
    return unexpected(SaslError{SaslErrorKind::Malformed, u"HT has no challenge"_s});
}

Expected<void, SaslError> HashedToken::success(const QByteArray &answer)
{
    const auto wrong = [](const QString &detail) { return unexpected(SaslError{SaslErrorKind::ServerNotAuthentic, detail}); };
    const int length = crypto::hashLength(kHash);
    if (answer.size() == length) { // draft-schmaus-09
        if (crypto::equalConstantTime(answer, proof("Responder"_ba)))
            return {};
        return wrong(u"the server's proof is wrong"_s);
    }
    // draft-ietf-kitten-01: NUL pairs NUL proof, or 0x01 reason. A pair holds no NUL, so the second NUL ends them.
    if (answer.startsWith('\x01'))
        return unexpected(SaslError{SaslErrorKind::ServerRefused, QString::fromUtf8(answer.mid(1, 100))});
    const qsizetype second = answer.startsWith('\0') ? answer.indexOf('\0', 1) : -1;
    if (second < 0 || answer.size() - second - 1 != length)
        return wrong(answer.isEmpty() ? u"the server sent no proof"_s : u"the server's proof has the wrong form"_s);
    if (crypto::equalConstantTime(answer.mid(second + 1), proof("Responder"_ba, answer.mid(1, second - 1))))
        return {};
    return wrong(u"the server's proof is wrong"_s);
}

} // namespace net::sasl
