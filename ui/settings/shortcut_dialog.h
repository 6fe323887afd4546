// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shortcuts/shortcuts.h"
#include "ui/theme/theme.h"

#include <QDialog>

class QKeySequenceEdit;
class QPushButton;

namespace ui {

class TextLabel;

/// Press the new keys for one command. Says at once when they cannot be used, or who loses them.
class ShortcutDialog : public QDialog
{
    Q_OBJECT
public:
    ShortcutDialog(const Theme &theme, Shortcuts &shortcuts, Command command, QWidget *parent = nullptr);

private:
    void judge();
    void save();

    Shortcuts &m_shortcuts;
    Command m_command;
    QKeySequenceEdit *m_edit;
    TextLabel *m_verdict;
    QPushButton *m_save;
    QKeySequence m_keys;
};

} // namespace ui
