// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/link_proof.h"

#include "net/crypto/crypto.h"

namespace net {

namespace {

QByteArray proof(const QByteArray &key, const QByteArray &label, const LinkContext &context)
{
    // What is not of fixed length ends with an octet that cannot be in it: no two contexts give the same text.
    const QByteArray end(1, '\0');
    return crypto::hmac(crypto::Hash::Sha256, key,
                        label + end + context.identity.toUtf8() + end + context.device.toUtf8() + end + context.hostNonce + context.guestNonce + context.binding);
}

} // namespace

LinkExchange::LinkExchange(crypto::Spake2 run, QByteArray nonce)
    : m_run(std::move(run))
    , m_nonce(std::move(nonce))
{
}

std::optional<LinkExchange> LinkExchange::start(Side side, const LinkSecret &secret, IdSource &ids)
{
    const QByteArray shared = crypto::hmac(crypto::Hash::Sha512, secret.octets, "kith-link-spake2"); // long enough for an even remainder
    auto run = crypto::Spake2::start(side == Side::Guest ? crypto::Spake2::Role::A : crypto::Spake2::Role::B, shared, ids.randomBytes(crypto::Spake2::kScalarLength));
    return run ? std::optional(LinkExchange(std::move(*run), ids.randomBytes(kLinkNonceLength))) : std::nullopt;
}

std::optional<LinkProofs> LinkExchange::proofs(const QByteArray &peerShare, const LinkContext &context) const
{
    if (context.hostNonce.size() != kLinkNonceLength || context.guestNonce.size() != kLinkNonceLength || context.binding.isEmpty())
        return std::nullopt;
    const QByteArray aad = '\0' + context.methods.toUtf8() + '\0' + kLinkMethod.toUtf8();
    const auto keys = m_run.finish(peerShare, context.device.toUtf8(), context.identity.toUtf8(), aad);
    if (!keys)
        return std::nullopt;
    return LinkProofs{proof(keys->confirmA, "kith-link-guest", context), proof(keys->confirmB, "kith-link-host", context)};
}

} // namespace net
