// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/expected.h"

#include <QStringList>

#include <variant>

namespace app {

/// What the process tells its caller when it ends.
enum class ExitCode {
    Ok = 0,
    Failed = 1, ///< it was understood, but did not work; the sentence is on stderr
    Usage = 2, ///< the command line was not understood
    Profile = 3, ///< the profile folder cannot be used
    InUse = 4, ///< another Kith has this profile and did not answer, or a command needs it alone
    Store = 5, ///< the database of the profile cannot be opened
    Crypto = 6, ///< no working crypto provider
    NoDisplay = 7,
};

/// Opens the window.
struct RunCommand {
    QString uri; ///< "xmpp:…", empty: none
    bool hidden = false; ///< shows nothing until a second start
    bool demo = false;
    QString tourDir; ///< plays the short tour and leaves its pictures there; empty: no tour
    bool operator==(const RunCommand &) const = default;
};
struct AddAccountCommand {
    QString address;
    QString server;
    bool startTls = false;
    QString caFile;
    bool operator==(const AddAccountCommand &) const = default;
};
struct ListAccountsCommand {
    bool operator==(const ListAccountsCommand &) const = default;
};
struct RemoveAccountCommand {
    QString address;
    bool operator==(const RemoveAccountCommand &) const = default;
};
struct HelpCommand {
    bool operator==(const HelpCommand &) const = default;
};
struct VersionCommand {
    bool operator==(const VersionCommand &) const = default;
};
using Command
    = std::variant<RunCommand, AddAccountCommand, ListAccountsCommand, RemoveAccountCommand, HelpCommand, VersionCommand>;

struct Options {
    QString profileDir; ///< empty: the user's own profile
    QString traceFile; ///< empty: no trace
    Command command;
    bool operator==(const Options &) const = default;
    [[nodiscard]] bool needsDisplay() const { return std::holds_alternative<RunCommand>(command); }
};

/// Why the command line was not understood: a sentence for stderr, beside the usage.
struct UsageError {
    QString sentence;
    bool operator==(const UsageError &) const = default;
};

/// Reads the arguments without the program's name. Options of Qt itself (-platform, -style, …) must be gone already, see withoutQtOptions().
[[nodiscard]] net::Expected<Options, UsageError> parseOptions(const QStringList &arguments);
/// Qt takes its own options out only when the application object is made; we must know before whether to make one with a display.
[[nodiscard]] QStringList withoutQtOptions(const QStringList &arguments);
[[nodiscard]] QString usageText();

} // namespace app
