// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/store.h"
#include "net/session/session.h"

namespace model {

class Settings;

/// What every part of one account's sync works with. All of it outlives the parts.
struct SyncContext {
    Store &store;
    net::Session &session;
    net::Clock &clock;
    net::IdSource &ids;
    const Settings *settings = nullptr; ///< nullptr: the defaults
    AccountId account{};
    net::Jid own; ///< bare
};

} // namespace model
