// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings_page.h"

#include "ui/widgets/card.h"
#include "ui/widgets/row_layout.h"
#include "ui/widgets/text_label.h"

#include <QResizeEvent>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int kMargin = 32, kNarrowMargin = 16; // at the sides of a page
constexpr int kNarrowPage = 480;
constexpr int kWordsAtLeast = 160; // beside a control

} // namespace

SettingsPage::SettingsPage(const Theme &theme, const QString &heading, QWidget *parent)
    : QScrollArea(parent)
    , m_theme(theme)
    , m_subtitle(new TextLabel(theme, Type::Body, Tone::Secondary))
    , m_body(new QVBoxLayout)
{
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setAccessibleName(heading);
    auto *page = new ui::Panel(theme, Tone::Window);
    setWidget(page);
    m_subtitle->setWordWrap(true);
    m_subtitle->hide();
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(kMargin, 24, kMargin, 24);
    layout->setSpacing(0);
    layout->addWidget(new TextLabel(theme, Type::Heading, Tone::Text, heading, page));
    layout->addSpacing(4);
    layout->addWidget(m_subtitle);
    m_body->setContentsMargins(0, 18, 0, 0);
    m_body->setSpacing(16);
    layout->addLayout(m_body);
    layout->addStretch();
}

void SettingsPage::setSubtitle(const QString &text)
{
    m_subtitle->setText(text);
    m_subtitle->setVisible(!text.isEmpty());
}

void SettingsPage::resizeEvent(QResizeEvent *event)
{
    const int side = event->size().width() < kNarrowPage ? kNarrowMargin : kMargin;
    widget()->layout()->setContentsMargins(side, 24, side, 24);
    QScrollArea::resizeEvent(event);
}

void SettingsPage::clearBody()
{
    while (QLayoutItem *item = m_body->takeAt(0)) {
        // Not at once: the button that was clicked may be among them.
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
}

SettingRow::SettingRow(const Theme &theme, const QString &title, const QString &explanation, QWidget *control, QWidget *parent)
    : QWidget(parent)
    , m_explanation(new TextLabel(theme, Type::Secondary, Tone::Secondary, {}, this))
{
    auto *name = new TextLabel(theme, Type::Body, Tone::Text, title, this);
    name->setWordWrap(true);
    m_explanation->setWordWrap(true);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(name);
    words->addWidget(m_explanation);
    auto *layout = new RowLayout(theme.scaled(kWordsAtLeast), this);
    layout->addItem(words);
    if (control) {
        layout->addWidget(control);
        name->setBuddy(control);
        if (control->accessibleName().isEmpty())
            control->setAccessibleName(title);
        control->setAccessibleDescription(explanation);
    }
    setExplanation(explanation);
}

void SettingRow::setExplanation(const QString &text)
{
    m_explanation->setText(text);
    m_explanation->setVisible(!text.isEmpty());
}

} // namespace ui
