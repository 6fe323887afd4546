// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/test_server.h"

#include "app/demo/private_prosody.h"
#include "app/demo/self_signed.h"

#include <QDir>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <QTimer>

#ifdef Q_OS_LINUX
#include <csignal>
#include <sys/prctl.h>
#endif

using namespace Qt::StringLiterals;

namespace test {

TestServer::TestServer(const ServerOptions &options)
    : m_options(options)
    , m_domain(u"kith.example"_s)
{
}

bool TestServer::startBeside(const TestServer &)
{
    return false;
}

bool TestServer::makeCertificate()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QDateTime end = now.addDays(m_options.certificateDaysLeft);
    const auto made = app::makeSelfSigned(m_folder.path(), m_options.certificateDomain.isEmpty() ? m_domain : m_options.certificateDomain, std::min(now, end).addDays(-2), end);
    if (!made) {
        qWarning().noquote() << made.error();
        return false;
    }
    m_caFile = made->certificateFile;
    m_keyFile = made->keyFile;
    m_bothFile = made->bothFile;
    return true;
}

namespace {

class Prosody final : public TestServer
{
public:
    explicit Prosody(const ServerOptions &options)
        : TestServer(options)
    {
    }

    QString name() const override { return u"Prosody"_s; }

    bool start() override
    {
        if (m_options.tls && m_caFile.isEmpty() && !makeCertificate())
            return false;
        app::PrivateProsody::Options setup;
        setup.folder = m_folder.path();
        setup.domain = m_domain;
        setup.certificateFile = m_caFile;
        setup.keyFile = m_keyFile;
        setup.withoutModules = m_options.withoutModules;
        setup.modules = m_options.prosodyModules;
        if (m_options.plainOnly)
            setup.modules << u"plain_only"_s;
        setup.globalConfig = globalConfiguration();
        if (!m_options.sasl2 || m_options.plainOnly)
            setup.withoutModules << u"sasl2"_s << u"sasl2_bind2"_s << u"sasl2_sm"_s << u"sasl2_fast"_s;
        if (!m_options.archive)
            setup.withoutModules << u"mam"_s;
        if (!m_options.hashedPasswords)
            setup.hostConfig += u"\nauthentication = \"internal_plain\""_s;
        if (m_options.resumeSeconds > 0)
            setup.hostConfig += u"\nsmacks_hibernation_time = %1"_s.arg(m_options.resumeSeconds);
        setup.hostConfig += u'\n' + m_options.config; // last: it may begin a component
        if (!m_server)
            m_server = std::make_unique<app::PrivateProsody>(setup);
        else
            m_server->setOptions(setup);
        const auto started = m_server->start();
        if (!started)
            qWarning().noquote() << app::privateServerAdvice(started.error());
        return started.has_value();
    }

    void stop() override { m_server->stop(); }
    void kill() override { m_server->kill(); }
    quint16 startTlsPort() const override { return m_server->startTlsPort(); }
    quint16 directTlsPort() const override { return m_server->directTlsPort(); }
    bool addUser(const QString &user, const QString &password) override { return m_server->addUser(user, password); }
    bool changePassword(const QString &user, const QString &password) override { return m_server->addUser(user, password); } // prosodyctl asks for nothing and replaces it
    bool revokeTokens(const QString &user) override
    {
        return QFile::remove(QDir(m_folder.path()).filePath(u"data/%1/fast_tokens/%2.dat"_s.arg(QString(m_domain).replace(u'.', u"%2e"_s), user)));
    }
    QString log() const override { return m_server ? m_server->log() : QString(); }

private:
    QString globalConfiguration() const
    {
        QStringList lines{QStringLiteral("plugin_paths = { [[" KITH_SOURCE_DIR "/packaging/prosody]], [[" KITH_SOURCE_DIR "/tests/support/prosody]] }")};
        if (m_options.plainOnly)
            lines << u"disable_sasl_mechanisms = { \"SCRAM-SHA-1\", \"SCRAM-SHA-1-PLUS\", \"SCRAM-SHA-256\", \"SCRAM-SHA-256-PLUS\", \"OAUTHBEARER\", \"DIGEST-MD5\" }"_s;
        if (m_options.sqlStorage)
            lines << u"storage = \"sql\"; sql = { driver = \"SQLite3\", database = \"prosody.sqlite\" }"_s;
        if (m_options.tlsTickets)
            lines << u"ssl = { certificate = [[%1]], key = [[%2]], options = { no_ticket = false } }"_s.arg(m_caFile, m_keyFile);
        return lines.join(u'\n');
    }

    std::unique_ptr<app::PrivateProsody> m_server;
};

/// ejabberd's archive is a table that is written back after minutes. One with a copy in memory has a log, which is on the disk when that is asked for. The schema makes it one before the ports of a
/// server that is started again are open: changed beneath its clients, the table loses and hides what is archived meanwhile. The first start does not look there when it makes the table; nobody writes yet.
const QByteArray kDurableSchema = "archive_msg:\n  storage_type: disc_copies\n";
const QString kKeepDurable = u"mnesia:change_table_copy_type(archive_msg, node(), disc_copies), spawn(fun Again() -> timer:sleep(100), mnesia:sync_log(), Again() end)"_s;

/// Started with erl itself: ejabberdctl insists on root or its own system user. Without a node name there is no epmd and no port beside ours. The nodes of a cluster do without epmd too:
/// all listen at one port, each at an address of its own, so that nobody has to be asked for a port.
class Ejabberd final : public TestServer
{
public:
    explicit Ejabberd(const ServerOptions &options)
        : TestServer(options)
        , m_startTls(app::freeLoopbackPort())
        , m_direct(app::freeLoopbackPort())
        , m_api(app::freeLoopbackPort())
    {
    }
    ~Ejabberd() override { kill(); }

    [[nodiscard]] static bool isInstalled()
    {
        return !QStandardPaths::findExecutable(u"erl"_s).isEmpty() && !libraryFolder().isEmpty();
    }

    QString name() const override { return u"ejabberd"_s; }

    bool start() override
    {
        if (m_caFile.isEmpty() && !makeCertificate())
            return false;
        const QDir dir(m_folder.path());
        QFile config(dir.filePath(u"ejabberd.yml"_s));
        if (!dir.mkpath(u"db"_s) || !config.open(QIODevice::WriteOnly) || config.write(configuration()) < 0)
            return false;
        config.close();
        QFile schema(dir.filePath(u"db/ejabberd.schema"_s));
        if (m_options.durable && (!schema.open(QIODevice::WriteOnly) || schema.write(kDurableSchema) < 0))
            return false;
        schema.close();

        m_process = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"EJABBERD_CONFIG_PATH"_s, config.fileName());
        environment.insert(u"EJABBERD_LOG_PATH"_s, dir.filePath(u"ejabberd.log"_s));
        environment.insert(u"ERL_LIBS"_s, libraryFolder());
        environment.insert(u"ERL_CRASH_DUMP"_s, u"/dev/null"_s);
        environment.insert(u"HOME"_s, m_folder.path());
        m_process->setProcessEnvironment(environment);
        m_process->setProcessChannelMode(QProcess::MergedChannels);
        m_process->setStandardOutputFile(dir.filePath(u"erl.out"_s));
#ifdef Q_OS_LINUX
        // A crash or a kill of the test must not leave a server behind.
        m_process->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
#endif
        m_process->start(u"erl"_s, nodeArguments() + QStringList{u"-noinput"_s, u"+S"_s, u"1:1"_s, u"-mnesia"_s, u"dir"_s, u"\"%1\""_s.arg(dir.filePath(u"db"_s)), u"-s"_s, u"ejabberd"_s}
            + (m_options.durable ? QStringList{u"-eval"_s, kKeepDurable} : QStringList()) + (m_command.isEmpty() ? QStringList() : QStringList{u"-eval"_s, m_command}));
        return app::waitForPort(m_api, 60'000) && app::waitForPort(m_direct, 10'000) && app::waitForPort(m_startTls, 10'000);
    }

    void stop() override { end(false); }
    void kill() override { end(true); }
    quint16 startTlsPort() const override { return m_startTls; }
    quint16 directTlsPort() const override { return m_direct; }

    bool startBeside(const TestServer &other) override
    {
        const auto *first = dynamic_cast<const Ejabberd *>(&other);
        if (!first)
            return false;
        m_caFile = first->m_caFile;
        m_keyFile = first->m_keyFile;
        m_bothFile = first->m_bothFile;
        if (!start() || !ask(u"join_cluster"_s, {{u"node"_s, first->nodeName()}}))
            return false;
        const auto knowsBoth = [&](const Ejabberd &node) {
            const QByteArray list = node.ask(u"list_cluster"_s, {}).value_or(QByteArray());
            return list.contains(first->nodeName().toUtf8()) && list.contains(nodeName().toUtf8());
        };
        // It restarts itself for that.
        return QTest::qWaitFor([&] { return knowsBoth(*first) && knowsBoth(*this); }, 60'000) && app::waitForPort(m_direct, 20'000) && app::waitForPort(m_startTls, 10'000);
    }

    bool addUser(const QString &user, const QString &password) override
    {
        return command(u"register"_s, {{u"user"_s, user}, {u"host"_s, m_domain}, {u"password"_s, password}});
    }

    bool changePassword(const QString &user, const QString &password) override
    {
        return command(u"change_password"_s, {{u"user"_s, user}, {u"host"_s, m_domain}, {u"newpass"_s, password}});
    }

    bool revokeTokens(const QString &) override
    {
        const QString done = QDir(m_folder.path()).filePath(u"tokens-revoked"_s);
        stop();
        m_command = u"{atomic, ok} = mnesia:clear_table(mod_auth_fast), ok = file:write_file(\"%1\", <<>>)."_s.arg(done);
        const bool started = start();
        m_command.clear();
        const bool revoked = started && QTest::qWaitFor([&done] { return QFile::exists(done); }, 20'000);
        QFile::remove(done);
        return revoked;
    }

    QString log() const override
    {
        QFile file(QDir(m_folder.path()).filePath(u"ejabberd.log"_s));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }

private:
    static QString libraryFolder()
    {
        // Debian keeps Erlang applications in the multiarch folder: /usr/lib/<triplet>/ejabberd-24.12.
        const QDir lib(u"/usr/lib"_s);
        for (const QString &triplet : lib.entryList({u"*-linux-gnu*"_s}, QDir::Dirs)) {
            if (!QDir(lib.filePath(triplet)).entryList({u"ejabberd-*"_s}, QDir::Dirs).isEmpty())
                return lib.filePath(triplet);
        }
        return {};
    }

    QString nodeName() const { return u"kith@127.0.0.%1"_s.arg(m_options.node); }

    QStringList nodeArguments() const
    {
        if (m_options.node == 0)
            return {};
        return {u"-name"_s, nodeName(), u"-setcookie"_s, u"kith"_s, u"-start_epmd"_s, u"false"_s, u"-erl_epmd_port"_s, QString::number(m_options.clusterPort), u"-kernel"_s,
            u"inet_dist_use_interface"_s, u"{127,0,0,%1}"_s.arg(m_options.node)};
    }

    bool command(const QString &name, const QJsonObject &arguments) const { return ask(name, arguments).has_value(); }

    std::optional<QByteArray> ask(const QString &name, const QJsonObject &arguments) const
    {
        QNetworkAccessManager network;
        QNetworkRequest request(QUrl(u"http://127.0.0.1:%1/api/%2"_s.arg(m_api).arg(name)));
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        std::unique_ptr<QNetworkReply> reply(network.post(request, QJsonDocument(arguments).toJson()));
        QEventLoop loop;
        QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
        QTimer::singleShot(20'000, &loop, &QEventLoop::quit);
        loop.exec();
        return reply->isFinished() && reply->error() == QNetworkReply::NoError ? std::optional(reply->readAll()) : std::nullopt;
    }

    QByteArray configuration() const
    {
        QStringList lines{
            u"hosts: [%1]"_s.arg(m_domain),
            u"loglevel: info"_s,
            u"certfiles: [\"%1\"]"_s.arg(m_bothFile),
            u"ca_file: \"%1\""_s.arg(m_caFile),
            u"auth_method: [internal]"_s,
            u"auth_password_format: %1"_s.arg(m_options.hashedPasswords ? u"scram"_s : u"plain"_s),
            u"listen:"_s,
            u"  - {port: %1, ip: \"127.0.0.1\", module: ejabberd_c2s, starttls: %2, starttls_required: %2, max_stanza_size: 262144}"_s.arg(m_startTls).arg(m_options.tls ? u"true"_s : u"false"_s),
            u"  - {port: %1, ip: \"127.0.0.1\", module: ejabberd_c2s, tls: true, max_stanza_size: 262144}"_s.arg(m_direct),
            u"  - {port: %1, ip: \"127.0.0.1\", module: ejabberd_http, request_handlers: {/api: mod_http_api}}"_s.arg(m_api),
            u"api_permissions: {local: {who: all, what: \"*\"}}"_s,
            u"access_rules: {local: {allow: all}}"_s,
            m_options.config,
            u"modules:"_s,
        };
        const QStringList modules{
            u"mod_admin_extra: {}"_s, u"mod_auth_fast: {}"_s, u"mod_blocking: {}"_s, u"mod_caps: {}"_s, u"mod_carboncopy: {}"_s, u"mod_client_state: {}"_s,
            u"mod_disco: {}"_s, u"mod_last: {}"_s, u"mod_mam: {default: always}"_s, u"mod_offline: {}"_s, u"mod_ping: {}"_s, u"mod_privacy: {}"_s, u"mod_private: {}"_s,
            u"mod_pubsub: {plugins: [flat, pep]}"_s, u"mod_roster: {versioning: true}"_s, u"mod_scram_upgrade: {}"_s,
            u"mod_stream_mgmt: {resend_on_timeout: if_offline%1}"_s.arg(m_options.resumeSeconds > 0 ? u", resume_timeout: %1"_s.arg(m_options.resumeSeconds) : QString()),
            u"mod_time: {}"_s, u"mod_vcard: {}"_s, u"mod_vcard_xupdate: {}"_s, u"mod_version: {}"_s,
        };
        for (const QString &module : modules) {
            const QString name = module.section(u':', 0, 0);
            if (!m_options.withoutModules.contains(name) && (m_options.archive || name != u"mod_mam"))
                lines << u"  "_s + module;
        }
        for (const QString &module : m_options.ejabberdModules)
            lines << u"  "_s + module;
        return (lines.join(u'\n') + u'\n').toUtf8();
    }

    void end(bool hard)
    {
        if (!m_process)
            return;
        if (hard)
            m_process->kill();
        else
            m_process->terminate();
        if (!m_process->waitForFinished(20'000))
            m_process->kill();
        m_process->waitForFinished(5'000);
        m_process.reset();
    }

    quint16 m_startTls, m_direct, m_api;
    QString m_command; ///< Erlang, run once ejabberd is up
    std::unique_ptr<QProcess> m_process;
};

} // namespace

bool canUseSql()
{
    // Found as Prosody's Lua would find it.
    QProcess lua;
    lua.start(u"lua5.4"_s, {u"-e"_s, u"require 'DBI'; os.exit(package.searchpath('dbd.sqlite3', package.cpath) and 0 or 1)"_s});
    return lua.waitForFinished(10'000) && lua.exitStatus() == QProcess::NormalExit && lua.exitCode() == 0;
}

std::unique_ptr<TestServer> makeServer(ServerKind kind, const ServerOptions &options)
{
    switch (kind) {
    case ServerKind::Prosody:
        return app::PrivateProsody::isInstalled() ? std::make_unique<Prosody>(options) : nullptr;
    case ServerKind::Ejabberd:
        return Ejabberd::isInstalled() ? std::make_unique<Ejabberd>(options) : nullptr;
    }
    return nullptr;
}

} // namespace test
