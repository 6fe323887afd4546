// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/link_types.h"

#include <QObject>

namespace model {

class Account;

/// How far the new device has come.
enum class JoinState {
    Idle, ///< nothing has been started, or what was typed was no code at all
    Searching, ///< for a device that shows this code: on the network, then through the server
    Connecting,
    Proving, ///< both show that they know the code
    AwaitsApproval, ///< the person must say yes on the other device
    SigningIn,
    ReceivingHistory, ///< the account is there and works
    Interrupted, ///< while receiving; goOn() takes it up where it stopped
    Done,
    Failed,
};

/// All there is to show at one moment. Value type.
struct JoinStatus {
    JoinState state = JoinState::Idle;
    QString address; ///< of the account, once it is known
    QString deviceName; ///< how the other device calls this one; from SigningIn on
    LinkAccess access = LinkAccess::Unknown; ///< from SigningIn on
    LinkProgress history;
    int triesLeft = 3; ///< after WrongCode
    LinkProblem problem; ///< when Failed or Interrupted, and when what was typed was nothing (Idle)
    bool operator==(const JoinStatus &) const = default;
};

/// The new device's side of one linking: finds the device that shows the code, proves that it knows it, is given access and signs in, then takes the history in (linking.md §2, L11-L21;
/// net::LinkGuest without its packets). Commands return at once; what becomes of them comes by changed(). Main thread. Whoever shows it owns it: before SigningIn its end is the end of
/// the try; from then on the account stays, and its history goes on without it (DeviceLinking::transfer()).
class LinkJoin : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual JoinStatus status() const = 0;
    /// nullptr: not signed in yet.
    [[nodiscard]] virtual Account *account() const = 0;

    /// Both begin from Idle or Failed, and end a try that is under way.
    /// Typed: in any case, with blanks and dashes anywhere, O for 0 and the like. What cannot be right is said at once: changed() with Idle and NotACode or NotAnAddress.
    virtual void startWithCode(const QString &address, const QString &code) = 0;
    /// What the QR picture says, or what was pasted: xmpp:anna@example.org?kith-link;… Not one of ours: Idle and NotAnInvitation.
    virtual void startWithInvitation(const QString &uri) = 0;
    /// After WrongCode: what the person then typed. On the same channel, if it is still there.
    virtual void tryCode(const QString &code) = 0;
    /// Ends a try, or the history; what has been received stays. Idle afterwards, or Done when the account is there. From Failed: Idle.
    virtual void cancel() = 0;
    /// When Interrupted: finds the other device again and goes on behind what has been stored.
    virtual void goOn() = 0;

Q_SIGNALS:
    void changed(const model::JoinStatus &status);
    /// The account is there and can be used; its history may still be on the way.
    void signedIn(model::Account *account);
};

} // namespace model
Q_DECLARE_METATYPE(model::JoinStatus)
