// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demo_world.h"
#include "net/crypto/crypto_runtime.h"
#include "tests/support/app/person.h"

#include <QTest>

using namespace Qt::StringLiterals;
using test::Person;

/// What a newcomer finds in `kith --demo`.
class DemoWorldTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void chatsHistoryAndUnread();
    void bertAnswers();
    void everyTimeAnotherPassword();

private:
    net::CryptoRuntime m_crypto;
    QTemporaryDir m_folder;
    std::unique_ptr<app::DemoWorld> m_world;
    std::unique_ptr<Person> m_anna;
};

void DemoWorldTest::initTestCase()
{
    auto world = app::DemoWorld::create(m_folder.path());
    if (!world && world.error().kind == app::PrivateServerErrorKind::NotInstalled && !qEnvironmentVariableIsSet("KITH_REQUIRE_SERVERS"))
        QSKIP("Prosody is not installed");
    QVERIFY2(world.has_value(), world ? "" : qPrintable(app::privateServerAdvice(world.error())));
    m_world = std::move(*world);
    QVERIFY(m_world->anna().password.size() >= 24);
    m_anna = std::make_unique<Person>();
    QCOMPARE(m_anna->signIn(m_world->anna()), QString());
    QVERIFY(m_anna->waitCaughtUp());
}

void DemoWorldTest::chatsHistoryAndUnread()
{
    QTRY_VERIFY_WITH_TIMEOUT(m_anna->chat(m_world->bert()) && m_anna->chat(m_world->bert())->unread == 2, 20'000);
    const auto chats = m_anna->store().read().chats.all();
    QCOMPARE(chats.size(), size_t(12));
    for (const model::Chat &chat : chats)
        QVERIFY2(!chat.request, qPrintable(chat.title));
    QCOMPARE(m_anna->chat(m_world->bert())->title, u"Bert Olsen"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!m_anna->chat(m_world->bert())->avatarHash.isEmpty(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(!m_anna->account()->avatarHash().isEmpty(), 20'000);
    const auto messages = m_anna->messages(m_world->bert());
    QVERIFY(messages.size() > 20);
    QVERIFY(std::is_sorted(messages.begin(), messages.end(), [](const auto &a, const auto &b) { return a.sentAt < b.sentAt; }));
    // Nobody reads through three months of old messages on a new device: only what came after is unread.
    const auto unread = [this] {
        int count = 0;
        for (const model::Chat &chat : m_anna->store().read().chats.all())
            count += chat.unread;
        return count;
    };
    QTRY_COMPARE_WITH_TIMEOUT(unread(), 4, 20'000);
}

void DemoWorldTest::bertAnswers()
{
    bool hasTyped = false;
    const net::Jid bert = net::Jid::fromString(m_world->bert());
    QObject here;
    connect(m_anna->account(), &model::Account::peerStatusChanged, &here, [&] { hasTyped |= m_anna->account()->peerStatus(bert).typing; });
    m_anna->say(m_world->bert(), u"Who has the key?"_s);
    QVERIFY(m_anna->waitForState(m_world->bert(), u"Who has the key?"_s, model::MessageState::Delivered));
    QTRY_VERIFY_WITH_TIMEOUT(hasTyped, 20'000);
    QVERIFY(m_anna->waitForState(m_world->bert(), u"Who has the key?"_s, model::MessageState::Displayed));
    QVERIFY(m_anna->waitForBody(m_world->bert(), u"Mia has it! The spare one is under the third pot."_s));
}

void DemoWorldTest::everyTimeAnotherPassword()
{
    const QString before = m_world->anna().password;
    m_anna.reset();
    m_world.reset();
    auto again = app::DemoWorld::create(m_folder.path());
    QVERIFY2(again.has_value(), again ? "" : qPrintable(app::privateServerAdvice(again.error())));
    m_world = std::move(*again);
    QVERIFY(m_world->anna().password != before);
    m_anna = std::make_unique<Person>();
    QCOMPARE(m_anna->signIn(m_world->anna()), QString());
}

QTEST_GUILESS_MAIN(DemoWorldTest)
#include "tst_demo_world.moc"
