// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QTimer>
#include <QWidget>

namespace ui {

class EmojiPicker;
class IconButton;
class MessageEdit;
class RoundButton;

/// Where a message is written: field, emoji, send. Keeps the text as a draft and says when the user is typing; what to do with both is the owner's.
class Composer : public QWidget
{
    Q_OBJECT
public:
    explicit Composer(const Theme &theme, QWidget *parent = nullptr);

    /// The text of the chat that is being opened. Emits no draftChanged() for it.
    void setDraft(const QString &draft);
    /// A message that could not be sent stands in the field again, before what was typed meanwhile.
    void giveBack(const QString &message);
    [[nodiscard]] QString text() const;
    void setEnterSends(bool on);
    /// Height of the pane: the field grows to 40 % of it.
    void setPaneHeight(int height);
    void insert(const QString &text);
    void setPeerName(const QString &name);
    /// Emits what is waiting: before another chat is opened, or the window closes.
    void flush();
    void focusField();
    /// Tells that nobody types here any more: before another chat is opened.
    void stopTyping() { setTyping(false); }

Q_SIGNALS:
    void sent(const QString &text);
    void draftChanged(const QString &text);
    void typingChanged(bool typing);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void send();
    void onTextChanged();
    void setTyping(bool typing);

    const Theme &m_theme;
    MessageEdit *m_edit;
    IconButton *m_emoji;
    RoundButton *m_send;
    EmojiPicker *m_picker = nullptr;
    QTimer m_draftTimer;
    QTimer m_typingTimer;
    QString m_savedDraft;
    bool m_typing = false;
    bool m_loading = false;
};

} // namespace ui
