// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/link_stanzas.h"
#include "net/linking/stanza_pipe.h"

#include <QHash>
#include <QPointer>

namespace net {

/// The existing device's end of the server's relay: a place at which devices without an account come in, each as a LinkPipe. Where the server has none, nobody comes. Main thread.
class RelayHost : public QObject
{
    Q_OBJECT
public:
    using OnPipe = std::function<void(std::unique_ptr<LinkPipe>)>;

    /// When they go before it, it is as if the server had closed.
    RelayHost(Session &session, LinkStanzas &stanzas, QObject *parent = nullptr);
    ~RelayHost() override;

    /// `done`: does it stand? From the event loop. Once.
    void open(const QString &place, OnPipe onPipe, std::function<void(bool)> done);
    void stopAccepting(); ///< who comes now is shown out; who is here stays
    void close(); ///< with all who are there

private:
    void take(const Relayed &relayed);
    [[nodiscard]] StanzaPipe::Way wayTo(const QString &stream);
    void showOut(const QString &stream);
    [[nodiscard]] bool isOurs() const { return m_session && m_stanzas && m_stanzas->relayOwner == this; }
    void forgetAll();

    QPointer<Session> m_session;
    QPointer<LinkStanzas> m_stanzas;
    QString m_place;
    OnPipe m_onPipe;
    QHash<QString, QPointer<StanzaPipe>> m_pipes; ///< by stream
};

/// What an error of the relay means for a piece that was not passed on.
[[nodiscard]] StanzaPipe::Fate fateOf(const xml::Element &errorReply);

} // namespace net
