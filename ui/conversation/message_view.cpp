// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/conversation/message_view.h"

#include "model/items/message_list_model.h"
#include "ui/conversation/history.h"
#include "ui/conversation/message_view_accessible.h"
#include "ui/widgets/avatar_cache.h"

#include <QPainter>
#include <QPaintEvent>
#include <QScrollBar>
#include <QTextLayout>
#include <QVariantAnimation>

namespace ui {

using namespace std::chrono_literals;

namespace {
constexpr int kBottomPad = 16;
constexpr int kTopPad = 8;
} // namespace

MessageView::MessageView(const Theme &theme, AvatarCache &avatars, const net::Clock &clock, History &history, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_theme(theme)
    , m_avatars(avatars)
    , m_clock(clock)
    , m_history(history)
{
    installMessageViewAccessibility();
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Messages"));
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    verticalScrollBar()->setSingleStep(40);
    m_rows.setModel(&history.model());

    auto *model = &history.model();
    connect(model, &QAbstractItemModel::modelReset, this, &MessageView::onReset);
    connect(model, &QAbstractItemModel::layoutChanged, this, [this] {
        m_rows.reset();
        settle();
    });
    connect(model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &, int first, int last) { onInserted(first, last); });
    connect(model, &QAbstractItemModel::rowsRemoved, this, [this](const QModelIndex &, int first, int last) { onRemoved(first, last); });
    connect(model, &QAbstractItemModel::rowsMoved, this, [this] {
        m_rows.reset();
        settle();
    });
    connect(model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &from, const QModelIndex &to) { onChanged(from.row(), to.row()); });
    connect(&theme, &Theme::changed, this, [this] {
        restyle();
        m_rows.relayout();
        shape();
        settle();
    });
    connect(this, &MessageView::arrived, this, [this](model::MessageId message) { announceMessage(this, rowOf(message)); });
    connect(&avatars, &AvatarCache::ready, viewport(), qOverload<>(&QWidget::update));

    m_seenTimer.setSingleShot(true);
    m_seenTimer.setInterval(200ms); // passing by is not reading
    connect(&m_seenTimer, &QTimer::timeout, this, &MessageView::reportSeen);
    m_moreTimer.setSingleShot(true);
    connect(&m_moreTimer, &QTimer::timeout, this, &MessageView::wantMore);
    restyle();
    shape();
}

MessageView::~MessageView() = default;

void MessageView::restyle()
{
    // The lane of the scroll bar is part of the picture.
    QPalette colours = palette();
    colours.setColor(QPalette::Base, m_theme.color(Tone::ChatBackground));
    setPalette(colours);
}

void MessageView::shape()
{
    m_fonts = BubbleFonts::of(m_theme);
    m_rows.setShape(viewport()->width(), m_fonts, layoutDirection());
}

void MessageView::setPeer(const QString &address, bool picturesAllowed)
{
    m_peer = address;
    m_picturesAllowed = picturesAllowed;
    viewport()->update();
}

void MessageView::open(int unread, std::optional<Place> place)
{
    m_conversation.now = m_clock.now();
    m_conversation.unreadAtOpening = unread;
    m_rows.setConversation(m_conversation);
    m_selection = {};
    m_current = {};
    m_found = {};
    m_findText.clear();
    m_asked.clear();
    m_seen = {};
    m_anchor.reset();
    m_stick = true;
    const int row = m_history.openingRow();
    if (row >= 0 && row < m_rows.count() && m_history.model().index(row, 0).data(model::MessageListModel::FirstUnreadRole).toBool()) {
        // The line and a little of what was read before it stay in sight.
        m_stick = false;
        m_anchor = Place{m_rows.idOf(row), qMax(80, viewport()->height() / 4)};
    } else if (place && (m_rows.rowOf(place->message) >= 0 || m_history.showAround(place->message))) {
        m_stick = false;
        m_anchor = place;
    }
    settle();
    Q_EMIT positionChanged();
}

std::optional<MessageView::Place> MessageView::place() const
{
    return m_stick ? std::nullopt : m_anchor;
}

bool MessageView::atNewest() const
{
    return m_stick && !m_history.canFetchNewer();
}

int MessageView::newBelow() const
{
    if (m_rows.count() == 0 || atNewest())
        return 0;
    return m_history.unreadBelow(m_rows.rowAt(viewport()->height() - 1 - contentTop()));
}

int MessageView::contentTop() const
{
    const int total = kTopPad + m_rows.totalHeight() + kBottomPad;
    // A short conversation stands at the bottom, beside the composer.
    const int shortBy = qMax(0, viewport()->height() - total);
    return shortBy + kTopPad - verticalScrollBar()->value();
}

void MessageView::takeAnchor()
{
    const auto *bar = verticalScrollBar();
    m_stick = bar->value() >= bar->maximum() - 2;
    m_anchor.reset();
    if (m_stick || m_rows.count() == 0)
        return;
    const int top = contentTop();
    for (int row = m_rows.rowAt(-top); row < m_rows.count(); ++row) {
        const int y = top + m_rows.top(row);
        if (y >= viewport()->height())
            break;
        if (!m_rows.isExact(row))
            continue;
        // The bubble, not the row: separators above it come and go.
        const int bubble = y + m_rows.layout(row).bubble.top();
        if (bubble + m_rows.layout(row).bubble.height() > 0) {
            m_anchor = Place{m_rows.idOf(row), bubble};
            return;
        }
    }
    const int row = m_rows.rowAt(-top);
    m_anchor = Place{m_rows.idOf(row), top + m_rows.top(row)};
}

void MessageView::applyAnchor()
{
    auto *bar = verticalScrollBar();
    const int total = kTopPad + m_rows.totalHeight() + kBottomPad;
    bar->setPageStep(viewport()->height());
    bar->setRange(0, qMax(0, total - viewport()->height()));
    const int row = m_anchor ? m_rows.rowOf(m_anchor->message) : -1;
    if (m_stick || row < 0) {
        bar->setValue(bar->maximum());
        return;
    }
    m_rows.layoutRows(row, row);
    bar->setRange(0, qMax(0, kTopPad + m_rows.totalHeight() + kBottomPad - viewport()->height()));
    bar->setValue(kTopPad + m_rows.top(row) + m_rows.layout(row).bubble.top() - m_anchor->offset);
}

void MessageView::settle()
{
    if (m_settling)
        return;
    m_settling = true;
    // Making rows exact moves others into sight; a few rounds settle it, as estimates are near the truth.
    for (int round = 0; round < 8; ++round) {
        applyAnchor();
        const int top = contentTop();
        const int margin = viewport()->height() / 2;
        const int first = m_rows.rowAt(-top - margin), last = m_rows.rowAt(-top + viewport()->height() + margin);
        if (first < 0 || !m_rows.layoutRows(first, last))
            break;
    }
    applyAnchor();
    m_settling = false;
    // Who sees the newest message stays with it.
    if (!m_stick && verticalScrollBar()->value() >= verticalScrollBar()->maximum() - 2 && !m_history.canFetchNewer()) {
        m_stick = true;
        m_anchor.reset();
    }
    viewport()->update();
    m_moreTimer.start(0ms);
    m_seenTimer.start();
}

void MessageView::scrollContentsBy(int, int)
{
    if (m_settling)
        return;
    takeAnchor();
    settle();
    if (m_selecting)
        extendSelection(m_dragPoint);
    Q_EMIT positionChanged();
}

void MessageView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    shape();
    settle();
    Q_EMIT positionChanged();
}

void MessageView::onReset()
{
    m_rows.reset();
    m_anchor.reset();
    m_stick = true;
    settle();
    Q_EMIT positionChanged();
}

void MessageView::onInserted(int first, int last)
{
    const bool atEnd = last == m_history.model().rowCount() - 1;
    m_rows.inserted(first, last);
    // A row past the loaded window is no new message.
    const bool fresh = atEnd && !m_history.canFetchNewer() && first > 0;
    if (atEnd && m_stick && !fresh && first > 0)
        takeAnchor(); // the window grew downwards: stay with what is being read
    settle();
    if (fresh && isVisible() && last - first < 5) {
        for (int row = first; row <= last; ++row)
            Q_EMIT arrived(m_rows.idOf(row));
    }
    Q_EMIT positionChanged();
}

void MessageView::onRemoved(int first, int last)
{
    // When the row that held the view goes, its neighbour takes over.
    const int anchorRow = m_anchor ? m_rows.rowOf(m_anchor->message) : -1;
    const int keep = anchorRow >= first && anchorRow <= last ? (last + 1 < m_rows.count() ? last + 1 : first - 1) : -1;
    if (keep >= 0) {
        const int y = contentTop() + m_rows.top(keep) + (m_rows.isExact(keep) ? m_rows.layout(keep).bubble.top() : 0);
        m_anchor = Place{m_rows.idOf(keep), y};
    }
    m_rows.removed(first, last);
    settle();
    Q_EMIT positionChanged();
}

void MessageView::onChanged(int first, int last)
{
    m_rows.changed(first, last);
    settle();
}

void MessageView::wantMore()
{
    if (m_rows.count() == 0 || !isVisible()) {
        if (m_rows.count() == 0 && isVisible() && m_history.chat() != model::ChatId{} && !m_asked.contains({})) {
            m_asked.insert({});
            Q_EMIT olderWanted({});
        }
        return;
    }
    const auto *bar = verticalScrollBar();
    const int near = viewport()->height() * 3 / 2;
    if (bar->value() < near) {
        if (m_history.canFetchOlder()) {
            takeAnchor();
            m_history.fetchOlder();
        } else if (const auto oldest = m_rows.idOf(0); !m_asked.contains(oldest)) {
            m_asked.insert(oldest);
            Q_EMIT olderWanted(oldest);
        }
    }
    if (bar->maximum() - bar->value() < near && m_history.canFetchNewer()) {
        takeAnchor();
        m_stick = false;
        if (!m_anchor && m_rows.count() > 0) {
            const int row = m_rows.rowAt(-contentTop());
            m_rows.layoutRows(row, row);
            m_anchor = Place{m_rows.idOf(row), contentTop() + m_rows.top(row) + m_rows.layout(row).bubble.top()};
        }
        m_history.fetchNewer();
    }
    // Holes in sight fill by themselves.
    const int top = contentTop();
    for (int row = m_rows.rowAt(-top); row < m_rows.count() && top + m_rows.top(row) < viewport()->height(); ++row) {
        if (row > 0 && m_rows.isExact(row) && !m_rows.layout(row).gap.isNull() && !m_asked.contains(m_rows.idOf(row))) {
            m_asked.insert(m_rows.idOf(row));
            Q_EMIT olderWanted(m_rows.idOf(row));
        }
    }
}

void MessageView::reportSeen()
{
    if (!isVisible() || !window()->isActiveWindow() || window()->isMinimized() || m_rows.count() == 0)
        return;
    const int bottom = viewport()->height() - contentTop();
    int row = m_rows.rowAt(bottom - 1);
    // A long message counts as soon as its end is in sight.
    while (row >= 0 && m_rows.top(row) + m_rows.heightOf(row) - 8 > bottom)
        --row;
    if (row < 0 || m_rows.idOf(row) == m_seen)
        return;
    if (const int before = m_rows.rowOf(m_seen); before >= row)
        return;
    m_seen = m_rows.idOf(row);
    Q_EMIT seen(m_seen);
}

void MessageView::jumpToNewest()
{
    const bool far = m_history.canFetchNewer() || m_rows.totalHeight() - (-contentTop()) > viewport()->height() * 4;
    if (m_history.canFetchNewer())
        m_history.jumpToNewest();
    if (far || m_theme.reducedMotion() || !isVisible()) {
        m_stick = true;
        m_anchor.reset();
        settle();
        Q_EMIT positionChanged();
        return;
    }
    animateTo(verticalScrollBar()->maximum());
}

void MessageView::animateTo(int value)
{
    if (!m_animation) {
        m_animation = new QVariantAnimation(this);
        m_animation->setEasingCurve(QEasingCurve::OutCubic);
        connect(m_animation, &QVariantAnimation::valueChanged, this, [this](const QVariant &v) { verticalScrollBar()->setValue(v.toInt()); });
    }
    m_animation->stop();
    m_animation->setDuration(m_theme.duration(160));
    m_animation->setStartValue(verticalScrollBar()->value());
    m_animation->setEndValue(value);
    m_animation->start();
}

void MessageView::scrollToRow(int row)
{
    if (row < 0 || row >= m_rows.count())
        return;
    m_rows.layoutRows(row, row);
    const int y = contentTop() + m_rows.top(row);
    const int height = m_rows.heightOf(row);
    if (y >= 0 && y + height <= viewport()->height())
        return;
    m_stick = false;
    const int offset = y < 0 ? 24 : qMax(24, viewport()->height() - height - 24);
    m_anchor = Place{m_rows.idOf(row), offset};
    settle();
    takeAnchor();
    Q_EMIT positionChanged();
}

QRect MessageView::rowRect(int row) const
{
    const int y = contentTop() + m_rows.top(row);
    return m_rows.isExact(row) ? m_rows.layout(row).bubble.translated(0, y) : QRect(0, y, viewport()->width(), m_rows.heightOf(row));
}

QString MessageView::rowSentence(int row) const
{
    return m_history.model().index(row, 0).data(Qt::AccessibleTextRole).toString();
}

int MessageView::rowAtViewport(const QPoint &point) const
{
    return m_rows.rowAt(point.y() - contentTop());
}

void MessageView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_theme.color(Tone::ChatBackground));
    const int top = contentTop();
    for (int row = m_rows.rowAt(event->rect().top() - top); row >= 0 && row < m_rows.count(); ++row) {
        const int y = top + m_rows.top(row);
        if (y > event->rect().bottom())
            break;
        if (!m_rows.isExact(row))
            continue; // settle() made every row in sight exact
        MessageLooks looks;
        std::tie(looks.selectionStart, looks.selectionEnd) = selectionIn(row);
        looks.current = m_keyboardFocus && hasFocus() && m_rows.idOf(row) == m_current;
        looks.found = m_rows.idOf(row) == m_found && m_found != model::MessageId{};
        looks.hovered = m_rows.idOf(row) == m_hoverId ? m_hover.action : MessageLooks::Action::None;
        if (!m_rows.layout(row).avatar.isNull()) {
            const QModelIndex index = m_history.model().index(row, 0);
            looks.avatar.name = index.data(model::MessageListModel::SenderNameRole).toString();
            looks.avatar.address = m_peer;
            looks.avatar.anonymous = !m_picturesAllowed;
            if (m_picturesAllowed)
                looks.avatar.picture = m_avatars.picture(index.data(model::MessageListModel::SenderAvatarRole).toString());
        }
        painter.save();
        painter.translate(0, y);
        paintMessage(painter, m_rows.facts(row), m_rows.layout(row), looks, m_fonts, m_theme);
        painter.restore();
    }
}

void MessageView::showEvent(QShowEvent *event)
{
    QAbstractScrollArea::showEvent(event);
    settle();
}

void MessageView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::ActivationChange)
        m_seenTimer.start();
    if (event->type() == QEvent::LayoutDirectionChange || event->type() == QEvent::FontChange) {
        shape();
        settle();
    }
}

} // namespace ui
