// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QDateTime>
#include <QLocale>

#include "model/types/peer_status.h"

namespace ui {

// How times are written. All take UTC or any other time and write the user's own; `now` is a parameter so that tests can choose it.

/// "12:04", or "12:04 PM" where people write so.
[[nodiscard]] QString clockText(const QDateTime &time, const QLocale &locale = {});
/// Chat list: the time today, the weekday within the last six days, else the date.
[[nodiscard]] QString listTimeText(const QDateTime &time, const QDateTime &now, const QLocale &locale = {});
/// Day separator: "Today", "Yesterday", "Friday", "Friday, 3 May", "3 May 2024".
[[nodiscard]] QString dayText(const QDate &day, const QDate &today, const QLocale &locale = {});
/// "Last seen 12:04", "Last seen yesterday", "Last seen 3 days ago", …
[[nodiscard]] QString lastSeenText(const QDateTime &time, const QDateTime &now, const QLocale &locale = {});
/// The line under a name: "typing…", "Online", "Away · in a meeting", "Last seen 12:04"; empty when nothing is known.
[[nodiscard]] QString statusText(const model::PeerStatus &status, const QDateTime &now, const QLocale &locale = {});

} // namespace ui
