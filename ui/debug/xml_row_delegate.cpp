// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/debug/xml_row_delegate.h"

#include "model/sync/xml_log.h"

#include <QDateTime>
#include <QPainter>

using namespace Qt::StringLiterals;
using model::XmlLog;

namespace ui {

namespace {

constexpr int kPadding = 12;
constexpr qsizetype kMostText = 400; // more than a line ever shows: measuring megabytes for each row would be felt

} // namespace

XmlRowDelegate::XmlRowDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

QSize XmlRowDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {0, QFontMetrics(m_theme.font(Type::Code)).height() + 8};
}

void XmlRowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, m_theme.color(Tone::Selection));
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, m_theme.color(Tone::Hover));
    painter->setFont(m_theme.font(Type::Code));
    const QFontMetrics metrics = painter->fontMetrics();
    QRect rest = option.rect.adjusted(kPadding, 0, -kPadding, 0);
    // Code runs from left to right in every language.
    painter->setLayoutDirection(Qt::LeftToRight);
    const auto draw = [&](const QString &text, Tone tone) {
        painter->setPen(m_theme.color(tone));
        painter->drawText(rest, Qt::AlignLeft | Qt::AlignAbsolute | Qt::AlignVCenter | Qt::TextSingleLine, text);
        rest.setLeft(rest.left() + metrics.horizontalAdvance(text) + metrics.averageCharWidth());
    };
    const bool incoming = index.data(XmlLog::IncomingRole).toBool();
    draw(index.data(XmlLog::TimeRole).toDateTime().toLocalTime().toString(u"HH:mm:ss.zzz"_s), Tone::Secondary);
    draw(incoming ? u"←"_s : u"→"_s, incoming ? Tone::Ok : Tone::Link);
    const QString line = index.data(XmlLog::XmlRole).toString().left(kMostText).simplified();
    draw(metrics.elidedText(line, Qt::ElideRight, rest.width()), Tone::Text);
    painter->restore();
}

} // namespace ui
