// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/ids.h"
#include "net/base/jid.h"

#include <QFuture>

#include <optional>

namespace net {

/// What the existing device shows and the new one is told: 8 characters of 32, 40 random bits. Value type, any thread. Secret: never logged, never in a trace.
///
/// The alphabet is Crockford's: no letter in it looks like another character of it. What a person may take a 0 or 1 for is read as that.
class LinkCode
{
public:
    static constexpr int kLength = 8;
    [[nodiscard]] static LinkCode generate(IdSource &ids);
    /// As people type or paste it: in any case, with blanks and dashes anywhere, O for 0, I or L for 1, U for V, in full-width letters. nullopt: not 8 characters of it.
    [[nodiscard]] static std::optional<LinkCode> parse(QStringView text);

    [[nodiscard]] QString plain() const { return m_text; } ///< "K7QM2XRD"
    [[nodiscard]] QString shown() const; ///< "K7QM-2XRD"
    bool operator==(const LinkCode &) const = default;

private:
    QString m_text;
};

/// What is made of a code and the identity it is for, on both devices. Value type, any thread. Secret.
struct LinkSecret {
    QByteArray octets;
    bool operator==(const LinkSecret &) const = default;
};

/// PBKDF2-HMAC-SHA-256, salted with the identity. The exchange itself leaves nothing to guess at (link_proof.h); this is the second wall, should SPAKE2 or its curve fall one day.
inline constexpr int kLinkIterations = 250'000;
/// Takes a good part of a second: on a thread of the global pool, the result comes by the future. Ask as soon as the code is known, then the exchange waits for nothing.
[[nodiscard]] QFuture<LinkSecret> deriveLinkSecret(const LinkCode &code, const Jid &identity);
/// The same at once. Not on the main thread.
[[nodiscard]] LinkSecret linkSecretNow(const LinkCode &code, const Jid &identity, int iterations = kLinkIterations);

} // namespace net
