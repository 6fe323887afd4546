// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse, selection and menus of MessageView.
#include "model/items/message_list_model.h"
#include "ui/conversation/history.h"
#include "ui/conversation/message_view.h"
#include "ui/theme/icons.h"
#include "ui/widgets/plain_tool_tip.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTextBoundaryFinder>
#include <QToolTip>

namespace ui {

using namespace Qt::StringLiterals;

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
            QToolTip::showText(help->globalPos(), plainToolTip(text), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace ui
