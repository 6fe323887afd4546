// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/chat_summary.h"
#include "model/store/migrator.h"
#include "model/store/statement.h"
#include "model/store/transaction.h"
#include "model/types/message.h"

#include <QRandomGenerator>

#include <cmath>

#include <optional>

namespace test {

/// Writes a profile's database of any size in seconds: one account, chats with a contact each, messages spread over a year, a tenth of the chats with unread ones. The same
/// every time. Returns what went wrong.
inline std::optional<model::StoreError> makeBigProfile(const QString &file, int chats = 500, int messages = 200'000)
{
    using namespace model;
    auto opened = Database::open(file, Database::Mode::ReadWrite, std::chrono::seconds(5));
    if (!opened)
        return opened.error();
    auto &db = **opened;
    db.execute(QStringLiteral("PRAGMA journal_mode = WAL"));
    if (auto error = migrate(db))
        return error;

    const QStringList words = QStringLiteral(
        "the gate is open see you there tomorrow at nine bring some bread and cheese did you read what Anna wrote about garden group photos from last summer were lovely thanks ok yes")
                                  .split(u' ');
    QRandomGenerator random(42);
    const auto sentence = [&] {
        QStringList line;
        for (auto n = 2 + random.bounded(18); n > 0; --n)
            line += words.at(random.bounded(words.size()));
        return line.join(u' ');
    };
    constexpr qint64 kYear = 365LL * 86'400'000;
    constexpr qint64 kStart = 1'700'000'000'000;

    Transaction transaction(db);
    // The search index is built once at the end: row by row it is most of the time.
    QString trigger;
    {
        Statement row(db, "SELECT sql FROM sqlite_schema WHERE name = 'message_fts_insert'");
        if (row.next())
            trigger = row.text(0);
    }
    Statement(db, "DROP TRIGGER message_fts_insert");
    Statement(db, "INSERT INTO account (id, jid, own_name) VALUES (1, 'anna@example.org', 'Anna')");
    for (int chat = 1; chat <= chats; ++chat) {
        const auto peer = QStringLiteral("friend%1@example.org").arg(chat);
        Statement(db, "INSERT INTO contact (account, jid, listed, name, subscription) VALUES (1, ?, 1, ?, 3)", peer, QString(QStringLiteral("Friend %1").arg(chat)));
        Statement(db, "INSERT INTO chat (id, account, peer, created_at) VALUES (?, 1, ?, ?)", chat, peer, kStart);
    }
    for (int i = 0; i < messages; ++i) {
        // A few chats have most of the messages.
        const int chat = 1 + int(chats * std::pow(random.generateDouble(), 2.5));
        const qint64 at = kStart + kYear * i / messages;
        const bool own = random.bounded(2);
        const auto id = QStringLiteral("id-%1").arg(i);
        Statement(db,
            "INSERT INTO message (account, chat, position, direction, sender, body, sent_at, state, stanza_id, origin_id, archive_id, payload_hash) "
            "VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            chat, at * 1000, own, own ? QStringLiteral("anna@example.org") : QStringLiteral("friend%1@example.org").arg(chat), sentence(), at,
            own ? MessageState::Displayed : MessageState::Received, id, id, QString(QStringLiteral("A%1").arg(i)), qint64(i));
    }
    for (int chat = 1; chat <= chats; ++chat) {
        Statement(db,
            "UPDATE chat SET (read_message, read_position) = (SELECT id, position FROM message WHERE chat = ? ORDER BY position DESC LIMIT 1 OFFSET ?) "
            "WHERE id = ? AND EXISTS (SELECT 1 FROM message WHERE chat = ? LIMIT 1 OFFSET ?)",
            chat, chat % 10 == 0 ? 7 : 0, chat, chat, chat % 10 == 0 ? 7 : 0);
        summarise(db, ChatId(chat));
    }
    Statement(db, "UPDATE account SET archive_head = ?", QString(QStringLiteral("A%1").arg(messages - 1)));
    Statement(db, "INSERT INTO message_fts (message_fts) VALUES ('rebuild')");
    db.execute(trigger);
    return transaction.commit();
}

} // namespace test
