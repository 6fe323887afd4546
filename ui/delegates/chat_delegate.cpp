// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/chat_delegate.h"

#include "model/items/chat_list_model.h"
#include "model/items/contact_list_model.h"
#include "ui/layout/chat_row_layout.h"
#include "ui/theme/icons.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/avatar_cache.h"
#include "ui/widgets/badge.h"

#include <QPainter>

namespace ui {

namespace {

void paintState(QPainter &painter, const QRect &rect, model::MessageState state, const Theme &theme)
{
    using model::MessageState;
    switch (state) {
    case MessageState::Queued:
    case MessageState::Written: paintIcon(painter, rect, Icon::Clock, theme.color(Tone::Secondary)); break;
    case MessageState::Accepted: paintIcon(painter, rect, Icon::Check, theme.color(Tone::Secondary)); break;
    case MessageState::Delivered: paintIcon(painter, rect, Icon::Checks, theme.color(Tone::Secondary)); break;
    case MessageState::Displayed: paintIcon(painter, rect, Icon::Checks, theme.color(Tone::Link), 2.5); break;
    case MessageState::Failed: paintIcon(painter, rect, Icon::Alert, theme.color(Tone::Danger), 2); break;
    case MessageState::Received: break;
    }
}

} // namespace

ChatDelegate::ChatDelegate(const Theme &theme, AvatarCache &avatars, const net::Clock &clock, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_avatars(avatars)
    , m_clock(clock)
{
}

QSize ChatDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {option.rect.width(), ChatRowLayout::rowHeight(m_theme)};
}

void ChatDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    using Role = model::ChatListModel::Role;
    ChatRowFacts facts;
    AvatarFacts avatar;
    const QVariant value = index.data(Role::ChatRole);
    model::PeerStatus status;
    if (value.metaType() == QMetaType::fromType<model::Chat>()) {
        const auto chat = value.value<model::Chat>();
        status = index.data(Role::PeerStatusRole).value<model::PeerStatus>();
        facts = chatRowFacts(chat, status, m_clock.now());
        avatar = {.picture = chat.request ? QPixmap() : m_avatars.picture(chat.avatarHash), .name = chat.title, .address = chat.peer.toString(), .availability = status.availability,
            .anonymous = chat.request};
    } else {
        const auto contact = value.value<model::Contact>();
        status = index.data(model::ContactListModel::PeerStatusRole).value<model::PeerStatus>();
        facts.title = contact.displayName();
        facts.line = contact.jid.toString();
        avatar = {.picture = m_avatars.picture(contact.avatarHash), .name = facts.title, .address = contact.jid.toString(), .availability = status.availability};
    }

    const ChatRowLayout l = ChatRowLayout::compute(facts, option.rect.size(), m_theme, option.direction);
    const bool selected = option.state & QStyle::State_Selected;
    const bool hover = option.state & QStyle::State_MouseOver;
    painter->save();
    painter->translate(option.rect.topLeft());
    painter->setLayoutDirection(option.direction);
    painter->setRenderHint(QPainter::Antialiasing);
    QColor behind = m_theme.color(Tone::Surface);
    if (selected || hover) {
        behind = m_theme.color(selected ? Tone::Selection : Tone::Hover);
        painter->setPen(Qt::NoPen);
        painter->setBrush(behind);
        painter->drawRoundedRect(l.background, metric::kRadiusRow, metric::kRadiusRow);
    }
    paintAvatar(*painter, l.avatar, avatar, m_theme, behind);

    // Names and messages keep their own direction; only their place is mirrored.
    const auto text = [&](const QRect &rect, Type type, Tone tone, const QString &words) {
        const QFont font = m_theme.font(type);
        painter->setFont(font);
        painter->setPen(m_theme.color(tone));
        painter->setLayoutDirection(words.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
        painter->drawText(rect, int(QStyle::visualAlignment(option.direction, Qt::AlignLeft)) | Qt::AlignAbsolute | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip,
            QFontMetrics(font).elidedText(words, Qt::ElideRight, rect.width()));
    };
    text(l.title, Type::Strong, Tone::Text, facts.title);
    text(l.time, Type::Secondary, Tone::Secondary, facts.time);
    if (!facts.prefix.isEmpty())
        text(l.prefix, Type::Body, facts.draft ? Tone::Link : Tone::Secondary, facts.prefix);
    text(l.line, Type::Body, facts.typing ? Tone::Link : Tone::Secondary, facts.line);
    painter->setLayoutDirection(option.direction);
    if (!l.mute.isNull())
        paintIcon(*painter, l.mute, Icon::Mute, m_theme.color(Tone::Secondary));
    if (!l.pin.isNull())
        paintIcon(*painter, l.pin, Icon::Pin, m_theme.color(Tone::Secondary));
    if (!l.state.isNull())
        paintState(*painter, l.state, facts.state, m_theme);
    if (!l.badge.isNull())
        paintBadge(*painter, l.badge, facts.badge, m_theme, facts.muted);
    if (option.state & QStyle::State_HasFocus && option.state & QStyle::State_KeyboardFocusChange) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(m_theme.color(Tone::Accent), 2));
        painter->drawRoundedRect(QRectF(l.background).adjusted(1, 1, -1, -1), metric::kRadiusRow - 1, metric::kRadiusRow - 1);
    }
    painter->restore();
}

} // namespace ui
