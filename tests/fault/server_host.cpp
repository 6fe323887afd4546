// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/server_host.h"

namespace fault {

ServerHost::ServerHost(test::ServerKind kind)
    : m_worker(new QObject)
{
    m_worker->moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(m_worker, [this, kind] {
        test::ServerOptions options;
        options.durable = true;
        if (kind == test::ServerKind::Prosody)
            options.config = QStringLiteral("max_archive_query_results = 250"); // the oracle reads all of every archive; by fifties, each looked for from the beginning, that took a third of a round
        m_server = test::makeServer(kind, options);
    }, Qt::BlockingQueuedConnection);
}

ServerHost::~ServerHost()
{
    QMetaObject::invokeMethod(m_worker, [this] { m_server.reset(); }, Qt::BlockingQueuedConnection);
    m_worker->deleteLater();
    m_thread.quit();
    m_thread.wait();
}

bool ServerHost::start()
{
    bool works = false;
    QMetaObject::invokeMethod(m_worker, [this, &works] { works = m_server->start(); }, Qt::BlockingQueuedConnection);
    return works;
}

bool ServerHost::addUser(const QString &user)
{
    bool works = false;
    QMetaObject::invokeMethod(m_worker, [this, &user, &works] { works = m_server->addUser(user, password()); }, Qt::BlockingQueuedConnection);
    return works;
}

void ServerHost::restart(bool hard, int pauseMs, std::function<void(bool)> done)
{
    QMetaObject::invokeMethod(m_worker, [this, hard, pauseMs, done = std::move(done)] {
        if (hard)
            m_server->kill();
        else
            m_server->stop();
        QThread::msleep(unsigned(pauseMs)); // how long it stays away is part of the fault
        const bool works = m_server->start();
        QMetaObject::invokeMethod(this, [done, works] { done(works); }, Qt::QueuedConnection);
    }, Qt::QueuedConnection);
}

} // namespace fault
