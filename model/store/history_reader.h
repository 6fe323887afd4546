// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/history.h"

namespace model {

class Changes;
class Database;

/// What the history of an account is read with, to give it to another device. Reads much: store thread only (Store::query). What was asked for by somebody else is looked up within the
/// account and nowhere else. `room` is in octets, about; whatever does not fit is left for the next question, but never all of it. On failure: see StoreSession.
class HistoryReader
{
public:
    explicit HistoryReader(Database &db, Changes &changes) : m_db(db), m_changes(changes) { }

    [[nodiscard]] HistoryHead head(AccountId account) const;
    /// About how much there is. Quick.
    [[nodiscard]] std::pair<qint64, qint64> size(AccountId account) const; ///< messages, octets
    [[nodiscard]] std::vector<HistoryChat> chats(AccountId account, qint64 after, qint64 bound, int limit) const;
    /// The lines before a row, which stood at `place` when it was given; row 0: the newest.
    [[nodiscard]] HistoryRun run(AccountId account, qint64 chat, qint64 before, qint64 place, int limit, qsizetype room) const;
    /// Lines with larger ids, each a run of its own, in the order of their ids.
    [[nodiscard]] std::vector<HistoryRun> late(AccountId account, qint64 after, int limit, qsizetype room) const;
    /// Of these rows those that the server has by now. `after`: rows up to here have been given.
    [[nodiscard]] std::vector<HistoryRun> settled(AccountId account, const std::vector<qint64> &rows, qint64 after) const;
    [[nodiscard]] std::vector<HistoryPerson> people(AccountId account, const QString &after, int limit, qsizetype room) const;
    [[nodiscard]] std::vector<HistoryLoose> loose(AccountId account, qint64 after, int limit, qsizetype room) const; ///< by chat

private:
    [[nodiscard]] qint64 readRow(qint64 chat) const;
    [[nodiscard]] qint64 displayedRow(qint64 chat) const;
    [[nodiscard]] std::vector<HistoryText> texts(qint64 row) const;
    [[nodiscard]] HistoryRun alone(HistoryLine line, qint64 chat, qint64 among) const;

    Database &m_db;
    Changes &m_changes;
};

} // namespace model
