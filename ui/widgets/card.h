// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QFrame>

class QVBoxLayout;

namespace ui {

/// A surface with round corners and a hairline edge; its children stand in rows.
class Card : public QFrame
{
    Q_OBJECT
public:
    explicit Card(const Theme &theme, QWidget *parent = nullptr);
    [[nodiscard]] QVBoxLayout *rows() const { return m_rows; }
    /// Adds a row with the card's usual padding; a hairline separates it from the one before.
    void addRow(QWidget *row);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QVBoxLayout *m_rows;
};

/// A hairline.
class Divider : public QWidget
{
    Q_OBJECT
public:
    explicit Divider(const Theme &theme, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

/// A plain area in one tone of the theme.
class Panel : public QWidget
{
    Q_OBJECT
public:
    Panel(const Theme &theme, Tone tone, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Tone m_tone;
};

} // namespace ui
