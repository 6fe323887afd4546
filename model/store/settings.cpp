// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/settings.h"

#include "model/store/store.h"
#include "net/base/log.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <array>

using namespace Qt::StringLiterals;

namespace model {

namespace {

struct Row {
    Setting key;
    const char *name; // never changed after a release: it stands in the database
    QVariant (*standard)(); // also says the type
};

QVariant yes() { return true; }

const std::array<Row, size_t(Setting::Count_)> kTable = {{
    {Setting::SendTyping, "privacy.sendTyping", yes},
    {Setting::SendReceipts, "privacy.sendReceipts", yes},
    {Setting::WhenClosed, "privacy.whenClosed", [] { return QVariant(u"away"_s); }},
    {Setting::ProxyKind, "connection.proxyKind", [] { return QVariant(u"system"_s); }},
    {Setting::ProxyHost, "connection.proxyHost", [] { return QVariant(u""_s); }},
    {Setting::ProxyPort, "connection.proxyPort", [] { return QVariant(0); }},
}};

const Row &row(Setting key)
{
    const auto &found = kTable.at(size_t(key));
    Q_ASSERT(found.key == key); // the table has the order of the enum
    return found;
}

QByteArray toJson(const QVariant &value)
{
    return QJsonDocument(QJsonArray{QJsonValue::fromVariant(value)}).toJson(QJsonDocument::Compact); // JSON texts are arrays or objects for QJsonDocument
}

// A value of another type than the table's is like none.
std::optional<QVariant> fromJson(const QByteArray &json, QMetaType type)
{
    const auto plain = QJsonDocument::fromJson(json).array().at(0);
    auto value = plain.toVariant();
    const bool fits = plain.isBool() ? type == QMetaType::fromType<bool>()
        : plain.isString()           ? type == QMetaType::fromType<QString>()
                                     : plain.isDouble() && type == QMetaType::fromType<int>();
    return fits && value.convert(type) ? std::optional(value) : std::nullopt;
}

} // namespace

Settings::Settings(Store &store, QObject *parent) : QObject(parent), m_store(store)
{
    const auto stored = store.read().settings.all();
    for (const auto &entry : kTable) {
        const auto json = stored.constFind(QString::fromLatin1(entry.name));
        if (json == stored.constEnd())
            continue;
        if (auto value = fromJson(*json, entry.standard().metaType()))
            m_values.insert(int(entry.key), *value);
        else
            qCWarning(logStore) << "unreadable setting" << entry.name;
    }
}

QString Settings::name(Setting key)
{
    return QString::fromLatin1(row(key).name);
}

QMetaType Settings::type(Setting key)
{
    return defaultOf(key).metaType();
}

QVariant Settings::defaultOf(Setting key)
{
    return row(key).standard();
}

QVariant Settings::variant(Setting key) const
{
    const auto value = m_values.constFind(int(key));
    return value == m_values.constEnd() ? defaultOf(key) : *value;
}

void Settings::setVariant(Setting key, const QVariant &value)
{
    Q_ASSERT(value.metaType() == type(key));
    if (value == variant(key))
        return;
    m_values.insert(int(key), value);
    m_store.run([name = name(key), json = toJson(value)](StoreSession &session) { session.settings.put(name, json); });
    Q_EMIT changed(key);
}

} // namespace model
