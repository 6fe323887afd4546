// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QVariant>

namespace model {

class Store;

/// What changes how Kith behaves towards others: what they may see, and which way the connection takes. How the window looks lives in ui::Preferences, a file of its own:
/// that must be readable before the database is, and when the database cannot be opened at all. The table with name, type and default is in settings.cpp.
enum class Setting {
    SendTyping, ///< bool: others see that the user is typing
    SendReceipts, ///< bool: others see that a message has arrived and was read
    WhenClosed, ///< QString: what closing Kith does. "away": detach, shown as away; "unchanged": detach, shown as before; "offline": end the session
    ProxyKind, ///< QString "system", "none", "socks5", "http"
    ProxyHost, ///< QString: name or IP address, IPv6 without brackets
    ProxyPort, ///< int, 1 to 65535; 0: none chosen
    Count_
};

/// The profile's settings: all in memory, read at once at the start, written behind through the store. Main thread. `store` outlives it.
class Settings : public QObject
{
    Q_OBJECT
public:
    explicit Settings(Store &store, QObject *parent = nullptr);

    /// T must be the type of the table; anything else is our own mistake and asserts.
    template<class T>
    [[nodiscard]] T get(Setting key) const
    {
        Q_ASSERT(QMetaType::fromType<T>() == type(key));
        return variant(key).template value<T>();
    }
    template<class T>
    void set(Setting key, const T &value)
    {
        Q_ASSERT(QMetaType::fromType<T>() == type(key));
        setVariant(key, QVariant::fromValue(value));
    }
    [[nodiscard]] QVariant variant(Setting key) const;
    void setVariant(Setting key, const QVariant &value);

    [[nodiscard]] static QString name(Setting key); ///< "privacy.sendTyping"
    [[nodiscard]] static QMetaType type(Setting key);
    [[nodiscard]] static QVariant defaultOf(Setting key);

Q_SIGNALS:
    void changed(model::Setting key);

private:
    Store &m_store;
    QHash<int, QVariant> m_values; ///< only what differs from the default
};

} // namespace model
