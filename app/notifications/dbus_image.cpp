// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notifications/dbus_image.h"

#include <QDBusArgument>
#include <QDBusMetaType>

namespace app {

DBusImage DBusImage::of(const QImage &image)
{
    const QImage plain = image.convertToFormat(QImage::Format_RGBA8888);
    DBusImage result;
    result.width = plain.width();
    result.height = plain.height();
    result.rowStride = int(plain.bytesPerLine());
    result.data = QByteArray(reinterpret_cast<const char *>(plain.constBits()), plain.sizeInBytes());
    return result;
}

QDBusArgument &operator<<(QDBusArgument &argument, const DBusImage &image)
{
    argument.beginStructure();
    argument << image.width << image.height << image.rowStride << image.hasAlpha << image.bitsPerSample << image.channels << image.data;
    argument.endStructure();
    return argument;
}

const QDBusArgument &operator>>(const QDBusArgument &argument, DBusImage &image)
{
    argument.beginStructure();
    argument >> image.width >> image.height >> image.rowStride >> image.hasAlpha >> image.bitsPerSample >> image.channels >> image.data;
    argument.endStructure();
    return argument;
}

void registerDBusImage()
{
    qDBusRegisterMetaType<DBusImage>();
}

} // namespace app
