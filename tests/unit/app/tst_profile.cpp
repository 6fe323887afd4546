// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profile.h"

#include <QFileInfo>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;
using app::Profile;
using app::ProfileError;

class ProfileTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void isMadeForItsOwnerOnly();
    void closesAnOpenFolder();
    void hasOneIdForEverySpelling();
    void defaultsToTheUsersData();
    void keepsTheSocketPathShort();
    void refuses_data();
    void refuses();
};

namespace {

constexpr auto kOthers = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ExeGroup | QFileDevice::ReadOther
    | QFileDevice::WriteOther | QFileDevice::ExeOther;

}

void ProfileTest::isMadeForItsOwnerOnly()
{
    const QTemporaryDir dir;
    const auto profile = Profile::open(dir.filePath(u"deep/er"_s));
    QVERIFY(profile);
    const QFileInfo info(profile->directory());
    QVERIFY(info.isDir());
    QVERIFY(!(info.permissions() & kOthers));
    QVERIFY(profile->databaseFile().startsWith(profile->directory()));
    QVERIFY(profile->preferencesFile().startsWith(profile->directory()));
    QVERIFY(profile->logDirectory().startsWith(profile->directory()));
    QVERIFY(QDir(profile->directory()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
}

void ProfileTest::closesAnOpenFolder()
{
    const QTemporaryDir dir;
    QFile::setPermissions(dir.path(), QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner | kOthers);
    QVERIFY(Profile::open(dir.path()));
    QVERIFY(!(QFileInfo(dir.path()).permissions() & kOthers));
}

void ProfileTest::hasOneIdForEverySpelling()
{
    const QTemporaryDir dir;
    const auto plain = Profile::open(dir.filePath(u"p"_s));
    QVERIFY(QFile::link(dir.filePath(u"p"_s), dir.filePath(u"link"_s)));
    const auto dotted = Profile::open(dir.filePath(u"./x/../p/"_s));
    const auto linked = Profile::open(dir.filePath(u"link"_s));
    const auto other = Profile::open(dir.filePath(u"q"_s));
    QVERIFY(plain && dotted && linked && other);
    QCOMPARE(dotted->id(), plain->id());
    QCOMPARE(linked->id(), plain->id());
    QVERIFY(other->id() != plain->id());
}

void ProfileTest::defaultsToTheUsersData()
{
    const auto profile = Profile::open({});
    QVERIFY(profile);
    QCOMPARE(profile->directory(),
        QFileInfo(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)).canonicalFilePath());
}

void ProfileTest::keepsTheSocketPathShort()
{
    const QTemporaryDir dir;
    const auto deep = Profile::open(dir.filePath(QString(120, u'x')));
    const auto plain = Profile::open(dir.filePath(u"p"_s));
    QVERIFY(deep && plain);
    QVERIFY(deep->socketPath().toUtf8().size() < 104); // sun_path holds 108 octets, elsewhere 104
    QVERIFY(deep->socketPath().contains(deep->id()));
    QVERIFY(plain->socketPath().startsWith(plain->directory()));
}

void ProfileTest::refuses_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("kind");
    QTest::newRow("a file") << u"file"_s << int(ProfileError::Kind::NotAFolder);
    QTest::newRow("below a file") << u"file/profile"_s << int(ProfileError::Kind::CannotCreate);
    // Even root cannot write there, so the row means the same in a container.
    QTest::newRow("read-only") << u"/proc/self/net"_s << int(ProfileError::Kind::NotWritable);
}

void ProfileTest::refuses()
{
    QFETCH(QString, path);
    QFETCH(int, kind);
    const QTemporaryDir dir;
    QFile file(dir.filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QString full = path.startsWith(u'/') ? path : dir.filePath(path);
#ifdef Q_OS_UNIX
    if (path.startsWith(u'/') && QFileInfo(full).ownerId() != QFileInfo(dir.path()).ownerId())
        kind = int(ProfileError::Kind::NotOurs);
#endif
    const auto profile = Profile::open(full);
    QVERIFY(!profile);
    QCOMPARE(int(profile.error().kind), kind);
    QVERIFY(profile.error().sentence().contains(full));
}

QTEST_GUILESS_MAIN(ProfileTest)
#include "tst_profile.moc"
