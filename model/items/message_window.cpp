// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/message_window.h"

#include <algorithm>

namespace model {

namespace {
constexpr qint64 kGroupSeconds = 5 * 60; // UI.md "Conversation"
}

int MessageWindow::rowOf(MessageId id) const
{
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const Message &m) { return m.id == id; });
    return found == rows.end() ? -1 : int(found - rows.begin());
}

int MessageWindow::lowerBound(qint64 position) const
{
    return int(std::lower_bound(rows.begin(), rows.end(), position, [](const Message &m, qint64 p) { return m.position < p; }) - rows.begin());
}

int MessageWindow::firstUnread() const
{
    if (unreadAnchor < 0 || (olderInStore && !rows.empty() && previousPosition > unreadAnchor))
        return -1; // the line may be above what is loaded
    for (int row = lowerBound(unreadAnchor + 1); row < int(rows.size()); ++row) {
        if (rows[size_t(row)].direction == Direction::Incoming)
            return row;
    }
    return -1;
}

bool MessageWindow::firstOfDay(int row) const
{
    return row == 0 || rows[size_t(row - 1)].sentAt.toLocalTime().date() != rows[size_t(row)].sentAt.toLocalTime().date();
}

bool MessageWindow::startsGroup(int row) const
{
    if (row == 0)
        return true;
    const auto &above = rows[size_t(row - 1)];
    const auto &here = rows[size_t(row)];
    return above.direction != here.direction || above.sender != here.sender || std::abs(above.sentAt.secsTo(here.sentAt)) > kGroupSeconds || firstOfDay(row)
        || row == firstUnread() || gapAbove(row);
}

bool MessageWindow::endsGroup(int row) const
{
    return row + 1 == int(rows.size()) || startsGroup(row + 1);
}

bool MessageWindow::gapAbove(int row) const
{
    const auto above = row > 0 ? rows[size_t(row - 1)].position : previousPosition;
    const auto here = rows[size_t(row)].position;
    return std::any_of(gaps.begin(), gaps.end(), [&](qint64 gap) { return above <= gap && gap < here; });
}

} // namespace model
