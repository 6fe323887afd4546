// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/proto/rfc6121_roster.h"
#include "net/proto/xep_0060_pubsub.h"
#include "net/session/session.h"
#include "net/transport/dialer.h"
#include "net/xml/reader.h"

#include <QPointer>

#include <deque>
#include <map>
#include <set>

namespace net {

/// A server of one account (anna@example.net, password "secret") in memory, for tests of what is built on a session: signs in, keeps stream-management sessions, an archive and a contact
/// list, and loses connections when the test says so. Not a script: it answers whatever comes. Everything arrives through the event loop, as from a socket.
class FakeServer : public QObject
{
    Q_OBJECT
public:
    explicit FakeServer(Clock &clock);
    ~FakeServer() override;

    /// For the client side; the server outlives it.
    [[nodiscard]] std::unique_ptr<Dialer> makeDialer();

    // What it is like.
    std::optional<TransportErrorKind> refusal; ///< connections fail like this
    bool hasArchive = true;
    bool hasStreamManagement = true;
    bool hasRosterVersions = true;
    bool confirms = true; ///< answers requests for acknowledgements
    QString password = QStringLiteral("secret");
    int pageLimit = 1000; ///< it gives at most this many archived messages at a time
    bool hasExtendedArchive = false; ///< knows after-id
    bool hidesForeignEdges = false; ///< asked for a page of one chat before an entry of another, it gives an empty one and says that this is all (Prosody's own storage); else item-not-found
    bool isSlow = false; ///< keeps the archive's answers back until answerNow()
    bool hasPersonalNodes = true;
    QString software; ///< as it names itself
    QStringList accountFeatures; ///< more of them
    QStringList refusedMaxItems; ///< values of pubsub#max_items that the node of read markers does not have
    bool hasForeignMarkerNode = false; ///< somebody made the node of read markers for everybody to see: publications fail until it is configured
    qsizetype markerLimit = 256; ///< items that the node of read markers keeps
    std::vector<xml::Element> inBound; ///< put into <bound/> of a new session
    bool hasUnreads = false; ///< offers the unread list inside Bind 2

    struct Archived {
        QString id;
        QDateTime stamp;
        xml::Element message;
        bool isLate = false; ///< see archiveIsLate
    };
    std::vector<Archived> archive; ///< oldest first
    std::map<QString, rfc6121::RosterItem> roster; ///< by bare address
    QString rosterVersion = QStringLiteral("1");
    std::map<QString, xml::Element> nodes; ///< "address node id" → item payload, for pubsub questions
    std::vector<std::pair<QString, xml::Element>> links; ///< items of the own links node
    std::vector<std::pair<QString, xml::Element>> markers; ///< items of the own node of read markers, least recently published first

    // What happens.
    /// Somebody writes to anna: archived, and delivered to her sessions. Returns the archive id.
    QString message(const QString &from, const QString &body, const QString &id = {}, const std::vector<xml::Element> &more = {});
    /// Somebody's device says to the last session alone, available or not, that a message arrived: archived, and delivered.
    void receipt(const QString &from, const QString &of);
    /// anna writes on another device: archived, and copied to her sessions.
    void writeElsewhere(const QString &to, const QString &body, const QString &id);
    /// Puts a message into the archive only, as if it had come while nobody was there.
    QString archiveOnly(const QString &from, const QString &to, const QString &body, const QString &id = {});
    /// Any stanza to the client, from whomever it says.
    void deliver(const xml::Element &stanza);
    void answerNow();
    /// Another device of anna has read up to there.
    void readElsewhere(const QString &chat, const QString &archiveId);
    /// Another device of anna has written this item of the links node; taken it away.
    void putLink(const QString &id, const xml::Element &payload);
    void takeLink(const QString &id);
    std::function<std::optional<xml::Element>(const xml::Element &iq)> answers{}; ///< what the test answers itself: the whole reply without addresses
    void pushRoster(const rfc6121::RosterItem &item);
    /// Connections are gone without a word; sessions stay.
    void cut();
    /// As after a restart of the server.
    void forgetSessions();
    /// After so many more stanzas to the client the connection breaks; -1: never.
    int cutAfter = -1;
    /// What the client writes from now on never arrives, until the connection is cut.
    bool deaf = false;
    /// The next session turns deaf with its first presence: what stands before that arrives.
    bool losesFirstPresence = false;
    /// What comes to the archive meanwhile has its place there, but no page shows it before this is over.
    bool archiveIsLate = false;
    /// Events of nodes get lost, as when ejabberd moves a session.
    bool losesEvents = false;

    // What was seen.
    std::vector<xml::Element> stanzas; ///< messages and presence that the client sent
    std::vector<xml::Element> questions; ///< iq get and set
    int questionsBeforePresence = 0; ///< of the last session, how many of all questions were asked before its first presence
    [[nodiscard]] QStringList bodies() const; ///< of `stanzas`, in order
    [[nodiscard]] bool isConnected() const;
    [[nodiscard]] bool hasSession() const { return !m_sessions.empty(); }
    int dials = 0;
    DialRequest lastDial; ///< how the client went about it
    int binds = 0;
    int resumes = 0;
    int forgotten = 0; ///< times it was asked for a session by a count smaller than it had been told before
    int publications = 0; ///< of read markers, by this client
    int markersSent = 0; ///< items of the node of read markers that it was given
    int linkPublications = 0; ///< items of the links node that this client wrote
    int archivedSent = 0; ///< messages of the archive that it was given
    [[nodiscard]] quint32 acknowledged() const; ///< h that the client told last

    void settle() const; ///< until everything posted has been worked off

private:
    friend class FakeServerTransport;
    friend class FakeServerDialer;
    struct Session {
        QString id;
        QString fullJid;
        quint32 in = 0, acked = 0;
        std::deque<xml::Element> unacked;
        bool sm = false;
        QPointer<class FakeServerTransport> transport;
        bool interested = false; ///< has sent presence
    };
    void onElement(FakeServerTransport &transport, const xml::Element &element);
    void authenticate(FakeServerTransport &transport, const xml::Element &element);
    void onStanza(Session &session, const xml::Element &stanza);
    void onIq(Session &session, const xml::Element &iq);
    void onPublish(Session &session, const xml::Element &iq, const xml::Element &pubsub);
    bool onLinks(Session &session, const xml::Element &iq);
    void tellEvent(const xep0060::Event &event);
    void putMarker(const QString &chat, const xml::Element &payload);
    void onQuery(Session &session, const xml::Element &iq, const xml::Element &query);
    void toSession(Session &session, const xml::Element &stanza);
    [[nodiscard]] Session *sessionOf(const FakeServerTransport &transport);
    QString store(const xml::Element &message);

    [[nodiscard]] QDateTime now() const; ///< always right, whatever the client's clock says

    Clock &m_clock;
    const QDateTime m_began = m_clock.now();
    const std::chrono::nanoseconds m_beganAt = m_clock.monotonic();
    std::vector<std::unique_ptr<Session>> m_sessions;
    std::vector<std::function<void()>> m_later; ///< answers kept back
    int m_count = 0;
    quint32 m_lastAck = 0;
};

/// The pipe between a client and the FakeServer.
class FakeServerTransport final : public Transport
{
    Q_OBJECT
public:
    explicit FakeServerTransport(FakeServer &server);
    void write(const QByteArray &bytes) override;
    void startTls() override { }
    void close() override;
    [[nodiscard]] bool isEncrypted() const override { return true; }
    [[nodiscard]] TlsInfo tls() const override { return {TlsKind::Direct, QStringLiteral("TLSv1.3"), {}, {}, false}; }
    [[nodiscard]] std::optional<QByteArray> channelBinding(ChannelBinding) const override { return std::nullopt; }
    [[nodiscard]] quint64 bytesSent() const override { return 0; }
    [[nodiscard]] quint64 bytesReceived() const override { return 0; }

    void toClient(const QByteArray &bytes);
    void breakOff();
    [[nodiscard]] bool isOpen() const { return !m_closed; }

private:
    void read(const QByteArray &bytes);
    QPointer<FakeServer> m_server;
    xml::Reader m_reader;
    bool m_closed = false;
    bool m_dead = false;
};

} // namespace net
