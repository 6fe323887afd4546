// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/device.h"
#include "ui/widgets/fitted_dialog.h"

namespace ui {

class FormField;
class ReceivesChoice;

/// A new name for a device, as all of the user's devices show it.
class RenameDeviceDialog : public FittedDialog
{
    Q_OBJECT
public:
    RenameDeviceDialog(const Theme &theme, const model::Device &device, QWidget *parent = nullptr);

Q_SIGNALS:
    void renamed(const QString &name);

private:
    void save();

    FormField *m_name;
};

/// What a device receives.
class ReceivesDialog : public FittedDialog
{
    Q_OBJECT
public:
    ReceivesDialog(const Theme &theme, const model::Device &device, QWidget *parent = nullptr);

Q_SIGNALS:
    void chosen(const model::ServiceFilter &filter);

private:
    void save();

    ReceivesChoice *m_choice;
};

} // namespace ui
