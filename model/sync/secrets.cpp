// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/secrets.h"

#include "model/sync/layered_secrets.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace model {

static QJsonObject toJsonObject(const TransferSecret &transfer)
{
    return {{u"device"_s, transfer.device}, {u"name"_s, transfer.name}, {u"sends"_s, transfer.sends}, {u"key"_s, QString::fromLatin1(transfer.key.toBase64())},
        {u"since"_s, transfer.since.toString(Qt::ISODate)}, {u"messages"_s, transfer.messages}, {u"octets"_s, transfer.octets}};
}

static std::optional<TransferSecret> transferFrom(const QJsonObject &object)
{
    TransferSecret transfer;
    transfer.device = object[u"device"_s].toString();
    transfer.name = object[u"name"_s].toString();
    transfer.sends = object[u"sends"_s].toBool();
    transfer.key = QByteArray::fromBase64(object[u"key"_s].toString().toLatin1());
    transfer.since = QDateTime::fromString(object[u"since"_s].toString(), Qt::ISODate).toUTC();
    transfer.messages = object[u"messages"_s].toInteger();
    transfer.octets = object[u"octets"_s].toInteger();
    return transfer.device.isEmpty() || transfer.key.isEmpty() ? std::nullopt : std::optional(transfer);
}

QByteArray AccountSecret::toJson() const
{
    QJsonObject object;
    if (!password.isEmpty())
        object.insert(u"password"_s, password);
    if (token) {
        QJsonObject inner{{u"mechanism"_s, token->mechanism}, {u"token"_s, token->token}, {u"counter"_s, qint64(token->counter)}};
        if (!token->older.isEmpty())
            inner.insert(u"older"_s, token->older);
        if (token->expiry.isValid())
            inner.insert(u"expiry"_s, token->expiry.toString(Qt::ISODateWithMs));
        object.insert(u"token"_s, inner);
    }
    if (!deviceKey.isEmpty())
        object.insert(u"deviceKey"_s, QString::fromLatin1(deviceKey.toBase64()));
    if (!transfers.isEmpty()) {
        QJsonArray list;
        for (const TransferSecret &transfer : transfers)
            list.append(toJsonObject(transfer));
        object.insert(u"transfers"_s, list);
    }
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

std::optional<AccountSecret> AccountSecret::fromJson(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject())
        return std::nullopt;
    AccountSecret secret;
    secret.password = document[u"password"_s].toString();
    secret.deviceKey = QByteArray::fromBase64(document[u"deviceKey"_s].toString().toLatin1());
    const QJsonObject inner = document[u"token"_s].toObject();
    if (!inner.isEmpty()) {
        net::FastToken token;
        token.mechanism = inner[u"mechanism"_s].toString();
        token.token = inner[u"token"_s].toString();
        token.counter = quint32(inner[u"counter"_s].toInteger());
        token.older = inner[u"older"_s].toString();
        token.expiry = QDateTime::fromString(inner[u"expiry"_s].toString(), Qt::ISODateWithMs).toUTC();
        if (!token.token.isEmpty() && !token.mechanism.isEmpty())
            secret.token = token;
    }
    for (const QJsonValue &value : document[u"transfers"_s].toArray()) {
        if (const auto transfer = transferFrom(value.toObject()))
            secret.transfers << *transfer;
    }
    return secret;
}

SecretsChoice secretsChoiceFromEnvironment()
{
    return qEnvironmentVariable("KITH_SECRETS") == u"file" ? SecretsChoice::File : SecretsChoice::Keychain;
}

std::unique_ptr<Secrets> makeSecrets(const QString &profileDir, const QString &profileId, SecretsChoice choice)
{
    const QString path = QDir(profileDir).filePath(u"secrets.json"_s);
    std::vector<std::unique_ptr<SecretBackend>> backends;
    if (choice == SecretsChoice::Keychain)
        backends.push_back(std::make_unique<KeychainBackend>(profileId));
    backends.push_back(std::make_unique<FileSecretBackend>(
        path, choice == SecretsChoice::File ? FileSecretBackend::Why::Chosen : FileSecretBackend::Why::NoKeychain));
    backends.push_back(std::make_unique<MemorySecretBackend>());
    return std::make_unique<LayeredSecrets>(std::move(backends));
}

} // namespace model
