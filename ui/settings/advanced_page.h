// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/settings_page.h"

namespace ui {

class Preferences;

/// For people who look inside: XML console, log, trace.
class AdvancedPage : public SettingsPage
{
    Q_OBJECT
public:
    AdvancedPage(const Theme &theme, Preferences &preferences, const QString &logDirectory, const QString &traceFile, QWidget *parent = nullptr);

Q_SIGNALS:
    void xmlConsoleRequested();
};

} // namespace ui
