// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

/// The few primitives the engine needs, over QCA. A CryptoRuntime must live in the process, before the first call and until after the last. Any thread.
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

} // namespace net::crypto
