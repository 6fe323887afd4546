// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/link_stanzas.h"
#include "net/linking/stanza_pipe.h"

#include <QHash>
#include <QPointer>

namespace model {

/// Pipes between two sessions of one account, through its server: for devices that do not reach each other otherwise. Small pieces, two at a time, so that a server that slows its clients
/// down (stock Prosody: 10 kB/s, ejabberd: less) lets messages pass in between. Main thread.
class PeerPipes : public QObject
{
    Q_OBJECT
public:
    static constexpr qsizetype kPiece = 4'500; ///< 6,000 characters
    static constexpr int kWindow = 2;
    static constexpr std::chrono::milliseconds kPatience{120'000}; ///< for an answer

    explicit PeerPipes(net::Session &session, QObject *parent = nullptr);

    [[nodiscard]] std::unique_ptr<net::LinkPipe> open(const net::Jid &to, const QString &stream);
    /// True: it was a piece of one of them, and is answered. A stream's first piece finds it only if it has been opened here.
    [[nodiscard]] bool take(const net::xml::Element &iq, const net::Jid &from);
    void endAll();

private:
    struct Line {
        QPointer<net::StanzaPipe> pipe;
        qint64 received = 0;
    };
    net::Session &m_session;
    QHash<QString, Line> m_lines; ///< by address and stream
};

} // namespace model
