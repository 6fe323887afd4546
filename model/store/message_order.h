// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <algorithm>
#include <limits>

namespace model::order {

// The place of a message in its conversation is a number of its own, message.position, unique within the chat. Time alone cannot be the order: clocks of this
// machine and of the server differ, archives stamp in whole seconds, and pages of the archive arrive newest first.
//
// A position looks like a time, microseconds since 1970, so that messages of unknown relation fall where their stamps say. What is known goes before:
//  - what arrives live goes behind everything in its chat, and behind every hole of the account's archive;
//  - a delayed live message goes behind everything the server has, but before own messages that still wait here and are younger; one that the archive has and that
//    was sent in the time of a hole goes into the hole (a server that hands on what a lost session had not taken does so while the pages arrive, B22), if our own server
//    says that it kept it, and if nothing behind that place was read: else it could be put where nobody looks;
//  - a page of the archive is put in from its newest entry to its oldest, each before the one after it and between the edges of its hole. Rows that are there already
//    stay where they are and are anchors for their neighbours, unless the archive contradicts their order: then the archive is right. What was written on this device
//    stays where it was written and is no anchor: the archive has it where it arrived.
//  - a line that another device has told (HistoryMerge) goes between its neighbours, by the number it has there, and where the archive has it into a hole. Among other chats that is a
//    guess: such a line ends no reading of the archive, and the page that brings it may move it.
// Where no number is left between two neighbours, everything newer in the account is moved up by kRoom (makeRoom).

inline constexpr qint64 kBeginning = 0; ///< before every message
inline constexpr qint64 kEnd = std::numeric_limits<qint64>::max(); ///< behind every message: edge of a hole that is open towards now
inline constexpr qint64 kStampSpan = 1000; ///< numbers that share one millisecond
inline constexpr qint64 kRoom = qint64(1) << 40;

/// Where a stamp alone would put it.
[[nodiscard]] inline qint64 slot(const QDateTime &stamp)
{
    return std::max<qint64>(stamp.isValid() ? stamp.toMSecsSinceEpoch() : 0, 1) * 1000;
}

} // namespace model::order
