// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/single_instance.h"

#include "app/profile.h"
#include "net/base/log.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalSocket>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace app {

namespace {

constexpr qint64 kMaxRequest = 16 * 1024; // octets: a link, not a document
constexpr char kDone[] = "done\n";

QByteArray encode(const SingleInstance::Request &request)
{
    const QJsonObject object{{u"uri"_s, request.uri}, {u"token"_s, QString::fromUtf8(request.activationToken)}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

std::optional<SingleInstance::Request> decode(const QByteArray &line)
{
    const QJsonDocument document = QJsonDocument::fromJson(line);
    if (!document.isObject())
        return {};
    return SingleInstance::Request{document[u"uri"_s].toString(), document[u"token"_s].toString().toUtf8()};
}

} // namespace

SingleInstance::SingleInstance(const Profile &profile, QObject *parent)
    : QObject(parent)
    , m_socketPath(profile.socketPath())
    , m_lock(profile.lockFile())
{
    // Never stale by age: Kith runs for weeks. A lock whose process is gone is stale all the same.
    m_lock.setStaleLockTime(0);
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::onConnection);
}

SingleInstance::~SingleInstance() = default;

SingleInstance::Role SingleInstance::claim(const Request &request, std::chrono::milliseconds patience)
{
    // The running one may just be starting (lock taken, not yet listening) or just ending (socket closed, lock still held): try both until the patience ends.
    QElapsedTimer timer;
    timer.start();
    do {
        if (m_lock.tryLock(50)) {
            listen();
            return Role::First;
        }
        const auto left = patience - std::chrono::milliseconds(timer.elapsed());
        if (forward(request, std::max(left, std::chrono::milliseconds(1))))
            return Role::Forwarded;
    } while (timer.elapsed() < patience.count());
    return Role::NoAnswer;
}

bool SingleInstance::claimAlone()
{
    return m_lock.tryLock(50);
}

bool SingleInstance::forward(const Request &request, std::chrono::milliseconds patience)
{
    QLocalSocket socket;
    socket.connectToServer(m_socketPath);
    if (!socket.waitForConnected(int(patience.count())))
        return false;
    socket.write(encode(request));
    QByteArray answer;
    QElapsedTimer timer;
    timer.start();
    while (!answer.endsWith(kDone) && timer.elapsed() < patience.count()) {
        if (!socket.waitForReadyRead(int(patience.count() - timer.elapsed())))
            break;
        answer += socket.readAll();
    }
    return answer.endsWith(kDone);
}

void SingleInstance::listen()
{
    // We hold the lock, so whatever lies at this path belongs to a process that is gone.
    QLocalServer::removeServer(m_socketPath);
    if (!m_server.listen(m_socketPath))
        qCWarning(logApp) << "cannot listen for later starts:" << m_server.errorString();
}

void SingleInstance::onConnection()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        socket->setReadBufferSize(kMaxRequest);
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        const auto read = [this, socket] {
            if (!socket->canReadLine()) {
                if (socket->bytesAvailable() >= kMaxRequest)
                    socket->abort();
                return;
            }
            if (const auto request = decode(socket->readLine(kMaxRequest))) {
                socket->write(kDone);
                socket->flush();
                Q_EMIT requested(*request);
            }
            socket->disconnectFromServer();
        };
        connect(socket, &QLocalSocket::readyRead, this, read);
        // A client that says nothing does not keep its socket for ever.
        QTimer::singleShot(std::chrono::seconds(10), socket, [socket] { socket->abort(); });
        read();
    }
}

} // namespace app
