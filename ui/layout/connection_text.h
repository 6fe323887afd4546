// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/connection_status.h"

namespace ui {

/// The status line of one account: words, and which dot goes with them.
struct ConnectionLine {
    enum class Dot { Online, Busy, Offline, Problem };
    QString text;
    QString detail; ///< tool tip
    Dot dot = Dot::Offline;
    bool operator==(const ConnectionLine &) const = default;
};

[[nodiscard]] ConnectionLine connectionLine(const model::ConnectionStatus &status, const QDateTime &now);

} // namespace ui
