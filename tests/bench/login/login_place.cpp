// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/login/login_place.h"

#include "tests/support/net/tls_terminator.h"

using namespace Qt::StringLiterals;

namespace bench {

ServerPlace::ServerPlace(test::ServerKind kind, const test::ServerOptions &options)
    : m_server(test::makeServer(kind, options))
{
}

net::Expected<void, QString> ServerPlace::start()
{
    if (!m_server)
        return net::unexpected(u"the server's package is not installed"_s);
    if (!m_server->start())
        return net::unexpected(u"the server did not start: "_s + m_server->log().right(1000));
    if (!m_server->addUser(kUser, password()) || !m_server->addUser(kFriend, password()))
        return net::unexpected(u"the accounts could not be made"_s);
    return {};
}

QString ServerPlace::password() const
{
    return u"a password of the usual length"_s;
}

EarlyPlace::EarlyPlace(Terminator terminator)
    : m_kind(terminator)
{
}

EarlyPlace::~EarlyPlace()
{
    if (!m_thread.isRunning())
        return;
    QMetaObject::invokeMethod(
        &m_inThread,
        [this] {
            m_terminator.reset(); // its sockets belong to this thread
            m_inThread.moveToThread(m_thread.thread());
        },
        Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

net::Expected<void, QString> EarlyPlace::start()
{
    if (!test::EarlyWorld::isInstalled())
        return net::unexpected(u"Prosody or HAProxy is not installed"_s);
    if (const QString trouble = m_world.start(); !trouble.isEmpty())
        return net::unexpected(trouble);
    m_port = m_world.tlsPort();
    if (m_kind == Terminator::HaProxy)
        return {};
    test::Authority::Wish wish;
    wish.names = {domain().toUtf8()};
    const auto certificate = m_authority.issue(wish);
    m_inThread.moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(
        &m_inThread,
        [this, certificate] {
            m_terminator = std::make_unique<test::TlsTerminator>(certificate, m_world.plainPort());
            m_port = m_terminator->port();
        },
        Qt::BlockingQueuedConnection);
    return {};
}

QString EarlyPlace::domain() const
{
    return QString::fromUtf16(test::EarlyWorld::kDomain);
}

QString EarlyPlace::password() const
{
    return u"secret"_s; // as EarlyWorld made it
}

QString EarlyPlace::caFile() const
{
    return m_kind == Terminator::HaProxy ? m_world.caFile() : m_authority.caFile();
}

quint16 EarlyPlace::port() const
{
    return m_port;
}

} // namespace bench
