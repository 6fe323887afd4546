// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layout/time_text.h"

#include "model/types/display_text.h"

#include <QCoreApplication>

namespace ui {

using namespace Qt::StringLiterals;

namespace {

QString trTime(const char *text, int n = -1)
{
    return QCoreApplication::translate("Time", text, nullptr, n);
}

} // namespace

QString clockText(const QDateTime &time, const QLocale &locale)
{
    const bool twelve = locale.timeFormat(QLocale::ShortFormat).contains(u"A"_s, Qt::CaseInsensitive);
    return locale.toString(time.toLocalTime().time(), twelve ? u"h:mm AP"_s : u"HH:mm"_s);
}

QString listTimeText(const QDateTime &time, const QDateTime &now, const QLocale &locale)
{
    if (!time.isValid())
        return {};
    const QDate day = time.toLocalTime().date(), today = now.toLocalTime().date();
    const qint64 ago = day.daysTo(today);
    if (ago <= 0)
        return clockText(time, locale);
    if (ago < 7)
        return locale.toString(day, u"ddd"_s);
    if (day.year() == today.year())
        return locale.toString(day, u"d MMM"_s);
    return locale.toString(day, u"d MMM yyyy"_s);
}

QString dayText(const QDate &day, const QDate &today, const QLocale &locale)
{
    const qint64 ago = day.daysTo(today);
    if (ago == 0)
        return QCoreApplication::translate("Time", "Today");
    if (ago == 1)
        return QCoreApplication::translate("Time", "Yesterday");
    if (ago > 1 && ago < 7)
        return locale.toString(day, u"dddd"_s);
    if (day.year() == today.year())
        return locale.toString(day, u"dddd, d MMMM"_s);
    return locale.toString(day, u"d MMMM yyyy"_s);
}

QString lastSeenText(const QDateTime &time, const QDateTime &now, const QLocale &locale)
{
    if (!time.isValid())
        return {};
    const qint64 days = time.toLocalTime().date().daysTo(now.toLocalTime().date());
    const qint64 minutes = time.secsTo(now) / 60;
    if (minutes < 1)
        return QCoreApplication::translate("Time", "Last seen just now");
    if (minutes < 60)
        return trTime(QT_TRANSLATE_N_NOOP("Time", "Last seen %n minute(s) ago"), int(minutes));
    if (days <= 0)
        return QCoreApplication::translate("Time", "Last seen at %1").arg(clockText(time, locale));
    if (days == 1)
        return QCoreApplication::translate("Time", "Last seen yesterday at %1").arg(clockText(time, locale));
    if (days < 31)
        return trTime(QT_TRANSLATE_N_NOOP("Time", "Last seen %n day(s) ago"), int(days));
    return QCoreApplication::translate("Time", "Last seen on %1").arg(locale.toString(time.toLocalTime().date(), u"d MMMM yyyy"_s));
}

static QString detachedText(const QDateTime &since, const QDateTime &now, const QLocale &locale)
{
    const qint64 days = since.toLocalTime().date().daysTo(now.toLocalTime().date());
    if (days <= 0)
        return QCoreApplication::translate("Presence", "Detached since %1").arg(clockText(since, locale));
    if (days == 1)
        return QCoreApplication::translate("Presence", "Detached since yesterday at %1").arg(clockText(since, locale));
    return QCoreApplication::translate("Presence", "Detached since %1").arg(locale.toString(since.toLocalTime().date(), u"d MMMM"_s));
}

QString statusText(const model::PeerStatus &status, const QDateTime &now, const QLocale &locale)
{
    using model::Availability;
    if (status.typing)
        return QCoreApplication::translate("Presence", "typing…");
    if (status.detachedSince.isValid())
        return detachedText(status.detachedSince, now, locale);
    QString words;
    switch (status.availability) {
    case Availability::Unknown:
    case Availability::Offline:
        return lastSeenText(status.lastSeen, now, locale);
    case Availability::Online: words = QCoreApplication::translate("Presence", "Online"); break;
    case Availability::Away: words = QCoreApplication::translate("Presence", "Away"); break;
    case Availability::LongAway: words = QCoreApplication::translate("Presence", "Away for long"); break;
    case Availability::DoNotDisturb: words = QCoreApplication::translate("Presence", "Do not disturb"); break;
    }
    return status.text.isEmpty() ? words : u"%1 · %2"_s.arg(words, model::withoutDirectionControls(status.text.simplified()));
}

} // namespace ui
