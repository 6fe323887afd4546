// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/preferences.h"

using namespace Qt::StringLiterals;

namespace ui {

namespace {

// Every key of the file with its default. A key is never reused for another meaning.
const QString kAppearance = u"appearance/mode"_s; // "system"
const QString kTextPercent = u"appearance/textPercent"_s; // 100
const QString kEnterSends = u"chats/enterSends"_s; // true
const QString kNotifications = u"notifications/show"_s; // true
const QString kNotificationText = u"notifications/text"_s; // true
const QString kNotificationSound = u"notifications/sound"_s; // false
const QString kDetailedLog = u"advanced/detailedLog"_s; // false
const QString kWindow = u"window/"_s; // none
const QString kShortcut = u"shortcut/"_s; // none

QString appearanceName(Appearance appearance)
{
    switch (appearance) {
    case Appearance::System:
        return u"system"_s;
    case Appearance::Light:
        return u"light"_s;
    case Appearance::Dark:
        return u"dark"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

Preferences::Preferences(const QString &file, QObject *parent)
    : QObject(parent)
    , m_file(file, QSettings::IniFormat)
{
}

Appearance Preferences::appearance() const
{
    const QString name = m_file.value(kAppearance).toString();
    for (const auto appearance : {Appearance::Light, Appearance::Dark}) {
        if (name == appearanceName(appearance))
            return appearance;
    }
    return Appearance::System;
}

void Preferences::setAppearance(Appearance appearance)
{
    if (appearance != this->appearance() && store(kAppearance, appearanceName(appearance)))
        Q_EMIT appearanceChanged(appearance);
}

int Preferences::textPercent() const
{
    bool isNumber = false;
    const int percent = m_file.value(kTextPercent).toInt(&isNumber);
    return isNumber && percent >= kSmallestText && percent <= kLargestText ? percent : 100;
}

void Preferences::setTextPercent(int percent)
{
    percent = qBound(kSmallestText, percent, kLargestText);
    if (percent != textPercent() && store(kTextPercent, percent))
        Q_EMIT textPercentChanged(percent);
}

bool Preferences::enterSends() const
{
    return m_file.value(kEnterSends, true).toBool();
}

void Preferences::setEnterSends(bool on)
{
    if (on != enterSends() && store(kEnterSends, on))
        Q_EMIT enterSendsChanged(on);
}

bool Preferences::notifications() const
{
    return m_file.value(kNotifications, true).toBool();
}

void Preferences::setNotifications(bool on)
{
    if (on != notifications() && store(kNotifications, on))
        Q_EMIT notificationsChanged(on);
}

bool Preferences::notificationText() const
{
    return m_file.value(kNotificationText, true).toBool();
}

void Preferences::setNotificationText(bool on)
{
    if (on != notificationText() && store(kNotificationText, on))
        Q_EMIT notificationTextChanged(on);
}

bool Preferences::notificationSound() const
{
    return m_file.value(kNotificationSound, false).toBool();
}

void Preferences::setNotificationSound(bool on)
{
    store(kNotificationSound, on); // asked for with each notification
}

bool Preferences::detailedLog() const
{
    return m_file.value(kDetailedLog, false).toBool();
}

void Preferences::setDetailedLog(bool on)
{
    if (on != detailedLog() && store(kDetailedLog, on))
        Q_EMIT detailedLogChanged(on);
}

QByteArray Preferences::windowState(const QString &name) const
{
    return m_file.value(kWindow + name).toByteArray();
}

void Preferences::setWindowState(const QString &name, const QByteArray &state)
{
    store(kWindow + name, state);
}

QString Preferences::shortcut(const QString &action) const
{
    if (!m_file.contains(kShortcut + action))
        return {};
    // An empty text may come back from the file as a null one; here the two differ.
    const QString keys = m_file.value(kShortcut + action).toString();
    return keys.isEmpty() ? u""_s : keys;
}

void Preferences::setShortcut(const QString &action, const QString &keys)
{
    if (store(kShortcut + action, keys))
        Q_EMIT shortcutsChanged();
}

void Preferences::resetShortcut(const QString &action)
{
    if (!m_file.contains(kShortcut + action))
        return;
    m_file.remove(kShortcut + action);
    m_file.sync();
    Q_EMIT shortcutsChanged();
}

bool Preferences::store(const QString &key, const QVariant &value)
{
    if (m_file.contains(key) && m_file.value(key) == value)
        return false;
    m_file.setValue(key, value);
    // At once: a crash a minute later must not take the choice with it.
    m_file.sync();
    return true;
}

} // namespace ui
