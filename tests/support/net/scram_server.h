// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/crypto/crypto.h"

#include <QString>

namespace net {

/// The server's half of SCRAM, for transcripts: fixed salt and nonce, so that a conversation can be foretold.
class ScramServer
{
public:
    ScramServer(crypto::Hash hash, const QString &password, int iterations = 4096);
    /// Answer to client-first.
    [[nodiscard]] QByteArray first(const QByteArray &clientFirst);
    /// Does client-final prove the password?
    [[nodiscard]] bool accepts(const QByteArray &clientFinal) const;
    /// "v=…" for what accepts() has seen.
    [[nodiscard]] QByteArray final(const QByteArray &clientFinal) const;
    void setExtension(const QByteArray &attribute) { m_extension = attribute; } ///< goes into the first answer, e.g. "h=…"

private:
    [[nodiscard]] QByteArray authMessage(const QByteArray &clientFinal) const;

    crypto::Hash m_hash;
    QByteArray m_salted;
    int m_iterations;
    QByteArray m_extension;
    QByteArray m_clientFirstBare, m_serverFirst;
};

} // namespace net
