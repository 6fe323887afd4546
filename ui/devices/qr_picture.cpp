// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/qr_picture.h"

#include <QPainter>

#include <qrencode.h>

#include <memory>

namespace ui {

namespace {

constexpr int kSide = 230; // an invitation is 45 to 57 modules wide: four pixels each, with the quiet zone
constexpr int kQuiet = 4; // modules (ISO/IEC 18004)

} // namespace

QImage encodeQr(const QString &text)
{
    const QByteArray octets = text.toUtf8();
    if (octets.isEmpty())
        return {};
    const std::unique_ptr<QRcode, void (*)(QRcode *)> code(
        QRcode_encodeData(int(octets.size()), reinterpret_cast<const unsigned char *>(octets.constData()), 0, QR_ECLEVEL_M), QRcode_free);
    if (!code)
        return {};
    QImage modules(code->width, code->width, QImage::Format_Grayscale8);
    for (int y = 0; y < code->width; ++y) {
        uchar *line = modules.scanLine(y);
        for (int x = 0; x < code->width; ++x)
            line[x] = (code->data[y * code->width + x] & 1) ? 0 : 255;
    }
    return modules;
}

QrPicture::QrPicture(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("QR picture"));
    setAccessibleDescription(tr("For the camera or the clipboard of the new device. It says the same as the code."));
}

void QrPicture::setText(const QString &text)
{
    m_modules = encodeQr(text);
    update();
}

QSize QrPicture::sizeHint() const
{
    return {kSide, kSide}; // large letters are for people: they need the room for the code
}

void QrPicture::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.color(Tone::Divider));
    painter.setBrush(m_theme.color(Tone::Paper));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metric::kRadiusField, metric::kRadiusField);
    if (m_modules.isNull())
        return;
    painter.setRenderHint(QPainter::Antialiasing, false);
    // In the screen's own pixels: a module of 2.7 of them is what readers stumble over.
    const QTransform device = painter.deviceTransform();
    const qreal ratio = qMax<qreal>(0.1, device.m11());
    const int modules = m_modules.width();
    const int pixels = qMax(1, int(qMin(width(), height()) * ratio) / (modules + 2 * kQuiet));
    const qreal side = modules * pixels / ratio;
    const auto snap = [ratio](qreal v) { return qRound(v * ratio) / ratio; };
    const QPointF origin(snap((width() - side) / 2), snap((height() - side) / 2));
    const qreal step = pixels / ratio;
    for (int y = 0; y < modules; ++y) {
        const uchar *line = m_modules.constScanLine(y);
        for (int x = 0; x < modules; ++x) {
            if (line[x] == 0)
                painter.fillRect(QRectF(origin.x() + x * step, origin.y() + y * step, step, step), m_theme.color(Tone::Ink));
        }
    }
}

} // namespace ui
