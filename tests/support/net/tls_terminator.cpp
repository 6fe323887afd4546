// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/tls_terminator.h"

#include <QTcpSocket>

namespace test {

static TlsServer::Settings settingsFor(std::shared_ptr<Certificate> certificate)
{
    TlsServer::Settings settings;
    settings.certificate = std::move(certificate);
    settings.maxEarlyData = 16384;
    settings.replayable = true;
    return settings;
}

TlsTerminator::TlsTerminator(std::shared_ptr<Certificate> certificate, quint16 plainPort)
    : m_server(settingsFor(std::move(certificate)))
{
    m_server.onConnected = [plainPort](TlsPeer &peer) {
        auto *plain = new QTcpSocket(&peer);
        plain->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        plain->connectToHost(QHostAddress(QHostAddress::LocalHost), plainPort);
        QObject::connect(&peer, &TlsPeer::received, plain, [plain](const QByteArray &bytes) { plain->write(bytes); });
        QObject::connect(plain, &QTcpSocket::readyRead, &peer, [plain, &peer] { peer.write(plain->readAll()); });
        QObject::connect(plain, &QTcpSocket::disconnected, &peer, &TlsPeer::close);
        QObject::connect(&peer, &TlsPeer::gone, plain, &QTcpSocket::disconnectFromHost);
    };
}

} // namespace test
