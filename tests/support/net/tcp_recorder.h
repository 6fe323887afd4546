// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>

namespace test {

/// Whoever carries a connection and keeps what the client says: passes octets on as they come. Own event loop's thread.
class TcpRecorder
{
public:
    explicit TcpRecorder(quint16 serverPort);
    [[nodiscard]] quint16 port() const { return m_listener.serverPort(); }

    struct Connection {
        QList<QByteArray> said; ///< by the client, as it arrived
        [[nodiscard]] QByteArray all() const { return said.join(); }
    };
    [[nodiscard]] const QList<Connection> &connections() const { return m_connections; }

private:
    QTcpServer m_listener;
    QList<Connection> m_connections;
};

} // namespace test
