// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/scram_server.h"

#include <QList>

namespace net {
namespace {

const QByteArray kSalt = "kith-test-salt";

QByteArray attribute(const QByteArray &message, char name)
{
    for (const QByteArray &part : message.split(',')) {
        if (part.size() > 1 && part[0] == name && part[1] == '=')
            return part.mid(2);
    }
    return {};
}

} // namespace

ScramServer::ScramServer(crypto::Hash hash, const QString &password, int iterations)
    : m_hash(hash)
    , m_salted(crypto::pbkdf2(hash, password.toUtf8(), kSalt, iterations))
    , m_iterations(iterations)
{
}

QByteArray ScramServer::first(const QByteArray &clientFirst)
{
    m_clientFirstBare = clientFirst.mid(clientFirst.indexOf(",", clientFirst.indexOf(',') + 1) + 1); // behind the GS2 header
    m_serverFirst = "r=" + attribute(m_clientFirstBare, 'r') + "serverpart,s=" + kSalt.toBase64() + ",i=" + QByteArray::number(m_iterations);
    if (!m_extension.isEmpty())
        m_serverFirst += ',' + m_extension;
    return m_serverFirst;
}

QByteArray ScramServer::authMessage(const QByteArray &clientFinal) const
{
    return m_clientFirstBare + ',' + m_serverFirst + ',' + clientFinal.left(clientFinal.lastIndexOf(",p="));
}

bool ScramServer::accepts(const QByteArray &clientFinal) const
{
    const QByteArray storedKey = crypto::hash(m_hash, crypto::hmac(m_hash, m_salted, "Client Key"));
    const QByteArray signature = crypto::hmac(m_hash, storedKey, authMessage(clientFinal));
    QByteArray key = QByteArray::fromBase64(attribute(clientFinal, 'p'));
    if (key.size() != signature.size())
        return false;
    for (qsizetype i = 0; i < key.size(); ++i)
        key[i] = char(key[i] ^ signature[i]);
    return crypto::hash(m_hash, key) == storedKey;
}

QByteArray ScramServer::final(const QByteArray &clientFinal) const
{
    return "v=" + crypto::hmac(m_hash, crypto::hmac(m_hash, m_salted, "Server Key"), authMessage(clientFinal)).toBase64();
}

} // namespace net
