// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/store_thread.h"

#include "model/store/migrator.h"
#include "model/store/transaction.h"
#include "net/base/log.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace model {

StoreThread::StoreThread(QString file, Store::Options options, std::function<void()> wake) : m_file(std::move(file)), m_options(options), m_wake(std::move(wake)) { }

StoreThread::~StoreThread()
{
    stop();
}

std::optional<StoreError> StoreThread::start()
{
    m_thread.reset(QThread::create([this] { loop(); }));
    m_thread->setObjectName(u"store"_s);
    m_thread->start();
    QMutexLocker lock(&m_mutex);
    while (!m_opened)
        m_progress.wait(&m_mutex);
    return m_openError;
}

void StoreThread::post(Job job)
{
    QMutexLocker lock(&m_mutex);
    m_jobs.push_back(std::move(job));
    m_work.wakeOne();
}

std::optional<StoreThread::Outcome> StoreThread::take()
{
    QMutexLocker lock(&m_mutex);
    if (m_outcomes.empty())
        return std::nullopt;
    auto outcome = std::move(m_outcomes.front());
    m_outcomes.pop_front();
    return outcome;
}

bool StoreThread::isIdle() const
{
    QMutexLocker lock(&m_mutex);
    return m_jobs.empty() && m_outcomes.empty() && !m_busy;
}

bool StoreThread::waitForOutcome(QDeadlineTimer deadline)
{
    QMutexLocker lock(&m_mutex);
    while (m_outcomes.empty() && (m_busy || !m_jobs.empty())) {
        if (!m_progress.wait(&m_mutex, deadline))
            return false;
    }
    return true;
}

void StoreThread::stop()
{
    if (!m_thread)
        return;
    {
        QMutexLocker lock(&m_mutex);
        m_stopping = true;
        m_work.wakeOne();
    }
    m_thread->wait();
    m_thread.reset();
}

void StoreThread::loop()
{
    auto error = open();
    {
        QMutexLocker lock(&m_mutex);
        m_openError = std::move(error);
        m_opened = true;
        m_progress.wakeAll();
        if (m_openError)
            m_stopping = true;
    }
    while (true) {
        Job job;
        {
            QMutexLocker lock(&m_mutex);
            while (m_jobs.empty() && !m_stopping)
                m_work.wait(&m_mutex);
            if (m_stopping)
                break;
            job = std::move(m_jobs.front());
            m_jobs.pop_front();
            m_busy = true;
        }
        runJob(std::move(job));
    }
    if (m_db) {
        m_db->execute(u"PRAGMA optimize"_s);
        (void)m_db->takeError();
    }
    m_db.reset(); // closing the last connection folds the write-ahead log into the file
}

std::optional<StoreError> StoreThread::open()
{
    if (auto error = inspect(m_file, m_options.busyTimeout))
        return error;
    const bool isNew = !QFile::exists(m_file);
    auto db = Database::open(m_file, Database::Mode::ReadWrite, m_options.busyTimeout);
    if (!db)
        return db.error();
    m_db = std::move(*db);
    if (isNew) // before anything is in it; SQLite gives the log beside it the same rights
        QFile::setPermissions(m_file, QFile::ReadOwner | QFile::WriteOwner);
    m_db->execute(u"PRAGMA journal_mode = WAL"_s);
    // FULL, not NORMAL: in WAL mode NORMAL may forget the last transactions when the power fails. But the server has been told that they are safe (D43).
    m_db->execute(u"PRAGMA synchronous = FULL"_s);
    if (m_options.maxPages > 0)
        m_db->execute(u"PRAGMA max_page_count = %1"_s.arg(m_options.maxPages));
    // A file that cannot be written shows itself only at the first write: here, and not when a message has arrived.
    auto error = Transaction(*m_db).commit();
    if (!error)
        error = migrate(*m_db);
    if (error)
        m_db.reset();
    return error;
}

void StoreThread::runJob(Job job)
{
    Changes changes;
    StoreSession session(*m_db, changes);
    Outcome outcome;
    if (job.access != Access::Read) {
        waitForDisk(job.access == Access::Write);
        Transaction transaction(*m_db);
        outcome.error = job.work(session);
        if (!outcome.error) {
            outcome.change = changes.collect(*m_db, session);
            outcome.error = transaction.commit();
            outcome.broken = outcome.error.has_value();
        } else if (const auto broken = m_db->takeError()) {
            outcome.error = broken; // the job may have drawn wrong conclusions from empty answers
            outcome.broken = true;
        }
    } else {
        outcome.error = job.work(session);
        if (const auto broken = m_db->takeError()) {
            outcome.error = broken;
            outcome.broken = true;
        }
    }
    if (outcome.error)
        outcome.change = {};
    outcome.finish = std::move(job.finish);
    job.work = nullptr; // what it captured dies before the answer is out
    {
        QMutexLocker lock(&m_mutex);
        m_outcomes.push_back(std::move(outcome));
        m_busy = false;
        m_progress.wakeAll();
    }
    m_wake();
}

void StoreThread::waitForDisk(bool on)
{
    if (std::exchange(m_waitsForDisk, on) == on)
        return;
    // Between two transactions, where alone it can be changed. The next one that waits brings all before it to the disk: there is one log.
    m_db->execute(on ? u"PRAGMA synchronous = FULL"_s : u"PRAGMA synchronous = NORMAL"_s);
}

} // namespace model
