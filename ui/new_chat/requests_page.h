// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/chat.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModel>
#include <QPointer>
#include <QScrollArea>

class QVBoxLayout;

namespace ui {

class TextLabel;

/// Who wants to get in touch: first messages of strangers and people who ask to see when you are online. Silent: no avatar, no link, nothing is fetched. The page only
/// says what the user decided. Main thread.
class RequestsPage : public QScrollArea
{
    Q_OBJECT
public:
    static constexpr int kMost = 50; ///< cards; the next come up as these are decided

    /// `chats`: model::ChatListModel or rows like it; those with Chat::request are shown. Must outlive the page.
    RequestsPage(const Theme &theme, const QAbstractItemModel &chats, QWidget *parent = nullptr);

    [[nodiscard]] int count() const { return m_count; }

Q_SIGNALS:
    void accepted(const model::Chat &chat);
    void declined(const model::Chat &chat, bool block);
    void countChanged(int count);
    void closed(); ///< Back or Escape

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void refresh();
    QWidget *makeCard(const model::Chat &chat);

    const Theme &m_theme;
    const QAbstractItemModel &m_chats;
    QVBoxLayout *m_cards;
    TextLabel *m_sentence;
    std::vector<model::Chat> m_shown;
    int m_count = 0;
    bool m_pending = false;
};

} // namespace ui
