// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/options.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace app;

class OptionsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void understands_data();
    void understands();
    void refuses_data();
    void refuses();
    void dropsQtOptions_data();
    void dropsQtOptions();
    void onlyTheWindowNeedsADisplay();
    void usageNamesEveryOption();
};

Q_DECLARE_METATYPE(Options)

namespace {

Options run(RunCommand command, const QString &profile = {}, const QString &trace = {})
{
    return {profile, trace, std::move(command)};
}

} // namespace

void OptionsTest::understands_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<Options>("expected");

    QTest::newRow("nothing") << u""_s << run({});
    QTest::newRow("profile") << u"--profile /tmp/p"_s << run({}, u"/tmp/p"_s);
    QTest::newRow("profile, joined") << u"--profile=/tmp/p"_s << run({}, u"/tmp/p"_s);
    QTest::newRow("trace and hidden") << u"--trace t.jsonl --hidden"_s << run({{}, true, false, {}}, {}, u"t.jsonl"_s);
    QTest::newRow("link") << u"xmpp:bert@example.org?message"_s << run({u"xmpp:bert@example.org?message"_s, false, false, {}});
    QTest::newRow("link in capitals") << u"XMPP:bert@example.org"_s << run({u"XMPP:bert@example.org"_s, false, false, {}});
    QTest::newRow("demo") << u"--demo"_s << run({{}, false, true, {}});
    QTest::newRow("tour implies demo") << u"--tour out"_s << run({{}, false, true, u"out"_s});
    QTest::newRow("help") << u"--help"_s << Options{{}, {}, HelpCommand{}};
    QTest::newRow("help wins over the rest") << u"account add -h"_s << Options{{}, {}, HelpCommand{}};
    QTest::newRow("version") << u"--version"_s << Options{{}, {}, VersionCommand{}};
    QTest::newRow("add") << u"account add a@x --password-stdin"_s << Options{{}, {}, AddAccountCommand{u"a@x"_s, {}, false, {}}};
    QTest::newRow("add, everything") << u"--profile p account add a@x --password-stdin --server h:5223 --starttls --ca c.pem"_s
                                     << Options{u"p"_s, {}, AddAccountCommand{u"a@x"_s, u"h:5223"_s, true, u"c.pem"_s}};
    QTest::newRow("list") << u"account list"_s << Options{{}, {}, ListAccountsCommand{}};
    QTest::newRow("remove") << u"account remove a@x --profile p"_s << Options{u"p"_s, {}, RemoveAccountCommand{u"a@x"_s}};
}

void OptionsTest::understands()
{
    QFETCH(QString, line);
    QFETCH(Options, expected);
    const auto options = parseOptions(line.split(u' ', Qt::SkipEmptyParts));
    QVERIFY2(options, options ? "" : qPrintable(options.error().sentence));
    QVERIFY(*options == expected);
}

void OptionsTest::refuses_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("mentions");

    QTest::newRow("unknown option") << u"--wrong"_s << u"--wrong"_s;
    QTest::newRow("unknown letter") << u"-x"_s << u"-x"_s;
    QTest::newRow("missing value") << u"--profile"_s << u"profile"_s;
    QTest::newRow("empty value") << u"--trace="_s << u"--trace"_s;
    QTest::newRow("a word") << u"hello"_s << u"hello"_s;
    QTest::newRow("another scheme") << u"https://example.org"_s << u"https://example.org"_s;
    QTest::newRow("two links") << u"xmpp:a@x xmpp:b@x"_s << u"one"_s;
    QTest::newRow("server without add") << u"--server h:1"_s << u"--server"_s;
    QTest::newRow("account alone") << u"account"_s << u"account list"_s;
    QTest::newRow("unknown verb") << u"account rename"_s << u"rename"_s;
    QTest::newRow("add without address") << u"account add --password-stdin"_s << u"address"_s;
    QTest::newRow("add with two") << u"account add a@x b@x --password-stdin"_s << u"address"_s;
    QTest::newRow("add without --password-stdin") << u"account add a@x"_s << u"--password-stdin"_s;
    QTest::newRow("add with a switch of run") << u"account add a@x --password-stdin --hidden"_s << u"--hidden"_s;
    QTest::newRow("starttls without server") << u"account add a@x --password-stdin --starttls"_s << u"--starttls"_s;
    QTest::newRow("demo with a profile") << u"--demo --profile p"_s << u"--profile"_s;
    QTest::newRow("list with address") << u"account list a@x"_s << u"address"_s;
    QTest::newRow("remove without address") << u"account remove"_s << u"address"_s;
    QTest::newRow("remove with ca") << u"account remove a@x --ca c"_s << u"--ca"_s;
}

void OptionsTest::refuses()
{
    QFETCH(QString, line);
    QFETCH(QString, mentions);
    const auto options = parseOptions(line.split(u' ', Qt::SkipEmptyParts));
    QVERIFY(!options);
    QVERIFY2(options.error().sentence.contains(mentions), qPrintable(options.error().sentence));
}

void OptionsTest::dropsQtOptions_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("left");

    QTest::newRow("none") << u"--hidden xmpp:a@x"_s << u"--hidden xmpp:a@x"_s;
    QTest::newRow("with value") << u"-platform offscreen --hidden"_s << u"--hidden"_s;
    QTest::newRow("joined, two dashes") << u"--style=Fusion --profile p"_s << u"--profile p"_s;
    QTest::newRow("switch") << u"-reverse --demo"_s << u"--demo"_s;
    QTest::newRow("value missing") << u"--demo -platform"_s << u"--demo"_s;
}

void OptionsTest::dropsQtOptions()
{
    QFETCH(QString, line);
    QFETCH(QString, left);
    QCOMPARE(withoutQtOptions(line.split(u' ')), left.split(u' '));
}

void OptionsTest::onlyTheWindowNeedsADisplay()
{
    QVERIFY(parseOptions({})->needsDisplay());
    QVERIFY(!parseOptions({u"--version"_s})->needsDisplay());
    QVERIFY(!parseOptions({u"account"_s, u"list"_s})->needsDisplay());
}

void OptionsTest::usageNamesEveryOption()
{
    for (const char *name : {"--profile", "--trace", "--hidden", "--demo", "--tour", "--password-stdin", "--server", "--starttls",
             "--ca", "--help", "--version", "account add", "account list", "account remove", "xmpp:"})
        QVERIFY2(usageText().contains(QLatin1StringView(name)), name);
}

QTEST_GUILESS_MAIN(OptionsTest)
#include "tst_options.moc"
