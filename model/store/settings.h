// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QVariant>

namespace model {

class Store;

/// Everything the user can set, and what the window remembers. The table with name, type and default is in settings.cpp.
enum class Setting {
    Theme, ///< QString "system", "light", "dark"
    TextScale, ///< double, 1.0
    EnterSends, ///< bool
    SendTyping, ///< bool: others see that the user is typing
    SendReceipts, ///< bool: others see that a message has arrived and was read
    Notifications, ///< bool
    NotificationText, ///< bool: the notification shows what was written
    NotificationSound, ///< bool
    SpellCheck, ///< bool
    CloseToBackground, ///< bool: closing the window keeps Kith running
    ProxyKind, ///< QString "system", "none", "socks5", "http"
    ProxyHost, ///< QString
    ProxyPort, ///< int
    XmlConsole, ///< bool: record stanzas for the console
    WindowGeometry, ///< QByteArray
    WindowState, ///< QByteArray: splitter
    OpenChat, ///< qint64, model::ChatId; 0: none
    ScrollAnchors, ///< QByteArray: where each chat was left
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
    void reset(Setting key); ///< back to the default

    [[nodiscard]] static QString name(Setting key); ///< "appearance.theme"
    [[nodiscard]] static QMetaType type(Setting key);
    [[nodiscard]] static QVariant defaultOf(Setting key);

Q_SIGNALS:
    void changed(model::Setting key);

private:
    Store &m_store;
    QHash<int, QVariant> m_values; ///< only what differs from the default
};

} // namespace model
