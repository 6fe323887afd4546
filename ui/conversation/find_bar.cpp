// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/conversation/find_bar.h"

#include "ui/theme/style.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>

namespace ui {

FindBar::FindBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_field(new QLineEdit)
    , m_result(new TextLabel(theme, Type::Secondary, Tone::Secondary))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 6, 14, 7);
    layout->setSpacing(6);
    m_field->setPlaceholderText(tr("Find in this chat"));
    m_field->setAccessibleName(tr("Find in this chat"));
    m_field->installEventFilter(this);
    auto *before = new IconButton(theme, Icon::Up, tr("Match before"));
    auto *after = new IconButton(theme, Icon::Down, tr("Match after"));
    auto *done = new IconButton(theme, Icon::Close, tr("Close the search"));
    layout->addWidget(m_field, 1);
    layout->addWidget(m_result);
    layout->addWidget(before);
    layout->addWidget(after);
    layout->addWidget(done);
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString &text) { Q_EMIT findRequested(text, true); });
    connect(before, &QToolButton::clicked, this, [this] { Q_EMIT findRequested(m_field->text(), true); });
    connect(after, &QToolButton::clicked, this, [this] { Q_EMIT findRequested(m_field->text(), false); });
    connect(done, &QToolButton::clicked, this, &FindBar::close);
    hide();
}

void FindBar::open()
{
    show();
    m_field->selectAll();
    m_field->setFocus();
}

void FindBar::close()
{
    if (!isVisible())
        return;
    hide();
    m_field->clear();
    Q_EMIT closed();
}

void FindBar::setFound(bool found)
{
    const bool missing = !found && !m_field->text().isEmpty();
    m_result->setText(missing ? tr("No other match") : QString());
    setInvalid(m_field, missing);
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            Q_EMIT findRequested(m_field->text(), !(key->modifiers() & Qt::ShiftModifier));
            return true;
        }
        if (key->key() == Qt::Key_Escape) {
            close();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FindBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Tone::Surface));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Tone::Divider));
}

} // namespace ui
