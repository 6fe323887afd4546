// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/reading_places.h"

namespace ui {

ReadingPlaces ReadingPlaces::fromBytes(const QByteArray &bytes)
{
    // "chat:message:offset chat:message:offset …", oldest first
    ReadingPlaces places;
    const auto entries = bytes.split(' ');
    for (const auto &entry : entries) {
        const auto parts = entry.split(':');
        bool chatOk = false, messageOk = false, offsetOk = false;
        if (parts.size() != 3)
            continue;
        const qint64 chat = parts[0].toLongLong(&chatOk), message = parts[1].toLongLong(&messageOk);
        const int offset = parts[2].toInt(&offsetOk);
        if (chatOk && messageOk && offsetOk && chat > 0 && message > 0)
            places.set(model::ChatId(chat), MessageView::Place{model::MessageId(message), qBound(-10000, offset, 10000)});
    }
    return places;
}

QByteArray ReadingPlaces::toBytes() const
{
    QByteArray bytes;
    for (const auto chat : m_order) {
        const auto place = m_places.value(chat);
        if (!bytes.isEmpty())
            bytes += ' ';
        bytes += QByteArray::number(qint64(chat)) + ':' + QByteArray::number(qint64(place.message)) + ':' + QByteArray::number(place.offset);
    }
    return bytes;
}

void ReadingPlaces::set(model::ChatId chat, std::optional<MessageView::Place> place)
{
    m_order.removeOne(chat);
    m_places.remove(chat);
    if (!place)
        return;
    m_places.insert(chat, *place);
    m_order.append(chat);
    if (m_order.size() > kMost)
        m_places.remove(m_order.takeFirst());
}

std::optional<MessageView::Place> ReadingPlaces::of(model::ChatId chat) const
{
    const auto it = m_places.constFind(chat);
    return it == m_places.constEnd() ? std::nullopt : std::optional(*it);
}

} // namespace ui
