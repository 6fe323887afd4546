// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QLineEdit>

namespace ui {

/// "Search or jump to…": a rounded field with a magnifying glass and the key that leads here. Down and Enter go on to the list.
class SearchField : public QLineEdit
{
    Q_OBJECT
public:
    explicit SearchField(const Theme &theme, QWidget *parent = nullptr);
    void setKeyHint(const QString &keys);

Q_SIGNALS:
    void accepted(); ///< Enter
    void wentDown();
    void left(); ///< Esc

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    const Theme &m_theme;
    QString m_keys;
};

} // namespace ui
