// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notifications/chat_notifications.h"

#include "model/store/store.h"
#include "model/types/display_text.h"
#include "net/proto/xep_0245_me.h"
#include "ui/settings/preferences.h"

using namespace Qt::StringLiterals;

namespace app {

namespace {

constexpr qsizetype kLine = 200; // letters; no desktop shows more

QString firstLine(const model::Message &message, const QString &sender)
{
    const auto action = net::xep0245::meAction(message.body);
    const QString text = (action ? sender + u' ' + *action : message.body).trimmed();
    const QString line = text.left(text.indexOf(u'\n') < 0 ? text.size() : text.indexOf(u'\n'));
    return line.size() > kLine ? line.left(kLine) + u'…' : line;
}

} // namespace

ChatNotifications::ChatNotifications(Parts parts, QObject *parent)
    : QObject(parent)
    , m_parts(std::move(parts))
{
    connect(&m_parts.store, &model::Store::changed, this, &ChatNotifications::apply);
    const auto choiceChanged = [this] { withdrawAll(); };
    connect(&m_parts.preferences, &ui::Preferences::notificationsChanged, this, choiceChanged);
    connect(&m_parts.preferences, &ui::Preferences::notificationTextChanged, this, choiceChanged);
    // What was unread before this start has been notified of before. Changes told until the answer are part of it.
    m_parts.store
        .query([](const model::StoreSession &session) {
            QHash<model::ChatId, qint64> newest;
            for (const model::Chat &chat : session.chats.all()) {
                const auto last = session.messages.newest(chat.id, 1);
                if (!last.empty())
                    newest.insert(chat.id, last.back().position);
            }
            return newest;
        })
        .then(this, [this](const model::StoreResult<QHash<model::ChatId, qint64>> &newest) {
            m_newest = newest.value_or(QHash<model::ChatId, qint64>());
            m_ready = newest.has_value(); // a store that cannot be read has told the window so
        });
}

void ChatNotifications::apply(const model::StoreChange &change)
{
    for (const model::ChatId chat : change.removedChats) {
        drop(chat);
        m_newest.remove(chat);
    }
    if (m_ready) {
        for (const auto &messages : change.messages)
            note(messages);
    }
    for (const model::Chat &chat : change.chats)
        review(chat);
    schedule();
}

void ChatNotifications::schedule()
{
    if (m_pending.empty() || std::exchange(m_scheduled, true))
        return;
    m_parts.clock.callAfter(kGather, this, [this] {
        m_scheduled = false;
        flush();
    });
}

void ChatNotifications::note(const model::StoreChange::Messages &messages)
{
    qint64 &newest = m_newest[messages.chat]; // older pages of the archive stand before it
    const model::Message *latest = nullptr;
    for (const model::Message &message : messages.upserted) {
        if (message.position <= newest)
            continue;
        newest = message.position;
        if (message.direction == model::Direction::Incoming)
            latest = &message;
    }
    if (latest) {
        const auto found = m_pending.find(messages.chat);
        const auto since = found == m_pending.end() ? m_parts.clock.monotonic() : found->second.since;
        m_pending.insert_or_assign(messages.chat, Pending{*latest, since});
        return;
    }
    // What is shown, or about to be, may have been corrected or taken back.
    const auto shown = m_shown.find(messages.chat);
    const auto pending = m_pending.find(messages.chat);
    for (const model::Message &message : messages.upserted) {
        if (pending != m_pending.end() && pending->second.message.id == message.id)
            pending->second.message = message;
        else if (shown != m_shown.end() && shown->second.id == message.id && shown->second.body != message.body)
            m_pending.insert_or_assign(messages.chat, Pending{message, m_parts.clock.monotonic()});
    }
    for (const model::MessageId id : messages.removed) {
        if ((pending != m_pending.end() && pending->second.message.id == id) || (shown != m_shown.end() && shown->second.id == id)) {
            drop(messages.chat);
            return;
        }
    }
}

bool ChatNotifications::isWanted(const model::Chat &chat, const model::Message &message) const
{
    return m_parts.preferences.notifications() && chat.unread > 0 && message.position > chat.readPosition && !chat.muted && !chat.request && !chat.archived
        && !m_parts.inSight(chat.id);
}

void ChatNotifications::review(const model::Chat &chat)
{
    if (const auto pending = m_pending.find(chat.id); pending != m_pending.end() && !isWanted(chat, pending->second.message))
        m_pending.erase(pending);
    if (const auto shown = m_shown.find(chat.id); shown != m_shown.end() && !isWanted(chat, shown->second)) {
        m_shown.erase(shown);
        m_parts.notifier.withdraw(chat.id);
    }
}

void ChatNotifications::drop(model::ChatId chat)
{
    m_pending.erase(chat);
    if (m_shown.erase(chat) > 0)
        m_parts.notifier.withdraw(chat);
}

void ChatNotifications::lookAgain()
{
    std::vector<model::ChatId> gone;
    for (const auto &[chat, message] : m_shown) {
        if (m_parts.inSight(chat))
            gone.push_back(chat);
    }
    for (const model::ChatId chat : gone)
        drop(chat);
}

void ChatNotifications::withdrawAll()
{
    m_pending.clear();
    for (const auto &[chat, message] : std::exchange(m_shown, {}))
        m_parts.notifier.withdraw(chat);
}

void ChatNotifications::flush()
{
    const auto now = m_parts.clock.monotonic();
    for (auto it = m_pending.begin(); it != m_pending.end();) {
        const auto &[id, pending] = *it;
        const auto chat = m_parts.store.read().chats.find(id);
        if (!chat || !isWanted(*chat, pending.message)) {
            it = m_pending.erase(it);
            continue;
        }
        const auto age = now - pending.since;
        if (m_parts.catchingUp(chat->account) && age < kCatchUpLimit) {
            ++it;
            continue;
        }
        const QImage picture = chat->avatarHash.isEmpty() ? QImage() : m_parts.picture(chat->avatarHash);
        if (picture.isNull() && !chat->avatarHash.isEmpty() && age < kPictureLimit) {
            ++it;
            continue;
        }
        m_parts.notifier.show(describe(*chat, pending.message, picture));
        m_shown.insert_or_assign(id, pending.message);
        it = m_pending.erase(it);
    }
    schedule();
}

Notification ChatNotifications::describe(const model::Chat &chat, const model::Message &message, const QImage &picture) const
{
    Notification notification;
    notification.chat = chat.id;
    notification.title = model::withoutDirectionControls(chat.title);
    const QString count = chat.unread > 1 ? tr("%n unread message(s)", nullptr, chat.unread) : QString();
    if (!m_parts.preferences.notificationText()) {
        notification.body = count.isEmpty() ? tr("New message") : count;
    } else {
        notification.body = model::withoutDirectionControls(firstLine(message, chat.title));
        if (!count.isEmpty())
            notification.body += u'\n' + count;
    }
    notification.picture = picture;
    notification.sound = m_parts.preferences.notificationSound();
    return notification;
}

} // namespace app
