// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/trace_writer.h"
#include "tests/support/app/fake_account.h"
#include "tests/support/net/fake_clock.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using app::TraceWriter;

class TraceWriterTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void countsFromTheStart();
    void writesALoginOnceAndItsMilestonesAsTheyCome();
    void writesTheLoginThatHappenedBefore();
    void saysWhenTheFileCannotBeWritten();
    void knowsTheAgeOfTheProcess();

private:
    [[nodiscard]] QList<QJsonObject> lines() const;
    [[nodiscard]] QStringList names() const;
    QTemporaryDir m_dir;
    QString m_file;
};

QList<QJsonObject> TraceWriterTest::lines() const
{
    QFile file(m_file);
    QList<QJsonObject> objects;
    if (file.open(QIODevice::ReadOnly)) {
        while (!file.atEnd())
            objects << QJsonDocument::fromJson(file.readLine()).object();
    }
    return objects;
}

QStringList TraceWriterTest::names() const
{
    QStringList result;
    const auto all = lines();
    for (const QJsonObject &line : all)
        result << line[u"event"_s].toString();
    return result;
}

void TraceWriterTest::countsFromTheStart()
{
    m_file = m_dir.filePath(u"count"_s);
    net::FakeClock clock;
    const auto start = clock.monotonic();
    clock.advance(1500ms);
    TraceWriter trace(m_file, clock, start);
    trace.event(u"store_open"_s, {{u"chats"_s, 3}});
    const auto all = lines();
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.at(0)[u"ms"_s].toDouble(), 1500.0);
    QCOMPARE(all.at(0)[u"chats"_s].toInt(), 3);
}

void TraceWriterTest::writesALoginOnceAndItsMilestonesAsTheyCome()
{
    m_file = m_dir.filePath(u"login"_s);
    net::FakeClock clock;
    TraceWriter trace(m_file, clock, 0s);
    test::FakeAccount account(u"anna@example.org"_s);
    trace.watch(account);
    QCOMPARE(names(), QStringList());

    model::LoginReport report;
    report.at = QDateTime(QDate(2024, 5, 1), QTime(12, 0), Qt::UTC);
    report.live = 128ms;
    report.roundTrips = 1;
    report.resumed = true;
    report.rung = u"resume"_s;
    report.earlyData = report.unreadFromServer = true;
    report.quietReconnects = 2;
    report.boundAs = u"anna@example.org/kith"_s;
    account.setReport(report);
    report.unreadKnown = 130ms;
    account.setReport(report);
    report.caughtUp = 200ms;
    account.setReport(report);
    account.setReport(report);
    QCOMPARE(names(), (QStringList{u"login"_s, u"unread_known"_s, u"caught_up"_s}));
    const auto all = lines();
    QCOMPARE(all.at(0)[u"account"_s].toString(), u"anna@example.org"_s);
    QCOMPARE(all.at(0)[u"liveUs"_s].toInt(), 128000);
    QCOMPARE(all.at(0)[u"rung"_s].toString(), u"resume"_s);
    QVERIFY(all.at(0)[u"resumed"_s].toBool());
    QVERIFY(all.at(0)[u"earlyData"_s].toBool());
    QCOMPARE(all.at(0)[u"boundAs"_s].toString(), u"anna@example.org/kith"_s);
    QVERIFY(all.at(0)[u"unreadFromServer"_s].toBool());
    QCOMPARE(all.at(0)[u"quietReconnects"_s].toInt(), 2);
    QCOMPARE(all.at(1)[u"us"_s].toInt(), 130000);

    report.at = report.at.addSecs(60); // the next login has its unread state with it
    account.setReport(report);
    QCOMPARE(names().mid(3), (QStringList{u"login"_s, u"unread_known"_s, u"caught_up"_s}));

    model::ConnectionStatus status;
    status.kind = model::ConnectionKind::Waiting;
    status.problem = u"No network."_s;
    account.setStatus(status);
    QCOMPARE(lines().constLast()[u"problem"_s].toString(), u"No network."_s);
}

void TraceWriterTest::writesTheLoginThatHappenedBefore()
{
    m_file = m_dir.filePath(u"before"_s);
    net::FakeClock clock;
    TraceWriter trace(m_file, clock, 0s);
    test::FakeAccount account(u"anna@example.org"_s);
    account.report.at = QDateTime(QDate(2024, 5, 1), QTime(12, 0), Qt::UTC);
    trace.watch(account);
    QCOMPARE(names(), QStringList{u"login"_s});
}

void TraceWriterTest::saysWhenTheFileCannotBeWritten()
{
    net::FakeClock clock;
    const TraceWriter trace(m_dir.filePath(u"no/such/folder"_s), clock, 0s);
    QVERIFY(!trace.isOpen());
    QVERIFY(!trace.errorText().isEmpty());
}

void TraceWriterTest::knowsTheAgeOfTheProcess()
{
#ifdef Q_OS_LINUX
    const auto before = app::processAge();
    QVERIFY(before < 10min);
    QTRY_VERIFY(app::processAge() > before);
#else
    QCOMPARE(app::processAge(), 0ms);
#endif
}

QTEST_GUILESS_MAIN(TraceWriterTest)
#include "tst_trace_writer.moc"
