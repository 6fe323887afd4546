// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/xml/reader.h"

#include <QHash>
#include <QStringList>

#include <deque>
#include <memory>

namespace net {

/// A server with one account and XEP-0198, in memory: takes octets, gives octets. Knows the token of login_parts.h. Its session outlives connections unless told to expire.
class SmServer
{
public:
    SmServer() = default;

    void connected(); ///< a new connection: what was half read of the old one is forgotten
    void feed(const QByteArray &bytes);
    [[nodiscard]] QByteArray takeOutput() { return std::exchange(m_out, {}); }
    void send(const QString &id); ///< a message for the account; kept until acknowledged
    void ask(); ///< <r/>
    void expireSession() { m_resumable = false; } ///< the next resume fails, with h

    [[nodiscard]] bool isLive() const { return m_live; }
    [[nodiscard]] const QStringList &received() const { return m_received; } ///< ids of messages from the client, as they came
    [[nodiscard]] const QStringList &undelivered() const { return m_undelivered; } ///< of sessions that expired: for the archive to know
    [[nodiscard]] bool allAcknowledged() const { return m_unacked.empty(); }

private:
    void onElement(const xml::Element &element);
    void onAuthenticate(const xml::Element &element);
    void write(const QByteArray &bytes) { m_out += bytes; }
    [[nodiscard]] static QByteArray message(const QString &id);

    std::unique_ptr<xml::Reader> m_reader;
    QByteArray m_out;
    QStringList m_received, m_undelivered;
    std::deque<QString> m_unacked;
    quint32 m_acked = 0; ///< of ours
    quint32 m_handled = 0; ///< of the client's
    QHash<QString, quint32> m_ended; ///< h of sessions that are gone, as servers remember it
    int m_sessions = 0;
    bool m_resumable = false;
    bool m_live = false;
};

} // namespace net
