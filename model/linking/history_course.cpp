// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linking/history_course.h"

#include "model/linking/channel_goodbye.h"

namespace model {

namespace {

// More than anybody asks for who keeps to the window.
constexpr size_t kMostAsked = size_t(4) * net::kPageWindow;

} // namespace

LinkFailure failureOf(net::LinkEnd why)
{
    switch (why) {
    case net::LinkEnd::Closed:
    case net::LinkEnd::Lost:
        return LinkFailure::Lost;
    case net::LinkEnd::Unreachable:
        return LinkFailure::Unreachable;
    case net::LinkEnd::TimedOut:
        return LinkFailure::TimedOut;
    case net::LinkEnd::WrongKey:
        return LinkFailure::WrongKey;
    case net::LinkEnd::Broken:
        return LinkFailure::Protocol;
    }
    return LinkFailure::Lost;
}

HistoryCourse::HistoryCourse(std::unique_ptr<net::LinkChannel> channel, QObject *parent)
    : QObject(parent)
    , m_channel(std::move(channel))
{
    connect(m_channel.get(), &net::LinkChannel::received, this, [this](const net::psyc::Packet &packet) {
        if (!m_over)
            received(packet);
    });
    connect(m_channel.get(), &net::LinkChannel::drained, this, [this] {
        if (!m_over)
            drained();
    });
    connect(m_channel.get(), &net::LinkChannel::closed, this, [this](net::LinkEnd why) {
        if (!std::exchange(m_over, true))
            Q_EMIT over({why == net::LinkEnd::Closed && isWhole() ? LinkFailure::None : failureOf(why), {}});
    });
}

HistoryCourse::~HistoryCourse()
{
    sayGoodbye(std::move(m_channel));
}

void HistoryCourse::end(const LinkProblem &problem)
{
    if (std::exchange(m_over, true))
        return;
    m_channel->close();
    QMetaObject::invokeMethod(this, [this, problem] { Q_EMIT over(problem); }, Qt::QueuedConnection);
}

HistorySending::HistorySending(std::unique_ptr<net::LinkChannel> channel, std::unique_ptr<PageSource> source, QObject *parent)
    : HistoryCourse(std::move(channel), parent)
    , m_source(std::move(source))
{
}

void HistorySending::received(const net::psyc::Packet &packet)
{
    m_stored = m_stored || packet.method == net::psyc::kHistoryStored;
    const auto request = net::parsePageRequest(packet);
    if (!request)
        return; // L49: what is not known here is of no importance
    if (m_asked.size() >= kMostAsked)
        return end({LinkFailure::Protocol, {}});
    m_asked.push_back(*request);
    serve();
}

void HistorySending::serve()
{
    if (m_reading || m_asked.empty() || channel().unsent() > net::LinkChannel::kHighWater)
        return;
    m_reading = true;
    const net::PageRequest request = m_asked.front();
    m_asked.pop_front();
    m_source->answer(request).then(this, [this](const std::optional<net::Page> &page) {
        m_reading = false;
        if (isOver())
            return;
        if (!page)
            return end({LinkFailure::Storage, {}});
        channel().send(net::toPacket(*page));
        Q_EMIT progressed();
        serve();
    });
}

HistoryReceiving::HistoryReceiving(std::unique_ptr<net::LinkChannel> channel, std::unique_ptr<PageSink> sink, QObject *parent)
    : HistoryCourse(std::move(channel), parent)
    , m_sink(std::move(sink))
{
}

void HistoryReceiving::ask()
{
    if (isOver())
        return;
    if (m_sink->isComplete()) {
        channel().send(net::psyc::Packet(net::psyc::kHistoryStored));
        return end({});
    }
    while (m_open.size() < net::kPageWindow) {
        const auto request = m_sink->next();
        if (!request)
            break;
        m_open << request->tag;
        channel().send(net::toPacket(*request));
    }
}

void HistoryReceiving::received(const net::psyc::Packet &packet)
{
    if (packet.method != net::psyc::kPage)
        return;
    const auto page = net::parsePage(packet);
    if (!page || !m_open.contains(page->relay))
        return end({LinkFailure::Protocol, {}});
    m_sink->take(*page).then(this, [this, tag = page->relay](bool stored) {
        m_open.removeOne(tag);
        if (isOver())
            return;
        if (!stored)
            return end({LinkFailure::Storage, {}});
        Q_EMIT progressed();
        ask();
    });
}

} // namespace model
