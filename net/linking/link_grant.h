// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/base/jid.h"
#include "net/xml/element.h"

#include <QDateTime>
#include <QStringList>

#include <optional>
#include <variant>

namespace net {

/// Signs in once; then the device gets its own.
struct OneTimeToken {
    QString mechanism; ///< SASL's name of what it is for
    QString token;
    QDateTime expiry; ///< UTC; invalid when not said
    bool operator==(const OneTimeToken &) const = default;
};
/// Where the server can issue no token. Both devices say so aloud: a device that has had it can only be cut off by changing it (L50).
struct AccountPassword {
    QString password;
    bool operator==(const AccountPassword &) const = default;
};

inline constexpr int kHistoryKeyLength = 32;

/// What the new device receives. Goes over a channel on which both sides have proved themselves, and nowhere else. Value type, any thread. Secret.
struct LinkGrant {
    Jid account; ///< bare
    std::variant<OneTimeToken, AccountPassword> access;
    QString host; ///< empty: the server is found by its name (`--server`)
    quint16 port = 0;
    bool startTls = false; ///< of that port; else TLS from the first octet on
    QByteArray authority; ///< PEM, instead of the system's roots (`--ca`); empty: none
    QString deviceName; ///< how the new device shall be called
    QStringList services; ///< what it receives (L22); empty: everything
    QByteArray trust; ///< whom the old device trusts; only the model knows how to read it
    struct History {
        qint64 messages = 0; ///< about as many, for the progress
        qint64 octets = 0;
        QString device{}; ///< id of the device that has it
        QByteArray key{}; ///< kHistoryKeyLength random octets: by it the two know each other again when it was interrupted (link_resume.h)
        bool operator==(const History &) const = default;
    };
    std::optional<History> history; ///< offered, if the new device asks for it

    [[nodiscard]] bool givesPassword() const { return std::holds_alternative<AccountPassword>(access); }
    bool operator==(const LinkGrant &) const = default;
};

/// nullopt: not a grant, or one with something missing, doubled or beyond a bound.
[[nodiscard]] std::optional<LinkGrant> parseGrant(const xml::Element &);
[[nodiscard]] xml::Element toElement(const LinkGrant &);

} // namespace net
