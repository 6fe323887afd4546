// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/displayed_gateway.h"

#include "model/store/changes.h"
#include "model/store/displayed_merge.h"
#include "model/store/marker_gateway.h"
#include "model/store/message_order.h"
#include "model/store/statement.h"
#include "model/store/unread_hint_gateway.h"

#include <algorithm>

namespace model {

namespace {

/// Markers name people of whom nothing is here; a server with a node without limit must not fill the disk.
constexpr int kMaxMarkers = 20'000;
/// Entries that are no lines; markers mostly name one of the newest.
constexpr int kMaxPassed = 1000;

std::optional<qint64> placeIf(Statement &row)
{
    return row.next() && !row.isNull(0) ? std::optional(row.number(0)) : std::nullopt;
}

std::optional<qint64> placeOf(Database &db, ChatId chat, MessageId id)
{
    Statement row(db, "SELECT position FROM message WHERE id = ? AND chat = ?", id, chat);
    return placeIf(row);
}

std::optional<qint64> newestHole(Database &db, AccountId account)
{
    Statement row(db, "SELECT max(CASE WHEN before_id = '' THEN ? ELSE before_position END) FROM archive_gap WHERE account = ?", order::kEnd, account);
    return placeIf(row);
}

} // namespace

void DisplayedGateway::heard(AccountId account, const std::vector<ReadMarker> &markers)
{
    qint64 room = kMaxMarkers; // counted once: as many markers as rows would be counted for each
    {
        Statement row(m_db, "SELECT count(*) FROM displayed WHERE account = ?", account);
        if (row.next())
            room -= row.number(0);
    }
    for (const ReadMarker &marker : markers) {
        const bool isKnown = Statement(m_db, "SELECT 1 FROM displayed WHERE account = ? AND peer = ?", account, marker.peer).next();
        if (!isKnown && room-- <= 0)
            continue;
        Statement(m_db,
            "INSERT INTO displayed (account, peer, node_id, node_at) VALUES (?, ?, ?, (SELECT at FROM archive_passed WHERE account = ? AND archive_id = ?)) "
            "ON CONFLICT DO UPDATE SET node_id = excluded.node_id, node_at = excluded.node_at, due = claim <> 0 WHERE node_id <> excluded.node_id",
            account, marker.peer, marker.id, account, marker.id);
    }
    applyWaiting(account);
}

void DisplayedGateway::claim(ChatId chat, MessageId upTo)
{
    Statement(m_db, "INSERT INTO displayed (account, peer, claim, due) SELECT c.account, c.peer, m.id, 1 FROM chat c JOIN message m ON m.id = ? AND m.chat = c.id WHERE c.id = ? "
                    "ON CONFLICT DO UPDATE SET claim = excluded.claim, due = 1 "
                    "WHERE coalesce((SELECT position FROM message WHERE id = displayed.claim), -1) < (SELECT position FROM message WHERE id = excluded.claim)",
        upTo, chat);
}

void DisplayedGateway::passed(AccountId account, const ReadMarker &entry, const QDateTime &at)
{
    Statement(m_db, "INSERT INTO archive_passed (account, archive_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", account, entry.id, at);
    Statement(m_db, "DELETE FROM archive_passed WHERE account = ? AND at < (SELECT at FROM archive_passed WHERE account = ? ORDER BY at DESC LIMIT 1 OFFSET ?)", account, account, kMaxPassed);
    Statement(m_db, "UPDATE displayed SET node_at = ? WHERE account = ? AND peer = ? AND node_id = ? AND node_id <> '' AND node_at IS NULL", at, account, entry.peer, entry.id);
}

void DisplayedGateway::applyWaiting(AccountId account)
{
    struct Reached {
        ChatId chat;
        net::Jid peer;
        MessageId message;
        bool isNews;
    };
    std::vector<Reached> reached;
    {
        // Either the message that the marker names, or, when it names what is no line, the last line before it.
        Statement rows(m_db,
            "SELECT c.id, d.peer, m.id, m.position > c.read_position FROM displayed d JOIN chat c ON c.account = d.account AND c.peer = d.peer JOIN message m ON m.chat = c.id AND m.id = coalesce("
            "(SELECT x.id FROM message x WHERE x.account = d.account AND x.archive_id = d.node_id AND x.archive_id <> ''), "
            "(SELECT x.id FROM message x WHERE x.chat = c.id AND x.sent_at <= d.node_at AND d.node_at IS NOT NULL ORDER BY x.position DESC LIMIT 1)) "
            "WHERE d.account = ? AND d.node_id <> '' AND (m.position > c.read_position OR m.position > coalesce((SELECT k.position FROM message k WHERE k.id = d.settled), -1))",
            account);
        while (rows.next())
            reached.push_back({rows.as<ChatId>(0), rows.jid(1), rows.as<MessageId>(2), rows.flag(3)});
    }
    for (const Reached &marker : reached) {
        // What the user wants to come back to stays marked, unless the other device has read on.
        if (marker.isNews)
            MarkerGateway(m_db, m_changes).markRead(marker.chat, marker.message);
        Statement(m_db,
            "UPDATE displayed SET settled = m.id, claim = iif(m.position > coalesce((SELECT k.position FROM message k WHERE k.id = displayed.claim), -1), m.id, claim) FROM message m "
            "WHERE displayed.account = ? AND displayed.peer = ? AND m.id = ? AND m.position > coalesce((SELECT k.position FROM message k WHERE k.id = displayed.settled), -1)",
            account, marker.peer, marker.message);
    }
}

void DisplayedGateway::messageCame(AccountId account, const ReadMarker &message)
{
    const bool isNamed = Statement(m_db, "SELECT 1 FROM displayed WHERE account = ? AND peer = ? AND node_id = ? AND node_id <> ''", account, message.peer, message.id).next();
    if (isNamed)
        applyWaiting(account);
}

std::vector<ReadMarker> DisplayedGateway::due(AccountId account)
{
    struct Candidate {
        net::Jid peer;
        ChatId chat;
        MessageId claim, settled;
        QString nodeId;
        QDateTime nodeAt;
    };
    std::vector<Candidate> candidates;
    {
        Statement rows(m_db,
            "SELECT d.peer, c.id, d.claim, d.settled, d.node_id, d.node_at FROM displayed d JOIN chat c ON c.account = d.account AND c.peer = d.peer "
            "WHERE d.account = ? AND d.due ORDER BY c.last_at",
            account);
        while (rows.next())
            candidates.push_back({rows.jid(0), rows.as<ChatId>(1), rows.as<MessageId>(2), rows.as<MessageId>(3), rows.text(4), rows.time(5)});
    }
    const auto hole = newestHole(m_db, account);
    std::vector<ReadMarker> markers;
    for (const Candidate &candidate : candidates) {
        ReadPlaces places;
        QString id;
        {
            Statement row(m_db,
                "SELECT m.archive_id, m.position FROM message m WHERE m.chat = ? AND m.position <= (SELECT k.position FROM message k WHERE k.id = ?) "
                "AND m.direction = 0 AND m.archive_id <> '' ORDER BY m.position DESC LIMIT 1",
                candidate.chat, candidate.claim);
            if (row.next()) {
                id = row.text(0);
                places.own = row.number(1);
            }
        }
        places.nodeNamesOne = !candidate.nodeId.isEmpty();
        if (places.nodeNamesOne) {
            Statement row(m_db, "SELECT position FROM message WHERE account = ? AND archive_id = ? AND archive_id <> '' AND chat = ?", account, candidate.nodeId, candidate.chat);
            places.node = placeIf(row);
            if (!places.node && candidate.nodeAt.isValid()) {
                Statement last(m_db, "SELECT position FROM message WHERE chat = ? AND sent_at <= ? ORDER BY position DESC LIMIT 1", candidate.chat, candidate.nodeAt);
                places.node = placeIf(last).value_or(order::kBeginning);
            }
        }
        places.settled = placeOf(m_db, candidate.chat, candidate.settled);
        places.hole = hole;
        switch (shouldPublish(places)) {
        case PublishMarker::Yes:
            markers.push_back({candidate.peer, id});
            break;
        case PublishMarker::No:
            Statement(m_db, "UPDATE displayed SET due = 0 WHERE account = ? AND peer = ?", account, candidate.peer);
            break;
        case PublishMarker::Later:
            break;
        }
    }
    return markers;
}

void DisplayedGateway::published(AccountId account, const ReadMarker &marker)
{
    // Due stays: what was read meanwhile is found by the next due().
    Statement(m_db, "UPDATE displayed SET node_id = ?, node_at = NULL WHERE account = ? AND peer = ?", marker.id, account, marker.peer);
    applyWaiting(account); // the node holds it now
}

bool DisplayedGateway::isKnown(AccountId account) const
{
    Statement row(m_db, "SELECT displayed_known FROM account WHERE id = ?", account);
    return row.next() && row.flag(0);
}

bool DisplayedGateway::isDoubted(AccountId account) const
{
    return Statement(m_db, "SELECT 1 FROM account WHERE id = ? AND displayed_known = 2", account).next();
}

void DisplayedGateway::raiseDoubt(AccountId account)
{
    Statement(m_db, "UPDATE account SET displayed_known = 2 WHERE id = ? AND displayed_known <> 0", account);
}

void DisplayedGateway::setKnown(AccountId account, bool known)
{
    Statement(m_db, "UPDATE account SET displayed_known = ? WHERE id = ?", known, account);
    if (known)
        UnreadHintGateway(m_db, m_changes).dropIfKnown(account);
}

int DisplayedGateway::nodeCount(AccountId account) const
{
    Statement row(m_db, "SELECT count(*) FROM displayed WHERE account = ? AND node_id <> ''", account);
    return row.next() ? int(row.number(0)) : 0;
}

int DisplayedGateway::countKnown(AccountId account, const std::vector<ReadMarker> &markers) const
{
    return int(std::count_if(markers.begin(), markers.end(), [&](const ReadMarker &marker) {
        return Statement(m_db, "SELECT 1 FROM displayed WHERE account = ? AND peer = ? AND node_id = ? AND node_id <> ''", account, marker.peer, marker.id).next();
    }));
}

bool DisplayedGateway::hasMarker(ChatId chat) const
{
    return Statement(m_db, "SELECT 1 FROM chat c JOIN displayed d ON d.account = c.account AND d.peer = c.peer AND d.node_id <> '' WHERE c.id = ?", chat).next();
}

} // namespace model
