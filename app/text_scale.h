// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

class QApplication;

namespace app {

/// Makes all text larger or smaller than the system's. Main thread; made once, right after the QApplication.
class TextScale
{
public:
    explicit TextScale(QApplication &application);
    void apply(int percent);

private:
    QApplication &m_application;
    QFont m_system;
};

} // namespace app
