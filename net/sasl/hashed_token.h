// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/sasl/mechanism.h"
#include "net/transport/transport.h"

namespace net::sasl {

struct HashedTokenSettings {
    QString user; ///< local part of the address, prepared; no domain
    QString token; ///< as the server wrote it; its UTF-8 is the key
    std::optional<ChannelBinding> binding; ///< EXPR, ENDP, UNIQ; nullopt: NONE
    QByteArray bindingData; ///< empty for NONE
};

/// HT-SHA-256-EXPR, -ENDP, -UNIQ and -NONE of draft-schmaus-kitten-sasl-ht-09, for XEP-0484. The server's proof is always checked (B127).
class HashedToken final : public Mechanism
{
public:
    explicit HashedToken(HashedTokenSettings settings);
    [[nodiscard]] QString name() const override;
    [[nodiscard]] std::optional<QByteArray> initial() override;
    [[nodiscard]] Expected<QByteArray, SaslError> challenge(const QByteArray &data) override;
    [[nodiscard]] Expected<void, SaslError> success(const QByteArray &additionalData) override;
    [[nodiscard]] bool isSpoken() const override { return true; }

private:
    [[nodiscard]] QByteArray proof(const QByteArray &role, const QByteArray &pairs = {}) const;
    HashedTokenSettings m_settings;
};

[[nodiscard]] QString hashedTokenName(std::optional<ChannelBinding> binding);

/// What an HT mechanism's name says. nullopt: not a mechanism of ours (HT-SHA-512-…, a typing error).
struct HashedTokenKind {
    std::optional<ChannelBinding> binding;
};
[[nodiscard]] std::optional<HashedTokenKind> parseHashedTokenName(QStringView mechanism);

} // namespace net::sasl
