// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/net/wire_proxy.h"

#include <QTcpSocket>
#include <QTimer>

#include <deque>
#include <optional>

namespace test {

/// One connection through a WireProxy. Thread of the proxy.
class WireLine final : public QObject
{
    Q_OBJECT
public:
    using Way = WireProxy::Way;
    /// Takes the client's socket over.
    WireLine(QTcpSocket *client, quint16 serverPort, std::chrono::microseconds oneWay, QObject *parent);

    void setDelay(std::chrono::microseconds oneWay) { m_oneWay = oneWay; }
    void setStalled(Way way, bool on);
    void setCut(const WireProxy::CutRule &rule); ///< counted from now
    void cut(WireProxy::Cut how);
    void pardon() { m_cut.reset(); }
    [[nodiscard]] const WireProxy::Connection &record() const { return m_record; }

private:
    using Nanoseconds = std::chrono::nanoseconds;
    struct Parcel {
        QByteArray octets;
        Nanoseconds due{};
        int round = 0;
        size_t passage = 0; ///< of the record, for those to the server
        Nanoseconds came{};
        bool end = false; ///< the sender closed: it travels as an octet does
    };
    struct Pipe {
        Way way = Way::ToServer;
        QTcpSocket *from = nullptr, *to = nullptr;
        std::deque<Parcel> parcels;
        QTimer due;
        qint64 held = 0; ///< octets of `parcels`
        qint64 passed = 0; ///< handed to the receiver
        bool stalled = false;
    };
    void prepare(Pipe &pipe, Way way, QTcpSocket *from, QTcpSocket *to);
    void dial(quint16 serverPort);
    void read(Pipe &pipe);
    void senderGone(Pipe &pipe);
    void append(Pipe &pipe, Parcel parcel);
    void arm(Pipe &pipe);
    void deliver(Pipe &pipe);
    bool hand(Pipe &pipe, Parcel &parcel);
    [[nodiscard]] Nanoseconds now() const;

    QTcpSocket *m_client, *m_server;
    Pipe m_up, m_down;
    WireProxy::Connection m_record;
    std::chrono::microseconds m_oneWay;
    std::optional<WireProxy::CutRule> m_cut; ///< octets as `passed` will be
    int m_clientSaw = 0, m_serverSaw = 0; ///< rounds
    bool m_reachedServer = false;
    bool m_over = false; ///< cut
};

} // namespace test
