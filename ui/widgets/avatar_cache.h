// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCache>
#include <QFuture>
#include <QObject>
#include <QPixmap>
#include <QSet>

#include <functional>

namespace ui {

/// Pictures of people by the hash of their bytes. The bytes come from `source` (the store), are decoded on a pool thread, cut square and scaled down; only then does
/// the main thread hear of them. Hostile pictures are refused: unknown formats, sizes beyond kMaxSide. Main thread.
class AvatarCache : public QObject
{
    Q_OBJECT
public:
    using Source = std::function<QFuture<QByteArray>(const QString &hash)>;
    static constexpr int kSide = 128; ///< pixels kept: enough for 40 px at 300 %
    static constexpr int kMaxSide = 4096; ///< pixels a sender may use

    explicit AvatarCache(Source source, QObject *parent = nullptr);

    /// The picture, or null: not known (yet). Asks for it once; ready() follows when it came.
    [[nodiscard]] QPixmap picture(const QString &hash);
    /// Decodes and cuts: null for what is no acceptable picture. Any thread.
    [[nodiscard]] static QImage decode(const QByteArray &bytes);

Q_SIGNALS:
    void ready(const QString &hash);

private:
    Source m_source;
    QCache<QString, QPixmap> m_pictures;
    QSet<QString> m_asked; ///< also those that gave no picture: they are not asked for again
};

} // namespace ui
