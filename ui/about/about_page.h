// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/settings_page.h"

namespace ui {

/// Version, licence, and whose work Kith stands on.
class AboutPage : public SettingsPage
{
    Q_OBJECT
public:
    explicit AboutPage(const Theme &theme, QWidget *parent = nullptr);
};

} // namespace ui
