// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/row_layout.h"

#include <QLabel>
#include <QStyle>
#include <QWidget>

namespace ui {

namespace {

constexpr int kGap = 16; // between the two, beside each other
constexpr int kBelow = 4, kControlBelow = 8; // between the two, one below the other: text, anything else

// A label that may break its lines has no wish of its own: its text on one line is.
int naturalWidth(QLayoutItem &item)
{
    const auto *label = qobject_cast<QLabel *>(item.widget());
    if (!label || !label->wordWrap())
        return item.sizeHint().width();
    const QMargins margins = label->contentsMargins();
    return label->fontMetrics().boundingRect(QRect(0, 0, QWIDGETSIZE_MAX, QWIDGETSIZE_MAX), Qt::TextExpandTabs, label->text()).width() + 1 + margins.left() + margins.right();
}

int gapBelow(QLayoutItem &second)
{
    return second.hasHeightForWidth() ? kBelow : kControlBelow;
}

int heightIn(QLayoutItem &item, int width)
{
    return item.hasHeightForWidth() ? item.heightForWidth(width) : item.sizeHint().height();
}

} // namespace

RowLayout::RowLayout(int firstAtLeast, QWidget *parent)
    : QLayout(parent)
    , m_firstAtLeast(firstAtLeast)
{
    setContentsMargins(0, 0, 0, 0);
}

RowLayout::~RowLayout()
{
    while (count() > 0)
        delete takeAt(0); // taken first: a layout that dies looks for itself in the one above
}

void RowLayout::addItem(QLayoutItem *item)
{
    if (QLayout *inner = item->layout())
        addChildLayout(inner);
    m_items.emplace_back(item);
}

QLayoutItem *RowLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[size_t(index)].get() : nullptr;
}

QLayoutItem *RowLayout::takeAt(int index)
{
    if (index < 0 || index >= count())
        return nullptr;
    QLayoutItem *item = m_items[size_t(index)].release();
    m_items.erase(m_items.begin() + index);
    return item;
}

int RowLayout::firstNeeds() const
{
    const int natural = naturalWidth(*m_items[0]);
    return m_firstAtLeast < 0 ? natural : qMin(natural, m_firstAtLeast);
}

bool RowLayout::isBeside(int width) const
{
    return m_items.size() == 2 && firstNeeds() + kGap + naturalWidth(*m_items[1]) <= width;
}

int RowLayout::heightForWidth(int width) const
{
    const QMargins margins = contentsMargins();
    const int around = margins.top() + margins.bottom();
    width -= margins.left() + margins.right();
    if (m_items.empty())
        return around;
    if (m_items.size() == 1)
        return around + heightIn(*m_items[0], width);
    if (!isBeside(width))
        return around + heightIn(*m_items[0], width) + gapBelow(*m_items[1]) + heightIn(*m_items[1], width);
    const int second = naturalWidth(*m_items[1]);
    return around + qMax(heightIn(*m_items[0], width - kGap - second), heightIn(*m_items[1], second));
}

QSize RowLayout::sizeHint() const
{
    int width = 0, height = 0;
    for (const auto &item : m_items) {
        width += naturalWidth(*item) + (width > 0 ? kGap : 0);
        height = qMax(height, item->sizeHint().height());
    }
    return QSize(width, height).grownBy(contentsMargins());
}

QSize RowLayout::minimumSize() const
{
    QSize size;
    for (const auto &item : m_items)
        size = size.expandedTo(item->minimumSize());
    return size.grownBy(contentsMargins());
}

void RowLayout::setGeometry(const QRect &outer)
{
    QLayout::setGeometry(outer);
    const QRect rect = outer.marginsRemoved(contentsMargins());
    const auto direction = parentWidget() ? parentWidget()->layoutDirection() : Qt::LeftToRight;
    const auto place = [&](QLayoutItem &item, const QRect &logical) { item.setGeometry(QStyle::visualRect(direction, rect, logical)); };
    if (m_items.empty())
        return;
    if (m_items.size() == 1) {
        place(*m_items[0], rect);
        return;
    }
    QLayoutItem &first = *m_items[0], &second = *m_items[1];
    if (isBeside(rect.width())) {
        const int wide = naturalWidth(second), left = rect.width() - kGap - wide;
        const auto middle = [&](QLayoutItem &item, int x, int width) {
            const int height = qMin(rect.height(), heightIn(item, width));
            place(item, {rect.x() + x, rect.y() + (rect.height() - height) / 2, width, height});
        };
        middle(first, 0, left);
        middle(second, rect.width() - wide, wide);
        return;
    }
    const int above = heightIn(first, rect.width());
    place(first, {rect.x(), rect.y(), rect.width(), above});
    // Text has the whole width, a button keeps its own.
    const int wide = second.hasHeightForWidth() ? rect.width() : qMin(rect.width(), naturalWidth(second));
    place(second, {rect.x(), rect.y() + above + gapBelow(second), wide, heightIn(second, wide)});
}

} // namespace ui
