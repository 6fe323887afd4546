// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/store.h"

#include "model/store/database.h"
#include "model/store/store_thread.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QFileInfo>
#include <QThread>

using namespace Qt::StringLiterals;

namespace model {

struct Store::Private {
    std::unique_ptr<StoreThread> thread;
    std::unique_ptr<Database> reader;
    Changes unused; // a const session marks nothing
    std::optional<StoreSession> session;
    bool delivering = false;
    bool closed = false;
    std::deque<StoreThread::Outcome> refused; // jobs that came after close()

    void deliver(Store *store);
    std::optional<StoreThread::Outcome> next();
};

Store::Store(QObject *parent) : QObject(parent), d(std::make_unique<Private>()) { }

StoreResult<std::unique_ptr<Store>> Store::open(const QString &file, Options options)
{
    std::unique_ptr<Store> store(new Store);
    auto *raw = store.get();
    store->d->thread = std::make_unique<StoreThread>(file, options, [raw] {
        QMetaObject::invokeMethod(raw, [raw] { raw->d->deliver(raw); }, Qt::QueuedConnection);
    });
    if (auto error = store->d->thread->start())
        return net::unexpected(*error);
    auto reader = Database::open(file, Database::Mode::ReadOnly, options.busyTimeout);
    if (!reader)
        return net::unexpected(reader.error());
    store->d->reader = std::move(*reader);
    // Queued: a model that reads in the middle of its work must not be called back.
    store->d->reader->setErrorHandler([raw](const StoreError &error) { QMetaObject::invokeMethod(raw, [raw, error] { Q_EMIT raw->problem(error); }, Qt::QueuedConnection); });
    store->d->session.emplace(*store->d->reader, store->d->unused);
    return store;
}

Store::~Store()
{
    close();
}

StoreResult<QString> Store::setAside(const QString &file, const QDateTime &now)
{
    const auto target = u"%1.damaged-%2"_s.arg(file, now.toString(u"yyyyMMdd-HHmmss"_s));
    // The database goes last. A write-ahead log that stayed behind alone would be replayed into the new file; without its log the old one only misses the end.
    for (const auto &suffix : {u"-shm"_s, u"-wal"_s, QString()}) {
        if (QFileInfo::exists(file + suffix) && !QFile::rename(file + suffix, target + suffix))
            return net::unexpected(StoreError{StoreErrorKind::ReadOnly, u"%1 could not be renamed"_s.arg(file + suffix)});
    }
    return target;
}

const StoreSession &Store::read() const
{
    Q_ASSERT(QThread::currentThread() == thread());
    return *d->session;
}

void Store::post(Kind kind, Work work, Finish finish)
{
    Q_ASSERT(QThread::currentThread() == thread());
    if (!d->closed) {
        d->thread->post({kind == Kind::Read ? StoreThread::Access::Read : kind == Kind::Note ? StoreThread::Access::Note : StoreThread::Access::Write, std::move(work), std::move(finish)});
        return;
    }
    StoreThread::Outcome outcome;
    outcome.error = StoreError{StoreErrorKind::CannotOpen, u"the store is closed"_s};
    outcome.finish = std::move(finish);
    d->refused.push_back(std::move(outcome));
    QMetaObject::invokeMethod(this, [this] { d->deliver(this); }, Qt::QueuedConnection);
}

std::optional<StoreThread::Outcome> Store::Private::next()
{
    if (thread) {
        if (auto outcome = thread->take())
            return outcome;
    }
    if (refused.empty())
        return std::nullopt;
    auto outcome = std::move(refused.front());
    refused.pop_front();
    return outcome;
}

void Store::Private::deliver(Store *store)
{
    if (delivering) // a slot runs an event loop: the job it was called for is not finished, later ones wait
        return;
    delivering = true;
    while (auto outcome = next()) {
        if (!outcome->change.isEmpty())
            Q_EMIT store->changed(outcome->change);
        if (outcome->broken)
            Q_EMIT store->problem(*outcome->error);
        outcome->finish(outcome->error);
    }
    delivering = false;
}

bool Store::flush(std::chrono::milliseconds limit)
{
    const QDeadlineTimer deadline(limit);
    while (d->thread && !d->thread->isIdle()) {
        if (d->delivering || !d->thread->waitForOutcome(deadline))
            return false;
        d->deliver(this);
    }
    d->deliver(this);
    return true;
}

void Store::close(std::chrono::milliseconds limit)
{
    if (d->closed)
        return;
    flush(limit);
    d->closed = true;
    d->thread.reset();
    d->session.reset();
    d->reader.reset();
}

} // namespace model
