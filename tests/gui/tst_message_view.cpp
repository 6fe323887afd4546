// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The view of a conversation over a real store: what is being read stays in place, text can be selected, screen readers hear it.
#include "tests/support/app/sample_world.h"
#include "ui/conversation/message_view.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using model::Direction;
using test::SampleWorld;

namespace {

struct Shown {
    explicit Shown(ui::Theme &theme)
        : world(theme)
    {
    }
    /// Opens a chat in a view of its own.
    ui::MessageView &open(model::ChatId chat, int unread = 0, std::optional<ui::MessageView::Place> place = std::nullopt)
    {
        if (!view) {
            view = std::make_unique<ui::MessageView>(world.theme, *world.avatars, world.clock, *world.history);
            view->resize(700, 600);
            view->show();
        }
        world.history->setChat(chat);
        view->open(unread, place);
        return *view;
    }
    /// Text and place of the topmost row that is wholly in sight.
    [[nodiscard]] std::pair<model::MessageId, int> topmost() const
    {
        for (int row = 0; row < view->rowCount(); ++row)
            if (const QRect r = view->rowRect(row); r.top() >= 0)
                return {view->rowId(row), r.top()};
        return {};
    }
    [[nodiscard]] int yOf(model::MessageId id) const { return view->rowRect(view->rowOf(id)).top(); }

    SampleWorld world;
    std::unique_ptr<ui::MessageView> view;
};

} // namespace

class MessageViewTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<ui::Theme>(*qApp, ui::Appearance::Light); }
    void opensAtTheFirstUnread();
    void opensAtTheNewestElse();
    void opensWhereItWas();
    void shortChatsStandAtTheBottom();
    void olderRowsMoveNothing();
    void newerRowsMoveNothing();
    void newestStaysInSight();
    void changedRowsMoveNothing();
    void removedRowsMoveNothing();
    void widthKeepsThePlace();
    void asksForMoreAtTheTop();
    void jumpsToTheNewest();
    void mouseSelectsAcrossBubbles();
    void mouseSelectsInOneBubble();
    void keysMoveAndSelect();
    void copiesAndMenus();
    void linkClickTellsTheTarget();
    void retryAndDelete();
    void lettersGoToTheComposer();
    void screenReadersHearTheRows();
    void newMessagesAreAnnounced();
    void paintsManyRowsQuickly();

private:
    std::unique_ptr<ui::Theme> m_theme;
};

void MessageViewTest::opensAtTheFirstUnread()
{
    Shown s(*m_theme);
    s.world.fill(s.world.clara, 200, 5);
    model::MessageId first{};
    for (int i = 0; i < 40; ++i) {
        const auto id = s.world.say(s.world.clara, Direction::Incoming, u"unread %1"_s.arg(i), QTime(10, 0).addSecs(i));
        if (i == 0)
            first = id;
    }
    auto &view = s.open(s.world.clara, 40);
    QVERIFY(s.yOf(first) > 0 && s.yOf(first) < 300);
    QVERIFY(!view.atNewest());
    QCOMPARE(view.newBelow() > 0, true);
}

void MessageViewTest::opensAtTheNewestElse()
{
    Shown s(*m_theme);
    s.world.fill(s.world.clara, 200, 5);
    auto &view = s.open(s.world.clara);
    QVERIFY(view.atNewest());
    QCOMPARE(view.newBelow(), 0);
    QVERIFY(!view.place());
    const QRect last = view.rowRect(view.rowCount() - 1);
    QVERIFY(last.bottom() < view.viewport()->height() && last.bottom() > view.viewport()->height() - 40);
}

void MessageViewTest::opensWhereItWas()
{
    Shown s(*m_theme);
    s.world.fill(s.world.clara, 500, 5);
    auto &view = s.open(s.world.clara);
    for (int i = 0; i < 6; ++i) { // far up, beyond the rows loaded at first
        view.verticalScrollBar()->setValue(0);
        QCoreApplication::processEvents();
    }
    const auto place = view.place();
    QVERIFY(place);
    s.open(s.world.bert);
    s.open(s.world.clara, 0, place);
    QCOMPARE(s.yOf(place->message), place->offset);
}

void MessageViewTest::shortChatsStandAtTheBottom()
{
    Shown s(*m_theme);
    auto &view = s.open(s.world.clara);
    QVERIFY(view.rowRect(0).top() > 300);
    QVERIFY(view.rowRect(view.rowCount() - 1).bottom() > view.viewport()->height() - 40);
    QVERIFY(view.atNewest());
}

void MessageViewTest::olderRowsMoveNothing()
{
    Shown s(*m_theme);
    s.world.fill(s.world.clara, 400, 5);
    auto &view = s.open(s.world.clara);
    QCoreApplication::processEvents();
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() / 2);
    const auto [id, y] = s.topmost();
    const int before = view.rowCount();
    s.world.history->fetchOlder();
    QVERIFY(view.rowCount() > before);
    QCOMPARE(s.yOf(id), y);
    for (int i = 0; i < 5; ++i) {
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->value() - 37);
        const auto [seen, at] = s.topmost();
        QCoreApplication::processEvents(); // the view may fetch on its own
        QCOMPARE(s.yOf(seen), at);
    }
}

void MessageViewTest::newerRowsMoveNothing()
{
    Shown s(*m_theme);
    s.world.fill(s.world.clara, 200, 5);
    auto &view = s.open(s.world.clara);
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() - 700);
    const auto [id, y] = s.topmost();
    s.world.say(s.world.clara, Direction::Incoming, u"new"_s, QTime(12, 5));
    QCOMPARE(s.yOf(id), y);
    QVERIFY(!view.atNewest());
    QCOMPARE(view.newBelow(), 1);
}

void MessageViewTest::newestStaysInSight()
{
    Shown s(*m_theme);
    s.world.fill(s.world.clara, 100, 5);
    auto &view = s.open(s.world.clara);
    s.world.say(s.world.clara, Direction::Incoming, u"new"_s, QTime(12, 5));
    QVERIFY(view.atNewest());
    QVERIFY(view.rowRect(view.rowCount() - 1).bottom() < view.viewport()->height());
    view.resize(700, 300); // a keyboard or a growing composer takes room
    QVERIFY(view.atNewest());
    QVERIFY(view.rowRect(view.rowCount() - 1).bottom() < view.viewport()->height());
}

void MessageViewTest::changedRowsMoveNothing()
{
    Shown s(*m_theme);
    s.world.fill(s.world.clara, 100, 5);
    model::MessageId own = s.world.say(s.world.clara, Direction::Outgoing, u"mine"_s, QTime(12, 0));
    s.world.fill(s.world.clara, 1, 0);
    auto &view = s.open(s.world.clara);
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() - 300);
    const auto [id, y] = s.topmost();
    s.world.fail(own, u"A sentence that is long enough to need a line or two below the bubble, whatever the width is."_s);
    QCOMPARE(s.yOf(id), y);
    QVERIFY(view.rowOf(own) >= 0);
}

void MessageViewTest::removedRowsMoveNothing()
{
    Shown s(*m_theme);
    s.world.fill(s.world.clara, 100, 5);
    auto &view = s.open(s.world.clara);
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() - 900);
    const auto [id, y] = s.topmost();
    const auto next = view.rowId(view.rowOf(id) + 2);
    const int nextY = s.yOf(next);
    const auto above = view.rowId(view.rowOf(id) - 5);
    s.world.run([above](model::StoreSession &session) { session.messages.remove(above); });
    QCOMPARE(s.yOf(id), y);
    s.world.run([id = id](model::StoreSession &session) { session.messages.remove(id); });
    QCOMPARE(view.rowOf(id), -1);
    QVERIFY2(qAbs(s.yOf(next) - nextY) <= 60, qPrintable(u"%1, was %2"_s.arg(s.yOf(next)).arg(nextY)));
}

void MessageViewTest::widthKeepsThePlace()
{
    Shown s(*m_theme);
    s.world.fill(s.world.clara, 300, 5);
    auto &view = s.open(s.world.clara);
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() - 1200);
    const auto place = view.place();
    QVERIFY(place);
    for (const int width : {400, 900, 320, 700}) {
        view.resize(width, 600);
        QCOMPARE(s.yOf(place->message), place->offset);
    }
}

void MessageViewTest::asksForMoreAtTheTop()
{
    Shown s(*m_theme);
    auto &view = s.open(s.world.clara);
    QSignalSpy older(&view, &ui::MessageView::olderWanted);
    QTRY_COMPARE(older.count(), 1);
    QCOMPARE(older.at(0).at(0).value<model::MessageId>(), view.rowId(0));
    view.resize(700, 500);
    QCoreApplication::processEvents();
    QCOMPARE(older.count(), 1); // once for each message
    s.world.fill(s.world.mia, 1, 60);
    s.open(s.world.mia);
    QTRY_COMPARE(older.count(), 2);
}

void MessageViewTest::jumpsToTheNewest()
{
    Shown s(*m_theme);
    s.world.fill(s.world.clara, 900, 20); // more than the window of rows
    auto &view = s.open(s.world.clara);
    for (int i = 0; i < 20; ++i) {
        view.verticalScrollBar()->setValue(0);
        QCoreApplication::processEvents();
    }
    QVERIFY(s.world.history->canFetchNewer());
    view.jumpToNewest();
    QVERIFY(view.atNewest());
    QVERIFY(!s.world.history->canFetchNewer());
}

void MessageViewTest::mouseSelectsAcrossBubbles()
{
    Shown s(*m_theme);
    auto &view = s.open(s.world.bert);
    view.verticalScrollBar()->setValue(0);
    const QRect first = view.rowRect(0), second = view.rowRect(1);
    QTest::mousePress(view.viewport(), Qt::LeftButton, {}, first.topLeft() + QPoint(12, 12));
    QTest::mouseMove(view.viewport(), second.center());
    QTest::mouseMove(view.viewport(), QPoint(second.right() - 4, second.bottom() + 1));
    QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, QPoint(second.right() - 4, second.bottom() + 1));
    QCOMPARE(view.selectedText(),
        u"[11:52] Bert Olsen: Morning! Did the plans for Saturday survive the weather forecast?\n[11:52] Bert Olsen: I can bring the big tent if we need it"_s);
    // Upwards is the same.
    QTest::mousePress(view.viewport(), Qt::LeftButton, {}, QPoint(second.right() - 4, second.bottom() + 1));
    QTest::mouseMove(view.viewport(), first.topLeft() + QPoint(60, 12));
    QTest::mouseMove(view.viewport(), first.topLeft() + QPoint(12, 12));
    QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, first.topLeft() + QPoint(12, 12));
    QVERIFY(view.selectedText().startsWith(u"[11:52] Bert Olsen: Morning!"_s));
    view.clearSelection();
    QVERIFY(!view.hasSelection());
}

void MessageViewTest::mouseSelectsInOneBubble()
{
    Shown s(*m_theme);
    auto &view = s.open(s.world.bert);
    view.verticalScrollBar()->setValue(0);
    const QRect row = view.rowRect(1);
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, row.topLeft() + QPoint(40, 16));
    QCOMPARE(view.selectedText(), u"can"_s); // a piece of one message is just text
}

void MessageViewTest::keysMoveAndSelect()
{
    Shown s(*m_theme);
    auto &view = s.open(s.world.bert);
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_Up);
    QCOMPARE(view.currentRow(), view.rowCount() - 1);
    QTest::keyClick(&view, Qt::Key_Up);
    QCOMPARE(view.currentRow(), view.rowCount() - 2);
    QTest::keyClick(&view, Qt::Key_Down);
    QCOMPARE(view.currentRow(), view.rowCount() - 1);
    QTest::keyClick(&view, Qt::Key_Up);
    // Characters, words, messages.
    QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(view.selectedText(), u"I"_s);
    QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier | Qt::ControlModifier);
    QVERIFY(view.selectedText().size() > 1);
    QTest::keyClick(&view, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(&view, Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(view.selectedText().count(u'\n'), 1);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), view.selectedText());
    QTest::keyClick(&view, Qt::Key_Escape);
    QVERIFY(!view.hasSelection());
    QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
    QVERIFY(view.selectedText().contains(u"Morning!"_s) && view.selectedText().contains(u"boat house"_s));
}

void MessageViewTest::copiesAndMenus()
{
    Shown s(*m_theme);
    auto &view = s.open(s.world.bert);
    view.setFocus();
    view.setCurrentRow(1);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"I can bring the big tent if we need it"_s);
    QContextMenuEvent key(QContextMenuEvent::Keyboard, {}, {});
    QCoreApplication::sendEvent(view.viewport(), &key);
    auto *menu = view.findChild<QMenu *>();
    QVERIFY(menu);
    QCOMPARE(menu->actions().constFirst()->text(), u"Copy message"_s);
    menu->close();
}

void MessageViewTest::linkClickTellsTheTarget()
{
    Shown s(*m_theme);
    auto &view = s.open(s.world.bert);
    QSignalSpy links(&view, &ui::MessageView::linkActivated);
    const int row = view.rowCount() - 2;
    const QPoint point = view.linkPoint(row);
    QVERIFY(!point.isNull());
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, point);
    QCOMPARE(links.count(), 1);
    QCOMPARE(links.at(0).at(0).toUrl(), QUrl(u"https://garden.example/saturday"_s));
    QCOMPARE(links.at(0).at(1).toString(), u"https://garden.example/saturday"_s);
    QVERIFY(view.linkPoint(0).isNull());
    view.setFocus();
    view.setCurrentRow(row);
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(links.count(), 2);
}

void MessageViewTest::retryAndDelete()
{
    Shown s(*m_theme);
    const auto id = s.world.say(s.world.clara, Direction::Outgoing, u"again?"_s, QTime(12, 0));
    s.world.fail(id, u"No route."_s);
    auto &view = s.open(s.world.clara);
    QSignalSpy retry(&view, &ui::MessageView::retryRequested), discard(&view, &ui::MessageView::discardRequested);
    // The two actions stand below the bubble, at its outer edge.
    const QRect bubble = view.rowRect(view.rowOf(id));
    for (int y = bubble.bottom() + 2; y < bubble.bottom() + 60; y += 4)
        for (int x = bubble.right() - 120; x < bubble.right(); x += 8)
            QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, QPoint(x, y));
    QVERIFY(retry.count() > 0);
    QVERIFY(discard.count() > 0);
    QCOMPARE(retry.at(0).at(0).value<model::MessageId>(), id);
    retry.clear();
    view.setFocus();
    view.setCurrentRow(view.rowOf(id));
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(retry.count(), 1);
}

void MessageViewTest::lettersGoToTheComposer()
{
    Shown s(*m_theme);
    auto &view = s.open(s.world.clara);
    QSignalSpy typed(&view, &ui::MessageView::typed);
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_H);
    QCOMPARE(typed.count(), 1);
    QCOMPARE(typed.at(0).at(0).toString(), u"h"_s);
    QTest::keyClick(&view, Qt::Key_H, Qt::ControlModifier);
    QCOMPARE(typed.count(), 1);
}

void MessageViewTest::screenReadersHearTheRows()
{
    Shown s(*m_theme);
    auto &view = s.open(s.world.clara);
    auto *list = QAccessible::queryAccessibleInterface(&view);
    QVERIFY(list);
    QCOMPARE(list->role(), QAccessible::List);
    QCOMPARE(list->text(QAccessible::Name), u"Messages"_s);
    QCOMPARE(list->childCount(), 2);
    auto *last = list->child(1);
    QVERIFY(last);
    QCOMPARE(last->role(), QAccessible::ListItem);
    const QString sentence = last->text(QAccessible::Name);
    QVERIFY2(sentence.contains(u"see you there"_s) && sentence.contains(u"11:20"_s) && sentence.contains(u"read"_s), qPrintable(sentence));
    QCOMPARE(list->child(1), last); // the same item every time
    QCOMPARE(list->indexOfChild(last), 1);
    QVERIFY(last->parent() == list);
    QVERIFY(!last->state().offscreen);
    const QRect rect = last->rect();
    QCOMPARE(list->childAt(rect.center().x(), rect.center().y()), last);
    view.setFocus();
    last->actionInterface()->doAction(QAccessibleActionInterface::setFocusAction());
    QCOMPARE(view.currentRow(), 1);
    QVERIFY(!list->child(2));
    // An item whose message has gone says so.
    const auto id = view.rowId(1);
    s.world.run([id](model::StoreSession &session) { session.messages.remove(id); });
    QVERIFY(!last->isValid());
}

void MessageViewTest::newMessagesAreAnnounced()
{
    Shown s(*m_theme);
    s.world.fill(s.world.clara, 200, 5);
    auto &view = s.open(s.world.clara);
    QSignalSpy arrived(&view, &ui::MessageView::arrived);
    const auto id = s.world.say(s.world.clara, Direction::Incoming, u"are you there?"_s, QTime(12, 5));
    QCOMPARE(arrived.count(), 1);
    QCOMPARE(arrived.at(0).at(0).value<model::MessageId>(), id);
    QVERIFY(view.rowSentence(view.rowOf(id)).contains(u"are you there?"_s));
    // History that is loaded is nothing new, nor is a change of a row.
    s.world.history->fetchOlder();
    s.world.run([id](model::StoreSession &session) { session.markers.markRead(session.messages.find(id)->chat, id); });
    QCOMPARE(arrived.count(), 1);
}

void MessageViewTest::paintsManyRowsQuickly()
{
    Shown s(*m_theme);
    s.world.fill(s.world.clara, 900, 20);
    auto &view = s.open(s.world.clara);
    for (int i = 0; i < 12; ++i) {
        view.verticalScrollBar()->setValue(0);
        QCoreApplication::processEvents();
    }
    QVERIFY(view.rowCount() >= 500);
    QImage image(view.size(), QImage::Format_ARGB32_Premultiplied);
    QBENCHMARK {
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->value() + 53);
        view.viewport()->render(&image);
    }
    // A page at once, as after opening: far below what a person notices.
    QElapsedTimer timer;
    timer.start();
    s.open(s.world.bert);
    s.open(s.world.clara);
    view.viewport()->render(&image);
    qInfo("two chats opened and one painted in %lld ms", timer.elapsed());
}

QTEST_MAIN(MessageViewTest)
#include "tst_message_view.moc"
