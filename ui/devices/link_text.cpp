// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/link_text.h"

using namespace Qt::StringLiterals;

namespace ui {

namespace {

QString bytes(qint64 octets, const QLocale &locale)
{
    return locale.formattedDataSize(octets, octets < 10'000'000 ? 1 : 0, QLocale::DataSizeSIFormat);
}

} // namespace

LinkText::Problem LinkText::problem(model::LinkFailure failure, Side side)
{
    using model::LinkFailure;
    const bool old = side == Side::Old;
    switch (failure) {
    case LinkFailure::None: return {};
    case LinkFailure::NotConnected: return {tr("Kith is not connected to the server."), tr("Wait until it is online again, then link the device.")};
    case LinkFailure::Lost: return {tr("The connection between the two devices broke."), old ? tr("Show a new code and try again.") : tr("Let the other device show a new code and try again.")};
    case LinkFailure::TimedOut:
        return {tr("The other device fell silent."), old ? tr("See whether Kith is still open there, then show a new code.") : tr("See whether Kith is still open there, then type the code again.")};
    case LinkFailure::Protocol: return {tr("The other device said something that Kith does not understand."), tr("Update Kith on both devices and try again.")};
    case LinkFailure::TooManyDevices:
        return {tr("Your account has as many devices as the server takes."), old ? tr("Unlink a device that you no longer use, then try again.") : tr("Unlink one of them on the other device, then try again.")};
    case LinkFailure::Storage:
        return {old ? tr("Your history could not be read.") : tr("What was received could not be written to the disk."), tr("See whether the disk is full or damaged, then try again.")};
    case LinkFailure::CodeExpired: return {tr("The code's two minutes are over."), old ? tr("Show a new one when the other device is at hand.") : tr("Let the other device show a new code.")};
    case LinkFailure::CodeBurnt:
        return {old ? tr("A wrong code was typed three times, so this one is worth nothing any more.") : tr("The code was wrong three times, so it is worth nothing any more."),
            old ? tr("If that was not you, somebody near you tried. Nothing was given away. Show a new code.") : tr("Let the other device show a new code, and type that.")};
    case LinkFailure::CannotListen:
        return {tr("No other device can reach this one."), tr("Connect both devices to the same network, or wait until Kith is online, then show a new code.")};
    case LinkFailure::ApprovalTooLate: return {tr("The question was not answered in time. Nothing was given away."), tr("Show a new code and try again.")};
    case LinkFailure::GuestLeft: return {tr("The new device went away. Nothing was given away."), tr("Show a new code and try again.")};
    case LinkFailure::NoAccessToGive:
        return {tr("This device has nothing to give: the server makes no keys for new devices, and the password is not kept here."), tr("Sign in on the new device with your password.")};
    case LinkFailure::NotACode: return {tr("This is not a whole code."), tr("A code has eight letters and digits, like 7K4M-PX2R.")};
    case LinkFailure::NotAnAddress: return {tr("This is not the address of a person."), tr("It looks like you@example.org.")};
    case LinkFailure::NotAnInvitation: return {tr("This does not say how to link a device."), tr("Use the picture that your other device shows under “Link a device”.")};
    case LinkFailure::AlreadyHere: return {tr("This account is signed in here already."), tr("There is nothing to do.")};
    case LinkFailure::NotFound:
        return {tr("No device that shows this code was found."), tr("See that it still shows the code, that both are in the same network or it is online, and that the address is right.")};
    case LinkFailure::Unreachable: return {tr("The other device did not answer."), tr("Connect both devices to the same network, or type the code instead.")};
    case LinkFailure::WrongCode: return {tr("This is not the code that the other device shows."), tr("Compare them letter by letter.")};
    case LinkFailure::CodeUsed: return {tr("This code has been used by another device."), tr("If that was not you, unlink that device. Let your device show a new code.")};
    case LinkFailure::Refused:
        return old ? Problem{tr("You did not let this device in. Nothing was given away."), tr("If somebody else saw the code, show a new one where nobody can.")}
                   : Problem{tr("The other device did not let this one in."), tr("Show a new code there and confirm it, if it is yours.")};
    case LinkFailure::TooOld: return {tr("The two devices know no common way to prove that they belong to you."), tr("Update Kith on both of them.")};
    case LinkFailure::HostUnproved: return {tr("Whoever answered is not your other device: it does not know the code."), tr("Do not use this network. Type the code again elsewhere.")};
    case LinkFailure::WrongKey: return {tr("Whoever answered is not the device of the picture."), tr("Somebody may be in between. Use another network and a new picture.")};
    case LinkFailure::SignInFailed: return {tr("The other device gave access, but the server did not accept it."), tr("Show a new code there and try again, or sign in with your password.")};
    }
    Q_UNREACHABLE();
}

QString LinkText::state(model::OfferState state)
{
    switch (state) {
    case model::OfferState::Preparing: return tr("Making a code…");
    case model::OfferState::Waiting: return tr("Waiting for the new device…");
    case model::OfferState::Proving: return tr("A device is here and proves that it knows the code…");
    case model::OfferState::AsksApproval: return tr("A device knows the code. It waits for your answer.");
    case model::OfferState::Granting: return tr("Giving access to the new device…");
    case model::OfferState::SendingHistory: return tr("The new device is linked. Your history is on its way.");
    case model::OfferState::Interrupted: return tr("The new device has gone. The rest of your history follows when it is back.");
    case model::OfferState::Done: return tr("The new device is linked.");
    case model::OfferState::Failed: return tr("The device was not linked.");
    }
    Q_UNREACHABLE();
}

QString LinkText::state(const model::JoinStatus &status)
{
    switch (status.state) {
    case model::JoinState::Idle: return {};
    case model::JoinState::Searching: return tr("Looking for your other device…");
    case model::JoinState::Connecting: return tr("Connecting to your other device…");
    case model::JoinState::Proving: return tr("Both devices prove that they know the code…");
    case model::JoinState::AwaitsApproval: return tr("The code is right. Confirm this device on your other one.");
    case model::JoinState::SigningIn: return tr("Signing in…");
    case model::JoinState::ReceivingHistory: return tr("This device is linked. Your history is on its way.");
    case model::JoinState::Interrupted: return tr("The connection broke. The rest of your history is still on your other device.");
    case model::JoinState::Done: return tr("This device is linked.");
    case model::JoinState::Failed: return tr("This device was not linked.");
    }
    Q_UNREACHABLE();
}

QString LinkText::countdown(std::chrono::milliseconds left, const QLocale &locale)
{
    const auto seconds = qMax<qint64>(0, (left.count() + 999) / 1000);
    const QString time = locale.toString(seconds / 60) + u':' + (seconds % 60 < 10 ? locale.toString(0) : QString()) + locale.toString(seconds % 60);
    return tr("Works for %1 and for one device. Nothing is sent until you confirm here.").arg(time);
}

QString LinkText::wrongCode(int triesLeft)
{
    return tr("A wrong code was typed. %n try(ies) left.", nullptr, triesLeft);
}

QString LinkText::access(model::LinkAccess access, Side side)
{
    const bool old = side == Side::Old;
    switch (access) {
    case model::LinkAccess::Unknown: return {};
    case model::LinkAccess::OwnToken: return old ? tr("It gets a key of its own. Your password is not given to it.") : tr("It signs in with a key of its own, without your password.");
    case model::LinkAccess::Password:
        return old ? tr("It gets your password, encrypted, because your server makes no keys for new devices. Only a new password can cut it off again.")
                   : tr("It has received your password, because your server makes no keys for new devices. Only a new password can cut it off again.");
    }
    Q_UNREACHABLE();
}

QString LinkText::historySize(const model::LinkProgress &history, const QLocale &locale)
{
    if (history.ofMessages <= 0)
        return {};
    const QString messages = tr("%Ln message(s)", nullptr, int(qMin<qint64>(history.ofMessages, std::numeric_limits<int>::max())));
    return history.ofOctets > 0 ? tr("%1, %2", "messages, size").arg(messages, bytes(history.ofOctets, locale)) : messages;
}

QString LinkText::progress(const model::LinkProgress &history, const QLocale &locale)
{
    if (history.ofMessages <= 0)
        return tr("%Ln message(s) so far", nullptr, int(qMin<qint64>(history.messages, std::numeric_limits<int>::max())));
    const QString messages = tr("%1 of %Ln message(s)", nullptr, int(qMin<qint64>(history.ofMessages, std::numeric_limits<int>::max()))).arg(locale.toString(history.messages));
    return history.ofOctets > 0 ? tr("%1, %2", "messages, size").arg(messages, tr("%1 of %2", "sizes").arg(bytes(history.octets, locale), bytes(history.ofOctets, locale))) : messages;
}

QString LinkText::spelled(const QString &code)
{
    QStringList letters;
    for (const QChar c : code)
        letters << (c == u'-' ? tr("dash") : QString(c));
    return letters.join(u", "_s);
}

QString LinkText::password(const model::PasswordAnswer &answer)
{
    const QString detail = answer.detail.simplified();
    switch (answer.outcome) {
    case model::PasswordOutcome::Changed: return {};
    case model::PasswordOutcome::NotOffered: return tr("This server takes no new password from a program. Change it where you made the account, then Kith asks for it.");
    case model::PasswordOutcome::NotAccepted:
        return detail.isEmpty() ? tr("The server did not accept this password. Choose a longer one.") : tr("The server did not accept this password: %1").arg(detail);
    case model::PasswordOutcome::NotConnected: return tr("The password was not changed: Kith is not connected. Try again once it is.");
    case model::PasswordOutcome::Failed:
        return detail.isEmpty() ? tr("The password was not changed. Try again later.") : tr("The password was not changed: %1").arg(detail);
    }
    Q_UNREACHABLE();
}

} // namespace ui
