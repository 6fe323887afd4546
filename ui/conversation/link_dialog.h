// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QDialog>
#include <QUrl>

namespace ui {

/// Shows where a link really leads before it is opened: used when the text does not say it plainly. Accepted: open it.
class LinkDialog : public QDialog
{
    Q_OBJECT
public:
    LinkDialog(const Theme &theme, const QUrl &target, QWidget *parent = nullptr);
};

} // namespace ui
