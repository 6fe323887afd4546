// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QThread>

#include <chrono>
#include <memory>
#include <vector>

namespace test {

/// A long wire on the loopback: a TCP proxy in front of one server port that delays, counts and breaks. Octets pass unchanged and in order.
///
/// Delay: each octet leaves exactly `oneWay` after it came (never early; as a rule less than a millisecond late). TCP's own handshake is part of the way: the loopback
/// connects at once, so what the client says before it has heard anything is held for one more round trip, as if it had been connected only then, and the server is
/// dialled one way after the accept. What a client measures as its connect time is therefore zero, and the round trip shows in what it does next: totals are right, phases not.
///
/// Runs in a thread of its own, so that the event loop of whoever is measured has no part in it. All functions may be called from one other thread and have taken effect
/// when they return.
class WireProxy
{
public:
    enum class Way { ToServer, ToClient };
    enum class Cut {
        Close, ///< FIN to both ends
        Reset, ///< RST to both ends
        Silence, ///< as when the cable is pulled out: nothing more passes, nobody is told
    };
    /// Both directions of a connection end when `octets` have been handed to the receiver of this way: those, and not one more.
    struct CutRule {
        Way way = Way::ToServer;
        qint64 octets = 0;
        Cut how = Cut::Close;
    };

    /// Octets that came in one read. Times count from the accept.
    struct Passage {
        Way way = Way::ToServer;
        std::chrono::nanoseconds came{}, left{}; ///< left is zero while under way
        qint64 octets = 0;
        int round = 0; ///< see Connection::roundAt()
        /// When the client saw it go or come.
        [[nodiscard]] std::chrono::nanoseconds atClient() const { return way == Way::ToServer ? came : left; }
    };
    /// A run of passages of one way and round, as the client sees it.
    struct Flight {
        Way way = Way::ToServer;
        std::chrono::nanoseconds first{}, last{};
        qint64 octets = 0;
        int round = 0;
    };
    struct Connection {
        std::chrono::nanoseconds accepted{}; ///< on std::chrono::steady_clock
        std::vector<Passage> passages; ///< in the order in which the client saw them
        bool open = true;
        bool cut = false; ///< ended by a rule or by cutNow()

        [[nodiscard]] std::vector<Flight> flights() const;
        /// Written by or given to the client up to `until` after the accept.
        [[nodiscard]] qint64 octets(Way way, std::chrono::nanoseconds until = std::chrono::nanoseconds::max()) const;
        /// Round trips that everything the client had been given by then took, TCP's handshake not counted. What the client writes after having been given octets of
        /// round n is of round n + 1, what the server writes after having been given those too: so waiting is counted, not writing, and a chunk that is answered
        /// in pieces is one round trip.
        [[nodiscard]] int roundAt(std::chrono::nanoseconds at) const;
        [[nodiscard]] std::chrono::nanoseconds lastSeen() const; ///< at the client, either way
    };

    explicit WireProxy(quint16 serverPort, std::chrono::microseconds oneWay = {});
    ~WireProxy();
    WireProxy(const WireProxy &) = delete;
    WireProxy &operator=(const WireProxy &) = delete;

    [[nodiscard]] quint16 port() const { return m_port; }
    /// For octets that come from now on; none overtakes an earlier one.
    void setDelay(std::chrono::microseconds oneWay);

    /// For the next connection that has no rule yet: several calls are for several connections.
    void cutNext(const CutRule &rule);
    /// For every open connection, counted from now.
    void cutOpen(const CutRule &rule);
    /// At once, on all open connections; octets under way are lost.
    void cutNow(Cut how);
    /// Nothing passes this way until `on` is false, on any connection; the sender's buffers fill. Nothing is lost.
    void setStalled(Way way, bool on);
    /// New connections are refused, until `on` is false. Open ones go on.
    void setRefusing(bool on);
    /// No rule for a cut holds any longer, for open connections nor for coming ones.
    void pardon();

    /// Since the beginning, whatever was forgotten.
    struct Tally {
        int accepted = 0, cut = 0;
    };
    [[nodiscard]] Tally tally() const;
    [[nodiscard]] std::vector<Connection> connections() const; ///< a copy, all since the beginning or forget()
    void forget(); ///< what is recorded of connections that are over

private:
    class Worker;
    QThread m_thread;
    std::unique_ptr<Worker> m_worker;
    quint16 m_port = 0;
};

} // namespace test
