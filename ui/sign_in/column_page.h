// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QScrollArea;
class QVBoxLayout;
class QWidget;

namespace ui {

class Theme;

/// How the pages are built that stand where the main window will be: one narrow column in the middle, as wide as the size of the letters asks for.
struct ColumnPage {
    QWidget *column = nullptr; ///< for the page's own layout
    QVBoxLayout *around = nullptr; ///< what stands above and below the column; index 0 is the top edge
};
/// Gives `area` its widget, which it owns. Main thread.
[[nodiscard]] ColumnPage makeColumnPage(QScrollArea *area, const Theme &theme);

} // namespace ui
