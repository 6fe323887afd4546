// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QTextEdit>

namespace ui {

/// The field a message is written in: plain text, grows with its content up to a limit. Enter sends, or breaks the line, as the user prefers.
class MessageEdit : public QTextEdit
{
    Q_OBJECT
public:
    explicit MessageEdit(const Theme &theme, QWidget *parent = nullptr);
    void setEnterSends(bool on) { m_enterSends = on; }
    /// Tallest it may become, in pixels.
    void setMaxHeight(int height);

Q_SIGNALS:
    void sendRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void insertFromMimeData(const QMimeData *source) override;
    bool canInsertFromMimeData(const QMimeData *source) const override;
    void resizeEvent(QResizeEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void fit();
    void restyle();
    const Theme &m_theme;
    bool m_enterSends = true;
    int m_maxHeight = 200;
};

} // namespace ui
