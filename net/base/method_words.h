// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace net {

/// "_message_private": one keyword or more of ASCII letters and digits, each behind a '_' (linking.md §3).
[[nodiscard]] bool isMethodWord(QStringView text);
/// The keywords of `word` stand in `method` one directly behind the other. Case-sensitive. Contains inheritance: "_message" is in "_message_private", not in "_messages".
[[nodiscard]] bool methodMatches(QStringView method, QStringView word);

} // namespace net
