// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/translations.h"
#include "ui/connection/login_facts.h"

#include <QFile>
#include <QtTest>

using namespace Qt::StringLiterals;

class TranslationsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void englishKnowsItsPlurals();
    void nothingIsLeftUnfinished();
};

void TranslationsTest::englishKnowsItsPlurals()
{
    app::loadTranslations(*QCoreApplication::instance());
    model::LoginReport report;
    report.resumed = true;
    report.roundTrips = 1;
    QVERIFY2(ui::LoginFacts::headline(report).contains(u"1 round trip after"_s), qPrintable(ui::LoginFacts::headline(report)));
    report.roundTrips = 2;
    QVERIFY2(ui::LoginFacts::headline(report).contains(u"2 round trips after"_s), qPrintable(ui::LoginFacts::headline(report)));
    QCOMPARE(ui::LoginFacts::keptFor(std::chrono::hours(12)), u"12 hours"_s);
}

void TranslationsTest::nothingIsLeftUnfinished()
{
    QFile file(QStringLiteral(KITH_SOURCE_DIR) + u"/resources/translations/kith_en.ts"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(!text.contains("unfinished"));
    QVERIFY(!text.contains("<numerusform></numerusform>"));
}

QTEST_GUILESS_MAIN(TranslationsTest)
#include "tst_translations.moc"
