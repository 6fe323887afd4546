// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/alarm.h"
#include "net/stream/login.h"
#include "net/transport/dialer.h"

#include <QObject>

#include <memory>

namespace net {

/// One connection from dialling to its end: does the I/O of a Login, then hands over whole elements and writes what it is given. Knows nothing of stream management.
/// Used once. After loginFailed() or broken() nothing more comes. Safe to deleteLater() from its own signals. Main thread.
class Connection : public QObject
{
    Q_OBJECT
public:
    /// dialer and clock outlive it.
    Connection(Dialer &dialer, Clock &clock, QObject *parent = nullptr);
    ~Connection() override;

    void open(const DialRequest &request, FlightPlanner planner, IdSource &ids);
    [[nodiscard]] bool isDialing() const { return m_dialing; }
    [[nodiscard]] bool isLive() const { return m_live; }
    /// Only while live.
    void write(const Flight &flight);
    /// Writes `lastWords` and closes the socket. Nothing more is signalled.
    void close(const Flight &lastWords);

    [[nodiscard]] const ServerFeatures &features() const { return m_features; }
    /// All but what only the owner knows; bytes and times as they stand at loggedIn().
    [[nodiscard]] const LoginTrace &trace() const { return m_trace; }

Q_SIGNALS:
    void loggedIn(const net::LoginResult &result);
    void loginFailed(const net::LoginFailure &failure);
    void heard(); ///< octets arrived
    void elementRead(const net::xml::Element &element); ///< live; stream features and errors are dealt with here
    void broken(const net::LoginFailure &why); ///< was live
    void featuresLearned(const net::ServerFeatures &features);
    void tokenIs(const std::optional<net::FastToken> &token);
    void scramWorked();
    void proofLeaves(); ///< LoginAction ProofLeaves
    void pieceSeen(bool incoming, const net::FlightPiece &piece); ///< for the console; secrets still in it

private:
    void dialed(Expected<Dialed, TransportError> result);
    void read(const QByteArray &bytes);
    void readEvents();
    void onLiveEvent(const xml::Event &event);
    [[nodiscard]] QByteArray earlyFlight(const EarlyDataOffer &offer);
    void perform(const Step &step);
    void act(const std::vector<LoginAction> &actions);
    void done(const LoginResult &result);
    void fail(const LoginFailure &failure);
    void put(const Flight &flight);
    void note(const xml::Event &event);
    void end();

    Dialer &m_dialer;
    Clock &m_clock;
    std::unique_ptr<Transport> m_transport;
    std::optional<Login> m_login;
    xml::Reader m_reader;
    ServerFeatures m_features;
    LoginTrace m_trace;
    std::chrono::nanoseconds m_spoke{}; ///< when the last flight of the login left
    Alarm m_patience; ///< for the login
    bool m_dialing = false, m_live = false, m_over = false, m_reading = false;
};

} // namespace net
