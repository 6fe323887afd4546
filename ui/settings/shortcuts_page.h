// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/settings_page.h"
#include "ui/shortcuts/shortcuts.h"

class QPushButton;

namespace ui {

/// Every key of the main window, to read and to change.
class ShortcutsPage : public SettingsPage
{
    Q_OBJECT
public:
    ShortcutsPage(const Theme &theme, Shortcuts &shortcuts, QWidget *parent = nullptr);

private:
    void show(Command command, QPushButton *button) const;
    void change(Command command);

    Shortcuts &m_shortcuts;
};

} // namespace ui
