// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linking/link_stanzas.h"
#include "net/linking/stanza_pipe.h"
#include "net/transport/dialer.h"
#include "net/xml/reader.h"

#include <QPointer>

namespace net {

/// The new device's way through the account's server, before it can sign in: a stream without an account, with verified TLS, on which the server takes nothing but what it hands on to a
/// device that waits at a place. Used once. Main thread.
class RelayGuest : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds kPatience{20'000}; ///< until the stream's features are there
    enum class Failure {
        NoServer, ///< none to be reached, or none to be trusted
        NoRelay, ///< it has none
    };
    using Done = std::function<void(Expected<std::unique_ptr<LinkPipe>, Failure>)>;

    /// The clock and ids outlive it.
    RelayGuest(Clock &clock, IdSource &ids, std::unique_ptr<Dialer> dialer, QObject *parent = nullptr);
    ~RelayGuest() override;

    /// `done` from the event loop, once. Whether anybody waits at the place only the first octets show: the pipe closes when nobody does. It lives no longer than this.
    void open(const DialRequest &request, const Jid &account, const QString &place, Done done);

private:
    void dialed(Expected<Dialed, TransportError> result);
    void head();
    void read(const QByteArray &bytes);
    void take(const xml::Element &element);
    void takeFeatures(const xml::Element &features);
    void takeIq(const xml::Element &iq);
    void send(const QByteArray &piece, std::function<void(StanzaPipe::Fate)> told);
    void leave();
    void put(const xml::Element &element);
    void fail(Failure why);
    void end();

    Clock &m_clock;
    IdSource &m_ids;
    std::unique_ptr<Dialer> m_dialer;
    std::unique_ptr<Transport> m_transport;
    Alarm m_alarm;
    xml::Reader m_reader;
    Jid m_account;
    QString m_place;
    Done m_done;
    QPointer<StanzaPipe> m_pipe;
    QHash<QString, std::function<void(StanzaPipe::Fate)>> m_asked; ///< by id
    bool m_isIn = false, m_over = false;
};

} // namespace net
