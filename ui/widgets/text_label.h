// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QLabel>

namespace ui {

/// A label in one type and tone of the theme; follows it by itself. Plain text unless setTextFormat() says otherwise.
class TextLabel : public QLabel
{
    Q_OBJECT
public:
    TextLabel(const Theme &theme, Type type, Tone tone, const QString &text = {}, QWidget *parent = nullptr);
    void setTone(Tone tone);
    void setType(Type type);
    /// By the direction of the window. QLabel goes by that of the text, which tears a page apart where one is still in another script.
    void setAlignment(Qt::Alignment alignment);

protected:
    void changeEvent(QEvent *event) override;

private:
    void restyle();
    const Theme &m_theme;
    Type m_type;
    Tone m_tone;
    Qt::Alignment m_alignment = Qt::AlignLeft | Qt::AlignVCenter;
};

/// One line that ends in "…" when there is no room; the whole text is its tool tip then.
class ElidedLabel : public TextLabel
{
    Q_OBJECT
public:
    using TextLabel::TextLabel;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
};

} // namespace ui
