// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icons.h"

#include <QWidget>

class QPushButton;

namespace ui {

class TextLabel;

/// What stands where there is nothing yet: an icon, a sentence, and perhaps what to do about it.
class EmptyState : public QWidget
{
    Q_OBJECT
public:
    EmptyState(const Theme &theme, Icon icon, Tone background, QWidget *parent = nullptr);
    void setTexts(const QString &title, const QString &sentence);
    void setAction(const QString &text); ///< empty: none

Q_SIGNALS:
    void actionTriggered();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Tone m_background;
    TextLabel *m_title;
    TextLabel *m_sentence;
    QPushButton *m_action;
};

} // namespace ui
