// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/options.h"

#include <chrono>

namespace app {

/// When the program began.
struct StartTime {
    std::chrono::nanoseconds firstLine{}; ///< SystemClock::monotonic() of main()
    std::chrono::milliseconds before{}; ///< how old the process was then
};

/// The part of run() that opens the window: one process for a profile, the store, the application, until it is quit. Returns the exit code.
[[nodiscard]] int runWindow(int &argc, char **argv, const Options &options, const StartTime &start);

} // namespace app
