// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/settings_page.h"

namespace model {
class Settings;
}

namespace ui {

/// What others learn about the user. Every change takes effect at once.
class PrivacyPage : public SettingsPage
{
    Q_OBJECT
public:
    PrivacyPage(const Theme &theme, model::Settings &settings, QWidget *parent = nullptr);
};

} // namespace ui
