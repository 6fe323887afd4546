// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/history.h"
#include "model/types/new_message.h"

#include <optional>
#include <vector>

namespace model {

class Changes;
class Database;

/// Inside model/store: puts one run of lines into a chat. A line that is here stays where it is, and learns. A new one goes between its neighbours, at the number it has on the other device
/// where that fits, and where the archive has it, into a hole: what the archive has and is missing here can lie nowhere else.
///
/// Between chats such a place is a guess: clocks may be wrong, stamps are whole seconds, and what was sent late stands on each device where that saw it. So a new line is told, and no
/// reading of the archive ends where it stands (ArchiveGateway::isBehind()); the page that brings it puts it right.
class HistoryMerge
{
public:
    struct Known {
        MessageId message{};
        bool isMapped = false; ///< given before; without a message: removed here since, by the user
    };
    HistoryMerge(Database &db, Changes &changes, AccountId account, ChatId chat);

    /// known: for each of run.lines; newer: the row that the run stands before, zero: none. Returns the row of each line; zero: it has none.
    [[nodiscard]] std::vector<MessageId> put(const HistoryStretch &run, const std::vector<Known> &known, MessageId newer);

private:
    struct Slot {
        NewMessage copy;
        MessageId message{};
        qint64 position = 0;
        bool isHere = false; ///< its place counts
        bool isBound = false; ///< new ones go between these
    };
    [[nodiscard]] Slot slotOf(const HistoryLine &line, const Known &known);
    void chooseBounds();
    [[nodiscard]] qint64 place(size_t index, qint64 wanted, bool isArchived);
    void reload();
    void learnFrom(const HistoryLine &line, const Slot &slot);
    void insert(const HistoryLine &line, Slot &slot, qint64 position);
    void addTexts(const HistoryLine &line, MessageId message);

    Database &m_db;
    Changes &m_changes;
    AccountId m_account;
    ChatId m_chat;
    std::vector<ArchiveGap> m_holes;
    std::vector<Slot> m_slots;
    MessageId m_newer{}; ///< row that the rest of the run stands before
    qint64 m_upper = 0; ///< its place
};

} // namespace model
