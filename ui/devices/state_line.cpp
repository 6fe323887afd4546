// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/state_line.h"

#include "ui/widgets/text_label.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kDot = 8, kGap = 8;

} // namespace

StateLine::StateLine(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_words(new TextLabel(theme, Type::Secondary, Tone::Text, {}, this))
{
    m_words->setObjectName(u"state"_s);
    m_words->setWordWrap(true);
    auto *layout = new QHBoxLayout(this);
    const bool mirrored = layoutDirection() == Qt::RightToLeft; // margins are not mirrored by themselves
    const int room = theme.scaled(kDot) + kGap;
    layout->setContentsMargins(mirrored ? 0 : room, 0, mirrored ? room : 0, 0);
    layout->addWidget(m_words);
}

QString StateLine::words() const
{
    return m_words->text();
}

void StateLine::setState(const QString &words, Tone dot)
{
    m_dot = dot;
    update();
    if (words == m_words->text())
        return;
    m_words->setText(words);
    setAccessibleName(words);
    if (!isVisible())
        return;
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void StateLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.color(m_dot));
    const int line = m_words->fontMetrics().height(); // the first of the text
    const int side = m_theme.scaled(kDot);
    const QRect dot(0, m_words->y() + (qMin(line, m_words->height()) - side) / 2, side, side);
    painter.drawEllipse(QStyle::visualRect(layoutDirection(), rect(), dot));
}

} // namespace ui
