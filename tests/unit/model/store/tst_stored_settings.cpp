// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/settings.h"
#include "tests/support/model/temp_store.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace model;
using test::TempStore;

class TestStoredSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTableIsWhole()
    {
        QSet<QString> names;
        for (int i = 0; i < int(Setting::Count_); ++i) {
            QVERIFY(Settings::defaultOf(Setting(i)).isValid());
            names.insert(Settings::name(Setting(i)));
        }
        QCOMPARE(names.size(), qsizetype(Setting::Count_));
        QCOMPARE(Settings::name(Setting::Theme), u"appearance.theme"_s);
        QCOMPARE(Settings::name(Setting::ScrollAnchors), u"window.scrollAnchors"_s); // the last one stands at its own place
    }

    void everyTypeComesBack()
    {
        TempStore t;
        {
            Settings settings(*t.store);
            QCOMPARE(settings.get<QString>(Setting::Theme), u"system"_s);
            QSignalSpy changed(&settings, &Settings::changed);
            settings.set(Setting::Theme, u"dark"_s);
            settings.set(Setting::TextScale, 1.25);
            settings.set(Setting::EnterSends, false);
            settings.set(Setting::ProxyPort, 1080);
            settings.set(Setting::OpenChat, qint64(1) << 60);
            settings.set(Setting::WindowGeometry, QByteArray("\0\xff\1", 3));
            QCOMPARE(changed.count(), 6);
            settings.set(Setting::ProxyPort, 1080);
            QCOMPARE(changed.count(), 6);
            QCOMPARE(settings.get<int>(Setting::ProxyPort), 1080);
        }
        t.open();
        Settings settings(*t.store);
        QCOMPARE(settings.get<QString>(Setting::Theme), u"dark"_s);
        QCOMPARE(settings.get<double>(Setting::TextScale), 1.25);
        QCOMPARE(settings.get<bool>(Setting::EnterSends), false);
        QCOMPARE(settings.get<int>(Setting::ProxyPort), 1080);
        QCOMPARE(settings.get<qint64>(Setting::OpenChat), qint64(1) << 60);
        QCOMPARE(settings.get<QByteArray>(Setting::WindowGeometry), QByteArray("\0\xff\1", 3));
        settings.reset(Setting::Theme);
        QCOMPARE(settings.get<QString>(Setting::Theme), u"system"_s);
        QVERIFY(t.store->flush());
        QVERIFY(!t.store->read().settings.all().contains(u"appearance.theme"_s));
    }

    void nonsenseInTheFileIsTheDefault_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("no JSON") << QByteArray("{");
        QTest::newRow("other type") << QByteArray("[\"big\"]");
        QTest::newRow("nothing") << QByteArray("[]");
        QTest::newRow("null") << QByteArray("[null]");
    }
    void nonsenseInTheFileIsTheDefault()
    {
        QFETCH(QByteArray, json);
        TempStore t;
        t.run([=](StoreSession &s) {
            s.settings.put(u"appearance.textScale"_s, json);
            s.settings.put(u"from.the.future"_s, "[1]");
        });
        Settings settings(*t.store);
        QCOMPARE(settings.get<double>(Setting::TextScale), 1.0);
    }
};

QTEST_GUILESS_MAIN(TestStoredSettings)
#include "tst_stored_settings.moc"
