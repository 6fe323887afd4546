// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace ui {

class AvatarCache;

/// Paints a row of NewChatResults: avatar, name, address; a pen for "Write to …".
class NewChatDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    NewChatDelegate(const Theme &theme, AvatarCache &avatars, QObject *parent = nullptr);
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
    AvatarCache &m_avatars;
};

} // namespace ui
