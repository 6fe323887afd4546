// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/layered_secrets.h"

#include "net/base/log.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QTimer>

#include <algorithm>

namespace model {

using ReadResult = net::Expected<std::optional<QByteArray>, QString>;
using WriteResult = net::Expected<void, QString>;
using namespace Qt::StringLiterals;

static QByteArray stamped(const AccountSecret &secret)
{
    QJsonObject object = QJsonDocument::fromJson(secret.toJson()).object();
    object.insert(u"savedAt"_s, QDateTime::currentMSecsSinceEpoch());
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

static qint64 stampOf(const QByteArray &value)
{
    return QJsonDocument::fromJson(value)[u"savedAt"_s].toInteger();
}

/// No account has this address.
static const QString kOwedKey = QStringLiteral("removed");

LayeredSecrets::LayeredSecrets(std::vector<std::unique_ptr<SecretBackend>> backends, std::chrono::milliseconds patience, QObject *parent)
    : Secrets(parent)
    , m_patience(patience)
{
    for (auto &backend : backends)
        m_layers.push_back({std::move(backend), false});
    readOwed();
    // Behind the loads of the start: a keychain that hangs must not keep them waiting for what is not urgent.
    QTimer::singleShot(0, this, &LayeredSecrets::eraseOwed);
}

LayeredSecrets::~LayeredSecrets() = default;

void LayeredSecrets::load(const QString &key, QObject *context, Loaded done)
{
    auto guarded = std::make_shared<Loaded>([context = QPointer(context), done = std::move(done)](const AccountSecret &secret) {
        if (context)
            done(secret);
    });
    enqueue([this, key, guarded] {
        if (m_owed.contains(key))
            return readEnded(key, {}, guarded);
        readFrom(0, key, {}, guarded);
    });
}

void LayeredSecrets::save(const QString &key, const AccountSecret &secret)
{
    const quint64 revision = ++m_revision[key];
    m_displaced.insert(key, secret);
    enqueue([this, key, secret, revision] {
        // A newer value is on its way: writing this one first would only wear the keychain.
        if (m_revision.value(key) != revision)
            return endJob();
        setOwed(key, false); // the newest entry counts, wherever an older one is left
        writeTo(0, key, stamped(secret), revision);
    });
}

void LayeredSecrets::remove(const QString &key)
{
    ++m_revision[key];
    m_displaced.remove(key);
    enqueue([this, key] { eraseFrom(0, key, true); });
}

void LayeredSecrets::flush(QObject *context, std::function<void()> done)
{
    enqueue([this, context = QPointer(context), done = std::move(done)] {
        if (context)
            done();
        endJob();
    });
}

QString LayeredSecrets::whereKept(const QString &key) const
{
    if (const auto it = m_kept.constFind(key); it != m_kept.constEnd())
        return m_layers[*it].backend->sentence();
    for (const Layer &layer : m_layers) {
        if (!layer.down)
            return layer.backend->sentence();
    }
    return {};
}

void LayeredSecrets::enqueue(Job job)
{
    m_jobs.push_back(std::move(job));
    if (!m_running)
        startNext();
}

void LayeredSecrets::startNext()
{
    if (m_jobs.empty())
        return;
    m_running = true;
    const Job job = std::move(m_jobs.front());
    m_jobs.pop_front();
    job();
}

void LayeredSecrets::endJob()
{
    m_running = false;
    startNext();
}

template<class Result>
std::function<void(Result)> LayeredSecrets::guard(std::function<void(Result)> inTime, std::function<void()> silent, std::function<void(Result)> late)
{
    struct State {
        bool answered = false;
        bool gaveUp = false;
    };
    auto state = std::make_shared<State>();
    QTimer::singleShot(m_patience, this, [state, silent = std::move(silent)] {
        if (state->answered)
            return;
        state->gaveUp = true;
        silent();
    });
    return [self = QPointer(this), state, inTime = std::move(inTime), late = std::move(late)](Result result) {
        if (!self || state->answered)
            return;
        state->answered = true;
        (state->gaveUp ? late : inTime)(std::move(result));
    };
}

void LayeredSecrets::setDown(size_t layer, const QString &why)
{
    qCInfo(logSync) << "secrets: passing over" << m_layers[layer].backend->sentence() << why;
    m_layers[layer].down = true;
    Q_EMIT whereKeptChanged();
}

void LayeredSecrets::keptIn(const QString &key, size_t layer)
{
    const auto it = m_kept.constFind(key);
    if (it != m_kept.constEnd() && *it == layer)
        return;
    m_kept.insert(key, layer);
    Q_EMIT whereKeptChanged();
}

void LayeredSecrets::readEnded(const QString &key, const Found &best, const std::shared_ptr<Loaded> &done)
{
    if (best.savedAt >= 0) {
        keptIn(key, best.layer);
        for (size_t better = 0; better < best.layer; ++better) {
            if (!m_layers[better].down) {
                save(key, best.secret);
                break;
            }
        }
    }
    (*done)(best.secret);
    endJob();
}

void LayeredSecrets::readFrom(size_t layer, const QString &key, const Found &best, const std::shared_ptr<Loaded> &done)
{
    while (layer < m_layers.size() && m_layers[layer].down)
        ++layer;
    if (layer == m_layers.size())
        return readEnded(key, best, done);
    const quint64 revision = m_revision.value(key);
    m_layers[layer].backend->read(key,
        guard<ReadResult>(
            [this, layer, key, best, done](ReadResult result) {
                if (!result)
                    setDown(layer, result.error());
                Found next = best;
                if (result && *result) {
                    const auto secret = AccountSecret::fromJson(**result);
                    const qint64 savedAt = stampOf(**result);
                    if (secret && savedAt > best.savedAt)
                        next = {layer, savedAt, *secret};
                }
                readFrom(layer + 1, key, next, done);
            },
            [this, layer, key, best, done] {
                setDown(layer, u"no answer"_s);
                readFrom(layer + 1, key, best, done);
            },
            [this, layer, key, revision](ReadResult result) {
                if (!result)
                    return;
                // What was saved or found elsewhere meanwhile has been put to use already.
                if (*result && m_revision.value(key) == revision && !m_kept.contains(key)) {
                    if (const auto secret = AccountSecret::fromJson(**result)) {
                        keptIn(key, layer);
                        Q_EMIT loadedLate(key, *secret);
                    }
                }
                answeredLate(layer);
            }));
}

void LayeredSecrets::answeredLate(size_t layer)
{
    m_layers[layer].down = false;
    const auto displaced = m_displaced;
    for (auto it = displaced.begin(); it != displaced.end(); ++it) {
        if (m_kept.value(it.key(), layer) > layer)
            save(it.key(), it.value());
    }
    eraseOwed();
    Q_EMIT whereKeptChanged();
}

void LayeredSecrets::writeTo(size_t layer, const QString &key, const QByteArray &value, quint64 revision)
{
    while (layer < m_layers.size() && m_layers[layer].down)
        ++layer;
    if (layer == m_layers.size())
        return endJob();
    m_layers[layer].backend->write(key, value,
        guard<WriteResult>(
            [this, layer, key, value, revision](WriteResult result) {
                if (!result) {
                    setDown(layer, result.error());
                    return writeTo(layer + 1, key, value, revision);
                }
                settled(layer, key, revision);
                endJob();
            },
            [this, layer, key, value, revision] {
                setDown(layer, u"no answer"_s);
                writeTo(layer + 1, key, value, revision);
            },
            [this, layer, key, revision](WriteResult result) {
                if (!result)
                    return;
                if (m_revision.value(key) == revision)
                    settled(layer, key, revision);
                answeredLate(layer);
            }));
}

void LayeredSecrets::settled(size_t layer, const QString &key, quint64 revision)
{
    keptIn(key, layer);
    if (m_revision.value(key) == revision && std::none_of(m_layers.begin(), m_layers.begin() + qptrdiff(layer), [](const Layer &better) { return better.down; }))
        m_displaced.remove(key);
    for (size_t below = layer + 1; below < m_layers.size(); ++below)
        m_layers[below].backend->erase(key, [](const WriteResult &) { });
}

void LayeredSecrets::eraseFrom(size_t layer, const QString &key, bool everywhere)
{
    if (layer == m_layers.size()) {
        m_kept.remove(key);
        setOwed(key, !everywhere);
        return endJob();
    }
    if (m_layers[layer].down)
        return eraseFrom(layer + 1, key, false);
    m_layers[layer].backend->erase(key,
        guard<WriteResult>([this, layer, key, everywhere](const WriteResult &result) { eraseFrom(layer + 1, key, everywhere && result); },
            [this, layer, key] { eraseFrom(layer + 1, key, false); },
            [this, layer](const WriteResult &result) {
                if (result)
                    answeredLate(layer);
            }));
}

void LayeredSecrets::readOwed()
{
    // Files and memory answer at once; of a backend that does not, the keys are still found at the next start.
    for (size_t layer = 1; layer < m_layers.size(); ++layer) {
        m_layers[layer].backend->read(kOwedKey, [self = QPointer(this)](const ReadResult &result) {
            if (!self || !result || !*result)
                return;
            const QJsonArray keys = QJsonDocument::fromJson(**result).array();
            for (const auto &key : keys)
                self->m_owed.insert(key.toString());
        });
    }
}

void LayeredSecrets::setOwed(const QString &key, bool owed)
{
    if (m_owed.contains(key) == owed)
        return;
    if (owed)
        m_owed.insert(key);
    else
        m_owed.remove(key);
    if (!m_owed.isEmpty())
        return storeOwed(1, QJsonDocument(QJsonArray::fromStringList(m_owed.values())).toJson(QJsonDocument::Compact));
    for (size_t layer = 1; layer < m_layers.size(); ++layer)
        m_layers[layer].backend->erase(kOwedKey, [](const WriteResult &) { });
}

void LayeredSecrets::storeOwed(size_t layer, const QByteArray &value)
{
    if (layer >= m_layers.size())
        return;
    m_layers[layer].backend->write(kOwedKey, value, [self = QPointer(this), layer, value](const WriteResult &result) {
        if (self && !result)
            self->storeOwed(layer + 1, value);
    });
}

void LayeredSecrets::eraseOwed()
{
    const auto owed = m_owed;
    for (const QString &key : owed) {
        const quint64 revision = m_revision.value(key);
        enqueue([this, key, revision] {
            // Signed in again meanwhile: the entry is wanted.
            if (!m_owed.contains(key) || m_revision.value(key) != revision)
                return endJob();
            eraseFrom(0, key, true);
        });
    }
}

} // namespace model
