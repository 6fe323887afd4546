// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connection/login_facts.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QVBoxLayout;

namespace ui {

/// Name on the left, value on the right, a hairline between the rows. Values can be selected and copied.
class FactTable : public QWidget
{
    Q_OBJECT
public:
    explicit FactTable(const Theme &theme, QWidget *parent = nullptr);
    void setFacts(const QList<LoginFacts::Fact> &facts);

private:
    const Theme &m_theme;
    QVBoxLayout *m_rows;
    QList<LoginFacts::Fact> m_facts;
};

} // namespace ui
