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

/// Inside model/store: puts one run of lines into a chat. Its order holds wherever both devices have the lines: of those that are here the most that agree with it stay where they are, the
/// others are moved between their neighbours. New ones go between those, at the number they have on the other device where that fits: both then agree on what lies between different
/// chats as well, and so on the holes of the archive. What the archive has and is missing here can only lie in a hole.
class HistoryMerge
{
public:
    struct Known {
        MessageId message{};
        bool isMapped = false; ///< given before; without a message: removed here since, by the user
    };
    HistoryMerge(Database &db, Changes &changes, AccountId account, ChatId chat);

    /// known: for each of run.lines; newer, older: the run's neighbours, zero: none. Returns the row of each line; zero: it has none.
    [[nodiscard]] std::vector<MessageId> put(const HistoryRun &run, const std::vector<Known> &known, MessageId newer, MessageId older);

private:
    struct Slot {
        NewMessage copy;
        MessageId message{};
        qint64 position = 0;
        bool isHere = false; ///< its place counts
        bool stays = false;
    };
    [[nodiscard]] Slot slotOf(const HistoryLine &line, const Known &known);
    void chooseStaying(std::vector<Slot> &slots, qint64 newer, qint64 older) const;
    [[nodiscard]] qint64 lowerBound(size_t index) const;
    [[nodiscard]] qint64 place(size_t index, qint64 wanted, bool isArchived);
    void reload();
    void learnFrom(const HistoryLine &line, const Slot &slot);
    void addTexts(const HistoryLine &line, MessageId message);

    Database &m_db;
    Changes &m_changes;
    AccountId m_account;
    ChatId m_chat;
    std::vector<ArchiveGap> m_holes;
    std::vector<Slot> m_slots;
    MessageId m_newer{}, m_older{}; ///< rows that the rest of the run lies between
    qint64 m_upper = 0, m_lower = 0; ///< their places
};

} // namespace model
