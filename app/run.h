// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace app {

/// The whole program: reads the command line, does what it says, returns what the process tells its caller (ExitCode). `argv` as main() got it.
[[nodiscard]] int run(int argc, char **argv);

} // namespace app
