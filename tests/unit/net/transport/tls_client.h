// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/crypto/crypto_runtime.h"
#include "net/transport/tls_transport.h"
#include "tests/support/net/tls_server.h"

#include <QNetworkProxy>
#include <QTcpSocket>

namespace test {

inline constexpr int kPatience = 10000;

// A transport connected to a server of this process, and what it has signalled.
struct TlsClient {
    std::unique_ptr<net::TlsTransport> transport;
    QByteArray received;
    int encrypted = 0;
    std::vector<net::TransportError> closed;

    TlsClient(quint16 port, const QString &caFile, const QByteArray &domain = QByteArray("localhost"), net::TicketStore *tickets = nullptr)
    {
        auto *socket = new QTcpSocket;
        socket->setProxy(QNetworkProxy::NoProxy); // as the dialer does
        socket->connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        if (!socket->waitForConnected(kPatience))
            qFatal("loopback does not connect");
        const auto context = net::TlsContext::create(caFile);
        if (!context)
            qFatal("%s", qPrintable(context.error().detail));
        transport = std::make_unique<net::TlsTransport>(socket, net::TlsEngine::Settings{*context, {domain, net::TlsKind::Direct, caFile}, tickets});
        QObject::connect(transport.get(), &net::Transport::encrypted, transport.get(), [this] { ++encrypted; });
        QObject::connect(transport.get(), &net::Transport::received, transport.get(), [this](const QByteArray &bytes) { received += bytes; });
        QObject::connect(transport.get(), &net::Transport::closed, transport.get(), [this](const net::TransportError &error) { closed.push_back(error); });
    }
};

// Whose certificates the client believes, and servers with one of them.
struct TlsWorld {
    net::CryptoRuntime m_crypto;
    Authority m_authority;

    TlsServer::Settings settings(TlsServer::Versions versions = TlsServer::Versions::Both, TlsServer::Mode mode = TlsServer::Mode::DirectTls)
    {
        TlsServer::Settings settings;
        settings.certificate = m_authority.issue();
        settings.versions = versions;
        settings.mode = mode;
        return settings;
    }
};

} // namespace test
