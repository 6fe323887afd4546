// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/options.h"
#include "model/store/store.h"

#include <functional>

namespace ui {
class Theme;
}

namespace app {

class Profile;

/// What the user chose when the database cannot be opened.
enum class StoreChoice { Quit, TryAgain, StartFresh };

/// Asks for one of the choices; `mayStartFresh` only where the file itself is damaged.
using AskAboutStore = std::function<StoreChoice(const model::StoreError &error, bool mayStartFresh)>;

/// Opens the profile's database, asking again and again until it is open or the user gives up. A damaged file is never deleted, only set aside. Nothing: given up;
/// `lastError` says why.
[[nodiscard]] std::unique_ptr<model::Store> openStore(const Profile &profile, const AskAboutStore &ask, model::StoreError &lastError);

/// Asks with a window.
[[nodiscard]] AskAboutStore askWithWindow(const ui::Theme &theme, const Profile &profile);

} // namespace app
