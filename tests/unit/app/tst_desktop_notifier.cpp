// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Notifications over D-Bus: a service of our own on a private bus.
#include "app/notifications/dbus_image.h"
#include "app/notifications/desktop_notifier.h"
#include "app/notifications/launcher_badge.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QProcess>
#include <QSignalSpy>
#include <QtTest>

using namespace Qt::StringLiterals;
using app::DesktopNotifier;
using app::Notification;

/// What a desktop does with notifications, as far as the specification says.
class FakeService : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public:
    struct Shown {
        QString title, body;
        QStringList actions;
        QVariantMap hints;
    };
    QStringList capabilities{u"body"_s, u"actions"_s, u"body-markup"_s, u"sound"_s};
    QMap<uint, Shown> standing;
    int calls = 0;
    bool slow = false; ///< answers only when told to
    QList<std::pair<QDBusMessage, uint>> waiting;

    void answer(const QDBusConnection &bus)
    {
        slow = false;
        for (const auto &[question, id] : std::exchange(waiting, {}))
            bus.send(question.createReply(id));
    }
    void close(uint id)
    {
        standing.remove(id);
        Q_EMIT NotificationClosed(id, 2);
    }

public Q_SLOTS:
    QStringList GetCapabilities() { return capabilities; }
    uint Notify(const QString &, uint replaces, const QString &, const QString &title, const QString &body, const QStringList &actions, const QVariantMap &hints, int)
    {
        ++calls;
        const uint id = replaces != 0 ? replaces : ++m_last;
        standing.insert(id, {title, body, actions, hints});
        if (slow) {
            setDelayedReply(true);
            waiting.append({message(), id});
        }
        return id;
    }
    void CloseNotification(uint id) { close(id); }

Q_SIGNALS:
    void NotificationClosed(uint id, uint reason);
    void ActionInvoked(uint id, const QString &key);
    void NotificationReplied(uint id, const QString &text);
    void ActivationToken(uint id, const QString &token);

private:
    uint m_last = 40;
};

class Launcher : public QObject
{
    Q_OBJECT
public:
    QString app;
    QVariantMap properties;
public Q_SLOTS:
    void onUpdate(const QString &uri, const QVariantMap &map)
    {
        app = uri;
        properties = map;
    }
};

class DesktopNotifierTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void cleanup();
    void isSilentWithoutAService();
    void isSilentWithoutABus();
    void noticesAServiceThatComesAndGoes();
    void showsAndWithdraws();
    void replacesWhatTheChatHas();
    void writesMarkupOnlyWhereItIsRead();
    void sendsThePicture();
    void asksForTheSound();
    void offersWhatTheServiceCanDo_data();
    void offersWhatTheServiceCanDo();
    void tellsWhatTheUserDid();
    void hearsNobodyElsesClicks();
    void forgetsWhatTheUserPutAway();
    void doesNotStumbleOverASlowService();
    void showsTheCountOnTheLauncher();

private:
    void begin();
    void serve(bool on);
    [[nodiscard]] FakeService::Shown only() const { return m_service->standing.size() == 1 ? m_service->standing.first() : FakeService::Shown(); }
    static Notification hello(const QString &body = u"see you there"_s) { return {model::ChatId(7), u"Bert"_s, body, {}, false}; }

    QProcess m_daemon;
    QString m_address;
    std::unique_ptr<QDBusConnection> m_desktopBus, m_bus;
    std::unique_ptr<FakeService> m_service;
    std::unique_ptr<DesktopNotifier> m_notifier;
};

void DesktopNotifierTest::initTestCase()
{
    m_daemon.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--nopidfile"_s, u"--print-address"_s});
    QVERIFY2(m_daemon.waitForStarted(), "dbus-daemon is needed for this test");
    QVERIFY(m_daemon.waitForReadyRead());
    m_address = QString::fromUtf8(m_daemon.readLine().trimmed());
    m_desktopBus = std::make_unique<QDBusConnection>(QDBusConnection::connectToBus(m_address, u"desktop"_s));
    m_bus = std::make_unique<QDBusConnection>(QDBusConnection::connectToBus(m_address, u"kith"_s));
    QVERIFY(m_desktopBus->isConnected() && m_bus->isConnected());
}

void DesktopNotifierTest::cleanupTestCase()
{
    m_desktopBus.reset();
    m_bus.reset();
    QDBusConnection::disconnectFromBus(u"desktop"_s);
    QDBusConnection::disconnectFromBus(u"kith"_s);
    m_daemon.kill();
    m_daemon.waitForFinished();
}

void DesktopNotifierTest::init()
{
    m_service = std::make_unique<FakeService>();
}

void DesktopNotifierTest::cleanup()
{
    m_notifier.reset();
    serve(false);
    m_service.reset();
}

void DesktopNotifierTest::serve(bool on)
{
    const QString name = u"org.freedesktop.Notifications"_s, path = u"/org/freedesktop/Notifications"_s;
    if (on) {
        QVERIFY(m_desktopBus->registerObject(path, m_service.get(), QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        QVERIFY(m_desktopBus->registerService(name));
    } else {
        m_desktopBus->unregisterService(name);
        m_desktopBus->unregisterObject(path);
    }
}

void DesktopNotifierTest::begin()
{
    serve(true);
    m_notifier = std::make_unique<DesktopNotifier>(*m_bus);
    QTRY_VERIFY(m_notifier->abilities().available);
}

void DesktopNotifierTest::isSilentWithoutAService()
{
    m_notifier = std::make_unique<DesktopNotifier>(*m_bus);
    m_notifier->show(hello());
    m_notifier->withdraw(model::ChatId(7));
    QVERIFY(!m_notifier->abilities().available);
    QVERIFY(!m_notifier->abilities().sound);
}

void DesktopNotifierTest::isSilentWithoutABus()
{
    DesktopNotifier notifier{QDBusConnection(u"no such bus"_s)};
    notifier.show(hello());
    notifier.withdraw(model::ChatId(7));
    QVERIFY(!notifier.abilities().available);
    app::LauncherBadge(QDBusConnection(u"no such bus"_s)).show(3);
}

void DesktopNotifierTest::noticesAServiceThatComesAndGoes()
{
    m_notifier = std::make_unique<DesktopNotifier>(*m_bus);
    QSignalSpy changed(m_notifier.get(), &DesktopNotifier::abilitiesChanged);
    serve(true);
    QTRY_VERIFY(m_notifier->abilities().available);
    QVERIFY(m_notifier->abilities().sound);
    m_notifier->show(hello());
    QTRY_COMPARE(m_service->standing.size(), 1);
    serve(false);
    QTRY_VERIFY(!m_notifier->abilities().available);
    QCOMPARE(changed.size(), 2);
    // The next one knows nothing of the old one's numbers.
    m_service = std::make_unique<FakeService>();
    m_service->capabilities = {u"body"_s};
    serve(true);
    QTRY_VERIFY(m_notifier->abilities().available);
    QVERIFY(!m_notifier->abilities().sound);
    m_notifier->withdraw(model::ChatId(7));
    m_notifier->show(hello());
    QTRY_COMPARE(only().title, u"Bert"_s);
}

void DesktopNotifierTest::showsAndWithdraws()
{
    begin();
    m_notifier->show(hello());
    QTRY_COMPARE(only().title, u"Bert"_s);
    const auto shown = only();
    QCOMPARE(shown.body, u"see you there"_s);
    QCOMPARE(shown.hints[u"desktop-entry"_s].toString(), u"kith"_s);
    QCOMPARE(shown.hints[u"category"_s].toString(), u"im.received"_s);
    QVERIFY(shown.hints[u"suppress-sound"_s].toBool());
    QVERIFY(!shown.hints.contains(u"image-data"_s));
    m_notifier->withdraw(model::ChatId(8)); // another chat
    m_notifier->withdraw(model::ChatId(7));
    QTRY_VERIFY(m_service->standing.isEmpty());
}

void DesktopNotifierTest::replacesWhatTheChatHas()
{
    begin();
    m_notifier->show(hello());
    QTRY_COMPARE(only().body, u"see you there"_s);
    m_notifier->show(hello(u"or not"_s));
    QTRY_COMPARE(only().body, u"or not"_s);
    Notification clara = hello();
    clara.chat = model::ChatId(9);
    m_notifier->show(clara);
    QTRY_COMPARE(m_service->standing.size(), 2);
}

void DesktopNotifierTest::writesMarkupOnlyWhereItIsRead()
{
    begin();
    m_notifier->show(hello(u"<b>1 < 2</b> & <img src=\"http://evil.example\">"_s));
    QTRY_COMPARE(only().body, u"&lt;b&gt;1 &lt; 2&lt;/b&gt; &amp; &lt;img src=&quot;http://evil.example&quot;&gt;"_s);
    cleanup();
    init();
    m_service->capabilities = {u"body"_s};
    begin();
    m_notifier->show(hello(u"1 < 2"_s));
    QTRY_COMPARE(only().body, u"1 < 2"_s);
}

void DesktopNotifierTest::sendsThePicture()
{
    begin();
    Notification notification = hello();
    notification.picture = QImage(3, 2, QImage::Format_ARGB32_Premultiplied);
    notification.picture.fill(QColor(10, 20, 30));
    m_notifier->show(notification);
    QTRY_VERIFY(only().hints.contains(u"image-data"_s));
    app::DBusImage image;
    only().hints[u"image-data"_s].value<QDBusArgument>() >> image;
    QCOMPARE(image.width, 3);
    QCOMPARE(image.height, 2);
    QCOMPARE(image.channels, 4);
    QCOMPARE(image.data.size(), image.rowStride * 2);
    QCOMPARE(image.data.left(4), QByteArray("\x0a\x14\x1e\xff", 4));
}

void DesktopNotifierTest::asksForTheSound()
{
    begin();
    Notification notification = hello();
    notification.sound = true;
    m_notifier->show(notification);
    QTRY_COMPARE(only().hints[u"sound-name"_s].toString(), u"message-new-instant"_s);
    QVERIFY(!only().hints.contains(u"suppress-sound"_s));
}

void DesktopNotifierTest::offersWhatTheServiceCanDo_data()
{
    QTest::addColumn<QStringList>("capabilities");
    QTest::addColumn<QStringList>("keys");
    QTest::newRow("nothing") << QStringList{u"body"_s} << QStringList{};
    QTest::newRow("actions") << QStringList{u"actions"_s} << QStringList{u"default"_s, u"mark-read"_s};
    QTest::newRow("answers") << QStringList{u"actions"_s, u"inline-reply"_s} << QStringList{u"default"_s, u"inline-reply"_s, u"mark-read"_s};
}

void DesktopNotifierTest::offersWhatTheServiceCanDo()
{
    QFETCH(QStringList, capabilities);
    QFETCH(QStringList, keys);
    m_service->capabilities = capabilities;
    begin();
    m_notifier->show(hello());
    QTRY_COMPARE(m_service->standing.size(), 1);
    const QStringList actions = only().actions;
    QStringList found;
    for (qsizetype i = 0; i + 1 < actions.size(); i += 2) {
        found << actions.at(i);
        QVERIFY(!actions.at(i + 1).isEmpty());
    }
    QCOMPARE(found, keys);
}

void DesktopNotifierTest::tellsWhatTheUserDid()
{
    begin();
    QSignalSpy opened(m_notifier.get(), &app::Notifier::activated), read(m_notifier.get(), &app::Notifier::markReadRequested),
        replied(m_notifier.get(), &app::Notifier::replied);
    m_notifier->show(hello());
    QTRY_COMPARE(m_service->standing.size(), 1);
    m_notifier->show(hello(u"again"_s)); // its answer also says that the first number is known here
    QTRY_COMPARE(only().body, u"again"_s);
    const uint id = m_service->standing.firstKey();
    Q_EMIT m_service->ActivationToken(id, u"token-1"_s);
    Q_EMIT m_service->ActionInvoked(id, u"default"_s);
    QTRY_COMPARE(opened.size(), 1);
    QCOMPARE(opened[0][0].value<model::ChatId>(), model::ChatId(7));
    QCOMPARE(opened[0][1].toByteArray(), QByteArray("token-1"));
    Q_EMIT m_service->ActionInvoked(id, u"default"_s);
    QTRY_COMPARE(opened.size(), 2);
    QVERIFY(opened[1][1].toByteArray().isEmpty()); // a token is for one click
    Q_EMIT m_service->ActionInvoked(id, u"mark-read"_s);
    QTRY_COMPARE(read.size(), 1);
    Q_EMIT m_service->NotificationReplied(id, u"  "_s);
    Q_EMIT m_service->NotificationReplied(id, u"on my way"_s);
    QTRY_COMPARE(replied.size(), 1);
    QCOMPARE(replied[0][1].toString(), u"on my way"_s);
    QCOMPARE(opened.size(), 2);
}

void DesktopNotifierTest::hearsNobodyElsesClicks()
{
    begin();
    QSignalSpy opened(m_notifier.get(), &app::Notifier::activated);
    m_notifier->show(hello());
    QTRY_COMPARE(m_service->standing.size(), 1);
    m_notifier->show(hello(u"again"_s));
    QTRY_COMPARE(only().body, u"again"_s);
    const uint id = m_service->standing.firstKey();
    Q_EMIT m_service->ActionInvoked(id + 1, u"default"_s);
    Q_EMIT m_service->ActionInvoked(id, u"unknown"_s);
    Q_EMIT m_service->ActionInvoked(id, u"default"_s);
    QTRY_COMPARE(opened.size(), 1);
}

void DesktopNotifierTest::forgetsWhatTheUserPutAway()
{
    begin();
    m_notifier->show(hello());
    QTRY_COMPARE(m_service->standing.size(), 1);
    m_notifier->show(hello(u"again"_s));
    QTRY_COMPARE(only().body, u"again"_s);
    const uint id = m_service->standing.firstKey();
    QTRY_COMPARE(m_service->calls, 2);
    m_service->close(id);
    QSignalSpy opened(m_notifier.get(), &app::Notifier::activated);
    Q_EMIT m_service->ActionInvoked(id, u"default"_s);
    m_notifier->show(hello(u"third"_s));
    QTRY_COMPARE(only().body, u"third"_s);
    QCOMPARE(opened.size(), 0);
}

void DesktopNotifierTest::doesNotStumbleOverASlowService()
{
    begin();
    // Withdrawn before its number is known: it goes as soon as that is.
    m_service->slow = true;
    m_notifier->show(hello());
    QTRY_COMPARE(m_service->waiting.size(), 1);
    m_notifier->withdraw(model::ChatId(7));
    m_service->answer(*m_desktopBus);
    QTRY_VERIFY(m_service->standing.isEmpty());
    // Changed before its number is known: it is replaced, not doubled, and only the last text is sent.
    m_service->slow = true;
    m_notifier->show(hello(u"one"_s));
    QTRY_COMPARE(m_service->waiting.size(), 1);
    m_notifier->show(hello(u"two"_s));
    m_notifier->show(hello(u"three"_s));
    m_service->answer(*m_desktopBus);
    QTRY_COMPARE(only().body, u"three"_s);
    QCOMPARE(m_service->calls, 3);
    // Withdrawn and shown again in between.
    m_service->slow = true;
    m_notifier->show(hello(u"four"_s));
    QTRY_COMPARE(m_service->waiting.size(), 1);
    m_notifier->withdraw(model::ChatId(7));
    m_notifier->show(hello(u"five"_s));
    m_service->answer(*m_desktopBus);
    QTRY_COMPARE(only().body, u"five"_s);
}

void DesktopNotifierTest::showsTheCountOnTheLauncher()
{
    Launcher launcher;
    QVERIFY(m_desktopBus->connect({}, {}, u"com.canonical.Unity.LauncherEntry"_s, u"Update"_s, &launcher, SLOT(onUpdate(QString,QVariantMap))));
    app::LauncherBadge badge(*m_bus);
    // The match is asked for and not waited for: repeated until it is there.
    const auto heard = [&](int count) {
        badge.show(count);
        return QTest::qWaitFor([&] { return !launcher.app.isEmpty() && launcher.properties[u"count"_s].toInt() == count; }, 500);
    };
    QTRY_VERIFY(heard(3));
    QCOMPARE(launcher.app, u"application://kith.desktop"_s);
    QVERIFY(launcher.properties[u"count-visible"_s].toBool());
    QTRY_VERIFY_WITH_TIMEOUT(heard(0), 10'000);
    QVERIFY(!launcher.properties[u"count-visible"_s].toBool());
}

QTEST_GUILESS_MAIN(DesktopNotifierTest)
#include "tst_desktop_notifier.moc"
