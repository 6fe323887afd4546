// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/text_scale.h"

#include <QApplication>

namespace app {

TextScale::TextScale(QApplication &application)
    : m_application(application)
    , m_system(QApplication::font())
{
}

void TextScale::apply(int percent)
{
    QFont font = m_system;
    if (font.pixelSize() > 0)
        font.setPixelSize(qMax(1, font.pixelSize() * percent / 100));
    else
        font.setPointSizeF(font.pointSizeF() * percent / 100.0);
    if (font != QApplication::font())
        m_application.setFont(font);
}

} // namespace app
