// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icons.h"

#include <QToolButton>

namespace ui {

/// A flat 32 px button with an icon. `name` is its accessible name and its tool tip.
class IconButton : public QToolButton
{
    Q_OBJECT
public:
    IconButton(const Theme &theme, Icon icon, const QString &name, QWidget *parent = nullptr);
    void setIcon(Icon icon, Tone tone = Tone::Secondary);
    void setName(const QString &name);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

/// A round filled button: send, jump to the newest.
class RoundButton : public QToolButton
{
    Q_OBJECT
public:
    enum class Fill { Accent, Surface };
    RoundButton(const Theme &theme, Icon icon, const QString &name, Fill fill, int size, QWidget *parent = nullptr);
    /// A small badge at the top edge; 0: none.
    void setCount(int count);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Icon m_icon;
    QString m_name;
    Fill m_fill;
    int m_size;
    int m_count = 0;
};

} // namespace ui
