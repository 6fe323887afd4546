// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/history.h"
#include "net/linking/link_pages.h"

#include <optional>

namespace model {

// How the history of an account crosses. The new device asks, and what it asks for is said whole by the cursor, so the other one keeps nothing:
//
//     Head    once, first: how much there is, and what of the archive is known. All that is claimed there is among the pages that follow
//     Chats   every conversation, by row id, with how far it was read
//     Runs    lines of some conversations, from one on towards older ones, of those that were there when the head was read
//     People  nicknames and pictures of those without a place on the server's list, and of those with one
//     Loose   what waits for a message that nobody has yet, or that the other device got since
//     Ends    every conversation once more: how far it was read by now, and whether a line was missed
//
// First a screenful of every conversation, the newest one first, then the rest. Lines travel in the order of their conversation and say which one they follow, so a line that is moved meanwhile
// arrives twice rather than never.

inline constexpr int kHistoryVersion = 1;
inline constexpr qsizetype kMaxAsk = 4000; ///< net::psyc::kMaxValue
inline constexpr qsizetype kMaxPlainOctets = 4 * 1024 * 1024; ///< of a page that is not yet deflated
inline constexpr int kMaxRunLines = 400; ///< of a page: the store is kept busy for a moment, and the window has to show them
inline constexpr int kMaxRuns = 64;

struct HistoryAsk {
    enum class Kind { Head, Chats, Runs, People, Loose, Ends };
    struct Run {
        qint64 chat = 0;
        qint64 before = 0; ///< row, the lines before which are wanted; 0: the newest
        qint64 place = 0; ///< where it stood
        int lines = 0;
        bool operator==(const Run &) const = default;
    };
    Kind kind = Kind::Head;
    qint64 stored = 0; ///< how many messages the asking device has already
    qint64 after = 0; ///< Chats, Loose, Ends: of chats
    qint64 bound = 0; ///< Chats, Runs, Loose, Ends: rows up to here count
    QString afterJid; ///< People
    std::vector<Run> runs;
    bool operator==(const HistoryAsk &) const = default;
};

[[nodiscard]] QString toCursor(const HistoryAsk &ask);
[[nodiscard]] std::optional<HistoryAsk> parseCursor(const QString &cursor); ///< nullopt: nobody asks so

struct HistoryPage {
    QString cursor; ///< what it answers
    std::optional<HistoryHead> head;
    std::vector<HistoryChat> chats;
    std::vector<HistoryStretch> runs;
    std::vector<HistoryPerson> people;
    std::vector<HistoryLoose> loose;
    bool isLast = true; ///< of its kind
    qint64 after = 0; ///< when not: where the next one goes on
    QString afterJid;
    bool operator==(const HistoryPage &) const = default;
};

/// Deflated; may be larger than a page can be.
[[nodiscard]] QByteArray toOctets(const HistoryPage &page);
/// nullopt: not a page of this version, damaged, or one that breaks a bound. Whatever is in it, nothing is read beyond its end.
[[nodiscard]] std::optional<HistoryPage> parsePage(const QByteArray &octets);

} // namespace model
