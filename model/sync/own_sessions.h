// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/jid.h"

#include <QDateTime>
#include <QObject>

#include <map>

namespace model {

/// What the server tells of the account's sessions, this one among them: the truth beside what devices claim (L41). In memory; the rows are the same table as the contacts'. Main thread.
class OwnSessions : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    static constexpr size_t kMost = 64;

    struct Session {
        QDateTime since; ///< UTC, when its last presence came
        QDateTime detachedSince; ///< UTC; valid: nobody is at it
        bool operator==(const Session &) const = default;
    };
    /// False: one too many, not kept.
    bool setPresent(const QString &resource, const Session &session);
    void setGone(const QString &resource); ///< empty: all of them
    /// The server's session is gone, and with it what we were told.
    void clear() { setGone({}); }
    [[nodiscard]] const std::map<QString, Session> &all() const { return m_sessions; }

Q_SIGNALS:
    void changed();

private:
    std::map<QString, Session> m_sessions; ///< by resource
};

} // namespace model
