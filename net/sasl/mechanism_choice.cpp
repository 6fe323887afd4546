// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/sasl/mechanism_choice.h"

#include "net/sasl/channel_binding.h"
#include "net/sasl/hashed_token.h"
#include "net/sasl/plain.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace net::sasl {

namespace {

constexpr crypto::Hash kByStrength[] = {crypto::Hash::Sha512, crypto::Hash::Sha256, crypto::Hash::Sha1};

bool has(const std::vector<ChannelBinding> &bindings, ChannelBinding binding)
{
    return std::find(bindings.begin(), bindings.end(), binding) != bindings.end();
}

std::optional<QString> strongestScram(const QStringList &mechanisms, bool plus)
{
    for (crypto::Hash hash : kByStrength) {
        if (const QString name = scramName(hash, plus); mechanisms.contains(name))
            return name;
    }
    return std::nullopt;
}

// What channel binding may do on this stream.
struct Binding {
    std::optional<ChannelBinding> use;
    Gs2Flag gs2 = Gs2Flag::NotSupported;
    bool offerHashRequired = false;
};

// Without a list of types (allowed in RFC 6120's SASL only) both sides take the default of their TLS version: RFC 5802 §6, RFC 9266 §3.
std::optional<ChannelBinding> defaultBinding(const Connection &connection)
{
    const bool tls13 = connection.tlsVersion == "TLSv1.3"_L1;
    for (ChannelBinding binding : {tls13 ? ChannelBinding::TlsExporter : ChannelBinding::TlsUnique, ChannelBinding::TlsServerEndPoint}) {
        if (has(connection.bindings, binding))
            return binding;
    }
    return std::nullopt;
}

Expected<Binding, ChoiceError> chooseBinding(const Offer &offer, const Connection &connection)
{
    const bool plusOffered = std::any_of(offer.mechanisms.begin(), offer.mechanisms.end(), [](const QString &m) { return m.endsWith("-PLUS"_L1); });
    const bool typesOffered = !offer.channelBindingTypes.isEmpty();
    if (typesOffered && !plusOffered)
        return unexpected(ChoiceError::PlusMissing);
    if (plusOffered && !typesOffered) {
        if (offer.sasl2)
            return unexpected(ChoiceError::BindingTypesMissing);
        if (const auto binding = defaultBinding(connection); binding && strongestScram(offer.mechanisms, true))
            return Binding{binding, Gs2Flag::Used};
        return Binding{};
    }
    if (!plusOffered)
        return Binding{std::nullopt, connection.bindings.empty() ? Gs2Flag::NotSupported : Gs2Flag::NotOffered};

    // connection.bindings comes best first.
    const auto common = std::find_if(connection.bindings.begin(), connection.bindings.end(),
        [&](ChannelBinding binding) { return offer.channelBindingTypes.contains(channelBindingName(binding)); });
    if (common != connection.bindings.end() && strongestScram(offer.mechanisms, true))
        return Binding{*common, Gs2Flag::Used};
    // Nothing in common. Whoever sits in between could have arranged that, unless tls-server-end-point, which every server must have, is still in
    // the list (XEP-0440 rule 6), or the server vouches for its list (XEP-0474).
    if (offer.channelBindingTypes.contains(channelBindingName(ChannelBinding::TlsServerEndPoint)) && common == connection.bindings.end())
        return Binding{};
    if (offer.scramHashAttributePossible)
        return Binding{std::nullopt, Gs2Flag::NotSupported, true};
    return unexpected(ChoiceError::NoUsableBinding);
}

std::optional<Choice> chooseToken(const Offer &offer, const Credentials &credentials, const Connection &connection)
{
    const auto kind = parseHashedTokenName(credentials.tokenMechanism);
    if (!kind || !offer.fastMechanisms.contains(credentials.tokenMechanism))
        return std::nullopt;
    if (kind->binding && !has(connection.bindings, *kind->binding))
        return std::nullopt;
    return Choice{credentials.tokenMechanism, true, kind->binding};
}

} // namespace

Expected<Choice, ChoiceError> chooseMechanism(const Offer &offer, const Credentials &credentials, const Connection &connection)
{
    if (!connection.encrypted)
        return unexpected(ChoiceError::NotEncrypted);
    if (const auto token = chooseToken(offer, credentials, connection))
        return *token;
    if (!credentials.hasPassword)
        return unexpected(ChoiceError::NeedsPassword);

    const auto binding = chooseBinding(offer, connection);
    if (!binding)
        return unexpected(binding.error());
    if (const auto scram = strongestScram(offer.mechanisms, binding->use.has_value()))
        return Choice{*scram, false, binding->use, binding->gs2, binding->offerHashRequired};
    // A server with -PLUS has SCRAM: if what we may use of it is missing, PLAIN is not the answer.
    const bool scramExists = std::any_of(offer.mechanisms.begin(), offer.mechanisms.end(), [](const QString &m) { return m.endsWith("-PLUS"_L1); });
    if (scramExists)
        return unexpected(ChoiceError::NoUsableBinding);
    if (!offer.mechanisms.contains("PLAIN"_L1))
        return unexpected(ChoiceError::NothingOffered);
    if (!credentials.plainAllowed)
        return unexpected(ChoiceError::PlainRefused);
    return Choice{u"PLAIN"_s};
}

QString chooseTokenMechanism(const Offer &offer, const Connection &connection)
{
    if (!connection.encrypted)
        return {};
    std::array order{ChannelBinding::TlsExporter, ChannelBinding::TlsServerEndPoint, ChannelBinding::TlsUnique};
    if (offer.zeroRtt)
        std::swap(order[0], order[1]);
    for (ChannelBinding binding : order) {
        const QString name = hashedTokenName(binding);
        // Some servers advertise every HT mechanism whether or not they have the binding: believe the list of types where there is one.
        const bool serverHasIt = offer.channelBindingTypes.isEmpty() || offer.channelBindingTypes.contains(channelBindingName(binding));
        if (offer.fastMechanisms.contains(name) && serverHasIt && has(connection.bindings, binding))
            return name;
    }
    const QString none = hashedTokenName(std::nullopt);
    return offer.fastMechanisms.contains(none) ? none : QString();
}

std::optional<crypto::Hash> upgradeHash(QStringView task)
{
    for (crypto::Hash hash : kByStrength) {
        if (task == QString("UPGR-"_L1 + scramName(hash, false)))
            return hash;
    }
    return std::nullopt;
}

QString chooseUpgrade(const QStringList &offered, const QStringList &mechanisms, const QString &used, const QStringList &done, const Connection &connection)
{
    if (!connection.encrypted)
        return {};
    for (crypto::Hash hash : kByStrength) {
        const QString name = scramName(hash, false), plus = scramName(hash, true);
        if (used == name || used == plus)
            break;
        if (!mechanisms.contains(name) && !mechanisms.contains(plus))
            continue;
        if (const QString task = "UPGR-"_L1 + name; offered.contains(task) && !done.contains(task))
            return task;
    }
    return {};
}

std::unique_ptr<Mechanism> makeMechanism(const Choice &choice, Secrets secrets, IdSource &ids)
{
    if (choice.isToken)
        return std::make_unique<HashedToken>(HashedTokenSettings{secrets.user, secrets.token, choice.binding, secrets.bindingData});
    if (choice.mechanism == "PLAIN"_L1)
        return std::make_unique<Plain>(secrets.user, secrets.password);
    for (crypto::Hash hash : kByStrength) {
        if (scramName(hash, choice.binding.has_value()) != choice.mechanism)
            continue;
        ScramSettings settings;
        settings.hash = hash;
        settings.user = std::move(secrets.user);
        settings.password = std::move(secrets.password);
        settings.salted = std::move(secrets.salted);
        settings.nonce = ids.randomBytes(24).toBase64();
        settings.gs2 = choice.gs2;
        if (choice.binding) {
            settings.binding = *choice.binding;
            settings.bindingData = std::move(secrets.bindingData);
        }
        settings.offerHashRequired = choice.offerHashRequired;
        return std::make_unique<Scram>(std::move(settings));
    }
    return nullptr;
}

} // namespace net::sasl
