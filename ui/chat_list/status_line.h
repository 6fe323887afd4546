// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/layout/connection_text.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>

namespace ui {

/// One line at the foot of the chat list: how the connection is. A click leads to the connection page.
class StatusLine : public QAbstractButton
{
    Q_OBJECT
public:
    explicit StatusLine(const Theme &theme, QWidget *parent = nullptr);
    void setLine(const ConnectionLine &line);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    ConnectionLine m_line;
};

} // namespace ui
