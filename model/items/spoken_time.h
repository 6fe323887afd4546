// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace model {

/// A moment as a screen reader should say it: "12:04" today, else with the day. Local time, the user's locale.
[[nodiscard]] QString spokenTime(const QDateTime &utc, const QDateTime &now);

} // namespace model
