// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/link_pipe.h"

#include <QTcpSocket>

namespace net {

/// A LinkPipe over a TCP socket that is already connected.
class TcpLinkPipe final : public LinkPipe
{
    Q_OBJECT
public:
    /// Takes the socket over.
    explicit TcpLinkPipe(QTcpSocket *socket, QObject *parent = nullptr);
    ~TcpLinkPipe() override;

    void write(const QByteArray &octets) override;
    [[nodiscard]] qsizetype unsent() const override { return m_socket->bytesToWrite(); }
    void setReading(bool reading) override;
    void close() override;

private:
    void read();
    void gone();

    QTcpSocket *m_socket;
    bool m_reading = true;
    bool m_gone = false, m_told = false;
};

} // namespace net
