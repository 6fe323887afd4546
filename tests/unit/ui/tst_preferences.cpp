// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/preferences.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;
using ui::Preferences;

class PreferencesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void hasDefaults();
    void survivesARestart();
    void isOnTheDiskAtOnce();
    void tellsChangesOnce();
    void readsNonsenseAsDefaults();
    void keepsShortcutsApartFromNone();
    void worksWhenTheFileCannotBeWritten();

private:
    QTemporaryDir m_dir;
    [[nodiscard]] QString file() const { return m_dir.filePath(QString::fromLatin1(QTest::currentTestFunction())); }
};

void PreferencesTest::hasDefaults()
{
    const Preferences preferences(file());
    QVERIFY(preferences.appearance() == ui::Appearance::System);
    QCOMPARE(preferences.textPercent(), 100);
    QVERIFY(preferences.enterSends());
    QVERIFY(!preferences.detailedLog());
    QVERIFY(preferences.notifications());
    QVERIFY(preferences.notificationText());
    QVERIFY(!preferences.notificationSound());
    QVERIFY(preferences.windowState(u"main"_s).isEmpty());
    QVERIFY(preferences.shortcut(u"jump"_s).isNull());
}

void PreferencesTest::survivesARestart()
{
    const QByteArray state("\0\x01\xff;=\n", 6);
    {
        Preferences preferences(file());
        preferences.setAppearance(ui::Appearance::Dark);
        preferences.setTextPercent(150);
        preferences.setEnterSends(false);
        preferences.setDetailedLog(true);
        preferences.setNotifications(false);
        preferences.setNotificationText(false);
        preferences.setNotificationSound(true);
        preferences.setWindowState(u"main"_s, state);
    }
    const Preferences preferences(file());
    QVERIFY(preferences.appearance() == ui::Appearance::Dark);
    QCOMPARE(preferences.textPercent(), 150);
    QVERIFY(!preferences.enterSends());
    QVERIFY(preferences.detailedLog());
    QVERIFY(!preferences.notifications());
    QVERIFY(!preferences.notificationText());
    QVERIFY(preferences.notificationSound());
    QCOMPARE(preferences.windowState(u"main"_s), state);
}

void PreferencesTest::isOnTheDiskAtOnce()
{
    Preferences preferences(file());
    preferences.setTextPercent(120);
    QFile stored(file());
    QVERIFY(stored.open(QIODevice::ReadOnly));
    QVERIFY(stored.readAll().contains("120"));
}

void PreferencesTest::tellsChangesOnce()
{
    Preferences preferences(file());
    QSignalSpy changed(&preferences, &Preferences::textPercentChanged);
    preferences.setTextPercent(100);
    QCOMPARE(changed.size(), 0);
    preferences.setTextPercent(500); // bounded
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed[0][0].toInt(), Preferences::kLargestText);
    preferences.setTextPercent(999);
    QCOMPARE(changed.size(), 1);
}

void PreferencesTest::readsNonsenseAsDefaults()
{
    QFile stored(file());
    QVERIFY(stored.open(QIODevice::WriteOnly));
    stored.write("[appearance]\nmode=purple\ntextPercent=many\n[\x00\xff broken\n=\n");
    stored.close();
    const Preferences preferences(file());
    QVERIFY(preferences.appearance() == ui::Appearance::System);
    QCOMPARE(preferences.textPercent(), 100);
}

void PreferencesTest::keepsShortcutsApartFromNone()
{
    {
        Preferences preferences(file());
        preferences.setShortcut(u"jump"_s, u""_s);
        preferences.setShortcut(u"new-chat"_s, u"Ctrl+M; Ctrl+,"_s);
        QVERIFY(!preferences.shortcut(u"jump"_s).isNull());
    }
    Preferences preferences(file());
    QVERIFY(!preferences.shortcut(u"jump"_s).isNull());
    QVERIFY(preferences.shortcut(u"jump"_s).isEmpty());
    QCOMPARE(preferences.shortcut(u"new-chat"_s), u"Ctrl+M; Ctrl+,"_s);
    preferences.resetShortcut(u"jump"_s);
    QVERIFY(preferences.shortcut(u"jump"_s).isNull());
}

void PreferencesTest::worksWhenTheFileCannotBeWritten()
{
    Preferences preferences(m_dir.filePath(u"no/such/folder/file"_s));
    QFile blocker(m_dir.filePath(u"no"_s));
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    preferences.setTextPercent(130);
    QCOMPARE(preferences.textPercent(), 130); // for as long as the process lives
}

QTEST_GUILESS_MAIN(PreferencesTest)
#include "tst_preferences.moc"
