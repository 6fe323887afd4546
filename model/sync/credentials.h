// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/store.h"
#include "model/sync/secrets.h"
#include "net/session/session.h"

namespace model {

/// What one account signs in with, kept in step with what its session learns: password and token in the Secrets, the server's features and "never PLAIN again" in the store. Until
/// begin() (while signing in for the first time) nothing is kept. Main thread.
class Credentials : public QObject
{
    Q_OBJECT
public:
    Credentials(net::Session &session, Store &store, Secrets &secrets, const AccountSecret &known, QObject *parent = nullptr);

    /// The account has a row: what was learned so far is kept, and from now on the rest.
    void begin(AccountId account);
    /// Nothing is kept any more, and what was is forgotten.
    void forget();
    /// Fetches what is kept; loaded() follows, also when there is nothing.
    void load();
    void setPassword(const QString &password);
    /// Of this installation and account, made with its row (D15, D50). Empty before that and before loaded().
    [[nodiscard]] const QByteArray &deviceKey() const { return m_secret.deviceKey; }
    [[nodiscard]] bool areEmpty() const { return m_secret.isEmpty(); }
    [[nodiscard]] const QString &password() const { return m_secret.password; } ///< empty: not kept
    /// The server has a new password now, which makes its tokens worthless; the next connection gets another one.
    void passwordChanged(const QString &password);
    [[nodiscard]] const QList<TransferSecret> &transfers() const { return m_secret.transfers; }
    void setTransfers(const QList<TransferSecret> &transfers);
    [[nodiscard]] QString whereKept() const { return m_secrets.whereKept(m_key); }

Q_SIGNALS:
    /// They are with the session now. Again when a keychain answered late.
    void loaded();

private:
    void save();
    void makeDeviceKey();
    void apply(const AccountSecret &secret);
    void keepFeatures(const net::ServerFeatures &features);

    net::Session &m_session;
    Store &m_store;
    Secrets &m_secrets;
    QString m_key;
    AccountSecret m_secret;
    AccountId m_account{};
    bool m_scramWorked = false;
};

} // namespace model
