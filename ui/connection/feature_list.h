// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/connection_status.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QVBoxLayout;

namespace ui {

/// What the server can do: a tick or a cross, the name, the technical name. Main thread.
class FeatureList : public QWidget
{
    Q_OBJECT
public:
    explicit FeatureList(const Theme &theme, QWidget *parent = nullptr);
    void setFeatures(const QList<model::ServerFeature> &features);

private:
    const Theme &m_theme;
    QVBoxLayout *m_rows;
    QList<model::ServerFeature> m_features;
};

} // namespace ui
