// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/undo_notice.h"

#include "ui/theme/style.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/row_layout.h"
#include "ui/widgets/text_label.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace ui {

UndoNotice::UndoNotice(const Theme &theme, QWidget *parent)
    : Card(theme, parent)
    , m_text(new TextLabel(theme, Type::Body, Tone::Text))
    , m_undo(new QPushButton(tr("Undo")))
{
    setObjectName(u"undoNotice"_s);
    m_text->setObjectName(u"notice"_s);
    m_text->setWordWrap(true);
    m_undo->setObjectName(u"undo"_s);
    setButtonKind(m_undo, ButtonKind::Link);
    auto *close = new IconButton(theme, Icon::Close, tr("Hide this notice"));
    close->setObjectName(u"hideNotice"_s);
    auto *controls = new QHBoxLayout;
    controls->setSpacing(8);
    controls->addWidget(m_undo);
    controls->addWidget(close);
    auto *row = new QWidget;
    auto *layout = new RowLayout(theme.scaled(200), row);
    layout->addWidget(m_text);
    layout->addItem(controls);
    addRow(row);
    hide();
    m_timer.setSingleShot(true);
    m_timer.setInterval(kTime);
    connect(&m_timer, &QTimer::timeout, this, &UndoNotice::expire);
    connect(close, &QAbstractButton::clicked, this, &UndoNotice::expire);
    connect(m_undo, &QPushButton::clicked, this, [this] {
        m_timer.stop();
        m_later = nullptr;
        hide();
        if (const auto undo = std::exchange(m_onUndo, nullptr))
            undo();
    });
}

void UndoNotice::tell(const QString &sentence, std::function<void()> undo, std::function<void()> later)
{
    settle(); // the one before
    m_onUndo = std::move(undo);
    m_later = std::move(later);
    present(sentence, Tone::Text);
    m_timer.start();
}

void UndoNotice::warn(const QString &sentence)
{
    settle();
    present(sentence, Tone::Danger);
}

void UndoNotice::present(const QString &sentence, Tone tone)
{
    m_text->setText(sentence);
    m_text->setTone(tone);
    m_undo->setVisible(bool(m_onUndo));
    setAccessibleName(sentence);
    show();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void UndoNotice::expire()
{
    hide();
    settle();
}

void UndoNotice::settle()
{
    m_timer.stop();
    m_onUndo = nullptr;
    if (const auto later = std::exchange(m_later, nullptr))
        later();
}

bool UndoNotice::event(QEvent *event)
{
    // Whoever is about to press the button has all the time in the world.
    if (event->type() == QEvent::Enter && m_timer.isActive())
        m_timer.stop();
    else if (event->type() == QEvent::Leave && isVisible() && (m_onUndo || m_later))
        m_timer.start();
    return Card::event(event);
}

} // namespace ui
