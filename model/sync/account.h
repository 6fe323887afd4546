// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/chat.h"
#include "model/types/connection_status.h"
#include "model/types/contact.h"
#include "model/types/identity.h"
#include "model/types/peer_status.h"

#include <QFuture>
#include <QObject>

namespace model {

class LinkedDevices;
class XmlLog;

/// One signed-in account as the UI sees it: its state, and everything the user can do with it. Commands return at once; what they change comes back through the
/// store's changes and these signals. Main thread. Owned by Accounts.
class Account : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual AccountId id() const = 0;
    [[nodiscard]] virtual net::Jid jid() const = 0; ///< bare
    [[nodiscard]] virtual QString displayName() const = 0;
    [[nodiscard]] virtual QString avatarHash() const = 0;
    [[nodiscard]] virtual ConnectionStatus status() const = 0;
    [[nodiscard]] virtual LoginReport lastLogin() const = 0;
    [[nodiscard]] virtual QList<ServerFeature> serverFeatures() const = 0;
    [[nodiscard]] virtual PeerStatus peerStatus(const net::Jid &bare) const = 0;
    [[nodiscard]] virtual XmlLog &xmlLog() = 0;
    /// The devices that this account is signed in on, and what can be done with them.
    [[nodiscard]] virtual LinkedDevices &linkedDevices() = 0;
    /// Who it is that the window shows, for any address or device id (L5).
    [[nodiscard]] virtual Identity identityOf(const QString &addressOrDevice) const = 0;
    /// Where the password and token are kept, as a sentence: "In the system's keychain" or the honest alternative.
    [[nodiscard]] virtual QString secretStorage() const = 0;

    // Conversation
    virtual void sendMessage(ChatId chat, const QString &text) = 0;
    virtual void retry(MessageId message) = 0;
    virtual void discard(MessageId message) = 0; ///< a failed own message
    /// Everything up to and including `upTo` was seen by the user; zero: everything there is. Never moves back.
    virtual void markRead(ChatId chat, MessageId upTo) = 0;
    virtual void markUnread(ChatId chat) = 0;
    virtual void setTyping(ChatId chat, bool typing) = 0;
    /// Asks the archive for what lies before the oldest known message, or in the hole before `before`. Rows arrive through the store.
    virtual void loadOlder(ChatId chat, MessageId before) = 0;
    /// The chat with this person, made when there is none yet.
    virtual QFuture<ChatId> openChat(const net::Jid &bare) = 0;
    virtual void setDraft(ChatId chat, const QString &text) = 0;
    /// As setDraft(), but only where there is none yet: for texts that the user did not write.
    virtual void suggestDraft(ChatId chat, const QString &text) = 0;
    virtual void setPinned(ChatId chat, bool on) = 0;
    virtual void setMuted(ChatId chat, bool on) = 0;
    virtual void setArchived(ChatId chat, bool on) = 0;
    /// A stranger's first messages: take them in, or drop them (and block).
    virtual void acceptRequest(ChatId chat) = 0;
    virtual void declineRequest(ChatId chat, bool block) = 0;

    // Contacts
    virtual void addContact(const net::Jid &bare, const QString &name) = 0;
    virtual void renameContact(const net::Jid &bare, const QString &name) = 0;
    virtual void removeContact(const net::Jid &bare) = 0;
    virtual void setBlocked(const net::Jid &bare, bool on) = 0;

    // Connection
    virtual void connectNow() = 0;
    virtual void goOffline() = 0; ///< until connectNow()
    virtual void setPassword(const QString &password) = 0;
    /// True: the window is in front of the user (client state indication, presence).
    virtual void setActive(bool active) = 0;

Q_SIGNALS:
    void statusChanged(const model::ConnectionStatus &status);
    void loginReported(const model::LoginReport &report);
    void profileChanged(); ///< own name or picture
    void peerStatusChanged(const net::Jid &bare);
    /// A text given to sendMessage() could not be stored, and is not on its way: give it back to the user. The store says why.
    void notSent(model::ChatId chat, const QString &text);
    void serverFeaturesChanged();
};

} // namespace model
