// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profile.h"
#include "app/store_opening.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;
using app::StoreChoice;
using model::StoreErrorKind;

class StoreOpeningTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void opensWithoutAsking();
    void setsADamagedFileAside();
    void givesUpWhenAsked();
    void triesAgain();
    void offersAFreshStartOnlyForDamage();

private:
    void writeDatabase(const QByteArray &bytes) const;

    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<app::Profile> m_profile;
    model::StoreError m_error;
};

void StoreOpeningTest::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_profile = *app::Profile::open(m_dir->path());
}

void StoreOpeningTest::writeDatabase(const QByteArray &bytes) const
{
    QFile file(m_profile->databaseFile());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

void StoreOpeningTest::opensWithoutAsking()
{
    const auto store = app::openStore(
        *m_profile,
        [](const model::StoreError &error, bool) {
            qWarning() << error.detail;
            return StoreChoice::Quit;
        },
        m_error);
    QVERIFY(store);
}

void StoreOpeningTest::setsADamagedFileAside()
{
    const QByteArray garbage(20000, 'x');
    writeDatabase(garbage);
    int asked = 0;
    const auto store = app::openStore(
        *m_profile,
        [&](const model::StoreError &error, bool mayStartFresh) {
            ++asked;
            return error.kind == StoreErrorKind::Corrupt && mayStartFresh ? StoreChoice::StartFresh : StoreChoice::Quit;
        },
        m_error);
    QVERIFY(store);
    QCOMPARE(asked, 1);
    bool kept = false;
    const QFileInfoList files = QDir(m_dir->path()).entryInfoList(QDir::Files);
    for (const QFileInfo &info : files) {
        QFile file(info.filePath());
        kept = kept || (file.open(QIODevice::ReadOnly) && file.readAll() == garbage);
    }
    QVERIFY(kept);
}

void StoreOpeningTest::givesUpWhenAsked()
{
    writeDatabase(QByteArray(20000, 'x'));
    const auto store = app::openStore(
        *m_profile, [](const model::StoreError &, bool) { return StoreChoice::Quit; }, m_error);
    QVERIFY(!store);
    QVERIFY(m_error.kind == StoreErrorKind::Corrupt);
}

void StoreOpeningTest::triesAgain()
{
    QVERIFY(QDir(m_dir->path()).mkdir(u"kith.db"_s)); // a folder in its place
    int asked = 0;
    const auto store = app::openStore(
        *m_profile,
        [&](const model::StoreError &, bool) {
            if (++asked == 3)
                QDir(m_dir->path()).rmdir(u"kith.db"_s);
            return asked > 3 ? StoreChoice::Quit : StoreChoice::TryAgain;
        },
        m_error);
    QVERIFY(store);
    QCOMPARE(asked, 3);
}

void StoreOpeningTest::offersAFreshStartOnlyForDamage()
{
    QVERIFY(QDir(m_dir->path()).mkdir(u"kith.db"_s));
    bool offered = true;
    const auto store = app::openStore(
        *m_profile,
        [&](const model::StoreError &, bool mayStartFresh) {
            offered = mayStartFresh;
            return StoreChoice::Quit;
        },
        m_error);
    QVERIFY(!store);
    QVERIFY(!offered);
}

QTEST_GUILESS_MAIN(StoreOpeningTest)
#include "tst_store_opening.moc"
