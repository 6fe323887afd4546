// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/ids.h"
#include "net/crypto/spake2.h"
#include "net/linking/link_code.h"

namespace net {

/// The one method that is offered and taken in `_available_hashes` and `_method`. sha1, md5 and the plain text of the page (L16, L18, L19) are refused.
inline constexpr QStringView kLinkMethod = u"kith-spake2-hmac-sha-256";
inline constexpr int kLinkNonceLength = 32;

/// All that the proofs of one run are about. Two sides that do not see the same here do not come together.
struct LinkContext {
    QString identity; ///< the UNI: a bare address
    QString device; ///< the UNL: the new device's id
    QString methods; ///< `_available_hashes` as it was on the wire: whoever shortened it is found out
    QByteArray hostNonce, guestNonce; ///< kLinkNonceLength each, used once
    QByteArray binding; ///< tls-exporter (RFC 9266): a proof is worth nothing on any other channel
};

struct LinkProofs {
    QByteArray guest, host; ///< 32 octets each
};

/// One side's part in one run of the exchange. Move-only value; main thread.
///
///     proof = HMAC-SHA-256(link-secret, label || 00 || UNI || 00 || device || 00 || host's nonce || guest's nonce || channel binding)      (linking.md §4)
///
/// with a label for each direction, so that a proof sent back is none. The link-secret is not what was made of the code, but a key that SPAKE2 makes of it anew for this
/// run and each direction. Why, and why the guest proves first:
///
/// * Forty bits can be guessed where guessing is free. Were the HMAC's key made of the code alone, one proof in an attacker's hands would let him try all codes on his
///   own machines. 2^40 codes of 250,000 iterations are beyond anyone within the 120 s that a code lives; but the salt, the identity, is public, so all of them could be
///   stretched beforehand, once for a person, and then a single card runs through 2^40 HMACs in two minutes. A salt from the run would stop that, though not a large farm.
/// * With SPAKE2 there is nothing to try codes on: the shares are random points whatever the code is, and a proof can be checked only by who bet on a code when he made
///   his share. One run, one guess. So what the attacker learns from a run is whether that one guess was right:
///   - as a guest, from the host's answer; three such answers burn the code, 3 in 2^40;
///   - as a host, from the proof of a guest who was led to him; the guest's run has failed then, and its person must ask for another by hand.
/// * The guest proves first, because anybody can reach the host and only the guest chooses whom to reach. A host says nothing that depends on the code before it has seen a
///   right proof, and gives its own proof only with a person's approval.
/// * A man in the middle, who knows no code, can only pass on what he hears. Each of his two channels has its own binding, so no proof fits. With the QR he does not get even
///   that far: its key pins the host's.
/// * A code is good for one guest. Found out later, it opens nothing: the channel's keys were made without it.
class LinkExchange
{
public:
    enum class Side { Guest, Host };
    /// nullopt: OpenSSL refuses.
    [[nodiscard]] static std::optional<LinkExchange> start(Side side, const LinkSecret &secret, IdSource &ids);

    [[nodiscard]] const QByteArray &share() const { return m_run.share(); }
    [[nodiscard]] const QByteArray &nonce() const { return m_nonce; } ///< our own
    /// nullopt when the peer's share or a nonce is none.
    [[nodiscard]] std::optional<LinkProofs> proofs(const QByteArray &peerShare, const LinkContext &context) const;

private:
    LinkExchange(crypto::Spake2 run, QByteArray nonce);

    crypto::Spake2 m_run;
    QByteArray m_nonce;
};

} // namespace net
