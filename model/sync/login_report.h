// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/connection_status.h"
#include "net/session/login_trace.h"
#include "net/stream/server_features.h"

#include <QSet>

namespace model {

/// The engine's record of a login in the words and units of the connection page.
[[nodiscard]] LoginReport toLoginReport(const net::LoginTrace &trace);

/// The list of server features with names for people: what the stream announced and what service discovery of the account and the server found.
[[nodiscard]] QList<ServerFeature> toServerFeatures(const net::ServerFeatures &stream, const QSet<QString> &discovered);

} // namespace model
