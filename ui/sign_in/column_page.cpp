// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sign_in/column_page.h"

#include "ui/theme/theme.h"
#include "ui/widgets/card.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace ui {

constexpr int kColumn = 380;

ColumnPage makeColumnPage(QScrollArea *area, const Theme &theme)
{
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    auto *page = new Panel(theme, Tone::Window);
    area->setWidget(page);
    auto *column = new QWidget(page);
    const auto fit = [&theme, column] { column->setMaximumWidth(theme.scaled(kColumn)); };
    fit();
    QObject::connect(&theme, &Theme::changed, column, fit);
    column->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    auto *across = new QHBoxLayout;
    across->addStretch(1);
    across->addWidget(column, 100);
    across->addStretch(1);
    auto *around = new QVBoxLayout(page);
    around->setContentsMargins(24, 24, 24, 24);
    around->addStretch();
    around->addLayout(across);
    around->addStretch();
    return {column, around};
}

} // namespace ui
