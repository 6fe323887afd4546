// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/translations.h"
#include "ui/connection/login_facts.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QtTest>

using namespace Qt::StringLiterals;

class TranslationsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void englishKnowsItsPlurals();
    void nothingIsLeftUnfinished();
    void knowsEveryPluralOfTheSources();

private:
    static QString translations();
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

QString TranslationsTest::translations()
{
    QFile file(QStringLiteral(KITH_SOURCE_DIR) + u"/resources/translations/kith_en.ts"_s);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

void TranslationsTest::nothingIsLeftUnfinished()
{
    const QString text = translations();
    QVERIFY(text.contains(u"</TS>"_s));
    QVERIFY(!text.contains(u"unfinished"_s));
    QVERIFY(!text.contains(u"<numerusform></numerusform>"_s));
}

void TranslationsTest::knowsEveryPluralOfTheSources()
{
    // When this fails, run: lupdate -pluralonly -no-obsolete -locations none -I . app ui model net -ts resources/translations/kith_en.ts
    static const QRegularExpression literal(u"\"([^\"\\n]*%n[^\"\\n]*)\""_s);
    const QString text = translations();
    int found = 0;
    for (const QString &layer : {u"app"_s, u"ui"_s, u"model"_s, u"net"_s}) {
        QDirIterator files(QStringLiteral(KITH_SOURCE_DIR) + u'/' + layer, {u"*.cpp"_s, u"*.h"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile source(files.next());
            QVERIFY(source.open(QIODevice::ReadOnly));
            const QString code = QString::fromUtf8(source.readAll());
            for (auto it = literal.globalMatch(code); it.hasNext();) {
                const QString words = it.next().captured(1);
                QVERIFY2(text.contains(u"<source>"_s + words.toHtmlEscaped() + u"</source>"_s), qPrintable(source.fileName() + u": "_s + words));
                ++found;
            }
        }
    }
    QVERIFY(found > 10);
}

QTEST_GUILESS_MAIN(TranslationsTest)
#include "tst_translations.moc"
