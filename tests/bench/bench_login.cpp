// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// bench_login: what a login costs on real servers behind a long wire. Prints tables in Markdown. --help has the options.
#include "net/crypto/crypto_runtime.h"
#include "tests/bench/login/login_site.h"
#include "tests/bench/login/login_story.h"
#include "tests/bench/login/login_table.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>

#include <cstdio>

using namespace Qt::StringLiterals;
using bench::Way;

namespace {

/// One kind of login on one server. Floor: TCP 1, TLS 1, then what the mechanism needs.
struct Kind {
    QString name;
    Way way;
    int floor;
};

struct Plan {
    QString server; ///< as the table names it
    std::function<std::unique_ptr<bench::LoginPlace>()> make;
    QList<Kind> kinds;
    std::chrono::seconds untilForgotten{0};
};

std::function<std::unique_ptr<bench::LoginPlace>()> server(test::ServerKind kind, const test::ServerOptions &options)
{
    return [=] { return std::make_unique<bench::ServerPlace>(kind, options); };
}

std::function<std::unique_ptr<bench::LoginPlace>()> early(bench::EarlyPlace::Terminator terminator)
{
    return [=] { return std::make_unique<bench::EarlyPlace>(terminator); };
}

QList<Plan> plans()
{
    const QList<Kind> modern{{u"unknown"_s, Way::FirstTime, 5}, {u"password"_s, Way::Password, 4}, {u"token"_s, Way::Token, 3}, {u"resume"_s, Way::Reconnect, 3},
        {u"restart"_s, Way::Restart, 3}};
    test::ServerOptions classic;
    classic.sasl2 = false;
    classic.resumeSeconds = 4; // where the server chooses the resource, a forgotten session has to end before the next one begins
    test::ServerOptions ours;
    ours.prosodyModules = {u"bind2_unread"_s, u"config_version"_s};
    ours.tlsTickets = true;
    test::ServerOptions seed = ours;
    seed.plainOnly = true;
    seed.resumeSeconds = 1;
    using Terminator = bench::EarlyPlace::Terminator;
    using test::ServerKind;
    const auto kept = [](const test::ServerOptions &options) { return std::chrono::seconds(options.resumeSeconds); };
    const QList<Kind> withEarlyData{{u"token"_s, Way::Token, 2}, {u"restart"_s, Way::Restart, 2}};
    return {
        {u"Prosody"_s, server(ServerKind::Prosody, {}), modern},
        {u"ejabberd"_s, server(ServerKind::Ejabberd, {}), modern},
        {u"Prosody, our modules"_s, server(ServerKind::Prosody, ours), modern},
        {u"Prosody, seed"_s, server(ServerKind::Prosody, seed), {{u"seed"_s, Way::Password, 3}}, kept(seed)},
        {u"Prosody, RFC 6120"_s, server(ServerKind::Prosody, classic), {{u"classic"_s, Way::Token, 4}, {u"classic, restart"_s, Way::Restart, 4}}, kept(classic)},
        {u"Prosody, early data"_s, early(Terminator::Immediate), withEarlyData},
        {u"Prosody, early data, HAProxy"_s, early(Terminator::HaProxy), withEarlyData},
    };
}

bool write(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() && file.commit();
}

bool contains(const QStringList &wanted, const QString &name)
{
    return wanted.isEmpty() || std::any_of(wanted.begin(), wanted.end(), [&](const QString &part) { return name.contains(part, Qt::CaseInsensitive); });
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const net::CryptoRuntime crypto;
    QCommandLineParser options;
    options.setApplicationDescription(u"Signs in again and again to private servers through a proxy that delays, and says how many round trips and octets it took."_s);
    options.addOptions({{u"count"_s, u"logins of each kind"_s, u"N"_s, u"20"_s}, {u"delay"_s, u"one way, in milliseconds"_s, u"MS"_s, u"100"_s},
        {u"contacts"_s, u"of the account"_s, u"N"_s, u"200"_s}, {u"servers"_s, u"only those with one of these in their name, comma separated"_s, u"LIST"_s},
        {u"logins"_s, u"only these kinds, comma separated: unknown, password, token, resume, restart, seed, classic"_s, u"LIST"_s}, {u"json"_s, u"write every sample to FILE"_s, u"FILE"_s},
        {u"traces"_s, u"write one login of each kind as text to DIR"_s, u"DIR"_s}});
    options.addHelpOption();
    options.process(app);
    const auto list = [&](const QString &name) { return options.value(name).split(u',', Qt::SkipEmptyParts); };
    const int count = options.value(u"count"_s).toInt();
    const std::chrono::milliseconds oneWay(options.value(u"delay"_s).toInt());
    if (count < 1 || oneWay.count() < 1)
        options.showHelp(1);
    const QString traces = options.value(u"traces"_s);
    if (!traces.isEmpty() && !QDir().mkpath(traces))
        qFatal("cannot make %s", qPrintable(traces));

    QList<bench::LoginRow> rows;
    for (const Plan &plan : plans()) {
        QList<Kind> kinds = plan.kinds;
        kinds.removeIf([&](const Kind &kind) { return !contains(list(u"logins"_s), kind.name); });
        if (kinds.isEmpty() || !contains(list(u"servers"_s), plan.server))
            continue;
        std::fprintf(stderr, "%s: setting up\n", qPrintable(plan.server));
        bench::LoginSite site(plan.make(), {.oneWay = oneWay, .contacts = options.value(u"contacts"_s).toInt(), .untilForgotten = plan.untilForgotten});
        if (const auto ready = site.setUp(); !ready) {
            std::fprintf(stderr, "%s: %s\n", qPrintable(plan.server), qPrintable(ready.error()));
            rows.append({.server = plan.server, .way = u"–"_s, .floor = 0, .roundTrip = 2 * oneWay, .samples = {}, .problem = ready.error()});
            continue;
        }
        for (const Kind &kind : kinds) {
            bench::LoginRow row{.server = plan.server, .way = kind.name, .floor = kind.floor, .roundTrip = 2 * oneWay, .samples = {}, .problem = {}};
            while (int(row.samples.size()) < count && row.problem.isEmpty()) {
                auto sample = site.logIn(kind.way);
                if (sample)
                    row.samples.push_back(std::move(*sample));
                else
                    row.problem = sample.error();
                std::fprintf(stderr, "\r%s, %s: %d/%d ", qPrintable(plan.server), qPrintable(kind.name), int(row.samples.size()), count);
            }
            std::fprintf(stderr, "\n");
            if (!traces.isEmpty() && !row.samples.empty()) {
                const QString name = u"%1-%2.txt"_s.arg(plan.server, kind.name).toLower().remove(u',').replace(u' ', u'-');
                if (!write(QDir(traces).filePath(name), bench::toStory(row, row.samples.back()).toUtf8()))
                    qFatal("cannot write to %s", qPrintable(traces));
            }
            rows.append(row);
        }
    }
    if (options.isSet(u"json"_s) && !write(options.value(u"json"_s), QJsonDocument(bench::toJson(rows)).toJson()))
        qFatal("cannot write %s", qPrintable(options.value(u"json"_s)));
    std::printf("%s\n", qPrintable(bench::toMarkdown(rows)));
    return 0;
}
