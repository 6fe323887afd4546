// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/link_offer.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace ui {

class FormField;
class ReceivesChoice;
class TextLabel;

/// The question before anything is given: is this your new device? What it calls itself can be changed, and what it receives.
class ApprovalForm : public QWidget
{
    Q_OBJECT
public:
    explicit ApprovalForm(const Theme &theme, QWidget *parent = nullptr);
    /// The first status of a question fills the fields; later ones leave what the user has changed.
    void setStatus(const model::OfferStatus &status);
    void setLeft(std::chrono::milliseconds left);
    void clear(); ///< the next question is another one
    void focusName();
    [[nodiscard]] QString name() const;
    [[nodiscard]] model::ServiceFilter receives() const;
    [[nodiscard]] bool complete(); ///< shows what is missing

private:
    TextLabel *m_program;
    TextLabel *m_access;
    TextLabel *m_left;
    FormField *m_name;
    ReceivesChoice *m_receives;
    bool m_filled = false;
};

} // namespace ui
