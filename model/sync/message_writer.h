// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/message.h"
#include "net/base/ids.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0085_chat_states.h"
#include "net/xml/element.h"

namespace model {

/// An own message as a stanza: asks for a receipt and a marker, says that the chat is active. A message that may have been sent before carries the time of its writing (D54).
[[nodiscard]] net::xml::Element writeMessage(const Message &message, const net::Jid &peer, bool repeated);
/// XEP-0184: to the device that sent it.
[[nodiscard]] net::xml::Element writeReceipt(const net::Jid &to, const QString &messageId, const QString &id);
/// XEP-0333: everything up to this message was seen.
[[nodiscard]] net::xml::Element writeDisplayed(const net::Jid &peer, const QString &messageId, const QString &id);
/// XEP-0085 alone; kept by nobody.
[[nodiscard]] net::xml::Element writeChatState(const net::Jid &peer, net::xep0085::ChatState state, const QString &id);

/// Why a message came back, as a sentence for the user, translated.
[[nodiscard]] QString bounceSentence(const net::rfc6120::StanzaError &error);
/// The server may or may not have it, and there is no archive to ask (D55).
[[nodiscard]] QString perhapsNotSent();

} // namespace model
