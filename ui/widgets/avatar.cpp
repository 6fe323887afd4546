// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/avatar.h"

#include "ui/theme/icons.h"
#include "ui/widgets/avatar_cache.h"
#include "ui/widgets/person_color.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>
#include <QTextBoundaryFinder>

namespace ui {

namespace {

QString firstLetter(const QString &word)
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, word);
    const auto end = finder.toNextBoundary();
    return end > 0 ? word.left(end).toUpper() : QString();
}

void paintPresence(QPainter &painter, const QRectF &circle, model::Availability availability, const Theme &theme, const QColor &behind)
{
    using model::Availability;
    if (availability == Availability::Unknown || availability == Availability::Offline)
        return;
    const qreal size = qMax(9.0, circle.width() * 0.2 + 1);
    const bool mirrored = painter.layoutDirection() == Qt::RightToLeft;
    const QRectF dot(mirrored ? circle.left() - 0.5 : circle.right() - size + 0.5, circle.bottom() - size + 0.5, size, size);
    painter.setPen(Qt::NoPen);
    painter.setBrush(behind);
    painter.drawEllipse(dot.adjusted(-2, -2, 2, 2));
    switch (availability) {
    case Availability::Online:
        painter.setBrush(theme.color(Tone::Ok));
        painter.drawEllipse(dot);
        break;
    case Availability::Away:
    case Availability::LongAway: {
        // A moon: the dot with a bite, so that it is told apart without colour.
        QPainterPath moon;
        moon.addEllipse(dot);
        QPainterPath bite;
        bite.addEllipse(dot.translated(dot.width() * 0.38, -dot.height() * 0.28));
        painter.setBrush(theme.color(Tone::Warning));
        painter.drawPath(moon.subtracted(bite));
        break;
    }
    case Availability::DoNotDisturb:
        painter.setBrush(theme.color(Tone::Danger));
        painter.drawEllipse(dot);
        painter.setBrush(behind);
        painter.drawRoundedRect(QRectF(dot.left() + dot.width() * 0.22, dot.center().y() - 1, dot.width() * 0.56, 2), 1, 1);
        break;
    case Availability::Unknown:
    case Availability::Offline:
        break;
    }
}

} // namespace

QString initials(const QString &name)
{
    const auto words = name.split(u' ', Qt::SkipEmptyParts);
    return words.isEmpty() ? QString() : firstLetter(words.first());
}

QString availabilityText(model::Availability availability)
{
    using model::Availability;
    switch (availability) {
    case Availability::Unknown: return {};
    case Availability::Offline: return QCoreApplication::translate("Presence", "Offline");
    case Availability::Online: return QCoreApplication::translate("Presence", "Online");
    case Availability::Away: return QCoreApplication::translate("Presence", "Away");
    case Availability::LongAway: return QCoreApplication::translate("Presence", "Away for long");
    case Availability::DoNotDisturb: return QCoreApplication::translate("Presence", "Do not disturb");
    }
    Q_UNREACHABLE();
}

void paintAvatar(QPainter &painter, const QRectF &rect, const AvatarFacts &facts, const Theme &theme, const QColor &behind)
{
    painter.save();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.setPen(Qt::NoPen);
    const bool letters = facts.picture.isNull() && !facts.anonymous;
    if (!facts.picture.isNull() && !facts.anonymous) {
        QBrush brush(facts.picture);
        const qreal ratio = rect.width() / facts.picture.width();
        brush.setTransform(QTransform::fromTranslate(rect.x(), rect.y()).scale(ratio, ratio));
        painter.setBrush(brush);
        painter.drawEllipse(rect);
    } else {
        painter.setBrush(facts.anonymous ? theme.color(Tone::MutedBadge) : personColor(facts.address.isEmpty() ? facts.name : facts.address));
        painter.drawEllipse(rect);
    }
    if (letters) {
        QFont font = theme.font(Type::Strong);
        font.setPixelSize(qMax(6, qRound(rect.width() * 0.375)));
        painter.setFont(font);
        painter.setPen(theme.color(Tone::OnAvatar));
        painter.drawText(rect, Qt::AlignCenter, initials(facts.name.isEmpty() ? facts.address : facts.name));
    } else if (facts.anonymous) {
        const qreal inset = rect.width() * 0.24;
        paintIcon(painter, rect.adjusted(inset, inset, -inset, -inset), Icon::User, theme.color(Tone::OnMutedBadge), 2);
    }
    paintPresence(painter, rect, facts.availability, theme, behind);
    painter.restore();
}

AvatarView::AvatarView(const Theme &theme, AvatarCache &cache, int size, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_cache(cache)
    , m_size(size)
{
    setFixedSize(size + 2, size + 2);
    connect(&cache, &AvatarCache::ready, this, [this](const QString &hash) {
        if (hash == m_hash)
            update();
    });
}

void AvatarView::setPerson(const QString &name, const QString &address, const QString &avatarHash)
{
    m_facts.name = name;
    m_facts.address = address;
    m_hash = avatarHash;
    setAccessibleName(tr("Picture of %1").arg(name));
    update();
}

void AvatarView::setAvailability(model::Availability availability)
{
    m_facts.availability = availability;
    setAccessibleDescription(availabilityText(availability));
    update();
}

void AvatarView::setBehind(Tone tone)
{
    m_behind = tone;
    update();
}

void AvatarView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    m_facts.picture = m_cache.picture(m_hash);
    paintAvatar(painter, QRectF(1, 1, m_size, m_size), m_facts, m_theme, m_theme.color(m_behind));
}

} // namespace ui
