// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/log_file.h"
#include "net/base/log.h"

#include <QDir>
#include <QTemporaryDir>
#include <QThread>
#include <QtTest>

using namespace Qt::StringLiterals;
using app::LogFile;

class LogFileTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void masks_data();
    void masks();
    void writesMessagesAsLines();
    void staysBounded();
    void detailIsASwitch();
    void worksFromTwoThreads();
};

namespace {

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

void LogFileTest::masks_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("masked");
    QTest::newRow("harmless") << u"connected to example.org:5223"_s << u"connected to example.org:5223"_s;
    QTest::newRow("SASL2") << u"<initial-response>AGFubmEAcHc=</initial-response>"_s << u"<initial-response>***</initial-response>"_s;
    QTest::newRow("SASL") << u"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGE=</auth>"_s
                          << u"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>***</auth>"_s;
    QTest::newRow("token") << u"<token xmlns='urn:xmpp:fast:0' token='abc' expiry='2030'/>"_s
                           << u"<token xmlns='urn:xmpp:fast:0' token='***' expiry='2030'/>"_s;
    QTest::newRow("words") << u"Password: hunter2, then"_s << u"Password: *** then"_s;
}

void LogFileTest::masks()
{
    QFETCH(QString, line);
    QFETCH(QString, masked);
    QCOMPARE(app::maskSecrets(line), masked);
}

void LogFileTest::writesMessagesAsLines()
{
    const QTemporaryDir dir;
    {
        const LogFile log(dir.filePath(u"log"_s));
        qCInfo(logApp) << "token=abcdef";
        qCInfo(logApp).noquote() << u"first\nsecond"_s;
    }
    qCInfo(logApp) << "after its end";
    const QList<QByteArray> lines = read(dir.filePath(u"log/kith.log"_s)).split('\n');
    QCOMPARE(lines.size(), 3); // the last one is empty
    QVERIFY(lines.at(0).endsWith("info app: token=***"));
    QVERIFY(lines.at(1).endsWith("info app: first second"));
    QVERIFY(!(QFileInfo(dir.filePath(u"log/kith.log"_s)).permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther)));
}

void LogFileTest::staysBounded()
{
    const QTemporaryDir dir;
    LogFile log(dir.path(), 1000);
    for (int i = 0; i < 500; ++i)
        log.write(u"line %1 of many"_s.arg(i));
    log.write(QString(100000, u'x'));
    const QFileInfoList files = QDir(dir.path()).entryInfoList(QDir::Files);
    QCOMPARE(files.size(), 2);
    for (const QFileInfo &file : files)
        QVERIFY2(file.size() <= 1000, qPrintable(file.fileName()));
}

void LogFileTest::detailIsASwitch()
{
    QVERIFY(!logSync().isDebugEnabled());
    app::setDetailedLogging(true);
    QVERIFY(logSync().isDebugEnabled() && logTransport().isDebugEnabled());
    app::setDetailedLogging(false);
    QVERIFY(!logSync().isDebugEnabled());
}

void LogFileTest::worksFromTwoThreads()
{
    const QTemporaryDir dir;
    {
        LogFile log(dir.path());
        const auto chatter = [] {
            for (int i = 0; i < 200; ++i)
                qCInfo(logApp) << "line" << i;
        };
        const std::unique_ptr<QThread> thread(QThread::create(chatter));
        thread->start();
        chatter();
        thread->wait();
    }
    const QByteArray text = read(dir.filePath(u"kith.log"_s));
    QCOMPARE(text.count('\n'), 400);
    QCOMPARE(text.count("info app: line"), 400);
}

QTEST_GUILESS_MAIN(LogFileTest)
#include "tst_log_file.moc"
