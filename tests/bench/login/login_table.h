// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/login/login_sample.h"

#include <QJsonObject>
#include <QList>

namespace bench {

/// All logins of one way on one server.
struct LoginRow {
    QString server, way;
    int floor = 0; ///< round trips from TCP connect to usable that this way cannot go below on such a server
    std::chrono::milliseconds roundTrip{};
    std::vector<LoginSample> samples;
    QString problem; ///< why there are no more samples; empty: none
};

/// Two tables in Markdown: round trips, octets.
[[nodiscard]] QString toMarkdown(const QList<LoginRow> &rows);
/// Every sample of every row, times in milliseconds.
[[nodiscard]] QJsonObject toJson(const QList<LoginRow> &rows);

} // namespace bench
