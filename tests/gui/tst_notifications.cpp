// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The whole program with a desktop on paper: what stands there follows what the user has read, wherever that was.
#include "app/application.h"
#include "app/profile.h"
#include "net/crypto/crypto_runtime.h"
#include "tests/support/app/fake_notifier.h"
#include "ui/main_window/main_window.h"
#include "ui/settings/preferences.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;
using app::Application;

class NotificationsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void goesWhenReadOnAnotherDevice();
    void opensTheChatAndRaisesTheWindow();
    void goesWhenMarkedAsReadThere();
    void sendsTheAnswer();
    void isSilentAboutTheChatInFront();
    void goesWhenTheUserComesBackToTheChat();
    void goesWithTheProgram();
    void clearsUnusedPictures();

private:
    void start(bool hidden = false);
    model::Store &store() { return m_application->accounts().store(); }
    template<class F>
    void run(F fn)
    {
        (void)store().run(fn);
        QVERIFY(store().flush());
    }
    /// As the session would store it. The chat must exist.
    model::MessageId say(const QString &text);

    std::unique_ptr<net::CryptoRuntime> m_crypto;
    std::unique_ptr<ui::Theme> m_theme;
    net::SystemClock m_clock;
    net::SystemIds m_ids;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<app::Profile> m_profile;
    std::unique_ptr<ui::Preferences> m_preferences;
    std::unique_ptr<test::FakeNotifier> m_desktop;
    std::unique_ptr<Application> m_application;
    model::AccountId m_account{};
    model::ChatId m_bert{};
    int m_serial = 0;
};

void NotificationsTest::initTestCase()
{
    qputenv("KITH_SECRETS", "file");
    QApplication::setQuitOnLastWindowClosed(false);
    m_crypto = std::make_unique<net::CryptoRuntime>();
    QVERIFY(m_crypto->check());
    m_theme = std::make_unique<ui::Theme>(*qApp, ui::Appearance::Light);
}

void NotificationsTest::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_profile = *app::Profile::open(m_dir->path());
    m_preferences = std::make_unique<ui::Preferences>(m_profile->preferencesFile());
    m_desktop = std::make_unique<test::FakeNotifier>();
    auto opened = model::Store::open(m_profile->databaseFile());
    QVERIFY(opened);
    app::Services services(*m_profile, std::move(*opened), m_clock, m_ids);
    services.accounts().start(false);
    // A server that refuses every connection: nothing leaves this machine.
    const auto added = services.accounts().add({u"anna@example.org"_s, u"secret"_s, u"127.0.0.1:1"_s, false, {}});
    QVERIFY(added);
    m_account = *added;
    (void)services.store().run([this](model::StoreSession &s) {
        model::Contact bert;
        bert.account = m_account;
        bert.jid = net::Jid::fromString(u"bert@example.org");
        bert.name = u"Bert"_s;
        s.contacts.upsert(bert);
        m_bert = s.chats.ensure(m_account, bert.jid, QDateTime::currentDateTimeUtc());
    });
    bool done = false;
    services.shutDown([&] { done = true; });
    QTRY_VERIFY(done);
}

void NotificationsTest::cleanup()
{
    if (m_application) {
        QSignalSpy finished(m_application.get(), &Application::finished);
        m_application->quit(u"test"_s);
        QTRY_COMPARE(finished.size(), 1);
        m_application.reset();
    }
    m_desktop.reset();
    m_preferences.reset();
}

void NotificationsTest::start(bool hidden)
{
    auto opened = model::Store::open(m_profile->databaseFile());
    QVERIFY(opened);
    m_application = std::make_unique<Application>(Application::Parts{*m_theme, *m_preferences, *m_profile, m_clock, m_ids, nullptr, {}, m_desktop.get()}, std::move(*opened));
    m_application->start(hidden);
    if (!hidden)
        QVERIFY(QTest::qWaitForWindowActive(&m_application->window()));
    // The store answers in order: what the program asked at its start has been answered as well.
    bool answered = false;
    store().query([](const model::StoreSession &) { return 0; }).then(this, [&](const model::StoreResult<int> &) { answered = true; });
    QTRY_VERIFY(answered);
}

model::MessageId NotificationsTest::say(const QString &text)
{
    model::MessageId id{};
    run([&](model::StoreSession &s) {
        model::NewMessage message;
        message.account = m_account;
        message.chat = m_bert;
        message.sender = net::Jid::fromString(u"bert@example.org");
        message.body = text;
        message.sentAt = QDateTime::currentDateTimeUtc();
        message.type = u"chat"_s;
        message.stanzaId = message.originId = u"n%1"_s.arg(++m_serial);
        id = s.messages.insertIncoming(message).id;
    });
    return id;
}

void NotificationsTest::goesWhenReadOnAnotherDevice()
{
    start();
    say(u"see you there"_s);
    QTRY_COMPARE(m_desktop->standing.value(m_bert).body, u"see you there"_s);
    QCOMPARE(m_desktop->standing.value(m_bert).title, u"Bert"_s);
    run([this](model::StoreSession &s) { s.markers.markReadById(m_bert, u"n%1"_s.arg(m_serial)); });
    QTRY_VERIFY(m_desktop->standing.isEmpty());
    QCOMPARE(m_application->window().openedChat(), model::ChatId{});
}

void NotificationsTest::opensTheChatAndRaisesTheWindow()
{
    start(true);
    QVERIFY(!m_application->window().isVisible());
    say(u"see you there"_s);
    QTRY_VERIFY(m_desktop->standing.contains(m_bert));
    Q_EMIT m_desktop->activated(m_bert, "token");
    QVERIFY(QTest::qWaitForWindowActive(&m_application->window()));
    QCOMPARE(m_application->window().openedChat(), m_bert);
    QTRY_VERIFY(m_desktop->standing.isEmpty()); // it is in front now
    qunsetenv("XDG_ACTIVATION_TOKEN");
}

void NotificationsTest::goesWhenMarkedAsReadThere()
{
    start(true);
    say(u"see you there"_s);
    QTRY_VERIFY(m_desktop->standing.contains(m_bert));
    Q_EMIT m_desktop->markReadRequested(m_bert);
    QTRY_VERIFY(m_desktop->standing.isEmpty());
    QCOMPARE(store().read().chats.find(m_bert)->unread, 0);
    QVERIFY(!m_application->window().isVisible());
    // One for a chat that has gone meanwhile does nothing.
    Q_EMIT m_desktop->markReadRequested(model::ChatId(4711));
    Q_EMIT m_desktop->activated(model::ChatId(4711), {});
}

void NotificationsTest::sendsTheAnswer()
{
    start(true);
    say(u"when?"_s);
    QTRY_VERIFY(m_desktop->standing.contains(m_bert));
    Q_EMIT m_desktop->replied(m_bert, u"at noon"_s);
    QTRY_VERIFY(m_desktop->standing.isEmpty());
    QTRY_COMPARE(store().read().chats.find(m_bert)->lastBody, u"at noon"_s);
    QCOMPARE(store().read().chats.find(m_bert)->unread, 0);
}

void NotificationsTest::isSilentAboutTheChatInFront()
{
    start();
    QVERIFY(m_application->window().openChat(m_bert));
    QCOMPARE(m_application->window().chatInSight(), m_bert);
    say(u"one"_s);
    QTRY_COMPARE(store().read().chats.find(m_bert)->unread, 0); // it was seen
    m_application->window().closeChat();
    say(u"two"_s);
    QTRY_COMPARE(m_desktop->standing.value(m_bert).body, u"two"_s);
    QCOMPARE(m_desktop->shown, 1);
}

void NotificationsTest::goesWhenTheUserComesBackToTheChat()
{
    start();
    QVERIFY(m_application->window().openChat(m_bert));
    QWidget other; // the user is elsewhere
    other.show();
    other.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&other));
    QCOMPARE(m_application->window().chatInSight(), model::ChatId{});
    say(u"psst"_s);
    QTRY_VERIFY(m_desktop->standing.contains(m_bert));
    m_application->window().activateWindow();
    QTRY_VERIFY(m_desktop->standing.isEmpty());
}

void NotificationsTest::goesWithTheProgram()
{
    start(true);
    say(u"psst"_s);
    QTRY_VERIFY(m_desktop->standing.contains(m_bert));
    m_application->quit(u"test"_s);
    QVERIFY(m_desktop->standing.isEmpty());
}

void NotificationsTest::clearsUnusedPictures()
{
    auto opened = model::Store::open(m_profile->databaseFile());
    QVERIFY(opened);
    const QString used(40, u'a'), old(40, u'b');
    (void)(*opened)->run([&](model::StoreSession &s) {
        s.avatars.put({used, u"image/png"_s, "new"});
        s.avatars.put({old, u"image/png"_s, "old"});
        s.contacts.setAvatar(m_account, net::Jid::fromString(u"bert@example.org"), used);
    });
    QVERIFY((*opened)->flush());
    opened->reset();
    start(true);
    QVERIFY(store().flush());
    QVERIFY(store().read().avatars.has(used));
    QVERIFY(!store().read().avatars.has(old));
}

QTEST_MAIN(NotificationsTest)
#include "tst_notifications.moc"
