// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/proto/rfc6120_stream.h"
#include "net/sasl/mechanism_choice.h"
#include "net/session/session_error.h"
#include "net/xml/reader.h"

namespace net {

// From what the stream, SASL or the XML reader said to what the user can be told.
[[nodiscard]] SessionError toSessionError(const rfc6120::StreamError &error);
[[nodiscard]] SessionError toSessionError(const rfc6120::SaslFailure &failure);
[[nodiscard]] SessionError toSessionError(const sasl::SaslError &error);
[[nodiscard]] SessionError toSessionError(sasl::ChoiceError error);
[[nodiscard]] SessionError toSessionError(const xml::ReadError &error);
[[nodiscard]] SessionError toSessionError(const TransportError &error);

/// Can what we said, or a stale cache that made us say it, be behind this? Else it is about the account, the password or the server as such.
[[nodiscard]] bool isAboutTheConversation(SessionErrorKind kind);
/// Of those: the server said so itself. A connection that broke, and a server that went down, may have had any other reason.
[[nodiscard]] bool isAnAnswer(SessionErrorKind kind);

} // namespace net
