// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>

namespace model {

// How the read markers of several devices become one (XEP-0490). The server's node keeps one marker for each conversation, and whoever writes last wins, also a device that was away and
// knows less. So each device remembers the furthest place it knows to have been read on purpose (its claim), never goes back behind it, and says it again when the node falls behind.
// That ends: a device only ever writes what is further than what it believes the node to hold, so the furthest place is written last, and what is the furthest nobody answers.

/// What is known of one conversation when it is decided whether to publish. Places are Message::position.
struct ReadPlaces {
    std::optional<qint64> own; ///< the newest message up to our claim that has an archive id: what we would name; nothing: there is none (yet)
    bool nodeNamesOne = false; ///< the node has a marker
    std::optional<qint64> node; ///< its place; nothing: it names a message that is not here
    std::optional<qint64> settled; ///< the furthest that the node is known to have held, or that we wrote to it; nothing: none
    std::optional<qint64> hole; ///< newer edge of the newest hole of the archive; order::kEnd while it is open towards now
};

enum class PublishMarker {
    No,
    Yes,
    Later, ///< not before more of the archive is here
};

[[nodiscard]] inline PublishMarker shouldPublish(const ReadPlaces &places)
{
    if (!places.own)
        return PublishMarker::Later;
    if (places.node)
        return *places.own > *places.node ? PublishMarker::Yes : PublishMarker::No;
    // A message that is not here: it is in a hole, has aged out of the archive (B137), or was never a line of the conversation. What lies behind every hole is further than anything in it.
    if (places.nodeNamesOne && places.hole && *places.own < *places.hole)
        return PublishMarker::Later;
    // Then only what the node was never told: a marker that is not understood must not be answered with what its writer knows, or they would answer each other for ever.
    return !places.settled || *places.own > *places.settled ? PublishMarker::Yes : PublishMarker::Later;
}

} // namespace model
