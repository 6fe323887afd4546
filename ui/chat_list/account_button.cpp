// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat_list/account_button.h"

#include "ui/theme/icons.h"

#include <QPainter>
#include <QStyleOptionToolButton>

namespace ui {

AccountButton::AccountButton(const Theme &theme, QWidget *parent)
    : QToolButton(parent)
    , m_theme(theme)
{
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    const auto fit = [this] { setFixedHeight(m_theme.scaled(36)); };
    fit();
    connect(&theme, &Theme::changed, this, fit);
}

void AccountButton::paintEvent(QPaintEvent *)
{
    constexpr int kArrow = 14;
    QPainter painter(this);
    painter.setFont(m_theme.font(Type::Strong));
    const int room = width() - 6 - 6 - kArrow - 4;
    const QString name = painter.fontMetrics().elidedText(text(), Qt::ElideRight, room);
    const int nameWidth = painter.fontMetrics().horizontalAdvance(name);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    option.rect = QStyle::visualRect(layoutDirection(), rect(), QRect(0, 0, qMin(width(), nameWidth + 6 + 4 + kArrow + 6), height()));
    style()->drawPrimitive(QStyle::PE_PanelButtonTool, &option, &painter, this);
    painter.setPen(m_theme.color(Tone::Text));
    const QRect nameRect = QStyle::visualRect(layoutDirection(), rect(), QRect(6, 0, nameWidth + 1, height()));
    painter.drawText(nameRect, Qt::AlignVCenter | Qt::TextSingleLine, name);
    const QRect arrow = QStyle::visualRect(layoutDirection(), rect(), QRect(6 + nameWidth + 4, (height() - kArrow) / 2 + 1, kArrow, kArrow));
    paintIcon(painter, arrow, Icon::Down, m_theme.color(Tone::Secondary), 2.5);
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange))
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
}

} // namespace ui
