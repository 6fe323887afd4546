// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/archive_gateway.h"
#include "model/store/changes.h"
#include "model/store/history_gateway.h"
#include "model/store/message_order.h"
#include "model/store/statement.h"

#include <algorithm>
#include <map>
#include <set>

namespace model {

namespace {

struct Filled {
    bool isClosed = false;
    QString beforeId;
    qint64 before = order::kEnd;
};
/// A hole, its edges as places of this device.
struct Hole {
    QString afterId, beforeId;
    qint64 after = order::kBeginning, before = order::kEnd;
    std::map<ChatId, Filled> chats;
};

// Of two holes what is in both; where they have one edge in common, the one that is named by an entry of the archive.
Hole common(const Hole &a, const Hole &b)
{
    Hole both;
    const Hole &lower = a.after > b.after || (a.after == b.after && !a.afterId.isEmpty()) ? a : b;
    const Hole &upper = a.before < b.before || (a.before == b.before && !a.beforeId.isEmpty()) ? a : b;
    both.after = lower.after;
    both.afterId = lower.afterId;
    both.before = upper.before;
    both.beforeId = upper.beforeId;
    return both;
}

// Either device may have read on in it for single chats.
void addFilled(Hole &hole, const std::map<ChatId, Filled> &chats)
{
    for (const auto &[chat, filled] : chats) {
        if (!filled.isClosed && filled.before >= hole.before)
            continue;
        Filled &known = hole.chats.try_emplace(chat, Filled{false, hole.beforeId, hole.before}).first->second;
        known.isClosed = known.isClosed || filled.isClosed || filled.before <= hole.after;
        if (filled.before < known.before) {
            known.before = filled.before;
            known.beforeId = filled.beforeId;
        }
    }
}

} // namespace

// What is missing in the end is what both miss. Entries between the holes of one device are in the store of both by now.
void HistoryGateway::mergeGaps(const State &state, AccountId account, const HistoryHead &head)
{
    ArchiveGateway archive(m_db, m_changes);
    const auto place = [&](const HistoryRow &row) -> std::optional<qint64> {
        Statement found(m_db, "SELECT m.position FROM history_message h JOIN message m ON m.id = h.message WHERE h.history = ? AND h.chat = ? AND h.row = ?", state.id, row.chat, row.row);
        return found.next() ? std::optional(found.number(0)) : std::nullopt;
    };
    std::vector<Hole> theirs;
    for (const HistoryGap &gap : head.gaps) {
        Hole &hole = theirs.emplace_back();
        hole.afterId = gap.afterId;
        hole.beforeId = gap.beforeId;
        for (const HistoryRow &row : gap.older)
            hole.after = std::max(hole.after, place(row).value_or(order::kBeginning));
        for (const HistoryRow &row : gap.newer)
            hole.before = std::min(hole.before, place(row).value_or(order::kEnd));
        if (hole.after >= hole.before) // clocks were wrong, between chats: it is kept, as narrow as it is
            hole.after = hole.before - 1;
        for (const HistoryGap::Chat &chat : gap.chats) {
            if (const ChatId here = chatHere(state.id, chat.chat); here != ChatId{})
                hole.chats[here] = {chat.isClosed, chat.beforeId, place({chat.chat, chat.row}).value_or(order::kEnd)};
        }
    }
    if (theirs.empty() || (theirs.size() == 1 && theirs[0].afterId.isEmpty() && theirs[0].beforeId.isEmpty()))
        return; // it has no archive, or has not read it

    // Does the other device know the entry? 0: no; 1: yes; -1: it is no line.
    std::set<QString> passed;
    for (const HistoryHead::Passed &entry : head.passed)
        passed.insert(entry.archiveId);
    const auto isKnownThere = [&](const QString &id) {
        if (passed.contains(id))
            return 1;
        Statement row(m_db, "SELECT h.row IS NOT NULL AND h.row <= ? FROM message m LEFT JOIN history_chat c ON c.history = ? AND c.target = m.chat "
                            "LEFT JOIN history_message h ON h.history = c.history AND h.chat = c.chat AND h.message = m.id WHERE m.account = ? AND m.archive_id = ? AND m.archive_id <> ''",
            head.bound, state.id, account, id);
        return row.next() ? int(row.number(0)) : -1;
    };

    const auto insert = [&](const Hole &hole, bool catchesUp) {
        Statement(m_db, "INSERT INTO archive_gap (account, after_id, after_position, before_id, before_position, catches_up) VALUES (?, ?, ?, ?, ?, ?)", account, hole.afterId, hole.after,
            hole.beforeId, hole.before, catchesUp);
        GapId id{};
        {
            Statement row(m_db, "SELECT max(id) FROM archive_gap WHERE account = ?", account);
            if (row.next())
                id = row.as<GapId>(0);
        }
        return id;
    };
    const auto setFilled = [&](GapId id, const Hole &hole) {
        Statement(m_db, "DELETE FROM archive_gap_chat WHERE gap = ?", id);
        for (const auto &[chat, filled] : hole.chats)
            Statement(m_db, "INSERT INTO archive_gap_chat (gap, chat, closed, before_id, before_position) VALUES (?, ?, ?, ?, ?)", id, chat, filled.isClosed, filled.beforeId,
                filled.isClosed && filled.before == order::kEnd ? hole.after : filled.before);
    };

    const std::vector<ArchiveGap> ours = archive.gaps(account);
    const bool hadNothing = ours.empty() && archive.head(account).id.isEmpty();
    if (archive.head(account).id.isEmpty() && !head.archiveHead.isEmpty())
        Statement(m_db, "UPDATE account SET archive_head = ?, archive_head_at = ? WHERE id = ?", head.archiveHead, head.archiveHeadAt, account);
    if (hadNothing) { // no session yet: the first one opens the hole towards now
        for (const Hole &hole : theirs) {
            if (!hole.beforeId.isEmpty())
                setFilled(insert(hole, false), hole);
        }
    }
    for (const ArchiveGap &gap : ours) {
        Hole own{gap.afterId, gap.beforeId, gap.afterPosition, gap.beforePosition, {}};
        bool catchesUp = false;
        {
            Statement row(m_db, "SELECT catches_up FROM archive_gap WHERE id = ?", gap.id);
            catchesUp = row.next() && row.flag(0);
        }
        Statement filled(m_db, "SELECT chat, closed, before_id, before_position FROM archive_gap_chat WHERE gap = ?", gap.id);
        while (filled.next())
            own.chats[filled.as<ChatId>(0)] = {filled.flag(1), filled.text(2), filled.number(3)};

        std::vector<Hole> left;
        const auto keep = [&](Hole both, const Hole &other) {
            addFilled(both, own.chats);
            addFilled(both, other.chats);
            left.push_back(both);
        };
        for (const Hole &other : theirs) {
            const Hole both = common(own, other);
            if (both.after < both.before)
                keep(both, other);
        }
        // An edge that the other device does not know lies in one of its holes, whatever the numbers say: better to ask for a page too many than to miss one.
        const bool isUpperOpen = own.beforeId.isEmpty() || std::any_of(left.begin(), left.end(), [&](const Hole &hole) { return hole.before == own.before; });
        if (!isUpperOpen && isKnownThere(own.beforeId) != 1) {
            const auto other = std::find_if(theirs.begin(), theirs.end(), [&](const Hole &hole) { return hole.before >= own.before; });
            const Hole &in = other == theirs.end() ? theirs.back() : *other;
            Hole both = own;
            if (in.after > own.after) {
                both.afterId = in.afterId;
                both.after = std::min(in.after, own.before - 1);
            }
            both.chats.clear();
            keep(both, {});
        }
        const bool isLowerOpen = own.afterId.isEmpty() || std::any_of(left.begin(), left.end(), [&](const Hole &hole) { return hole.after == own.after; });
        if (!isLowerOpen && isKnownThere(own.afterId) == 0) {
            const auto other = std::find_if(theirs.begin(), theirs.end(), [&](const Hole &hole) { return hole.before > own.after; });
            Hole both = own;
            if (other != theirs.end() && other->before < own.before) {
                both.before = other->before;
                both.beforeId = other->beforeId;
            }
            both.chats.clear();
            keep(both, {});
        }
        std::sort(left.begin(), left.end(), [](const Hole &a, const Hole &b) { return a.after < b.after; });
        for (size_t i = 1; i < left.size();) { // what overlaps is one
            Hole &a = left[i - 1];
            const Hole &b = left[i];
            if (b.after >= a.before) {
                ++i;
                continue;
            }
            if (b.before > a.before) {
                a.before = b.before;
                a.beforeId = b.beforeId;
            }
            a.chats.clear();
            left.erase(left.begin() + qptrdiff(i));
        }

        const bool keepsRow = !left.empty() && left.back().before == own.before && left.back().beforeId == own.beforeId;
        if (keepsRow) {
            Statement(m_db, "UPDATE archive_gap SET after_id = ?, after_position = ? WHERE id = ?", left.back().afterId, left.back().after, gap.id);
            setFilled(gap.id, left.back());
            left.pop_back();
        } else {
            // A new row also where only the newer edge has moved: a page that was asked for from the old edge must not be put behind the new one.
            Statement(m_db, "DELETE FROM archive_gap WHERE id = ?", gap.id);
        }
        for (const Hole &hole : left)
            setFilled(insert(hole, catchesUp && !keepsRow && hole.beforeId.isEmpty()), hole);
    }
    m_changes.gaps(account, {});
}

} // namespace model
