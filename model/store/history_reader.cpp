// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/history_reader.h"

#include "model/store/archive_gateway.h"
#include "model/store/message_order.h"
#include "model/store/statement.h"

#include <algorithm>

namespace model {

#define KITH_LINE_COLUMNS "id, position, direction, sender, body, edited, sent_at, state, failure, stanza_id, origin_id, archive_id, payload_hash, told"

namespace {

/// Rows at the edges of holes that one page can name. With more, holes are told as one.
constexpr size_t kMaxEdges = 20'000;
constexpr int kMaxPassed = 1000;
/// What a message takes up in a page beside half the length of its text, deflated: measured (bench_history).
constexpr qint64 kLineOctets = 20;
/// So many of the newest texts are taken for all of them.
constexpr int kSample = 1000;
/// Of a picture; a larger one is fetched from where it is.
constexpr qsizetype kMaxPicture = 180 * 1024;

HistoryLine lineFrom(const Statement &row)
{
    HistoryLine line;
    line.row = row.number(0);
    line.place = row.number(1);
    line.direction = row.as<Direction>(2);
    line.sender = row.text(3);
    line.body = row.text(4);
    line.edited = row.flag(5);
    line.sentAt = row.time(6);
    line.state = row.as<MessageState>(7);
    line.failure = row.text(8);
    line.stanzaId = row.text(9);
    line.originId = row.text(10);
    line.archiveId = row.text(11);
    line.payloadHash = row.number(12);
    line.isTold = row.flag(13);
    return line;
}

qsizetype sizeOf(const HistoryLine &line)
{
    qsizetype size = 40 + line.body.size() + line.stanzaId.size() + line.originId.size() + line.archiveId.size() + line.failure.size();
    for (const HistoryText &text : line.texts)
        size += 20 + text.body.size() + text.targetId.size() + text.stanzaId.size();
    return size;
}

qint64 rowIf(Statement &row)
{
    return row.next() ? row.number(0) : 0;
}

} // namespace

std::pair<qint64, qint64> HistoryReader::size(AccountId account) const
{
    qint64 messages = 0, pictures = 0;
    {
        Statement row(m_db, "SELECT count(*) FROM chat c JOIN message m ON m.chat = c.id WHERE c.account = ?", account);
        messages = rowIf(row);
    }
    {
        Statement row(m_db, "SELECT coalesce(sum(length(bytes)), 0) FROM avatar WHERE hash IN (SELECT avatar_hash FROM contact WHERE account = ?) AND length(bytes) <= ?", account,
            kMaxPicture);
        pictures = rowIf(row);
    }
    qint64 text = 0;
    {
        Statement row(m_db, "SELECT coalesce(cast(avg(length(cast(body AS BLOB))) AS INTEGER), 0) FROM message WHERE id > (SELECT max(id) FROM message) - ? AND account = ?", kSample,
            account);
        text = rowIf(row);
    }
    return {messages, messages * (kLineOctets + text / 2) + pictures};
}

HistoryHead HistoryReader::head(AccountId account) const
{
    HistoryHead head;
    {
        Statement row(m_db, "SELECT coalesce(max(id), 0) FROM message");
        head.bound = rowIf(row);
    }
    std::tie(head.messages, head.octets) = size(account);
    std::vector<qint64> chats;
    {
        Statement rows(m_db, "SELECT id FROM chat WHERE account = ? ORDER BY id", account);
        while (rows.next())
            chats.push_back(rows.number(0));
    }

    const ArchiveGateway archive(m_db, m_changes);
    std::vector<ArchiveGap> gaps = archive.gaps(account);
    std::reverse(gaps.begin(), gaps.end());
    // What has come since the last session is missing too, although nobody has looked.
    const QString newest = archive.head(account).id;
    if (gaps.empty() || !gaps.back().beforeId.isEmpty())
        gaps.push_back({GapId{}, account, newest, {}, newest.isEmpty() ? order::kBeginning : order::kEnd, order::kEnd});
    while (gaps.size() > 1 && gaps.size() * chats.size() * 2 > kMaxEdges) {
        gaps[1].afterId = gaps[0].afterId;
        gaps[1].afterPosition = gaps[0].afterPosition;
        gaps.erase(gaps.begin());
    }
    for (const ArchiveGap &gap : gaps) {
        HistoryGap &edges = head.gaps.emplace_back();
        edges.afterId = gap.afterId;
        edges.beforeId = gap.beforeId;
        for (const qint64 chat : chats) {
            if (!gap.afterId.isEmpty()) {
                Statement older(m_db, "SELECT id, told FROM message WHERE chat = ? AND position <= ? AND archive_id <> '' AND direction = 0 ORDER BY position DESC LIMIT 1", chat,
                    gap.afterPosition);
                if (older.next())
                    edges.older.push_back({chat, older.number(0), older.flag(1)});
            }
            if (!gap.beforeId.isEmpty()) {
                Statement newer(m_db, "SELECT id, told FROM message WHERE chat = ? AND position >= ? AND archive_id <> '' AND direction = 0 ORDER BY position LIMIT 1", chat,
                    gap.beforePosition);
                if (newer.next())
                    edges.newer.push_back({chat, newer.number(0), newer.flag(1)});
            }
        }
    }
    Statement passed(m_db, "SELECT archive_id, at FROM archive_passed WHERE account = ? ORDER BY at DESC LIMIT ?", account, kMaxPassed);
    while (passed.next())
        head.passed.push_back({passed.text(0), passed.time(1)});
    return head;
}

qint64 HistoryReader::readRow(qint64 chat, qint64 bound) const
{
    Statement row(m_db,
        "SELECT m.id FROM message m WHERE m.chat = ? AND m.position <= (SELECT read_position FROM chat WHERE id = m.chat) AND m.id <= ? AND m.state NOT IN (0, 1) "
        "ORDER BY m.position DESC LIMIT 1",
        chat, bound);
    return rowIf(row);
}

qint64 HistoryReader::displayedRow(qint64 chat, qint64 bound) const
{
    Statement row(m_db,
        "SELECT m.id FROM message m WHERE m.chat = ? AND m.position <= (SELECT displayed_position FROM chat WHERE id = m.chat) AND m.id <= ? AND m.direction = 1 "
        "AND m.state NOT IN (0, 1) ORDER BY m.position DESC LIMIT 1",
        chat, bound);
    return rowIf(row);
}

std::vector<HistoryChat> HistoryReader::chats(AccountId account, qint64 after, qint64 bound, int limit) const
{
    std::vector<HistoryChat> chats;
    Statement rows(m_db, "SELECT id, peer, created_at, last_at, pinned, muted, archived, request, marked_unread FROM chat WHERE account = ? AND id > ? ORDER BY id LIMIT ?", account, after,
        limit);
    while (rows.next()) {
        HistoryChat chat{rows.number(0), rows.text(1), rows.time(2), rows.time(3), rows.flag(4), rows.flag(5), rows.flag(6), rows.flag(7), rows.flag(8)};
        chat.read = readRow(chat.chat, bound);
        chat.displayed = displayedRow(chat.chat, bound);
        // All of them out of the index alone, then without those that wait.
        Statement all(m_db, "SELECT count(*), coalesce(sum(id), 0) FROM message WHERE chat = ? AND id <= ?", chat.chat, bound);
        Statement waiting(m_db, "SELECT count(*), coalesce(sum(id), 0) FROM message WHERE account = ? AND state IN (0, 1) AND chat = ? AND id <= ?", account, chat.chat, bound);
        if (all.next() && waiting.next()) {
            chat.count = all.number(0) - waiting.number(0);
            chat.sum = all.number(1) - waiting.number(1);
        }
        chats.push_back(std::move(chat));
    }
    return chats;
}

std::vector<HistoryText> HistoryReader::texts(qint64 row) const
{
    std::vector<HistoryText> texts;
    Statement rows(m_db, "SELECT original, target_id, body, sent_at, stanza_id FROM correction WHERE message = ? ORDER BY original DESC, sent_at, id", row);
    while (rows.next())
        texts.push_back({rows.flag(0), rows.text(1), rows.text(2), rows.time(3), rows.text(4)});
    return texts;
}

HistoryStretch HistoryReader::run(AccountId account, qint64 chat, qint64 bound, qint64 before, qint64 place, int limit, qsizetype room) const
{
    HistoryStretch run;
    run.chat = chat;
    run.newer = before;
    run.isLast = true;
    if (!Statement(m_db, "SELECT 1 FROM chat WHERE id = ? AND account = ?", chat, account).next())
        return run; // removed meanwhile
    qint64 end = order::kEnd;
    if (before != 0) {
        // The row may have been raised together with what stands before it, and then its place of now is right; or it alone was moved down, and what lay between is still to be given.
        Statement row(m_db, "SELECT position FROM message WHERE id = ? AND chat = ?", before, chat);
        end = std::max(place, rowIf(row));
    }
    {
        Statement rows(m_db, "SELECT " KITH_LINE_COLUMNS " FROM message WHERE chat = ? AND position < ? AND id <= ? AND state NOT IN (0, 1) ORDER BY position DESC LIMIT ?", chat, end, bound,
            limit + 1);
        for (qsizetype used = 0; rows.next();) {
            HistoryLine line = lineFrom(rows);
            if (line.edited)
                line.texts = texts(line.row);
            used += sizeOf(line);
            if (qsizetype(run.lines.size()) == limit || (used > room && !run.lines.empty())) {
                run.isLast = false;
                break;
            }
            run.lines.push_back(std::move(line));
        }
    }
    run.read = readRow(chat, bound);
    run.displayed = displayedRow(chat, bound);
    return run;
}

std::vector<HistoryPerson> HistoryReader::people(AccountId account, const QString &after, int limit, qsizetype room) const
{
    std::vector<HistoryPerson> people;
    Statement rows(m_db,
        "SELECT p.jid, p.nick, coalesce(a.hash, ''), coalesce(a.type, ''), coalesce(a.bytes, x'') FROM contact p LEFT JOIN avatar a ON a.hash = p.avatar_hash AND length(a.bytes) <= ? "
        "WHERE p.account = ? AND p.jid > ? AND (p.nick <> '' OR a.hash IS NOT NULL) ORDER BY p.jid LIMIT ?",
        kMaxPicture, account, after, limit);
    for (qsizetype used = 0; rows.next();) {
        HistoryPerson person{rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.bytes(4)};
        used += 100 + person.avatar.size();
        if (used > room && !people.empty())
            break;
        people.push_back(std::move(person));
    }
    return people;
}

std::vector<HistoryLoose> HistoryReader::loose(AccountId account, qint64 after, qint64 bound, int limit, qsizetype room) const
{
    std::vector<HistoryLoose> all;
    Statement rows(m_db,
        "SELECT c.id FROM chat c WHERE c.account = ? AND c.id > ? AND (EXISTS (SELECT 1 FROM marker m WHERE m.chat = c.id) "
        "OR EXISTS (SELECT 1 FROM correction k WHERE k.chat = c.id AND (k.message IS NULL OR k.message > ?)) "
        "OR EXISTS (SELECT 1 FROM message m WHERE m.id > ? AND +m.chat = c.id AND m.direction = 1)) ORDER BY c.id LIMIT ?",
        account, after, bound, bound, limit);
    for (qsizetype used = 0; rows.next();) {
        HistoryLoose loose;
        loose.chat = rows.number(0);
        Statement markers(m_db, "SELECT ref, kind FROM marker WHERE chat = ? UNION ALL SELECT stanza_id, iif(state = 4, 1, 2) FROM message WHERE id > ? AND +chat = ? AND state IN (3, 4)",
            loose.chat, bound, loose.chat);
        while (markers.next()) {
            loose.markers.push_back({markers.text(0), int(markers.number(1))});
            used += 10 + loose.markers.back().ref.size();
        }
        Statement corrections(m_db,
            "SELECT sender, target_id, body, sent_at, stanza_id FROM correction WHERE chat = ? AND (message IS NULL OR message > ?) AND NOT original ORDER BY sent_at, id", loose.chat, bound);
        while (corrections.next()) {
            loose.corrections.push_back({corrections.text(0), {false, corrections.text(1), corrections.text(2), corrections.time(3), corrections.text(4)}});
            used += 60 + loose.corrections.back().text.body.size();
        }
        if (used > room && !all.empty())
            break;
        all.push_back(std::move(loose));
    }
    return all;
}

} // namespace model
