// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/secret_backend.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace model {

FileSecretBackend::FileSecretBackend(QString path, Why why)
    : m_path(std::move(path))
    , m_why(why)
{
}

net::Expected<QHash<QString, QByteArray>, FileSecretBackend::Trouble> FileSecretBackend::readAll() const
{
    QHash<QString, QByteArray> all;
    QFile file(m_path);
    if (!file.exists())
        return all;
    if (!file.open(QIODevice::ReadOnly))
        return net::unexpected(Trouble{file.errorString()});
    const QByteArray content = file.readAll();
    if (file.error() != QFileDevice::NoError)
        return net::unexpected(Trouble{file.errorString()});
    const QJsonDocument document = QJsonDocument::fromJson(content);
    if (!document.isObject())
        return net::unexpected(Trouble{u"%1 is damaged"_s.arg(m_path), true});
    const QJsonObject object = document.object();
    for (auto it = object.begin(); it != object.end(); ++it)
        all.insert(it.key(), it.value().toString().toUtf8());
    return all;
}

net::Expected<void, QString> FileSecretBackend::writeAll(const QHash<QString, QByteArray> &all) const
{
    QJsonObject object;
    for (auto it = all.begin(); it != all.end(); ++it)
        object.insert(it.key(), QString::fromUtf8(it.value()));
    QSaveFile file(m_path);
    if (!file.open(QIODevice::WriteOnly))
        return net::unexpected(file.errorString());
    // Before the first octet of content: at no moment can anyone else open it.
    if (!file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner))
        return net::unexpected(file.errorString());
    file.write(QJsonDocument(object).toJson(QJsonDocument::Compact));
    if (!file.commit())
        return net::unexpected(file.errorString());
    return {};
}

net::Expected<void, QString> FileSecretBackend::setAside() const
{
    const QString aside = m_path + u".damaged-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd'T'HHmmsszzz"_s);
    QFile file(m_path);
    if (!file.rename(aside))
        return net::unexpected(file.errorString());
    return {};
}

void FileSecretBackend::read(const QString &key, Read done)
{
    const auto all = readAll();
    if (!all)
        return done(net::unexpected(all.error().text));
    const auto it = all->constFind(key);
    done(it == all->constEnd() ? std::optional<QByteArray>() : std::optional<QByteArray>(*it));
}

void FileSecretBackend::write(const QString &key, const QByteArray &value, Written done)
{
    auto all = readAll();
    QHash<QString, QByteArray> next;
    if (all) {
        next = std::move(*all);
    } else if (!all.error().damaged) {
        return done(net::unexpected(all.error().text)); // may hold everything: a disk or a permission that is repaired brings it back
    } else if (const auto aside = setAside(); !aside) {
        return done(net::unexpected(aside.error()));
    }
    next.insert(key, value);
    done(writeAll(next));
}

void FileSecretBackend::erase(const QString &key, Written done)
{
    auto all = readAll();
    if (!all)
        return done(net::unexpected(all.error().text));
    if (!all->remove(key))
        return done({});
    if (all->isEmpty() && QFile::remove(m_path))
        return done({});
    done(writeAll(*all));
}

QString FileSecretBackend::sentence() const
{
    return m_why == Why::Chosen
        ? QCoreApplication::translate("model::Secrets", "In a file of this profile that only you can read.")
        : QCoreApplication::translate("model::Secrets",
              "In a file of this profile that only you can read, because this system offers no keychain. "
              "Whoever can read your files could sign in as you.");
}

void MemorySecretBackend::read(const QString &key, Read done)
{
    const auto it = m_all.constFind(key);
    done(it == m_all.constEnd() ? std::optional<QByteArray>() : std::optional<QByteArray>(*it));
}

void MemorySecretBackend::write(const QString &key, const QByteArray &value, Written done)
{
    m_all.insert(key, value);
    done({});
}

void MemorySecretBackend::erase(const QString &key, Written done)
{
    m_all.remove(key);
    done({});
}

QString MemorySecretBackend::sentence() const
{
    return QCoreApplication::translate("model::Secrets",
        "Only in memory, because neither a keychain nor the profile folder can keep it. Kith will ask for the password after the next start.");
}

} // namespace model
