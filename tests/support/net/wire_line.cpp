// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/wire_line.h"

#include <QHostAddress>

#include <algorithm>

#ifdef Q_OS_UNIX
#include <sys/socket.h>
#endif

namespace test {

namespace {

using namespace std::chrono;

/// What one way of a connection holds at most; then it reads no further, so that the sender feels it as it would on a real wire.
constexpr qint64 kHeldLimit = 4 * 1024 * 1024;
constexpr qint64 kReadBuffer = 256 * 1024;

void reset(QTcpSocket *socket)
{
#ifdef Q_OS_UNIX
    // RST instead of FIN.
    const linger at0{1, 0};
    if (socket->socketDescriptor() >= 0)
        ::setsockopt(int(socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &at0, sizeof at0);
#endif
    socket->abort();
}

} // namespace

WireLine::WireLine(QTcpSocket *client, quint16 serverPort, microseconds oneWay, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_server(new QTcpSocket(this))
    , m_oneWay(oneWay)
{
    m_record.accepted = steady_clock::now().time_since_epoch();
    m_client->setParent(this);
    prepare(m_up, Way::ToServer, m_client, m_server);
    prepare(m_down, Way::ToClient, m_server, m_client);
    connect(m_server, &QTcpSocket::connected, this, [this] {
        m_reachedServer = true;
        m_server->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        arm(m_up);
    });
    // The client's SYN is one way long under way, like any octet. QTimer counts in whole milliseconds; the octets behind it are timed exactly.
    QTimer::singleShot(duration_cast<milliseconds>(oneWay), Qt::PreciseTimer, this, [this, serverPort] { dial(serverPort); });
}

void WireLine::prepare(Pipe &pipe, Way way, QTcpSocket *from, QTcpSocket *to)
{
    pipe.way = way;
    pipe.from = from;
    pipe.to = to;
    pipe.due.setTimerType(Qt::PreciseTimer);
    pipe.due.setSingleShot(true);
    from->setReadBufferSize(kReadBuffer);
    from->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(&pipe.due, &QTimer::timeout, this, [this, &pipe] { deliver(pipe); });
    connect(from, &QTcpSocket::readyRead, this, [this, &pipe] { read(pipe); });
    connect(from, &QTcpSocket::disconnected, this, [this, &pipe] { senderGone(pipe); });
    connect(to, &QTcpSocket::bytesWritten, this, [this, &pipe] { read(pipe); }); // there may be room again
}

void WireLine::dial(quint16 serverPort)
{
    if (m_over)
        return;
    connect(m_server, &QTcpSocket::errorOccurred, this, [this] {
        if (!m_reachedServer)
            cut(WireProxy::Cut::Reset); // nobody listens there
    });
    m_server->connectToHost(QHostAddress(QHostAddress::LocalHost), serverPort);
}

WireLine::Nanoseconds WireLine::now() const
{
    return steady_clock::now().time_since_epoch() - m_record.accepted;
}

void WireLine::read(Pipe &pipe)
{
    if (m_over || pipe.stalled || !pipe.from->isOpen() || pipe.held + pipe.to->bytesToWrite() > kHeldLimit || pipe.from->bytesAvailable() == 0)
        return;
    Parcel parcel;
    parcel.octets = pipe.from->readAll();
    append(pipe, std::move(parcel));
}

void WireLine::senderGone(Pipe &pipe)
{
    if (m_over)
        return;
    m_record.open = m_client->state() != QAbstractSocket::UnconnectedState || m_server->state() != QAbstractSocket::UnconnectedState;
    Parcel last;
    if (pipe.from->isOpen() && pipe.from->bytesAvailable() > 0)
        last.octets = pipe.from->readAll();
    last.end = true;
    append(pipe, std::move(last));
}

void WireLine::append(Pipe &pipe, Parcel parcel)
{
    parcel.came = now();
    const bool up = pipe.way == Way::ToServer;
    parcel.round = up ? m_clientSaw + 1 : m_serverSaw;
    // A client that has heard nothing yet acts on the connection, which it would have had one round trip later.
    const Nanoseconds handshake = up && parcel.round == 1 ? Nanoseconds(2 * m_oneWay) : Nanoseconds(0);
    parcel.due = parcel.came + handshake + m_oneWay;
    if (!pipe.parcels.empty())
        parcel.due = std::max(parcel.due, pipe.parcels.back().due);
    if (up && !parcel.octets.isEmpty()) {
        parcel.passage = m_record.passages.size();
        m_record.passages.push_back({pipe.way, parcel.came, {}, parcel.octets.size(), parcel.round});
    }
    pipe.held += parcel.octets.size();
    pipe.parcels.push_back(std::move(parcel));
    arm(pipe);
}

void WireLine::arm(Pipe &pipe)
{
    if (m_over || pipe.stalled || pipe.parcels.empty())
        return;
    if (pipe.way == Way::ToServer && !m_reachedServer)
        return; // when it is connected
    const auto left = pipe.parcels.front().due - now();
    // Whole milliseconds by the timer, the rest by looking again and again: a timer of zero lets other events in between.
    pipe.due.start(left > 0ns ? floor<milliseconds>(left) : 0ms);
}

void WireLine::deliver(Pipe &pipe)
{
    while (!m_over && !pipe.stalled && !pipe.parcels.empty() && pipe.parcels.front().due <= now()) {
        if (pipe.to->state() != QAbstractSocket::ConnectedState) {
            pipe.parcels.clear(); // the receiver has gone
            pipe.held = 0;
            return;
        }
        Parcel parcel = std::move(pipe.parcels.front());
        pipe.parcels.pop_front();
        pipe.held -= parcel.octets.size();
        if (!hand(pipe, parcel))
            return;
    }
    read(pipe);
    arm(pipe);
}

bool WireLine::hand(Pipe &pipe, Parcel &parcel)
{
    const bool isCut = m_cut && m_cut->way == pipe.way && pipe.passed + parcel.octets.size() >= m_cut->octets;
    if (isCut)
        parcel.octets.truncate(m_cut->octets - pipe.passed);
    if (!parcel.octets.isEmpty()) {
        pipe.passed += parcel.octets.size();
        if (pipe.way == Way::ToServer) {
            m_serverSaw = std::max(m_serverSaw, parcel.round);
            m_record.passages[parcel.passage].left = now();
        } else {
            m_clientSaw = std::max(m_clientSaw, parcel.round);
            m_record.passages.push_back({pipe.way, parcel.came, now(), parcel.octets.size(), parcel.round});
        }
        pipe.to->write(parcel.octets);
        pipe.to->flush();
    }
    if (isCut) {
        cut(m_cut->how);
        return false;
    }
    if (parcel.end) {
        pipe.to->disconnectFromHost();
        return false;
    }
    return true;
}

void WireLine::setStalled(Way way, bool on)
{
    Pipe &pipe = way == Way::ToServer ? m_up : m_down;
    pipe.stalled = on;
    if (on)
        return pipe.due.stop();
    read(pipe);
    arm(pipe);
}

void WireLine::setCut(const WireProxy::CutRule &rule)
{
    m_cut = rule;
    m_cut->octets += (rule.way == Way::ToServer ? m_up : m_down).passed;
    if (rule.octets == 0)
        cut(rule.how);
}

void WireLine::cut(WireProxy::Cut how)
{
    if (m_over)
        return;
    m_over = true;
    m_record.cut = m_record.open;
    m_record.open = false;
    for (Pipe *pipe : {&m_up, &m_down}) {
        pipe->due.stop();
        pipe->parcels.clear();
    }
    for (QTcpSocket *socket : {m_client, m_server}) {
        switch (how) {
        case WireProxy::Cut::Close:
            socket->disconnectFromHost();
            break;
        case WireProxy::Cut::Reset:
            reset(socket);
            break;
        case WireProxy::Cut::Silence:
            break;
        }
    }
}

} // namespace test
