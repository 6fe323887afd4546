// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/alarm.h"
#include "net/linking/link_channel.h"
#include "net/linking/link_pipe.h"
#include "net/linking/link_tls.h"
#include "net/xml/reader.h"

namespace net {

/// A LinkChannel of TLS over any pipe. What is said is one XML document in each direction, whose root is <link xmlns='urn:kith:linking:0' version='0'> and whose children are packets;
/// both ends begin theirs at once. Everything is bounded: depth, size, what may be said and how long it may take before a proof, silence after it.
class TlsLinkChannel final : public LinkChannel
{
    Q_OBJECT
public:
    struct Patience {
        std::chrono::milliseconds handshake{10'000};
        std::chrono::milliseconds unproved{30'000}; ///< from then until setProved()
        std::chrono::milliseconds silent{180'000}; ///< after that; a person may need LinkHost::kApprovalLife
    };
    static constexpr int kMaxUnprovedPackets = 32;

    /// The clock outlives it. `wire` is of the tls, which is kept with it.
    TlsLinkChannel(Clock &clock, std::unique_ptr<LinkPipe> pipe, const LinkTls &tls, const QByteArray &pinnedKey, Patience patience, QObject *parent = nullptr);
    ~TlsLinkChannel() override;

    void send(const psyc::Packet &packet) override;
    [[nodiscard]] QByteArray binding() const override;
    [[nodiscard]] qsizetype unsent() const override { return m_pipe->unsent(); }
    void setReading(bool reading) override;
    void setProved() override;
    void close() override;
    [[nodiscard]] bool isOpen() const { return m_state == State::Open; }

Q_SIGNALS:
    void opened(); ///< TLS is established: what it is worth the proofs will show

private:
    enum class State { Handshake, Open, Closing, Closed };
    void fromPipe(const QByteArray &octets);
    void apply(const TlsWire::Step &step);
    void say(const QByteArray &xml);
    void pump();
    [[nodiscard]] bool take(const xml::Event &event);
    void onSent();
    void onPipeClosed();
    void onAlarm();
    void end(LinkEnd why);
    void endLater(LinkEnd why);

    std::unique_ptr<LinkPipe> m_pipe;
    std::unique_ptr<TlsWire> m_wire;
    Patience m_patience;
    Alarm m_alarm;
    xml::Reader m_reader;
    State m_state = State::Handshake;
    std::optional<LinkEnd> m_ended; ///< behind what has not been read yet
    bool m_reading = true, m_proved = false, m_full = false, m_headed = false;
    int m_packets = 0;
};

} // namespace net
