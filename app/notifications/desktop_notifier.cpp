// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notifications/desktop_notifier.h"

#include "app/notifications/dbus_image.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>

using namespace Qt::StringLiterals;

namespace app {

namespace {

const QString kService = u"org.freedesktop.Notifications"_s;
const QString kPath = u"/org/freedesktop/Notifications"_s;
const QString kInterface = u"org.freedesktop.Notifications"_s;
constexpr int kPatience = 5000; // ms for an answer; the service may have to be started
const QString kDefault = u"default"_s, kMarkRead = u"mark-read"_s, kReply = u"inline-reply"_s;

QDBusMessage call(const QString &method)
{
    return QDBusMessage::createMethodCall(kService, kPath, kInterface, method);
}

} // namespace

DesktopNotifier::DesktopNotifier(const QDBusConnection &bus, QObject *parent)
    : Notifier(parent)
    , m_bus(bus)
{
    registerDBusImage();
    if (!m_bus.isConnected())
        return;
    m_bus.connect(kService, kPath, kInterface, u"NotificationClosed"_s, this, SLOT(onClosed(uint,uint)));
    m_bus.connect(kService, kPath, kInterface, u"ActionInvoked"_s, this, SLOT(onAction(uint,QString)));
    m_bus.connect(kService, kPath, kInterface, u"NotificationReplied"_s, this, SLOT(onReplied(uint,QString)));
    m_bus.connect(kService, kPath, kInterface, u"ActivationToken"_s, this, SLOT(onToken(uint,QString)));
    auto *watcher = new QDBusServiceWatcher(kService, m_bus, QDBusServiceWatcher::WatchForOwnerChange, this);
    connect(watcher, &QDBusServiceWatcher::serviceOwnerChanged, this, [this](const QString &, const QString &, const QString &owner) { onOwner(owner); });
    ask();
}

ui::NotificationService::Abilities DesktopNotifier::abilities() const
{
    return {m_available, m_available && m_capabilities.contains(u"sound"_s)};
}

void DesktopNotifier::ask()
{
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(call(u"GetCapabilities"_s), kPatience), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *done) {
        const QDBusPendingReply<QStringList> reply = *done;
        setCapabilities(!reply.isError(), reply.isError() ? QStringList() : reply.value());
        done->deleteLater();
    });
}

void DesktopNotifier::setCapabilities(bool available, const QStringList &capabilities)
{
    const Abilities before = abilities();
    m_available = available;
    m_capabilities = capabilities;
    if (before != abilities())
        Q_EMIT abilitiesChanged();
}

void DesktopNotifier::onOwner(const QString &owner)
{
    m_states.clear(); // the ids were those of the one that has gone
    if (owner.isEmpty())
        lookForStarter();
    else
        ask();
}

void DesktopNotifier::lookForStarter()
{
    // Some services end when they have nothing to show, and are started again by the next call.
    const auto question = QDBusMessage::createMethodCall(u"org.freedesktop.DBus"_s, u"/org/freedesktop/DBus"_s, u"org.freedesktop.DBus"_s, u"ListActivatableNames"_s);
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(question, kPatience), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *done) {
        const QDBusPendingReply<QStringList> reply = *done;
        if (reply.isError() || !reply.value().contains(kService))
            setCapabilities(false, {});
        done->deleteLater();
    });
}

QStringList DesktopNotifier::actions() const
{
    if (!m_capabilities.contains(u"actions"_s))
        return {};
    QStringList list{kDefault, tr("Open")};
    if (m_capabilities.contains(kReply))
        list << kReply << tr("Reply");
    return list << kMarkRead << tr("Mark as read");
}

QVariantMap DesktopNotifier::hints(const Notification &notification) const
{
    QVariantMap map{{u"desktop-entry"_s, u"kith"_s}, {u"category"_s, u"im.received"_s}, {u"urgency"_s, QVariant::fromValue(uchar(1))}};
    if (notification.sound)
        map.insert(u"sound-name"_s, u"message-new-instant"_s);
    else
        map.insert(u"suppress-sound"_s, true);
    if (!notification.picture.isNull())
        map.insert(u"image-data"_s, QVariant::fromValue(DBusImage::of(notification.picture)));
    return map;
}

void DesktopNotifier::show(const Notification &notification)
{
    if (!m_available)
        return;
    State &state = m_states[notification.chat];
    state.unwanted = false;
    if (state.calling) // its number is not known yet, and it must not stand there twice
        state.next = notification;
    else
        send(notification);
}

void DesktopNotifier::send(const Notification &notification)
{
    State &state = m_states[notification.chat];
    state.calling = true;
    // A service that reads markup would take a < of the text for its own; one that does not would show the escapes.
    const QString body = m_capabilities.contains(u"body-markup"_s) ? notification.body.toHtmlEscaped() : notification.body;
    QDBusMessage message = call(u"Notify"_s);
    message << u"Kith"_s << state.id << u"kith"_s << notification.title << body << actions() << hints(notification) << -1;
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(message, kPatience), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, chat = notification.chat](QDBusPendingCallWatcher *done) {
        const QDBusPendingReply<uint> reply = *done;
        sent(chat, reply.isError() ? 0 : reply.value());
        done->deleteLater();
    });
}

void DesktopNotifier::sent(model::ChatId chat, uint id)
{
    const auto found = m_states.find(chat);
    if (found == m_states.end()) { // another service has taken over meanwhile
        closeById(id);
        return;
    }
    found->calling = false;
    found->id = id;
    if (found->unwanted || id == 0) {
        m_states.erase(found);
        closeById(id);
    } else if (const auto next = std::exchange(found->next, std::nullopt)) {
        send(*next);
    }
}

void DesktopNotifier::withdraw(model::ChatId chat)
{
    const auto found = m_states.find(chat);
    if (found == m_states.end())
        return;
    if (found->calling) {
        found->unwanted = true;
        found->next.reset();
        return;
    }
    const uint id = found->id;
    m_states.erase(found);
    closeById(id);
}

void DesktopNotifier::closeById(uint id)
{
    if (id == 0)
        return;
    QDBusMessage message = call(u"CloseNotification"_s);
    message << id;
    message.setAutoStartService(false); // one that has ended shows nothing any more
    m_bus.send(message);
}

model::ChatId DesktopNotifier::chatOf(uint id) const
{
    for (auto it = m_states.begin(); it != m_states.end(); ++it) {
        if (id != 0 && it->id == id)
            return it.key();
    }
    return {};
}

void DesktopNotifier::onClosed(uint id, uint)
{
    const auto found = m_states.find(chatOf(id));
    if (found == m_states.end())
        return;
    if (found->calling)
        found->id = 0; // the next one is on its way and will have a number of its own
    else
        m_states.erase(found);
}

void DesktopNotifier::onAction(uint id, const QString &key)
{
    const model::ChatId chat = chatOf(id);
    if (chat == model::ChatId{})
        return;
    const QByteArray token = std::exchange(m_token, {});
    if (key == kMarkRead)
        Q_EMIT markReadRequested(chat);
    else if (key == kDefault)
        Q_EMIT activated(chat, token);
}

void DesktopNotifier::onReplied(uint id, const QString &text)
{
    const model::ChatId chat = chatOf(id);
    if (chat != model::ChatId{} && !text.trimmed().isEmpty())
        Q_EMIT replied(chat, text);
}

void DesktopNotifier::onToken(uint id, const QString &token)
{
    if (chatOf(id) != model::ChatId{})
        m_token = token.toUtf8();
}

} // namespace app
