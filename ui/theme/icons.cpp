// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <cmath>

namespace ui {

using namespace Qt::StringLiterals;

namespace {

const char *fileName(Icon icon)
{
    switch (icon) {
    case Icon::Alert: return "alert";
    case Icon::Archive: return "archive";
    case Icon::Back: return "back";
    case Icon::Ball: return "ball";
    case Icon::Bell: return "bell";
    case Icon::Block: return "block";
    case Icon::Bulb: return "bulb";
    case Icon::Car: return "car";
    case Icon::Chat: return "chat";
    case Icon::Check: return "check";
    case Icon::Checks: return "checks";
    case Icon::Clock: return "clock";
    case Icon::Close: return "close";
    case Icon::Console: return "console";
    case Icon::Copy: return "copy";
    case Icon::Down: return "down";
    case Icon::Download: return "download";
    case Icon::Edit: return "edit";
    case Icon::Eye: return "eye";
    case Icon::EyeOff: return "eye_off";
    case Icon::File: return "file";
    case Icon::Flag: return "flag";
    case Icon::Food: return "food";
    case Icon::Globe: return "globe";
    case Icon::Heart: return "heart";
    case Icon::Info: return "info";
    case Icon::Keyboard: return "keyboard";
    case Icon::Laptop: return "laptop";
    case Icon::Leaf: return "leaf";
    case Icon::Link: return "link";
    case Icon::Lock: return "lock";
    case Icon::Menu: return "menu";
    case Icon::Mobile: return "mobile";
    case Icon::Moon: return "moon";
    case Icon::More: return "more";
    case Icon::Mute: return "mute";
    case Icon::Net: return "net";
    case Icon::Offline: return "offline";
    case Icon::Phone: return "phone";
    case Icon::Pin: return "pin";
    case Icon::Plus: return "plus";
    case Icon::Retry: return "retry";
    case Icon::Right: return "right";
    case Icon::Search: return "search";
    case Icon::Send: return "send";
    case Icon::Settings: return "settings";
    case Icon::Shield: return "shield";
    case Icon::SignOut: return "signout";
    case Icon::Smile: return "smile";
    case Icon::Sun: return "sun";
    case Icon::Symbols: return "symbols";
    case Icon::Trash: return "trash";
    case Icon::Tray: return "tray";
    case Icon::Unread: return "unread";
    case Icon::Up: return "up";
    case Icon::User: return "user";
    case Icon::UserPlus: return "user_plus";
    case Icon::Users: return "users";
    case Icon::Warning: return "warning";
    }
    Q_UNREACHABLE();
}

bool pointsSomewhere(Icon icon)
{
    return icon == Icon::Back || icon == Icon::Right || icon == Icon::Send || icon == Icon::SignOut;
}

QPixmap render(Icon icon, int devicePixels, const QColor &color, qreal strokeWidth)
{
    const QString key = u"kith-icon/%1/%2/%3/%4"_s.arg(int(icon)).arg(devicePixels).arg(color.rgba(), 0, 16).arg(strokeWidth);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QFile file(u":/icons/%1.svg"_s.arg(QLatin1StringView(fileName(icon))));
    QByteArray svg;
    if (file.open(QIODevice::ReadOnly))
        svg = file.readAll();
    svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    svg.replace("stroke-width=\"1.75\"", "stroke-width=\"" + QByteArray::number(strokeWidth) + '"');
    QSvgRenderer renderer(svg);
    pixmap = QPixmap(devicePixels, devicePixels);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setOpacity(color.alphaF());
    renderer.render(&painter, QRectF(0, 0, devicePixels, devicePixels));
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

class Engine final : public QIconEngine
{
public:
    Engine(const Theme &theme, Icon icon, Tone tone)
        : m_theme(theme)
        , m_icon(icon)
        , m_tone(tone)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const QColor color = m_theme.color(mode == QIcon::Disabled ? Tone::Disabled : state == QIcon::On ? Tone::Accent : m_tone);
        if (pointsSomewhere(m_icon) && QGuiApplication::isRightToLeft())
            paintIconMirrored(*painter, rect, m_icon, color);
        else
            paintIcon(*painter, rect, m_icon, color);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1.0);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new Engine(m_theme, m_icon, m_tone); }

private:
    const Theme &m_theme;
    Icon m_icon;
    Tone m_tone;
};

} // namespace

QIcon icon(const Theme &theme, Icon icon, Tone tone)
{
    return QIcon(new Engine(theme, icon, tone));
}

void paintIcon(QPainter &painter, const QRectF &rect, Icon icon, const QColor &color, qreal strokeWidth)
{
    const qreal side = qMin(rect.width(), rect.height());
    // The whole way to the device's pixels: also when a widget is painted into a picture with another pixel ratio.
    const QTransform device = painter.deviceTransform();
    const qreal ratio = qMax(0.1, std::hypot(device.m11(), device.m12()));
    const QPixmap pixmap = render(icon, qMax(1, qCeil(side * ratio)), color, strokeWidth);
    QRectF target(0, 0, side, side);
    target.moveCenter(rect.center());
    // Whole device pixels, or the strokes blur.
    const auto snap = [ratio](qreal v) { return std::round(v * ratio) / ratio; };
    target.moveTo(snap(target.x()), snap(target.y()));
    painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()));
}

void paintIconMirrored(QPainter &painter, const QRectF &rect, Icon icon, const QColor &color)
{
    painter.save();
    painter.translate(rect.center().x(), 0);
    painter.scale(-1, 1);
    painter.translate(-rect.center().x(), 0);
    paintIcon(painter, rect, icon, color);
    painter.restore();
}

} // namespace ui
