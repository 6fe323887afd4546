// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/spoken_time.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace model {

QString spokenTime(const QDateTime &utc, const QDateTime &now)
{
    const auto local = utc.toLocalTime();
    const QLocale locale;
    const auto time = locale.toString(local.time(), QLocale::ShortFormat);
    if (local.date() == now.toLocalTime().date())
        return time;
    return locale.toString(local.date(), QLocale::LongFormat) + u' ' + time;
}

} // namespace model
