// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>

class QTcpSocket;

namespace test {

/// A proxy on a loopback port that speaks just enough SOCKS5 (RFC 1928, 1929) or HTTP CONNECT. It connects every request to one loopback port, whatever name
/// was asked for, and remembers that name: a name that exists nowhere else shows that the client left its resolution to the proxy.
class TestProxy : public QObject
{
    Q_OBJECT
public:
    enum class Kind { Socks5, Http };
    enum class Mood { Serves, Refuses };
    TestProxy(Kind kind, quint16 target, Mood mood = Mood::Serves);

    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    [[nodiscard]] const QStringList &asked() const { return m_asked; } ///< "host:port"

private:
    void accept();
    void speakSocks(QTcpSocket *client);
    void speakHttp(QTcpSocket *client);
    void join(QTcpSocket *client, const QByteArray &welcome);

    Kind m_kind;
    quint16 m_target;
    Mood m_mood;
    QTcpServer m_server;
    QStringList m_asked;
};

} // namespace test
