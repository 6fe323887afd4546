// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/avatar_cache.h"

#include <QBuffer>
#include <QImageReader>
#include <QThreadPool>

namespace ui {

AvatarCache::AvatarCache(Source source, QObject *parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_pictures(512)
{
}

QPixmap AvatarCache::picture(const QString &hash)
{
    if (hash.isEmpty() || !m_source)
        return {};
    if (const QPixmap *known = m_pictures.object(hash))
        return *known;
    if (m_asked.contains(hash))
        return {};
    m_asked.insert(hash);
    m_source(hash)
        .then(QThreadPool::globalInstance(), &AvatarCache::decode)
        .then(this,
            [this, hash](const QImage &image) {
                if (image.isNull())
                    return;
                // May be asked for again once the cache has dropped it.
                m_asked.remove(hash);
                m_pictures.insert(hash, new QPixmap(QPixmap::fromImage(image)));
                Q_EMIT ready(hash);
            })
        .onFailed(this, [] {}); // no picture: initials stay
    return {};
}

QImage AvatarCache::decode(const QByteArray &bytes)
{
    QBuffer buffer;
    buffer.setData(bytes);
    if (!buffer.open(QIODevice::ReadOnly))
        return {};
    QImageReader reader(&buffer);
    reader.setDecideFormatFromContent(true);
    reader.setAutoTransform(true);
    // Plain raster formats only: a picture must not be a program (SVG) or need an exotic decoder.
    const QByteArray format = reader.format();
    if (format != "png" && format != "jpeg" && format != "gif" && format != "webp")
        return {};
    const QSize size = reader.size();
    if (size.isEmpty() || size.width() > kMaxSide || size.height() > kMaxSide)
        return {};
    const QSize target = size.scaled(kSide, kSide, Qt::KeepAspectRatioByExpanding);
    if (target.width() < size.width())
        reader.setScaledSize(target);
    QImage image = reader.read();
    if (image.isNull())
        return {};
    const int side = qMin(image.width(), image.height());
    image = image.copy((image.width() - side) / 2, (image.height() - side) / 2, side, side);
    return image.convertToFormat(QImage::Format_ARGB32_Premultiplied);
}

} // namespace ui
