// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run_window.h"

#include "app/application.h"
#include "app/demo/demo_world.h"
#include "app/demo/tour.h"
#include "app/log_file.h"
#include "app/notifications/desktop_notifier.h"
#include "app/profile.h"
#include "app/store_opening.h"
#include "app/text_scale.h"
#include "app/trace_writer.h"
#include "app/translations.h"
#include "app/unix_signals.h"
#include "net/base/log.h"
#include "net/crypto/crypto_runtime.h"
#include "ui/settings/preferences.h"
#include "ui/sign_in/problem_dialog.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QIcon>
#include <QTemporaryDir>
#include <QTextStream>

using namespace Qt::StringLiterals;

namespace app {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Run", text);
}

// Said twice: in a window for whoever clicked an icon, and on stderr for whoever typed a command.
int fail(const ui::Theme &theme, ExitCode code, const QString &sentence, const QString &detail = {})
{
    QTextStream(stderr) << "kith: " << sentence << '\n';
    ui::ProblemDialog(theme, tr("Kith cannot start"), sentence, detail, {{tr("Quit"), {}, 0}}, 0).exec();
    return int(code);
}

// The user's choices take effect at once, now and whenever they change.
void applyPreferences(QApplication &application, ui::Preferences &preferences, ui::Theme &theme, TextScale &scale)
{
    theme.setAppearance(preferences.appearance());
    scale.apply(preferences.textPercent());
    setDetailedLogging(preferences.detailedLog());
    QObject::connect(&preferences, &ui::Preferences::appearanceChanged, &theme, &ui::Theme::setAppearance);
    QObject::connect(&preferences, &ui::Preferences::textPercentChanged, &application, [&scale](int percent) { scale.apply(percent); });
    QObject::connect(&preferences, &ui::Preferences::detailedLogChanged, &application, &setDetailedLogging);
}

} // namespace

int runWindow(int &argc, char **argv, const Options &options, const StartTime &start)
{
    QApplication application(argc, argv);
    QApplication::setApplicationDisplayName(u"Kith"_s);
    QGuiApplication::setDesktopFileName(u"kith"_s);
    // The last window going is not yet the end: first the sessions are detached.
    QApplication::setQuitOnLastWindowClosed(false);
    loadTranslations(application);
    TextScale scale(application);
    ui::Theme theme(application);
    QApplication::setWindowIcon(QIcon(u":/app_icon.svg"_s));

    const net::CryptoRuntime crypto;
    if (const auto working = crypto.check(); !working)
        return fail(theme, ExitCode::Crypto, net::cryptoAdvice(working.error()), working.error().detail);
    const RunCommand &command = std::get<RunCommand>(options.command);
    // The demo lives in a folder of its own that goes with it: nothing of the user's is read or written, not even the keychain.
    const QTemporaryDir demoFolder(QDir::temp().filePath(u"kith-demo-XXXXXX"_s));
    if (command.demo)
        qputenv("KITH_SECRETS", "file");
    const auto profile = Profile::open(command.demo ? demoFolder.filePath(u"profile"_s) : options.profileDir);
    if (!profile)
        return fail(theme, ExitCode::Profile, profile.error().sentence());

    SingleInstance instance(*profile);
    switch (instance.claim({command.uri, qgetenv("XDG_ACTIVATION_TOKEN")})) {
    case SingleInstance::Role::First:
        break;
    case SingleInstance::Role::Forwarded:
        return int(ExitCode::Ok);
    case SingleInstance::Role::NoAnswer:
        return fail(theme, ExitCode::InUse, tr("Kith is already running with this profile, but does not answer. Wait a moment, or end it, then try again."));
    }

    const LogFile log(profile->logDirectory());
    ui::Preferences preferences(profile->preferencesFile());
    applyPreferences(application, preferences, theme, scale);
    net::SystemClock clock;
    net::SystemIds ids;
    std::unique_ptr<TraceWriter> trace;
    if (!options.traceFile.isEmpty()) {
        trace = std::make_unique<TraceWriter>(options.traceFile, clock, start.firstLine);
        if (!trace->isOpen())
            return fail(theme, ExitCode::Usage, tr("The trace file %1 cannot be written.").arg(QDir::toNativeSeparators(options.traceFile)), trace->errorText());
        trace->event(u"process_start"_s,
            {{u"pid"_s, double(QCoreApplication::applicationPid())}, {u"version"_s, QStringLiteral(KITH_VERSION)}, {u"beforeMainMs"_s, double(start.before.count())}});
    }

    std::unique_ptr<DemoWorld> world;
    if (command.demo) {
        auto made = DemoWorld::create(demoFolder.filePath(u"server"_s));
        if (!made)
            return fail(theme, ExitCode::Failed, privateServerAdvice(made.error()), made.error().detail);
        world = std::move(*made);
    }

    // Not for the tour: it is over in a minute, and the desktop is not part of its pictures.
    std::unique_ptr<DesktopNotifier> notifier;
    if (command.tourDir.isEmpty())
        notifier = std::make_unique<DesktopNotifier>();
    UnixSignals unixSignals;
    const auto makeApplication = [&]() -> std::unique_ptr<Application> {
        model::StoreError storeError;
        // While a question stands on the screen, being told to end means "Quit".
        const auto closing = QObject::connect(&unixSignals, &UnixSignals::quitRequested, &application, &QApplication::closeAllWindows);
        auto store = openStore(*profile, askWithWindow(theme, *profile), storeError);
        QObject::disconnect(closing);
        if (!store) {
            QTextStream(stderr) << "kith: " << model::storeAdvice(storeError) << '\n';
            return nullptr;
        }
        if (trace)
            trace->event(u"store_open"_s);
        return std::make_unique<Application>(Application::Parts{theme, preferences, *profile, clock, ids, trace.get(), options.traceFile, notifier.get()}, std::move(store));
    };
    if (!command.tourDir.isEmpty())
        return int(Tour(*world, theme, command.tourDir, makeApplication).play() ? ExitCode::Ok : ExitCode::Failed);

    const auto kith = makeApplication();
    if (!kith)
        return int(ExitCode::Store);
    QObject::connect(kith.get(), &Application::finished, &application, &QCoreApplication::quit);
    QObject::connect(&instance, &SingleInstance::requested, kith.get(), &Application::activate);
    QObject::connect(&unixSignals, &UnixSignals::quitRequested, kith.get(), [&kith](int number) { kith->quit(u"signal %1"_s.arg(number)); });
    kith->start(command.hidden);
    if (world)
        kith->accounts().signIn(world->anna());
    if (!command.uri.isEmpty())
        kith->activate({command.uri, {}});
    return QApplication::exec();
}

} // namespace app
