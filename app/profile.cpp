// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/profile.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTemporaryFile>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace app {

namespace {

constexpr auto kOwnerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner;

constexpr qsizetype kLongestSocketPath = 100; // octets; sun_path holds 108, elsewhere 104

bool ownedBySomeoneElse([[maybe_unused]] const QFileInfo &info)
{
#ifdef Q_OS_UNIX
    return info.ownerId() != ::geteuid();
#else
    return false;
#endif
}

} // namespace

QString ProfileError::sentence() const
{
    const char *text = nullptr;
    switch (kind) {
    case Kind::CannotCreate:
        text = QT_TRANSLATE_NOOP("Profile", "The folder %1 cannot be made. Check that the folder above it exists and can be written.");
        break;
    case Kind::NotAFolder:
        text = QT_TRANSLATE_NOOP("Profile", "%1 is a file. Kith needs a folder of its own there.");
        break;
    case Kind::NotWritable:
        text = QT_TRANSLATE_NOOP("Profile", "The folder %1 cannot be written. Check its permissions and whether the disk is full.");
        break;
    case Kind::NotOurs:
        text = QT_TRANSLATE_NOOP("Profile", "The folder %1 belongs to another user of this computer. Choose another one with --profile.");
        break;
    }
    return QCoreApplication::translate("Profile", text).arg(QDir::toNativeSeparators(path));
}

net::Expected<Profile, ProfileError> Profile::open(const QString &directory)
{
    const QString wanted
        = QDir(directory.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) : directory).absolutePath();
    const auto failed = [&](ProfileError::Kind kind) { return net::unexpected(ProfileError{kind, wanted}); };

    const QFileInfo before(wanted);
    if (before.exists() && !before.isDir())
        return failed(ProfileError::Kind::NotAFolder);
    if (before.exists() && ownedBySomeoneElse(before))
        return failed(ProfileError::Kind::NotOurs);
    // The parents as the system likes them, the profile itself closed from its first moment on.
    if (!before.exists() && (!QDir().mkpath(before.absolutePath()) || !QDir().mkdir(wanted, kOwnerOnly)))
        return failed(ProfileError::Kind::CannotCreate);
    // An older or hand-made folder is closed too; a file system without permissions (FAT) is the user's choice.
    QFile::setPermissions(wanted, kOwnerOnly);
    // isWritable() only reads permission bits: a read-only file system or a full disk shows when trying.
    QTemporaryFile probe(wanted + u"/.probe-XXXXXX"_s);
    if (!probe.open())
        return failed(ProfileError::Kind::NotWritable);

    Profile profile;
    profile.m_directory = QFileInfo(wanted).canonicalFilePath();
    profile.m_id = QString::fromLatin1(
        QCryptographicHash::hash(profile.m_directory.toUtf8(), QCryptographicHash::Sha256).toHex().first(16));
    return profile;
}

QString Profile::databaseFile() const
{
    return m_directory + u"/kith.db"_s;
}

QString Profile::preferencesFile() const
{
    return m_directory + u"/preferences.ini"_s;
}

QString Profile::logDirectory() const
{
    return m_directory + u"/log"_s;
}

QString Profile::lockFile() const
{
    return m_directory + u"/lock"_s;
}

QString Profile::socketPath() const
{
#ifdef Q_OS_UNIX
    const QString inProfile = m_directory + u"/socket"_s;
    if (inProfile.toUtf8().size() <= kLongestSocketPath)
        return inProfile;
    return QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation) + u"/kith-"_s + m_id;
#else
    return u"kith-"_s + m_id; // a named pipe
#endif
}

} // namespace app
