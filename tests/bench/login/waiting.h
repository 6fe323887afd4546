// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QTimer>

namespace bench {

/// Runs the event loop until `condition` holds; it is looked at every `interval`. Unlike QTest::qWaitFor() this does not sleep in between: whoever is measured lives in
/// the same thread.
template<class F>
bool waitFor(F condition, std::chrono::milliseconds limit, std::chrono::milliseconds interval = std::chrono::milliseconds(20))
{
    QEventLoop loop;
    QTimer poll;
    const QDeadlineTimer deadline(limit);
    bool holds = condition();
    QObject::connect(&poll, &QTimer::timeout, &loop, [&] {
        holds = condition();
        if (holds || deadline.hasExpired())
            loop.quit();
    });
    if (!holds) {
        poll.start(interval);
        loop.exec();
    }
    return holds;
}

} // namespace bench
