// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/colors.h"

#include <cmath>

namespace ui {

namespace {

QRgb lightTone(Tone tone)
{
    switch (tone) {
    case Tone::Window: return 0xffF5F6F8;
    case Tone::Surface: return 0xffFFFFFF;
    case Tone::Text: return 0xff15181E;
    case Tone::Secondary: return 0xff5A6372;
    case Tone::Disabled: return 0xff9AA1AD;
    case Tone::Divider: return 0xffE3E6EB;
    case Tone::ControlBorder: return 0xff8C93A0;
    case Tone::Accent: return 0xff2563EB;
    case Tone::OnAccent: return 0xffFFFFFF;
    case Tone::OwnBubble: return 0xffDBE7FF;
    case Tone::OtherBubble: return 0xffFFFFFF;
    case Tone::OwnSecondary: return 0xff55607A;
    case Tone::Link: return 0xff1D55D4;
    case Tone::Ok: return 0xff1B7F4B;
    case Tone::Warning: return 0xff96620B;
    case Tone::Danger: return 0xffC0392F;
    case Tone::OnDanger: return 0xffFFFFFF;
    case Tone::Selection: return 0xffE8EFFD;
    case Tone::TextSelection: return 0xffA9C6FF;
    case Tone::Hover: return 0xffF1F3F6;
    case Tone::ChatBackground: return 0xffEEF1F5;
    case Tone::MutedBadge: return 0xff6B7482;
    case Tone::OnMutedBadge: return 0xffFFFFFF;
    case Tone::Shadow: return 0x260A1428;
    case Tone::OnAvatar: return 0xffFFFFFF;
    case Tone::Paper: return 0xffFFFFFF;
    case Tone::Ink: return 0xff000000;
    }
    Q_UNREACHABLE();
}

QRgb darkTone(Tone tone)
{
    switch (tone) {
    case Tone::Window: return 0xff121417;
    case Tone::Surface: return 0xff1B1E23;
    case Tone::Text: return 0xffECEEF2;
    case Tone::Secondary: return 0xffA0A8B5;
    case Tone::Disabled: return 0xff626B78;
    case Tone::Divider: return 0xff2A2E35;
    case Tone::ControlBorder: return 0xff6B7482;
    case Tone::Accent: return 0xff7AA5FF;
    case Tone::OnAccent: return 0xff0B1220;
    case Tone::OwnBubble: return 0xff23406F;
    case Tone::OtherBubble: return 0xff24282F;
    case Tone::OwnSecondary: return 0xffB3BFD4;
    case Tone::Link: return 0xff9ABBFF;
    case Tone::Ok: return 0xff5CC98D;
    case Tone::Warning: return 0xffE0B04C;
    case Tone::Danger: return 0xffFF8A80;
    case Tone::OnDanger: return 0xff2A0B08;
    case Tone::Selection: return 0xff23314D;
    case Tone::TextSelection: return 0xff3D6BB8;
    case Tone::Hover: return 0xff22262C;
    case Tone::ChatBackground: return 0xff15181C;
    case Tone::MutedBadge: return 0xff8A93A1;
    case Tone::OnMutedBadge: return 0xff121417;
    case Tone::Shadow: return 0x66000000;
    case Tone::OnAvatar: return 0xffFFFFFF;
    case Tone::Paper: return 0xffFFFFFF;
    case Tone::Ink: return 0xff000000;
    }
    Q_UNREACHABLE();
}

qreal luminance(const QColor &color)
{
    const auto linear = [](qreal c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

QColor toneColor(Tone tone, bool dark)
{
    return QColor::fromRgba(dark ? darkTone(tone) : lightTone(tone));
}

qreal contrast(const QColor &a, const QColor &b)
{
    const qreal la = luminance(a), lb = luminance(b);
    return (qMax(la, lb) + 0.05) / (qMin(la, lb) + 0.05);
}

QPalette makePalette(bool dark)
{
    const auto c = [dark](Tone tone) { return toneColor(tone, dark); };
    QPalette p;
    const auto all = [&p](QPalette::ColorRole role, const QColor &color) {
        for (auto group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled})
            p.setColor(group, role, color);
    };
    all(QPalette::Window, c(Tone::Window));
    all(QPalette::WindowText, c(Tone::Text));
    all(QPalette::Base, c(Tone::Surface));
    all(QPalette::Text, c(Tone::Text));
    all(QPalette::PlaceholderText, c(Tone::Secondary));
    all(QPalette::Button, c(Tone::Surface));
    all(QPalette::ButtonText, c(Tone::Text));
    all(QPalette::BrightText, c(Tone::Danger));
    all(QPalette::ToolTipBase, dark ? c(Tone::Divider) : c(Tone::Text));
    all(QPalette::ToolTipText, dark ? c(Tone::Text) : c(Tone::Surface));
    all(QPalette::Highlight, c(Tone::TextSelection));
#if QT_VERSION >= QT_VERSION_CHECK(6, 6, 0)
    all(QPalette::Accent, c(Tone::Accent));
#endif
    all(QPalette::HighlightedText, c(Tone::Text));
    all(QPalette::Link, c(Tone::Link));
    all(QPalette::LinkVisited, c(Tone::Link));
    all(QPalette::Light, c(Tone::Surface));
    all(QPalette::Midlight, c(Tone::Hover));
    all(QPalette::Mid, c(Tone::Divider));
    all(QPalette::Dark, c(Tone::ControlBorder));
    all(QPalette::Shadow, c(Tone::ControlBorder));
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText, QPalette::HighlightedText})
        p.setColor(QPalette::Disabled, role, c(Tone::Disabled));
    // Disabled/AlternateBase stays unset on purpose: Qt fills it from the system's palette, and SystemAppearance reads the system's lightness from it.
    p.setColor(QPalette::Active, QPalette::AlternateBase, c(Tone::Window));
    p.setColor(QPalette::Inactive, QPalette::AlternateBase, c(Tone::Window));
    return p;
}

} // namespace ui
