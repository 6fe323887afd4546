// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layout/chat_row_layout.h"

#include "ui/layout/time_text.h"
#include "ui/widgets/badge.h"

#include <QCoreApplication>
#include <QFontMetrics>

namespace ui {

using namespace Qt::StringLiterals;

ChatRowFacts chatRowFacts(const model::Chat &chat, const model::PeerStatus &status, const QDateTime &now)
{
    ChatRowFacts facts;
    facts.title = chat.title;
    facts.time = listTimeText(chat.lastAt, now);
    facts.badge = chat.unread > 0 ? badgeText(chat.unread, chat.unreadIsAtLeast) : QString();
    facts.muted = chat.muted;
    facts.pinned = chat.pinned;
    if (status.typing) {
        facts.line = QCoreApplication::translate("ChatList", "typing…");
        facts.typing = true;
    } else if (!chat.draft.trimmed().isEmpty()) {
        facts.prefix = QCoreApplication::translate("ChatList", "Draft:");
        facts.draft = true;
        facts.line = chat.draft.simplified();
    } else if (chat.lastDirection == model::Direction::Outgoing && !chat.lastBody.isEmpty()) {
        facts.prefix = QCoreApplication::translate("ChatList", "You:");
        facts.line = chat.lastBody;
        facts.showState = chat.unread == 0;
        facts.state = chat.lastState;
    } else {
        facts.line = chat.lastBody;
    }
    return facts;
}

int ChatRowLayout::rowHeight(const Theme &theme)
{
    return qMax(metric::kChatRow, 2 * theme.lineHeight(Type::Body) + 24);
}

ChatRowLayout ChatRowLayout::compute(const ChatRowFacts &facts, const QSize &size, const Theme &theme, Qt::LayoutDirection direction)
{
    constexpr int kMarginX = 6, kPadX = 12, kGap = 12, kIcon = 16;
    ChatRowLayout l;
    const int w = size.width(), h = size.height();
    l.background = QRect(kMarginX, 0, w - 2 * kMarginX, h);
    l.avatar = QRect(kMarginX + kPadX, (h - metric::kAvatar) / 2, metric::kAvatar, metric::kAvatar);
    const int left = l.avatar.right() + 1 + kGap;
    const int right = w - kMarginX - kPadX;
    const int line = theme.lineHeight(Type::Body);
    const int top = (h - 2 * line) / 2, second = top + line;

    const QFontMetrics strong(theme.font(Type::Strong)), small(theme.font(Type::Secondary)), body(theme.font(Type::Body));
    const int timeWidth = facts.time.isEmpty() ? 0 : small.horizontalAdvance(facts.time) + 1;
    l.time = QRect(right - timeWidth, top, timeWidth, line);
    int titleRight = l.time.left() - (timeWidth > 0 ? 8 : 0);
    if (facts.muted) {
        const int titleWidth = qMin(strong.horizontalAdvance(facts.title), titleRight - left - kIcon - 4);
        l.mute = QRect(left + titleWidth + 4, top + (line - kIcon) / 2, kIcon, kIcon);
        titleRight = l.mute.left() - 4;
    }
    l.title = QRect(left, top, qMax(0, titleRight - left), line);

    int end = right;
    if (!facts.badge.isEmpty()) {
        const QSize badge = badgeSize(theme, facts.badge);
        l.badge = QRect(end - badge.width(), second + (line - badge.height()) / 2, badge.width(), badge.height());
        end = l.badge.left() - 6;
    } else if (facts.showState) {
        l.state = QRect(end - 18, second + (line - 18) / 2, 18, 18);
        end = l.state.left() - 6;
    }
    if (facts.pinned && facts.badge.isEmpty()) {
        l.pin = QRect(end - kIcon, second + (line - kIcon) / 2, kIcon, kIcon);
        end = l.pin.left() - 6;
    }
    const int prefix = facts.prefix.isEmpty() ? 0 : body.horizontalAdvance(facts.prefix + u' ');
    l.prefix = QRect(left, second, qMin(prefix, qMax(0, end - left)), line);
    l.line = QRect(left + prefix, second, qMax(0, end - left - prefix), line);

    if (direction == Qt::RightToLeft) {
        for (QRect *r : {&l.background, &l.avatar, &l.title, &l.time, &l.mute, &l.prefix, &l.line, &l.badge, &l.pin, &l.state})
            if (!r->isNull())
                r->moveLeft(w - r->x() - r->width());
    }
    return l;
}

} // namespace ui
