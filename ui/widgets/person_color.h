// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>

namespace ui {

/// The colour of a person, the same in every client: the hue of XEP-0392 1.0.0 §5 for `address` (bare), darkened until white initials on it reach 4.5:1.
[[nodiscard]] QColor personColor(const QString &address);

/// XEP-0392 §5.1: degrees 0…360.
[[nodiscard]] double personHue(const QString &address);

/// HSLuv to sRGB (https://www.hsluv.org): hue in degrees, saturation and lightness 0…100.
[[nodiscard]] QColor fromHsluv(double hue, double saturation, double lightness);

} // namespace ui
