// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/layout/message_facts.h"

#include <optional>
#include <vector>

class QAbstractItemModel;

namespace ui {

/// Heights and layouts of a model's rows, kept parallel to it. Rows that were never seen have estimated heights; layoutRows() makes them exact. Layouts are kept per
/// row until width, fonts or the row's own facts change. No widget, no painting.
class MessageRows
{
public:
    static constexpr int kEstimate = 44; ///< pixels of a row that was not laid out yet

    void setModel(const QAbstractItemModel *model);
    /// Everything is laid out anew when it is next looked at. Cheap when nothing changed.
    void setShape(int width, const BubbleFonts &fonts, Qt::LayoutDirection direction);
    void setConversation(const ConversationFacts &facts);
    void relayout(); ///< fonts or the day changed

    // The model's changes. Neighbours are looked at again: groups and separators depend on them.
    void reset();
    void inserted(int first, int last);
    void removed(int first, int last);
    void changed(int first, int last);

    [[nodiscard]] int count() const { return int(m_rows.size()); }
    [[nodiscard]] int totalHeight() const;
    [[nodiscard]] int top(int row) const; ///< from the first row's top
    [[nodiscard]] int heightOf(int row) const { return m_rows[size_t(row)].height; }
    [[nodiscard]] bool isExact(int row) const { return m_rows[size_t(row)].layout.has_value(); }
    [[nodiscard]] int rowAt(int y) const; ///< nearest; -1: no rows
    [[nodiscard]] model::MessageId idOf(int row) const { return m_rows[size_t(row)].id; }
    [[nodiscard]] int rowOf(model::MessageId id) const; ///< -1: not here

    /// Makes rows first…last exact. True: a height changed.
    bool layoutRows(int first, int last);
    /// Of an exact row.
    [[nodiscard]] const BubbleLayout &layout(int row) const { return *m_rows[size_t(row)].layout; }
    [[nodiscard]] const MessageFacts &facts(int row) const { return m_rows[size_t(row)].facts; }

private:
    struct Row {
        model::MessageId id{};
        int height = kEstimate;
        MessageFacts facts;
        bool factsFresh = false;
        std::optional<BubbleLayout> layout;
    };
    void read(int row);
    void touch(int row);

    const QAbstractItemModel *m_model = nullptr;
    ConversationFacts m_conversation;
    BubbleFonts m_fonts;
    int m_width = 0;
    Qt::LayoutDirection m_direction = Qt::LeftToRight;
    std::vector<Row> m_rows;
    mutable std::vector<int> m_tops; ///< of each row and, last, the total; empty: to be computed
};

} // namespace ui
