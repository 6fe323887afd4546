// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/archive_gateway.h"

#include "model/store/changes.h"
#include "model/store/displayed_gateway.h"
#include "model/store/marker_gateway.h"
#include "model/store/message_merge.h"
#include "model/store/message_order.h"
#include "model/store/message_rows.h"
#include "model/store/unread_hint_gateway.h"

#include <algorithm>
#include <map>
#include <set>

namespace model {

#define KITH_GAP_COLUMNS "g.id, g.account, g.after_id, g.before_id, g.after_position, g.before_position"

namespace {

ArchiveGap gapFrom(const Statement &row)
{
    return {row.as<GapId>(0), row.as<AccountId>(1), row.text(2), row.text(3), row.number(4), row.number(5)};
}

std::optional<ArchiveGap> findGap(Database &db, GapId id)
{
    Statement row(db, "SELECT " KITH_GAP_COLUMNS " FROM archive_gap g WHERE g.id = ?", id);
    return row.next() ? std::optional(gapFrom(row)) : std::nullopt;
}

std::optional<ArchiveGap> findOpenGap(Database &db, AccountId account)
{
    Statement row(db, "SELECT " KITH_GAP_COLUMNS " FROM archive_gap g WHERE g.account = ? AND g.before_id = '' ORDER BY g.id DESC LIMIT 1", account);
    return row.next() ? std::optional(gapFrom(row)) : std::nullopt;
}

// The newest place of the account that the server has: own messages that wait here are younger than what was missed.
qint64 lastSettledOfAccount(Database &db, AccountId account)
{
    Statement row(db,
        "SELECT max((SELECT m.position FROM message m WHERE m.chat = c.id AND m.state NOT IN (0, 1, 5) ORDER BY m.position DESC LIMIT 1)) FROM chat c WHERE c.account = ?", account);
    return row.next() ? row.number(0) : order::kBeginning;
}

// What the archive held when this device first read it is history: nobody wants to be told of it as new. By the server's own stamps: clocks may be wrong.
// Where something was known before the first page came, there is no such history.
void markHistoryRead(Database &db, Changes &changes, AccountId account, bool fromTheBeginning, const ArchivePage &page, const std::vector<Inserted> &results)
{
    // The newest entry need not be a line: a page may hold nothing but receipts.
    QDateTime newest = page.newestAt;
    if (!newest.isValid() && !page.messages.empty())
        newest = page.messages.back().sentAt;
    if (!newest.isValid() || !fromTheBeginning)
        newest = QDateTime::fromMSecsSinceEpoch(0, Qt::UTC);
    Statement(db, "UPDATE account SET history_until = ? WHERE id = ? AND history_until IS NULL", newest, account);
    QDateTime until;
    {
        Statement row(db, "SELECT history_until FROM account WHERE id = ?", account);
        if (row.next())
            until = row.time(0);
    }
    std::set<ChatId> done;
    for (size_t i = page.messages.size(); i-- > 0;) { // from the newest: the marker moves once for each chat
        // Where a device has said how far it was read, nothing need be guessed.
        const ChatId chat = page.messages[i].chat;
        if (page.messages[i].sentAt <= until && done.insert(chat).second && !DisplayedGateway(db, changes).hasMarker(chat))
            MarkerGateway(db, changes).markRead(chat, results[i].id);
    }
}

qint64 freeFrom(Database &db, ChatId chat, qint64 position)
{
    if (isFree(db, chat, position))
        return position;
    Statement row(db,
        "SELECT m.position + 1 FROM message m WHERE m.chat = ? AND m.position >= ? AND NOT EXISTS (SELECT 1 FROM message n WHERE n.chat = m.chat AND n.position = m.position + 1) "
        "ORDER BY m.position LIMIT 1",
        chat, position);
    return row.next() ? row.number(0) : position;
}

/// Puts the messages of one page in, from the newest to the oldest (order:: explains why).
class PageFiller
{
public:
    PageFiller(Database &db, Changes &changes, AccountId account, qint64 after, qint64 before) : m_db(db), m_changes(changes), m_account(account), m_after(after), m_before(before) { }

    Inserted put(const NewMessage &message)
    {
        auto &upper = m_upper.try_emplace(message.chat, m_before).first->second;
        const auto row = findDuplicate(m_db, message);
        if (row)
            learn(m_db, m_changes, *row, message, true);
        if (row && row->chat != message.chat) // an archive id that is in use twice: the row we have stays what it is
            return {row->id, true};
        // Another device's guess counts where it lies in the hole, and from now on this is where it is.
        const bool wasTold = row && Statement(m_db, "UPDATE message SET told = 0 WHERE id = ? AND told", row->id).changes() > 0;
        const bool isMisplaced = wasTold && row->position <= m_after && upper > m_after;
        // Written before the hole began, and come to the archive in its time; or written here: it stays where it was written, and says nothing of the places of its neighbours.
        if (row && !wasTold && row->direction == Direction::Outgoing && ((row->position <= m_after && upper > m_after) || isWrittenHere(row->id)))
            return {row->id, true};
        if (row && row->position < upper && !isMisplaced) {
            upper = row->position;
            note(upper);
            return {row->id, true};
        }
        const auto place = freePlace(message, upper);
        m_upper[message.chat] = place;
        note(place);
        if (row) {
            moveRow(m_db, m_changes, *row, place);
            return {row->id, true};
        }
        const auto state = message.direction == Direction::Outgoing ? MessageState::Accepted : MessageState::Received;
        return {insertRow(m_db, m_changes, message, place, state), false};
    }

    [[nodiscard]] qint64 lowest() const { return m_lowest; } ///< of the places inside the hole
    [[nodiscard]] qint64 after() const { return m_after; } ///< the edges, which making room may have moved
    [[nodiscard]] qint64 before() const { return m_before; }

private:
    [[nodiscard]] bool isWrittenHere(MessageId id) const { return Statement(m_db, "SELECT 1 FROM message WHERE id = ? AND written_here", id).next(); }

    void note(qint64 place)
    {
        if (place > m_after)
            m_lowest = std::min(m_lowest, place);
    }

    qint64 freePlace(const NewMessage &message, qint64 upper)
    {
        // Beyond the older edge already: the page overlaps what was known.
        const auto lower = upper > m_after ? m_after : order::kBeginning;
        // By its stamp where that fits. Where it does not, directly before its successor, or far behind the edge: that leaves the most numbers to those that follow.
        auto place = order::slot(message.sentAt);
        if (place <= lower || place >= upper)
            place = upper == order::kEnd ? lower + order::kRoom : upper - 1;
        for (; place > lower; --place) {
            if (isFree(m_db, message.chat, place))
                return place;
        }
        makeRoom(upper == order::kEnd ? lower + 1 : upper);
        return freePlace(message, m_upper[message.chat] == order::kEnd ? lower + 1 + order::kRoom : m_upper[message.chat]);
    }

    void makeRoom(qint64 from)
    {
        model::makeRoom(m_db, m_changes, m_account, from);
        const auto raised = [&](qint64 place) { return place != order::kEnd && place >= from ? place + order::kRoom : place; };
        m_before = raised(m_before);
        m_after = raised(m_after);
        if (m_lowest != order::kEnd)
            m_lowest = raised(m_lowest);
        for (auto &[chat, upper] : m_upper)
            upper = raised(upper);
    }

    Database &m_db;
    Changes &m_changes;
    AccountId m_account;
    qint64 m_after, m_before;
    std::map<ChatId, qint64> m_upper; // nothing of the rest of the page may be placed at or behind this
    qint64 m_lowest = order::kEnd;
};

} // namespace

std::vector<ArchiveGap> ArchiveGateway::gaps(AccountId account) const
{
    Statement rows(m_db, "SELECT " KITH_GAP_COLUMNS " FROM archive_gap g WHERE g.account = ? ORDER BY g.after_position DESC, g.id DESC", account);
    std::vector<ArchiveGap> gaps;
    while (rows.next())
        gaps.push_back(gapFrom(rows));
    return gaps;
}

std::vector<ArchiveGap> ArchiveGateway::gaps(AccountId account, ChatId chat) const
{
    Statement rows(m_db,
        "SELECT g.id, g.account, g.after_id, CASE WHEN f.before_position < g.before_position THEN f.before_id ELSE g.before_id END, g.after_position, "
        "min(g.before_position, coalesce(f.before_position, g.before_position)) FROM archive_gap g LEFT JOIN archive_gap_chat f ON f.gap = g.id AND f.chat = ? "
        "WHERE g.account = ? AND coalesce(f.closed, 0) = 0 ORDER BY g.after_position, g.id",
        chat, account);
    std::vector<ArchiveGap> gaps;
    while (rows.next())
        gaps.push_back(gapFrom(rows));
    return gaps;
}

std::optional<ArchiveGap> ArchiveGateway::gapAbove(ChatId chat, MessageId before) const
{
    AccountId account{};
    qint64 place = order::kEnd;
    {
        Statement row(m_db, "SELECT account FROM chat WHERE id = ?", chat);
        if (!row.next())
            return std::nullopt;
        account = row.as<AccountId>(0);
    }
    if (before == MessageId{}) {
        Statement row(m_db, "SELECT position FROM message WHERE chat = ? ORDER BY position LIMIT 1", chat);
        if (row.next())
            place = row.number(0);
    } else {
        Statement row(m_db, "SELECT position FROM message WHERE id = ? AND chat = ?", before, chat);
        if (row.next())
            place = row.number(0);
    }
    qint64 previous = order::kBeginning;
    {
        Statement row(m_db, "SELECT position FROM message WHERE chat = ? AND position < ? ORDER BY position DESC LIMIT 1", chat, place);
        if (row.next() && place != order::kEnd)
            previous = row.number(0);
    }
    std::optional<ArchiveGap> found;
    for (auto &gap : gaps(account, chat)) {
        if (previous <= gap.afterPosition && gap.afterPosition < place)
            found = std::move(gap); // of several, the newest lies directly above
    }
    return found;
}

ArchiveGateway::Head ArchiveGateway::head(AccountId account) const
{
    Statement row(m_db,
        "SELECT archive_head, archive_head_at, EXISTS (SELECT 1 FROM archive_gap g WHERE g.account = account.id AND g.before_id = ''), history_until IS NULL FROM account WHERE id = ?", account);
    return row.next() ? Head{row.text(0), row.time(1), row.flag(2), row.flag(3)} : Head{};
}

QString ArchiveGateway::edgeOf(GapId gap, ChatId chat) const
{
    Statement row(m_db,
        "SELECT coalesce((SELECT f.before_id FROM archive_gap_chat f WHERE f.gap = g.id AND f.chat = ? AND f.before_id <> '' AND f.before_position < g.before_position), "
        "(SELECT m.archive_id FROM message m WHERE m.chat = ? AND m.position >= g.before_position AND m.archive_id <> '' AND NOT m.told ORDER BY m.position LIMIT 1), '') "
        "FROM archive_gap g WHERE g.id = ?",
        chat, chat, gap);
    return row.next() ? row.text(0) : QString();
}

bool ArchiveGateway::isBehind(AccountId account, const QString &archiveId, qint64 afterPosition) const
{
    return Statement(m_db, "SELECT 1 FROM message WHERE account = ? AND archive_id = ? AND archive_id <> '' AND position <= ? AND direction = 0 AND NOT told", account, archiveId,
        afterPosition).next();
}

bool ArchiveGateway::isCatchingUp(AccountId account) const
{
    return Statement(m_db, "SELECT 1 FROM archive_gap WHERE account = ? AND catches_up", account).next();
}

ArchiveGap ArchiveGateway::openCatchUp(AccountId account, const QString &latestId)
{
    if (auto open = findOpenGap(m_db, account)) {
        // What single chats had fetched from its newer end is not its newer end any more.
        Statement(m_db, "DELETE FROM archive_gap_chat WHERE gap = ?", open->id);
        m_changes.gaps(account, {});
        return *open;
    }
    const QString head = this->head(account).id;
    if (!head.isEmpty() && head == latestId)
        return {};
    auto after = order::kBeginning;
    if (!head.isEmpty()) {
        after = lastSettledOfAccount(m_db, account);
        for (const auto &gap : gaps(account)) // a hole whose newer edge no message has kept
            after = std::max({after, gap.afterPosition, gap.beforePosition == order::kEnd ? after : gap.beforePosition});
    }
    Statement(m_db, "INSERT INTO archive_gap (account, after_id, after_position, before_id, before_position, catches_up) VALUES (?, ?, ?, '', ?, 1)", account, head, after, order::kEnd);
    m_changes.gaps(account, {});
    return findOpenGap(m_db, account).value_or(ArchiveGap{});
}

void ArchiveGateway::advanceHead(AccountId account, const QString &archiveId, const QDateTime &at)
{
    qint64 known = order::kEnd;
    {
        Statement row(m_db, "SELECT position FROM message WHERE account = ? AND archive_id = ? AND archive_id <> ''", account, archiveId);
        if (row.next())
            known = row.number(0);
    }
    const auto open = findOpenGap(m_db, account);
    if (open && known <= open->afterPosition)
        return; // a repetition of something old
    Statement(m_db, "UPDATE account SET archive_head = ?, archive_head_at = ? WHERE id = ?", archiveId, at, account);
    if (!open)
        return;
    // What is missing lies before this one, whatever arrives from now on.
    const auto place = known != order::kEnd ? known : std::max(order::slot(at), open->afterPosition + 1);
    Statement(m_db, "UPDATE archive_gap SET before_id = ?, before_position = ? WHERE id = ?", archiveId, place, open->id);
    m_changes.gaps(account, {});
}

std::vector<Inserted> ArchiveGateway::fill(GapId id, ChatId only, const ArchivePage &page)
{
    std::vector<Inserted> results(page.messages.size());
    const auto gap = findGap(m_db, id);
    const auto account = gap ? gap->account : page.messages.empty() ? AccountId{} : page.messages.front().account;
    qint64 after = gap ? gap->afterPosition : order::kBeginning;
    qint64 before = gap ? gap->beforePosition : order::kEnd;
    if (gap && only != ChatId{}) {
        for (const auto &seen : gaps(account, only)) {
            if (seen.id == id)
                before = seen.beforePosition;
        }
    }
    // A page that was asked for while nothing newer was known, and has the newer edge within: its rows are the anchors.
    const bool holdsEdge = gap && std::any_of(page.messages.begin(), page.messages.end(), [&](const NewMessage &m) { return !gap->beforeId.isEmpty() && m.archiveId == gap->beforeId; });
    PageFiller filler(m_db, m_changes, account, after, holdsEdge ? order::kEnd : before);
    for (size_t i = page.messages.size(); i-- > 0;)
        results[i] = filler.put(page.messages[i]);
    markHistoryRead(m_db, m_changes, account, gap && gap->afterId.isEmpty(), page, results);
    if (!gap)
        return results;

    if (page.complete) {
        close(id, only);
    } else if (!page.oldestId.isEmpty()) {
        const auto lower = filler.after() + 1;
        const auto upper = std::max(filler.before(), lower);
        const auto edge = std::min(filler.lowest(), std::clamp(order::slot(page.oldestAt), lower, upper));
        if (only != ChatId{}) {
            Statement(m_db,
                "INSERT INTO archive_gap_chat (gap, chat, closed, before_id, before_position) VALUES (?, ?, 0, ?, ?) ON CONFLICT DO UPDATE SET before_id = excluded.before_id, "
                "before_position = excluded.before_position",
                id, only, page.oldestId, edge);
        } else {
            Statement(m_db, "UPDATE archive_gap SET before_id = ?, before_position = ? WHERE id = ?", page.oldestId, edge, id);
        }
        m_changes.gaps(account, only);
    }
    if (only == ChatId{} && gap->beforeId.isEmpty() && !page.newestId.isEmpty())
        Statement(m_db, "UPDATE account SET archive_head = ?, archive_head_at = ? WHERE id = ?", page.newestId, page.newestAt, account);
    return results;
}

std::optional<ArchiveGateway::Doubt> ArchiveGateway::doubt(AccountId account) const
{
    Statement row(m_db, "SELECT after_id, after_at, after_position FROM archive_doubt WHERE account = ?", account);
    return row.next() ? std::optional(Doubt{row.text(0), row.time(1), row.number(2)}) : std::nullopt;
}

void ArchiveGateway::raiseDoubt(AccountId account)
{
    Statement(m_db,
        "INSERT INTO archive_doubt (account, after_id, after_at, after_position) SELECT id, archive_head, archive_head_at, ? FROM account WHERE id = ? AND archive_head <> '' "
        "ON CONFLICT DO NOTHING",
        lastSettledOfAccount(m_db, account), account);
}

void ArchiveGateway::settleDoubt(AccountId account)
{
    Statement(m_db, "DELETE FROM archive_doubt WHERE account = ?", account);
}

std::vector<Inserted> ArchiveGateway::fillBetween(AccountId account, qint64 afterPosition, qint64 &beforePosition, const ArchivePage &page)
{
    std::vector<Inserted> results(page.messages.size());
    PageFiller filler(m_db, m_changes, account, afterPosition, beforePosition);
    for (size_t i = page.messages.size(); i-- > 0;)
        results[i] = filler.put(page.messages[i]);
    beforePosition = std::min(filler.before(), filler.lowest());
    return results;
}

void ArchiveGateway::close(GapId id, ChatId only)
{
    const auto gap = findGap(m_db, id);
    if (!gap)
        return;
    if (only == ChatId{})
        Statement(m_db, "DELETE FROM archive_gap WHERE id = ?", id);
    else
        Statement(m_db,
            "INSERT INTO archive_gap_chat (gap, chat, closed, before_id, before_position) VALUES (?, ?, 1, '', ?) ON CONFLICT DO UPDATE SET closed = 1", id, only,
            gap->afterPosition);
    showOrphanedCorrections(gap->account, only);
    m_changes.gaps(gap->account, only);
    UnreadHintGateway(m_db, m_changes).dropIfKnown(gap->account);
}

void ArchiveGateway::showOrphanedCorrections(AccountId account, ChatId only)
{
    struct Orphan {
        qint64 row;
        NewMessage line;
    };
    std::vector<Orphan> orphans;
    {
        Statement rows(m_db,
            "SELECT k.id, k.chat, k.sender = a.jid, k.sender, k.body, k.sent_at, k.stanza_id FROM account a JOIN chat c ON c.account = a.id "
            "JOIN correction k ON k.chat = c.id AND k.message IS NULL WHERE a.id = ? AND (? = 0 OR c.id = ?) ORDER BY k.sent_at, k.id",
            account, only, only);
        while (rows.next()) {
            NewMessage line;
            line.account = account;
            line.chat = rows.as<ChatId>(1);
            line.direction = rows.flag(2) ? Direction::Outgoing : Direction::Incoming;
            line.sender = rows.jid(3);
            line.body = rows.text(4);
            line.sentAt = rows.time(5);
            line.delayed = true;
            line.type = QStringLiteral("chat");
            line.stanzaId = rows.text(6);
            orphans.push_back({rows.number(0), line});
        }
    }
    for (const auto &[row, line] : orphans) {
        if (!gaps(account, line.chat).empty())
            continue;
        Statement(m_db, "DELETE FROM correction WHERE id = ?", row);
        if (findDuplicate(m_db, line))
            continue;
        insertRow(m_db, m_changes, line, freeFrom(m_db, line.chat, order::slot(line.sentAt)), line.direction == Direction::Outgoing ? MessageState::Accepted : MessageState::Received);
    }
}

} // namespace model
