// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/message.h"

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace model {

// What crosses when a new device gets the history of an account (linking/history_page.h): rows of the device that has it, named by its own row ids. Value types.

/// A text that a message has had.
struct HistoryText {
    bool isOriginal = false;
    QString targetId;
    QString body;
    QDateTime sentAt; ///< UTC ms
    QString stanzaId;
    bool operator==(const HistoryText &) const = default;
};

struct HistoryLine {
    qint64 row = 0;
    qint64 place = 0; ///< Message::position there
    Direction direction = Direction::Incoming;
    QString sender; ///< bare
    QString body;
    bool edited = false;
    QDateTime sentAt; ///< UTC ms
    MessageState state = MessageState::Received;
    QString failure;
    QString stanzaId, originId, archiveId;
    qint64 payloadHash = 0; ///< third part of the duplicate key: of what was sent first
    std::vector<HistoryText> texts; ///< when edited, oldest first; fewer where they would not fit into a page
    bool isTold = false; ///< came to that device by a history too, and no page of the archive has confirmed its place
    bool operator==(const HistoryLine &) const = default;
};

/// Lines of one chat without a hole between, as they follow each other there, newest first.
struct HistoryStretch {
    qint64 chat = 0;
    qint64 newer = 0; ///< row that follows the first of them; 0: none
    std::vector<HistoryLine> lines;
    qint64 read = 0; ///< row up to which the chat has been read; 0: nothing has
    qint64 displayed = 0; ///< own row up to which the contact has seen it; 0: none
    bool isLast = false; ///< there is nothing older
    bool operator==(const HistoryStretch &) const = default;
};

struct HistoryChat {
    qint64 chat = 0;
    QString peer; ///< bare
    QDateTime createdAt, lastAt;
    bool pinned = false, muted = false, archived = false, request = false, markedUnread = false;
    qint64 read = 0, displayed = 0; ///< as in HistoryStretch
    qint64 count = 0, sum = 0; ///< of the rows of its lines, up to what was asked for: whoever has others has missed one
    bool operator==(const HistoryChat &) const = default;
};

/// Receipts, markers and corrections of a chat that wait for their message, or did when the history began.
struct HistoryLoose {
    struct Marker {
        QString ref;
        int kind = 0;
        bool operator==(const Marker &) const = default;
    };
    struct Correction {
        QString sender;
        HistoryText text;
        bool operator==(const Correction &) const = default;
    };
    qint64 chat = 0;
    std::vector<Marker> markers;
    std::vector<Correction> corrections;
    bool operator==(const HistoryLoose &) const = default;
};

struct HistoryPerson {
    QString jid; ///< bare
    QString nick, avatarHash, avatarType;
    QByteArray avatar; ///< empty: too large, or not there
    bool operator==(const HistoryPerson &) const = default;
};

/// A row of a chat.
struct HistoryRow {
    qint64 chat = 0, row = 0;
    bool isTold = false; ///< HistoryLine::isTold
    bool operator==(const HistoryRow &) const = default;
};

/// A hole of the archive there, and between which lines of others it lies: what they have sent stands everywhere in the order of the archive.
struct HistoryGap {
    QString afterId, beforeId; ///< ArchiveGap
    std::vector<HistoryRow> older, newer; ///< of each chat the last line before it and the first behind it
    bool operator==(const HistoryGap &) const = default;
};

/// What was there when the history began to cross.
struct HistoryHead {
    qint64 bound = 0; ///< rows with larger ids came later, and are not given
    qint64 messages = 0, octets = 0; ///< about as much there is
    std::vector<HistoryGap> gaps; ///< oldest first; the last one is open towards now
    struct Passed {
        QString archiveId;
        QDateTime at;
        bool operator==(const Passed &) const = default;
    };
    std::vector<Passed> passed; ///< archive entries that are no lines, the newest of them
    bool operator==(const HistoryHead &) const = default;
};

} // namespace model
