// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <memory>
#include <optional>

struct bignum_st;

namespace net::crypto {

/// SPAKE2 (RFC 9382) on P-256 with SHA-256, HKDF and HMAC: two who share something short get keys that nobody else has, and whoever took part without knowing it has
/// learned no more than whether one guess was right. Points and numbers are OpenSSL's. Value of one run; any thread.
class Spake2
{
public:
    enum class Role { A, B };
    struct Keys {
        QByteArray session; ///< Ke
        QByteArray confirmA, confirmB; ///< KcA, KcB: what each side proves with. 16 octets, as Ke
    };
    static constexpr int kShareLength = 65; ///< octets: an uncompressed point
    static constexpr int kScalarLength = 40; ///< octets at least: 64 bits more than the group's order, so that the remainder favours nothing (§3.2)

    /// `shared`: what is known to both, stretched. `random`: never used before. Both big-endian, kScalarLength octets or more. nullopt: OpenSSL refuses.
    [[nodiscard]] static std::optional<Spake2> start(Role role, const QByteArray &shared, const QByteArray &random);
    Spake2(Spake2 &&) noexcept;
    Spake2 &operator=(Spake2 &&) noexcept;
    ~Spake2();

    [[nodiscard]] const QByteArray &share() const { return m_share; } ///< for the other side
    /// nullopt when the other side's share is no point of the curve, or one that takes the secret out of the result. `aad` goes into the confirmation keys (§4).
    [[nodiscard]] std::optional<Keys> finish(const QByteArray &peerShare, const QByteArray &idA, const QByteArray &idB, const QByteArray &aad = {}) const;

private:
    struct Free {
        void operator()(bignum_st *number) const;
    };
    using Number = std::unique_ptr<bignum_st, Free>;
    Spake2() = default;

    Role m_role = Role::A;
    Number m_w, m_scalar;
    QByteArray m_share;
};

} // namespace net::crypto
