// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run.h"

#include "app/account_command.h"
#include "app/application.h"
#include "app/log_file.h"
#include "app/profile.h"
#include "app/run_window.h"
#include "app/store_opening.h"
#include "app/trace_writer.h"
#include "app/translations.h"
#include "net/crypto/crypto_runtime.h"

#include <QCoreApplication>
#include <QFile>
#include <QTextStream>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace app {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Run", text);
}

int fail(ExitCode code, const QString &sentence)
{
    QTextStream(stderr) << "kith: " << sentence << '\n';
    return int(code);
}

int runAccountCommand(const Options &options)
{
    const auto profile = Profile::open(options.profileDir);
    if (!profile)
        return fail(ExitCode::Profile, profile.error().sentence());
    SingleInstance instance(*profile);
    if (!instance.claimAlone())
        return fail(ExitCode::InUse, tr("Kith is running with this profile. Quit it first, or use its settings."));
    const LogFile log(profile->logDirectory());
    model::StoreError error;
    auto store = openStore(
        *profile, [](const model::StoreError &, bool) { return StoreChoice::Quit; }, error);
    if (!store)
        return fail(ExitCode::Store, model::storeAdvice(error));

    net::SystemClock clock;
    net::SystemIds ids;
    Services services(*profile, std::move(store), clock, ids);
    QFile in, out, err;
    if (!in.open(stdin, QIODevice::ReadOnly) || !out.open(stdout, QIODevice::WriteOnly) || !err.open(stderr, QIODevice::WriteOnly))
        return int(ExitCode::Failed);
    AccountCommand command(services, {in, out, err});
    QObject::connect(&command, &AccountCommand::finished, qApp, [](ExitCode code) { QCoreApplication::exit(int(code)); });
    command.start(options.command);
    return QCoreApplication::exec();
}

int runHeadless(int argc, char **argv, const Options &options)
{
    QCoreApplication application(argc, argv);
    loadTranslations(application);
    if (std::holds_alternative<HelpCommand>(options.command)) {
        QTextStream(stdout) << usageText();
        return int(ExitCode::Ok);
    }
    if (std::holds_alternative<VersionCommand>(options.command)) {
        QTextStream(stdout) << "Kith " << QStringLiteral(KITH_VERSION) << '\n';
        return int(ExitCode::Ok);
    }
    const net::CryptoRuntime crypto;
    if (const auto working = crypto.check(); !working)
        return fail(ExitCode::Crypto, net::cryptoAdvice(working.error()));
    return runAccountCommand(options);
}

// QApplication ends the process with a message for programmers when there is no display; this one is for people.
bool hasDisplay([[maybe_unused]] const QStringList &arguments)
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
    const bool chosen = std::any_of(arguments.begin(), arguments.end(), [](const QString &argument) { return argument.contains("-platform"_L1); });
    return chosen || qEnvironmentVariableIsSet("QT_QPA_PLATFORM") || !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
#else
    return true;
#endif
}

} // namespace

int run(int argc, char **argv)
{
    const StartTime start{net::SystemClock().monotonic(), processAge()};
    QCoreApplication::setApplicationName(u"kith"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(KITH_VERSION));

    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    const auto options = parseOptions(withoutQtOptions(arguments));
    if (!options) {
        QTextStream(stderr) << "kith: " << options.error().sentence << "\n\n" << usageText();
        return int(ExitCode::Usage);
    }
    if (!options->needsDisplay())
        return runHeadless(argc, argv, *options);
    if (!hasDisplay(arguments))
        return fail(ExitCode::NoDisplay, tr("There is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set."));
    return runWindow(argc, argv, *options, start);
}

} // namespace app
