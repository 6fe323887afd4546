// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/composer/composer.h"

#include "ui/composer/emoji_picker.h"
#include "ui/composer/message_edit.h"
#include "ui/widgets/icon_button.h"

#include <QHBoxLayout>
#include <QPainter>

namespace ui {

using namespace std::chrono_literals;

Composer::Composer(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_edit(new MessageEdit(theme))
    , m_emoji(new IconButton(theme, Icon::Smile, tr("Insert an emoji")))
    , m_send(new RoundButton(theme, Icon::Send, tr("Send"), RoundButton::Fill::Accent, metric::kField))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(14, 11, 14, 10);
    layout->setSpacing(8);
    layout->addWidget(m_edit, 1);
    auto *emojiBox = new QVBoxLayout;
    emojiBox->setContentsMargins(0, 0, 0, (metric::kField - 32) / 2);
    emojiBox->addStretch();
    emojiBox->addWidget(m_emoji);
    layout->addLayout(emojiBox);
    layout->addWidget(m_send, 0, Qt::AlignBottom);
    m_edit->setPlaceholderText(tr("Message…"));
    m_send->setEnabled(false);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);

    m_draftTimer.setSingleShot(true);
    m_draftTimer.setInterval(700ms);
    connect(&m_draftTimer, &QTimer::timeout, this, &Composer::flush);
    m_typingTimer.setSingleShot(true);
    m_typingTimer.setInterval(5s); // no key for so long: not typing any more
    connect(&m_typingTimer, &QTimer::timeout, this, [this] { setTyping(false); });
    connect(m_edit, &QTextEdit::textChanged, this, &Composer::onTextChanged);
    connect(m_edit, &MessageEdit::sendRequested, this, &Composer::send);
    connect(m_send, &QToolButton::clicked, this, &Composer::send);
    connect(m_emoji, &QToolButton::clicked, this, [this] {
        if (!m_picker) {
            m_picker = new EmojiPicker(m_theme, this);
            connect(m_picker, &EmojiPicker::picked, this, [this](const QString &emoji) {
                insert(emoji);
                focusField();
            });
        }
        m_picker->openAt(m_emoji);
    });
    setFocusProxy(m_edit);
    setPeerName({});
}

void Composer::setPeerName(const QString &name)
{
    m_edit->setAccessibleName(name.isEmpty() ? tr("Message") : tr("Message to %1").arg(name));
}

void Composer::setDraft(const QString &draft)
{
    m_loading = true;
    m_edit->setPlainText(draft);
    m_edit->moveCursor(QTextCursor::End);
    m_savedDraft = draft;
    m_loading = false;
    m_draftTimer.stop();
    m_typingTimer.stop();
    m_typing = false;
    m_send->setEnabled(!draft.trimmed().isEmpty());
}

QString Composer::text() const
{
    return m_edit->toPlainText();
}

void Composer::setEnterSends(bool on)
{
    m_edit->setEnterSends(on);
}

void Composer::setPaneHeight(int height)
{
    m_edit->setMaxHeight(height * 2 / 5);
}

void Composer::insert(const QString &text)
{
    m_edit->insertPlainText(text);
}

void Composer::focusField()
{
    m_edit->setFocus(Qt::OtherFocusReason);
}

void Composer::onTextChanged()
{
    const bool empty = m_edit->toPlainText().trimmed().isEmpty();
    m_send->setEnabled(!empty);
    if (m_loading)
        return;
    m_draftTimer.start();
    setTyping(!empty);
}

void Composer::setTyping(bool typing)
{
    if (typing)
        m_typingTimer.start();
    else
        m_typingTimer.stop();
    if (typing == m_typing)
        return;
    m_typing = typing;
    Q_EMIT typingChanged(typing);
}

void Composer::flush()
{
    m_draftTimer.stop();
    const QString draft = text();
    if (draft == m_savedDraft)
        return;
    m_savedDraft = draft;
    Q_EMIT draftChanged(draft);
}

void Composer::giveBack(const QString &message)
{
    const QString typed = text();
    m_edit->setPlainText(typed.trimmed().isEmpty() ? message : message + u'\n' + typed);
    m_edit->moveCursor(QTextCursor::End);
}

void Composer::send()
{
    const QString message = text().trimmed();
    if (message.isEmpty())
        return;
    m_loading = true;
    m_edit->clear();
    m_loading = false;
    // What is sent ends the typing by itself (XEP-0085 §5.1): no notice of its own.
    m_typingTimer.stop();
    m_typing = false;
    flush();
    Q_EMIT sent(message);
}

void Composer::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Tone::Surface));
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.color(Tone::Divider));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(m_theme.color(Tone::Window));
    painter.setPen(m_edit->hasFocus() ? QPen(m_theme.mix(Tone::Window, Tone::Accent, 0.45), 1) : QPen(m_theme.color(Tone::Window), 1));
    painter.drawRoundedRect(QRectF(m_edit->geometry()).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12);
}

} // namespace ui
