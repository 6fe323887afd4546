// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/system_appearance.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QGuiApplication>
#include <QPalette>
#include <QStyleHints>

namespace ui {

using namespace Qt::StringLiterals;

namespace {
const QString kService = u"org.freedesktop.portal.Desktop"_s;
const QString kPath = u"/org/freedesktop/portal/desktop"_s;
const QString kInterface = u"org.freedesktop.portal.Settings"_s;
const QString kAppearanceGroup = u"org.freedesktop.appearance"_s;
const QString kColorScheme = u"color-scheme"_s; // 0 no preference, 1 dark, 2 light
const QString kReducedMotion = u"reduced-motion"_s; // 1: less
const QString kGnomeGroup = u"org.gnome.desktop.interface"_s;
const QString kGnomeAnimations = u"enable-animations"_s;
} // namespace

SystemAppearance::SystemAppearance(QObject *parent)
    : QObject(parent)
{
    readPalette();
    auto bus = QDBusConnection::sessionBus();
    if (bus.isConnected()) {
        // connect() finds the slot's types by name, and Qt 6.4 knows this name only once somebody has asked for it.
        qRegisterMetaType<QDBusVariant>();
        bus.connect(kService, kPath, kInterface, u"SettingChanged"_s, this, SLOT(onPortalSetting(QString,QString,QDBusVariant)));
        ask(kAppearanceGroup, kColorScheme);
        ask(kAppearanceGroup, kReducedMotion);
        ask(kGnomeGroup, kGnomeAnimations);
    }
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, &SystemAppearance::changed);
#endif
}

bool SystemAppearance::dark() const
{
    if (m_portalDark)
        return *m_portalDark;
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    if (const auto scheme = QGuiApplication::styleHints()->colorScheme(); scheme != Qt::ColorScheme::Unknown)
        return scheme == Qt::ColorScheme::Dark;
#endif
    return m_paletteDark;
}

bool SystemAppearance::reducedMotion() const
{
    return m_reducedMotion.value_or(false);
}

void SystemAppearance::readPalette()
{
    const bool dark = QGuiApplication::palette().color(QPalette::Disabled, QPalette::AlternateBase).lightness() < 110;
    if (dark == m_paletteDark)
        return;
    m_paletteDark = dark;
    Q_EMIT changed();
}

void SystemAppearance::ask(const QString &group, const QString &key)
{
    auto call = QDBusMessage::createMethodCall(kService, kPath, kInterface, u"Read"_s);
    call << group << key;
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call, 3000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, group, key](QDBusPendingCallWatcher *done) {
        const QDBusPendingReply<QDBusVariant> reply = *done;
        if (!reply.isError())
            take(group, key, reply.value().variant());
        done->deleteLater();
    });
}

void SystemAppearance::onPortalSetting(const QString &group, const QString &key, const QDBusVariant &value)
{
    take(group, key, value.variant());
}

void SystemAppearance::take(const QString &group, const QString &key, QVariant value)
{
    // The portal's Read wraps the value in a second variant.
    while (value.metaType() == QMetaType::fromType<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    const auto scheme = m_portalDark;
    const auto motion = m_reducedMotion;
    if (group == kAppearanceGroup && key == kColorScheme) {
        const uint wish = value.toUInt();
        m_portalDark = wish == 1 ? std::optional(true) : wish == 2 ? std::optional(false) : std::nullopt;
    } else if (group == kAppearanceGroup && key == kReducedMotion) {
        m_reducedMotion = value.toUInt() == 1;
    } else if (group == kGnomeGroup && key == kGnomeAnimations) {
        m_reducedMotion = !value.toBool();
    }
    if (scheme != m_portalDark || motion != m_reducedMotion)
        Q_EMIT changed();
}

} // namespace ui
