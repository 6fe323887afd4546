// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QToolButton>

namespace ui {

/// The entry above the chats when strangers have written. Hidden while nobody has.
class RequestsButton : public QToolButton
{
    Q_OBJECT
public:
    explicit RequestsButton(const Theme &theme, QWidget *parent = nullptr);
    void setCount(int count);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    int m_count = 0;
};

} // namespace ui
