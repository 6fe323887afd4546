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

constexpr int kLongestSide = 2400; // of a picture; more shows no more of a QR picture

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

QImage fitted(const QImage &image)
{
    return qMax(image.width(), image.height()) > kLongestSide ? image.scaled(kLongestSide, kLongestSide, Qt::KeepAspectRatio, Qt::SmoothTransformation) : image;
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
    grey = fitted(grey).convertToFormat(QImage::Format_Grayscale8);
    Options options;
    options.setFormats(ZXing::BarcodeFormat::QRCode);
    options.setTryHarder(true);
    options.setTryRotate(true);
    const auto result = ZXing::ReadBarcode({grey.constBits(), grey.width(), grey.height(), ZXing::ImageFormat::Lum, int(grey.bytesPerLine())}, options);
    return result.isValid() ? QString::fromStdString(result.text()) : QString();
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
