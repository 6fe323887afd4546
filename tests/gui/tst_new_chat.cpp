// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/chat_list_model.h"
#include "model/items/contact_list_model.h"
#include "tests/support/app/fake_account.h"
#include "tests/support/app/fake_account_list.h"
#include "ui/new_chat/new_chat_dialog.h"
#include "ui/new_chat/requests_page.h"
#include "ui/widgets/avatar_cache.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QtTest>

using namespace Qt::StringLiterals;

class NewChatTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void findsContactsByNameAndAddress_data();
    void findsContactsByNameAndAddress();
    void opensAContactWithEnter();
    void choosesWithTheArrowsAndTheMouse();
    void writesToSomebodyNew();
    void doesNotAddWhenNotAsked();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void takesALinkButDoesNothingByItself();
    void takesALinkThatIsPasted();
    void showsTheNameThatALinkGives();
    void refusesItsOwnAddress();
    void saysWhenNobodyIsSignedIn();
    void asksWhichAccount();
    void tellsWhenTheChatCannotBeMade();

    void requestsAreAcceptedDeletedAndBlocked_data();
    void requestsAreAcceptedDeletedAndBlocked();
    void requestsComeAndGo();
    void requestsShowNoLinksAndAreBounded();

private:
    [[nodiscard]] QLineEdit *who() const { return m_dialog->findChild<QLineEdit *>(u"who"_s); }
    [[nodiscard]] QListView *results() const { return m_dialog->findChild<QListView *>(u"results"_s); }
    [[nodiscard]] QCheckBox *addBox() const { return m_dialog->findChild<QCheckBox *>(u"addContact"_s); }
    [[nodiscard]] QStringList shown() const;
    void addContact(const QString &address, const QString &name, qint64 account = 1);
    static QStandardItem *request(qint64 id, const QString &address, const QString &body);

    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<ui::AvatarCache> m_avatars;
    std::unique_ptr<test::FakeAccount> m_anna;
    std::unique_ptr<test::FakeAccount> m_work;
    std::unique_ptr<test::FakeAccountList> m_accounts;
    std::unique_ptr<QStandardItemModel> m_contacts;
    std::unique_ptr<ui::NewChatDialog> m_dialog;
};

void NewChatTest::initTestCase()
{
    m_theme = std::make_unique<ui::Theme>(*qApp, ui::Appearance::Light);
    m_avatars = std::make_unique<ui::AvatarCache>([](const QString &) { return QFuture<QByteArray>(); });
}

void NewChatTest::init()
{
    m_anna = std::make_unique<test::FakeAccount>(u"anna@example.org"_s, u"Anna"_s, 1);
    m_work = std::make_unique<test::FakeAccount>(u"anna@work.example"_s, u"Anna"_s, 2);
    m_accounts = std::make_unique<test::FakeAccountList>();
    m_accounts->list = {m_anna.get()};
    m_contacts = std::make_unique<QStandardItemModel>();
    addContact(u"bert@example.org"_s, u"Bert Olsen"_s);
    addContact(u"clara@example.net"_s, u"Clara Wu"_s);
    addContact(u"olga@example.net"_s, u"Olga"_s, 2);
    m_dialog = std::make_unique<ui::NewChatDialog>(*m_theme, *m_avatars, *m_accounts, *m_contacts);
    m_dialog->open();
    QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
}

void NewChatTest::cleanup()
{
    m_dialog.reset();
}

void NewChatTest::addContact(const QString &address, const QString &name, qint64 account)
{
    model::Contact contact;
    contact.account = model::AccountId(account);
    contact.jid = net::Jid::fromString(address);
    contact.name = name;
    auto *item = new QStandardItem;
    item->setData(QVariant::fromValue(contact), model::ContactListModel::ContactRole);
    m_contacts->appendRow(item);
}

QStringList NewChatTest::shown() const
{
    QStringList names;
    for (int row = 0; row < results()->model()->rowCount(); ++row)
        names << results()->model()->index(row, 0).data().toString();
    return names;
}

void NewChatTest::findsContactsByNameAndAddress_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("nothing") << u""_s << QStringList{u"Bert Olsen"_s, u"Clara Wu"_s, u"Olga"_s};
    QTest::newRow("first name") << u"ber"_s << QStringList{u"Bert Olsen"_s};
    QTest::newRow("whole name before a word inside") << u"ol"_s << QStringList{u"Olga"_s, u"Bert Olsen"_s};
    QTest::newRow("capitals") << u"CLARA"_s << QStringList{u"Clara Wu"_s};
    QTest::newRow("address") << u"example.net"_s << QStringList{u"Clara Wu"_s, u"Olga"_s};
    QTest::newRow("whole address of a contact") << u"bert@example.org"_s << QStringList{u"Bert Olsen"_s};
    QTest::newRow("another address") << u"dora@example.org"_s << QStringList{u"Write to dora@example.org"_s};
    QTest::newRow("half an address") << u"bert@"_s << QStringList{u"Bert Olsen"_s};
    QTest::newRow("nobody") << u"zz"_s << QStringList{};
}

void NewChatTest::findsContactsByNameAndAddress()
{
    QFETCH(QString, typed);
    QFETCH(QStringList, expected);
    const QAbstractItemModelTester tester(results()->model());
    QTest::keyClicks(who(), typed);
    QCOMPARE(shown(), expected);
}

void NewChatTest::opensAContactWithEnter()
{
    QSignalSpy opened(m_dialog.get(), &ui::NewChatDialog::chatOpened);
    QTest::keyClicks(who(), u"bert"_s);
    QVERIFY(!addBox()->isVisible());
    QTest::keyClick(who(), Qt::Key_Return);
    QTRY_COMPARE(opened.size(), 1);
    QVERIFY(opened[0][0].value<model::AccountId>() == model::AccountId(1));
    QVERIFY(opened[0][1].value<model::ChatId>() == m_anna->nextChat);
    QCOMPARE(m_anna->commands, QStringList{u"open bert@example.org"_s});
    QVERIFY(!m_dialog->isVisible());
}

void NewChatTest::choosesWithTheArrowsAndTheMouse()
{
    QTest::keyClick(who(), Qt::Key_Down);
    QVERIFY(who()->hasFocus());
    QCOMPARE(results()->currentIndex().row(), 1);
    const QRect first = results()->visualRect(results()->model()->index(0, 0));
    QTest::mouseClick(results()->viewport(), Qt::LeftButton, {}, first.center());
    QCOMPARE(results()->currentIndex().row(), 0);
    QTest::mouseClick(m_dialog->findChild<QPushButton *>(u"startChat"_s), Qt::LeftButton);
    QTRY_COMPARE(m_anna->commands, QStringList{u"open bert@example.org"_s});
}

void NewChatTest::writesToSomebodyNew()
{
    QTest::keyClicks(who(), u"dora@example.org"_s);
    QVERIFY(addBox()->isVisible() && addBox()->isChecked());
    QTest::keyClick(who(), Qt::Key_Return);
    QTRY_COMPARE(m_anna->commands, (QStringList{u"add dora@example.org"_s, u"open dora@example.org"_s}));
}

void NewChatTest::doesNotAddWhenNotAsked()
{
    QTest::keyClicks(who(), u"dora@example.org"_s);
    QTest::mouseClick(addBox(), Qt::LeftButton, {}, QPoint(10, addBox()->height() / 2));
    QTest::keyClick(who(), Qt::Key_Return);
    QTRY_COMPARE(m_anna->commands, QStringList{u"open dora@example.org"_s});
}

void NewChatTest::saysWhatIsWrong_data()
{
    QTest::addColumn<QString>("typed");
    QTest::newRow("a name that nobody has") << u"zz"_s;
    QTest::newRow("space before @") << u"a b@example.org"_s;
    QTest::newRow("nothing after @") << u"dora@"_s;
    QTest::newRow("nothing before @") << u"@example.com"_s;
}

void NewChatTest::saysWhatIsWrong()
{
    QFETCH(QString, typed);
    QTest::keyClicks(who(), typed);
    QTest::keyClick(who(), Qt::Key_Return);
    QVERIFY(!who()->accessibleDescription().isEmpty());
    QVERIFY(who()->hasFocus());
    QVERIFY(m_dialog->isVisible());
    QVERIFY(m_anna->commands.isEmpty());
}

void NewChatTest::takesALinkButDoesNothingByItself()
{
    m_dialog->openLink(u"xmpp:dora@example.org?message;body=Hello%20there"_s);
    QCOMPARE(who()->text(), u"dora@example.org"_s);
    QCOMPARE(shown(), QStringList{u"Write to dora@example.org"_s});
    QVERIFY(m_anna->commands.isEmpty());
    addBox()->setChecked(false);
    QTest::keyClick(who(), Qt::Key_Return);
    QTRY_COMPARE(m_anna->commands, (QStringList{u"open dora@example.org"_s, u"suggest draft 7 Hello there"_s})); // written, not sent

    m_dialog->openLink(u"xmpp:?message"_s);
    QVERIFY(!who()->accessibleDescription().isEmpty());
}

void NewChatTest::takesALinkThatIsPasted()
{
    QGuiApplication::clipboard()->setText(u"xmpp:dora@example.org?roster;name=Dora"_s);
    QTest::keyClick(who(), Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(who()->text(), u"dora@example.org"_s);
    QTest::keyClick(who(), Qt::Key_Return);
    QTRY_COMPARE(m_anna->commands, (QStringList{u"add dora@example.org Dora"_s, u"open dora@example.org"_s}));
}

void NewChatTest::showsTheNameThatALinkGives()
{
    auto *name = m_dialog->findChild<QLineEdit *>(u"contactName"_s);
    QVERIFY(!name->isVisible());
    m_dialog->openLink(u"xmpp:mallory@example.org?roster;name=M%E2%80%AEum"_s);
    QVERIFY(name->isVisible());
    QCOMPARE(name->text(), u"M\u200bum"_s); // no override that would turn what follows
    addBox()->setChecked(false);
    QVERIFY(!name->isVisible());
    addBox()->setChecked(true);
    name->clear();
    QTest::keyClicks(name, u"Mallory"_s);
    QTest::keyClick(who(), Qt::Key_Return);
    QTRY_COMPARE(m_anna->commands, (QStringList{u"add mallory@example.org Mallory"_s, u"open mallory@example.org"_s}));

    m_dialog->openLink(u"xmpp:mallory@example.org?roster;name=Mum"_s);
    who()->clear();
    QTest::keyClicks(who(), u"dora@example.org"_s);
    QVERIFY(!name->isVisible()); // it belonged to the link
}

void NewChatTest::refusesItsOwnAddress()
{
    QTest::keyClicks(who(), u"anna@example.org"_s);
    QTest::keyClick(who(), Qt::Key_Return);
    QVERIFY(!who()->accessibleDescription().isEmpty());
    QVERIFY(m_anna->commands.isEmpty());
}

void NewChatTest::saysWhenNobodyIsSignedIn()
{
    m_accounts->set({});
    QTest::keyClicks(who(), u"dora@example.org"_s);
    QTest::keyClick(who(), Qt::Key_Return);
    QVERIFY(!who()->accessibleDescription().isEmpty());
    QVERIFY(m_dialog->isVisible());
}

void NewChatTest::asksWhichAccount()
{
    auto *account = m_dialog->findChild<QComboBox *>(u"account"_s);
    QVERIFY(!account->isVisible());
    m_accounts->set({m_anna.get(), m_work.get()});
    QVERIFY(account->isVisible());
    account->setCurrentIndex(1);
    QTest::keyClicks(who(), u"dora@example.org"_s);
    QTest::keyClick(who(), Qt::Key_Return);
    QTRY_COMPARE(m_work->commands.size(), 2);
    QVERIFY(m_anna->commands.isEmpty());

    // A contact belongs to its own account, whatever the box says.
    account->setCurrentIndex(0);
    m_work->commands.clear();
    m_dialog->show();
    who()->clear();
    QTest::keyClicks(who(), u"olga"_s);
    QTest::keyClick(who(), Qt::Key_Return);
    QTRY_COMPARE(m_work->commands, QStringList{u"open olga@example.net"_s});
}

void NewChatTest::tellsWhenTheChatCannotBeMade()
{
    QSignalSpy opened(m_dialog.get(), &ui::NewChatDialog::chatOpened);
    m_anna->nextChat = {};
    QTest::keyClicks(who(), u"bert"_s);
    QTest::keyClick(who(), Qt::Key_Return);
    QTRY_VERIFY(!who()->accessibleDescription().isEmpty());
    QVERIFY(m_dialog->isVisible());
    QCOMPARE(opened.size(), 0);
}

QStandardItem *NewChatTest::request(qint64 id, const QString &address, const QString &body)
{
    model::Chat chat;
    chat.id = model::ChatId(id);
    chat.account = model::AccountId(1);
    chat.peer = net::Jid::fromString(address);
    chat.lastBody = body;
    chat.request = true;
    auto *item = new QStandardItem;
    item->setData(QVariant::fromValue(chat), model::ChatListModel::ChatRole);
    return item;
}

void NewChatTest::requestsAreAcceptedDeletedAndBlocked_data()
{
    QTest::addColumn<QString>("button");
    QTest::addColumn<int>("accepted");
    QTest::addColumn<int>("declined");
    QTest::newRow("accept") << u"accept"_s << 1 << 0;
    QTest::newRow("delete") << u"delete"_s << 0 << 1;
    QTest::newRow("block") << u"block"_s << 0 << 1;
}

void NewChatTest::requestsAreAcceptedDeletedAndBlocked()
{
    QFETCH(QString, button);
    QStandardItemModel chats;
    chats.appendRow(request(3, u"stranger@example.net"_s, u"Hello"_s));
    ui::RequestsPage page(*m_theme, chats);
    page.show();
    QSignalSpy accepted(&page, &ui::RequestsPage::accepted);
    QSignalSpy declined(&page, &ui::RequestsPage::declined);
    QTest::mouseClick(page.findChild<QPushButton *>(button), Qt::LeftButton);
    QTEST(int(accepted.size()), "accepted");
    QTEST(int(declined.size()), "declined");
    const auto chat = (accepted.isEmpty() ? declined : accepted)[0][0].value<model::Chat>();
    QVERIFY(chat.id == model::ChatId(3));
    if (!declined.isEmpty())
        QCOMPARE(declined[0][1].toBool(), button == u"block"_s);
}

void NewChatTest::requestsComeAndGo()
{
    QStandardItemModel chats;
    ui::RequestsPage page(*m_theme, chats);
    page.show();
    QSignalSpy count(&page, &ui::RequestsPage::countChanged);
    QSignalSpy closed(&page, &ui::RequestsPage::closed);
    chats.appendRow(request(3, u"stranger@example.net"_s, u"Hello"_s));
    chats.appendRow(request(4, u"other@example.net"_s, {}));
    QTRY_COMPARE(page.count(), 2);
    QCOMPARE(count.size(), 1); // one change for both
    QCOMPARE(page.findChildren<QPushButton *>(u"accept"_s).size(), 2);
    chats.removeRow(0);
    QTRY_COMPARE(page.findChildren<QPushButton *>(u"accept"_s).size(), 1);
    QTest::keyClick(&page, Qt::Key_Escape);
    QCOMPARE(closed.size(), 1);
}

void NewChatTest::requestsShowNoLinksAndAreBounded()
{
    QStandardItemModel chats;
    chats.appendRow(request(1, u"stranger@example.net"_s, u"<a href='https://evil.example'>look</a><img src='https://evil.example/x.png'>"_s));
    for (int i = 2; i < 500; ++i)
        chats.appendRow(request(i, u"s%1@example.net"_s.arg(i), u"Hello"_s));
    ui::RequestsPage page(*m_theme, chats);
    QCOMPARE(page.count(), 499);
    QCOMPARE(page.findChildren<QPushButton *>(u"accept"_s).size(), ui::RequestsPage::kMost);
    const auto labels = page.findChildren<QLabel *>();
    for (const QLabel *label : labels)
        QVERIFY(label->textFormat() == Qt::PlainText || label->text().isEmpty());
}

QTEST_MAIN(NewChatTest)
#include "tst_new_chat.moc"
