// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QImage>
#include <QMetaType>

class QDBusArgument;

namespace app {

/// A picture as D-Bus carries it, signature (iiibiiay): the "image-data" hint of the Desktop Notifications Specification 1.2. Value type.
struct DBusImage {
    int width = 0, height = 0, rowStride = 0;
    bool hasAlpha = true;
    int bitsPerSample = 8, channels = 4;
    QByteArray data; ///< RGBA, row by row
    [[nodiscard]] static DBusImage of(const QImage &image);
};

QDBusArgument &operator<<(QDBusArgument &argument, const DBusImage &image);
const QDBusArgument &operator>>(const QDBusArgument &argument, DBusImage &image);

/// Once before the first is sent; further calls change nothing.
void registerDBusImage();

} // namespace app
Q_DECLARE_METATYPE(app::DBusImage)
