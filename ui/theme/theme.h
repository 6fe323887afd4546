// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>

#include <memory>

class QApplication;

namespace ui {

class SystemAppearance;

/// What the user chose; System follows the desktop at once.
enum class Appearance { System, Light, Dark };

/// Every colour of the window. No literal colour lives outside ui/theme.
enum class Tone {
    Window, ///< behind cards, fields on a surface
    Surface, ///< lists, headers, cards
    Text,
    Secondary, ///< text that matters less; 4.5:1 on window and surface
    Disabled, ///< never for text that must be read
    Divider,
    ControlBorder, ///< edges of fields and check boxes: 3:1 (WCAG 1.4.11)
    Accent,
    OnAccent,
    OwnBubble,
    OtherBubble,
    OwnSecondary, ///< times and states on the own bubble
    Link, ///< accent as text; 4.5:1 also on the own bubble
    Ok,
    Warning,
    Danger,
    OnDanger,
    Selection, ///< the selected row
    TextSelection, ///< behind selected text, with Text on it
    Hover, ///< pointer over a row or flat button on a surface
    ChatBackground,
    MutedBadge, ///< background of a badge that does not call
    OnMutedBadge,
    Shadow, ///< translucent
    OnAvatar, ///< initials
    Paper, ///< white in both modes: behind a QR picture
    Ink, ///< black in both modes
};

/// Sizes relative to the system's font.
enum class Type {
    Body, ///< 1.0
    Strong, ///< 1.0 semibold: names
    Secondary, ///< 0.88
    SecondaryStrong,
    Caption, ///< 0.79: times inside bubbles, key caps
    Title, ///< 1.15 semibold
    Heading, ///< 1.43 bold: the head of a page
    Display, ///< 1.7 bold: the sign-in page
    Code, ///< 0.95 fixed pitch
    LargeCode, ///< 2.1 fixed pitch semibold, spaced: to be read from another screen
    Emoji, ///< 2.2: messages of emoji only
};

/// Metrics in device-independent pixels; spacing in steps of 4.
namespace metric {
inline constexpr int kSpace = 4;
inline constexpr int kHeader = 56;
inline constexpr int kChatRow = 64;
inline constexpr int kAvatar = 40;
inline constexpr int kAvatarSmall = 32;
inline constexpr int kIcon = 20;
inline constexpr int kButton = 34;
inline constexpr int kButtonLarge = 40;
inline constexpr int kField = 36;
inline constexpr int kFootLine = 28;
inline constexpr int kSidebar = 320;
inline constexpr int kSidebarMin = 240;
inline constexpr int kSidebarMax = 420;
inline constexpr int kNarrow = 640; ///< below: one pane at a time
inline constexpr int kBubbleMax = 560;
inline constexpr int kRadiusField = 10;
inline constexpr int kRadiusButton = 9;
inline constexpr int kRadiusCard = 12;
inline constexpr int kRadiusBubble = 14;
inline constexpr int kRadiusRow = 10;
} // namespace metric

/// Colours, fonts and motion of the whole program, and the one place that gives the application its style and palette. Follows the system's light and dark mode at
/// once unless the user overrides it. Main thread; made once after QApplication, outlives every widget.
class Theme : public QObject
{
    Q_OBJECT
public:
    explicit Theme(QApplication &app, Appearance appearance = Appearance::System);
    ~Theme() override;

    [[nodiscard]] bool isDark() const { return m_dark; }
    [[nodiscard]] Appearance appearance() const { return m_appearance; }
    void setAppearance(Appearance appearance);

    [[nodiscard]] QColor color(Tone tone) const;
    /// A mix of two tones, `part` of `top` in 0…1 over `base`.
    [[nodiscard]] QColor mix(Tone base, Tone top, qreal part) const;
    [[nodiscard]] QFont font(Type type) const;
    /// Distance between two base lines of running text: a little airier than the font's own.
    [[nodiscard]] int lineHeight(Type type) const;
    /// The body font's size relative to what the drawings assume (14 px); rows grow with it, never shrink.
    [[nodiscard]] qreal fontScale() const;
    [[nodiscard]] int scaled(int pixels) const { return qMax(pixels, qRound(pixels * fontScale())); }

    /// True: the system asks for less motion; animations jump to their end.
    [[nodiscard]] bool reducedMotion() const;
    /// `milliseconds`, or 0 when motion is reduced.
    [[nodiscard]] int duration(int milliseconds) const { return reducedMotion() ? 0 : milliseconds; }

    [[nodiscard]] QPalette palette() const { return m_palette; }

Q_SIGNALS:
    /// Colours or fonts changed. Widgets are repainted by Qt; only caches need this.
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void update();

    QApplication &m_app;
    std::unique_ptr<SystemAppearance> m_system;
    Appearance m_appearance;
    bool m_dark = false;
    QPalette m_palette;
};

} // namespace ui
