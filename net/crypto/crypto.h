// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

/// The few primitives the engine needs, over QCA, and over OpenSSL where QCA has none. A CryptoRuntime must live in the process, before the first call and until after the last. Any thread.
namespace net::crypto {

enum class Hash { Sha1, Sha256, Sha512 };

[[nodiscard]] int hashLength(Hash); ///< octets
[[nodiscard]] QByteArray hash(Hash, const QByteArray &data);
[[nodiscard]] inline QByteArray sha1(const QByteArray &data) { return hash(Hash::Sha1, data); }
[[nodiscard]] inline QByteArray sha256(const QByteArray &data) { return hash(Hash::Sha256, data); }
[[nodiscard]] inline QByteArray sha512(const QByteArray &data) { return hash(Hash::Sha512, data); }
[[nodiscard]] QByteArray hmac(Hash, const QByteArray &key, const QByteArray &data);
/// RFC 8018 §5.2 with HMAC; the derived key is as long as the hash. Blocks: about a microsecond per iteration.
[[nodiscard]] QByteArray pbkdf2(Hash, const QByteArray &password, const QByteArray &salt, int iterations);
/// Takes the same time wherever the two differ; false at once when the lengths do (lengths are no secret here).
[[nodiscard]] bool equalConstantTime(const QByteArray &a, const QByteArray &b);

inline constexpr int kSealKeyLength = 32, kSealNonceLength = 12, kSealTagLength = 16; ///< octets
/// AES-256-GCM (NIST SP 800-38D): the ciphertext, and behind it the tag. A nonce is used once with a key. Empty when key or nonce is not of its length.
[[nodiscard]] QByteArray seal(const QByteArray &key, const QByteArray &nonce, const QByteArray &plain);
/// What was sealed; nullopt when it was not with this key and nonce, or has been changed since.
[[nodiscard]] std::optional<QByteArray> unseal(const QByteArray &key, const QByteArray &nonce, const QByteArray &sealed);

inline constexpr int kSigningKeyLength = 32, kSignatureLength = 64; ///< octets; a public key is as long as the private one
/// Ed25519 (RFC 8032 §5.1). `privateKey`: any 32 random octets. Empty when it is not of its length.
[[nodiscard]] QByteArray ed25519PublicKey(const QByteArray &privateKey);
[[nodiscard]] QByteArray ed25519Sign(const QByteArray &privateKey, const QByteArray &data);

} // namespace net::crypto
