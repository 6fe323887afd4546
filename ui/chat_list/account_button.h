// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QToolButton>

namespace ui {

/// The user's own name with a small arrow: opens the menu of accounts and settings.
class AccountButton : public QToolButton
{
    Q_OBJECT
public:
    explicit AccountButton(const Theme &theme, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

} // namespace ui
