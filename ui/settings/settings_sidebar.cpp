// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings_sidebar.h"

#include <QPainter>
#include <QStyledItemDelegate>

#include <utility>

namespace ui {

namespace {

constexpr int kRow = 36;
constexpr int kPadding = 10;
constexpr qreal kRadius = 8;
constexpr int kIconRole = Qt::UserRole + 1;

class PageDelegate final : public QStyledItemDelegate
{
public:
    PageDelegate(const Theme &theme, SettingsSidebar *sidebar)
        : QStyledItemDelegate(sidebar)
        , m_theme(theme)
        , m_sidebar(*sidebar)
    {
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {0, m_theme.scaled(kRow)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const bool selected = option.state & QStyle::State_Selected;
        const bool hovered = option.state & QStyle::State_MouseOver;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        if (selected || hovered) {
            painter->setBrush(m_theme.color(selected ? Tone::Selection : Tone::Hover));
            painter->drawRoundedRect(option.rect, kRadius, kRadius);
        }
        const QColor color = m_theme.color(selected ? Tone::Link : Tone::Text);
        const QRect inner = option.rect.adjusted(kPadding, 0, -kPadding, 0);
        const int side = m_theme.scaled(metric::kIcon);
        const QRect iconRect = QStyle::alignedRect(option.direction, Qt::AlignLeft | Qt::AlignVCenter, {side, side}, inner);
        paintIcon(*painter, iconRect, Icon(index.data(kIconRole).toInt()), color);
        if (!m_sidebar.isCompact()) {
            const int shift = side + kPadding;
            const QRect textRect = option.direction == Qt::RightToLeft ? inner.adjusted(0, 0, -shift, 0) : inner.adjusted(shift, 0, 0, 0);
            const QFont font = m_theme.font(selected ? Type::Strong : Type::Body);
            painter->setFont(font);
            painter->setPen(color);
            painter->drawText(textRect, int(QStyle::visualAlignment(option.direction, Qt::AlignLeft)) | Qt::AlignVCenter | Qt::TextSingleLine,
                QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, textRect.width()));
        }
        if ((option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange)) {
            painter->setBrush(Qt::NoBrush);
            painter->setPen(QPen(m_theme.color(Tone::Accent), 2));
            painter->drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), kRadius, kRadius);
        }
        painter->restore();
    }

private:
    const Theme &m_theme;
    const SettingsSidebar &m_sidebar;
};

} // namespace

SettingsSidebar::SettingsSidebar(const Theme &theme, QWidget *parent)
    : QListWidget(parent)
    , m_theme(theme)
{
    setItemDelegate(new PageDelegate(theme, this));
    setFrameShape(NoFrame);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSelectionMode(SingleSelection);
    setAccessibleName(tr("Settings pages"));
    viewport()->setAutoFillBackground(false);
    connect(&theme, &Theme::changed, this, [this] { doItemsLayout(); });
}

void SettingsSidebar::setCompact(bool on)
{
    if (std::exchange(m_compact, on) == on)
        return;
    for (int row = 0; row < count(); ++row)
        item(row)->setToolTip(on ? item(row)->text() : QString());
    viewport()->update();
}

int SettingsSidebar::widthNeeded() const
{
    if (m_compact)
        return m_theme.scaled(metric::kIcon) + 2 * kPadding;
    const QFontMetrics metrics(m_theme.font(Type::Strong));
    int widest = 0;
    for (int row = 0; row < count(); ++row)
        widest = qMax(widest, metrics.horizontalAdvance(item(row)->text()));
    return widest + 2 + m_theme.scaled(metric::kIcon) + 3 * kPadding;
}

void SettingsSidebar::addPage(Icon icon, const QString &name)
{
    auto *item = new QListWidgetItem(name, this);
    item->setData(kIconRole, int(icon));
}

} // namespace ui
