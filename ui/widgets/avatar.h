// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/peer_status.h"
#include "ui/theme/theme.h"

#include <QPixmap>
#include <QWidget>

namespace ui {

class AvatarCache;

/// What an avatar shows. Value type.
struct AvatarFacts {
    QPixmap picture; ///< null: initials
    QString name; ///< gives the initials
    QString address; ///< bare; gives the colour
    model::Availability availability = model::Availability::Unknown;
    bool anonymous = false; ///< strangers: a neutral figure, never their picture
};

/// One or two letters: first of the first and last word; for an address the first letter.
[[nodiscard]] QString initials(const QString &name);

/// A circle filling `rect` (square) with picture or initials, and the presence dot. `behind` is the colour the dot's edge is cut from.
/// Online is a full dot, away a half one, "do not disturb" a dot with a bar: shape, not only colour.
void paintAvatar(QPainter &painter, const QRectF &rect, const AvatarFacts &facts, const Theme &theme, const QColor &behind);

/// "Online", "Away", …: the words that go with the dot; empty for unknown.
[[nodiscard]] QString availabilityText(model::Availability availability);

/// An avatar as a widget. Keeps itself fresh when the cache gets the picture.
class AvatarView : public QWidget
{
    Q_OBJECT
public:
    AvatarView(const Theme &theme, AvatarCache &cache, int size, QWidget *parent = nullptr);
    void setPerson(const QString &name, const QString &address, const QString &avatarHash);
    void setAvailability(model::Availability availability);
    /// The colour of the surface it stands on.
    void setBehind(Tone tone);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    AvatarCache &m_cache;
    AvatarFacts m_facts;
    QString m_hash;
    Tone m_behind = Tone::Surface;
    int m_size;
};

} // namespace ui
