// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/statement.h"
#include "model/types/message.h"

#include <vector>

namespace model {

// Inside model/store: how a row of `message` is read.
#define KITH_MESSAGE_COLUMNS "id, chat, position, direction, sender, body, sent_at, state, failure, edited, stanza_id, origin_id, archive_id"

[[nodiscard]] Message messageFrom(const Statement &row);
[[nodiscard]] std::vector<Message> messagesFrom(Statement &rows);
[[nodiscard]] std::optional<Message> messageIf(Statement &row);

} // namespace model
