// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is worth a notification, against a real store and a desktop on paper.
#include "app/notifications/chat_notifications.h"
#include "model/sync/accounts.h"
#include "tests/support/app/fake_notifier.h"
#include "tests/support/model/temp_store.h"
#include "tests/support/net/fake_clock.h"
#include "ui/settings/preferences.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using app::ChatNotifications;

class ChatNotificationsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void showsSenderAndText();
    void showsOnlyTheFirstLine();
    void saysWhatSomebodyDoes();
    void letsNobodyTurnTheText();
    void keepsTheTextToItselfWhenAsked();
    void isOneForEachChat();
    void gathersAMoment();
    void staysSilent_data();
    void staysSilent();
    void staysSilentForWhatWasThereBefore();
    void staysSilentForOlderPages();
    void waitsUntilTheAccountHasCaughtUp();
    void doesNotWaitForEver();
    void neverShowsWhatWasReadElsewhereMeanwhile();
    void goesWhenReadHere();
    void goesWhenReadOnAnotherDevice();
    void staysWhenOnlyOlderMessagesWereRead();
    void goesWhenTheChatComesInSight();
    void goesWithTheChat_data();
    void goesWithTheChat();
    void followsACorrection();
    void waitsForAPictureButNotLong();
    void asksForTheSoundOnlyWhenWanted();
    void goesWhenSwitchedOff();

private:
    model::MessageId say(const QString &text, model::ChatId chat = {});
    model::MessageId say(model::NewMessage message);
    /// Time for what is gathered.
    void moment() { m_clock.advance(ChatNotifications::kGather); }
    void begin();
    [[nodiscard]] QString body() const { return m_desktop->standing.value(m_bert).body; }

    std::unique_ptr<test::TempStore> m_store;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<ui::Preferences> m_preferences;
    std::unique_ptr<test::FakeNotifier> m_desktop;
    std::unique_ptr<ChatNotifications> m_notifications;
    net::FakeClock m_clock;
    model::AccountId m_account{};
    model::ChatId m_bert{}, m_inSight{};
    bool m_catchingUp = false;
    QImage m_picture;
    int m_serial = 0;
};

void ChatNotificationsTest::init()
{
    m_store = std::make_unique<test::TempStore>();
    m_dir = std::make_unique<QTemporaryDir>();
    m_preferences = std::make_unique<ui::Preferences>(m_dir->filePath(u"p.ini"_s));
    m_desktop = std::make_unique<test::FakeNotifier>();
    m_account = m_store->account();
    m_bert = m_store->chat(m_account);
    m_inSight = {};
    m_catchingUp = false;
    m_picture = {};
    begin();
}

void ChatNotificationsTest::cleanup()
{
    m_notifications.reset();
}

model::MessageId ChatNotificationsTest::say(model::NewMessage message)
{
    message.stanzaId = message.originId = u"n%1"_s.arg(++m_serial);
    return m_store->run([message](model::StoreSession &s) { return s.messages.insertIncoming(message).id; });
}

model::MessageId ChatNotificationsTest::say(const QString &text, model::ChatId chat)
{
    return say(test::incoming(m_account, chat == model::ChatId{} ? m_bert : chat, text, ++m_serial));
}

void ChatNotificationsTest::begin()
{
    m_notifications = std::make_unique<ChatNotifications>(ChatNotifications::Parts{
        .store = *m_store->store,
        .notifier = *m_desktop,
        .preferences = *m_preferences,
        .clock = m_clock,
        .catchingUp = [this](model::AccountId) { return m_catchingUp; },
        .inSight = [this](model::ChatId chat) { return chat == m_inSight; },
        .picture = [this](const QString &) { return m_picture; },
    });
    // Jobs run in order: when this one is answered, so is what it asked the store at its beginning.
    bool answered = false;
    m_store->store->query([](const model::StoreSession &) { return 0; }).then(this, [&](const model::StoreResult<int> &) { answered = true; });
    QTRY_VERIFY(answered);
}

void ChatNotificationsTest::showsSenderAndText()
{
    say(u"see you there"_s);
    moment();
    QCOMPARE(m_desktop->standing.size(), 1);
    const auto notification = m_desktop->standing.value(m_bert);
    QCOMPARE(notification.title, u"bert"_s);
    QCOMPARE(notification.body, u"see you there"_s);
    QVERIFY(!notification.sound);
    QVERIFY(notification.picture.isNull());
}

void ChatNotificationsTest::showsOnlyTheFirstLine()
{
    say(u"  first\nsecond"_s);
    moment();
    QCOMPARE(body(), u"first"_s);
    say(QString(5000, u'x'));
    moment();
    QVERIFY(body().startsWith(u"xxx"));
    QVERIFY(body().size() < 300);
}

void ChatNotificationsTest::saysWhatSomebodyDoes()
{
    say(u"/me waves"_s);
    moment();
    QCOMPARE(body(), u"bert waves"_s);
}

void ChatNotificationsTest::letsNobodyTurnTheText()
{
    say(u"photo\u202egpj.exe"_s);
    moment();
    QVERIFY(!body().isEmpty());
    QVERIFY(!body().contains(QChar(0x202e)));
}

void ChatNotificationsTest::keepsTheTextToItselfWhenAsked()
{
    m_preferences->setNotificationText(false);
    say(u"secret"_s);
    moment();
    QCOMPARE(body(), u"New message"_s);
    say(u"also secret"_s);
    moment();
    QCOMPARE(m_desktop->shown, 2);
    QVERIFY(!body().contains(u"secret"_s));
}

void ChatNotificationsTest::isOneForEachChat()
{
    const auto clara = m_store->chat(m_account, u"clara@example.org"_s);
    say(u"one"_s);
    moment();
    QCOMPARE(m_desktop->shown, 1);
    say(u"two"_s);
    moment();
    QCOMPARE(m_desktop->shown, 2);
    QVERIFY(body().startsWith(u"two\n2 unread"_s));
    say(u"hello"_s, clara);
    moment();
    QCOMPARE(m_desktop->standing.size(), 2);
    QCOMPARE(m_desktop->standing.value(clara).body, u"hello"_s);
}

void ChatNotificationsTest::gathersAMoment()
{
    m_store->run([this](model::StoreSession &s) {
        for (int i = 0; i < 300; ++i) {
            auto message = test::incoming(m_account, m_bert, u"message %1"_s.arg(i), i);
            message.stanzaId = message.originId = u"burst%1"_s.arg(i);
            s.messages.insertIncoming(message);
        }
    });
    moment();
    QCOMPARE(m_desktop->shown, 1);
    QVERIFY(body().startsWith(u"message 299\n300 unread"_s));
    moment();
    QCOMPARE(m_desktop->shown, 1);
}

void ChatNotificationsTest::staysSilent_data()
{
    QTest::addColumn<QString>("why");
    for (const char *why : {"own message", "muted", "request", "in sight", "switched off", "read in the same moment"})
        QTest::newRow(why) << QString::fromLatin1(why);
}

void ChatNotificationsTest::staysSilent()
{
    QFETCH(QString, why);
    model::ChatId chat = m_bert;
    auto message = test::incoming(m_account, chat, u"psst"_s, 1);
    if (why == u"own message")
        message = test::outgoing(m_account, chat, u"psst"_s, 1);
    else if (why == u"muted")
        m_store->run([chat](model::StoreSession &s) { s.chats.setMuted(chat, true); });
    else if (why == u"request")
        message.chat = chat = m_store->chat(m_account, u"stranger@example.net"_s, true);
    else if (why == u"in sight")
        m_inSight = chat;
    else if (why == u"switched off")
        m_preferences->setNotifications(false);
    m_store->run([=](model::StoreSession &s) {
        const auto id = s.messages.insertIncoming(message).id;
        if (why == u"read in the same moment")
            s.markers.markRead(message.chat, id);
    });
    m_store->store->flush();
    moment();
    QCOMPARE(m_desktop->shown, 0);
}

void ChatNotificationsTest::staysSilentForWhatWasThereBefore()
{
    const auto id = say(u"yesterday"_s);
    m_notifications.reset();
    m_desktop = std::make_unique<test::FakeNotifier>();
    begin();
    // The row is told of again: the archive gave it its id, a new picture, anything.
    m_store->run([=, this](model::StoreSession &s) {
        auto copy = test::archived(test::incoming(m_account, m_bert, u"yesterday"_s, 1), u"archive-1"_s);
        copy.stanzaId = copy.originId = s.messages.find(id)->stanzaId;
        s.messages.insertIncoming(copy);
        s.contacts.setNick(m_account, net::Jid::fromString(u"bert@example.org"), u"Bert"_s);
    });
    moment();
    QVERIFY(!m_desktop->standing.contains(m_bert));
    say(u"today"_s);
    moment();
    QVERIFY(m_desktop->standing.contains(m_bert));
    QCOMPARE(m_desktop->standing.value(m_bert).title, u"Bert"_s);
}

void ChatNotificationsTest::staysSilentForOlderPages()
{
    const auto id = say(u"newest"_s);
    moment();
    QCOMPARE(m_desktop->shown, 1);
    // What the archive has before it changes the count of unread messages, and is no news.
    const qint64 position = m_store->run([id](model::StoreSession &s) { return s.messages.find(id)->position; });
    model::StoreChange change;
    change.chats = {*m_store->store->read().chats.find(m_bert)};
    change.chats[0].unread = 7;
    model::Message old;
    old.id = model::MessageId(4711);
    old.chat = m_bert;
    old.position = position - 1;
    old.body = u"older"_s;
    change.messages = {{m_bert, {old}, {}}};
    Q_EMIT m_store->store->changed(change);
    moment();
    QCOMPARE(body(), u"newest"_s);
}

void ChatNotificationsTest::waitsUntilTheAccountHasCaughtUp()
{
    m_catchingUp = true;
    for (int i = 0; i < 20; ++i)
        say(u"missed %1"_s.arg(i));
    m_clock.advance(5s);
    QCOMPARE(m_desktop->shown, 0);
    m_catchingUp = false;
    moment();
    QCOMPARE(m_desktop->shown, 1);
    QVERIFY(body().startsWith(u"missed 19\n20 unread"_s));
}

void ChatNotificationsTest::doesNotWaitForEver()
{
    m_catchingUp = true;
    say(u"hello"_s);
    m_clock.advance(ChatNotifications::kCatchUpLimit);
    moment();
    QCOMPARE(m_desktop->shown, 1);
}

void ChatNotificationsTest::neverShowsWhatWasReadElsewhereMeanwhile()
{
    m_catchingUp = true;
    const auto id = say(u"read on the phone"_s);
    m_store->run([=, this](model::StoreSession &s) { s.markers.markReadById(m_bert, s.messages.find(id)->stanzaId); });
    m_store->store->flush();
    m_catchingUp = false;
    moment();
    QCOMPARE(m_desktop->shown, 0);
}

void ChatNotificationsTest::goesWhenReadHere()
{
    const auto id = say(u"hello"_s);
    moment();
    QCOMPARE(m_desktop->standing.size(), 1);
    m_store->run([=, this](model::StoreSession &s) { s.markers.markRead(m_bert, id); });
    moment();
    QVERIFY(m_desktop->standing.isEmpty());
}

void ChatNotificationsTest::goesWhenReadOnAnotherDevice()
{
    const auto id = say(u"hello"_s);
    moment();
    QCOMPARE(m_desktop->standing.size(), 1);
    m_store->run([=, this](model::StoreSession &s) { s.markers.markReadById(m_bert, s.messages.find(id)->stanzaId); });
    moment();
    QVERIFY(m_desktop->standing.isEmpty());
    // The next message is news again, and counts from there.
    say(u"again"_s);
    moment();
    QCOMPARE(body(), u"again"_s);
}

void ChatNotificationsTest::staysWhenOnlyOlderMessagesWereRead()
{
    const auto first = say(u"one"_s);
    say(u"two"_s);
    moment();
    QCOMPARE(m_desktop->standing.size(), 1);
    m_store->run([=, this](model::StoreSession &s) { s.markers.markRead(m_bert, first); });
    moment();
    QVERIFY(m_desktop->standing.contains(m_bert));
}

void ChatNotificationsTest::goesWhenTheChatComesInSight()
{
    say(u"hello"_s);
    moment();
    QCOMPARE(m_desktop->standing.size(), 1);
    m_notifications->lookAgain();
    QCOMPARE(m_desktop->standing.size(), 1);
    m_inSight = m_bert;
    m_notifications->lookAgain();
    QVERIFY(m_desktop->standing.isEmpty());
}

void ChatNotificationsTest::goesWithTheChat_data()
{
    QTest::addColumn<QString>("how");
    for (const char *how : {"removed", "muted", "archived", "message removed"})
        QTest::newRow(how) << QString::fromLatin1(how);
}

void ChatNotificationsTest::goesWithTheChat()
{
    QFETCH(QString, how);
    const auto id = say(u"hello"_s);
    moment();
    QCOMPARE(m_desktop->standing.size(), 1);
    m_store->run([=, this](model::StoreSession &s) {
        if (how == u"removed")
            s.chats.remove(m_bert);
        else if (how == u"muted")
            s.chats.setMuted(m_bert, true);
        else if (how == u"archived")
            s.chats.setArchived(m_bert, true);
        else
            s.messages.remove(id);
    });
    moment();
    QVERIFY(m_desktop->standing.isEmpty());
}

void ChatNotificationsTest::followsACorrection()
{
    say(u"see you threre"_s);
    moment();
    QCOMPARE(m_desktop->shown, 1);
    auto correction = test::incoming(m_account, m_bert, u"see you there"_s, 99);
    const QString replaced = u"n%1"_s.arg(m_serial);
    m_store->run([=](model::StoreSession &s) { s.messages.correct(correction, replaced); });
    moment();
    QCOMPARE(body(), u"see you there"_s);
}

void ChatNotificationsTest::waitsForAPictureButNotLong()
{
    m_store->run([this](model::StoreSession &s) { s.contacts.setAvatar(m_account, net::Jid::fromString(u"bert@example.org"), QString(40, u'a')); });
    say(u"one"_s);
    moment();
    moment();
    QCOMPARE(m_desktop->shown, 0);
    m_picture = QImage(96, 96, QImage::Format_ARGB32_Premultiplied);
    moment();
    QCOMPARE(m_desktop->shown, 1);
    QCOMPARE(m_desktop->standing.value(m_bert).picture.size(), QSize(96, 96));
    m_picture = {};
    say(u"two"_s);
    m_clock.advance(ChatNotifications::kPictureLimit);
    moment();
    QCOMPARE(m_desktop->shown, 2);
}

void ChatNotificationsTest::asksForTheSoundOnlyWhenWanted()
{
    m_preferences->setNotificationSound(true);
    say(u"ding"_s);
    moment();
    QVERIFY(m_desktop->standing.contains(m_bert));
    QVERIFY(m_desktop->standing.value(m_bert).sound);
}

void ChatNotificationsTest::goesWhenSwitchedOff()
{
    say(u"hello"_s);
    moment();
    QCOMPARE(m_desktop->standing.size(), 1);
    m_preferences->setNotificationText(false); // what stands there shows the text
    QVERIFY(m_desktop->standing.isEmpty());
    say(u"more"_s);
    moment();
    QCOMPARE(m_desktop->standing.size(), 1);
    m_preferences->setNotifications(false);
    QVERIFY(m_desktop->standing.isEmpty());
}

QTEST_GUILESS_MAIN(ChatNotificationsTest)
#include "tst_chat_notifications.moc"
