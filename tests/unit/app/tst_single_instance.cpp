// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profile.h"
#include "app/single_instance.h"

#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QThread>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using app::Profile;
using app::SingleInstance;

class SingleInstanceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void forwardsToTheFirst();
    void profilesDoNotMeet();
    void takesOverAfterACrash();
    void saysWhenNobodyAnswers();
    void commandsNeedTheProfileAlone();
    void survivesNonsenseOnTheSocket_data();
    void survivesNonsenseOnTheSocket();

private:
    // The second start blocks while it waits for the answer, as it does in life: in another process, here in another thread.
    static SingleInstance::Role claimElsewhere(const Profile &profile, const SingleInstance::Request &request);

    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<Profile> m_profile;
};

void SingleInstanceTest::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_profile = *Profile::open(m_dir->path());
}

SingleInstance::Role SingleInstanceTest::claimElsewhere(const Profile &profile, const SingleInstance::Request &request)
{
    std::optional<SingleInstance::Role> role;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        SingleInstance second(profile);
        role = second.claim(request, 5s);
    }));
    thread->start();
    [&] { QTRY_VERIFY(thread->isFinished()); }();
    thread->wait();
    return *role;
}

void SingleInstanceTest::forwardsToTheFirst()
{
    SingleInstance first(*m_profile);
    QVERIFY(first.claim({}) == SingleInstance::Role::First);
    QSignalSpy requested(&first, &SingleInstance::requested);

    const SingleInstance::Request request{u"xmpp:bert@example.org?message;body=ä\n"_s, "token"};
    QVERIFY(claimElsewhere(*m_profile, request) == SingleInstance::Role::Forwarded);
    QCOMPARE(requested.size(), 1);
    QVERIFY(requested.at(0).at(0).value<SingleInstance::Request>() == request);
}

void SingleInstanceTest::profilesDoNotMeet()
{
    SingleInstance first(*m_profile);
    QVERIFY(first.claim({}) == SingleInstance::Role::First);
    const QTemporaryDir otherDir;
    SingleInstance other(*Profile::open(otherDir.path()));
    QVERIFY(other.claim({}) == SingleInstance::Role::First);
}

void SingleInstanceTest::takesOverAfterACrash()
{
    // A lock file of a process that is gone, and its socket.
    QFile lock(m_profile->lockFile());
    QVERIFY(lock.open(QIODevice::WriteOnly));
    lock.write("4194399\nkith\n" + QSysInfo::machineHostName().toUtf8() + '\n');
    lock.close();
    QFile socket(m_profile->socketPath());
    QVERIFY(socket.open(QIODevice::WriteOnly));
    socket.close();

    SingleInstance first(*m_profile);
    QVERIFY(first.claim({}) == SingleInstance::Role::First);
    QVERIFY(claimElsewhere(*m_profile, {}) == SingleInstance::Role::Forwarded);
}

void SingleInstanceTest::saysWhenNobodyAnswers()
{
    SingleInstance first(*m_profile);
    QVERIFY(first.claimAlone());
    SingleInstance second(*m_profile);
    QVERIFY(second.claim({}, 100ms) == SingleInstance::Role::NoAnswer);
}

void SingleInstanceTest::commandsNeedTheProfileAlone()
{
    {
        SingleInstance first(*m_profile);
        QVERIFY(first.claim({}) == SingleInstance::Role::First);
        SingleInstance command(*m_profile);
        QVERIFY(!command.claimAlone());
    }
    SingleInstance command(*m_profile);
    QVERIFY(command.claimAlone());
}

void SingleInstanceTest::survivesNonsenseOnTheSocket_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("not JSON") << QByteArray("hello\n");
    QTest::newRow("an array") << QByteArray("[1]\n");
    QTest::newRow("endless line") << QByteArray(64 * 1024, 'x');
}

void SingleInstanceTest::survivesNonsenseOnTheSocket()
{
    QFETCH(QByteArray, bytes);
    SingleInstance first(*m_profile);
    QVERIFY(first.claim({}) == SingleInstance::Role::First);
    QSignalSpy requested(&first, &SingleInstance::requested);
    QLocalSocket socket;
    QSignalSpy gone(&socket, &QLocalSocket::disconnected);
    socket.connectToServer(m_profile->socketPath());
    QVERIFY(socket.waitForConnected());
    socket.write(bytes);
    QTRY_COMPARE(gone.size(), 1); // it hangs up
    QCOMPARE(requested.size(), 0);
    QVERIFY(claimElsewhere(*m_profile, {}) == SingleInstance::Role::Forwarded);
}

Q_DECLARE_METATYPE(SingleInstance::Request)
QTEST_GUILESS_MAIN(SingleInstanceTest)
#include "tst_single_instance.moc"
