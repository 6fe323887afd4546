// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"
#include "model/types/service_filter.h"

#include <QString>

namespace model {

/// How the new device signs in (L50). It is said aloud on both devices: who has had the password is cut off only by a new one.
enum class LinkAccess {
    Unknown, ///< not known yet
    OwnToken, ///< the server gives it a key of its own
    Password, ///< the server cannot: it receives the account's password, over the proven channel
};

/// Why a linking ended without success. For each of them the window has a cause and an advice in words.
enum class LinkFailure {
    None,

    // Either side
    NotConnected, ///< this device has no connection to the server
    Lost, ///< the connection between the two devices broke
    TimedOut, ///< the other device fell silent
    Protocol, ///< it said something that nobody says at this point
    TooManyDevices, ///< the account takes no more of them (L51)
    Storage, ///< this device could not write down what it received, or not read what it was to send
    CodeExpired, ///< 120 seconds are over
    CodeBurnt, ///< three wrong tries

    // The device that shows the code
    CannotListen, ///< no network, and no way through the server
    ApprovalTooLate, ///< nobody answered the question in time
    GuestLeft, ///< the new device went away before anything was given
    NoAccessToGive, ///< the server gives no keys, and this device does not keep the password

    // The new device
    NotACode, ///< what was typed cannot be a code
    NotAnAddress, ///< what was typed is not the address of a person
    NotAnInvitation, ///< a picture or link that is none of ours
    AlreadyHere, ///< this account is signed in here
    NotFound, ///< no device that shows a code, neither on this network nor through the server
    Unreachable, ///< the picture says where it is, but nobody answers there
    WrongCode, ///< another try is possible: LinkJoin::tryCode()
    CodeUsed, ///< by another device
    Refused, ///< by the person at the other device
    TooOld, ///< one of the two does not know how the other wants it proved
    HostUnproved, ///< whoever answered does not know the code: not the user's device
    WrongKey, ///< whoever answered is not whom the picture names
    SignInFailed, ///< access was given, and the server does not take it
};

/// Why it ended. Value type.
struct LinkProblem {
    LinkFailure failure = LinkFailure::None;
    QString detail{}; ///< the server's or the system's words, where there are any. No secret in it
    bool operator==(const LinkProblem &) const = default;
};

/// How much of the history has crossed. Value type.
struct LinkProgress {
    qint64 messages = 0;
    qint64 ofMessages = 0; ///< about as many; 0: not known
    qint64 octets = 0;
    qint64 ofOctets = 0;
    [[nodiscard]] bool isOver() const { return ofMessages > 0 && messages >= ofMessages; }
    bool operator==(const LinkProgress &) const = default;
};

} // namespace model
Q_DECLARE_METATYPE(model::LinkProblem)
Q_DECLARE_METATYPE(model::LinkProgress)
