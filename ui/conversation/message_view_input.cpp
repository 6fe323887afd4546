// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse, keyboard, selection and search of MessageView.
#include "model/items/message_list_model.h"
#include "ui/conversation/history.h"
#include "ui/conversation/message_view.h"
#include "ui/theme/icons.h"

#include <QAccessible>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTextBoundaryFinder>
#include <QTextLayout>
#include <QToolTip>

namespace ui {

using namespace Qt::StringLiterals;

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

MessageView::Hit MessageView::hitAt(const QPoint &viewportPoint) const
{
    Hit hit;
    const int top = contentTop();
    const int row = m_rows.rowAt(viewportPoint.y() - top);
    if (row < 0 || !m_rows.isExact(row))
        return hit;
    const BubbleLayout &layout = m_rows.layout(row);
    hit.row = row;
    hit.point = viewportPoint - QPoint(0, top + m_rows.top(row));
    hit.link = layout.linkAt(hit.point);
    hit.onText = layout.bubble.contains(hit.point);
    if (layout.retry.contains(hit.point))
        hit.action = MessageLooks::Action::Retry;
    else if (layout.discard.contains(hit.point))
        hit.action = MessageLooks::Action::Discard;
    return hit;
}

TextSelection::Point MessageView::pointAt(const QPoint &viewportPoint) const
{
    const int top = contentTop();
    const int row = m_rows.rowAt(viewportPoint.y() - top);
    if (row < 0 || !m_rows.isExact(row))
        return {};
    const BubbleLayout &layout = m_rows.layout(row);
    const QPoint point = viewportPoint - QPoint(0, top + m_rows.top(row));
    if (point.y() < layout.bubble.top())
        return {m_rows.idOf(row), 0};
    if (point.y() > layout.bubble.bottom())
        return {m_rows.idOf(row), m_rows.facts(row).text.plain().size()};
    return {m_rows.idOf(row), layout.positionAt(point)};
}

void MessageView::extendSelection(const QPoint &viewportPoint)
{
    const auto point = pointAt(viewportPoint);
    if (point.message == model::MessageId{} || m_selection.cursor == point)
        return;
    m_selection.cursor = point;
    viewport()->update();
}

std::pair<TextSelection::Point, TextSelection::Point> MessageView::orderedSelection() const
{
    const auto &[a, b] = m_selection;
    if (a.message == b.message)
        return a.position <= b.position ? std::pair(a, b) : std::pair(b, a);
    return m_rows.rowOf(a.message) <= m_rows.rowOf(b.message) ? std::pair(a, b) : std::pair(b, a);
}

std::pair<qsizetype, qsizetype> MessageView::selectionIn(int row) const
{
    if (m_selection.isEmpty())
        return {0, 0};
    const auto [first, last] = orderedSelection();
    const int from = m_rows.rowOf(first.message), to = m_rows.rowOf(last.message);
    if (from < 0 || to < 0 || row < from || row > to)
        return {0, 0};
    const qsizetype start = row == from ? first.position : 0;
    const qsizetype end = row == to ? last.position : std::numeric_limits<qsizetype>::max();
    return {start, end};
}

QString MessageView::selectedText() const
{
    if (m_selection.isEmpty())
        return {};
    const auto [first, last] = orderedSelection();
    const int from = m_rows.rowOf(first.message), to = m_rows.rowOf(last.message);
    if (from < 0 || to < 0)
        return {};
    QStringList lines;
    for (int row = from; row <= to; ++row) {
        const QModelIndex index = m_history.model().index(row, 0);
        const QString plain = messageText(index.data(model::MessageListModel::MessageRole).value<model::Message>().body,
            index.data(model::MessageListModel::SenderNameRole).toString())
                                  .plain();
        const auto [start, end] = selectionIn(row);
        const QString part = plain.mid(start, qMin(end, plain.size()) - start);
        if (from == to)
            return part; // a piece of one message is just text
        if (!part.isEmpty())
            lines.append(quotedLine(index, part));
    }
    return lines.join(u'\n');
}

void MessageView::copy() const
{
    if (const QString text = selectedText(); !text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
    else
        copyRow(currentRow());
}

void MessageView::copyRow(int row) const
{
    if (row >= 0 && row < m_rows.count())
        QGuiApplication::clipboard()->setText(m_history.model().index(row, 0).data(model::MessageListModel::MessageRole).value<model::Message>().body);
}

void MessageView::selectAll()
{
    if (m_rows.count() == 0)
        return;
    const int last = m_rows.count() - 1;
    m_rows.layoutRows(last, last);
    m_selection = {{m_rows.idOf(0), 0}, {m_rows.idOf(last), m_rows.facts(last).text.plain().size()}};
    viewport()->update();
}

void MessageView::clearSelection()
{
    m_selection = {};
    viewport()->update();
}

void MessageView::mousePressEvent(QMouseEvent *event)
{
    m_keyboardFocus = false;
    if (event->button() != Qt::LeftButton) {
        QAbstractScrollArea::mousePressEvent(event);
        return;
    }
    m_pressPoint = event->position().toPoint();
    m_dragPoint = m_pressPoint;
    const Hit hit = hitAt(m_pressPoint);
    if (hit.action != MessageLooks::Action::None)
        return;
    const auto point = pointAt(m_pressPoint);
    if (event->modifiers() & Qt::ShiftModifier && m_selection.anchor.message != model::MessageId{})
        m_selection.cursor = point;
    else
        m_selection = {point, point};
    m_current = point.message;
    m_selecting = true;
    viewport()->update();
}

void MessageView::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint point = event->position().toPoint();
    if (m_selecting && event->buttons() & Qt::LeftButton) {
        m_dragPoint = point;
        if ((point - m_pressPoint).manhattanLength() >= 3)
            extendSelection(point);
        const bool outside = point.y() < 0 || point.y() > viewport()->height();
        if (outside && !m_autoScroll.isActive())
            m_autoScroll.start(30, this);
        else if (!outside)
            m_autoScroll.stop();
        return;
    }
    const Hit hit = hitAt(point);
    const auto id = hit.row >= 0 ? m_rows.idOf(hit.row) : model::MessageId{};
    if (hit.action != m_hover.action || id != m_hoverId) {
        m_hover = hit;
        m_hover.link = nullptr; // lives in the layout, which may go
        m_hoverId = id;
        viewport()->update();
    }
    viewport()->setCursor(hit.link || hit.action != MessageLooks::Action::None ? Qt::PointingHandCursor : hit.onText ? Qt::IBeamCursor : Qt::ArrowCursor);
}

void MessageView::mouseReleaseEvent(QMouseEvent *event)
{
    m_autoScroll.stop();
    const bool selecting = std::exchange(m_selecting, false);
    if (event->button() != Qt::LeftButton)
        return;
    const QPoint point = event->position().toPoint();
    const Hit hit = hitAt(point);
    if (auto *clipboard = QGuiApplication::clipboard(); selecting && clipboard->supportsSelection() && hasSelection())
        clipboard->setText(selectedText(), QClipboard::Selection);
    if ((point - m_pressPoint).manhattanLength() >= 3 || hit.row < 0)
        return;
    const auto id = m_rows.idOf(hit.row);
    if (hit.action == MessageLooks::Action::Retry)
        Q_EMIT retryRequested(id);
    else if (hit.action == MessageLooks::Action::Discard)
        Q_EMIT discardRequested(id);
    else if (hit.link && selecting && m_selection.isEmpty())
        Q_EMIT linkActivated(hit.link->target, m_rows.facts(hit.row).text.plain().isEmpty() ? QString() : [&] {
            for (const auto &part : m_rows.layout(hit.row).parts)
                for (const auto &link : part.links)
                    if (&link == hit.link)
                        return part.layout->text().mid(link.start, link.length);
            return QString();
        }());
}

void MessageView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && hitAt(event->position().toPoint()).onText) {
        selectWordAt(event->position().toPoint());
        m_pressPoint = QPoint(-100, -100); // the release is no click
    }
}

void MessageView::selectWordAt(const QPoint &viewportPoint)
{
    const auto point = pointAt(viewportPoint);
    const int row = m_rows.rowOf(point.message);
    if (row < 0)
        return;
    const QString text = m_rows.facts(row).text.plain();
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, text);
    finder.setPosition(point.position);
    const qsizetype start = finder.isAtBoundary() && finder.boundaryReasons() & QTextBoundaryFinder::StartOfItem ? point.position : qMax<qsizetype>(0, finder.toPreviousBoundary());
    finder.setPosition(start);
    const qsizetype end = finder.toNextBoundary();
    m_selection = {{point.message, start}, {point.message, end < 0 ? text.size() : end}};
    viewport()->update();
}

void MessageView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_autoScroll.timerId()) {
        QAbstractScrollArea::timerEvent(event);
        return;
    }
    const int over = m_dragPoint.y() < 0 ? m_dragPoint.y() : m_dragPoint.y() - viewport()->height();
    verticalScrollBar()->setValue(verticalScrollBar()->value() + qBound(-60, over, 60));
}

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

QPoint MessageView::linkPoint(int row) const
{
    if (row < 0 || row >= m_rows.count() || !m_rows.isExact(row))
        return {};
    const BubbleLayout &layout = m_rows.layout(row);
    for (const auto &part : layout.parts) {
        for (const auto &link : part.links) {
            const auto rects = layout.selectionRects(part.start + link.start, part.start + link.start + link.length);
            if (!rects.empty())
                return rects.front().center().toPoint() + QPoint(0, contentTop() + m_rows.top(row));
        }
    }
    return {};
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

void MessageView::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const int row = currentRow();
        if (row >= 0)
            showMenu(row, viewport()->mapToGlobal(rowRect(row).center()), nullptr);
        return;
    }
    const Hit hit = hitAt(event->pos());
    if (hit.row >= 0 && hit.onText)
        showMenu(hit.row, event->globalPos(), hit.link);
}

void MessageView::showMenu(int row, const QPoint &global, const LinkSpan *link)
{
    const auto id = m_rows.idOf(row);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (hasSelection())
        menu->addAction(icon(m_theme, Icon::Copy), tr("Copy selected text"), this, [this] { copy(); });
    menu->addAction(icon(m_theme, Icon::Copy), tr("Copy message"), this, [this, id] { copyRow(m_rows.rowOf(id)); });
    if (link) {
        const QUrl target = link->target;
        menu->addAction(icon(m_theme, Icon::Link), tr("Copy link address"), this, [target] { QGuiApplication::clipboard()->setText(target.toString(QUrl::FullyEncoded)); });
    }
    menu->addAction(tr("Select all"), this, &MessageView::selectAll);
    if (m_rows.facts(row).state == model::MessageState::Failed) {
        menu->addSeparator();
        menu->addAction(icon(m_theme, Icon::Retry), tr("Try to send again"), this, [this, id] { Q_EMIT retryRequested(id); });
        menu->addAction(icon(m_theme, Icon::Trash), tr("Delete this message"), this, [this, id] { Q_EMIT discardRequested(id); });
    }
    menu->popup(global);
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

bool MessageView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const Hit hit = hitAt(help->pos());
        QString text;
        if (hit.link)
            text = plainTarget(hit.link->target);
        else if (hit.row >= 0 && (m_rows.layout(hit.row).state.contains(hit.point) || m_rows.layout(hit.row).time.contains(hit.point))) {
            const auto message = m_history.model().index(hit.row, 0).data(model::MessageListModel::MessageRole).value<model::Message>();
            text = QLocale().toString(message.sentAt.toLocalTime(), QLocale::LongFormat);
            if (const QString state = stateText(message.state); !state.isEmpty())
                text = u"%1 · %2"_s.arg(text, state);
        }
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), text, viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
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
