// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/portraits.h"

#include <QBuffer>
#include <QImage>
#include <QLinearGradient>
#include <QPainter>
#include <QPainterPath>

using namespace Qt::StringLiterals;

namespace app {

namespace {

constexpr int kSize = 128;

void fillSky(QPainter &painter, QColor top, QColor bottom)
{
    QLinearGradient sky(0, 0, 0, kSize);
    sky.setColorAt(0, top);
    sky.setColorAt(1, bottom);
    painter.fillRect(0, 0, kSize, kSize, sky);
}

struct Face {
    QColor skyTop, skyBottom, skin, hair, clothes;
    bool longHair;
};

void paintFace(QPainter &painter, const Face &face)
{
    fillSky(painter, face.skyTop, face.skyBottom);
    painter.setPen(Qt::NoPen);
    if (face.longHair) {
        painter.setBrush(face.hair);
        painter.drawRoundedRect(QRectF(34, 30, 60, 72), 28, 28);
    }
    painter.setBrush(face.clothes);
    painter.drawEllipse(QRectF(18, 92, 92, 80));
    painter.setBrush(face.skin.darker(112));
    painter.drawRoundedRect(QRectF(54, 74, 20, 28), 9, 9);
    painter.setBrush(face.skin);
    painter.drawEllipse(QRectF(42, 34, 44, 54));
    QPainterPath fringe;
    fringe.moveTo(40, 60);
    fringe.cubicTo(36, 22, 92, 20, 88, 60);
    fringe.cubicTo(84, 46, 70, 46, 62, 44);
    fringe.cubicTo(54, 50, 44, 50, 40, 60);
    painter.setBrush(face.hair);
    painter.drawPath(fringe);
    painter.setBrush(QColor(40, 30, 30));
    painter.drawEllipse(QRectF(53, 60, 4, 5));
    painter.drawEllipse(QRectF(71, 60, 4, 5));
    painter.setPen(QPen(QColor(150, 70, 60), 2.2, Qt::SolidLine, Qt::RoundCap));
    painter.setBrush(Qt::NoBrush);
    painter.drawArc(QRectF(56, 66, 16, 11), 200 * 16, 140 * 16);
}

void paintBoat(QPainter &painter)
{
    fillSky(painter, QColor(250, 205, 140), QColor(238, 130, 98));
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(255, 240, 205));
    painter.drawEllipse(QRectF(78, 22, 26, 26));
    painter.setBrush(QColor(38, 78, 112));
    painter.drawRect(0, 92, kSize, 36);
    painter.setBrush(QColor(255, 255, 255));
    painter.drawPolygon(QPolygonF{{60, 24}, {60, 80}, {28, 80}});
    painter.setBrush(QColor(228, 232, 240));
    painter.drawPolygon(QPolygonF{{65, 34}, {65, 80}, {92, 80}});
    painter.setBrush(QColor(120, 44, 36));
    QPainterPath hull;
    hull.moveTo(24, 86);
    hull.lineTo(100, 86);
    hull.cubicTo(96, 104, 84, 106, 62, 106);
    hull.cubicTo(40, 106, 28, 102, 24, 86);
    painter.drawPath(hull);
    painter.setPen(QPen(QColor(160, 200, 220), 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(14, 112, 52, 112);
    painter.drawLine(70, 118, 112, 118);
}

void paintMountain(QPainter &painter)
{
    fillSky(painter, QColor(120, 170, 220), QColor(230, 235, 245));
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(232, 96, 92));
    painter.drawEllipse(QRectF(20, 20, 28, 28));
    painter.setBrush(QColor(70, 86, 120));
    painter.drawPolygon(QPolygonF{{-6, 128}, {74, 34}, {150, 128}});
    painter.setBrush(Qt::white);
    painter.drawPolygon(QPolygonF{{74, 34}, {56, 55}, {66, 60}, {74, 54}, {84, 62}, {92, 56}});
    painter.setBrush(QColor(44, 62, 84));
    painter.drawPolygon(QPolygonF{{-20, 132}, {30, 84}, {86, 132}});
}

} // namespace

QStringList portraitUsers()
{
    return {u"anna"_s, u"bert"_s, u"mia"_s, u"mum"_s, u"yuki"_s, u"pavel"_s};
}

QByteArray paintPortrait(const QString &user)
{
    QImage image(kSize, kSize, QImage::Format_RGB32);
    image.fill(Qt::white);
    {
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        if (user == u"anna")
            paintFace(painter, {QColor(196, 181, 240), QColor(150, 120, 214), QColor(245, 205, 180), QColor(94, 52, 34), QColor(52, 64, 120), true});
        else if (user == u"bert")
            paintBoat(painter);
        else if (user == u"mia")
            paintFace(painter, {QColor(170, 222, 200), QColor(74, 160, 128), QColor(250, 216, 190), QColor(226, 184, 96), QColor(190, 70, 70), true});
        else if (user == u"mum")
            paintFace(painter, {QColor(250, 222, 190), QColor(236, 170, 130), QColor(244, 208, 186), QColor(176, 176, 182), QColor(96, 130, 110), false});
        else if (user == u"pavel")
            paintFace(painter, {QColor(190, 214, 240), QColor(104, 142, 190), QColor(238, 198, 168), QColor(48, 40, 40), QColor(60, 66, 76), false});
        else if (user == u"yuki")
            paintMountain(painter);
        else
            return {};
    }
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return png;
}

} // namespace app
