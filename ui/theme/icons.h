// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QIcon>
#include <QRectF>

class QPainter;

namespace ui {

/// The icon set: resources/icons/<name>.svg, one stroke, drawn in any colour.
enum class Icon {
    Alert, Archive, Back, Ball, Bell, Block, Bulb, Car, Chat, Check, Checks, Clock, Close, Console, Copy, Down, Download, Edit, Eye, EyeOff, File, Flag, Food, Globe,
    Heart, Info, Keyboard, Laptop, Leaf, Link, Lock, Menu, Mobile, Moon, More, Mute, Net, Offline, Phone, Pin, Plus, Retry, Right, Search, Send, Settings, Shield,
    SignOut, Smile, Sun, Symbols, Trash, Tray, Unread, Up, User, UserPlus, Users, Warning,
};

/// An icon that follows the theme by itself: crisp at every scale, disabled in Tone::Disabled, switched on (QIcon::On) in the accent. `theme` must outlive it.
[[nodiscard]] QIcon icon(const Theme &theme, Icon icon, Tone tone = Tone::Secondary);

/// Paints an icon directly, e.g. from a delegate. `strokeWidth` on the 24 px grid.
void paintIcon(QPainter &painter, const QRectF &rect, Icon icon, const QColor &color, qreal strokeWidth = 1.75);

/// Icons that point somewhere must be mirrored in right-to-left layouts: the caller paints with the mirrored flag.
void paintIconMirrored(QPainter &painter, const QRectF &rect, Icon icon, const QColor &color);

} // namespace ui
