// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/device_linking.h"

#include <QPointer>
#include <QPromise>
#include <QStringList>

#include <map>

namespace test {

/// A code on show whose story the test tells. Writes down what it was asked to do ("approve Laptop everything history").
class FakeOffer final : public model::LinkOffer
{
    Q_OBJECT
public:
    explicit FakeOffer(model::AccountId account, QStringList &log) : m_account(account), m_log(log) { }
    ~FakeOffer() override { m_log << QStringLiteral("end of offer"); }

    model::OfferStatus current;
    std::chrono::milliseconds time{120'000};

    void set(const model::OfferStatus &status)
    {
        current = status;
        Q_EMIT changed(status);
    }
    /// With everything else as it is.
    void setState(model::OfferState state, model::LinkFailure failure = model::LinkFailure::None)
    {
        current.state = state;
        current.problem.failure = failure;
        set(current);
    }

    [[nodiscard]] model::AccountId account() const override { return m_account; }
    [[nodiscard]] model::OfferStatus status() const override { return current; }
    [[nodiscard]] std::chrono::milliseconds left() const override { return time; }
    void approve(const QString &name, const model::ServiceFilter &receives, bool withHistory) override
    {
        m_log << QStringLiteral("approve %1 %2 %3").arg(name, receives.isEverything() ? QStringLiteral("everything") : receives.words().join(u' '),
            withHistory ? QStringLiteral("history") : QStringLiteral("no history"));
    }
    void refuse() override { m_log << QStringLiteral("refuse"); }
    void cancel() override { m_log << QStringLiteral("cancel"); }
    void renew() override { m_log << QStringLiteral("renew"); }

private:
    model::AccountId m_account;
    QStringList &m_log;
};

/// A new device whose story the test tells.
class FakeJoin final : public model::LinkJoin
{
    Q_OBJECT
public:
    explicit FakeJoin(QStringList &log) : m_log(log) { }
    ~FakeJoin() override { m_log << QStringLiteral("end of join"); }

    model::JoinStatus current;
    model::Account *linked = nullptr;

    void set(const model::JoinStatus &status)
    {
        current = status;
        Q_EMIT changed(status);
    }
    void setState(model::JoinState state, model::LinkFailure failure = model::LinkFailure::None)
    {
        current.state = state;
        current.problem.failure = failure;
        set(current);
    }

    [[nodiscard]] model::JoinStatus status() const override { return current; }
    [[nodiscard]] model::Account *account() const override { return linked; }
    void startWithCode(const QString &address, const QString &code) override { m_log << QStringLiteral("code %1 %2").arg(address, code); }
    void startWithInvitation(const QString &uri) override { m_log << QStringLiteral("invitation %1").arg(uri); }
    void tryCode(const QString &code) override { m_log << QStringLiteral("try %1").arg(code); }
    void cancel() override
    {
        m_log << QStringLiteral("cancel");
        if (!linked)
            setState(model::JoinState::Idle);
    }
    void goOn() override { m_log << QStringLiteral("go on"); }

private:
    QStringList &m_log;
};

/// Linking without a network: what the window does with it is written down, and what happens the test says through the latest offer or join.
class FakeLinking final : public model::DeviceLinking, public model::PasswordChange
{
    Q_OBJECT
public:
    QStringList commands;
    QPointer<FakeOffer> latestOffer;
    QPointer<FakeJoin> latestJoin;
    model::OfferStatus firstStatus; ///< of the next offer
    std::map<model::AccountId, model::LinkTransfer> transfers;
    model::PasswordAnswer passwordAnswer;

    void setTransfer(model::AccountId account, const std::optional<model::LinkTransfer> &transfer)
    {
        transfers.erase(account);
        if (transfer)
            transfers.emplace(account, *transfer);
        Q_EMIT transferChanged(account);
    }

    [[nodiscard]] std::unique_ptr<model::LinkOffer> offer(model::AccountId account) override
    {
        commands << QStringLiteral("offer %1").arg(qint64(account));
        auto made = std::make_unique<FakeOffer>(account, commands);
        made->current = firstStatus;
        latestOffer = made.get();
        return made;
    }
    [[nodiscard]] std::unique_ptr<model::LinkJoin> join() override
    {
        commands << QStringLiteral("join");
        auto made = std::make_unique<FakeJoin>(commands);
        latestJoin = made.get();
        return made;
    }
    [[nodiscard]] std::optional<model::LinkTransfer> transfer(model::AccountId account) const override
    {
        const auto found = transfers.find(account);
        return found == transfers.end() ? std::nullopt : std::optional(found->second);
    }
    void continueTransfer(model::AccountId account) override { commands << QStringLiteral("continue %1").arg(qint64(account)); }
    void cancelTransfer(model::AccountId account) override { commands << QStringLiteral("stop %1").arg(qint64(account)); }
    [[nodiscard]] model::PasswordChange &passwords() override { return *this; }
    QFuture<model::PasswordAnswer> changePassword(model::AccountId account, const QString &password) override
    {
        commands << QStringLiteral("password %1 %2").arg(qint64(account)).arg(password);
        QPromise<model::PasswordAnswer> promise;
        promise.start();
        promise.addResult(passwordAnswer);
        promise.finish();
        return promise.future();
    }
};

} // namespace test
