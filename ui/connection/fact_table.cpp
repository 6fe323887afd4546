// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/fact_table.h"

#include "ui/widgets/card.h"
#include "ui/widgets/row_layout.h"
#include "ui/widgets/text_label.h"

#include <QVBoxLayout>

namespace ui {

FactTable::FactTable(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(15, 4, 15, 4);
    m_rows->setSpacing(0);
}

void FactTable::setFacts(const QList<LoginFacts::Fact> &facts)
{
    if (facts == m_facts)
        return;
    m_facts = facts;
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const LoginFacts::Fact &fact : facts) {
        if (m_rows->count() > 0)
            m_rows->addWidget(new Divider(m_theme, this));
        auto *row = new QWidget(this);
        auto *name = new TextLabel(m_theme, Type::Body, Tone::Secondary, fact.name, row);
        auto *value = new TextLabel(m_theme, Type::Body, Tone::Text, fact.value, row);
        name->setWordWrap(true);
        value->setWordWrap(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        value->setAccessibleName(fact.name + QStringLiteral(": ") + fact.value);
        auto *layout = new RowLayout(-1, row);
        layout->setContentsMargins(0, 12, 0, 12);
        layout->addWidget(name);
        layout->addWidget(value);
        m_rows->addWidget(row);
    }
}

} // namespace ui
