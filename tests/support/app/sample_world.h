// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/chat_list_model.h"
#include "model/items/contact_list_model.h"
#include "model/store/store.h"
#include "net/base/clock.h"
#include "tests/support/app/fake_account.h"
#include "tests/support/app/fake_account_list.h"
#include "ui/context.h"
#include "ui/conversation/store_history.h"
#include "ui/settings/preferences.h"
#include "ui/shortcuts/shortcuts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/avatar_cache.h"

#include <QTemporaryDir>

namespace test {

/// A clock that stands: Saturday, 9 May 2026, 12:05 UTC.
class StandingClock final : public net::Clock
{
public:
    [[nodiscard]] QDateTime now() const override { return m_now; }
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override { return std::chrono::nanoseconds(0); }
    void set(const QDateTime &now) { m_now = now; }

private:
    QDateTime m_now{QDate(2026, 5, 9), QTime(12, 5), Qt::UTC};
};

/// Presence that the test chooses.
class SamplePeers final : public model::PeerStatusSource
{
    Q_OBJECT
public:
    using PeerStatusSource::PeerStatusSource;
    [[nodiscard]] model::PeerStatus peerStatus(model::AccountId, const net::Jid &bare) const override { return m_statuses.value(bare); }
    void set(const QString &address, const model::PeerStatus &status);

private:
    QHash<net::Jid, model::PeerStatus> m_statuses;
};

/// A real store in a temporary folder, real item models over it, and an account without a network: everything that the main window needs. Built without a window.
class SampleWorld
{
public:
    enum class Content { Nothing, Chats };
    explicit SampleWorld(ui::Theme &theme, Content content = Content::Chats);
    ~SampleWorld();

    model::ChatId addChat(const QString &address, const QString &name, bool request = false);
    /// `at`: local time of the standing clock's day minus `daysAgo`. Waits until it is stored.
    model::MessageId say(model::ChatId chat, model::Direction direction, const QString &text, const QTime &at, int daysAgo = 0);
    void advance(model::MessageId message, model::MessageState state);
    void fail(model::MessageId message, const QString &reason);
    /// Runs on the store and waits.
    template<class F>
    void run(F fn)
    {
        (void)store->run(fn);
        store->flush();
    }
    /// Rows of history in one transaction, one a minute, alternating.
    void fill(model::ChatId chat, int messages, int daysAgo);
    [[nodiscard]] ui::Context context();

    QTemporaryDir dir;
    ui::Theme &theme;
    StandingClock clock;
    std::unique_ptr<model::Store> store;
    model::AccountId accountId{};
    FakeAccount account;
    FakeAccountList accounts;
    SamplePeers peers;
    std::unique_ptr<model::ChatListModel> chats;
    std::unique_ptr<model::ContactListModel> contacts;
    std::unique_ptr<ui::StoreHistory> history;
    std::unique_ptr<ui::AvatarCache> avatars;
    std::unique_ptr<ui::Preferences> preferences;
    std::unique_ptr<ui::Shortcuts> shortcuts;
    model::ChatId bert{}, clara{}, family{}, mia{}, stranger{}; ///< of Content::Chats

private:
    void addPeople();
    int m_serial = 0;
};

} // namespace test
