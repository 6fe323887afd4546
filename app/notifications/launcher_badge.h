// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>

namespace app {

/// The number of unread messages on Kith's icon in docks and task bars that listen for it (Unity's LauncherEntry, read by Plasma, Dash to Dock and others). Main thread.
class LauncherBadge
{
public:
    explicit LauncherBadge(const QDBusConnection &bus = QDBusConnection::sessionBus()) : m_bus(bus) { }
    void show(int count); ///< zero: no number

private:
    QDBusConnection m_bus;
};

} // namespace app
