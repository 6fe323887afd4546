// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/conversation/message_view.h"

#include <QByteArray>
#include <QHash>
#include <QList>

namespace ui {

/// Where each chat was being read when it was left, as compact text. Chats left at their newest message need no place. Bounded: the oldest are forgotten. Value type.
class ReadingPlaces
{
public:
    static constexpr int kMost = 200;
    [[nodiscard]] static ReadingPlaces fromBytes(const QByteArray &bytes); ///< what cannot be read is left out
    [[nodiscard]] QByteArray toBytes() const;
    void set(model::ChatId chat, std::optional<MessageView::Place> place);
    [[nodiscard]] std::optional<MessageView::Place> of(model::ChatId chat) const;

private:
    QHash<model::ChatId, MessageView::Place> m_places;
    QList<model::ChatId> m_order; ///< oldest first
};

} // namespace ui
