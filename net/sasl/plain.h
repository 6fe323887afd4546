// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/sasl/mechanism.h"

namespace net::sasl {

/// RFC 4616. Only on an encrypted stream, and never again once SCRAM has worked (B120): chooseMechanism() sees to both.
class Plain final : public Mechanism
{
public:
    Plain(QString user, QString password);
    [[nodiscard]] QString name() const override;
    [[nodiscard]] std::optional<QByteArray> initial() override;
    [[nodiscard]] Expected<QByteArray, SaslError> challenge(const QByteArray &data) override;
    [[nodiscard]] Expected<void, SaslError> success(const QByteArray &additionalData) override;
    [[nodiscard]] bool isSpoken() const override { return true; }
    [[nodiscard]] bool revealsSecret() const override { return true; }
    [[nodiscard]] bool provesServer() const override { return false; }

private:
    QString m_user;
    QString m_password;
};

} // namespace net::sasl
