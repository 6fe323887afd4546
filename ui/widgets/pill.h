// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/text_label.h"

namespace ui {

/// A word or two on a soft round ground, beside a name.
class Pill : public TextLabel
{
    Q_OBJECT
public:
    explicit Pill(const Theme &theme, const QString &text = {}, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

} // namespace ui
