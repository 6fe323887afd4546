// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/chunk_cutter.h"

#include <QTcpSocket>

namespace test {
namespace {

constexpr char kEncrypted = 23; // RFC 8446 §5.1: application_data, which in TLS 1.3 is every record behind the hellos
constexpr int kRecordHead = 5;
constexpr int kAnswer = 1500; // octets of the server: more than the tickets that come first, less than header, features and <success/>

} // namespace

/// One connection, owned by the cutter until both ends are gone.
class ChunkCutter::Line : public QObject
{
public:
    Line(ChunkCutter &cutter, QTcpSocket *client)
        : QObject(&cutter)
        , m_cutter(cutter)
        , m_client(client)
    {
        client->setParent(this);
        m_server.setParent(this);
        connect(client, &QTcpSocket::readyRead, this, &Line::fromClient);
        connect(&m_server, &QTcpSocket::readyRead, this, &Line::fromServer);
        connect(&m_server, &QTcpSocket::connected, this, &Line::fromClient);
        connect(client, &QTcpSocket::disconnected, this, &Line::end);
        connect(&m_server, &QTcpSocket::disconnected, this, &Line::end);
        connect(&m_server, &QTcpSocket::errorOccurred, this, &Line::end);
        m_server.connectToHost(QHostAddress(QHostAddress::LocalHost), cutter.m_target);
    }

    void cut()
    {
        m_client->abort();
        m_server.abort();
        end();
    }

private:
    void fromClient()
    {
        if (m_server.state() != QAbstractSocket::ConnectedState)
            return;
        m_pending += m_client->readAll();
        while (m_pending.size() >= kRecordHead) {
            const int size = kRecordHead + (quint8(m_pending[3]) << 8 | quint8(m_pending[4]));
            if (m_pending.size() < size)
                return;
            const QByteArray record = m_pending.left(size);
            m_pending.remove(0, size);
            const bool chunk = record[0] == kEncrypted && ++m_encrypted == 2;
            if (chunk && m_cutter.m_toCut > 0) {
                --m_cutter.m_toCut;
                ++m_cutter.m_cuts;
                if (m_cutter.m_cut == Cut::Chunk) {
                    cut();
                    return;
                }
                m_swallows = true;
            }
            m_server.write(record);
            if (chunk && m_cutter.m_then) {
                m_server.flush();
                std::exchange(m_cutter.m_then, {})();
                if (m_over)
                    return;
            }
        }
    }

    void fromServer()
    {
        const QByteArray octets = m_server.readAll();
        if (!m_swallows) {
            m_client->write(octets);
            return;
        }
        m_swallowed += octets.size();
        if (m_swallowed >= kAnswer)
            cut();
    }

    void end()
    {
        if (std::exchange(m_over, true))
            return;
        // What was read is handed on before the end is.
        m_client->disconnectFromHost();
        m_server.disconnectFromHost();
        deleteLater();
    }

    ChunkCutter &m_cutter;
    QTcpSocket *m_client;
    QTcpSocket m_server;
    QByteArray m_pending;
    qsizetype m_swallowed = 0;
    int m_encrypted = 0;
    bool m_swallows = false, m_over = false;

    friend class ChunkCutter;
};

ChunkCutter::ChunkCutter(quint16 target)
    : m_target(target)
{
    connect(&m_listener, &QTcpServer::newConnection, this, &ChunkCutter::accept);
    if (!m_listener.listen(QHostAddress::LocalHost))
        qFatal("no port for the line");
}

ChunkCutter::~ChunkCutter() = default;

void ChunkCutter::accept()
{
    while (QTcpSocket *client = m_listener.nextPendingConnection()) {
        if (m_refusing) {
            ++m_refused;
            client->abort();
            client->deleteLater();
            continue;
        }
        new Line(*this, client);
    }
}

void ChunkCutter::cutChunks(int connections, Cut cut)
{
    m_toCut = connections;
    m_cut = cut;
    m_cuts = 0;
}

void ChunkCutter::cutNow()
{
    // Lines end themselves; those that are over are on their way out.
    for (QObject *child : QObjectList(children())) {
        if (auto *line = dynamic_cast<Line *>(child))
            line->cut();
    }
}

} // namespace test
