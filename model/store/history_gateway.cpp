// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/history_gateway.h"

#include "model/store/avatar_gateway.h"
#include "model/store/changes.h"
#include "model/store/chat_gateway.h"
#include "model/store/contact_gateway.h"
#include "model/store/displayed_gateway.h"
#include "model/store/history_merge.h"
#include "model/store/marker_gateway.h"
#include "model/store/message_merge.h"
#include "model/store/statement.h"
#include "model/store/unread_hint_gateway.h"

#include <QCryptographicHash>

namespace model {

namespace {

/// history_chat.stage
enum class Lines { None, Some, All };
/// MarkerGateway::Kind as it is stored.
enum class MarkerKind { Read, Displayed, Delivered };

} // namespace

struct HistoryGateway::Target {
    ChatId chat{};
    qint64 before = 0;
    Lines stage = Lines::None;
    int round = 0;
    bool isHere = false; ///< else the user has removed it
};

std::optional<HistoryGateway::State> HistoryGateway::find(AccountId account, const QString &device) const
{
    Statement row(m_db, "SELECT id, stage, after, people, loose, bound, round, missed, messages, of_messages, octets, of_octets FROM history WHERE account = ? AND device = ?", account, device);
    if (!row.next())
        return std::nullopt;
    State state;
    state.id = row.number(0);
    state.stage = row.as<Stage>(1);
    state.after = row.number(2);
    if (!row.isNull(3))
        state.people = row.text(3);
    if (!row.isNull(4))
        state.loose = row.number(4);
    state.bound = row.number(5);
    state.round = int(row.number(6));
    state.hasMissed = row.flag(7);
    state.messages = row.number(8);
    state.ofMessages = row.number(9);
    state.octets = row.number(10);
    state.ofOctets = row.number(11);
    return state;
}

std::vector<HistoryGateway::Chat> HistoryGateway::unfinished(qint64 history) const
{
    std::vector<Chat> chats;
    Statement rows(m_db, "SELECT chat, last_at, lines, before, place FROM history_chat WHERE history = ? AND stage <> ? ORDER BY last_at DESC, chat DESC", history, Lines::All);
    while (rows.next())
        chats.push_back({rows.number(0), rows.time(1), rows.number(2), rows.number(3), rows.number(4)});
    return chats;
}

QByteArray HistoryGateway::head(qint64 history) const
{
    Statement row(m_db, "SELECT head FROM history WHERE id = ?", history);
    return row.next() ? row.bytes(0) : QByteArray();
}

qint64 HistoryGateway::begin(AccountId account, const QString &device, const HistoryHead &head, const QByteArray &octets)
{
    forget(account, device);
    Statement(m_db, "INSERT INTO history (account, device, stage, bound, of_messages, of_octets, head) VALUES (?, ?, ?, ?, ?, ?, ?)", account, device, Stage::Chats, head.bound,
        head.messages, head.octets, octets);
    for (const HistoryHead::Passed &passed : head.passed) {
        Statement(m_db, "INSERT INTO archive_passed (account, archive_id, at) SELECT ?, ?, ? WHERE ? <> '' ON CONFLICT DO NOTHING", account, passed.archiveId,
            passed.at.isValid() ? passed.at : QDateTime::fromMSecsSinceEpoch(0, Qt::UTC), passed.archiveId);
        Statement(m_db, "UPDATE displayed SET node_at = ? WHERE account = ? AND node_id = ? AND node_id <> '' AND node_at IS NULL", passed.at, account, passed.archiveId);
    }
    const auto state = find(account, device);
    return state ? state->id : 0;
}

void HistoryGateway::save(const State &state)
{
    Statement(m_db, "UPDATE history SET stage = ?, after = ?, people = ?, loose = ?, round = ?, missed = ? WHERE id = ?", state.stage, state.after, state.people, state.loose, state.round,
        state.hasMissed, state.id);
}

void HistoryGateway::count(qint64 history, qint64 octets)
{
    Statement(m_db, "UPDATE history SET octets = octets + ? WHERE id = ?", octets, history);
}

void HistoryGateway::forget(AccountId account, const QString &device)
{
    Statement(m_db, "DELETE FROM history WHERE account = ? AND device = ?", account, device);
}

std::optional<HistoryGateway::Target> HistoryGateway::target(qint64 history, qint64 chat) const
{
    Statement row(m_db, "SELECT h.target, h.before, h.stage, h.round, c.id IS NOT NULL FROM history_chat h LEFT JOIN chat c ON c.id = h.target WHERE h.history = ? AND h.chat = ?", history,
        chat);
    if (!row.next())
        return std::nullopt;
    return Target{row.as<ChatId>(0), row.number(1), row.as<Lines>(2), int(row.number(3)), row.flag(4)};
}

ChatId HistoryGateway::chatHere(qint64 history, qint64 chat) const
{
    const auto found = target(history, chat);
    return found && found->isHere ? found->chat : ChatId{};
}

MessageId HistoryGateway::here(qint64 history, qint64 chat, qint64 row) const
{
    if (row == 0)
        return {};
    Statement found(m_db, "SELECT m.id FROM history_message h JOIN message m ON m.id = h.message WHERE h.history = ? AND h.chat = ? AND h.row = ?", history, chat, row);
    return found.next() ? found.as<MessageId>(0) : MessageId{};
}

void HistoryGateway::plan(const State &state, AccountId account, const HistoryChat &chat)
{
    if (target(state.id, chat.chat))
        return;
    const net::Jid peer = net::Jid::fromString(chat.peer);
    if (peer.isEmpty() || !peer.isBare())
        return; // nobody
    ChatGateway chats(m_db, m_changes);
    ChatId here = chats.idOf(account, peer);
    if (here == ChatId{}) {
        // Not as a request: strangers have a limit here, and those that are in it already have passed another.
        here = chats.ensure(account, peer, chat.createdAt.isValid() ? chat.createdAt : QDateTime::fromMSecsSinceEpoch(0, Qt::UTC));
        Statement(m_db, "UPDATE chat SET request = ? WHERE id = ?", chat.request, here);
    }
    // What the user has chosen on either device; a request only as long as both see one.
    Statement(m_db,
        "UPDATE chat SET pinned = max(pinned, ?), muted = max(muted, ?), archived = max(archived, ?), request = min(request, ?), marked_unread = max(marked_unread, ?) WHERE id = ?",
        chat.pinned, chat.muted, chat.archived, chat.request, chat.markedUnread, here);
    m_changes.chat(here);
    m_changes.messagesOf(here);
    Statement(m_db, "INSERT INTO history_chat (history, chat, target, last_at, lines, stage, round) VALUES (?, ?, ?, ?, ?, ?, ?)", state.id, chat.chat, here, chat.lastAt, chat.count,
        chat.count > 0 ? Lines::None : Lines::All, state.round);
}

void HistoryGateway::put(const State &state, AccountId account, const HistoryStretch &run, qint64 before)
{
    const auto found = target(state.id, run.chat);
    if (!found || found->stage == Lines::All || found->before != before)
        return;
    if (!found->isHere) {
        Statement(m_db, "UPDATE history_chat SET stage = ? WHERE history = ? AND chat = ?", Lines::All, state.id, run.chat);
        return;
    }
    merge(state, account, *found, run);
    const bool isLast = run.isLast || run.lines.empty();
    if (isLast && found->round > 0) // rows that are not there any more
        Statement(m_db, "DELETE FROM history_message WHERE history = ? AND chat = ? AND round < ?", state.id, run.chat, found->round);
    Statement(m_db, "UPDATE history_chat SET before = ?, place = ?, stage = ? WHERE history = ? AND chat = ?", run.lines.empty() ? before : run.lines.back().row,
        run.lines.empty() ? 0 : run.lines.back().place, isLast ? Lines::All : Lines::Some, state.id, run.chat);
    setRead(state.id, run.chat, found->chat, run.read, run.displayed);
}

void HistoryGateway::merge(const State &state, AccountId account, const Target &target, const HistoryStretch &run)
{
    std::vector<HistoryMerge::Known> known;
    for (const HistoryLine &line : run.lines) {
        Statement row(m_db, "SELECT message FROM history_message WHERE history = ? AND chat = ? AND row = ?", state.id, run.chat, line.row);
        known.push_back(row.next() ? HistoryMerge::Known{row.as<MessageId>(0), true} : HistoryMerge::Known());
    }
    HistoryMerge merge(m_db, m_changes, account, target.chat);
    const auto rows = merge.put(run, known, here(state.id, run.chat, run.newer));
    int fresh = 0;
    for (size_t i = 0; i < rows.size(); ++i) {
        fresh += known[i].isMapped ? 0 : 1;
        // What was removed here stays known, or it would come again.
        Statement(m_db,
            "INSERT INTO history_message (history, chat, row, message, told, round) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET message = excluded.message, told = excluded.told, round = excluded.round",
            state.id, run.chat, run.lines[i].row, known[i].isMapped ? known[i].message : rows[i], run.lines[i].isTold, target.round);
    }
    Statement(m_db, "UPDATE history SET messages = messages + ? WHERE id = ?", fresh, state.id);
}

// How far the chat was read there, unless somebody has read further here on purpose, or what the other device did not have: what counts as read because it was in the archive is a guess, and
// gives way.
void HistoryGateway::setRead(qint64 history, qint64 chat, ChatId target, qint64 read, qint64 displayed)
{
    const MessageId upTo = here(history, chat, read);
    if (read == 0 || upTo != MessageId{}) {
        const Statement moved(m_db,
            "UPDATE chat SET read_message = coalesce(v.id, 0), read_position = coalesce(v.position, 0) FROM (SELECT c.id AS chat, m.id, m.position FROM chat c LEFT JOIN message m ON m.id = ("
            "SELECT x.id FROM message x WHERE x.chat = c.id AND x.id IN (?, (SELECT claim FROM displayed d WHERE d.account = c.account AND d.peer = c.peer), "
            "(SELECT settled FROM displayed d WHERE d.account = c.account AND d.peer = c.peer)) "
            "OR (x.chat = c.id AND x.id = c.read_message AND NOT EXISTS (SELECT 1 FROM history_message h WHERE h.message = x.id AND h.history = ?)) ORDER BY x.position DESC LIMIT 1) WHERE c.id = ?) v "
            "WHERE chat.id = v.chat AND (read_message, read_position) IS NOT (coalesce(v.id, 0), coalesce(v.position, 0))",
            upTo, history, target);
        if (moved.changes() > 0) {
            m_changes.chat(target);
            m_changes.messagesOf(target);
        }
    }
    if (const MessageId seen = here(history, chat, displayed); seen != MessageId{})
        Statement(m_db, "UPDATE chat SET displayed_position = max(displayed_position, (SELECT position FROM message WHERE id = ?)) WHERE id = ?", seen, target);
}

void HistoryGateway::put(AccountId account, const HistoryPerson &person)
{
    const net::Jid jid = net::Jid::fromString(person.jid);
    if (jid.isEmpty() || !jid.isBare())
        return;
    ContactGateway contacts(m_db, m_changes);
    const bool hasNick = Statement(m_db, "SELECT 1 FROM contact WHERE account = ? AND jid = ? AND nick <> ''", account, jid).next();
    if (!hasNick && !person.nick.isEmpty())
        contacts.setNick(account, jid, person.nick);
    // A picture is named by its content; what is here came from its owner and may be newer.
    const bool isRight = !person.avatar.isEmpty() && QString::fromLatin1(QCryptographicHash::hash(person.avatar, QCryptographicHash::Sha1).toHex()) == person.avatarHash;
    if (isRight && contacts.avatarOf(account, jid).isEmpty()) {
        AvatarGateway(m_db).put({person.avatarHash, person.avatarType, person.avatar});
        contacts.setAvatar(account, jid, person.avatarHash);
    }
}

void HistoryGateway::put(const State &state, const HistoryLoose &loose)
{
    const ChatId chat = chatHere(state.id, loose.chat);
    if (chat == ChatId{})
        return;
    MarkerGateway markers(m_db, m_changes);
    for (const HistoryLoose::Marker &marker : loose.markers) {
        switch (static_cast<MarkerKind>(marker.kind)) {
        case MarkerKind::Read:
            markers.markReadById(chat, marker.ref);
            break;
        case MarkerKind::Displayed:
            markers.markDisplayed(chat, marker.ref);
            break;
        case MarkerKind::Delivered:
            markers.markDelivered(chat, marker.ref);
            break;
        }
    }
    for (const HistoryLoose::Correction &loosely : loose.corrections) {
        const HistoryText &text = loosely.text;
        if (Statement(m_db, "SELECT 1 FROM correction WHERE chat = ? AND target_id = ? AND sender = ? AND stanza_id = ? AND body = ? AND NOT original", chat, text.targetId,
                loosely.sender, text.stanzaId, text.body).next())
            continue;
        MessageId message{};
        {
            Statement row(m_db, "SELECT id FROM message WHERE chat = ? AND stanza_id = ? AND stanza_id <> '' AND sender = ? ORDER BY position DESC LIMIT 1", chat, text.targetId,
                loosely.sender);
            if (row.next())
                message = row.as<MessageId>(0);
        }
        Statement(m_db, "INSERT INTO correction (chat, message, sender, target_id, body, sent_at, stanza_id) VALUES (?, ?, ?, ?, ?, ?, ?)", chat,
            message != MessageId{} ? std::optional(message) : std::nullopt, loosely.sender, text.targetId, text.body, text.sentAt, text.stanzaId);
        if (message != MessageId{})
            applyCorrections(m_db, m_changes, message);
    }
}

bool HistoryGateway::end(const State &state, AccountId account, const HistoryChat &chat)
{
    const auto found = target(state.id, chat.chat);
    if (!found) { // begun since
        plan(state, account, chat);
        return chat.count == 0;
    }
    if (!found->isHere)
        return true;
    Statement mine(m_db, "SELECT count(*), coalesce(sum(row), 0) FROM history_message WHERE history = ? AND chat = ? AND row <= ?", state.id, chat.chat, state.bound);
    const bool isAll = mine.next() && mine.number(0) == chat.count && mine.number(1) == chat.sum;
    if (!isAll && state.round < kMaxRounds) {
        // Moved while the lines around it were on their way, or gone; or the server has it since.
        Statement(m_db, "UPDATE history_chat SET before = 0, place = 0, stage = ?, round = ?, lines = ? WHERE history = ? AND chat = ?", Lines::None, state.round + 1, chat.count, state.id,
            chat.chat);
        return false;
    }
    setRead(state.id, chat.chat, found->chat, chat.read, chat.displayed);
    // The lines that came have taken it out again.
    if (chat.archived)
        Statement(m_db, "UPDATE chat SET archived = 1 WHERE id = ? AND NOT pinned", found->chat);
    m_changes.chat(found->chat);
    return isAll;
}

void HistoryGateway::finish(const State &state, AccountId account, const HistoryHead &head)
{
    DisplayedGateway(m_db, m_changes).applyWaiting(account);
    if (!state.hasMissed)
        takeGaps(state, account, head);
    UnreadHintGateway(m_db, m_changes).dropIfKnown(account);
    Statement(m_db, "DELETE FROM history_message WHERE history = ?", state.id);
    Statement(m_db, "DELETE FROM history_chat WHERE history = ?", state.id);
    Statement(m_db, "UPDATE history SET stage = ?, head = x'', of_messages = messages WHERE id = ?", Stage::Done, state.id);
}

} // namespace model
