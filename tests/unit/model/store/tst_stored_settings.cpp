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
        QCOMPARE(Settings::name(Setting::SendTyping), u"privacy.sendTyping"_s);
        QCOMPARE(Settings::name(Setting::ProxyPort), u"connection.proxyPort"_s); // the last one stands at its own place
    }

    void everyTypeComesBack()
    {
        TempStore t;
        {
            Settings settings(*t.store);
            QCOMPARE(settings.get<QString>(Setting::ProxyKind), u"system"_s);
            QSignalSpy changed(&settings, &Settings::changed);
            settings.set(Setting::ProxyKind, u"socks5"_s);
            settings.set(Setting::SendTyping, false);
            settings.set(Setting::ProxyPort, 1080);
            QCOMPARE(changed.count(), 3);
            settings.set(Setting::ProxyPort, 1080);
            QCOMPARE(changed.count(), 3);
            QCOMPARE(settings.get<int>(Setting::ProxyPort), 1080);
        }
        t.open();
        Settings settings(*t.store);
        QCOMPARE(settings.get<QString>(Setting::ProxyKind), u"socks5"_s);
        QCOMPARE(settings.get<bool>(Setting::SendTyping), false);
        QCOMPARE(settings.get<bool>(Setting::SendReceipts), true);
        QCOMPARE(settings.get<int>(Setting::ProxyPort), 1080);
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
            s.settings.put(u"connection.proxyPort"_s, json);
            s.settings.put(u"from.the.future"_s, "[1]");
        });
        Settings settings(*t.store);
        QCOMPARE(settings.get<int>(Setting::ProxyPort), 0);
    }
};

QTEST_GUILESS_MAIN(TestStoredSettings)
#include "tst_stored_settings.moc"
