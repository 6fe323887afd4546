// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/clock.h"
#include "net/base/expected.h"
#include "net/transport/transport.h"

#include <QHostAddress>
#include <QNetworkProxy>
#include <QTcpSocket>

#include <functional>

namespace net {

/// The failure of a socket in our words.
[[nodiscard]] TransportError toTransportError(QAbstractSocket::SocketError error, const QString &detail);

/// Connects to the first address that answers (RFC 8305 §5): a new attempt every 250 ms, or at once when one fails; the others are dropped when one wins.
/// Used once. The callback comes from the event loop; destroying the object means no callback. Main thread.
class HappyEyeballs : public QObject
{
    Q_OBJECT
public:
    /// The socket is connected and has no parent.
    using Done = std::function<void(Expected<QTcpSocket *, TransportError>)>;
    static constexpr std::chrono::milliseconds kStagger{250};

    explicit HappyEyeballs(Clock &clock, QObject *parent = nullptr);
    ~HappyEyeballs() override;
    void start(const QList<QHostAddress> &addresses, quint16 port, Done done);
    /// One attempt, in which the proxy resolves the name.
    void startThroughProxy(const QNetworkProxy &proxy, const QString &host, quint16 port, Done done);

    /// RFC 8305 §4: families alternate, beginning with that of the first address.
    [[nodiscard]] static QList<QHostAddress> interleaved(const QList<QHostAddress> &addresses);

private:
    void startNext();
    QTcpSocket *newSocket(const QNetworkProxy &proxy);
    void failed(QTcpSocket *socket, QAbstractSocket::SocketError error);
    void finish(Expected<QTcpSocket *, TransportError> result);

    Clock &m_clock;
    QList<QHostAddress> m_left;
    quint16 m_port = 0;
    QList<QTcpSocket *> m_running;
    int m_round = 0; ///< so that a timer of an attempt that has failed does nothing
    TransportError m_firstError;
    bool m_hasError = false;
    Done m_done;
};

} // namespace net
