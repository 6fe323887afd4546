// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/expected.h"
#include "net/base/ids.h"
#include "net/sasl/mechanism.h"
#include "net/sasl/scram.h"

#include <memory>
#include <vector>

namespace net::sasl {

/// What the server offers: this stream's features, or the cached ones for a first flight.
struct Offer {
    bool sasl2 = true; ///< false: RFC 6120's list, where channel-binding types may be missing although -PLUS is there
    QStringList mechanisms;
    QStringList channelBindingTypes; ///< XEP-0440
    QStringList fastMechanisms; ///< XEP-0484
    bool scramHashAttributePossible = true; ///< B118: false when this server is known not to send XEP-0474's h
    bool zeroRtt = false; ///< tokens may come in TLS early data (B121)
};

struct Credentials {
    bool hasPassword = false;
    QString tokenMechanism; ///< the one the stored token was requested for (B122); empty: no token
    bool plainAllowed = true; ///< false once SCRAM or EXTERNAL has worked with this account (B120)
};

struct Connection {
    bool encrypted = false;
    QString tlsVersion; ///< "TLSv1.3"
    std::vector<ChannelBinding> bindings; ///< from availableBindings()
};

struct Choice {
    QString mechanism{};
    bool isToken = false; ///< HT-*: goes with <fast/>
    std::optional<ChannelBinding> binding{};
    Gs2Flag gs2 = Gs2Flag::NotSupported; ///< SCRAM only
    bool offerHashRequired = false; ///< B118: SCRAM must see h
    bool operator==(const Choice &) const = default;
};

enum class ChoiceError {
    NotEncrypted, ///< we sign in on encrypted streams only
    NothingOffered, ///< no mechanism of ours in the list
    NeedsPassword, ///< no usable token and no password
    PlainRefused, ///< only PLAIN is offered, and this account has had better (B120)
    BindingTypesMissing, ///< B117: -PLUS without any type
    PlusMissing, ///< B117: types without any -PLUS
    NoUsableBinding, ///< B118
};

/// B116..B120, B123. A stored token wins when the server still takes its mechanism and this connection has its binding.
[[nodiscard]] Expected<Choice, ChoiceError> chooseMechanism(const Offer &, const Credentials &, const Connection &);

/// B123: which token to ask for; empty: none. Only advertised ones, and of those the strongest whose binding this kind of connection always has. Where the server takes early data,
/// a binding to its certificate goes before one to the exporter, which does not exist yet when early data leaves: the binding may be another for speed, it is never given up.
[[nodiscard]] QString chooseTokenMechanism(const Offer &, const Connection &);

/// B116: the upgrade to ask for, beside a login with `used`; empty: none. The list done holds those already made on this server, `mechanisms` is what it offers for passwords. Only to a hash that
/// is stronger than the one in use and on offer: ejabberd 24.12 keeps one hash and replaces it even by one that it does not offer, after which the right password is refused.
[[nodiscard]] QString chooseUpgrade(const QStringList &offered, const QStringList &mechanisms, const QString &used, const QStringList &done, const Connection &);
/// The hash an upgrade task is about.
[[nodiscard]] std::optional<crypto::Hash> upgradeHash(QStringView task);

/// What the chosen mechanism needs to run.
struct Secrets {
    QString user; ///< local part
    QString password;
    QString token;
    std::optional<SaltedPassword> salted;
    QByteArray bindingData; ///< transport.channelBinding(*choice.binding)
};

/// Never null for a Choice that chooseMechanism() returned.
[[nodiscard]] std::unique_ptr<Mechanism> makeMechanism(const Choice &, Secrets, IdSource &);

} // namespace net::sasl
