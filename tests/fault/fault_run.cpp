// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "tests/fault/round.h"

#include <QCommandLineParser>
#include <QLoggingCategory>
#include <QTest>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace {

struct Wish {
    quint64 seed = 1;
    int faults = 1060; ///< of each round
    int rounds = 1; ///< on each server
    int pairs = 8;
    int chatterMs = 700;
    QString server; ///< empty: both
} wish;

void print(const QString &line)
{
    std::fputs(qPrintable(line + u'\n'), stdout);
    std::fflush(stdout);
}

} // namespace

/// Exactly once, whatever breaks: nothing lost, nothing doubled, nothing out of order.
class Faults : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void exactlyOnce_data();
    void exactlyOnce();
    void cleanupTestCase();

private:
    struct Row {
        QString server;
        fault::Tally survived{};
        int faults = 0, missed = 0, messages = 0, byServer = 0, incidents = 0;
        qint64 ms = 0;
    };
    void report(const fault::Round::Outcome &outcome, quint64 seed, const QString &server);

    std::vector<Row> m_rows;
};

void Faults::exactlyOnce_data()
{
    QTest::addColumn<int>("server");
    if (wish.server.isEmpty() || wish.server == u"prosody")
        QTest::newRow("Prosody") << int(test::ServerKind::Prosody);
    if (wish.server.isEmpty() || wish.server == u"ejabberd")
        QTest::newRow("ejabberd") << int(test::ServerKind::Ejabberd);
}

void Faults::exactlyOnce()
{
    QFETCH(int, server);
    Row row;
    bool good = true;
    for (int i = 0; i < wish.rounds && good; ++i) {
        fault::Round::Setup setup;
        setup.server = test::ServerKind(server);
        setup.seed = wish.seed + quint64(i);
        setup.faults = wish.faults;
        setup.pairs = wish.pairs;
        setup.chatterMs = wish.chatterMs;
        fault::Round round(setup);
        if (!round.isInstalled()) {
            if (qEnvironmentVariableIsSet("KITH_REQUIRE_SERVERS"))
                QFAIL("the server's package is not installed, and KITH_REQUIRE_SERVERS is set");
            QSKIP("the server's package is not installed");
        }
        row.server = round.serverName();
        const fault::Round::Outcome outcome = round.run();
        for (size_t kind = 0; kind < fault::kKinds; ++kind)
            row.survived[kind] += outcome.survived[kind];
        row.faults += outcome.faults;
        row.missed += outcome.missed;
        row.messages += outcome.messages;
        row.byServer += int(outcome.byServer.size());
        row.incidents += incidents(outcome.byServer);
        row.ms += outcome.ms;
        good = outcome.trouble.isEmpty() && outcome.verdicts.empty();
        print(u"%1, seed %2: %3 faults, %4 messages, %5 s: %6"_s.arg(row.server)
                  .arg(setup.seed)
                  .arg(outcome.faults)
                  .arg(outcome.messages)
                  .arg(outcome.ms / 1000)
                  .arg(good ? u"0 lost, 0 doubled, 0 out of order"_s : u"BROKEN"_s));
        if (!good)
            report(outcome, setup.seed, row.server.toLower());
    }
    m_rows.push_back(row);
    QVERIFY2(good, "see above");
}

void Faults::report(const fault::Round::Outcome &outcome, quint64 seed, const QString &server)
{
    if (!outcome.trouble.isEmpty())
        print(u"  "_s + outcome.trouble);
    const auto list = [](const QString &title, const std::vector<fault::Verdict> &verdicts) {
        constexpr size_t kShown = 60;
        for (size_t i = 0; i < std::min(verdicts.size(), kShown); ++i)
            print(title + toString(verdicts[i]));
        if (verdicts.size() > kShown)
            print(title + u"… and %1 more"_s.arg(verdicts.size() - kShown));
    };
    list(u"  "_s, outcome.verdicts);
    list(u"  by the server: "_s, outcome.byServer);
    print(u"  began at %1"_s.arg(outcome.began.toString(u"HH:mm:ss.zzz"_s)));
    for (const QString &line : outcome.history)
        print(u"    "_s + line);
    print(u"  again: tst_faults --server %1 --seed %2 --faults %3 --pairs %4"_s.arg(server).arg(seed).arg(wish.faults).arg(wish.pairs));
}

void Faults::cleanupTestCase()
{
    if (m_rows.empty())
        return;
    const auto line = [this](const QString &title, auto number) {
        QString text = title.leftJustified(40);
        int sum = 0;
        for (const Row &row : m_rows) {
            text += QString::number(number(row)).rightJustified(10);
            sum += number(row);
        }
        print(text + QString::number(sum).rightJustified(10));
    };
    QString head = u"survived"_s.leftJustified(40);
    for (const Row &row : m_rows)
        head += row.server.rightJustified(10);
    print(head + u"together"_s.rightJustified(10));
    for (int kind = 0; kind < fault::kKinds; ++kind)
        line(nameOf(fault::Kind(kind)), [kind](const Row &row) { return row.survived[size_t(kind)]; });
    line(u"faults"_s, [](const Row &row) { return row.faults; });
    line(u"messages written"_s, [](const Row &row) { return row.messages; });
    line(u"planned, but nothing to strike"_s, [](const Row &row) { return row.missed; });
    line(u"lost, swapped, doubled by the server"_s, [](const Row &row) { return row.byServer; });
    line(u"  in so many incidents"_s, [](const Row &row) { return row.incidents; });
    line(u"seconds"_s, [](const Row &row) { return int(row.ms / 1000); });
    print(u"seed %1"_s.arg(wish.seed));
}

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QLoggingCategory::setFilterRules(u"*.info=false\n*.debug=false\nmodel.*=false\nnet.*=false"_s);
    QCommandLineParser parser;
    parser.addOptions({{u"seed"_s, u"Begin with this seed."_s, u"number"_s}, {u"faults"_s, u"Faults of a round."_s, u"number"_s}, {u"rounds"_s, u"Rounds on each server."_s, u"number"_s},
        {u"pairs"_s, u"Pairs of people."_s, u"number"_s}, {u"chatter"_s, u"Milliseconds between two lines of a device."_s, u"number"_s},
        {u"server"_s, u"prosody or ejabberd instead of both."_s, u"name"_s}, {u"long"_s, u"20,000 faults; so does KITH_FAULTS_LONG in the environment."_s}});
    parser.addHelpOption();
    parser.addPositionalArgument(u"qtest"_s, u"Arguments for Qt Test, behind --."_s);
    parser.process(application);
    const auto number = [&parser](const QString &name, auto &value) {
        if (parser.isSet(name))
            value = std::remove_reference_t<decltype(value)>(parser.value(name).toULongLong());
    };
    if (parser.isSet(u"long"_s) || qEnvironmentVariableIsSet("KITH_FAULTS_LONG"))
        wish.rounds = 10;
    number(u"seed"_s, wish.seed);
    number(u"faults"_s, wish.faults);
    number(u"rounds"_s, wish.rounds);
    number(u"pairs"_s, wish.pairs);
    number(u"chatter"_s, wish.chatterMs);
    wish.server = parser.value(u"server"_s).toLower();
    if (!qEnvironmentVariableIsSet("QTEST_FUNCTION_TIMEOUT"))
        qputenv("QTEST_FUNCTION_TIMEOUT", "14400000"); // its own limits are tighter; Qt Test would end a round after five minutes
    const net::CryptoRuntime crypto;
    Faults test;
    return QTest::qExec(&test, QStringList{application.arguments().first()} + parser.positionalArguments());
}
#include "fault_run.moc"
