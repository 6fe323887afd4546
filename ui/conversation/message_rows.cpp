// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/conversation/message_rows.h"

#include "model/items/message_list_model.h"

#include <QTextLayout>

#include <algorithm>

namespace ui {

void MessageRows::setModel(const QAbstractItemModel *model)
{
    m_model = model;
    reset();
}

void MessageRows::setShape(int width, const BubbleFonts &fonts, Qt::LayoutDirection direction)
{
    if (width == m_width && direction == m_direction && fonts.body == m_fonts.body && fonts.time == m_fonts.time)
        return;
    m_width = width;
    m_fonts = fonts;
    m_direction = direction;
    for (auto &row : m_rows)
        row.layout.reset();
}

void MessageRows::setConversation(const ConversationFacts &facts)
{
    m_conversation = facts;
    relayout();
}

void MessageRows::relayout()
{
    for (auto &row : m_rows) {
        row.factsFresh = false;
        row.layout.reset();
    }
}

void MessageRows::reset()
{
    m_rows.clear();
    m_tops.clear();
    if (m_model)
        m_rows.resize(size_t(m_model->rowCount()));
    for (int i = 0; i < count(); ++i)
        read(i);
}

void MessageRows::read(int row)
{
    m_rows[size_t(row)].id = m_model->index(row, 0).data(model::MessageListModel::MessageIdRole).value<model::MessageId>();
}

void MessageRows::touch(int row)
{
    if (row >= 0 && row < count())
        m_rows[size_t(row)].factsFresh = false;
}

void MessageRows::inserted(int first, int last)
{
    m_rows.insert(m_rows.begin() + first, size_t(last - first + 1), Row());
    m_tops.clear();
    for (int i = first; i <= last; ++i)
        read(i);
    touch(first - 1);
    touch(last + 1);
}

void MessageRows::removed(int first, int last)
{
    m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
    m_tops.clear();
    touch(first - 1);
    touch(first);
}

void MessageRows::changed(int first, int last)
{
    for (int i = first; i <= last; ++i) {
        touch(i);
        read(i);
    }
}

int MessageRows::totalHeight() const
{
    return top(count());
}

int MessageRows::top(int row) const
{
    if (m_tops.empty()) {
        m_tops.reserve(m_rows.size() + 1);
        int y = 0;
        for (const auto &r : m_rows) {
            m_tops.push_back(y);
            y += r.height;
        }
        m_tops.push_back(y);
    }
    return m_tops[size_t(row)];
}

int MessageRows::rowAt(int y) const
{
    if (m_rows.empty())
        return -1;
    (void)totalHeight();
    const auto it = std::upper_bound(m_tops.begin(), m_tops.end(), y);
    return qBound(0, int(it - m_tops.begin()) - 1, count() - 1);
}

int MessageRows::rowOf(model::MessageId id) const
{
    const auto it = std::find_if(m_rows.begin(), m_rows.end(), [id](const Row &row) { return row.id == id; });
    return it == m_rows.end() ? -1 : int(it - m_rows.begin());
}

bool MessageRows::layoutRows(int first, int last)
{
    bool moved = false;
    for (int i = qMax(0, first); i <= qMin(last, count() - 1); ++i) {
        Row &row = m_rows[size_t(i)];
        if (!row.factsFresh) {
            MessageFacts facts = messageFacts(m_model->index(i, 0), m_conversation);
            if (facts != row.facts)
                row.layout.reset();
            row.facts = std::move(facts);
            row.factsFresh = true;
        }
        if (row.layout)
            continue;
        row.layout = BubbleLayout::compute(row.facts, m_width, m_fonts, m_direction);
        moved = moved || row.layout->height != row.height;
        row.height = row.layout->height;
    }
    if (moved)
        m_tops.clear();
    return moved;
}

} // namespace ui
