// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/device_linking.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QPushButton;

namespace ui {

class ProgressLine;
class TextLabel;

/// A history that is on its way between two devices, or waits to go on.
class TransferRow : public QWidget
{
    Q_OBJECT
public:
    explicit TransferRow(const Theme &theme, QWidget *parent = nullptr);
    void setTransfer(const model::LinkTransfer &transfer);

Q_SIGNALS:
    void continueRequested();
    void stopRequested();

private:
    TextLabel *m_title;
    ProgressLine *m_progress;
    QPushButton *m_continue;
    QPushButton *m_stop;
};

} // namespace ui
