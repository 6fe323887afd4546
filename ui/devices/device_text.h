// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/device.h"
#include "ui/theme/icons.h"

#include <QCoreApplication>
#include <QLocale>

namespace ui {

/// The words of the Linked devices page. Pure; `now` is a parameter so that tests can choose it. What other devices say of themselves is shown without anything that turns letters around.
class DeviceText
{
    Q_DECLARE_TR_FUNCTIONS(DeviceText)
public:
    /// A piece of the line below the name; the pieces stand with dots between them.
    struct Part {
        QString text;
        bool calls = false; ///< for attention: in the warning colour, and in words that say why
        bool operator==(const Part &) const = default;
    };

    [[nodiscard]] static Icon icon(model::DeviceKind kind);
    [[nodiscard]] static QString name(const model::Device &device);
    [[nodiscard]] static QString program(const model::Device &device); ///< "Kith 0.1 on Debian"; empty: not known
    /// "online now", "detached since 11:40, kept until 23:40", "last seen 3 days ago". A claim of its own is no state (L41).
    [[nodiscard]] static QString state(const model::Device &device, const QDateTime &now, const QLocale &locale = {});
    [[nodiscard]] static QString signsIn(const model::Device &device);
    [[nodiscard]] static QString receives(const model::ServiceFilter &filter, const QLocale &locale = {}); ///< "receives groups and calls"
    [[nodiscard]] static QString service(model::Service service); ///< for a check box: "Direct messages"
    [[nodiscard]] static QString pill(const model::Device &device); ///< beside the name; empty: none
    [[nodiscard]] static QList<Part> parts(const model::Device &device, const QDateTime &now, const QLocale &locale = {});
    /// The whole row as one sentence, for screen readers.
    [[nodiscard]] static QString sentence(const model::Device &device, const QDateTime &now, const QLocale &locale = {});
    /// Why something cannot be done; empty for None.
    [[nodiscard]] static QString reason(model::DeviceReason reason);

    /// What the question says before a device is unlinked.
    struct Unlinking {
        QString title; ///< "Unlink Anna's phone?"
        QString consequence; ///< what will happen, in a sentence
        QString verb; ///< of the button
        bool needsPassword = false; ///< only a new password does it
        bool operator==(const Unlinking &) const = default;
    };
    [[nodiscard]] static Unlinking unlinking(const model::Device &device);
    /// What became of it, in a sentence.
    [[nodiscard]] static QString unlinked(const model::Device &device, const model::DeviceAnswer &answer);
    /// Why a name or a choice was not taken; empty when it was.
    [[nodiscard]] static QString refused(const model::DeviceAnswer &answer);

    /// To the user of this device: it has been signed out by another one (its name), or (`by` empty) by the server.
    [[nodiscard]] static QString unlinkedHere(const QString &address, const QString &by, bool wiped);

    /// What servers can and cannot do, once for a page: of those that keep a list of programs, and those that do not.
    [[nodiscard]] static QString servers(const QStringList &withList, const QStringList &withoutList, const QLocale &locale = {});
};

} // namespace ui
