// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/device_text.h"

#include "model/types/display_text.h"
#include "ui/layout/time_text.h"

using namespace Qt::StringLiterals;

namespace ui {

namespace {

using model::Device;
using model::DeviceReason;
using model::DeviceState;
using model::Service;
using model::UnlinkHow;

constexpr qsizetype kLongest = 80; // of what a device says of itself, on one line

QString shown(const QString &claimed)
{
    const QString text = model::withoutDirectionControls(claimed.simplified());
    return text.size() > kLongest ? text.first(kLongest - 1) + u'…' : text;
}

// "11:40", "yesterday at 11:40", "3 May"
QString pointInTime(const QDateTime &time, const QDateTime &now, const QLocale &locale)
{
    const qint64 days = time.toLocalTime().date().daysTo(now.toLocalTime().date());
    const QString clock = clockText(time, locale);
    if (days == 0)
        return clock;
    if (days == 1)
        return DeviceText::tr("yesterday at %1").arg(clock);
    return locale.toString(time.toLocalTime().date(), u"d MMMM"_s);
}

QString lastSeen(const QDateTime &time, const QDateTime &now, const QLocale &locale)
{
    const qint64 minutes = time.secsTo(now) / 60;
    const qint64 days = time.toLocalTime().date().daysTo(now.toLocalTime().date());
    if (minutes < 1)
        return DeviceText::tr("last seen just now");
    if (minutes < 60)
        return DeviceText::tr("last seen %n minute(s) ago", nullptr, int(minutes));
    if (days == 0)
        return DeviceText::tr("last seen at %1").arg(clockText(time, locale));
    if (days == 1)
        return DeviceText::tr("last seen yesterday at %1").arg(clockText(time, locale));
    if (days < 60)
        return DeviceText::tr("last seen %n day(s) ago", nullptr, int(days));
    if (days < 730)
        return DeviceText::tr("last seen %n month(s) ago", nullptr, int(days / 30));
    return DeviceText::tr("last seen %n year(s) ago", nullptr, int(days / 365));
}

QString inSentence(Service service)
{
    switch (service) {
    case Service::DirectMessages: return DeviceText::tr("direct messages");
    case Service::Groups: return DeviceText::tr("groups");
    case Service::Calls: return DeviceText::tr("calls");
    case Service::Presence: return DeviceText::tr("who is online");
    case Service::Requests: return DeviceText::tr("requests of new people");
    }
    Q_UNREACHABLE();
}

} // namespace

Icon DeviceText::icon(model::DeviceKind kind)
{
    switch (kind) {
    case model::DeviceKind::Phone:
    case model::DeviceKind::Tablet: return Icon::Mobile;
    case model::DeviceKind::Web: return Icon::Globe;
    case model::DeviceKind::Service: return Icon::Settings;
    case model::DeviceKind::Computer:
    case model::DeviceKind::Unknown: return Icon::Laptop;
    }
    Q_UNREACHABLE();
}

QString DeviceText::name(const Device &device)
{
    if (const QString given = shown(device.name.value); !given.isEmpty())
        return given;
    if (device.isThis)
        return tr("This computer");
    const QString program = shown(device.software.value);
    return program.isEmpty() ? tr("Unnamed device") : program;
}

QString DeviceText::program(const Device &device)
{
    const QString software = shown(device.software.value), version = shown(device.version.value), system = shown(device.system.value);
    if (software.isEmpty())
        return system;
    const QString both = version.isEmpty() ? software : u"%1 %2"_s.arg(software, version);
    return system.isEmpty() ? both : tr("%1 on %2", "program, system").arg(both, system);
}

QString DeviceText::state(const Device &device, const QDateTime &now, const QLocale &locale)
{
    if (device.wasUnlinked)
        return device.isConnected() ? tr("asked to sign itself out") : tr("signs itself out as soon as it is online");
    switch (device.state.value) {
    case DeviceState::Connected: return tr("online now");
    case DeviceState::Detached: return tr("detached since %1").arg(pointInTime(device.detachedSince, now, locale));
    case DeviceState::Gone:
    case DeviceState::Unknown: return device.lastSeen.isKnown() ? lastSeen(device.lastSeen.value, now, locale) : QString();
    }
    Q_UNREACHABLE();
}

QString DeviceText::signsIn(const Device &device)
{
    switch (device.signsInWith.value) {
    case model::SignsInWith::Token: return tr("signs in with its own key");
    case model::SignsInWith::Password: return tr("signed in with your password");
    case model::SignsInWith::Unknown: return {};
    }
    Q_UNREACHABLE();
}

QString DeviceText::service(Service service)
{
    switch (service) {
    case Service::DirectMessages: return tr("Direct messages");
    case Service::Groups: return tr("Groups");
    case Service::Calls: return tr("Calls");
    case Service::Presence: return tr("Who is online");
    case Service::Requests: return tr("Requests of new people");
    }
    Q_UNREACHABLE();
}

QString DeviceText::receives(const model::ServiceFilter &filter, const QLocale &locale)
{
    if (filter.isEverything())
        return tr("receives everything");
    QStringList names;
    const auto services = filter.services();
    for (const Service service : services)
        names << inSentence(service);
    const auto notices = filter.notices();
    for (const QString &word : notices)
        names << tr("“%1”").arg(QString(word).replace(u'_', u' ').trimmed());
    if (names.size() == 1)
        return tr("receives %1 only").arg(names.constFirst());
    return tr("receives %1").arg(locale.createSeparatedList(names));
}

QString DeviceText::pill(const Device &device)
{
    if (device.isThis)
        return tr("This device");
    if (device.offerRemoval)
        return tr("not seen for long");
    // A key of its own is as good as having been linked.
    return device.isLinked() || device.signsInWith.value == model::SignsInWith::Token ? QString() : tr("never linked here");
}

QList<DeviceText::Part> DeviceText::parts(const Device &device, const QDateTime &now, const QLocale &locale)
{
    QList<Part> parts;
    const auto add = [&parts](const QString &text, bool calls = false) {
        if (!text.isEmpty())
            parts.append({text, calls});
    };
    if (const QString words = program(device); words != name(device)) // a program without a name is called by its own
        add(words);
    add(state(device, now, locale), device.wasUnlinked || device.state.value == DeviceState::Detached);
    add(signsIn(device));
    if (device.receives.isKnown())
        add(receives(device.receives.value, locale));
    return parts;
}

QString DeviceText::sentence(const Device &device, const QDateTime &now, const QLocale &locale)
{
    QStringList words{name(device)};
    if (const QString extra = pill(device); !extra.isEmpty())
        words << extra;
    const auto all = parts(device, now, locale);
    for (const Part &part : all)
        words << part.text;
    return words.join(u", "_s);
}

QString DeviceText::reason(DeviceReason reason)
{
    switch (reason) {
    case DeviceReason::None: return {};
    case DeviceReason::NotConnected: return tr("This can be done once Kith is connected again.");
    case DeviceReason::NotLinked: return tr("This can be set only in that program itself.");
    case DeviceReason::ServerHasNoClientList: return tr("This server cannot cut off a program.");
    case DeviceReason::PasswordWasUsedThere: return tr("Your password was used there, and whoever knows it can come back.");
    case DeviceReason::AlreadyUnlinked: return tr("It has been asked already, and has not been here since.");
    }
    Q_UNREACHABLE();
}

DeviceText::Unlinking DeviceText::unlinking(const Device &device)
{
    Unlinking words;
    words.title = tr("Unlink %1?").arg(name(device));
    words.verb = tr("Unlink");
    switch (device.unlink) {
    case UnlinkHow::NotNow:
        words.consequence = reason(device.unlinkReason);
        break;
    case UnlinkHow::SelfSignOut:
        words.title = tr("Sign out on this device?");
        words.verb = tr("Sign out");
        words.consequence = tr("Its key is given back to the server, and it receives nothing any more.");
        break;
    case UnlinkHow::RevokedByServer:
        words.consequence = tr("The server cuts it off at once. To come back it must be linked anew.");
        break;
    case UnlinkHow::AsksDevice:
        words.consequence = device.isConnected() ? tr("It is asked to sign itself out, and does so now.") : tr("It is asked to sign itself out, and does so as soon as it is online.");
        if (const QString why = reason(device.unlinkReason); !why.isEmpty())
            words.consequence = tr("%1 %2", "two sentences").arg(why, words.consequence);
        break;
    case UnlinkHow::OnlyPasswordChange:
        words.needsPassword = true;
        words.verb = tr("Change password");
        words.consequence = tr("Nothing but a new password keeps it out. All your other devices that sign in with the password ask for the new one.");
        if (const QString why = reason(device.unlinkReason); !why.isEmpty())
            words.consequence = tr("%1 %2", "two sentences").arg(why, words.consequence);
        break;
    }
    return words;
}

QString DeviceText::unlinked(const Device &device, const model::DeviceAnswer &answer)
{
    switch (answer.outcome) {
    case model::DeviceOutcome::Done: return tr("%1 is unlinked.").arg(name(device));
    case model::DeviceOutcome::Asked:
        return device.isConnected() ? tr("%1 is asked to sign itself out.").arg(name(device)) : tr("%1 will sign itself out as soon as it is online.").arg(name(device));
    case model::DeviceOutcome::NeedsPasswordChange: return tr("Only a new password keeps %1 out.").arg(name(device));
    case model::DeviceOutcome::NotConnected:
    case model::DeviceOutcome::Refused:
    case model::DeviceOutcome::NoSuchDevice: return refused(answer);
    }
    Q_UNREACHABLE();
}

QString DeviceText::refused(const model::DeviceAnswer &answer)
{
    switch (answer.outcome) {
    case model::DeviceOutcome::Done:
    case model::DeviceOutcome::Asked: return {};
    case model::DeviceOutcome::NeedsPasswordChange: return tr("Only a new password does that.");
    case model::DeviceOutcome::NotConnected: return tr("Nothing was changed: Kith is not connected. Try again once it is.");
    case model::DeviceOutcome::Refused:
        return answer.detail.isEmpty() ? tr("The server did not take it. Try again later.") : tr("The server did not take it: %1").arg(shown(answer.detail));
    case model::DeviceOutcome::NoSuchDevice: return tr("This device is no longer there.");
    }
    Q_UNREACHABLE();
}

QString DeviceText::unlinkedHere(const QString &address, const QString &by, bool wiped)
{
    const QString device = shown(by);
    if (device.isEmpty()) {
        return wiped ? tr("The server has signed this device out of %1. Its chats were deleted here.").arg(address)
                     : tr("The server has signed this device out of %1. Its chats are still here.").arg(address);
    }
    return wiped ? tr("Your device %1 has signed this one out of %2. Its chats were deleted here.").arg(device, address)
                 : tr("Your device %1 has signed this one out of %2. Its chats are still here.").arg(device, address);
}

QString DeviceText::servers(const QStringList &withList, const QStringList &withoutList, const QLocale &locale)
{
    // Each sentence is whole: languages place the name of a server differently.
    if (withoutList.isEmpty()) {
        return withList.isEmpty() ? QString()
                                  : tr("Your server knows every program that may sign in, and cuts off those you unlink at once. Only a program that has used your password can come back, until you change it.");
    }
    if (withList.isEmpty()) {
        return tr("Your server keeps no list of the programs that may sign in. Other programs appear here only while they are online, and Kith can ask only another Kith to sign itself out. "
                  "A new password keeps everything else out.");
    }
    return tr("On %1, the server knows every program that may sign in, and cuts off those you unlink at once. Only a program that has used your password can come back, until you change it.")
               .arg(locale.createSeparatedList(withList))
        + u'\n'
        + tr("On %1, the server keeps no list of the programs that may sign in. Other programs appear here only while they are online, and Kith can ask only another Kith to sign itself out. "
             "A new password keeps everything else out.")
              .arg(locale.createSeparatedList(withoutList));
}

} // namespace ui
