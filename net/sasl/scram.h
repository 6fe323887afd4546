// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/crypto/crypto.h"
#include "net/sasl/mechanism.h"
#include "net/transport/transport.h"

namespace net::sasl {

/// RFC 5802 §7: what the client says about channel binding.
enum class Gs2Flag {
    NotSupported, ///< "n": we cannot, or may not (B118)
    NotOffered, ///< "y": we could, the server does not seem to
    Used, ///< "p=type": a -PLUS mechanism
};

/// The slow part of SCRAM, worth keeping with the password's own secrecy: saves the PBKDF2 of the next login.
struct SaltedPassword {
    crypto::Hash hash = crypto::Hash::Sha256;
    QByteArray salt;
    int iterations = 0;
    QByteArray value;
    bool operator==(const SaltedPassword &) const = default;
};

/// "SCRAM-SHA-256-PLUS"
[[nodiscard]] QString scramName(crypto::Hash, bool plus);

/// PBKDF2 over the prepared password; also the answer to an upgrade task (B116).
[[nodiscard]] QByteArray saltPassword(crypto::Hash, const QString &password, const QByteArray &salt, int iterations);

struct ScramSettings {
    crypto::Hash hash = crypto::Hash::Sha256;
    QString user; ///< local part of the address, prepared
    QString password;
    std::optional<SaltedPassword> salted; ///< used instead of the password while hash, salt and iterations fit
    QByteArray nonce; ///< printable without comma; at least 18 random octets in base64
    Gs2Flag gs2 = Gs2Flag::NotSupported;
    ChannelBinding binding = ChannelBinding::TlsExporter; ///< with Gs2Flag::Used
    QByteArray bindingData; ///< with Gs2Flag::Used
    bool offerHashRequired = false; ///< B118: go on only if the server sends attribute h
    int minIterations = 4096; ///< RFC 7677 §4
    int maxIterations = 2'000'000; ///< two to three seconds of PBKDF2: what a hostile server may cost us
};

/// SCRAM-SHA-1, -256, -512, each with and without -PLUS (RFC 5802, RFC 7677), with XEP-0474's downgrade protection.
class Scram final : public Mechanism
{
public:
    explicit Scram(ScramSettings settings);
    [[nodiscard]] QString name() const override;
    [[nodiscard]] std::optional<QByteArray> initial() override;
    void offers(const QStringList &mechanisms, const QStringList &channelBindingTypes, const QStringList &fastMechanisms = {}) override;
    [[nodiscard]] Expected<QByteArray, SaslError> challenge(const QByteArray &data) override;
    [[nodiscard]] Expected<void, SaslError> success(const QByteArray &additionalData) override;
    [[nodiscard]] bool isSpoken() const override { return m_stage == Stage::FinalSent; }
    /// After success(): what to keep for the next time.
    [[nodiscard]] std::optional<SaltedPassword> learned() const;

private:
    enum class Stage { Start, FirstSent, FinalSent, Verified };
    [[nodiscard]] Expected<QByteArray, SaslError> onServerFirst(const QByteArray &data);
    [[nodiscard]] Expected<void, SaslError> onServerFinal(const QByteArray &data);
    [[nodiscard]] bool matchesOffer(const QByteArray &serversHash) const;
    [[nodiscard]] QByteArray gs2Header() const;

    ScramSettings m_settings;
    QStringList m_mechanisms, m_bindingTypes, m_tokenMechanisms;
    Stage m_stage = Stage::Start;
    QByteArray m_clientFirstBare;
    QByteArray m_serverSignature;
    std::optional<SaltedPassword> m_salted;
};

} // namespace net::sasl
