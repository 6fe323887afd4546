// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/feature_list.h"

#include "ui/theme/icons.h"
#include "ui/widgets/row_layout.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kMark = 18;

// Tick or cross: told apart by shape, the colour only helps.
class Mark final : public QWidget
{
public:
    Mark(const Theme &theme, bool yes, QWidget *parent)
        : QWidget(parent)
        , m_theme(theme)
        , m_yes(yes)
    {
        fit();
        connect(&theme, &Theme::changed, this, [this] { fit(); });
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintIcon(painter, rect(), m_yes ? Icon::Check : Icon::Close, m_theme.color(m_yes ? Tone::Ok : Tone::Secondary));
    }

private:
    void fit()
    {
        const int side = m_theme.scaled(kMark);
        setFixedSize(side, side);
    }

    const Theme &m_theme;
    bool m_yes;
};

} // namespace

FeatureList::FeatureList(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(15, 13, 15, 13);
    m_rows->setSpacing(8);
    m_rows->addWidget(new TextLabel(theme, Type::Strong, Tone::Text, tr("What this server can do"), this));
}

void FeatureList::setFeatures(const QList<model::ServerFeature> &features)
{
    if (features == m_features)
        return;
    m_features = features;
    while (m_rows->count() > 1) {
        QLayoutItem *item = m_rows->takeAt(1);
        delete item->widget();
        delete item;
    }
    for (const model::ServerFeature &feature : features) {
        auto *row = new QWidget(this);
        auto *name = new TextLabel(m_theme, Type::Body, feature.supported ? Tone::Text : Tone::Secondary, feature.name, row);
        name->setWordWrap(true);
        name->setAccessibleName(feature.supported ? tr("%1: yes").arg(feature.name) : tr("%1: no").arg(feature.name));
        auto *id = new ElidedLabel(m_theme, Type::Secondary, Tone::Secondary, feature.id, row);
        auto *layout = new QHBoxLayout(row);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(10);
        auto *mark = new Mark(m_theme, feature.supported, row);
        layout->addWidget(mark);
        layout->setAlignment(mark, Qt::AlignTop);
        auto *words = new RowLayout;
        words->addWidget(name);
        words->addWidget(id);
        layout->addLayout(words, 1);
        m_rows->addWidget(row);
    }
}

} // namespace ui
