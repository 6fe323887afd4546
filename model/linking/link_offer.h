// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/link_types.h"

#include <QObject>

#include <chrono>

namespace model {

/// How far the device that shows the code has come.
enum class OfferState {
    Preparing, ///< a code is made, its key derived, the listener opened: part of a second
    Waiting, ///< the code is on show
    Proving, ///< somebody is there and must show that they know it
    AsksApproval, ///< they do; nothing has been given yet. The code is used up and stands no longer
    Granting, ///< approved: access is fetched and handed over
    SendingHistory, ///< the new device is signed in
    Interrupted, ///< while sending: the new device has gone. It may come back and go on, for as long as this object lives and beyond
    Done,
    Failed, ///< nothing more comes; renew() begins anew
};

/// The new device, as it says itself: shown to the person, and believed for nothing else.
struct LinkGuestInfo {
    QString name; ///< may be empty
    QString program; ///< "Kith 0.1 on Debian"; may be empty
    ServiceFilter wishes; ///< what it would like to receive
    bool operator==(const LinkGuestInfo &) const = default;
};

/// All there is to show at one moment. Value type.
struct OfferStatus {
    OfferState state = OfferState::Preparing;
    QString code; ///< "7K4M-PX2R", while Waiting and Proving; else empty. Secret
    QString invitation; ///< URI for the QR picture, as long as the code. Secret
    bool throughServerOnly = false; ///< nobody on the local network can reach this device
    int triesLeft = 3;
    LinkGuestInfo guest; ///< from AsksApproval on
    LinkAccess access = LinkAccess::Unknown; ///< what approve() gives; known from AsksApproval on, at the latest
    bool canSendHistory = true; ///< false: there is nothing to ask about it
    LinkProgress history; ///< before SendingHistory: how much there is to send
    LinkProblem problem; ///< when Failed or Interrupted
    bool operator==(const OfferStatus &) const = default;
};

/// The existing device's side of one linking: a code on show, the question whether it is the right device, then what it is given (linking.md §2, L11-L21; net::LinkHost without its packets).
/// Commands return at once; what becomes of them comes by changed(). Main thread. Whoever shows it owns it: with it ends a code that nobody has used. A history that is on its way goes on
/// without it (DeviceLinking::transfer()).
class LinkOffer : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual AccountId account() const = 0;
    [[nodiscard]] virtual OfferStatus status() const = 0;
    /// For the countdown: how long the code still stands, or, when AsksApproval, how long the question does. By a clock that nobody can set. Never negative.
    [[nodiscard]] virtual std::chrono::milliseconds left() const = 0;

    /// When AsksApproval: it is my device. Gives it access, `name`, what it receives and, if wished, the history.
    virtual void approve(const QString &name, const ServiceFilter &receives, bool withHistory) = 0;
    /// When AsksApproval: it is not. Failed with Refused.
    virtual void refuse() = 0;
    /// Takes the code back, or stops the history. Failed without a problem; what the new device has, it keeps.
    virtual void cancel() = 0;
    /// From Waiting, or when Failed: a new code, with all its time and tries. The old one is worth nothing at once.
    virtual void renew() = 0;

Q_SIGNALS:
    void changed(const model::OfferStatus &status);
    /// Somebody tried a wrong code. The state is Waiting again, or Failed with CodeBurnt.
    void guessedWrong(int triesLeft);
};

} // namespace model
Q_DECLARE_METATYPE(model::OfferStatus)
