// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/new_message.h"

#include <optional>

namespace model {

class Changes;
class Database;

// Inside model/store: how a copy of a message meets its row. The duplicate key is described at MessageGateway.

/// The row that this is another copy of. `payload`: the hash of its type and first text, where another device says it; else they are in the copy.
[[nodiscard]] std::optional<Message> findDuplicate(Database &db, const NewMessage &copy, std::optional<qint64> payload = {});

/// Teaches a row what a copy knows more. `archived`: the copy comes from the archive, its stamp is the one everybody sees. An own message that came back over the wire
/// was accepted by the server.
void learn(Database &db, Changes &changes, const Message &row, const NewMessage &copy, bool archived);

/// Puts a new row at a place nobody holds, and lets markers, receipts and corrections that waited for it take effect. `told`: HistoryMerge.
MessageId insertRow(Database &db, Changes &changes, const NewMessage &message, qint64 position, MessageState state, std::optional<qint64> payload = {}, bool told = false);

/// Moves the row to a place nobody holds.
void moveRow(Database &db, Changes &changes, const Message &row, qint64 position);

[[nodiscard]] bool isFree(Database &db, ChatId chat, qint64 position);

/// Moves everything of the account from this place on up by order::kRoom; relations stay as they are.
void makeRoom(Database &db, Changes &changes, AccountId account, qint64 from);

/// Sets body and edited mark from the newest correction, keeping the original.
void applyCorrections(Database &db, Changes &changes, MessageId message);

} // namespace model
