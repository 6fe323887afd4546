// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace ui {

/// One stanza in one line: time, direction as an arrow and in colour, the beginning of its text in fixed pitch. Main thread.
class XmlRowDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit XmlRowDelegate(const Theme &theme, QObject *parent = nullptr);
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

} // namespace ui
