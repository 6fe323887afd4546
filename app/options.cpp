// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/options.h"

#include <QCommandLineParser>
#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace app {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Options", text);
}

net::Expected<Options, UsageError> wrong(const QString &sentence)
{
    return net::unexpected(UsageError{sentence});
}

bool isXmppUri(const QString &text)
{
    return text.startsWith(u"xmpp:"_s, Qt::CaseInsensitive);
}

// One option: who may use it is said by `forCommands`, so that "kith --server x" is an error instead of being ignored.
struct Known {
    const char *name;
    const char *valueName; ///< nullptr: a switch
    const char *forCommands; ///< "run", "add" or "all"
};
constexpr Known kKnown[] = {
    {"profile", "DIR", "all"},
    {"trace", "FILE", "run"},
    {"hidden", nullptr, "run"},
    {"demo", nullptr, "run"},
    {"tour", "DIR", "run"},
    {"password-stdin", nullptr, "add"},
    {"server", "HOST:PORT", "add"},
    {"starttls", nullptr, "add"},
    {"ca", "FILE", "add"},
};

QString latin(const char *text)
{
    return QString::fromLatin1(text);
}

QString firstForeignOption(const QCommandLineParser &parser, QLatin1StringView command)
{
    for (const Known &known : kKnown) {
        const auto allowed = QLatin1StringView(known.forCommands);
        if (parser.isSet(latin(known.name)) && allowed != "all"_L1 && allowed != command)
            return u"--"_s + latin(known.name);
    }
    return {};
}

QString firstEmptyValue(const QCommandLineParser &parser)
{
    for (const Known &known : kKnown) {
        const QString name = latin(known.name);
        if (known.valueName && parser.isSet(name) && parser.value(name).isEmpty())
            return u"--"_s + name;
    }
    return {};
}

net::Expected<Options, UsageError> parseAccount(const QCommandLineParser &parser, const QStringList &words)
{
    Options options;
    options.profileDir = parser.value(u"profile"_s);
    const QString verb = words.value(1);
    const bool add = verb == "add"_L1;
    if (const QString foreign = firstForeignOption(parser, add ? "add"_L1 : "account"_L1); !foreign.isEmpty())
        return wrong(tr("%1 does not go with “account %2”.").arg(foreign, verb));

    if (verb == "list"_L1) {
        if (words.size() != 2)
            return wrong(tr("“account list” takes no address."));
        options.command = ListAccountsCommand{};
        return options;
    }
    if (!add && verb != "remove"_L1)
        return wrong(verb.isEmpty() ? tr("Say what to do: account add, account list or account remove.")
                                    : tr("“account %1” is not known. There are: add, list, remove.").arg(verb));
    if (words.size() != 3)
        return wrong(tr("“account %1” needs exactly one address.").arg(verb));
    if (!add) {
        options.command = RemoveAccountCommand{words.at(2)};
        return options;
    }
    // A password among the arguments would be readable by every user of the machine.
    if (!parser.isSet(u"password-stdin"_s))
        return wrong(tr("“account add” reads the password from standard input only: add --password-stdin."));
    AddAccountCommand command{words.at(2), parser.value(u"server"_s), parser.isSet(u"starttls"_s), parser.value(u"ca"_s)};
    if (command.startTls && command.server.isEmpty())
        return wrong(tr("--starttls goes with --server only; without it Kith finds out by itself."));
    options.command = command;
    return options;
}

net::Expected<Options, UsageError> parseRun(const QCommandLineParser &parser, const QStringList &words)
{
    if (const QString foreign = firstForeignOption(parser, "run"_L1); !foreign.isEmpty())
        return wrong(tr("%1 goes with “account add” only.").arg(foreign));
    RunCommand command;
    for (const QString &word : words) {
        if (!isXmppUri(word))
            return wrong(tr("“%1” is not understood: neither a command nor a link that begins with xmpp:.").arg(word));
        if (!command.uri.isEmpty())
            return wrong(tr("Only one xmpp: link can be opened at a time."));
        command.uri = word;
    }
    command.hidden = parser.isSet(u"hidden"_s);
    command.tourDir = parser.value(u"tour"_s);
    command.demo = parser.isSet(u"demo"_s) || !command.tourDir.isEmpty(); // the tour walks through the demo
    if (command.demo && parser.isSet(u"profile"_s))
        return wrong(tr("The demo has a profile of its own, which goes with it: leave --profile out."));
    return Options{parser.value(u"profile"_s), parser.value(u"trace"_s), command};
}

} // namespace

net::Expected<Options, UsageError> parseOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    for (const Known &known : kKnown)
        parser.addOption(QCommandLineOption(latin(known.name), {}, latin(known.valueName)));
    parser.addOption(QCommandLineOption(QStringList{u"h"_s, u"help"_s}));
    parser.addOption(QCommandLineOption(QStringList{u"v"_s, u"version"_s}));

    if (!parser.parse(QStringList{u"kith"_s} + arguments)) {
        if (!parser.unknownOptionNames().isEmpty()) {
            const QString name = parser.unknownOptionNames().constFirst();
            return wrong(tr("The option %1 is not known.").arg((name.size() > 1 ? u"--"_s : u"-"_s) + name));
        }
        return wrong(parser.errorText());
    }
    if (parser.isSet(u"help"_s))
        return Options{{}, {}, HelpCommand{}};
    if (parser.isSet(u"version"_s))
        return Options{{}, {}, VersionCommand{}};
    if (const QString empty = firstEmptyValue(parser); !empty.isEmpty())
        return wrong(tr("%1 needs a value.").arg(empty));
    const QStringList words = parser.positionalArguments();
    return words.value(0) == "account"_L1 ? parseAccount(parser, words) : parseRun(parser, words);
}

QStringList withoutQtOptions(const QStringList &arguments)
{
    // QGuiApplication and QApplication document these; all are spelt with one dash (two are accepted as well).
    static const QStringList withValue{u"platform"_s, u"platformpluginpath"_s, u"platformtheme"_s, u"plugin"_s,
        u"qwindowgeometry"_s, u"qwindowicon"_s, u"qwindowtitle"_s, u"style"_s, u"stylesheet"_s, u"display"_s, u"geometry"_s,
        u"session"_s, u"qmljsdebugger"_s};
    static const QStringList switches{u"reverse"_s, u"widgetcount"_s, u"nograb"_s, u"dograb"_s, u"sync"_s};
    QStringList left;
    for (auto it = arguments.begin(); it != arguments.end(); ++it) {
        QString name = *it;
        if (!name.startsWith(u'-') || name == "-"_L1) {
            left << *it;
            continue;
        }
        name.remove(0, name.startsWith("--"_L1) ? 2 : 1);
        const bool joined = name.contains(u'=');
        name = name.section(u'=', 0, 0);
        if (withValue.contains(name)) {
            if (!joined && std::next(it) != arguments.end())
                ++it;
        } else if (!switches.contains(name)) {
            left << *it;
        }
    }
    return left;
}

QString usageText()
{
    return tr("Usage:\n"
              "  kith [--profile DIR] [--trace FILE] [--hidden] [--demo] [xmpp:URI]\n"
              "  kith account add ADDRESS --password-stdin [--server HOST:PORT] [--starttls] [--ca FILE]\n"
              "  kith account list\n"
              "  kith account remove ADDRESS\n"
              "\n"
              "  --profile DIR     keep everything in DIR, apart from the user's own profile\n"
              "  --trace FILE      write what the start and each sign-in cost, as JSON lines\n"
              "  --hidden          show no window until Kith is started a second time\n"
              "  --demo            try Kith with two made-up people on a private server\n"
              "  --tour DIR        the demo, played by itself in a short tour that leaves pictures in DIR\n"
              "  --password-stdin  read the password from the first line of standard input\n"
              "  --server          use this server instead of looking it up (direct TLS)\n"
              "  --starttls        with --server: begin in the clear and switch to TLS\n"
              "  --ca FILE         trust these certificates (PEM) instead of the system's\n"
              "  --help, --version\n");
}

} // namespace app
