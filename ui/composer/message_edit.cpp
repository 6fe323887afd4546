// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/composer/message_edit.h"

#include <QAbstractTextDocumentLayout>
#include <QKeyEvent>
#include <QMimeData>
#include <QScrollBar>

namespace ui {

namespace {
constexpr int kPadX = 12;
constexpr int kRadius = 12;
} // namespace

MessageEdit::MessageEdit(const Theme &theme, QWidget *parent)
    : QTextEdit(parent)
    , m_theme(theme)
{
    setAcceptRichText(false);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTabChangesFocus(true);
    viewport()->setAutoFillBackground(false);
    document()->setDocumentMargin(0);
    connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this, &MessageEdit::fit);
    connect(&theme, &Theme::changed, this, &MessageEdit::restyle);
    restyle();
}

void MessageEdit::restyle()
{
    setFont(m_theme.font(Type::Body));
    fit();
}

void MessageEdit::setMaxHeight(int height)
{
    if (height == m_maxHeight)
        return;
    m_maxHeight = height;
    fit();
}

void MessageEdit::fit()
{
    const int line = fontMetrics().height();
    const int pad = qMax(4, (m_theme.scaled(metric::kField) - line) / 2);
    const int wanted = int(document()->size().height()) + 2 * pad;
    const int height = qBound(m_theme.scaled(metric::kField), wanted, qMax(m_maxHeight, m_theme.scaled(metric::kField)));
    setViewportMargins(kPadX, pad, kPadX - 6, pad);
    setVerticalScrollBarPolicy(wanted > height ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    if (height != this->height() || height != minimumHeight())
        setFixedHeight(height);
}

void MessageEdit::resizeEvent(QResizeEvent *event)
{
    QTextEdit::resizeEvent(event);
    fit();
}

void MessageEdit::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        const bool plain = !(event->modifiers() & ~Qt::KeypadModifier);
        const bool shift = event->modifiers() & Qt::ShiftModifier;
        const bool control = event->modifiers() & Qt::ControlModifier;
        if (control || (m_enterSends && plain) || (!m_enterSends && shift)) {
            Q_EMIT sendRequested();
            return;
        }
        insertPlainText(QString(u'\n'));
        ensureCursorVisible();
        return;
    }
    QTextEdit::keyPressEvent(event);
}

bool MessageEdit::canInsertFromMimeData(const QMimeData *source) const
{
    return source->hasText();
}

void MessageEdit::insertFromMimeData(const QMimeData *source)
{
    insertPlainText(source->text());
    ensureCursorVisible();
}

void MessageEdit::focusInEvent(QFocusEvent *event)
{
    QTextEdit::focusInEvent(event);
    if (parentWidget())
        parentWidget()->update();
}

void MessageEdit::focusOutEvent(QFocusEvent *event)
{
    QTextEdit::focusOutEvent(event);
    if (parentWidget())
        parentWidget()->update();
}

} // namespace ui
