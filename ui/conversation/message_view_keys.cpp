// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Keyboard and search of MessageView.
#include "ui/conversation/history.h"
#include "ui/conversation/message_view.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QScrollBar>
#include <QTextBoundaryFinder>
#include <QTextLayout>

namespace ui {

namespace {

qsizetype wordStep(const QString &text, qsizetype from, bool forward)
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, text);
    finder.setPosition(from);
    qsizetype to = forward ? finder.toNextBoundary() : finder.toPreviousBoundary();
    return to < 0 ? (forward ? text.size() : 0) : to;
}

qsizetype characterStep(const QString &text, qsizetype from, bool forward)
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
    finder.setPosition(from);
    const qsizetype to = forward ? finder.toNextBoundary() : finder.toPreviousBoundary();
    return to < 0 ? from : to;
}

} // namespace

void MessageView::setCurrentRow(int row)
{
    if (row < 0 || row >= m_rows.count())
        return;
    m_current = m_rows.idOf(row);
    m_keyboardFocus = true;
    scrollToRow(row);
    viewport()->update();
    QAccessibleEvent focus(this, QAccessible::Focus);
    focus.setChild(row);
    QAccessible::updateAccessibility(&focus);
}

void MessageView::moveCursor(int key, bool byWord)
{
    if (m_selection.cursor.message == model::MessageId{}) {
        const int row = qMax(0, currentRow());
        if (row >= m_rows.count())
            return;
        m_selection = {{m_rows.idOf(row), 0}, {m_rows.idOf(row), 0}};
    }
    auto &cursor = m_selection.cursor;
    int row = m_rows.rowOf(cursor.message);
    if (row < 0)
        return;
    m_rows.layoutRows(row, row);
    const QString text = m_rows.facts(row).text.plain();
    const bool forward = key == Qt::Key_Down || key == (layoutDirection() == Qt::RightToLeft ? Qt::Key_Left : Qt::Key_Right);
    const bool lines = key == Qt::Key_Up || key == Qt::Key_Down;
    const qsizetype edge = forward ? text.size() : 0;
    if (cursor.position != edge) {
        cursor.position = lines ? edge : byWord ? wordStep(text, cursor.position, forward) : characterStep(text, cursor.position, forward);
    } else if (const int next = row + (forward ? 1 : -1); next >= 0 && next < m_rows.count()) {
        m_rows.layoutRows(next, next);
        const qsizetype size = m_rows.facts(next).text.plain().size();
        cursor = {m_rows.idOf(next), lines ? (forward ? size : 0) : (forward ? 0 : size)};
        row = next;
    }
    m_current = cursor.message;
    scrollToRow(row);
    viewport()->update();
}

void MessageView::keyPressEvent(QKeyEvent *event)
{
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    const bool control = event->modifiers() & Qt::ControlModifier;
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (event->modifiers() & Qt::AltModifier)
            break;
        if (shift) {
            moveCursor(event->key(), false);
        } else {
            clearSelection();
            const int from = currentRow() < 0 ? m_rows.count() : currentRow();
            setCurrentRow(qBound(0, from + (event->key() == Qt::Key_Down ? 1 : -1), m_rows.count() - 1));
        }
        return;
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (shift) {
            moveCursor(event->key(), control);
            return;
        }
        break;
    case Qt::Key_Home:
        verticalScrollBar()->setValue(0);
        return;
    case Qt::Key_End:
        jumpToNewest();
        return;
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        if (!control) {
            verticalScrollBar()->triggerAction(event->key() == Qt::Key_PageUp ? QAbstractSlider::SliderPageStepSub : QAbstractSlider::SliderPageStepAdd);
            return;
        }
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        activateRow(currentRow());
        return;
    case Qt::Key_Escape:
        if (hasSelection()) {
            clearSelection();
            return;
        }
        break;
    default:
        if (!control && !(event->modifiers() & Qt::AltModifier) && !event->text().isEmpty() && event->text().at(0).isPrint()) {
            Q_EMIT typed(event->text());
            return;
        }
        break;
    }
    event->ignore();
}

void MessageView::activateRow(int row)
{
    if (row < 0 || row >= m_rows.count())
        return;
    m_rows.layoutRows(row, row);
    if (m_rows.facts(row).state == model::MessageState::Failed) {
        Q_EMIT retryRequested(m_rows.idOf(row));
        return;
    }
    for (const auto &part : m_rows.layout(row).parts) {
        if (!part.links.empty()) {
            const auto &link = part.links.front();
            Q_EMIT linkActivated(link.target, part.layout->text().mid(link.start, link.length));
            return;
        }
    }
}

void MessageView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    if (event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason) {
        m_keyboardFocus = true;
        if (currentRow() < 0 && m_rows.count() > 0)
            setCurrentRow(m_rows.rowAt(viewport()->height() - 1 - contentTop()));
    }
    viewport()->update();
}

void MessageView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

bool MessageView::event(QEvent *event)
{
    // Shift+arrows and Ctrl+C are ours while we have the focus, whatever the window's shortcuts say.
    if (event->type() == QEvent::ShortcutOverride) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Copy) || key->matches(QKeySequence::SelectAll) || (key->key() == Qt::Key_Escape && hasSelection())) {
            event->accept();
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

bool MessageView::find(const QString &text, bool upwards)
{
    if (text.isEmpty()) {
        clearFind();
        return false;
    }
    if (text != m_findText) {
        m_findText = text;
        m_found = {};
    }
    int row = m_rows.rowOf(m_found);
    row = row < 0 ? (upwards ? m_rows.count() - 1 : 0) : row + (upwards ? -1 : 1);
    // Each page comes from the store; what is not there yet is the archive's and arrives by scrolling.
    for (int pages = 0; pages < 100; ++pages) {
        for (; row >= 0 && row < m_rows.count(); row += upwards ? -1 : 1) {
            m_rows.layoutRows(row, row);
            const QString plain = m_rows.facts(row).text.plain();
            const qsizetype at = plain.indexOf(text, 0, Qt::CaseInsensitive);
            if (at < 0)
                continue;
            m_found = m_rows.idOf(row);
            m_selection = {{m_found, at}, {m_found, at + text.size()}};
            m_stick = false;
            m_anchor = Place{m_found, viewport()->height() / 3};
            settle();
            takeAnchor();
            Q_EMIT positionChanged();
            return true;
        }
        if (upwards ? !m_history.canFetchOlder() : !m_history.canFetchNewer())
            break;
        const auto edge = upwards ? m_rows.idOf(0) : m_rows.idOf(m_rows.count() - 1);
        if (upwards)
            m_history.fetchOlder();
        else
            m_history.fetchNewer();
        row = m_rows.rowOf(edge) + (upwards ? -1 : 1);
    }
    return false;
}

void MessageView::clearFind()
{
    m_found = {};
    m_findText.clear();
    clearSelection();
}

} // namespace ui
