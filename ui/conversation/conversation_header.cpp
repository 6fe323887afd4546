// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/conversation/conversation_header.h"

#include "ui/layout/time_text.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QPainter>

namespace ui {

ConversationHeader::ConversationHeader(const Theme &theme, AvatarCache &avatars, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_back(new IconButton(theme, Icon::Back, tr("Back to the chats")))
    , m_avatar(new AvatarView(theme, avatars, metric::kAvatar))
    , m_name(new ElidedLabel(theme, Type::Strong, Tone::Text))
    , m_status(new ElidedLabel(theme, Type::Secondary, Tone::Secondary))
    , m_find(new IconButton(theme, Icon::Search, tr("Find in this chat")))
    , m_more(new IconButton(theme, Icon::More, tr("More for this chat")))
{
    const auto fit = [this] { setFixedHeight(qMax(metric::kHeader, m_theme.lineHeight(Type::Strong) + m_theme.lineHeight(Type::Secondary) + 16)); };
    fit();
    connect(&theme, &Theme::changed, this, fit);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 0, 14, 1);
    layout->setSpacing(6);
    layout->addWidget(m_back);
    layout->addSpacing(3);
    layout->addWidget(m_avatar);
    layout->addSpacing(4);
    auto *names = new QVBoxLayout;
    names->setSpacing(1);
    names->addStretch();
    names->addWidget(m_name);
    names->addWidget(m_status);
    names->addStretch();
    layout->addLayout(names, 1);
    layout->addWidget(m_find);
    layout->addWidget(m_more);
    m_back->hide();
    connect(m_back, &QToolButton::clicked, this, &ConversationHeader::backRequested);
    connect(m_find, &QToolButton::clicked, this, &ConversationHeader::findRequested);
    connect(m_more, &QToolButton::clicked, this, &ConversationHeader::menuRequested);
}

void ConversationHeader::setChat(const model::Chat &chat, const model::PeerStatus &status, const QDateTime &now)
{
    m_avatar->setPerson(chat.title, chat.peer.toString(), chat.request ? QString() : chat.avatarHash);
    m_avatar->setAvailability(status.availability);
    m_name->setText(chat.title);
    m_name->setAccessibleName(chat.title);
    const QString words = statusText(status, now);
    m_status->setText(words);
    m_status->setAccessibleName(words);
    m_status->setVisible(!words.isEmpty());
    m_status->setTone(status.typing ? Tone::Link : Tone::Secondary);
}

void ConversationHeader::setBackVisible(bool visible)
{
    m_back->setVisible(visible);
}

void ConversationHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Tone::Surface));
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.color(Tone::Divider));
}

} // namespace ui
