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
    /// The lines before a row, which stood at `place` when it was given; row 0: the newest. Of rows up to `bound`.
    [[nodiscard]] HistoryStretch run(AccountId account, qint64 chat, qint64 bound, qint64 before, qint64 place, int limit, qsizetype room) const;
    [[nodiscard]] std::vector<HistoryPerson> people(AccountId account, const QString &after, int limit, qsizetype room) const;
    [[nodiscard]] std::vector<HistoryLoose> loose(AccountId account, qint64 after, qint64 bound, int limit, qsizetype room) const; ///< by chat

private:
    [[nodiscard]] qint64 readRow(qint64 chat, qint64 bound) const;
    [[nodiscard]] qint64 displayedRow(qint64 chat, qint64 bound) const;
    [[nodiscard]] std::vector<HistoryText> texts(qint64 row) const;

    Database &m_db;
    Changes &m_changes;
};

} // namespace model
