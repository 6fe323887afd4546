// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QLineEdit>
#include <QWidget>

namespace ui {

class IconButton;
class TextLabel;

/// A line of input for a password, with a button that shows what was typed. The button can be reached with Tab.
class PasswordEdit : public QLineEdit
{
    Q_OBJECT
public:
    explicit PasswordEdit(const Theme &theme, QWidget *parent = nullptr);
    void setShown(bool shown);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    IconButton *m_reveal;
};

/// A field with its label above and, when something is wrong with it, the sentence below.
class FormField : public QWidget
{
    Q_OBJECT
public:
    /// Takes the line edit over.
    FormField(const Theme &theme, const QString &label, QLineEdit *edit, QWidget *parent = nullptr);

    [[nodiscard]] QLineEdit *edit() const { return m_edit; }
    [[nodiscard]] QString text() const { return m_edit->text(); }
    /// Shows the sentence, marks the edge and tells screen readers; empty takes it away. Typing takes it away too.
    void setError(const QString &sentence);
    [[nodiscard]] QString error() const;
    /// A word of help below the field while there is no error.
    void setHint(const QString &hint);

private:
    void restate();

    QLineEdit *m_edit;
    TextLabel *m_error;
    TextLabel *m_hint;
};

} // namespace ui
