// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QDialog>
#include <QList>

namespace ui {

/// Shown instead of the main window when Kith cannot begin: what is wrong in a sentence, the technical words smaller, and what can be done about it.
class ProblemDialog : public QDialog
{
    Q_OBJECT
public:
    struct Choice {
        QString text; ///< a verb
        QString consequence; ///< a sentence under the button's row; may be empty
        int result = 0; ///< what exec() returns
    };
    /// The first choice is the primary one. Closing the window is `closeResult`.
    ProblemDialog(const Theme &theme, const QString &title, const QString &sentence, const QString &detail, const QList<Choice> &choices, int closeResult);

    void reject() override { done(m_closeResult); }

private:
    int m_closeResult;
};

} // namespace ui
