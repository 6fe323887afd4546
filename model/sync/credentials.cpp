// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/credentials.h"

namespace model {

Credentials::Credentials(net::Session &session, Store &store, Secrets &secrets, const AccountSecret &known, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_store(store)
    , m_secrets(secrets)
    , m_key(session.settings().jid.toString())
    , m_secret(known)
{
    connect(&session, &net::Session::tokenChanged, this, [this](const std::optional<net::FastToken> &token) {
        m_secret.token = token;
        save();
    });
    connect(&session, &net::Session::scramWorked, this, [this] {
        m_scramWorked = true;
        if (m_account != AccountId{})
            m_store.run([account = m_account](StoreSession &rows) { rows.accounts.setPlainForbidden(account); });
    });
    connect(&session, &net::Session::featuresLearned, this, &Credentials::keepFeatures);
    connect(&secrets, &Secrets::loadedLate, this, [this](const QString &key, const AccountSecret &secret) {
        if (key != m_key || !m_secret.isEmpty())
            return;
        apply(secret);
        Q_EMIT loaded();
    });
}

void Credentials::begin(AccountId account)
{
    m_account = account;
    if (m_secret.isEmpty())
        return;
    makeDeviceKey();
    save();
    if (m_scramWorked)
        m_store.run([account](StoreSession &rows) { rows.accounts.setPlainForbidden(account); });
    if (m_session.features().seenAt.isValid())
        keepFeatures(m_session.features());
}

void Credentials::forget()
{
    m_account = {};
    m_secret = {};
    m_secrets.remove(m_key);
}

void Credentials::load()
{
    m_secrets.load(m_key, this, [this](const AccountSecret &secret) {
        // A password typed while the keychain was thinking is newer.
        if (m_secret.isEmpty())
            apply(secret);
        if (!m_secret.isEmpty() && m_secret.deviceKey.isEmpty()) { // kept by a program that knew none
            makeDeviceKey();
            save();
        }
        Q_EMIT loaded();
    });
}

void Credentials::makeDeviceKey()
{
    constexpr int kLength = 32;
    if (m_secret.deviceKey.isEmpty())
        m_secret.deviceKey = m_session.ids().randomBytes(kLength);
}

void Credentials::apply(const AccountSecret &secret)
{
    m_secret = secret;
    m_session.setPassword(secret.password);
    m_session.setToken(secret.token);
}

void Credentials::setPassword(const QString &password)
{
    m_secret.password = password;
    m_session.setPassword(password);
    save();
}

void Credentials::passwordChanged(const QString &password)
{
    m_secret.token.reset();
    m_session.setToken({});
    setPassword(password);
}

void Credentials::setTransfers(const QList<TransferSecret> &transfers)
{
    m_secret.transfers = transfers;
    save();
}

void Credentials::save()
{
    if (m_account != AccountId{})
        m_secrets.save(m_key, m_secret);
}

void Credentials::keepFeatures(const net::ServerFeatures &features)
{
    if (m_account == AccountId{})
        return;
    m_store.run([account = m_account, domain = m_session.settings().jid.domain(), tls = int(features.tls), json = features.toJson()](StoreSession &rows) {
        rows.features.put(account, domain, tls, json);
    });
}

} // namespace model
