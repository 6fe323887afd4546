// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>

#include <functional>
#include <memory>

namespace test {

/// A line to a server that breaks where a login hurts most: around the chunk, the first thing that a client says when TLS stands. Reads the TLS records (not what is in them) to know it from
/// the handshake: in TLS 1.3 the client's first encrypted record ends the handshake, the second is the chunk. Own event loop's thread.
class ChunkCutter : public QObject
{
    Q_OBJECT
public:
    enum class Cut {
        Chunk, ///< it never arrives
        Answer, ///< it arrives, and the answer does not come back
    };
    explicit ChunkCutter(quint16 target);
    ~ChunkCutter() override;

    [[nodiscard]] quint16 port() const { return m_listener.serverPort(); }
    /// The next so many connections.
    void cutChunks(int connections, Cut cut);
    [[nodiscard]] int cuts() const { return m_cuts; }
    /// Called once, when the next chunk has been handed to the server.
    void onNextChunk(std::function<void()> then) { m_then = std::move(then); }
    void cutNow(); ///< all connections, without a word
    /// New connections are hung up on.
    void setRefusing(bool on) { m_refusing = on; }
    [[nodiscard]] int refused() const { return m_refused; }

private:
    class Line;
    void accept();

    QTcpServer m_listener;
    quint16 m_target;
    Cut m_cut = Cut::Chunk;
    int m_toCut = 0, m_cuts = 0, m_refused = 0;
    bool m_refusing = false;
    std::function<void()> m_then;
};

} // namespace test
Q_DECLARE_METATYPE(test::ChunkCutter::Cut)
