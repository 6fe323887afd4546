// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/alarm.h"
#include "net/linking/link_pipe.h"

#include <QList>

#include <deque>

namespace net {

/// A LinkPipe whose octets travel as small pieces through a server, each answered before many more follow: whoever has no room does not answer. Main thread.
class StanzaPipe final : public LinkPipe
{
    Q_OBJECT
public:
    enum class Fate {
        Taken,
        Again, ///< not now: the same piece again in a moment. Only with a window of one
        Refused, ///< nobody is there
    };
    struct Way {
        std::function<void(const QByteArray &piece, std::function<void(Fate)> told)> send; ///< `told` may be called after this pipe has gone
        std::function<void()> leave; ///< says to the other end that nothing more comes
        qsizetype piece = 4096; ///< octets, before they are base64
        int window = 1; ///< pieces that wait for their answer at once
    };
    static constexpr std::chrono::milliseconds kAgain{1000};
    static constexpr int kTries = 20;
    static constexpr qsizetype kMaxUnread = 512 * 1024; ///< who does not wait for answers

    StanzaPipe(Clock &clock, Way way, QObject *parent = nullptr);
    ~StanzaPipe() override;

    void write(const QByteArray &octets) override;
    [[nodiscard]] qsizetype unsent() const override { return m_out.size() + m_flying; }
    void setReading(bool reading) override;
    void close() override;

    /// A piece has come. `taken` is called when it has been read: answer it then.
    void take(const QByteArray &octets, std::function<void()> taken);
    /// The other end has left.
    void gone();

private:
    struct Piece {
        QByteArray octets;
        std::function<void()> taken;
    };
    void schedule();
    void pump();
    void send(const QByteArray &piece);
    void told(const QByteArray &piece, Fate fate);
    void giveOut();
    void finish();

    Way m_way;
    Alarm m_again;
    QByteArray m_out;
    QByteArray m_repeated; ///< goes first
    qsizetype m_flying = 0, m_unread = 0;
    int m_inFlight = 0, m_tries = 0;
    std::deque<Piece> m_in;
    bool m_reading = true, m_scheduled = false, m_giving = false;
    bool m_closing = false, m_gone = false, m_told = false;
};

} // namespace net
