// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>

class QWidget;

namespace app {

/// Calls back once, when a widget's first frame has been painted and handed over. Deletes itself then. Main thread.
class FirstPaint final : public QObject
{
    Q_OBJECT
public:
    FirstPaint(QWidget *watched, std::function<void()> painted);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    std::function<void()> m_painted;
};

} // namespace app
