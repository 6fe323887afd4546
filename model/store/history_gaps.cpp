// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/archive_gateway.h"
#include "model/store/changes.h"
#include "model/store/history_gateway.h"
#include "model/store/message_order.h"
#include "model/store/statement.h"

#include <algorithm>

namespace model {

// All that the other device had is here. So of what is older than an entry which both know from the server itself, no more is missing than was missing there: the hole that reaches to the
// beginning becomes those that the other device had in it. Which entry that is, nobody need have known when the history began; reading of the archive went on meanwhile. In doubt a hole is
// larger than need be.
void HistoryGateway::takeGaps(const State &state, AccountId account, const HistoryHead &head)
{
    ArchiveGateway archive(m_db, m_changes);
    const std::vector<ArchiveGap> gaps = archive.gaps(account);
    const auto own = std::find_if(gaps.begin(), gaps.end(), [](const ArchiveGap &gap) { return gap.afterId.isEmpty() && gap.afterPosition == order::kBeginning; });
    if (own == gaps.end() || own->beforeId.isEmpty())
        return;
    qint64 edgeChat = 0, edge = 0; // the oldest line behind it that is in the order of the archive on both
    {
        Statement row(m_db,
            "SELECT h.chat, m.position FROM history_message h JOIN message m ON m.id = h.message WHERE h.history = ? AND NOT h.told AND NOT m.told AND m.account = ? AND m.archive_id <> '' "
            "AND m.direction = 0 AND m.position >= ? ORDER BY m.position LIMIT 1",
            state.id, account, own->beforePosition);
        if (!row.next())
            return;
        edgeChat = row.number(0);
        edge = row.number(1);
    }
    const auto placeOf = [&](const HistoryRow &row) -> std::optional<qint64> {
        Statement found(m_db, "SELECT m.position FROM history_message h JOIN message m ON m.id = h.message WHERE h.history = ? AND h.chat = ? AND h.row = ?", state.id, row.chat, row.row);
        return found.next() ? std::optional(found.number(0)) : std::nullopt;
    };
    // A hole is newer than the edge where the edge stands before it in its own chat: in the order of the archive on both, and neither as it was told.
    const auto isNewer = [&](const HistoryGap &gap) {
        const auto row = std::find_if(gap.older.begin(), gap.older.end(), [&](const HistoryRow &candidate) { return candidate.chat == edgeChat && !candidate.isTold; });
        return row != gap.older.end()
            && Statement(m_db, "SELECT 1 FROM history_message h JOIN message m ON m.id = h.message WHERE h.history = ? AND h.chat = ? AND h.row = ? AND NOT h.told AND NOT m.told AND m.position >= ?",
                state.id, edgeChat, row->row, edge).next();
    };

    std::vector<ArchiveGap> left;
    for (const HistoryGap &gap : head.gaps) {
        if (isNewer(gap))
            continue; // what is missing there is known here, or in another hole of ours
        const auto behind = std::find_if(gap.newer.begin(), gap.newer.end(), [&](const HistoryRow &row) { return row.chat == edgeChat; });
        const auto newer = behind != gap.newer.end() ? placeOf(*behind) : std::nullopt;
        ArchiveGap hole{GapId{}, account, gap.afterId, own->beforeId, order::kBeginning, own->beforePosition};
        if (newer && *newer <= edge) {
            hole.beforeId = gap.beforeId;
            hole.beforePosition = order::kEnd;
            for (const HistoryRow &row : gap.newer)
                hole.beforePosition = std::min(hole.beforePosition, placeOf(row).value_or(order::kEnd));
        }
        // Where its older edge has no place before that, only the entry itself ends the reading.
        for (const HistoryRow &row : gap.older)
            hole.afterPosition = std::max(hole.afterPosition, placeOf(row).value_or(order::kBeginning));
        if (hole.afterPosition >= hole.beforePosition || hole.afterPosition >= own->beforePosition)
            hole.afterPosition = order::kBeginning;
        left.push_back(hole);
    }

    // New rows: a page that was asked for from the old edge must not be put behind a new one.
    Statement(m_db, "DELETE FROM archive_gap WHERE id = ?", own->id);
    for (const ArchiveGap &hole : left)
        Statement(m_db, "INSERT INTO archive_gap (account, after_id, after_position, before_id, before_position) VALUES (?, ?, ?, ?, ?)", account, hole.afterId, hole.afterPosition,
            hole.beforeId, hole.beforePosition);
    // What was read for single chats stood in one hole, and between several its place is a guess as well.
    Statement(m_db, "UPDATE message SET told = 1 WHERE chat IN (SELECT id FROM chat WHERE account = ?) AND position < ? AND NOT told", account, own->beforePosition);
    archive.showOrphanedCorrections(account, {});
    m_changes.gaps(account, {});
}

} // namespace model
