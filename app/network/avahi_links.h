// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How two devices on one network find each other: DNS-SD (RFC 6763) through Avahi, the system's own service for it, over D-Bus. Where it is not there, nobody is found, and a code is typed
// with the server in between, or the picture read.
#include "net/linking/link_finder.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QHash>
#include <QSet>
#include <QTimer>

namespace app {

/// Announces a port under a random name: nothing of the account or the code is said to the network. Main thread, never blocks.
class AvahiAnnouncer final : public QObject, public net::LinkAnnouncer
{
    Q_OBJECT
public:
    explicit AvahiAnnouncer(const QDBusConnection &bus, QObject *parent = nullptr);
    ~AvahiAnnouncer() override;
    void announce(const QString &name, quint16 port) override;
    void withdraw() override;

private:
    void publish(const QString &group, const QString &name, quint16 port);
    void free(const QString &group);

    QDBusConnection m_bus;
    QString m_group; ///< path of Avahi's object; it ends with it, or with our connection to the bus
    quint64 m_round = 0;
};

/// Looks for such. One device mostly has several addresses, each told by itself: they are gathered for a moment and given as one. Main thread, never blocks.
class AvahiFinder final : public net::LinkFinder
{
    Q_OBJECT
public:
    static constexpr int kMostNames = 16; ///< a network on which everybody links a device just now, or somebody who wants to keep us busy
    static constexpr std::chrono::milliseconds kGathers{400};

    explicit AvahiFinder(const QDBusConnection &bus, QObject *parent = nullptr);
    ~AvahiFinder() override;
    void start() override;
    void stop() override;

private Q_SLOTS:
    void onItem(const QDBusMessage &signal);

private:
    void resolve(const QVariantList &item);
    void resolved(const QString &name, const QVariantList &answer);
    void giveOut();

    QDBusConnection m_bus;
    QString m_browser; ///< path; empty: none yet
    QList<QDBusMessage> m_early; ///< signals that were sent before we knew the path
    QHash<QString, QList<net::LinkAddress>> m_found; ///< by name
    QSet<QString> m_given;
    QTimer m_gather;
    bool m_running = false;
    quint64 m_round = 0;
};

} // namespace app
