// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/empty_state.h"

#include "ui/theme/style.h"
#include "ui/widgets/text_label.h"

#include <QPainter>
#include <QPaintEvent>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui {

namespace {

/// A large icon on a soft round ground.
class Emblem final : public QWidget
{
public:
    Emblem(const Theme &theme, Icon icon)
        : m_theme(theme)
        , m_icon(icon)
    {
        setFixedSize(72, 72);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(Tone::Selection));
        painter.drawEllipse(rect());
        paintIcon(painter, QRectF(20, 20, 32, 32), m_icon, m_theme.color(Tone::Accent));
    }

private:
    const Theme &m_theme;
    Icon m_icon;
};

} // namespace

EmptyState::EmptyState(const Theme &theme, Icon icon, Tone background, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_background(background)
    , m_title(new TextLabel(theme, Type::Title, Tone::Text))
    , m_sentence(new TextLabel(theme, Type::Body, Tone::Secondary))
    , m_action(new QPushButton)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(8);
    layout->addStretch();
    layout->addWidget(new Emblem(theme, icon), 0, Qt::AlignHCenter);
    layout->addSpacing(8);
    m_title->setAlignment(Qt::AlignCenter);
    m_title->setWordWrap(true);
    layout->addWidget(m_title);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    layout->addWidget(m_sentence);
    layout->addSpacing(8);
    layout->addWidget(m_action, 0, Qt::AlignHCenter);
    layout->addStretch();
    setButtonKind(m_action, ButtonKind::Primary);
    m_action->hide();
    connect(m_action, &QPushButton::clicked, this, &EmptyState::actionTriggered);
}

void EmptyState::setTexts(const QString &title, const QString &sentence)
{
    m_title->setText(title);
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
}

void EmptyState::setAction(const QString &text)
{
    m_action->setText(text);
    m_action->setVisible(!text.isEmpty());
}

void EmptyState::paintEvent(QPaintEvent *event)
{
    QPainter(this).fillRect(event->rect(), m_theme.color(m_background));
}

} // namespace ui
