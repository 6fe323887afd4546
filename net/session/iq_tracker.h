// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/alarm.h"
#include "net/base/expected.h"
#include "net/base/jid.h"
#include "net/xml/element.h"

#include <QHash>
#include <QObject>
#include <QPointer>

#include <chrono>
#include <functional>

namespace net {

enum class IqErrorKind { Answered, TimedOut, Disconnected };

/// Why an IQ has no result.
struct IqError {
    IqErrorKind kind = IqErrorKind::TimedOut;
    QString condition; ///< stanza error condition ("item-not-found"), only when Answered
    QString text; ///< what the server said in words, may be empty
    xml::Element reply; ///< the whole error reply, null unless Answered
};

/// Matches IQ answers with their questions. An answer counts only from whom was asked (RFC 6120 §8.2.3 and the spoofing advice of §8.1.2.1: for the own account,
/// "no from", the bare JID, and the server's domain are one). Every question has a named fate: answer, time-out or disconnect. Main thread.
class IqTracker : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(Expected<xml::Element, IqError>)>;
    explicit IqTracker(Clock &clock, QObject *parent = nullptr);
    ~IqTracker() override;

    /// `done` is dropped when `context` dies.
    void track(const QString &id, const Jid &to, QObject *context, Done done, std::chrono::milliseconds timeout);
    /// True when the stanza was an answer to a tracked question.
    bool settle(const xml::Element &iq, const Jid &ownBare);
    /// Ends every open question with this kind.
    void cancelAll(IqErrorKind why);
    [[nodiscard]] int open() const { return int(m_open.size()); }

private:
    struct Entry {
        Jid to;
        QPointer<QObject> context;
        Done done;
        std::chrono::nanoseconds deadline;
    };
    void expire();
    void schedule();

    Clock &m_clock;
    QHash<QString, Entry> m_open;
    Alarm m_alarm;
};

} // namespace net
