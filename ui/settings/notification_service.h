// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace ui {

/// Whether this desktop shows notifications, for the settings page. Main thread.
class NotificationService : public QObject
{
    Q_OBJECT
public:
    struct Abilities {
        bool available = false; ///< somebody shows them
        bool sound = false; ///< and plays a sound when asked to
        bool operator==(const Abilities &) const = default;
    };
    using QObject::QObject;
    [[nodiscard]] virtual Abilities abilities() const = 0;

Q_SIGNALS:
    void abilitiesChanged();
};

} // namespace ui
