// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/link_types.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QProgressBar;

namespace ui {

class TextLabel;

/// How much of the history has crossed: a bar, and the numbers below it.
class ProgressLine : public QWidget
{
    Q_OBJECT
public:
    explicit ProgressLine(const Theme &theme, QWidget *parent = nullptr);
    void setProgress(const model::LinkProgress &progress);
    void setBusy(); ///< nobody can say how far it is

private:
    QProgressBar *m_bar;
    TextLabel *m_words;
};

} // namespace ui
