// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/store.h"
#include "net/base/ids.h"
#include "net/session/session_ledger.h"

namespace model {

/// The ledger of one account's session, in the store: what lets the next start of Kith take the session up where this one left it, whether it was closed, killed or crashed (D40–D46).
///
/// What identifies the session is sealed with the device's key and with the place it is used at, so a copied profile cannot take it up a second time (D49, D50). Until the key is known, and
/// where none can be kept, nothing is written and a session lives as long as the process. Main thread.
class SessionKeeper final : public QObject, public net::SessionLedger
{
    Q_OBJECT
public:
    /// `place`: this machine and this profile folder, in any form. All outlive it.
    SessionKeeper(Store &store, net::IdSource &ids, AccountId account, QByteArray place, QObject *parent = nullptr);

    void setKey(const QByteArray &deviceKey);
    /// The session that was left. nullopt: none, or one that is not for here. Read before the session goes online.
    [[nodiscard]] std::optional<net::ResumeState> kept() const;

    void began(const net::ResumeState &state) override;
    void write(const Entry &entry, Written done) override;
    void changed(const net::ResumeState &state, Written done) override;
    void left(const net::ResumeState &state) override;
    void ended() override;

Q_SIGNALS:
    void failed(const model::StoreError &error);

private:
    /// Of whom the ledger tells.
    enum class Holds {
        Session, ///< the present session, or one that was left
        Another, ///< an older one: the present session could not be entered
        Nothing, ///< so the older one was struck out, and the present session lives as long as the process
    };
    [[nodiscard]] bool isSilent() const;
    void giveUp(Written done);
    [[nodiscard]] QByteArray seal(const net::ResumeState &state) const;

    Store &m_store;
    net::IdSource &m_ids;
    const AccountId m_account;
    const QByteArray m_place;
    QByteArray m_key; ///< empty: nothing is written
    Holds m_holds = Holds::Session;
    int m_round = 0; ///< counts sessions
};

} // namespace model
