// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHashFunctions>
#include <QMetaType>

namespace model {

// Row ids as strong types: a chat's id can never be taken for a message's. Zero is "none".
enum class AccountId : qint64 {};
enum class ChatId : qint64 {};
enum class MessageId : qint64 {};
enum class GapId : qint64 {};

} // namespace model
Q_DECLARE_METATYPE(model::AccountId)
Q_DECLARE_METATYPE(model::ChatId)
Q_DECLARE_METATYPE(model::MessageId)
Q_DECLARE_METATYPE(model::GapId)
