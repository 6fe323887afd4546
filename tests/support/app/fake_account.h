// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/account.h"
#include "model/sync/accounts.h"
#include "model/sync/xml_log.h"
#include "tests/support/app/fake_linked_devices.h"

#include <QStringList>

namespace test {

/// An account without a network: says what the test told it to say and writes down what the UI asked it to do ("rename bert@example.org Bert").
class FakeAccount final : public model::Account
{
    Q_OBJECT
public:
    explicit FakeAccount(const QString &address, const QString &name = {}, qint64 id = 1, QObject *parent = nullptr);
    ~FakeAccount() override;

    // What it says
    model::ConnectionStatus currentStatus;
    model::LoginReport report;
    QList<model::ServerFeature> features;
    QString storage = QStringLiteral("In the system's keychain");
    model::ChatId nextChat = model::ChatId(7); ///< openChat() answers this
    QStringList commands; ///< what it was asked to do, in order
    FakeLinkedDevices devices;

    void setStatus(const model::ConnectionStatus &status);
    void setReport(const model::LoginReport &newReport);

    [[nodiscard]] model::AccountId id() const override { return m_id; }
    [[nodiscard]] net::Jid jid() const override { return m_jid; }
    [[nodiscard]] QString displayName() const override { return m_name; }
    [[nodiscard]] QString avatarHash() const override { return {}; }
    [[nodiscard]] model::ConnectionStatus status() const override { return currentStatus; }
    [[nodiscard]] model::LoginReport lastLogin() const override { return report; }
    [[nodiscard]] QList<model::ServerFeature> serverFeatures() const override { return features; }
    [[nodiscard]] model::PeerStatus peerStatus(const net::Jid &) const override { return {}; }
    [[nodiscard]] model::XmlLog &xmlLog() override { return *m_log; }
    [[nodiscard]] model::LinkedDevices &linkedDevices() override { return devices; }
    [[nodiscard]] model::Identity identityOf(const QString &) const override { return {}; }
    [[nodiscard]] QString secretStorage() const override { return storage; }

    void sendMessage(model::ChatId chat, const QString &text) override;
    void retry(model::MessageId message) override;
    void discard(model::MessageId message) override;
    void markRead(model::ChatId chat, model::MessageId upTo) override;
    void markUnread(model::ChatId chat) override;
    void setTyping(model::ChatId chat, bool typing) override;
    void loadOlder(model::ChatId chat, model::MessageId before) override;
    QFuture<model::ChatId> openChat(const net::Jid &bare) override;
    void setDraft(model::ChatId chat, const QString &text) override;
    void suggestDraft(model::ChatId chat, const QString &text) override;
    void setPinned(model::ChatId chat, bool on) override;
    void setMuted(model::ChatId chat, bool on) override;
    void setArchived(model::ChatId chat, bool on) override;
    void acceptRequest(model::ChatId chat) override;
    void declineRequest(model::ChatId chat, bool block) override;
    void addContact(const net::Jid &bare, const QString &name) override;
    void renameContact(const net::Jid &bare, const QString &name) override;
    void removeContact(const net::Jid &bare) override;
    void setBlocked(const net::Jid &bare, bool on) override;
    void connectNow() override;
    void goOffline() override;
    void setPassword(const QString &password) override;
    void setActive(bool active) override;

private:
    model::AccountId m_id;
    net::Jid m_jid;
    QString m_name;
    std::unique_ptr<model::XmlLog> m_log;
};

/// A try to sign in that ends when the test says so.
class FakeAttempt final : public model::SignInAttempt
{
    Q_OBJECT
public:
    using SignInAttempt::SignInAttempt;
    void cancel() override;
    void succeed(model::Account *account);
    void fail(model::SignInField field, const QString &sentence);
};

} // namespace test
