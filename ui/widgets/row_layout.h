// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>

#include <memory>
#include <vector>

namespace ui {

/// Two things in one row: the second at the far end as wide as it likes to be, the first in what is left. Where that is too little, the second goes below the first: so
/// nothing is cut, and a page need not scroll sideways in a narrow window or with large letters. Add exactly two items. Main thread.
class RowLayout final : public QLayout
{
public:
    /// `firstAtLeast`: what the first needs beside the second, in pixels; negative: to stand on one line.
    explicit RowLayout(int firstAtLeast = -1, QWidget *parent = nullptr);
    ~RowLayout() override;

    void addItem(QLayoutItem *item) override;
    [[nodiscard]] int count() const override { return int(m_items.size()); }
    [[nodiscard]] QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSize() const override;
    void setGeometry(const QRect &outer) override;
    /// With this width inside the margins the second stands beside the first.
    [[nodiscard]] bool isBeside(int width) const;

private:
    [[nodiscard]] int firstNeeds() const;

    const int m_firstAtLeast;
    std::vector<std::unique_ptr<QLayoutItem>> m_items;
};

} // namespace ui
