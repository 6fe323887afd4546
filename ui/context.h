// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/clock.h"

class QAbstractItemModel;

namespace ui {

class AccountList;
class AvatarCache;
class History;
class Preferences;
class Shortcuts;
class Theme;

/// What the main window and its parts work with. All outlive the window.
struct Context {
    Theme &theme;
    AvatarCache &avatars;
    const net::Clock &clock;
    AccountList &accounts;
    Preferences &preferences;
    Shortcuts &shortcuts;
    QAbstractItemModel &chats; ///< model::ChatListModel or rows like it
    QAbstractItemModel &contacts; ///< model::ContactListModel or rows like it
    History &history;
};

} // namespace ui
