// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/outcome_view.h"

#include "ui/devices/progress_line.h"
#include "ui/widgets/plain_tool_tip.h"
#include "ui/widgets/text_label.h"

#include <QAccessible>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kSign = 56, kIcon = 26;

} // namespace

OutcomeView::OutcomeView(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_sign(new QWidget(this))
    , m_title(new TextLabel(theme, Type::Title, Tone::Text, {}, this))
    , m_sentence(new TextLabel(theme, Type::Body, Tone::Secondary, {}, this))
    , m_advice(new TextLabel(theme, Type::Body, Tone::Text, {}, this))
    , m_progress(new ProgressLine(theme, this))
{
    const auto fit = [this] { m_sign->setFixedSize(m_theme.scaled(kSign), m_theme.scaled(kSign)); };
    fit();
    m_title->setObjectName(u"outcomeTitle"_s);
    m_sentence->setObjectName(u"outcomeSentence"_s);
    m_advice->setObjectName(u"outcomeAdvice"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_sign, 0, Qt::AlignHCenter);
    layout->addSpacing(4);
    for (TextLabel *label : {m_title, m_sentence, m_advice}) {
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignCenter);
        layout->addWidget(label);
    }
    layout->addSpacing(4);
    layout->addWidget(m_progress);
    connect(&theme, &Theme::changed, this, fit);
}

void OutcomeView::setContent(const Content &content)
{
    if (content == m_content)
        return;
    const bool said = content.title == m_content.title && content.sentence == m_content.sentence && content.advice == m_content.advice;
    m_content = content;
    m_title->setText(content.title);
    m_sentence->setText(content.sentence);
    m_sentence->setVisible(!content.sentence.isEmpty());
    setPlainToolTip(m_sentence, content.detail);
    m_advice->setText(content.advice);
    m_advice->setVisible(!content.advice.isEmpty());
    m_progress->setVisible(content.progress || content.busy);
    if (content.progress)
        m_progress->setProgress(*content.progress);
    else
        m_progress->setBusy();
    setAccessibleName(QStringList{content.title, content.sentence, content.advice}.join(u' ').simplified());
    update();
    if (said || !isVisible())
        return;
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void OutcomeView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.mix(Tone::Surface, m_content.tone, m_theme.isDark() ? 0.18 : 0.12));
    painter.drawEllipse(m_sign->geometry());
    QRectF icon(0, 0, m_theme.scaled(kIcon), m_theme.scaled(kIcon));
    icon.moveCenter(QRectF(m_sign->geometry()).center());
    paintIcon(painter, icon, m_content.icon, m_theme.color(m_content.tone));
}

} // namespace ui
