// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The main window with real clicks and keys, over a real store.
#include "tests/support/app/sample_world.h"
#include "ui/chat_list/chat_list.h"
#include "ui/chat_list/requests_button.h"
#include "ui/chat_list/search_field.h"
#include "ui/chat_list/status_line.h"
#include "ui/composer/composer.h"
#include "ui/composer/message_edit.h"
#include "ui/conversation/conversation_header.h"
#include "ui/conversation/conversation_pane.h"
#include "ui/conversation/find_bar.h"
#include "ui/main_window/main_window.h"
#include "ui/widgets/icon_button.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using model::Direction;
using test::SampleWorld;

class MainWindowTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<ui::Theme>(*qApp, ui::Appearance::Light); }
    void clickOpensAChat();
    void keysGoFromChatToChat();
    void searchFindsChatsAndContacts();
    void searchThatFindsNobodyOffersAChat();
    void enterSendsAndKeepsTheFieldForTheNext();
    void whatCouldNotBeStoredIsInTheFieldAgain();
    void shiftEnterBreaksTheLine();
    void draftsStayWithTheirChat();
    void typingIsToldOnceAndEnds();
    void readsOnlyWhatIsSeen();
    void listKeepsItsOrderWhileFocused();
    void menuCommandsReachTheAccount();
    void narrowShowsOnePane();
    void remembersChatPlaceAndWidth();
    void requestsWaitApart();
    void passwordIsAskedForInTheWindow();
    void statusLineSpeaks();
    void noticeIsShownOnceAndGoesAway();
    void goneChatIsClosed();
    void findInChat();
    void everyControlHasAName();

private:
    static QModelIndex rowOf(ui::ChatList *list, model::ChatId chat);
    static void click(ui::ChatList *list, model::ChatId chat);
    std::unique_ptr<ui::Theme> m_theme;
};

QModelIndex MainWindowTest::rowOf(ui::ChatList *list, model::ChatId chat)
{
    for (int row = 0; row < list->model()->rowCount(); ++row) {
        const auto index = list->model()->index(row, 0);
        if (index.data(model::ChatListModel::ChatIdRole).value<model::ChatId>() == chat)
            return index;
    }
    return {};
}

void MainWindowTest::click(ui::ChatList *list, model::ChatId chat)
{
    const auto index = rowOf(list, chat);
    QVERIFY(index.isValid());
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(index).center());
}

void MainWindowTest::clickOpensAChat()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.show();
    auto *list = window.findChild<ui::ChatList *>();
    QCOMPARE(window.openedChat(), model::ChatId{});
    click(list, world.clara);
    QCOMPARE(window.openedChat(), world.clara);
    QVERIFY(window.windowTitle().contains(u"Clara Wu"_s));
    QCOMPARE(list->currentIndex(), rowOf(list, world.clara));
    QCOMPARE(window.findChild<ui::MessageView *>()->rowCount(), 2);
    // Pressing on one row and letting go on another opens nothing.
    QTest::mousePress(list->viewport(), Qt::LeftButton, {}, list->visualRect(rowOf(list, world.bert)).center());
    QTest::mouseRelease(list->viewport(), Qt::LeftButton, {}, list->visualRect(rowOf(list, world.mia)).center());
    QCOMPARE(window.openedChat(), world.clara);
}

void MainWindowTest::keysGoFromChatToChat()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    auto *list = window.findChild<ui::ChatList *>();
    QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(window.openedChat(), list->chatAt(0)->id);
    QTest::keyClick(&window, Qt::Key_PageDown, Qt::ControlModifier);
    QCOMPARE(window.openedChat(), list->chatAt(1)->id);
    QTest::keyClick(&window, Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(window.openedChat(), list->chatAt(2)->id);
    QTest::keyClick(&window, Qt::Key_PageUp, Qt::ControlModifier);
    QCOMPARE(window.openedChat(), list->chatAt(1)->id);
    QTest::keyClick(&window, Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(window.openedChat(), model::ChatId{});
    // The user's own key replaces the default at once.
    world.shortcuts->setKeys(ui::Command::NextChat, {QKeySequence(u"F8"_s)});
    QTest::keyClick(&window, Qt::Key_F8);
    QCOMPARE(window.openedChat(), list->chatAt(0)->id);
    QTest::keyClick(&window, Qt::Key_PageDown, Qt::ControlModifier);
    QCOMPARE(window.openedChat(), list->chatAt(0)->id);
    QSignalSpy settings(&window, &ui::MainWindow::settingsRequested);
    QTest::keyClick(&window, Qt::Key_Comma, Qt::ControlModifier);
    QCOMPARE(settings.count(), 1);
}

void MainWindowTest::searchFindsChatsAndContacts()
{
    SampleWorld world(*m_theme);
    world.run([&](model::StoreSession &s) {
        model::Contact contact;
        contact.account = world.accountId;
        contact.jid = net::Jid::fromString(u"clemens@example.org"_s);
        contact.name = u"Clémens"_s;
        contact.subscription = model::Subscription::Both;
        s.contacts.upsert(contact);
    });
    ui::MainWindow window(world.context());
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    auto *list = window.findChild<ui::ChatList *>();
    auto *search = window.findChild<ui::SearchField *>();
    const int all = list->model()->rowCount();
    QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
    QVERIFY(search->hasFocus());
    QTest::keyClicks(search, u"cle"_s);
    QCOMPARE(list->model()->rowCount(), 1);
    QCOMPARE(list->model()->index(0, 0).data().toString(), u"Clémens"_s);
    // A contact without a chat gets one.
    world.account.nextChat = world.clara;
    QTest::keyClick(search, Qt::Key_Return);
    QTRY_COMPARE(window.openedChat(), world.clara);
    QVERIFY(world.account.commands.join(u'\n').contains(u"clemens@example.org"_s));
    QCOMPARE(search->text(), QString());
    QCOMPARE(list->model()->rowCount(), all);

    QTest::keyClicks(search, u"ber"_s);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(window.openedChat(), world.bert);
    QTest::keyClicks(search, u"ber"_s);
    QTest::keyClick(search, Qt::Key_Escape);
    QCOMPARE(search->text(), QString());
}

void MainWindowTest::searchThatFindsNobodyOffersAChat()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.show();
    QSignalSpy wanted(&window, &ui::MainWindow::newChatRequested);
    auto *search = window.findChild<ui::SearchField *>();
    QTest::keyClicks(search, u"zoe@example.net"_s);
    QCOMPARE(window.findChild<ui::ChatList *>()->model()->rowCount(), 0);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted.at(0).at(0).toString(), u"zoe@example.net"_s);
}

void MainWindowTest::enterSendsAndKeepsTheFieldForTheNext()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.show();
    QVERIFY(window.openChat(world.clara));
    auto *edit = window.findChild<ui::MessageEdit *>();
    edit->setFocus();
    world.account.commands.clear();
    QTest::keyClicks(edit, u"on my way"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY2(world.account.commands.filter(u"send"_s).join(u'\n').contains(u"on my way"_s), qPrintable(world.account.commands.join(u'\n')));
    QCOMPARE(edit->toPlainText(), QString());
    QTest::keyClicks(edit, u"   "_s);
    world.account.commands.clear();
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(world.account.commands.filter(u"send"_s).isEmpty()); // blanks are no message
}

void MainWindowTest::whatCouldNotBeStoredIsInTheFieldAgain()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.show();
    QVERIFY(window.openChat(world.clara));
    auto *edit = window.findChild<ui::MessageEdit *>();
    QTest::keyClicks(edit, u"precious"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QTest::keyClicks(edit, u"next"_s);
    Q_EMIT world.account.notSent(model::ChatId{4711}, u"of another chat"_s);
    QCOMPARE(edit->toPlainText(), u"next"_s);
    Q_EMIT world.account.notSent(world.clara, u"precious"_s);
    QCOMPARE(edit->toPlainText(), u"precious\nnext"_s);
}

void MainWindowTest::shiftEnterBreaksTheLine()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.show();
    QVERIFY(window.openChat(world.clara));
    auto *edit = window.findChild<ui::MessageEdit *>();
    const int oneLine = edit->height();
    world.account.commands.clear();
    QTest::keyClicks(edit, u"a"_s);
    QTest::keyClick(edit, Qt::Key_Return, Qt::ShiftModifier);
    QTest::keyClicks(edit, u"b"_s);
    QCOMPARE(edit->toPlainText(), u"a\nb"_s);
    QVERIFY(edit->height() > oneLine);
    for (int i = 0; i < 60; ++i)
        QTest::keyClick(edit, Qt::Key_Return, Qt::ShiftModifier);
    auto *pane = window.findChild<ui::ConversationPane *>();
    QVERIFY2(edit->height() <= pane->height() * 2 / 5 + 1, qPrintable(u"%1 of %2"_s.arg(edit->height()).arg(pane->height())));
    QVERIFY(world.account.commands.filter(u"send"_s).isEmpty());
    // The other way round, when the user prefers it.
    world.preferences->setEnterSends(false);
    edit->setPlainText(u"x"_s);
    edit->moveCursor(QTextCursor::End);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(edit->toPlainText(), u"x\n"_s);
    QTest::keyClick(edit, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(world.account.commands.filter(u"send"_s).size(), 1);
}

void MainWindowTest::draftsStayWithTheirChat()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.show();
    QVERIFY(window.openChat(world.clara));
    auto *edit = window.findChild<ui::MessageEdit *>();
    QTest::keyClicks(edit, u"half a thought"_s);
    world.account.commands.clear();
    QVERIFY(window.openChat(world.bert));
    QCOMPARE(edit->toPlainText(), QString());
    QCOMPARE(world.account.commands.filter(u"half a thought"_s).size(), 1);
    // The model keeps it; it comes back with the chat.
    world.run([&](model::StoreSession &s) { s.chats.setDraft(world.clara, u"half a thought"_s); });
    QVERIFY(window.openChat(world.clara));
    QCOMPARE(edit->toPlainText(), u"half a thought"_s);
}

void MainWindowTest::typingIsToldOnceAndEnds()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.show();
    QVERIFY(window.openChat(world.clara));
    auto *edit = window.findChild<ui::MessageEdit *>();
    auto *composer = window.findChild<ui::Composer *>();
    QSignalSpy typing(composer, &ui::Composer::typingChanged);
    QTest::keyClicks(edit, u"hello"_s);
    QCOMPARE(typing.count(), 1);
    QCOMPARE(typing.at(0).at(0).toBool(), true);
    edit->clear();
    QCOMPARE(typing.count(), 2);
    QCOMPARE(typing.at(1).at(0).toBool(), false);
    // A message ends it by itself; opening a chat with a draft is not typing.
    QTest::keyClicks(edit, u"x"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(typing.count(), 3);
    composer->setDraft(u"old draft"_s);
    QCOMPARE(typing.count(), 3);
    // Who goes to another chat has stopped.
    QTest::keyClicks(edit, u"x"_s);
    QCOMPARE(typing.count(), 4);
    world.account.commands.clear();
    QVERIFY(window.openChat(world.bert));
    QCOMPARE(typing.count(), 5);
    QVERIFY(world.account.commands.contains(u"typing %1 no"_s.arg(qint64(world.clara))) || world.account.commands.contains(u"typing %1 off"_s.arg(qint64(world.clara))));
}

void MainWindowTest::readsOnlyWhatIsSeen()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    world.account.commands.clear();
    QVERIFY(window.openChat(world.bert)); // not shown: nobody sees it
    QTest::qWait(0);
    QVERIFY(world.account.commands.filter(u"read"_s).isEmpty());
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTRY_VERIFY(!world.account.commands.filter(u"read"_s).isEmpty());
    const auto newest = world.history->model().index(world.history->model().rowCount() - 1, 0).data(model::MessageListModel::MessageIdRole).value<model::MessageId>();
    QTRY_VERIFY2(world.account.commands.filter(u"read"_s).last().contains(QString::number(qint64(newest))), qPrintable(world.account.commands.join(u'\n')));
}

void MainWindowTest::listKeepsItsOrderWhileFocused()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    auto *list = window.findChild<ui::ChatList *>();
    list->setFocus();
    const int before = rowOf(list, world.clara).row();
    QVERIFY(before > 0);
    world.say(world.clara, Direction::Incoming, u"I am first now"_s, QTime(12, 5));
    QCOMPARE(rowOf(list, world.clara).row(), before);
    window.findChild<ui::SearchField *>()->setFocus();
    QCOMPARE(rowOf(list, world.clara).row(), 0);
}

void MainWindowTest::menuCommandsReachTheAccount()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.show();
    auto *list = window.findChild<ui::ChatList *>();
    const auto trigger = [&](const QString &words) {
        list->showMenu(*list->find(world.mia), window.mapToGlobal(QPoint(50, 50)));
        auto *menu = list->findChild<QMenu *>();
        QVERIFY(menu);
        for (QAction *action : menu->actions()) {
            if (action->text().startsWith(words)) {
                action->trigger();
                menu->close();
                delete menu;
                return;
            }
        }
        QFAIL(qPrintable(u"No “%1” in the menu"_s.arg(words)));
    };
    world.account.commands.clear();
    const QStringList words{u"Pin"_s, u"Mute"_s, u"Mark as read"_s, u"Archive"_s, u"Block"_s};
    for (const auto &word : words)
        trigger(word);
    QCOMPARE(world.account.commands.size(), 5);
    QVERIFY(world.account.commands.last().contains(u"mia@garden.example"_s));
}

void MainWindowTest::narrowShowsOnePane()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.resize(400, 600);
    window.show();
    auto *list = window.findChild<ui::ChatList *>();
    auto *view = window.findChild<ui::MessageView *>();
    QVERIFY(list->isVisible());
    QVERIFY(!view->isVisible());
    click(list, world.clara);
    QVERIFY(!list->isVisible());
    QVERIFY(view->isVisible());
    QTRY_COMPARE(view->width(), 400);
    auto *back = window.findChild<ui::ConversationHeader *>()->findChild<ui::IconButton *>();
    QCOMPARE(back->accessibleName(), u"Back to the chats"_s);
    QTest::mouseClick(back, Qt::LeftButton);
    QVERIFY(list->isVisible());
    QVERIFY(!view->isVisible());
    QTRY_COMPARE(list->width(), 400);
    window.resize(1000, 600);
    QVERIFY(list->isVisible());
    QVERIFY(view->isVisible());
    QVERIFY(!back->isVisible());
    QVERIFY(list->width() <= ui::metric::kSidebarMax);
}

void MainWindowTest::remembersChatPlaceAndWidth()
{
    SampleWorld world(*m_theme);
    world.fill(world.clara, 300, 3);
    std::optional<ui::MessageView::Place> place;
    {
        ui::MainWindow window(world.context());
        window.resize(780, 700);
        window.show();
        QVERIFY(window.openChat(world.clara));
        auto *view = window.findChild<ui::MessageView *>();
        view->verticalScrollBar()->setValue(view->verticalScrollBar()->maximum() - 1500);
        place = view->place();
        QVERIFY(place);
        window.saveState(); // no closeEvent: as after a crash
    }
    world.history = std::make_unique<ui::StoreHistory>(*world.store);
    ui::MainWindow window(world.context());
    window.show();
    QCOMPARE(window.size(), QSize(780, 700));
    QCOMPARE(window.openedChat(), world.clara);
    auto *view = window.findChild<ui::MessageView *>();
    QTRY_VERIFY(view->place().has_value());
    QCOMPARE(view->place()->message, place->message);
    QCOMPARE(view->place()->offset, place->offset);
    QVERIFY(!view->atNewest());
}

void MainWindowTest::requestsWaitApart()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.show();
    auto *list = window.findChild<ui::ChatList *>();
    QVERIFY(!rowOf(list, world.stranger).isValid());
    auto *entry = window.findChild<ui::RequestsButton *>();
    QVERIFY(entry->isVisible());
    QTest::mouseClick(entry, Qt::LeftButton);
    auto *accept = [&] {
        for (auto *button : window.findChildren<QPushButton *>())
            if (button->isVisible() && button->text().contains(u"Accept"_s))
                return button;
        return static_cast<QPushButton *>(nullptr);
    }();
    QVERIFY(accept);
    world.account.commands.clear();
    QTest::mouseClick(accept, Qt::LeftButton);
    QVERIFY(world.account.commands.join(u'\n').contains(u"accept"_s));
    QCOMPARE(window.openedChat(), world.stranger);
    world.run([&](model::StoreSession &s) { s.chats.acceptRequest(world.stranger); });
    QVERIFY(rowOf(list, world.stranger).isValid());
    QTRY_VERIFY(!entry->isVisible());
}

void MainWindowTest::passwordIsAskedForInTheWindow()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.show();
    world.account.setStatus({.kind = model::ConnectionKind::Offline, .retryAt = {}, .problem = u"The password is wrong."_s, .detail = {}, .needsPassword = true});
    QLineEdit *field = nullptr;
    for (auto *edit : window.findChildren<QLineEdit *>())
        if (edit->echoMode() == QLineEdit::Password)
            field = edit;
    QVERIFY(field);
    QTRY_VERIFY(field->isVisible());
    QVERIFY(field->accessibleName().contains(u"anna@example.org"_s));
    world.account.commands.clear();
    QTest::keyClicks(field, u"secret"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(world.account.commands.size(), 1);
    QCOMPARE(field->text(), QString());
    const QPointer<QLineEdit> watched(field);
    world.account.setStatus({.kind = model::ConnectionKind::Online, .retryAt = {}, .problem = {}, .detail = {}});
    QTRY_VERIFY(!watched);
}

void MainWindowTest::statusLineSpeaks()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.show();
    auto *line = window.findChild<ui::StatusLine *>();
    QVERIFY(line->accessibleName().startsWith(u"Resumed"_s));
    world.account.setStatus({.kind = model::ConnectionKind::Connecting, .retryAt = {}, .problem = {}, .detail = {}});
    QCOMPARE(line->accessibleName(), u"Connecting…"_s);
    QSignalSpy asked(&window, &ui::MainWindow::connectionRequested);
    QTest::mouseClick(line, Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
}

void MainWindowTest::noticeIsShownOnceAndGoesAway()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.show();
    window.tell(ui::Banner::Kind::Danger, u"The disk is full."_s);
    window.tell(ui::Banner::Kind::Danger, u"The disk is full."_s);
    auto banners = window.findChildren<ui::Banner *>();
    QCOMPARE(banners.size(), 1);
    QTest::mouseClick(banners.first()->findChild<ui::IconButton *>(), Qt::LeftButton);
    QTRY_COMPARE(window.findChildren<ui::Banner *>().size(), 0);
}

void MainWindowTest::goneChatIsClosed()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.show();
    QVERIFY(window.openChat(world.clara));
    world.run([&](model::StoreSession &s) { s.chats.setArchived(world.clara, true); });
    QCOMPARE(window.openedChat(), model::ChatId{});
}

void MainWindowTest::findInChat()
{
    SampleWorld world(*m_theme);
    world.fill(world.clara, 300, 3);
    world.say(world.clara, Direction::Incoming, u"a needle"_s, QTime(12, 5));
    ui::MainWindow window(world.context());
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QVERIFY(window.openChat(world.clara));
    QTest::keyClick(&window, Qt::Key_F, Qt::ControlModifier);
    auto *bar = window.findChild<ui::FindBar *>();
    QVERIFY(bar->isVisible());
    auto *view = window.findChild<ui::MessageView *>();
    auto *field = bar->findChild<QLineEdit *>();
    QTest::keyClicks(field, u"Message 7:"_s); // far outside the rows that are loaded at first
    QVERIFY(view->hasSelection());
    QCOMPARE(view->selectedText(), u"Message 7:"_s);
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(!bar->isVisible());
    QVERIFY(!view->hasSelection());
}

void MainWindowTest::everyControlHasAName()
{
    SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.show();
    QVERIFY(window.openChat(world.bert));
    QStringList nameless;
    for (auto *widget : window.findChildren<QWidget *>()) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus)
            continue;
        auto *interface = QAccessible::queryAccessibleInterface(widget);
        if (!interface || interface->text(QAccessible::Name).isEmpty())
            nameless << QString::fromLatin1(widget->metaObject()->className());
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u", "_s)));
}

QTEST_MAIN(MainWindowTest)
#include "tst_main_window.moc"
