// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"
#include "ui/settings/notification_service.h"

#include <QImage>

namespace app {

/// What the desktop shows of one chat. Value type.
struct Notification {
    model::ChatId chat{};
    QString title; ///< plain text
    QString body; ///< plain text, lines separated by \n
    QImage picture; ///< square; null: none
    bool sound = false;
    bool operator==(const Notification &) const = default;
};

/// Shows notifications, at most one for each chat. Without a service on the desktop it does nothing. Main thread.
class Notifier : public ui::NotificationService
{
    Q_OBJECT
public:
    using NotificationService::NotificationService;
    /// Shows it, in place of the one this chat has.
    virtual void show(const Notification &notification) = 0;
    /// Takes the chat's notification away; nothing when there is none.
    virtual void withdraw(model::ChatId chat) = 0;

Q_SIGNALS:
    /// The user clicked it. `token` lets a window be raised on Wayland; empty: none was given.
    void activated(model::ChatId chat, const QByteArray &token);
    void markReadRequested(model::ChatId chat);
    /// The user wrote an answer into the notification.
    void replied(model::ChatId chat, const QString &text);
};

} // namespace app
