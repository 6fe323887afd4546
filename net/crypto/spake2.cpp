// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/spake2.h"

#include "net/crypto/crypto.h"

#include <QtEndian>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>

namespace net::crypto {

namespace {

// RFC 9382 §6: points whose logarithms nobody knows.
const QByteArray kM = QByteArray::fromHex("02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f");
const QByteArray kN = QByteArray::fromHex("03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49");

struct FreeGroup {
    void operator()(EC_GROUP *group) const { EC_GROUP_free(group); }
};
struct FreePoint {
    void operator()(EC_POINT *point) const { EC_POINT_clear_free(point); }
};
struct FreeContext {
    void operator()(BN_CTX *context) const { BN_CTX_free(context); }
};
using Point = std::unique_ptr<EC_POINT, FreePoint>;

const unsigned char *octets(const QByteArray &bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.constData());
}

// The group and what its functions want. A null point is a failure, and stays one.
struct Curve {
    std::unique_ptr<EC_GROUP, FreeGroup> group{EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)};
    std::unique_ptr<BN_CTX, FreeContext> context{BN_CTX_secure_new()};

    Point decoded(const QByteArray &bytes) const
    {
        // Checks that it is on the curve; the cofactor is 1, so every point but infinity is in the group.
        Point point(EC_POINT_new(group.get()));
        const bool good = point && EC_POINT_oct2point(group.get(), point.get(), octets(bytes), size_t(bytes.size()), context.get()) == 1
            && EC_POINT_is_at_infinity(group.get(), point.get()) == 0;
        return good ? std::move(point) : nullptr;
    }
    QByteArray encoded(const Point &point) const
    {
        if (!point || EC_POINT_is_at_infinity(group.get(), point.get()) == 1)
            return {};
        QByteArray bytes(Spake2::kShareLength, '\0');
        auto *out = reinterpret_cast<unsigned char *>(bytes.data());
        const size_t length = EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, out, size_t(bytes.size()), context.get());
        return length == size_t(bytes.size()) ? bytes : QByteArray();
    }
    // number · point; of the base point where that is null. One multiplication at a time: only those take the same time whatever the number is.
    Point times(const BIGNUM *number, const EC_POINT *point) const
    {
        Point result(EC_POINT_new(group.get()));
        const bool done = result && EC_POINT_mul(group.get(), result.get(), point ? nullptr : number, point, point ? number : nullptr, context.get()) == 1;
        return done ? std::move(result) : nullptr;
    }
    Point sum(Point a, const Point &b) const
    {
        return a && b && EC_POINT_add(group.get(), a.get(), a.get(), b.get(), context.get()) == 1 ? std::move(a) : nullptr;
    }
    Point negative(Point point) const { return point && EC_POINT_invert(group.get(), point.get(), context.get()) == 1 ? std::move(point) : nullptr; }
    Point blind(Spake2::Role role, const BIGNUM *w) const
    {
        const Point base = decoded(role == Spake2::Role::A ? kM : kN);
        return base ? times(w, base.get()) : nullptr;
    }
};

QByteArray withLength(const QByteArray &bytes)
{
    QByteArray length(8, Qt::Uninitialized);
    qToLittleEndian(quint64(bytes.size()), length.data());
    return length + bytes;
}

// RFC 5869 with SHA-256, an empty salt and one block.
QByteArray hkdf(const QByteArray &key, const QByteArray &info)
{
    const QByteArray extracted = hmac(Hash::Sha256, QByteArray(hashLength(Hash::Sha256), '\0'), key);
    return hmac(Hash::Sha256, extracted, info + '\x01');
}

} // namespace

void Spake2::Free::operator()(bignum_st *number) const
{
    BN_clear_free(number);
}

Spake2::Spake2(Spake2 &&) noexcept = default;
Spake2 &Spake2::operator=(Spake2 &&) noexcept = default;
Spake2::~Spake2() = default;

std::optional<Spake2> Spake2::start(Role role, const QByteArray &shared, const QByteArray &random)
{
    const Curve curve;
    if (!curve.group || !curve.context)
        return std::nullopt;
    const auto reduced = [&](const QByteArray &bytes) {
        Number number(BN_secure_new());
        const BIGNUM *order = EC_GROUP_get0_order(curve.group.get());
        const bool done = number && BN_bin2bn(octets(bytes), int(bytes.size()), number.get()) && BN_nnmod(number.get(), number.get(), order, curve.context.get()) == 1
            && !BN_is_zero(number.get());
        if (done)
            BN_set_flags(number.get(), BN_FLG_CONSTTIME);
        return done ? std::move(number) : nullptr;
    };
    Spake2 run;
    run.m_role = role;
    run.m_w = reduced(shared);
    run.m_scalar = reduced(random);
    if (!run.m_w || !run.m_scalar)
        return std::nullopt;
    run.m_share = curve.encoded(curve.sum(curve.times(run.m_scalar.get(), nullptr), curve.blind(role, run.m_w.get())));
    return run.m_share.isEmpty() ? std::nullopt : std::optional(std::move(run));
}

std::optional<Spake2::Keys> Spake2::finish(const QByteArray &peerShare, const QByteArray &idA, const QByteArray &idB, const QByteArray &aad) const
{
    const Curve curve;
    if (!curve.group || !curve.context || peerShare.size() != kShareLength)
        return std::nullopt;
    const Role peer = m_role == Role::A ? Role::B : Role::A;
    const Point unblinded = curve.sum(curve.decoded(peerShare), curve.negative(curve.blind(peer, m_w.get())));
    ERR_clear_error(); // a bad point is the peer's failure, not one of a later call
    const QByteArray k = unblinded ? curve.encoded(curve.times(m_scalar.get(), unblinded.get())) : QByteArray();
    if (k.isEmpty())
        return std::nullopt;
    QByteArray w(32, '\0');
    if (BN_bn2binpad(m_w.get(), reinterpret_cast<unsigned char *>(w.data()), int(w.size())) != w.size())
        return std::nullopt;
    const QByteArray &shareA = m_role == Role::A ? m_share : peerShare;
    const QByteArray &shareB = m_role == Role::A ? peerShare : m_share;
    const QByteArray digest = sha256(withLength(idA) + withLength(idB) + withLength(shareA) + withLength(shareB) + withLength(k) + withLength(w)); // §3.3
    const QByteArray confirmation = hkdf(digest.mid(16), "ConfirmationKeys" + aad); // §4
    return Keys{digest.left(16), confirmation.left(16), confirmation.mid(16)};
}

} // namespace net::crypto
