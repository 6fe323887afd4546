// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/chat.h"
#include "model/types/peer_status.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace ui {

class AvatarCache;
class AvatarView;
class ElidedLabel;
class IconButton;

/// Who the open chat is with, how they are, and what can be done with the chat.
class ConversationHeader : public QWidget
{
    Q_OBJECT
public:
    ConversationHeader(const Theme &theme, AvatarCache &avatars, QWidget *parent = nullptr);
    void setChat(const model::Chat &chat, const model::PeerStatus &status, const QDateTime &now);
    void setBackVisible(bool visible);
    [[nodiscard]] IconButton *moreButton() const { return m_more; }

Q_SIGNALS:
    void backRequested();
    void findRequested();
    void menuRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    IconButton *m_back;
    AvatarView *m_avatar;
    ElidedLabel *m_name;
    ElidedLabel *m_status;
    IconButton *m_find;
    IconButton *m_more;
};

} // namespace ui
