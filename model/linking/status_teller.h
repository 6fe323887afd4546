// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaObject>
#include <QObject>

#include <utility>

namespace model {

/// Says how something stands when that has changed, once for all that changes within one turn of the event loop. Main thread.
template<typename Status>
class StatusTeller
{
public:
    /// What whoever asks just now is told by the answer.
    void setTold(const Status &status) { m_told = status; }

    /// From the event loop: whoever listens may end `of`.
    template<typename Owner>
    void tell(Owner *of)
    {
        if (std::exchange(m_isTelling, true))
            return;
        QMetaObject::invokeMethod(
            of,
            [this, of] {
                m_isTelling = false;
                const Status now = of->status();
                if (now == m_told)
                    return;
                m_told = now;
                Q_EMIT of->changed(now);
            },
            Qt::QueuedConnection);
    }

private:
    Status m_told;
    bool m_isTelling = false;
};

} // namespace model
