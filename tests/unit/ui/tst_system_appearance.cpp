// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Light and dark follow the desktop: a settings portal of our own on a private bus.
#include "ui/theme/colors.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusVariant>
#include <QPalette>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

class FakePortal : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
public:
    uint scheme = 0;
    bool animations = true;

    void change(uint value)
    {
        scheme = value;
        Q_EMIT SettingChanged(u"org.freedesktop.appearance"_s, u"color-scheme"_s, QDBusVariant(value));
    }

public Q_SLOTS:
    // Real portals wrap the value twice.
    QDBusVariant Read(const QString &group, const QString &key)
    {
        if (group == u"org.freedesktop.appearance" && key == u"color-scheme")
            return QDBusVariant(QVariant::fromValue(QDBusVariant(scheme)));
        return QDBusVariant(QVariant::fromValue(QDBusVariant(animations)));
    }

Q_SIGNALS:
    void SettingChanged(const QString &group, const QString &key, const QDBusVariant &value);
};

class SystemAppearanceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void followsThePortalAtOnce();
    void theUsersChoiceWins();
    void lessMotion();
    void stylesEveryWidget();

private:
    QProcess m_bus;
    FakePortal m_portal;
};

void SystemAppearanceTest::initTestCase()
{
    m_bus.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--nopidfile"_s, u"--print-address"_s});
    QVERIFY2(m_bus.waitForStarted(), "dbus-daemon is needed for this test");
    QVERIFY(m_bus.waitForReadyRead());
    const QByteArray address = m_bus.readLine().trimmed();
    qputenv("DBUS_SESSION_BUS_ADDRESS", address);
    auto portal = QDBusConnection::connectToBus(QString::fromUtf8(address), u"portal"_s);
    QVERIFY(portal.isConnected());
    QVERIFY(portal.registerObject(u"/org/freedesktop/portal/desktop"_s, &m_portal, QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
    QVERIFY(portal.registerService(u"org.freedesktop.portal.Desktop"_s));
}

void SystemAppearanceTest::cleanupTestCase()
{
    QDBusConnection::disconnectFromBus(u"portal"_s);
    m_bus.kill();
    m_bus.waitForFinished();
}

void SystemAppearanceTest::followsThePortalAtOnce()
{
    m_portal.scheme = 1;
    ui::Theme theme(*qApp);
    QTRY_VERIFY(theme.isDark());
    QCOMPARE(QApplication::palette().color(QPalette::Window), ui::toneColor(ui::Tone::Window, true));
    QSignalSpy changed(&theme, &ui::Theme::changed);
    m_portal.change(2);
    QTRY_VERIFY(!theme.isDark());
    QVERIFY(changed.count() >= 1);
    QCOMPARE(QApplication::palette().color(QPalette::Window), ui::toneColor(ui::Tone::Window, false));
    m_portal.change(1);
    QTRY_VERIFY(theme.isDark());
    m_portal.change(0);
    QTRY_VERIFY(!theme.isDark()); // no preference: the palette of this platform is light
}

void SystemAppearanceTest::theUsersChoiceWins()
{
    m_portal.scheme = 1;
    ui::Theme theme(*qApp, ui::Appearance::Light);
    QTest::qWait(50); // the portal has answered
    QVERIFY(!theme.isDark());
    theme.setAppearance(ui::Appearance::System);
    QTRY_VERIFY(theme.isDark());
    theme.setAppearance(ui::Appearance::Light);
    QVERIFY(!theme.isDark());
}

void SystemAppearanceTest::lessMotion()
{
    m_portal.animations = false;
    ui::Theme theme(*qApp);
    QCOMPARE(theme.duration(160), 160);
    QTRY_VERIFY(theme.reducedMotion());
    QCOMPARE(theme.duration(160), 0);
}

void SystemAppearanceTest::stylesEveryWidget()
{
    ui::Theme theme(*qApp, ui::Appearance::Dark);
    QWidget widget;
    QCOMPARE(widget.palette().color(QPalette::Window), theme.color(ui::Tone::Window));
    QVERIFY(theme.font(ui::Type::Title).pointSizeF() > theme.font(ui::Type::Body).pointSizeF() || theme.font(ui::Type::Title).pixelSize() > theme.font(ui::Type::Body).pixelSize());
    QVERIFY(theme.lineHeight(ui::Type::Body) > QFontMetrics(theme.font(ui::Type::Body)).height());
    QCOMPARE(theme.mix(ui::Tone::Surface, ui::Tone::Text, 0), theme.color(ui::Tone::Surface));
    QCOMPARE(theme.mix(ui::Tone::Surface, ui::Tone::Text, 1).name(), theme.color(ui::Tone::Text).name());
}

QTEST_MAIN(SystemAppearanceTest)
#include "tst_system_appearance.moc"
