// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"
#include "model/types/peer_status.h"
#include "net/base/jid.h"

#include <QObject>

namespace model {

/// Who knows what people are doing right now: Accounts, or a stand-in in tests. The item models need no more of the accounts than this. Main thread.
class PeerStatusSource : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    [[nodiscard]] virtual PeerStatus peerStatus(AccountId account, const net::Jid &bare) const = 0;

Q_SIGNALS:
    void peerStatusChanged(model::AccountId account, const net::Jid &bare);
};

} // namespace model
