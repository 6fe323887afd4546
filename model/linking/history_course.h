// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/history_ends.h"
#include "net/linking/link_channel.h"

#include <QHash>
#include <QObject>

#include <deque>

namespace model {

/// One side of a history on a channel whose other end has proved itself. Ends once, with over(). Main thread.
class HistoryCourse : public QObject
{
    Q_OBJECT
public:
    HistoryCourse(std::unique_ptr<net::LinkChannel> channel, QObject *parent);
    ~HistoryCourse() override;
    [[nodiscard]] virtual LinkProgress progress() const = 0;
    virtual void start() { }

Q_SIGNALS:
    void progressed();
    /// LinkFailure::None: all of it has been stored at the receiver. Never from inside a call.
    void over(const model::LinkProblem &problem);

protected:
    virtual void received(const net::psyc::Packet &packet) = 0;
    virtual void drained() { }
    [[nodiscard]] virtual bool isWhole() const = 0;
    [[nodiscard]] net::LinkChannel &channel() { return *m_channel; }
    void end(const LinkProblem &problem); ///< closes the channel
    [[nodiscard]] bool isOver() const { return m_over; }

private:
    std::unique_ptr<net::LinkChannel> m_channel;
    bool m_over = false;
};

/// Answers what the new device asks for, no faster than the wire takes it.
class HistorySending final : public HistoryCourse
{
    Q_OBJECT
public:
    HistorySending(std::unique_ptr<net::LinkChannel> channel, std::unique_ptr<PageSource> source, QObject *parent = nullptr);
    [[nodiscard]] LinkProgress progress() const override { return m_source->progress(); }

protected:
    void received(const net::psyc::Packet &packet) override;
    void drained() override { serve(); }
    [[nodiscard]] bool isWhole() const override { return m_stored; }

private:
    void serve();

    std::unique_ptr<PageSource> m_source;
    std::deque<net::PageRequest> m_asked;
    bool m_reading = false, m_stored = false;
};

/// Asks for page after page, a few at once, and stores them.
class HistoryReceiving final : public HistoryCourse
{
    Q_OBJECT
public:
    HistoryReceiving(std::unique_ptr<net::LinkChannel> channel, std::unique_ptr<PageSink> sink, QObject *parent = nullptr);
    [[nodiscard]] LinkProgress progress() const override { return m_sink->progress(); }
    void start() override { ask(); }

protected:
    void received(const net::psyc::Packet &packet) override;
    [[nodiscard]] bool isWhole() const override { return m_sink->isComplete(); }

private:
    void ask();

    std::unique_ptr<PageSink> m_sink;
    QStringList m_open; ///< tags of pages that are on their way, or being stored
};

[[nodiscard]] LinkFailure failureOf(net::LinkEnd why);

} // namespace model
