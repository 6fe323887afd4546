// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"

#include <QtGlobal>

namespace ui {

/// Selected text within and across messages: from anchor to cursor, each a message and a position in its plain text. Value type.
struct TextSelection {
    struct Point {
        model::MessageId message{};
        qsizetype position = 0;
        bool operator==(const Point &) const = default;
    };
    Point anchor, cursor;
    [[nodiscard]] bool isEmpty() const { return anchor == cursor; }
    bool operator==(const TextSelection &) const = default;
};

} // namespace ui
