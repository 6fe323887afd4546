// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/banner.h"

#include "ui/theme/style.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/text_label.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

namespace ui {

Banner::Banner(const Theme &theme, Kind kind, const QString &text, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_kind(kind)
    , m_text(new TextLabel(theme, Type::Body, Tone::Text, text))
    , m_extras(new QHBoxLayout)
    , m_action(new QPushButton)
    , m_close(new IconButton(theme, Icon::Close, tr("Hide this notice")))
{
    m_layout = new QBoxLayout(QBoxLayout::LeftToRight, this);
    constexpr int kIconRoom = 44; // margins are not mirrored by themselves
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    m_layout->setContentsMargins(mirrored ? 8 : kIconRoom, 8, mirrored ? kIconRoom : 8, 8);
    m_layout->setSpacing(8);
    m_text->setWordWrap(true);
    m_layout->addWidget(m_text, 1);
    auto *controls = new QHBoxLayout;
    controls->setSpacing(8);
    controls->addLayout(m_extras, 1);
    controls->addWidget(m_action);
    controls->addWidget(m_close);
    m_layout->addLayout(controls);
    m_action->hide();
    m_close->hide();
    setAccessibleName(text);
    connect(m_action, &QPushButton::clicked, this, &Banner::actionTriggered);
    connect(m_close, &QToolButton::clicked, this, [this] {
        hide();
        Q_EMIT closed();
    });
}

void Banner::setText(const QString &text)
{
    m_text->setText(text);
    setAccessibleName(text);
}

void Banner::setAction(const QString &text)
{
    m_action->setText(text);
    m_action->setVisible(!text.isEmpty());
}

void Banner::setClosable(bool closable)
{
    m_close->setVisible(closable);
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tone tone = m_kind == Kind::Info ? Tone::Accent : m_kind == Kind::Warning ? Tone::Warning : Tone::Danger;
    painter.fillRect(rect(), m_theme.mix(Tone::Surface, tone, m_theme.isDark() ? 0.16 : 0.10));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Tone::Divider));
    const int line = m_text->geometry().center().y();
    QRect target(14, line - metric::kIcon / 2, metric::kIcon, metric::kIcon);
    target = QStyle::visualRect(layoutDirection(), rect(), target);
    paintIcon(painter, target, m_kind == Kind::Info ? Icon::Info : m_kind == Kind::Warning ? Icon::Warning : Icon::Alert, m_theme.color(tone));
}

void Banner::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    m_layout->setDirection(!m_action->isHidden() && width() < 560 ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void Banner::showEvent(QShowEvent *event)
{
    QFrame::showEvent(event);
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

} // namespace ui
