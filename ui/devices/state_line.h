// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace ui {

class TextLabel;

/// A dot and what is going on, as it happens. The words say all that the dot does. Announced to screen readers when they change.
class StateLine : public QWidget
{
    Q_OBJECT
public:
    explicit StateLine(const Theme &theme, QWidget *parent = nullptr);
    void setState(const QString &words, Tone dot);
    [[nodiscard]] QString words() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    TextLabel *m_words;
    Tone m_dot = Tone::Warning;
};

} // namespace ui
