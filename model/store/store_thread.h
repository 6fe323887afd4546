// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/changes.h"
#include "model/store/store.h"

#include <QMutex>
#include <QThread>
#include <QWaitCondition>

#include <deque>

namespace model {

/// The thread with the writing connection: takes jobs in order, hands back what became of them in order. Its functions are called on the main thread.
class StoreThread
{
public:
    enum class Access {
        Write, ///< on the disk when it is answered
        Note, ///< in the system's hands when it is answered
        Read,
    };
    struct Job {
        Access access = Access::Write;
        std::function<std::optional<StoreError>(StoreSession &)> work;
        std::function<void(const std::optional<StoreError> &)> finish;
    };
    struct Outcome {
        StoreChange change;
        std::optional<StoreError> error; ///< the job's
        bool broken = false; ///< the error is the database's, not one that the job decided on
        std::function<void(const std::optional<StoreError> &)> finish;
    };

    /// `wake` is called on the store thread whenever an outcome waits.
    StoreThread(QString file, Store::Options options, std::function<void()> wake);
    ~StoreThread();

    [[nodiscard]] std::optional<StoreError> start(); ///< waits until the file is open and migrated
    void post(Job job);
    [[nodiscard]] std::optional<Outcome> take();
    /// Waits until an outcome waits or nothing is left to do. False: time is up.
    bool waitForOutcome(QDeadlineTimer deadline);
    [[nodiscard]] bool isIdle() const; ///< no job and no outcome
    void stop(); ///< after the running job; those that have not begun are dropped

private:
    void loop();
    [[nodiscard]] std::optional<StoreError> open();
    void runJob(Job job);
    void waitForDisk(bool on);

    const QString m_file;
    const Store::Options m_options;
    const std::function<void()> m_wake;
    std::unique_ptr<Database> m_db; // store thread
    bool m_waitsForDisk = true; // store thread
    std::unique_ptr<QThread> m_thread;

    mutable QMutex m_mutex;
    QWaitCondition m_work, m_progress;
    std::deque<Job> m_jobs;
    std::deque<Outcome> m_outcomes;
    std::optional<StoreError> m_openError;
    bool m_opened = false, m_busy = false, m_stopping = false;
};

} // namespace model
