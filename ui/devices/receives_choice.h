// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/service_filter.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QCheckBox;
class QRadioButton;

namespace ui {

class FormField;
class TextLabel;

/// Everything, or a list (L22-L24): ticked services, and kinds of notices by name.
class ReceivesChoice : public QWidget
{
    Q_OBJECT
public:
    explicit ReceivesChoice(const Theme &theme, QWidget *parent = nullptr);
    void setFilter(const model::ServiceFilter &filter);
    [[nodiscard]] model::ServiceFilter filter() const;
    /// False: says what is missing. A list with nothing on it would be taken for everything.
    [[nodiscard]] bool complete();

Q_SIGNALS:
    void changed();

private:
    void restate();
    [[nodiscard]] QStringList typedNotices(bool *good = nullptr) const;

    QRadioButton *m_everything;
    QRadioButton *m_only;
    QWidget *m_list;
    QList<QPair<model::Service, QCheckBox *>> m_services;
    FormField *m_notices;
    TextLabel *m_problem;
};

} // namespace ui
