// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/display_text.h"
#include "model/types/ids.h"
#include "net/base/jid.h"

#include <QStringList>

namespace model {

enum class Subscription { None, To, From, Both };

/// One entry of the server's contact list. Value type.
struct Contact {
    AccountId account{};
    net::Jid jid; ///< bare
    QString name; ///< the user's own name for them; may be empty
    QString nick; ///< what they call themselves (XEP-0172, vCard); may be empty
    QStringList groups;
    Subscription subscription = Subscription::None;
    bool asked = false; ///< we asked to see their presence, no answer yet
    QString avatarHash;
    [[nodiscard]] QString displayName() const
    {
        return withoutDirectionControls(!name.isEmpty() ? name : !nick.isEmpty() ? nick : !jid.local().isEmpty() ? jid.local() : jid.domain());
    }
    bool operator==(const Contact &) const = default;
};

} // namespace model
Q_DECLARE_METATYPE(model::Contact)
