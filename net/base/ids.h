// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace net {

/// Where ids and nonces come from, so that tests can foretell them. Any thread; outlives its users.
class IdSource
{
public:
    virtual ~IdSource() = default;
    /// An id nobody can guess (XEP-0359 §5: an origin-id must not be predictable): at least 96 random bits, printable, no XML specials.
    [[nodiscard]] virtual QString newId() = 0;
    /// Cryptographic random octets (SCRAM nonces, user-agent ids).
    [[nodiscard]] virtual QByteArray randomBytes(int count) = 0;
    /// Uniform in [0, 1): jitter.
    [[nodiscard]] virtual double jitter() = 0;
};

/// The real one: QRandomGenerator::system().
class SystemIds final : public IdSource
{
public:
    [[nodiscard]] QString newId() override;
    [[nodiscard]] QByteArray randomBytes(int count) override;
    [[nodiscard]] double jitter() override;
};

} // namespace net
