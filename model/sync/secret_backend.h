// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/expected.h"

#include <QByteArray>
#include <QHash>
#include <QString>

#include <functional>
#include <optional>

namespace model {

/// One place that can keep secrets: the keychain, a file, memory. The error is a technical text. Answers come once, possibly inside the call, possibly never
/// (a keychain service that hangs): LayeredSecrets bounds the waiting. Main thread.
class SecretBackend
{
public:
    using Read = std::function<void(net::Expected<std::optional<QByteArray>, QString>)>;
    using Written = std::function<void(net::Expected<void, QString>)>;
    virtual ~SecretBackend() = default;
    /// nullopt: there is no such entry.
    virtual void read(const QString &key, Read done) = 0;
    virtual void write(const QString &key, const QByteArray &value, Written done) = 0;
    /// Success as well when there was no such entry.
    virtual void erase(const QString &key, Written done) = 0;
    /// Where it is, for the user, translated.
    [[nodiscard]] virtual QString sentence() const = 0;
};

/// The system's keychain through QtKeychain, service "kith/<profile id>".
class KeychainBackend final : public SecretBackend
{
public:
    explicit KeychainBackend(const QString &profileId);
    void read(const QString &key, Read done) override;
    void write(const QString &key, const QByteArray &value, Written done) override;
    void erase(const QString &key, Written done) override;
    [[nodiscard]] QString sentence() const override;

private:
    QString m_service;
};

/// A JSON file only its owner can read, replaced atomically. The fallback that the user is told about. A damaged file is set aside (renamed) by the next write; one that cannot be read stays
/// as it is, and writing fails.
class FileSecretBackend final : public SecretBackend
{
public:
    enum class Why { Chosen, NoKeychain };
    FileSecretBackend(QString path, Why why);
    void read(const QString &key, Read done) override;
    void write(const QString &key, const QByteArray &value, Written done) override;
    void erase(const QString &key, Written done) override;
    [[nodiscard]] QString sentence() const override;

private:
    struct Trouble {
        QString text;
        bool damaged = false; ///< it was read, and is not what we write
    };
    [[nodiscard]] net::Expected<QHash<QString, QByteArray>, Trouble> readAll() const;
    [[nodiscard]] net::Expected<void, QString> setAside() const;
    [[nodiscard]] net::Expected<void, QString> writeAll(const QHash<QString, QByteArray> &all) const;
    QString m_path;
    Why m_why;
};

/// Until the process ends.
class MemorySecretBackend final : public SecretBackend
{
public:
    void read(const QString &key, Read done) override;
    void write(const QString &key, const QByteArray &value, Written done) override;
    void erase(const QString &key, Written done) override;
    [[nodiscard]] QString sentence() const override;

private:
    QHash<QString, QByteArray> m_all;
};

} // namespace model
