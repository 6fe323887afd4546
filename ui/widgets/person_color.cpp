// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/person_color.h"

#include "ui/theme/colors.h"

#include <QCryptographicHash>

#include <array>
#include <cmath>
#include <numbers>

namespace ui {

namespace {

// XYZ (D65) to linear sRGB.
constexpr std::array<std::array<double, 3>, 3> kToRgb{{{3.240969941904521, -1.537383177570093, -0.498610760293},
    {-0.96924363628087, 1.87596750150772, 0.041555057407175}, {0.055630079696993, -0.20397695888897, 1.056971514242878}}};
constexpr double kRefU = 0.19783000664283, kRefV = 0.46831999493879, kKappa = 903.2962962, kEpsilon = 0.0088564516;

// The largest chroma that sRGB can show at this lightness and hue: the nearest of the six lines that bound the gamut.
double maxChroma(double lightness, double hueRadians)
{
    const double sub1 = std::pow(lightness + 16, 3) / 1560896;
    const double sub2 = sub1 > kEpsilon ? sub1 : lightness / kKappa;
    double best = 1e9;
    for (const auto &m : kToRgb) {
        for (int t = 0; t < 2; ++t) {
            const double top1 = (284517 * m[0] - 94839 * m[2]) * sub2;
            const double top2 = (838422 * m[2] + 769860 * m[1] + 731718 * m[0]) * lightness * sub2 - 769860 * t * lightness;
            const double bottom = (632260 * m[2] - 126452 * m[1]) * sub2 + 126452 * t;
            const double length = (top2 / bottom) / (std::sin(hueRadians) - (top1 / bottom) * std::cos(hueRadians));
            if (length >= 0)
                best = std::min(best, length);
        }
    }
    return best;
}

} // namespace

QColor fromHsluv(double hue, double saturation, double lightness)
{
    const double h = hue / 360 * 2 * std::numbers::pi;
    if (lightness <= 0.0001)
        return QColor::fromRgbF(0, 0, 0);
    const double chroma = lightness > 99.9999 ? 0 : maxChroma(lightness, h) / 100 * saturation;
    const double u = std::cos(h) * chroma / (13 * lightness) + kRefU;
    const double v = std::sin(h) * chroma / (13 * lightness) + kRefV;
    const double y = lightness > 8 ? std::pow((lightness + 16) / 116, 3) : lightness / kKappa;
    const double x = 9 * y * u / (4 * v);
    const double z = (9 * y - 15 * v * y - v * x) / (3 * v);
    std::array<float, 3> rgb{};
    for (size_t i = 0; i < 3; ++i) {
        const double c = kToRgb[i][0] * x + kToRgb[i][1] * y + kToRgb[i][2] * z;
        rgb[i] = float(std::clamp(c <= 0.0031308 ? 12.92 * c : 1.055 * std::pow(c, 1 / 2.4) - 0.055, 0.0, 1.0));
    }
    return QColor::fromRgbF(rgb[0], rgb[1], rgb[2]);
}

double personHue(const QString &address)
{
    const QByteArray hash = QCryptographicHash::hash(address.toUtf8(), QCryptographicHash::Sha1); // a colour, not a secret
    const int value = quint8(hash[0]) | quint8(hash[1]) << 8;
    return value / 65536.0 * 360;
}

QColor personColor(const QString &address)
{
    const double hue = personHue(address);
    double lightness = 48;
    QColor color = fromHsluv(hue, 68, lightness);
    while (contrast(color, Qt::white) < 4.5)
        color = fromHsluv(hue, 68, --lightness);
    return color;
}

} // namespace ui
