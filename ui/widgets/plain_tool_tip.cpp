// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/plain_tool_tip.h"

#include <QWidget>

using namespace Qt::StringLiterals;

namespace ui {

QString plainToolTip(const QString &text)
{
    return text.isEmpty() ? QString() : QString(u"<span style=\"white-space:pre-wrap\">"_s + text.toHtmlEscaped() + u"</span>"_s);
}

void setPlainToolTip(QWidget *widget, const QString &text)
{
    widget->setToolTip(plainToolTip(text));
    widget->setAccessibleDescription(text);
}

} // namespace ui
