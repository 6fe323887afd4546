// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace ui {

/// Tool tips guess whether they are HTML, and HTML opens files and network paths: whatever others may have written goes through here, and is shown as it was written.
[[nodiscard]] QString plainToolTip(const QString &text);

/// Also the accessible description, which would be the tool tip with its markup otherwise.
void setPlainToolTip(QWidget *widget, const QString &text);

} // namespace ui
