// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QDialog>

namespace ui {

/// Asks once before an account leaves this computer, and whether its chats go with it. Keeping them is the default.
class SignOutDialog : public QDialog
{
    Q_OBJECT
public:
    SignOutDialog(const Theme &theme, const QString &address, QWidget *parent = nullptr);

Q_SIGNALS:
    void confirmed(bool removeChats);
};

} // namespace ui
