// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_chat/new_chat_delegate.h"

#include "ui/new_chat/new_chat_results.h"
#include "ui/theme/icons.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/avatar_cache.h"

#include <QPainter>

namespace ui {

namespace {

constexpr int kRow = 52;
constexpr int kAvatar = 36;
constexpr int kPadding = 8;
constexpr int kGap = 12;

} // namespace

NewChatDelegate::NewChatDelegate(const Theme &theme, AvatarCache &avatars, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_avatars(avatars)
{
}

QSize NewChatDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {0, m_theme.scaled(kRow)};
}

void NewChatDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto contact = index.data(NewChatResults::ContactRole).value<model::Contact>();
    const bool isNew = index.data(NewChatResults::NewRole).toBool();
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = option.state & QStyle::State_MouseOver;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (selected || hovered) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.color(selected ? Tone::Selection : Tone::Hover));
        painter->drawRoundedRect(option.rect, metric::kRadiusRow, metric::kRadiusRow);
    }
    const auto place = [&](const QRect &logical) { return QStyle::visualRect(option.direction, option.rect, logical); };
    const QRect inner = option.rect.adjusted(kPadding, 0, -kPadding, 0);
    const QRect avatar(inner.left(), inner.center().y() - kAvatar / 2, kAvatar, kAvatar);
    if (isNew) {
        const int inset = (kAvatar - metric::kIcon) / 2;
        paintIcon(*painter, place(avatar).adjusted(inset, inset, -inset, -inset), Icon::Edit, m_theme.color(Tone::Link));
    } else {
        AvatarFacts facts;
        facts.picture = m_avatars.picture(contact.avatarHash);
        facts.name = contact.displayName();
        facts.address = contact.jid.toString();
        paintAvatar(*painter, place(avatar), facts, m_theme, m_theme.color(Tone::Surface));
    }

    const int left = avatar.right() + 1 + kGap;
    const QFont nameFont = m_theme.font(isNew ? Type::Body : Type::Strong);
    const QFont addressFont = m_theme.font(Type::Secondary);
    const QFontMetrics nameMetrics(nameFont), addressMetrics(addressFont);
    const int width = inner.right() + 1 - left;
    const int align = int(QStyle::visualAlignment(option.direction, Qt::AlignLeft)) | Qt::AlignAbsolute | Qt::AlignVCenter | Qt::TextSingleLine;
    painter->setLayoutDirection(Qt::LayoutDirectionAuto); // a Latin name in a Hebrew list, or the other way round
    const auto text = [&](const QFont &font, Tone tone, int top, int height, const QString &words) {
        painter->setFont(font);
        painter->setPen(m_theme.color(tone));
        painter->drawText(place(QRect(left, top, width, height)), align, QFontMetrics(font).elidedText(words, Qt::ElideRight, width));
    };
    if (isNew) {
        text(nameFont, Tone::Link, inner.top(), inner.height(), index.data().toString());
    } else {
        const int both = nameMetrics.height() + addressMetrics.height();
        const int top = inner.top() + (inner.height() - both) / 2;
        text(nameFont, Tone::Text, top, nameMetrics.height(), contact.displayName());
        text(addressFont, Tone::Secondary, top + nameMetrics.height(), addressMetrics.height(), contact.jid.toString());
    }
    painter->restore();
}

} // namespace ui
