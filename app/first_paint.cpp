// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/first_paint.h"

#include <QEvent>
#include <QTimer>
#include <QWidget>

namespace app {

FirstPaint::FirstPaint(QWidget *watched, std::function<void()> painted)
    : QObject(watched)
    , m_painted(std::move(painted))
{
    watched->installEventFilter(this);
}

bool FirstPaint::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Paint && m_painted) {
        watched->removeEventFilter(this);
        // The event comes before the painting; the frame is out when the loop is next free.
        QTimer::singleShot(0, this, [this, painted = std::exchange(m_painted, {})] {
            painted();
            deleteLater();
        });
    }
    return false;
}

} // namespace app
