// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connection/login_facts.h"
#include "ui/theme/theme.h"

#include <QRect>
#include <QWidget>

namespace ui {

/// Where the bars of a waterfall go: names on the left, bars in the middle, times on the right. The picture is of the sign-in: what came long after it stands at the
/// edge, or the bars would be too thin to compare. Pure, tested without a window; left-to-right coordinates.
struct WaterfallLayout {
    struct Row {
        QRect name, bar, time;
    };
    std::vector<Row> rows;
    int height = 0;
    [[nodiscard]] static WaterfallLayout compute(const QList<LoginFacts::Phase> &phases, int width, int nameWidth, int timeWidth, int rowHeight);
};

/// The last login as a small picture of bars, one a phase. Screen readers get it as a sentence. Main thread.
class Waterfall : public QWidget
{
    Q_OBJECT
public:
    explicit Waterfall(const Theme &theme, QWidget *parent = nullptr);
    void setPhases(const QList<LoginFacts::Phase> &phases);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] int rowHeight() const;

    const Theme &m_theme;
    QList<LoginFacts::Phase> m_phases;
};

} // namespace ui
