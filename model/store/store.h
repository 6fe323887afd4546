// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/store_error.h"
#include "model/store/store_session.h"
#include "model/types/store_change.h"
#include "net/base/expected.h"

#include <QFuture>
#include <QObject>
#include <QPromise>

#include <chrono>
#include <functional>
#include <memory>
#include <type_traits>

namespace model {

template<class T>
using StoreResult = net::Expected<T, StoreError>;

/// The profile's database. Lives on the main thread; owns the store thread, on which everything is written, and one read-only connection for the rows on screen.
///
/// Order: jobs run one after the other in the order of the calls. When a job has committed, the main thread first gets changed(), then the job's future finishes.
/// So do not block on such a future on the main thread: it finishes there. Use .then(context, …), or flush() in tests and at the end.
/// Durable: what a future reports is on the disk (synchronous=FULL), because an acknowledgement to the server follows it (D43).
class Store : public QObject
{
    Q_OBJECT
public:
    struct Options {
        std::chrono::milliseconds busyTimeout{5000}; ///< how long another process may hold the file
        int maxPages = 0; ///< the file may not grow beyond, 4 KiB each; 0: only the disk is the limit
    };

    /// Opens or makes the file, and migrates it. Blocks: a few ms, or a migration. A file with a newer schema is not touched.
    [[nodiscard]] static StoreResult<std::unique_ptr<Store>> open(const QString &file, Options options);
    [[nodiscard]] static StoreResult<std::unique_ptr<Store>> open(const QString &file) { return open(file, Options()); }
    /// Renames a damaged database and what belongs to it; a new one can be made in its place. Returns the new name. No Store may have it open.
    [[nodiscard]] static StoreResult<QString> setAside(const QString &file, const QDateTime &now);

    ~Store() override; ///< finishes the jobs, at most as flush(5 s)

    /// Runs fn(StoreSession &) on the store thread inside one transaction. fn returns a value, nothing, or a StoreResult (an error rolls back). It must own what it
    /// captures. After close() the answer is an error.
    template<class F>
    auto run(F fn) { return submit<StoreSession &>(Kind::Write, std::move(fn)); }
    /// The same, without waiting for the disk: what it writes outlives the process, but not a power cut in the next seconds. For bookkeeping that can be lost and is noticed to be.
    template<class F>
    auto note(F fn) { return submit<StoreSession &>(Kind::Note, std::move(fn)); }
    /// The same for reading what would take too long on the main thread (search, counts): fn(const StoreSession &).
    template<class F>
    auto query(F fn) { return submit<const StoreSession &>(Kind::Read, std::move(fn)); }
    /// The main thread's own connection. Only for windows of rows: every call must stay far below 8 ms. Errors are told by problem().
    [[nodiscard]] const StoreSession &read() const;

    /// Waits until all jobs so far have run and delivers their changes and futures. False: not within the time.
    bool flush(std::chrono::milliseconds limit = std::chrono::seconds(5));
    /// Flushes and closes the file. Later jobs are answered with an error.
    void close(std::chrono::milliseconds limit = std::chrono::seconds(5));

Q_SIGNALS:
    void changed(const model::StoreChange &change);
    /// A job failed, or the file could not be read: for the window, storeAdvice() has the sentence. The job's future has the same error.
    void problem(const model::StoreError &error);

private:
    enum class Kind { Write, Note, Read };
    /// On the store thread; the returned function runs on the main thread after changed(). `error` is set when the transaction could not begin or commit.
    using Work = std::function<std::optional<StoreError>(StoreSession &)>;
    using Finish = std::function<void(const std::optional<StoreError> &)>;
    template<class T>
    struct Unwrap {
        using type = T;
    };
    template<class T>
    struct Unwrap<StoreResult<T>> {
        using type = T;
    };

    explicit Store(QObject *parent = nullptr);
    void post(Kind kind, Work work, Finish finish);

    template<class Session, class F>
    auto submit(Kind kind, F fn)
    {
        using Raw = std::invoke_result_t<F, Session>;
        using T = typename Unwrap<std::decay_t<Raw>>::type;
        using Result = StoreResult<T>;
        struct State {
            F fn;
            QPromise<Result> promise;
            std::optional<Result> result;
        };
        auto state = std::make_shared<State>(State{std::move(fn), {}, {}});
        state->promise.start();
        auto future = state->promise.future();
        post(
            kind,
            [state](StoreSession &session) -> std::optional<StoreError> {
                if constexpr (std::is_void_v<Raw>) {
                    state->fn(static_cast<Session>(session));
                    state->result.emplace();
                } else {
                    state->result.emplace(state->fn(static_cast<Session>(session)));
                }
                return state->result->has_value() ? std::nullopt : std::optional(state->result->error());
            },
            [state](const std::optional<StoreError> &error) {
                if (error)
                    state->result.emplace(net::unexpected(*error));
                state->promise.addResult(std::move(*state->result));
                state->promise.finish();
            });
        return future;
    }

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace model
