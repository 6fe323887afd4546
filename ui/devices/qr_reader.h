// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QImage>
#include <QString>

namespace ui {

/// What a QR picture says (zxing-cpp). Empty: there is none in it. A photograph takes a while: not on the main thread.
[[nodiscard]] QString decodeQr(const QImage &image);

/// The same on a thread of the global pool.
[[nodiscard]] QFuture<QString> readQr(const QImage &image);
/// A picture's file, which the user has chosen.
[[nodiscard]] QFuture<QString> readQrFile(const QString &file);

} // namespace ui
