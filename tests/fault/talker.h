// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fault/ack_watch.h"
#include "tests/fault/oracle.h"
#include "tests/fault/wrong_clock.h"
#include "tests/support/app/person.h"

#include <QRegularExpression>
#include <QTimer>

namespace fault {

/// One whole Kith and its one conversation: what is written to it, and what it says of it. Used in the test's process and in a process of its own. Main thread.
class Talker : public QObject
{
    Q_OBJECT
public:
    struct State {
        bool running = false, online = false, caughtUp = false;
        int waiting = 0; ///< own messages that the server does not have
        bool operator==(const State &) const = default;
    };
    /// `peer`: whom it talks with.
    Talker(const QString &profile, const QString &peer, int haste);

    /// Blocks for a moment. The first time there is no account yet: signIn().
    void start(const model::Store::Options &options = {});
    void quit(std::function<void()> done);
    void vanish();
    /// `done` with a sentence, or empty.
    void signIn(const model::SignInRequest &request, std::function<void(const QString &problem)> done);
    void befriend();

    void say(const QString &line);
    void hurry();
    void readAll();
    void setClockWrongBy(qint64 seconds) { m_clock.setWrongBy(seconds); }

    [[nodiscard]] State state() const;
    [[nodiscard]] bool hasChat() const; ///< and it is no request
    [[nodiscard]] Shelf shelf() const;

Q_SIGNALS:
    void stored(const QString &key);
    void refused(const QString &key);
    void heard(const QString &key, bool delayed); ///< a line came, not out of the archive
    void ackedTooEarly(const QString &detail); ///< found when it is started again
    void stateChanged();

private:
    void watch();
    void onXml(const model::XmlLog &log);
    void compareAcks();
    const QString m_xmlFolder = qEnvironmentVariable("KITH_FAULT_XML"); ///< for whoever looks into a failure: what was said and heard is written there
    void onChanged(const model::StoreChange &change);

    QString m_peer;
    const QRegularExpression m_serverDelay; ///< not one that the writer set
    AckWatch m_acks;
    WrongClock m_clock;
    test::Person m_person;
};

} // namespace fault
