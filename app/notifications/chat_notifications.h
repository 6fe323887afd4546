// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/notifications/notifier.h"
#include "model/types/store_change.h"
#include "net/base/clock.h"

#include <QHash>

#include <functional>
#include <map>

namespace model {
class Store;
}

namespace ui {
class Preferences;
}

namespace app {

/// Decides what is worth a notification, from what the store tells: an incoming message that is newer than all this chat had when Kith was started, unread, in a chat that
/// is neither muted nor a request nor in front of the user. It waits until the account has caught up, because what was read on another device is known only then; so a
/// long absence is one notification a chat. It goes when the message has been read, wherever that was. Main thread.
class ChatNotifications : public QObject
{
    Q_OBJECT
public:
    /// All outlive this.
    struct Parts {
        model::Store &store;
        Notifier &notifier;
        const ui::Preferences &preferences;
        net::Clock &clock;
        std::function<bool(model::AccountId)> catchingUp; ///< what was missed is still being read
        std::function<bool(model::ChatId)> inSight; ///< the user has the chat in front
        std::function<QImage(const QString &hash)> picture; ///< null: not (yet) here; being asked it begins to fetch it
    };
    explicit ChatNotifications(Parts parts, QObject *parent = nullptr);

    /// inSight() may answer differently from now on.
    void lookAgain();
    void withdrawAll();

    static constexpr std::chrono::milliseconds kGather{150}; ///< messages of one moment are one notification
    static constexpr std::chrono::milliseconds kPictureLimit{600}; ///< how long a picture is waited for
    static constexpr std::chrono::seconds kCatchUpLimit{30}; ///< a server that never ends to tell must not silence the rest

private:
    struct Pending {
        model::Message message;
        std::chrono::nanoseconds since;
    };
    void apply(const model::StoreChange &change);
    void note(const model::StoreChange::Messages &messages);
    void review(const model::Chat &chat);
    void drop(model::ChatId chat);
    void schedule();
    void flush();
    [[nodiscard]] bool isWanted(const model::Chat &chat, const model::Message &message) const;
    [[nodiscard]] Notification describe(const model::Chat &chat, const model::Message &message, const QImage &picture) const;

    Parts m_parts;
    bool m_ready = false; ///< m_newest is filled
    QHash<model::ChatId, qint64> m_newest; ///< the last place of each chat that was looked at
    std::map<model::ChatId, Pending> m_pending;
    std::map<model::ChatId, model::Message> m_shown; ///< the message of each notification
    bool m_scheduled = false;
};

} // namespace app
