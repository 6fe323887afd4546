// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demo_world.h"

#include "app/demo/portraits.h"
#include "app/demo/self_signed.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

// The linker drops resources of a static library that nobody names; the macro wants no namespace around it.
static void registerStage()
{
    Q_INIT_RESOURCE(demo);
}

namespace app {

namespace {

const QString kDomain = u"demo.example"_s; // RFC 6761: can never be a real server

// The demo's server listens where every program of this machine can reach it: only this window may know the password.
QString randomPassword()
{
    QByteArray octets(18, Qt::Uninitialized);
    QRandomGenerator::system()->generate(octets.begin(), octets.end());
    return QString::fromLatin1(octets.toBase64(QByteArray::Base64UrlEncoding));
}

net::Expected<void, QString> writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        return net::unexpected(u"%1: %2"_s.arg(path, file.errorString()));
    return {};
}

net::Expected<void, QString> writeStage(const QDir &dir)
{
    registerStage();
    if (!dir.mkpath(u"."_s))
        return net::unexpected(dir.path());
    for (const QString &name : {u"conversations.txt"_s, u"mod_kith_demo.lua"_s}) {
        QFile source(u":/demo/"_s + name);
        if (!source.open(QIODevice::ReadOnly))
            return net::unexpected(source.fileName());
        if (auto written = writeFile(dir.filePath(name), source.readAll()); !written)
            return written;
    }
    for (const QString &user : portraitUsers()) {
        if (auto written = writeFile(dir.filePath(user + u".png"_s), paintPortrait(user)); !written)
            return written;
    }
    return {};
}

} // namespace

DemoWorld::DemoWorld(PrivateProsody::Options options, QString password)
    : m_server(std::move(options))
    , m_password(std::move(password))
{
}

net::Expected<std::unique_ptr<DemoWorld>, PrivateServerError> DemoWorld::create(const QString &folder)
{
    if (!PrivateProsody::isInstalled())
        return net::unexpected(PrivateServerError{PrivateServerErrorKind::NotInstalled, {}});
    const QDir dir(folder);
    if (auto written = writeStage(dir); !written)
        return net::unexpected(PrivateServerError{PrivateServerErrorKind::CannotWrite, written.error()});
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const auto certificate = makeSelfSigned(folder, kDomain, now.addDays(-1), now.addDays(30));
    if (!certificate)
        return net::unexpected(PrivateServerError{PrivateServerErrorKind::CannotWrite, certificate.error()});

    PrivateProsody::Options options;
    options.folder = folder;
    options.domain = kDomain;
    options.certificateFile = certificate->certificateFile;
    options.keyFile = certificate->keyFile;
    options.modules = QStringList{u"kith_demo"_s};
    options.pluginFolder = folder;
    QString quotedFolder = folder;
    quotedFolder.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    const QString password = randomPassword();
    options.globalConfig = u"demo_folder = \"%1\"; demo_password = \"%2\""_s.arg(quotedFolder, password);

    auto world = std::unique_ptr<DemoWorld>(new DemoWorld(std::move(options), password));
    if (auto started = world->m_server.start(); !started)
        return net::unexpected(started.error());
    return world;
}

model::SignInRequest DemoWorld::anna() const
{
    model::SignInRequest request;
    request.address = u"anna@"_s + kDomain;
    request.password = m_password;
    request.server = u"127.0.0.1:%1"_s.arg(m_server.directTlsPort());
    request.caFile = m_server.options().certificateFile;
    return request;
}

QString DemoWorld::bert() const
{
    return u"bert@"_s + kDomain;
}

} // namespace app
