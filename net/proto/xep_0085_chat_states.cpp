// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0085_chat_states.h"

#include "net/proto/lexical.h"

namespace net::xep0085 {
namespace {

constexpr NameTable<ChatState, 5> kStates{{
    {ChatState::Active, u"active"},
    {ChatState::Composing, u"composing"},
    {ChatState::Paused, u"paused"},
    {ChatState::Inactive, u"inactive"},
    {ChatState::Gone, u"gone"},
}};

} // namespace

std::optional<ChatState> parseChatState(const xml::Element &e)
{
    return e.ns() == kNs ? fromName(kStates, e.name()) : std::nullopt;
}

xml::Element toElement(ChatState state)
{
    return xml::Element(toName(kStates, state), kNs);
}

} // namespace net::xep0085
