// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QByteArray>
#include <QString>
#include <QStringList>

namespace app {

/// Little painted avatars for the people of the demo: no pictures to ship, none to license. Any thread.
/// Users of the demo that have one; the others show their initials, as in real life.
[[nodiscard]] QStringList portraitUsers();
/// PNG, 128 × 128. Empty for a user without portrait.
[[nodiscard]] QByteArray paintPortrait(const QString &user);

} // namespace app
