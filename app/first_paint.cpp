// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/first_paint.h"

#include <QApplication>
#include <QEvent>
#include <QTimer>
#include <QWidget>

namespace app {

FirstPaint::FirstPaint(QWidget *window, std::function<void()> painted)
    : QObject(window)
    , m_window(window)
    , m_painted(std::move(painted))
{
    qApp->installEventFilter(this);
}

bool FirstPaint::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::Paint || !m_painted)
        return false;
    // A window that its children cover is never painted itself.
    const auto *widget = qobject_cast<QWidget *>(watched);
    if (!widget || (widget != m_window && !m_window->isAncestorOf(widget)))
        return false;
    qApp->removeEventFilter(this);
    // The event comes before the painting; the frame is out when the loop is next free.
    QTimer::singleShot(0, this, [this, painted = std::exchange(m_painted, {})] {
        painted();
        deleteLater();
    });
    return false;
}

} // namespace app
