// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/private_prosody.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QSaveFile>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#ifdef Q_OS_LINUX
#include <csignal>
#include <sys/prctl.h>
#endif

using namespace Qt::StringLiterals;

namespace app {

namespace {

constexpr int kStartMs = 20'000; // slow machines under load; usually one second
constexpr int kStopMs = 5'000;

// What a provider would switch on, with the SASL2 family of prosody-modules.
const QStringList &usualModules()
{
    static const QStringList modules{u"roster"_s, u"saslauth"_s, u"tls"_s, u"disco"_s, u"ping"_s, u"time"_s, u"version"_s, u"presence"_s, u"message"_s, u"iq"_s,
        u"pep"_s, u"vcard_legacy"_s, u"carbons"_s, u"smacks"_s, u"mam"_s, u"csi_simple"_s, u"blocklist"_s, u"offline"_s,
        u"sasl2"_s, u"sasl2_bind2"_s, u"sasl2_sm"_s, u"sasl2_fast"_s};
    return modules;
}

// Servers live in the system's administrator folders, which are not on everybody's path.
QString findProgram(const QString &name)
{
    const QString found = QStandardPaths::findExecutable(name);
    return !found.isEmpty() ? found : QStandardPaths::findExecutable(name, {u"/usr/bin"_s, u"/usr/sbin"_s, u"/usr/local/bin"_s});
}

QString luaString(const QString &text)
{
    QString escaped = text;
    escaped.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s).replace(u'\n', u"\\n"_s);
    return u'"' + escaped + u'"';
}

QString luaList(const QStringList &items)
{
    QStringList quoted;
    for (const QString &item : items)
        quoted << luaString(item);
    return u"{ %1 }"_s.arg(quoted.join(u", "_s));
}

} // namespace

QString privateServerAdvice(const PrivateServerError &error)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("PrivateServer", text); };
    switch (error.kind) {
    case PrivateServerErrorKind::NotInstalled:
        return tr("The private server needs Prosody and prosody-modules, which are not installed here. \"packaging/run --demo\" installs them.");
    case PrivateServerErrorKind::CannotWrite:
        return tr("The private server's folder could not be written: %1").arg(error.detail);
    case PrivateServerErrorKind::DidNotStart:
        return tr("The private server did not start: %1").arg(error.detail);
    }
    return {};
}

quint16 freeLoopbackPort()
{
    QTcpServer probe;
    probe.listen(QHostAddress::LocalHost, 0);
    return probe.serverPort();
}

bool waitForPort(quint16 port, int milliseconds)
{
    const QDeadlineTimer deadline(milliseconds);
    do {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        if (socket.waitForConnected(500))
            return true;
        QThread::msleep(20);
    } while (!deadline.hasExpired());
    return false;
}

PrivateProsody::PrivateProsody(Options options)
    : m_options(std::move(options))
    , m_startTlsPort(freeLoopbackPort())
    , m_directTlsPort(freeLoopbackPort())
{
}

PrivateProsody::~PrivateProsody()
{
    stop();
}

bool PrivateProsody::isInstalled()
{
    return !findProgram(u"prosody"_s).isEmpty();
}

QByteArray PrivateProsody::configuration() const
{
    const QDir dir(m_options.folder);
    QStringList modules = usualModules() + m_options.modules;
    modules.removeIf([this](const QString &module) { return m_options.withoutModules.contains(module); });
    const bool tls = !m_options.certificateFile.isEmpty();
    if (!tls)
        modules.removeAll(u"tls"_s); // it would offer STARTTLS even without a certificate
    const QStringList lines{
        u"run_as_root = true"_s, // it listens on the loopback only, and a container has no other user
        u"pidfile = "_s + luaString(dir.filePath(u"prosody.pid"_s)),
        u"data_path = "_s + luaString(dir.filePath(u"data"_s)),
        u"log = { { levels = { min = \"info\" }, to = \"file\", filename = %1 } }"_s.arg(luaString(dir.filePath(u"prosody.log"_s))),
        u"interfaces = { \"127.0.0.1\" }"_s,
        u"c2s_ports = { %1 }"_s.arg(m_startTlsPort),
        u"c2s_direct_tls_ports = { %1 }"_s.arg(tls ? QString::number(m_directTlsPort) : QString()),
        u"s2s_ports = {}; s2s_direct_tls_ports = {}; http_ports = {}; https_ports = {}; component_ports = {}"_s,
        u"c2s_require_encryption = %1; allow_unencrypted_plain_auth = %2"_s.arg(tls ? u"true"_s : u"false"_s, tls ? u"false"_s : u"true"_s),
        u"authentication = \"internal_hashed\"; storage = \"internal\"; archive_expires_after = \"never\""_s,
        u"limits = {}"_s,
        u"modules_enabled = "_s + luaList(modules),
        u"modules_disabled = "_s + luaList(m_options.withoutModules + QStringList{u"s2s"_s, u"http"_s}),
        u"plugin_paths = "_s + luaList(m_options.pluginFolder.isEmpty() ? QStringList() : QStringList{m_options.pluginFolder}),
        // For all hosts: the port of direct TLS takes its certificate from here, not from the host's section.
        tls ? u"ssl = { certificate = %1, key = %2 }"_s.arg(luaString(m_options.certificateFile), luaString(m_options.keyFile)) : QString(),
        m_options.globalConfig,
        u"VirtualHost "_s + luaString(m_options.domain),
        m_options.hostConfig,
    };
    return (lines.join(u'\n') + u'\n').toUtf8();
}

net::Expected<void, PrivateServerError> PrivateProsody::start()
{
    const QString program = findProgram(u"prosody"_s);
    if (program.isEmpty())
        return net::unexpected(PrivateServerError{PrivateServerErrorKind::NotInstalled, {}});

    const QDir dir(m_options.folder);
    QSaveFile file(dir.filePath(u"prosody.cfg.lua"_s));
    if (!dir.mkpath(u"data"_s) || !file.open(QIODevice::WriteOnly) || file.write(configuration()) < 0 || !file.commit())
        return net::unexpected(PrivateServerError{PrivateServerErrorKind::CannotWrite, dir.path()});

    m_process = std::make_unique<QProcess>();
    m_process->setProcessChannelMode(QProcess::MergedChannels);
#ifdef Q_OS_LINUX
    // A crash or a kill of this program must not leave a server behind.
    m_process->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
#endif
    m_process->setStandardOutputFile(dir.filePath(u"prosody.out"_s));
    m_process->start(program, {u"--config"_s, dir.filePath(u"prosody.cfg.lua"_s), u"-F"_s});

    const QDeadlineTimer deadline(kStartMs);
    while (!deadline.hasExpired()) {
        if (waitForPort(m_startTlsPort, 50) && (m_options.certificateFile.isEmpty() || waitForPort(m_directTlsPort, 1000)))
            return {};
        if (m_process->waitForFinished(1))
            break;
    }
    m_process->kill();
    m_process->waitForFinished(kStopMs);
    m_process.reset();
    return net::unexpected(PrivateServerError{PrivateServerErrorKind::DidNotStart, log().right(400)});
}

void PrivateProsody::stop()
{
    if (!m_process)
        return;
    m_process->terminate();
    if (!m_process->waitForFinished(kStopMs))
        m_process->kill();
    m_process->waitForFinished(kStopMs);
    m_process.reset();
}

void PrivateProsody::kill()
{
    if (!m_process)
        return;
    m_process->kill();
    m_process->waitForFinished(kStopMs);
    m_process.reset();
}

bool PrivateProsody::isRunning() const
{
    return m_process && m_process->state() == QProcess::Running;
}

net::Expected<void, PrivateServerError> PrivateProsody::restart()
{
    stop();
    return start();
}

bool PrivateProsody::control(const QStringList &arguments)
{
    QProcess process;
    process.start(findProgram(u"prosodyctl"_s), QStringList{u"--config"_s, QDir(m_options.folder).filePath(u"prosody.cfg.lua"_s)} + arguments);
    return process.waitForFinished(kStartMs) && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
}

bool PrivateProsody::addUser(const QString &user, const QString &password)
{
    return control({u"register"_s, user, m_options.domain, password});
}

bool PrivateProsody::removeUser(const QString &user)
{
    return control({u"deluser"_s, user + u'@' + m_options.domain});
}

QString PrivateProsody::log() const
{
    QFile file(QDir(m_options.folder).filePath(u"prosody.log"_s));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace app
