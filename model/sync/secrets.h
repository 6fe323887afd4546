// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/session/session_settings.h"

#include <QObject>

#include <functional>
#include <memory>

namespace model {

/// A history that has not crossed whole between two devices of the account: by its key they know each other again (net/linking/link_resume.h). Value type.
struct TransferSecret {
    QString device; ///< public id of the other one
    QString name; ///< what it is called
    bool sends = false; ///< this device sends
    QByteArray key;
    QDateTime since; ///< UTC
    qint64 messages = 0, octets = 0; ///< about as many there are
    bool operator==(const TransferSecret &) const = default;
};

/// What one account signs in with. Kept as one entry, so that password and token can never come from different times.
struct AccountSecret {
    QString password;
    std::optional<net::FastToken> token;
    QByteArray deviceKey{}; ///< 32 random octets of this installation and account: what it proves itself and seals its session with
    QList<TransferSecret> transfers{};
    [[nodiscard]] bool isEmpty() const { return password.isEmpty() && !token; }
    [[nodiscard]] QByteArray toJson() const;
    [[nodiscard]] static std::optional<AccountSecret> fromJson(const QByteArray &json);
    bool operator==(const AccountSecret &) const = default;
};

/// Keeps the secrets of the profile's accounts. Asynchronous: a keychain may ask the user to unlock it, or never answer; nothing here blocks and every question has an
/// answer in bounded time. Main thread.
class Secrets : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    using Loaded = std::function<void(const AccountSecret &)>;

    /// `key` is the bare address. The answer is empty when nothing is kept. It may come inside the call; dropped when `context` dies.
    virtual void load(const QString &key, QObject *context, Loaded done) = 0;
    virtual void save(const QString &key, const AccountSecret &secret) = 0;
    virtual void remove(const QString &key) = 0;
    /// `done` once everything asked for so far is kept (or given up). Dropped when `context` dies.
    virtual void flush(QObject *context, std::function<void()> done) = 0;
    /// Where the secret of this account is, as a sentence for the user, translated.
    [[nodiscard]] virtual QString whereKept(const QString &key) const = 0;

Q_SIGNALS:
    /// A keychain that had been given up answered after all (the user unlocked it).
    void loadedLate(const QString &key, const model::AccountSecret &secret);
    void whereKeptChanged();
};

enum class SecretsChoice {
    Keychain, ///< then, when there is none, a file of the profile, then memory
    File, ///< the file at once: tests, machines without a desktop
};

/// KITH_SECRETS=file chooses the file.
[[nodiscard]] SecretsChoice secretsChoiceFromEnvironment();
/// The secrets of one profile. `profileId` tells profiles of one user apart in the keychain.
[[nodiscard]] std::unique_ptr<Secrets> makeSecrets(const QString &profileDir, const QString &profileId, SecretsChoice choice);

} // namespace model
