// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notifications/launcher_badge.h"

#include <QDBusMessage>
#include <QVariantMap>

using namespace Qt::StringLiterals;

namespace app {

void LauncherBadge::show(int count)
{
    if (!m_bus.isConnected())
        return;
    auto update = QDBusMessage::createSignal(u"/org/kith/launcherentry"_s, u"com.canonical.Unity.LauncherEntry"_s, u"Update"_s);
    update << u"application://kith.desktop"_s << QVariantMap{{u"count"_s, qlonglong(count)}, {u"count-visible"_s, count > 0}};
    m_bus.send(update);
}

} // namespace app
