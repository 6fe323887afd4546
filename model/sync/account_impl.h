// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/account.h"
#include "model/sync/account_sync.h"
#include "model/sync/credentials.h"
#include "model/sync/linked_devices_impl.h"
#include "model/sync/session_keeper.h"
#include "model/sync/xml_log.h"

namespace net {
class NetworkMonitor;
}

namespace model {

/// The Account of the UI, over one AccountSync. Main thread. Owned by Accounts.
class AccountImpl final : public Account
{
    Q_OBJECT
public:
    struct Parts {
        Store &store;
        net::Clock &clock;
        net::IdSource &ids;
        const Settings *settings = nullptr;
        net::NetworkMonitor *network = nullptr;
        QByteArray place{}; ///< see SessionKeeper
    };
    /// `sync` has not begun; `credentials` work on its session.
    AccountImpl(const Parts &parts, AccountRecord record, std::unique_ptr<AccountSync> sync, std::unique_ptr<Credentials> credentials, QObject *parent = nullptr);
    ~AccountImpl() override;

    /// Loads the credentials, then connects if `online` and the user did not take the account offline.
    void start(bool online);
    /// Already live: it has just signed in.
    void startLive();
    /// Kith is being closed.
    void detach();
    /// Nothing that comes reaches the store any more. Before signOut(), when something is to be done in between.
    void quiesce();
    /// Ends the session at the server, forgets the secrets; `done` within a bounded time, also without a network.
    void signOut(std::function<void()> done);

    /// For what has no command of its own here, as joining a room.
    [[nodiscard]] net::Session &session() { return m_sync->session(); }
    [[nodiscard]] AccountSync &engine() { return *m_sync; }
    [[nodiscard]] Credentials &credentials() { return *m_credentials; }
    [[nodiscard]] const AccountRecord &record() const { return m_record; }
    /// The server has a new password: keeps it, and this device signed in, with keys that are good.
    void passwordChanged(const QString &password);
    [[nodiscard]] AccountId id() const override { return m_record.id; }
    [[nodiscard]] net::Jid jid() const override { return m_record.jid; }
    [[nodiscard]] QString displayName() const override;
    [[nodiscard]] QString avatarHash() const override { return m_record.avatarHash; }
    [[nodiscard]] ConnectionStatus status() const override;
    [[nodiscard]] LoginReport lastLogin() const override;
    [[nodiscard]] QList<ServerFeature> serverFeatures() const override;
    [[nodiscard]] PeerStatus peerStatus(const net::Jid &bare) const override { return m_sync->presence().status(bare); }
    [[nodiscard]] XmlLog &xmlLog() override { return m_xmlLog; }
    [[nodiscard]] LinkedDevices &linkedDevices() override { return *m_devices; }
    [[nodiscard]] Identity identityOf(const QString &addressOrDevice) const override;
    [[nodiscard]] QString secretStorage() const override { return m_credentials->whereKept(); }

    void sendMessage(ChatId chat, const QString &text) override;
    void retry(MessageId message) override;
    void discard(MessageId message) override;
    void markRead(ChatId chat, MessageId upTo) override;
    void markUnread(ChatId chat) override;
    void setTyping(ChatId chat, bool typing) override;
    void loadOlder(ChatId chat, MessageId before) override;
    QFuture<ChatId> openChat(const net::Jid &bare) override;
    void setDraft(ChatId chat, const QString &text) override;
    void suggestDraft(ChatId chat, const QString &text) override;
    void setPinned(ChatId chat, bool on) override;
    void setMuted(ChatId chat, bool on) override;
    void setArchived(ChatId chat, bool on) override;
    void acceptRequest(ChatId chat) override;
    void declineRequest(ChatId chat, bool block) override;
    void addContact(const net::Jid &bare, const QString &name) override;
    void renameContact(const net::Jid &bare, const QString &name) override;
    void removeContact(const net::Jid &bare) override;
    void setBlocked(const net::Jid &bare, bool on) override;
    void connectNow() override;
    void goOffline() override;
    void setPassword(const QString &password) override;
    void setActive(bool active) override { m_sync->setActive(active); }

private:
    void watchNetwork();
    void watchProxy();
    void takeProxy();
    void credentialsLoaded();
    void keepSession();
    void tellStatus();
    void reloadProfile();
    [[nodiscard]] AccountSync::Running &sync() { return m_sync->running(); }

    Parts m_parts;
    AccountRecord m_record;
    SessionKeeper m_keeper; ///< outlives the session
    std::unique_ptr<AccountSync> m_sync;
    std::unique_ptr<Credentials> m_credentials;
    std::unique_ptr<LinkedDevicesImpl> m_devices; ///< falls before the session
    XmlLog m_xmlLog;
    ConnectionStatus m_told; ///< as the UI was told last
    QString m_leavingDevice; ///< null: not signing out
    bool m_wantsOnline = false;
    bool m_credentialsLoaded = false;
};

} // namespace model
