// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/secret_backend.h"
#include "model/sync/secrets.h"

#include <QSet>

#include <chrono>
#include <deque>
#include <vector>

namespace model {

/// Secrets over several backends, best first. One that fails or does not answer within `patience` is passed over for the next. Entries carry the time they were saved: of several the newest
/// counts, wherever it is, and moves to the best place that works. One operation at a time: two writes of one key can never overtake each other in a keychain that works in parallel.
/// What was removed is never handed out again, and is erased in a backend that failed or kept silent when that answers late, or after the next start.
class LayeredSecrets final : public Secrets
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds kPatience{3000};
    explicit LayeredSecrets(std::vector<std::unique_ptr<SecretBackend>> backends, std::chrono::milliseconds patience = kPatience, QObject *parent = nullptr);
    ~LayeredSecrets() override;

    void load(const QString &key, QObject *context, Loaded done) override;
    void save(const QString &key, const AccountSecret &secret) override;
    void remove(const QString &key) override;
    void flush(QObject *context, std::function<void()> done) override;
    [[nodiscard]] QString whereKept(const QString &key) const override;

private:
    struct Layer {
        std::unique_ptr<SecretBackend> backend;
        bool down = false; ///< failed or silent; not asked again unless it answers late
    };
    using Job = std::function<void()>;

    void enqueue(Job job);
    void startNext();
    void endJob();
    /// The newest entry found so far.
    struct Found {
        size_t layer = 0;
        qint64 savedAt = -1;
        AccountSecret secret;
    };
    void readFrom(size_t layer, const QString &key, const Found &best, const std::shared_ptr<Loaded> &done);
    void writeTo(size_t layer, const QString &key, const QByteArray &value, quint64 revision);
    void eraseFrom(size_t layer, const QString &key, bool everywhere);
    /// A backend that was down or silent may still hold what was removed. The keys are remembered below the first layer, in an entry of their own, until every backend has erased them.
    void readOwed();
    void setOwed(const QString &key, bool owed);
    void storeOwed(size_t layer, const QByteArray &value);
    void eraseOwed();
    /// The entry is in this layer now: lower copies go.
    void settled(size_t layer, const QString &key, quint64 revision);
    void readEnded(const QString &key, const Found &best, const std::shared_ptr<Loaded> &done);
    void answeredLate(size_t layer);
    void setDown(size_t layer, const QString &why);
    void keptIn(const QString &key, size_t layer);
    /// Calls `late` instead of `inTime` when the answer comes after the patience ended; `silent` at that moment.
    template<class Result>
    std::function<void(Result)> guard(std::function<void(Result)> inTime, std::function<void()> silent, std::function<void(Result)> late);

    std::vector<Layer> m_layers;
    std::chrono::milliseconds m_patience;
    std::deque<Job> m_jobs;
    bool m_running = false;
    QHash<QString, size_t> m_kept; ///< layer of the newest entry
    QHash<QString, AccountSecret> m_displaced; ///< saved into a lower layer because a better one was down
    QSet<QString> m_owed; ///< removed, but not everywhere yet
    QHash<QString, quint64> m_revision; ///< counts saves and removals of a key
};

} // namespace model
