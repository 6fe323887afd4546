// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

namespace ui {

/// The colour tables of both modes. Pure, so that tests can measure contrasts.
[[nodiscard]] QColor toneColor(Tone tone, bool dark);

/// WCAG 2.1 contrast ratio, 1…21.
[[nodiscard]] qreal contrast(const QColor &a, const QColor &b);

/// The complete palette for the stock widgets.
[[nodiscard]] QPalette makePalette(bool dark);

} // namespace ui
