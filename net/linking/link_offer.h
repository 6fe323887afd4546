// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/clock.h"
#include "net/linking/link_code.h"

namespace net {

/// A code on show: how long and how often it may still be tried. One for a code, shared by the LinkHosts of all connections, so that who connects ten times has no more
/// tries than who connects once. Main thread.
class LinkOffer
{
public:
    static constexpr int kTries = 3;
    static constexpr std::chrono::seconds kLife{120};
    enum class Standing {
        Open,
        Expired,
        Burnt, ///< wrong three times: not even the right code is taken any more
        Used, ///< a guest has proved that it knows the code; it is good for one
    };

    /// Its time begins now. The clock outlives the offer.
    LinkOffer(Clock &clock, LinkSecret secret);
    LinkOffer(const LinkOffer &) = delete;
    LinkOffer &operator=(const LinkOffer &) = delete;

    [[nodiscard]] Standing standing() const;
    [[nodiscard]] std::chrono::milliseconds left() const; ///< for the countdown; never negative
    [[nodiscard]] int triesLeft() const { return m_tries; }
    [[nodiscard]] const LinkSecret &secret() const { return m_secret; }

    /// Counts a try of an open offer, then compares, in constant time. True: the offer is used.
    [[nodiscard]] bool isRight(const QByteArray &proof, const QByteArray &expected);
    /// The person closed the dialog, or wants another code.
    void withdraw() { m_withdrawn = true; }

private:
    Clock &m_clock;
    LinkSecret m_secret;
    std::chrono::nanoseconds m_start;
    QDateTime m_startedAt;
    int m_tries = kTries;
    bool m_used = false;
    bool m_withdrawn = false; ///< counts as expired
};

} // namespace net
