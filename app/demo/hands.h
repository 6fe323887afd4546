// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QPoint>
#include <QString>

#include <functional>
#include <optional>

class QWidget;

namespace app {

/// A pair of hands for the tour: presses keys and clicks as a person does, through the same events. Runs the event loop while it waits. Main thread.
namespace hands {

void click(QWidget &widget, std::optional<QPoint> where = {}); ///< in the widget's coordinates; its middle when not given
void press(QWidget &widget, int key, Qt::KeyboardModifiers modifiers = {});
void type(QWidget &widget, const QString &text); ///< letter by letter
void look(int milliseconds); ///< let time pass, events go on
[[nodiscard]] bool waitFor(const std::function<bool()> &condition, int milliseconds);
[[nodiscard]] bool takePicture(QWidget &window, const QString &file); ///< PNG, folder made when missing

} // namespace hands
} // namespace app
