// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// RFC 6121 §5: messages.
#include "net/base/jid.h"
#include "net/proto/rfc6121_texts.h"
#include "net/xml/element.h"

#include <optional>

namespace net::rfc6121 {

enum class MessageType { Normal, Chat, Groupchat, Headline, Error };

struct Message {
    Jid from, to; ///< empty: not said
    QString id;
    MessageType type = MessageType::Normal;
    std::vector<LangText> bodies;
    std::vector<LangText> subjects;
    QString thread;
    QString threadParent;
    bool operator==(const Message &) const = default;

    /// The body in the first of these languages; null when there is none.
    [[nodiscard]] QString body(const QStringList &languages = {}) const { return bestText(bodies, languages); }
    [[nodiscard]] QString subject(const QStringList &languages = {}) const { return bestText(subjects, languages); }
};
/// nullopt: no message, or an address that is none. Unknown types are Normal (§5.2.2). Further payloads are found with firstPayload().
[[nodiscard]] std::optional<Message> parseMessage(const xml::Element &stanza);
[[nodiscard]] xml::Element toElement(const Message &);

} // namespace net::rfc6121
