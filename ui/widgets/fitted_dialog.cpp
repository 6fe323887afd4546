// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/fitted_dialog.h"

#include "ui/widgets/card.h"

#include <QEvent>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace ui {

FittedDialog::FittedDialog(const Theme &theme, int wide, Tone tone, QWidget *parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_wide(wide)
    , m_area(new QScrollArea(this))
    , m_foot(new ui::Panel(theme, tone, this))
    , m_layout(new QVBoxLayout(this))
{
    auto *page = new ui::Panel(theme, tone);
    m_content = new QVBoxLayout(page);
    m_content->setContentsMargins(24, 20, 24, 12);
    m_content->setSpacing(12);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setWidgetResizable(true);
    m_area->setFocusPolicy(Qt::NoFocus);
    m_area->setWidget(page);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_layout->addWidget(m_area, 1);
    m_layout->addWidget(m_foot);
    page->installEventFilter(this);
    m_foot->installEventFilter(this);
    resize(qMin(theme.scaled(wide), screen()->availableGeometry().width()), 10);
}

void FittedDialog::setDivided()
{
    m_layout->insertWidget(1, new Divider(m_theme, this));
}

bool FittedDialog::eventFilter(QObject *watched, QEvent *event)
{
    const bool done = QDialog::eventFilter(watched, event);
    if (event->type() == QEvent::LayoutRequest)
        QMetaObject::invokeMethod(this, &FittedDialog::fit, Qt::QueuedConnection); // once the layout has heard of it, too
    return done;
}

void FittedDialog::showEvent(QShowEvent *event)
{
    fit();
    QDialog::showEvent(event);
}

void FittedDialog::fit()
{
    const QSize room = screen()->availableGeometry().size();
    const int wide = qMin(qMax(width(), m_theme.scaled(m_wide)), room.width());
    m_content->activate();
    const int inside = m_content->hasHeightForWidth() ? m_content->totalHeightForWidth(wide) : m_content->totalSizeHint().height();
    const QLayout *buttons = m_foot->layout();
    const int below = buttons && buttons->hasHeightForWidth() ? buttons->totalHeightForWidth(wide) : m_foot->sizeHint().height();
    const int between = m_layout->count() > 2 ? 1 : 0;
    m_foot->setFixedHeight(below);
    // A bar that was there for a moment would take room from a line that just fits, which breaks then, and the bar would stay.
    m_area->setVerticalScrollBarPolicy(inside + between + below > room.height() ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    resize(wide, qMin(inside + between + below, room.height()));
}

} // namespace ui
