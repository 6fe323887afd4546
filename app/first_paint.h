// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>

class QWidget;

namespace app {

/// Calls back once, when a window's first frame (all of its widgets are in it) has been painted and handed over. Deletes itself then. Main thread.
class FirstPaint final : public QObject
{
    Q_OBJECT
public:
    FirstPaint(QWidget *window, std::function<void()> painted);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *m_window;
    std::function<void()> m_painted;
};

} // namespace app
