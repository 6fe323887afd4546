// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/early_world.h"

#include "app/demo/self_signed.h"

#include <QDir>
#include <QStandardPaths>

#ifdef Q_OS_LINUX
#include <csignal>
#include <sys/prctl.h>
#endif

using namespace Qt::StringLiterals;

namespace test {

namespace {

QString haproxy()
{
    const QString found = QStandardPaths::findExecutable(u"haproxy"_s);
    return found.isEmpty() ? QStandardPaths::findExecutable(u"haproxy"_s, {u"/usr/sbin"_s, u"/usr/local/sbin"_s}) : found;
}

} // namespace

EarlyWorld::~EarlyWorld()
{
    stopTerminator();
}

bool EarlyWorld::isInstalled()
{
    return app::PrivateProsody::isInstalled() && !haproxy().isEmpty();
}

QString EarlyWorld::start()
{
    const QString domain = QString::fromUtf16(kDomain);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const auto certificate = app::makeSelfSigned(m_folder.path(), domain, now.addDays(-2), now.addDays(30));
    if (!certificate)
        return certificate.error();
    m_caFile = certificate->certificateFile;
    m_tlsPort = app::freeLoopbackPort();
    m_plainPort = app::freeLoopbackPort();

    app::PrivateProsody::Options options;
    options.folder = m_folder.path();
    options.domain = domain;
    options.certificateFile = certificate->certificateFile;
    options.keyFile = certificate->keyFile;
    options.modules = QStringList{u"fast_early_data"_s};
    options.pluginFolder = QStringLiteral(KITH_SOURCE_DIR "/packaging/prosody");
    options.globalConfig = u"c2s_terminated_ports = { %1 }"_s.arg(m_plainPort);
    m_prosody = std::make_unique<app::PrivateProsody>(options);
    if (const auto started = m_prosody->start(); !started)
        return app::privateServerAdvice(started.error());
    if (!app::waitForPort(m_plainPort, 5000))
        return u"the terminator's port is closed: "_s + log().right(2000);
    if (!m_prosody->addUser(u"anna"_s, u"secret"_s))
        return u"no account: "_s + log().right(2000);

    // As in the module's README.
    QFile file(QDir(m_folder.path()).filePath(u"haproxy.cfg"_s));
    const QString config = u"listen xmpps\n    mode tcp\n    bind 127.0.0.1:%1 ssl crt %2 alpn xmpp-client ssl-min-ver TLSv1.2 allow-0rtt\n    option clitcpka\n"
                           "    timeout connect 5s\n    timeout client 1h\n    timeout server 1h\n    server prosody 127.0.0.1:%3\n"_s
                               .arg(m_tlsPort)
                               .arg(certificate->bothFile)
                               .arg(m_plainPort);
    if (!file.open(QIODevice::WriteOnly) || file.write(config.toUtf8()) < 0)
        return file.errorString();
    file.close();
    return startTerminator() ? QString() : u"HAProxy does not start: "_s + QString::fromUtf8(m_terminator->readAll());
}

bool EarlyWorld::startTerminator()
{
    m_terminator = std::make_unique<QProcess>();
    m_terminator->setProcessChannelMode(QProcess::MergedChannels);
#ifdef Q_OS_LINUX
    m_terminator->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
#endif
    m_terminator->start(haproxy(), {u"-db"_s, u"-q"_s, u"-f"_s, QDir(m_folder.path()).filePath(u"haproxy.cfg"_s)});
    return m_terminator->waitForStarted() && app::waitForPort(m_tlsPort, 10'000);
}

void EarlyWorld::stopTerminator()
{
    if (!m_terminator)
        return;
    m_terminator->kill(); // it would wait for its connections otherwise
    m_terminator->waitForFinished(5000);
    m_terminator.reset();
}

bool EarlyWorld::restartTerminator()
{
    stopTerminator();
    return startTerminator();
}

bool EarlyWorld::restartProsody()
{
    return m_prosody->restart().has_value() && app::waitForPort(m_plainPort, 5000);
}

model::SignInRequest EarlyWorld::request(quint16 port, const QString &trusted) const
{
    model::SignInRequest request;
    request.address = u"anna@"_s + QString::fromUtf16(kDomain);
    request.password = u"secret"_s;
    request.server = u"127.0.0.1:%1"_s.arg(port);
    request.caFile = trusted.isEmpty() ? m_caFile : trusted;
    return request;
}

} // namespace test
