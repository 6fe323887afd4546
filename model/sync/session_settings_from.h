// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/store_session.h"
#include "net/session/session_settings.h"

namespace model {

class Settings;

/// What the engine needs to know to sign in with this account; all but the secrets. `settings`: for the proxy, nullptr: none.
[[nodiscard]] net::SessionSettings sessionSettingsFrom(const AccountRecord &record, const Settings *settings);
/// The way to this account's server, as the user chose it; asks the system when that is the choice, which may read its configuration.
[[nodiscard]] QNetworkProxy proxyFor(const AccountRecord &record, const Settings &settings);
/// What the server offered last, if this account was ever connected.
[[nodiscard]] std::optional<net::ServerFeatures> cachedFeatures(const StoreSession &session, const AccountRecord &record);

} // namespace model
