// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/service_filter.h"
#include "net/base/jid.h"
#include "net/proto/xep_0280_carbons.h"

#include <optional>

namespace model {

/// What a message is in the words of what a device receives (L44): "_message_private", "_message_public", "_request_call", "_notice_news", … The same words as mod_client_access uses.
[[nodiscard]] QString methodOf(const net::xml::Element &message);

/// L45: is this for a device that receives only that? `carbon`: it is a copy. `own`: full address of the session. What is meant for this session and no other always is (L23), and so is what
/// keeps the account's devices one: their links node, read markers, the account's own presence and profile. Not for IQs, which are always answered (L48).
[[nodiscard]] bool isReceived(const ServiceFilter &filter, const net::xml::Element &stanza, std::optional<net::xep0280::Direction> carbon, const net::Jid &own);

/// Is the account's archive of any use to such a device?
[[nodiscard]] bool readsArchive(const ServiceFilter &filter);

} // namespace model
