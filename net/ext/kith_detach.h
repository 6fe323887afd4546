// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/proto/kith_detach.h"
#include "net/session/extension.h"

#include <QObject>

namespace net::detach {

/// Makes each session ready to be left on purpose, where the server keeps such sessions: tells it this device's public key and gets the ticket by which, together with a signature of that
/// key, the session is taken up again. The session does the rest: <detach/> behind its farewell, the proof inside <resume/>. Main thread.
class Preparation final : public QObject, public Extension
{
    Q_OBJECT
public:
    explicit Preparation(Session &session, QObject *parent = nullptr);

    /// A secret of this installation and account, of which the signing key is made. May come while the session is live. Empty: nothing is prepared.
    void setDeviceKey(const QByteArray &deviceKey);

    void onLive(Session &session, Resumed resumed) override;
    void onDisconnected() override { m_asked = false; }

private:
    void prepare();

    Session &m_session;
    bool m_asked = false; ///< on this connection
    int m_round = 0; ///< only the last ticket that was asked for is good
};

} // namespace net::detach
