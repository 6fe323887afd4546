// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/private_prosody.h"
#include "model/sync/accounts.h"

#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace test {

/// What a provider that takes early data runs, on free ports of the loopback: HAProxy with TLS 1.3 and 0-RTT, and behind it Prosody with mod_fast_early_data. All ends with this object.
class EarlyWorld
{
public:
    ~EarlyWorld();
    [[nodiscard]] static bool isInstalled(); ///< both of them
    /// Empty: runs, and user "anna" with password "secret" is there. Else what went wrong.
    [[nodiscard]] QString start();
    /// New ticket keys: nobody's TLS session is known any more.
    [[nodiscard]] bool restartTerminator();
    [[nodiscard]] bool restartProsody();

    [[nodiscard]] quint16 tlsPort() const { return m_tlsPort; } ///< HAProxy's
    [[nodiscard]] quint16 plainPort() const { return m_plainPort; } ///< Prosody's, for the terminator
    [[nodiscard]] quint16 ownTlsPort() const { return m_prosody->directTlsPort(); } ///< Prosody's own TLS
    [[nodiscard]] QString log() const { return m_prosody->log(); }
    [[nodiscard]] QString caFile() const { return m_caFile; }
    /// `port`: of tlsPort() or ownTlsPort(), or of something in front of them. Whose certificate is another one names the file to trust.
    [[nodiscard]] model::SignInRequest request(quint16 port, const QString &trusted = {}) const;
    static constexpr auto kDomain = u"early.example";

private:
    [[nodiscard]] bool startTerminator();
    void stopTerminator();

    QTemporaryDir m_folder;
    QString m_caFile;
    quint16 m_tlsPort = 0, m_plainPort = 0;
    std::unique_ptr<app::PrivateProsody> m_prosody;
    std::unique_ptr<QProcess> m_terminator;
};

} // namespace test
