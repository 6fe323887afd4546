// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/notifications/notifier.h"

#include <QDBusConnection>
#include <QHash>
#include <QStringList>

namespace app {

/// Notifications through org.freedesktop.Notifications (Desktop Notifications Specification 1.2) on the session bus. Every call is asynchronous: a service that hangs
/// costs nothing. Marking as read and answering are offered where the service says that it can. Main thread.
class DesktopNotifier final : public Notifier
{
    Q_OBJECT
public:
    /// Asks the service what it can do; abilitiesChanged() follows when somebody answers.
    explicit DesktopNotifier(const QDBusConnection &bus = QDBusConnection::sessionBus(), QObject *parent = nullptr);

    [[nodiscard]] Abilities abilities() const override;
    void show(const Notification &notification) override;
    void withdraw(model::ChatId chat) override;

private Q_SLOTS: // by name: QDBusConnection::connect() finds them so
    void onClosed(uint id, uint reason);
    void onAction(uint id, const QString &key);
    void onReplied(uint id, const QString &text);
    void onToken(uint id, const QString &token);

private:
    struct State {
        uint id = 0; ///< the service's; zero: not shown yet
        bool calling = false; ///< Notify was said and not answered
        bool unwanted = false; ///< withdrawn meanwhile
        std::optional<Notification> next; ///< changed meanwhile
    };
    void ask();
    void onOwner(const QString &owner);
    void lookForStarter();
    void setCapabilities(bool available, const QStringList &capabilities);
    void send(const Notification &notification);
    void sent(model::ChatId chat, uint id);
    void closeById(uint id);
    [[nodiscard]] model::ChatId chatOf(uint id) const; ///< zero: not ours
    [[nodiscard]] QStringList actions() const;
    [[nodiscard]] QVariantMap hints(const Notification &notification) const;

    QDBusConnection m_bus;
    bool m_available = false;
    QStringList m_capabilities;
    QHash<model::ChatId, State> m_states;
    QByteArray m_token; ///< comes just before the click that it belongs to
};

} // namespace app
