// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

class QLineEdit;

namespace ui {

class TextLabel;

/// The line under the header in which text of the open chat is looked for. Enter goes to the match before, Shift+Enter to the one after.
class FindBar : public QWidget
{
    Q_OBJECT
public:
    explicit FindBar(const Theme &theme, QWidget *parent = nullptr);
    void open();
    void close();
    void setFound(bool found);

Q_SIGNALS:
    void findRequested(const QString &text, bool upwards);
    void closed();

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    const Theme &m_theme;
    QLineEdit *m_field;
    TextLabel *m_result;
};

} // namespace ui
