// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/xml_log.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace model;

class XmlLogTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsTheNewest()
    {
        XmlLog log;
        const QAbstractItemModelTester tester(&log, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QDateTime at(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);
        for (int i = 0; i < XmlLog::kCapacity + 10; ++i)
            log.append(at, i % 2 == 0, QByteArray::number(i));
        QCOMPARE(log.rowCount(), XmlLog::kCapacity);
        QCOMPARE(log.index(0).data(XmlLog::XmlRole).toString(), u"10"_s);
        QCOMPARE(log.index(0).data(XmlLog::IncomingRole).toBool(), true);
        QCOMPARE(log.index(XmlLog::kCapacity - 1).data(XmlLog::XmlRole).toString(), QString::number(XmlLog::kCapacity + 9));
        QCOMPARE(log.index(3).data(XmlLog::TimeRole).toDateTime(), at);
        log.clear();
        QCOMPARE(log.rowCount(), 0);
    }
    void isBoundedInBytes()
    {
        XmlLog log;
        const QByteArray big(int(XmlLog::kCapacityBytes / 4), 'x');
        for (int i = 0; i < 10; ++i)
            log.append(QDateTime::currentDateTimeUtc(), true, big);
        QCOMPARE(log.rowCount(), 4);
        log.append(QDateTime::currentDateTimeUtc(), true, "<small/>");
        QCOMPARE(log.rowCount(), 4);
        QCOMPARE(log.index(3).data(XmlLog::XmlRole).toString(), u"<small/>"_s);
    }
};

QTEST_GUILESS_MAIN(XmlLogTest)
#include "tst_xml_log.moc"
