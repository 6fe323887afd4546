// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/sasl/scram.h"

#include "net/sasl/channel_binding.h"
#include "net/sasl/hashed_token.h"
#include "net/sasl/offer_hash.h"
#include "net/sasl/saslprep.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace net::sasl {

namespace {

struct Attribute {
    char name = 0;
    QByteArray value;
};

// RFC 5802 §7: attr-val *("," attr-val), attr-val = ALPHA "=" value
std::optional<std::vector<Attribute>> parseAttributes(const QByteArray &message)
{
    std::vector<Attribute> attributes;
    for (const QByteArray &part : message.split(',')) {
        const bool isAlpha = !part.isEmpty() && ((part[0] >= 'a' && part[0] <= 'z') || (part[0] >= 'A' && part[0] <= 'Z'));
        if (part.size() < 2 || !isAlpha || part[1] != '=')
            return std::nullopt;
        attributes.push_back({part[0], part.mid(2)});
    }
    return attributes;
}

std::optional<QByteArray> fromBase64(const QByteArray &text)
{
    const auto decoded = QByteArray::fromBase64Encoding(text, QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (decoded.decodingStatus != QByteArray::Base64DecodingStatus::Ok)
        return std::nullopt;
    return *decoded;
}

struct ServerFirst {
    QByteArray nonce, salt;
    qlonglong iterations = 0;
    std::optional<QByteArray> offerHash; ///< XEP-0474
};

Expected<ServerFirst, SaslError> parseServerFirst(const QByteArray &message)
{
    const auto malformed = [](const QString &what) { return unexpected(SaslError{SaslErrorKind::Malformed, u"server-first: %1"_s.arg(what)}); };
    const auto attributes = parseAttributes(message);
    if (!attributes)
        return malformed(u"not a list of attributes"_s);
    if (attributes->front().name == 'm')
        return unexpected(SaslError{SaslErrorKind::ExtensionRequired, u"mandatory extension m"_s});
    if (attributes->front().name == 'e')
        return unexpected(SaslError{SaslErrorKind::ServerRefused, QString::fromUtf8(attributes->front().value.left(100))});
    if (attributes->size() < 3 || (*attributes)[0].name != 'r' || (*attributes)[1].name != 's' || (*attributes)[2].name != 'i')
        return malformed(u"r, s, i expected"_s);

    ServerFirst first;
    first.nonce = (*attributes)[0].value;
    const auto salt = fromBase64((*attributes)[1].value);
    if (!salt || salt->isEmpty())
        return malformed(u"salt"_s);
    first.salt = *salt;
    bool ok = false;
    const QByteArray &iterations = (*attributes)[2].value;
    first.iterations = iterations.toLongLong(&ok);
    if (!ok || iterations.at(0) == '0' || !std::all_of(iterations.begin(), iterations.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return malformed(u"iteration count"_s);
    for (size_t i = 3; i < attributes->size(); ++i) {
        if ((*attributes)[i].name != 'h')
            continue; // RFC 5802 §5.1: unknown optional extensions are ignored
        if (first.offerHash)
            return malformed(u"h twice"_s);
        first.offerHash = (*attributes)[i].value;
    }
    return first;
}

QByteArray escapedName(const QString &user)
{
    QByteArray name = saslprep(user).value_or(user).toUtf8();
    return name.replace('=', "=3D").replace(',', "=2C");
}

QByteArray exclusiveOr(QByteArray a, const QByteArray &b)
{
    for (qsizetype i = 0; i < a.size(); ++i)
        a[i] = char(a[i] ^ b[i]);
    return a;
}

QString hashName(crypto::Hash hash)
{
    switch (hash) {
    case crypto::Hash::Sha1:
        return u"SHA-1"_s;
    case crypto::Hash::Sha256:
        return u"SHA-256"_s;
    case crypto::Hash::Sha512:
        return u"SHA-512"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

QString scramName(crypto::Hash hash, bool plus)
{
    return u"SCRAM-%1%2"_s.arg(hashName(hash), plus ? u"-PLUS"_s : QString());
}

QByteArray saltPassword(crypto::Hash hash, const QString &password, const QByteArray &salt, int iterations)
{
    return crypto::pbkdf2(hash, preparedPassword(password), salt, iterations);
}

Scram::Scram(ScramSettings settings)
    : m_settings(std::move(settings))
{
    Q_ASSERT(!m_settings.nonce.isEmpty() && !m_settings.nonce.contains(','));
    Q_ASSERT((m_settings.gs2 == Gs2Flag::Used) == !m_settings.bindingData.isEmpty());
}

QString Scram::name() const
{
    return scramName(m_settings.hash, m_settings.gs2 == Gs2Flag::Used);
}

QByteArray Scram::gs2Header() const
{
    switch (m_settings.gs2) {
    case Gs2Flag::NotSupported:
        return "n,,"_ba;
    case Gs2Flag::NotOffered:
        return "y,,"_ba;
    case Gs2Flag::Used:
        return "p=" + channelBindingName(m_settings.binding).toLatin1() + ",,";
    }
    Q_UNREACHABLE();
}

std::optional<QByteArray> Scram::initial()
{
    m_clientFirstBare = "n=" + escapedName(m_settings.user) + ",r=" + m_settings.nonce;
    m_stage = Stage::FirstSent;
    return gs2Header() + m_clientFirstBare;
}

void Scram::offers(const QStringList &mechanisms, const QStringList &channelBindingTypes, const QStringList &fastMechanisms)
{
    m_mechanisms = mechanisms;
    m_bindingTypes = channelBindingTypes;
    m_tokenMechanisms.clear();
    // By name: a password mechanism that was moved to the other list must not count as still offered.
    for (const QString &mechanism : fastMechanisms) {
        if (parseHashedTokenName(mechanism))
            m_tokenMechanisms << mechanism;
    }
}

bool Scram::matchesOffer(const QByteArray &serversHash) const
{
    if (serversHash == offerHash(m_settings.hash, m_mechanisms, m_bindingTypes))
        return true;
    // ejabberd before 24.12 hashed what it lists for FAST along with the rest (B119 says not to): proves no less.
    return !m_tokenMechanisms.isEmpty() && serversHash == offerHash(m_settings.hash, m_mechanisms + m_tokenMechanisms, m_bindingTypes);
}

Expected<QByteArray, SaslError> Scram::challenge(const QByteArray &data)
{
    switch (m_stage) {
    case Stage::FirstSent:
        return onServerFirst(data);
    case Stage::FinalSent: // classic SASL may carry server-final in a challenge (RFC 6120 §6.4.6 knows both ways)
        return onServerFinal(data).map([] { return QByteArray(""); });
    case Stage::Start:
    case Stage::Verified:
        break;
    }
    return unexpected(SaslError{SaslErrorKind::Malformed, u"challenge at the wrong time"_s});
}

Expected<QByteArray, SaslError> Scram::onServerFirst(const QByteArray &data)
{
    const auto first = parseServerFirst(data);
    if (!first)
        return unexpected(first.error());
    if (!first->nonce.startsWith(m_settings.nonce) || first->nonce.size() == m_settings.nonce.size())
        return unexpected(SaslError{SaslErrorKind::NonceMismatch, u"the server's nonce does not extend ours"_s});
    if (first->iterations < m_settings.minIterations)
        return unexpected(SaslError{SaslErrorKind::TooFewIterations, QString::number(first->iterations)});
    if (first->iterations > m_settings.maxIterations)
        return unexpected(SaslError{SaslErrorKind::TooManyIterations, QString::number(first->iterations)});
    // Before the proof goes out: whoever changed the offer must not get anything to guess the password from.
    if (first->offerHash) {
        if (!matchesOffer(*first->offerHash))
            return unexpected(SaslError{SaslErrorKind::Downgrade, u"h does not match the offer"_s});
    } else if (m_settings.offerHashRequired) {
        return unexpected(SaslError{SaslErrorKind::Downgrade, u"no channel binding in common, and no h"_s});
    }

    const int iterations = int(first->iterations);
    const auto &known = m_settings.salted;
    if (known && known->hash == m_settings.hash && known->salt == first->salt && known->iterations == iterations)
        m_salted = known;
    else
        m_salted = SaltedPassword{m_settings.hash, first->salt, iterations, saltPassword(m_settings.hash, m_settings.password, first->salt, iterations)};

    // RFC 5802 §3
    const auto hash = m_settings.hash;
    const QByteArray withoutProof = "c=" + (gs2Header() + m_settings.bindingData).toBase64() + ",r=" + first->nonce;
    const QByteArray authMessage = m_clientFirstBare + ',' + data + ',' + withoutProof;
    const QByteArray clientKey = crypto::hmac(hash, m_salted->value, "Client Key"_ba);
    const QByteArray clientSignature = crypto::hmac(hash, crypto::hash(hash, clientKey), authMessage);
    m_serverSignature = crypto::hmac(hash, crypto::hmac(hash, m_salted->value, "Server Key"_ba), authMessage);
    m_stage = Stage::FinalSent;
    return withoutProof + ",p=" + exclusiveOr(clientKey, clientSignature).toBase64();
}

Expected<void, SaslError> Scram::onServerFinal(const QByteArray &data)
{
    const auto attributes = parseAttributes(data);
    if (!attributes)
        return unexpected(SaslError{SaslErrorKind::Malformed, u"server-final: not a list of attributes"_s});
    const Attribute &first = attributes->front();
    if (first.name == 'e')
        return unexpected(SaslError{SaslErrorKind::ServerRefused, QString::fromUtf8(first.value.left(100))});
    const auto signature = first.name == 'v' ? fromBase64(first.value) : std::nullopt;
    if (!signature)
        return unexpected(SaslError{SaslErrorKind::Malformed, u"server-final: v expected"_s});
    if (!crypto::equalConstantTime(*signature, m_serverSignature))
        return unexpected(SaslError{SaslErrorKind::ServerNotAuthentic, u"the server's signature is wrong"_s});
    m_stage = Stage::Verified;
    return {};
}

Expected<void, SaslError> Scram::success(const QByteArray &additionalData)
{
    switch (m_stage) {
    case Stage::FinalSent:
        if (additionalData.isEmpty())
            return unexpected(SaslError{SaslErrorKind::ServerNotAuthentic, u"success without the server's signature"_s});
        return onServerFinal(additionalData);
    case Stage::Verified:
        if (!additionalData.isEmpty())
            return unexpected(SaslError{SaslErrorKind::Malformed, u"server-final twice"_s});
        return {};
    case Stage::Start:
    case Stage::FirstSent:
        break;
    }
    return unexpected(SaslError{SaslErrorKind::ServerNotAuthentic, u"success before the exchange was over"_s});
}

std::optional<SaltedPassword> Scram::learned() const
{
    return m_stage == Stage::Verified ? m_salted : std::nullopt;
}

} // namespace net::sasl
