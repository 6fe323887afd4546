// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/transport/dialer.h"
#include "net/transport/endpoint_lookup.h"
#include "net/transport/tls_engine.h"

#include <QObject>

#include <memory>

class QTcpSocket;

namespace net {

class HappyEyeballs;
class TlsTransport;

/// One dial() of a TcpDialer, from the name to the hand-over. Calls back once, after which it can be deleted (later: the call comes from it);
/// deleting it before means never.
class DialRun final : public QObject
{
    Q_OBJECT
public:
    using Context = Expected<std::shared_ptr<TlsContext>, TransportError>; ///< an error is told as the outcome
    DialRun(DialRequest request, Resolver &resolver, Clock &clock, IdSource &ids, Context context, TicketStore *tickets, Dialer::Done done);
    ~DialRun() override;

    void start();

private:
    void lookUp();
    void tryNext();
    void reach(const Endpoint &endpoint);
    void connectTo(const Endpoint &endpoint, const QList<QHostAddress> &addresses);
    void connected(const Endpoint &endpoint, QTcpSocket *socket);
    void secured();
    void endpointFailed(const TransportError &error);
    void remember(const TransportError &error);
    void finish(Expected<Dialed, TransportError> result);
    [[nodiscard]] bool usesProxy() const;

    DialRequest m_request;
    Resolver &m_resolver;
    Clock &m_clock;
    IdSource &m_ids;
    Context m_context;
    TicketStore *m_tickets;
    Dialer::Done m_done;
    std::vector<Endpoint> m_left;
    std::optional<TransportError> m_error; ///< the most telling one so far
    DialReport m_report;
    std::unique_ptr<QObject> m_attempt; ///< context of all that belongs to the endpoint being tried
    std::unique_ptr<TlsTransport> m_transport;
    Endpoint m_endpoint; ///< the one being tried
    bool m_starting = false; ///< inside start(): nothing is told yet
    bool m_fullHandshake = false; ///< resuming has failed at this endpoint
};

} // namespace net
