// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/secret_backend.h"

#include <QCoreApplication>

#include <qt6keychain/keychain.h>

using namespace Qt::StringLiterals;

namespace model {

namespace {

// QtKeychain's own fallback writes plain text into the settings without a word; ours is said aloud, so theirs stays off.
template<class Job, class Answer>
void run(Job *job, const QString &key, Answer answer)
{
    job->setAutoDelete(true);
    job->setInsecureFallback(false);
    job->setKey(key);
    QObject::connect(job, &QKeychain::Job::finished, job, [job, answer = std::move(answer)](QKeychain::Job *) { answer(*job); });
    job->start();
}

} // namespace

KeychainBackend::KeychainBackend(const QString &profileId)
    : m_service(u"kith/"_s + profileId)
{
}

void KeychainBackend::read(const QString &key, Read done)
{
    run(new QKeychain::ReadPasswordJob(m_service), key, [done = std::move(done)](const QKeychain::ReadPasswordJob &job) {
        if (job.error() == QKeychain::EntryNotFound)
            done(std::optional<QByteArray>());
        else if (job.error() != QKeychain::NoError)
            done(net::unexpected(job.errorString()));
        else
            done(std::optional<QByteArray>(job.binaryData()));
    });
}

void KeychainBackend::write(const QString &key, const QByteArray &value, Written done)
{
    auto *job = new QKeychain::WritePasswordJob(m_service);
    job->setBinaryData(value);
    run(job, key, [done = std::move(done)](const QKeychain::WritePasswordJob &ended) {
        if (ended.error() != QKeychain::NoError)
            done(net::unexpected(ended.errorString()));
        else
            done({});
    });
}

void KeychainBackend::erase(const QString &key, Written done)
{
    run(new QKeychain::DeletePasswordJob(m_service), key, [done = std::move(done)](const QKeychain::DeletePasswordJob &job) {
        if (job.error() != QKeychain::NoError && job.error() != QKeychain::EntryNotFound)
            done(net::unexpected(job.errorString()));
        else
            done({});
    });
}

QString KeychainBackend::sentence() const
{
    return QCoreApplication::translate("model::Secrets", "In the system's keychain.");
}

} // namespace model
