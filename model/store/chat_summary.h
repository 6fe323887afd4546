// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"

namespace model {

class Database;

/// Computes the columns of a chat that follow from its messages: last line and unread count. True: they are different now. A chat that the user put away comes back
/// when something unread arrives, unless it is muted.
bool summarise(Database &db, ChatId chat);

} // namespace model
