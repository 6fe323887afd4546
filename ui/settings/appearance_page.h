// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/settings_page.h"

namespace ui {

class Preferences;

/// Light and dark, text size, what Enter does. Every change takes effect at once.
class AppearancePage : public SettingsPage
{
    Q_OBJECT
public:
    AppearancePage(const Theme &theme, Preferences &preferences, QWidget *parent = nullptr);
};

} // namespace ui
