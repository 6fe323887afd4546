// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/store.h"

#include <QTemporaryDir>
#include <QTest>

namespace test {

/// A store in a folder of its own, with one account and a way to wait for its answers.
class TempStore
{
public:
    explicit TempStore(model::Store::Options options = {}) { open(options); }

    void open(model::Store::Options options = {})
    {
        store.reset();
        auto opened = model::Store::open(file(), options);
        if (!opened)
            qFatal("store: %s", qPrintable(opened.error().detail));
        store = std::move(*opened);
    }
    [[nodiscard]] QString file() const { return dir.filePath(QStringLiteral("kith.db")); }

    /// Runs and waits: the value, or the end of the test program.
    template<class F>
    auto run(F fn)
    {
        auto future = store->run(std::move(fn));
        if (!store->flush(std::chrono::seconds(60)))
            qFatal("the store does not answer");
        auto result = future.result();
        if (!result)
            qFatal("store: %s", qPrintable(result.error().detail));
        if constexpr (!std::is_void_v<typename decltype(result)::value_type>)
            return *result;
    }

    model::AccountId account(const QString &jid = QStringLiteral("anna@example.org"))
    {
        return run([jid](model::StoreSession &s) {
            model::AccountRecord record;
            record.jid = net::Jid::fromString(jid);
            return s.accounts.add(record);
        });
    }
    model::ChatId chat(model::AccountId account, const QString &peer = QStringLiteral("bert@example.org"), bool request = false)
    {
        return run([=](model::StoreSession &s) { return s.chats.ensure(account, net::Jid::fromString(peer), at(0), request); });
    }

    /// Seconds after a moment that all tests share.
    static QDateTime at(double seconds) { return QDateTime::fromMSecsSinceEpoch(1'700'000'000'000 + qint64(seconds * 1000), Qt::UTC); }

    QTemporaryDir dir;
    std::unique_ptr<model::Store> store;
};

/// Copies of messages between anna@example.org (us) and bert@example.org.
inline model::NewMessage incoming(model::AccountId account, model::ChatId chat, const QString &body, double seconds)
{
    model::NewMessage m;
    m.account = account;
    m.chat = chat;
    m.sender = net::Jid::fromString(u"bert@example.org");
    m.body = body;
    m.sentAt = TempStore::at(seconds);
    m.type = QStringLiteral("chat");
    m.stanzaId = m.originId = QStringLiteral("id-") + body;
    return m;
}

inline model::NewMessage outgoing(model::AccountId account, model::ChatId chat, const QString &body, double seconds)
{
    auto m = incoming(account, chat, body, seconds);
    m.direction = model::Direction::Outgoing;
    m.sender = net::Jid::fromString(u"anna@example.org");
    return m;
}

inline model::NewMessage archived(model::NewMessage m, const QString &archiveId)
{
    m.archiveId = archiveId;
    m.delayed = m.delayedByServer = true;
    return m;
}

inline QStringList bodies(const std::vector<model::Message> &messages)
{
    QStringList list;
    for (const auto &m : messages)
        list.append(m.body);
    return list;
}

} // namespace test
