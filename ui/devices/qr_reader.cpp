// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/qr_reader.h"

#include <QImageReader>
#include <QPromise>
#include <QThreadPool>

// The library's names changed with its version 2.2, the type of its texts with 2.0.
#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include <functional>
#include <memory>

namespace ui {

namespace {

#if __has_include(<ZXing/ReaderOptions.h>)
using Options = ZXing::ReaderOptions;
#else
using Options = ZXing::DecodeHints;
#endif

// Longest sides of a picture at which it is tried: a small one has lost its noise, a large one its QR picture not yet.
constexpr int kSides[] = {2400, 1200, 600};

QFuture<QString> inPool(const std::function<QString()> &read)
{
    const auto promise = std::make_shared<QPromise<QString>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, read] {
        promise->addResult(read());
        promise->finish();
    });
    return promise->future();
}

QString tryToRead(const QImage &grey)
{
    Options options;
    options.setFormats(ZXing::BarcodeFormat::QRCode);
    options.setTryHarder(true);
    options.setTryRotate(true);
    const auto result = ZXing::ReadBarcode({grey.constBits(), grey.width(), grey.height(), ZXing::ImageFormat::Lum, int(grey.bytesPerLine())}, options);
    return result.isValid() ? QString::fromStdString(result.text()) : QString();
}

} // namespace

QString decodeQr(const QImage &image)
{
    if (image.isNull())
        return {};
    QImage grey = image;
    if (image.hasAlphaChannel()) { // what is transparent counts as paper
        grey = image.convertToFormat(QImage::Format_ARGB32_Premultiplied);
        for (int y = 0; y < grey.height(); ++y) {
            auto *line = reinterpret_cast<QRgb *>(grey.scanLine(y));
            for (int x = 0; x < grey.width(); ++x) {
                const int paper = 255 - qAlpha(line[x]);
                line[x] = qRgb(qRed(line[x]) + paper, qGreen(line[x]) + paper, qBlue(line[x]) + paper);
            }
        }
        grey.reinterpretAsFormat(QImage::Format_RGB32);
    }
    bool first = true;
    for (const int side : kSides) {
        const bool isLarger = qMax(grey.width(), grey.height()) > side;
        if (!isLarger && !first)
            continue;
        first = false;
        if (isLarger)
            grey = grey.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        if (const QString text = tryToRead(grey.convertToFormat(QImage::Format_Grayscale8)); !text.isEmpty())
            return text;
    }
    return {};
}

QFuture<QString> readQr(const QImage &image)
{
    return inPool([image] { return decodeQr(image); });
}

QFuture<QString> readQrFile(const QString &file)
{
    return inPool([file] {
        QImageReader reader(file);
        reader.setAutoTransform(true);
        reader.setDecideFormatFromContent(true);
        return decodeQr(reader.read());
    });
}

} // namespace ui
