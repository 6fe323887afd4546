// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/link_channel.h"

#include <QCoreApplication>
#include <QTimer>

#include <memory>

namespace model {

/// Lets a channel end by itself: what was said last leaves, whatever becomes of who said it. Also from inside its own signals.
inline void sayGoodbye(std::unique_ptr<net::LinkChannel> channel)
{
    if (!channel)
        return;
    net::LinkChannel *leaving = channel.release();
    leaving->disconnect();
    leaving->setParent(QCoreApplication::instance());
    leaving->setReading(true);
    leaving->close();
    QObject::connect(leaving, &net::LinkChannel::closed, leaving, &QObject::deleteLater);
    QTimer::singleShot(std::chrono::seconds(8), leaving, &QObject::deleteLater); // it had ended already
}

} // namespace model
