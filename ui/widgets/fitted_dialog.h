// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QDialog>

class QScrollArea;
class QVBoxLayout;

namespace ui {

/// A dialog that is always as high as what it shows, however that changes; where the screen ends, it scrolls, and its buttons stay in sight.
class FittedDialog : public QDialog
{
    Q_OBJECT
public:
    /// `wide`: in pixels at the usual text size.
    FittedDialog(const Theme &theme, int wide, Tone tone, QWidget *parent = nullptr);

protected:
    [[nodiscard]] QVBoxLayout *content() const { return m_content; } ///< what may scroll
    [[nodiscard]] QWidget *foot() const { return m_foot; } ///< for the buttons; has no layout yet
    void setDivided(); ///< a line between the two
    [[nodiscard]] const Theme &theme() const { return m_theme; }
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void fit();

    const Theme &m_theme;
    int m_wide;
    QScrollArea *m_area;
    QWidget *m_foot;
    QVBoxLayout *m_content;
    QVBoxLayout *m_layout;
};

} // namespace ui
