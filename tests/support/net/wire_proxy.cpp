// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/wire_proxy.h"

#include "tests/support/net/wire_line.h"

#include <QTcpServer>

#include <algorithm>
#include <deque>

namespace test {

using namespace std::chrono;

/// Lives in the proxy's thread.
class WireProxy::Worker final : public QObject
{
public:
    Worker(quint16 target, microseconds delay)
        : serverPort(target)
        , oneWay(delay)
    {
    }

    quint16 listen()
    {
        server = new QTcpServer(this);
        connect(server, &QTcpServer::newConnection, this, &Worker::accept);
        setListening(true);
        return port;
    }

    void setListening(bool on)
    {
        if (!on)
            return server->close();
        if (!server->isListening() && !server->listen(QHostAddress(QHostAddress::LocalHost), port))
            qFatal("cannot listen: %s", qPrintable(server->errorString()));
        port = server->serverPort();
    }

    void accept()
    {
        while (QTcpSocket *client = server->nextPendingConnection()) {
            auto *line = new WireLine(client, serverPort, oneWay, this);
            lines.push_back(line);
            for (const Way way : {Way::ToServer, Way::ToClient})
                line->setStalled(way, stalled[int(way)]);
            if (cuts.empty())
                continue;
            line->setCut(cuts.front());
            cuts.pop_front();
        }
    }

    const quint16 serverPort;
    microseconds oneWay;
    QTcpServer *server = nullptr;
    quint16 port = 0;
    std::vector<WireLine *> lines;
    std::deque<CutRule> cuts;
    bool stalled[2] = {false, false};
    Tally forgotten;
};

namespace {

template<class F>
void inThreadOf(QObject *worker, F fn)
{
    QMetaObject::invokeMethod(worker, std::move(fn), Qt::BlockingQueuedConnection);
}

} // namespace

WireProxy::WireProxy(quint16 serverPort, microseconds oneWay)
    : m_worker(std::make_unique<Worker>(serverPort, oneWay))
{
    m_worker->moveToThread(&m_thread);
    m_thread.start();
    inThreadOf(m_worker.get(), [this] { m_port = m_worker->listen(); });
}

WireProxy::~WireProxy()
{
    // Sockets and timers end in the thread they belong to.
    QObject::connect(&m_thread, &QThread::finished, m_worker.release(), &QObject::deleteLater);
    m_thread.quit();
    m_thread.wait();
}

void WireProxy::setDelay(microseconds oneWay)
{
    inThreadOf(m_worker.get(), [this, oneWay] {
        m_worker->oneWay = oneWay;
        for (WireLine *line : m_worker->lines)
            line->setDelay(oneWay);
    });
}

void WireProxy::cutNext(const CutRule &rule)
{
    inThreadOf(m_worker.get(), [this, rule] { m_worker->cuts.push_back(rule); });
}

void WireProxy::cutOpen(const CutRule &rule)
{
    inThreadOf(m_worker.get(), [this, rule] {
        for (WireLine *line : m_worker->lines) {
            if (line->record().open)
                line->setCut(rule);
        }
    });
}

void WireProxy::cutNow(Cut how)
{
    inThreadOf(m_worker.get(), [this, how] {
        for (WireLine *line : m_worker->lines)
            line->cut(how);
    });
}

void WireProxy::setStalled(Way way, bool on)
{
    inThreadOf(m_worker.get(), [this, way, on] {
        m_worker->stalled[int(way)] = on;
        for (WireLine *line : m_worker->lines)
            line->setStalled(way, on);
    });
}

void WireProxy::setRefusing(bool on)
{
    inThreadOf(m_worker.get(), [this, on] { m_worker->setListening(!on); });
}

void WireProxy::pardon()
{
    inThreadOf(m_worker.get(), [this] {
        m_worker->cuts.clear();
        for (WireLine *line : m_worker->lines)
            line->pardon();
    });
}

WireProxy::Tally WireProxy::tally() const
{
    Tally result;
    inThreadOf(m_worker.get(), [this, &result] {
        result = m_worker->forgotten;
        for (const WireLine *line : m_worker->lines) {
            ++result.accepted;
            result.cut += line->record().cut;
        }
    });
    return result;
}

std::vector<WireProxy::Connection> WireProxy::connections() const
{
    std::vector<Connection> result;
    inThreadOf(m_worker.get(), [this, &result] {
        for (const WireLine *line : m_worker->lines)
            result.push_back(line->record());
    });
    return result;
}

void WireProxy::forget()
{
    inThreadOf(m_worker.get(), [this] {
        std::erase_if(m_worker->lines, [this](WireLine *line) {
            const bool over = !line->record().open;
            if (over) {
                ++m_worker->forgotten.accepted;
                m_worker->forgotten.cut += line->record().cut;
                line->deleteLater();
            }
            return over;
        });
    });
}

std::vector<WireProxy::Flight> WireProxy::Connection::flights() const
{
    std::vector<Flight> result;
    for (const Passage &passage : passages) {
        const auto at = passage.atClient();
        if (result.empty() || result.back().way != passage.way || result.back().round != passage.round)
            result.push_back({passage.way, at, at, 0, passage.round});
        result.back().last = at;
        result.back().octets += passage.octets;
    }
    return result;
}

qint64 WireProxy::Connection::octets(Way way, nanoseconds until) const
{
    qint64 sum = 0;
    for (const Passage &passage : passages) {
        if (passage.way == way && passage.atClient() <= until)
            sum += passage.octets;
    }
    return sum;
}

int WireProxy::Connection::roundAt(nanoseconds at) const
{
    int round = 0;
    for (const Passage &passage : passages) {
        if (passage.way == Way::ToClient && passage.left <= at)
            round = std::max(round, passage.round);
    }
    return round;
}

nanoseconds WireProxy::Connection::lastSeen() const
{
    return passages.empty() ? nanoseconds(0) : passages.back().atClient();
}

} // namespace test
