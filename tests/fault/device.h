// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fault/talker.h"
#include "tests/support/net/wire_proxy.h"

#include <QElapsedTimer>
#include <QHash>

namespace fault {

/// One device of one person, behind a wire of its own, and the journal of what it was told and what it said. Two kinds: an engine in this process, and a process. Main thread.
class Device : public QObject
{
    Q_OBJECT
public:
    struct Place {
        QString name; ///< "anna.1"
        QString account; ///< "anna"
        QString peer; ///< address
        QString profile; ///< folder
        quint16 serverPort = 0;
        int haste = 1;
    };
    struct Limits {
        bool noSpace = false; ///< the disk takes next to nothing
        bool impatient = false; ///< does not wait for another program that holds the file (one in this process)
    };
    Device(Place place, const QElapsedTimer &since);

    virtual void launch(const Limits &limits) = 0;
    void launch() { launch(Limits()); }
    virtual void quit(std::function<void()> done) = 0;
    virtual void kill() = 0;
    virtual void signIn(const model::SignInRequest &request, std::function<void(const QString &problem)> done) = 0;
    virtual void befriend() = 0;
    virtual void hurry() = 0;
    virtual void readAll() = 0;
    virtual void setClockWrongBy(qint64 seconds) = 0;
    [[nodiscard]] virtual Talker::State state() const = 0;
    /// The chat can be written into.
    virtual void askForChat(std::function<void(bool)> done) = 0;
    virtual void look(std::function<void(const Shelf &)> done) = 0;
    [[nodiscard]] virtual bool isProcess() const = 0;

    /// Writes its next line.
    void say(int length);
    [[nodiscard]] const Place &place() const { return m_place; }
    [[nodiscard]] test::WireProxy &wire() { return m_wire; }
    /// Nothing of it reaches the server; whoever else has stalled the wire leaves it so meanwhile.
    void setHeld(bool on);
    [[nodiscard]] bool isHeld() const { return m_held; }
    [[nodiscard]] int refusedCount() const { return m_refused; }
    [[nodiscard]] const std::vector<Spoken> &spoken() const { return m_spoken; }
    [[nodiscard]] const HeardLines &heard() const { return m_heard; }
    [[nodiscard]] const QStringList &ackedTooEarly() const { return m_ackedTooEarly; }
    /// For the journal: what happens to it.
    void note(const QString &what);
    [[nodiscard]] QStringList journal(qint64 from, qint64 to) const;

protected:
    virtual void write(const QString &line) = 0;
    void onStored(const QString &key) { settle(key, Spoken::Stored); }
    void onRefused(const QString &key);
    void onHeard(const QString &key, bool delayed);
    void onAckedTooEarly(const QString &detail);
    /// It ended without having said everything.
    void endedAtOnce();
    [[nodiscard]] static model::Store::Options storeOptions(const Limits &limits);

private:
    void settle(const QString &key, Spoken::Fate fate);

    const Place m_place;
    const QElapsedTimer &m_since;
    test::WireProxy m_wire;
    std::vector<Spoken> m_spoken;
    QHash<QString, size_t> m_index;
    std::vector<std::pair<qint64, QString>> m_journal;
    int m_refused = 0;
    HeardLines m_heard;
    QStringList m_ackedTooEarly;
    bool m_held = false;
};

/// An engine in this process.
class InProcessDevice final : public Device
{
    Q_OBJECT
public:
    InProcessDevice(Place place, const QElapsedTimer &since);

    using Device::launch;
    void launch(const Limits &limits) override;
    void quit(std::function<void()> done) override;
    void kill() override;
    void signIn(const model::SignInRequest &request, std::function<void(const QString &problem)> done) override { m_talker.signIn(request, std::move(done)); }
    void befriend() override { m_talker.befriend(); }
    void hurry() override { m_talker.hurry(); }
    void readAll() override { m_talker.readAll(); }
    void setClockWrongBy(qint64 seconds) override { m_talker.setClockWrongBy(seconds); }
    Talker::State state() const override { return m_talker.state(); }
    void askForChat(std::function<void(bool)> done) override { done(m_talker.hasChat()); }
    void look(std::function<void(const Shelf &)> done) override { done(m_talker.shelf()); }
    bool isProcess() const override { return false; }

protected:
    void write(const QString &line) override { m_talker.say(line); }

private:
    Talker m_talker;
};

} // namespace fault
