// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/notifications/notifier.h"

#include <QMap>
#include <QStringList>

namespace test {

/// A desktop on paper: what stands there, and how often something was shown.
class FakeNotifier final : public app::Notifier
{
    Q_OBJECT
public:
    FakeNotifier() = default;
    Abilities now{true, true};
    QMap<model::ChatId, app::Notification> standing;
    int shown = 0, withdrawn = 0;

    [[nodiscard]] Abilities abilities() const override { return now; }
    void show(const app::Notification &notification) override
    {
        ++shown;
        standing.insert(notification.chat, notification);
    }
    void withdraw(model::ChatId chat) override
    {
        ++withdrawn;
        standing.remove(chat);
    }
    void setAbilities(Abilities abilities)
    {
        now = abilities;
        Q_EMIT abilitiesChanged();
    }
};

} // namespace test
