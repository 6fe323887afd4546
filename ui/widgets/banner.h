// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icons.h"

#include <QFrame>

class QBoxLayout;
class QHBoxLayout;
class QPushButton;

namespace ui {

class TextLabel;
class IconButton;

/// A notice inside the window: a sentence, at most one action, and a way to put it away. Never a modal. Announced to screen readers when shown.
class Banner : public QFrame
{
    Q_OBJECT
public:
    enum class Kind { Info, Warning, Danger };
    Banner(const Theme &theme, Kind kind, const QString &text, QWidget *parent = nullptr);
    void setText(const QString &text);
    void setAction(const QString &text); ///< empty: none
    void setClosable(bool closable);
    /// Where a caller may add a field (password prompt): after the text, before the action.
    [[nodiscard]] QHBoxLayout *extras() const { return m_extras; }

Q_SIGNALS:
    void actionTriggered();
    void closed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    const Theme &m_theme;
    Kind m_kind;
    QBoxLayout *m_layout; ///< text and controls: side by side, one below the other when it is narrow
    TextLabel *m_text;
    QHBoxLayout *m_extras;
    QPushButton *m_action;
    IconButton *m_close;
};

} // namespace ui
