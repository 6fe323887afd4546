// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/clock.h"
#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace ui {

class AvatarCache;

/// Draws the rows of the chat list: chats (ChatListModel::ChatRole) and, while searching, contacts without a chat (ContactListModel::ContactRole).
class ChatDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    ChatDelegate(const Theme &theme, AvatarCache &avatars, const net::Clock &clock, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
    AvatarCache &m_avatars;
    const net::Clock &m_clock;
};

} // namespace ui
