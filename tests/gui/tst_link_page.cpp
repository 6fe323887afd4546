// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// "Link to my other device" on the new device, with real clicks.
#include "tests/support/app/fake_account.h"
#include "tests/support/app/fake_linking.h"
#include "tests/support/app/sample_devices.h"
#include "ui/devices/qr_picture.h"
#include "ui/sign_in/link_page.h"
#include "ui/sign_in/sign_in_dialog.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;
using model::JoinState;
using model::LinkFailure;

class LinkPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void startsWithATypedCode();
    void asksForWhatIsMissing_data();
    void asksForWhatIsMissing();
    void triesAnotherCode();
    void saysWhatTheModelRefuses_data();
    void saysWhatTheModelRefuses();
    void understandsAPastedLink();
    void pastesACodeOutOfWords();
    void readsAPastedPicture();
    void readsADroppedPicture();
    void saysWhenAPictureHoldsNothing();
    void saysHowFarItIs();
    void cancelsAndComesBack();
    void startsBeforeTheHistoryIsThere();
    void goesOnAfterAnInterruption();
    void saysHowItSignsInAtTheEnd();
    void everyFailureLeadsBackToTheForm();
    void theDoorOpensAndCloses();
    void theDoorIsOnlyThereWithLinking();
    void theDialogClosesWhenLinked();
    void namesEveryControl();

private:
    template<class T>
    T *find(const char *name, const QWidget *in = nullptr) const { return (in ? in : static_cast<const QWidget *>(m_page.get()))->findChild<T *>(QString::fromLatin1(name)); }
    void click(const char *name, const QWidget *in = nullptr) const
    {
        settled();
        QTest::mouseClick(find<QAbstractButton>(name, in), Qt::LeftButton);
        settled();
    }
    static void settled()
    {
        for (int level = 0; level < 6; ++level)
            QCoreApplication::processEvents();
    }
    [[nodiscard]] static QString shown(const QLabel *label) { return label->isVisible() ? label->text() : QString(); }
    void openPage();
    [[nodiscard]] QString problemAt(const char *field) const { return find<QLineEdit>(field)->accessibleDescription(); }
    [[nodiscard]] static QImage pictureOf(const QString &text);
    [[nodiscard]] QStringList &commands() { return m_linking->commands; }

    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<test::FakeLinking> m_linking;
    std::unique_ptr<test::FakeAccount> m_account;
    std::unique_ptr<ui::LinkPage> m_page;
};

void LinkPageTest::initTestCase()
{
    m_theme = std::make_unique<ui::Theme>(*qApp, ui::Appearance::Light);
}

void LinkPageTest::init()
{
    m_linking = std::make_unique<test::FakeLinking>();
    m_account = std::make_unique<test::FakeAccount>(u"anna@example.org"_s, u"Anna"_s);
}

void LinkPageTest::cleanup()
{
    m_page.reset();
    m_account.reset();
    m_linking.reset();
    QGuiApplication::clipboard()->clear();
}

void LinkPageTest::openPage()
{
    m_page = std::make_unique<ui::LinkPage>(*m_theme, m_linking->join());
    m_page->resize(700, 800);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    commands().clear();
}

QImage LinkPageTest::pictureOf(const QString &text)
{
    const QImage modules = ui::encodeQr(text);
    QImage picture(modules.size() + QSize(8, 8), QImage::Format_RGB32);
    picture.fill(Qt::white);
    QPainter painter(&picture);
    painter.drawImage(4, 4, modules);
    painter.end();
    return picture.scaled(picture.size() * 4);
}

void LinkPageTest::startsWithATypedCode()
{
    openPage();
    QVERIFY(find<QLineEdit>("linkAddress")->hasFocus());
    QTest::keyClicks(QApplication::focusWidget(), u" anna@example.org "_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QVERIFY(find<QLineEdit>("linkCode")->hasFocus());
    QTest::keyClicks(QApplication::focusWidget(), u"k7qx m3hp"_s);
    QCOMPARE(find<QLineEdit>("linkCode")->text(), u"K7QX-M3HP"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(commands(), QStringList{u"code anna@example.org K7QX-M3HP"_s});
}

void LinkPageTest::asksForWhatIsMissing_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("field");
    QTest::newRow("both") << u""_s << u""_s << u"linkAddress"_s;
    QTest::newRow("address") << u" "_s << u"K7QXM3HP"_s << u"linkAddress"_s;
    QTest::newRow("code") << u"anna@example.org"_s << u""_s << u"linkCode"_s;
    QTest::newRow("half a code") << u"anna@example.org"_s << u"K7QX"_s << u"linkCode"_s;
}

void LinkPageTest::asksForWhatIsMissing()
{
    QFETCH(QString, address);
    QFETCH(QString, code);
    QFETCH(QString, field);
    openPage();
    QTest::keyClicks(find<QLineEdit>("linkAddress"), address);
    QTest::keyClicks(find<QLineEdit>("linkCode"), code);
    click("link");
    QVERIFY(commands().isEmpty());
    auto *edit = m_page->findChild<QLineEdit *>(field);
    QVERIFY(edit->hasFocus() && !edit->accessibleDescription().isEmpty());
}

void LinkPageTest::triesAnotherCode()
{
    openPage();
    QTest::keyClicks(find<QLineEdit>("linkAddress"), u"anna@example.org"_s);
    QTest::keyClicks(find<QLineEdit>("linkCode"), u"K7QXM3HH"_s);
    click("link");
    m_linking->latestJoin->setState(JoinState::Proving);
    QVERIFY(!find<QLineEdit>("linkCode")->isVisible());
    m_linking->latestJoin->current.triesLeft = 2;
    m_linking->latestJoin->setState(JoinState::Failed, LinkFailure::WrongCode);
    auto *code = find<QLineEdit>("linkCode");
    QVERIFY(code->isVisible() && code->hasFocus());
    QVERIFY2(problemAt("linkCode").contains(u"not the code"_s) && problemAt("linkCode").contains(u"2 try"_s), qPrintable(problemAt("linkCode")));
    QTest::keyClicks(code, u"K7QXM3HP"_s); // over the wrong one
    click("link");
    QCOMPARE(commands(), (QStringList{u"code anna@example.org K7QX-M3HH"_s, u"try K7QX-M3HP"_s}));
    // For another account it is not another try but another beginning.
    m_linking->latestJoin->setState(JoinState::Failed, LinkFailure::WrongCode);
    QTest::keyClicks(find<QLineEdit>("linkAddress"), u"x"_s);
    click("link");
    QCOMPARE(commands().constLast(), u"code anna@example.orgx K7QX-M3HP"_s);
}

void LinkPageTest::saysWhatTheModelRefuses_data()
{
    QTest::addColumn<LinkFailure>("failure");
    QTest::addColumn<QString>("field");
    QTest::newRow("address") << LinkFailure::NotAnAddress << u"linkAddress"_s;
    QTest::newRow("code") << LinkFailure::NotACode << u"linkCode"_s;
    QTest::newRow("invitation") << LinkFailure::NotAnInvitation << QString();
}

void LinkPageTest::saysWhatTheModelRefuses()
{
    QFETCH(LinkFailure, failure);
    QFETCH(QString, field);
    openPage();
    m_linking->latestJoin->setState(JoinState::Idle, failure);
    if (field.isEmpty())
        QVERIFY(!shown(find<QLabel>("linkProblem")).isEmpty());
    else
        QVERIFY(!m_page->findChild<QLineEdit *>(field)->accessibleDescription().isEmpty() && m_page->findChild<QLineEdit *>(field)->hasFocus());
    QTest::keyClicks(find<QLineEdit>("linkAddress"), u"a"_s); // typing takes a general one away
    QVERIFY(shown(find<QLabel>("linkProblem")).isEmpty());
}

void LinkPageTest::understandsAPastedLink()
{
    openPage();
    QGuiApplication::clipboard()->setText(u" "_s + test::sampleOffer().invitation + u"\n"_s);
    auto *code = find<QLineEdit>("linkCode");
    code->setFocus();
    QTest::keyClick(code, Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(commands(), QStringList{u"invitation "_s + test::sampleOffer().invitation});
    QVERIFY(code->text().isEmpty()); // no secret is left in it
    click("paste");
    QCOMPARE(commands().size(), 2);
}

void LinkPageTest::pastesACodeOutOfWords()
{
    openPage();
    QGuiApplication::clipboard()->setText(u"Anna: the code is k7qx-m3hp"_s);
    click("paste");
    QCOMPARE(find<QLineEdit>("linkCode")->text(), u"K7QX-M3HP"_s);
    QVERIFY(commands().isEmpty()); // whose it is must still be said
    QGuiApplication::clipboard()->setText(u"see you"_s);
    click("paste");
    QVERIFY(!shown(find<QLabel>("linkProblem")).isEmpty());
}

void LinkPageTest::readsAPastedPicture()
{
    openPage();
    QGuiApplication::clipboard()->setImage(pictureOf(test::sampleOffer().invitation));
    auto *code = find<QLineEdit>("linkCode");
    code->setFocus();
    QTest::keyClick(code, Qt::Key_V, Qt::ControlModifier);
    QTRY_COMPARE(commands(), QStringList{u"invitation "_s + test::sampleOffer().invitation});
}

void LinkPageTest::readsADroppedPicture()
{
    openPage();
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"Screenshot.png"_s);
    QVERIFY(pictureOf(test::sampleOffer().invitation).save(file));
    QMimeData dragged;
    dragged.setUrls({QUrl::fromLocalFile(file)});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &dragged, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_page->viewport(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &dragged, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_page->viewport(), &drop);
    QTRY_COMPARE(commands(), QStringList{u"invitation "_s + test::sampleOffer().invitation});
    QMimeData words;
    words.setText(u"hello"_s);
    QDragEnterEvent useless({10, 10}, Qt::CopyAction, &words, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_page->viewport(), &useless);
    QVERIFY(!useless.isAccepted());
}

void LinkPageTest::saysWhenAPictureHoldsNothing()
{
    openPage();
    QImage blank(300, 300, QImage::Format_RGB32);
    blank.fill(Qt::white);
    QGuiApplication::clipboard()->setImage(blank);
    click("paste");
    QTRY_VERIFY(shown(find<QLabel>("linkProblem")).contains(u"No QR picture"_s));
    QVERIFY(commands().isEmpty());
}

void LinkPageTest::saysHowFarItIs()
{
    openPage();
    QStringList said;
    for (const auto state : {JoinState::Searching, JoinState::Connecting, JoinState::Proving, JoinState::AwaitsApproval, JoinState::SigningIn}) {
        m_linking->latestJoin->setState(state);
        said << shown(find<QLabel>("outcomeTitle"));
        QVERIFY(find<QProgressBar>("progress")->isVisible());
        QCOMPARE(find<QPushButton>("linkSecondary")->isVisible(), state != JoinState::SigningIn);
        QVERIFY(m_page->isBusy());
    }
    QCOMPARE(said.removeDuplicates(), 0);
    QVERIFY(!said.contains(QString()));
    QVERIFY(said[3].contains(u"Confirm this device on your other one"_s));
}

void LinkPageTest::cancelsAndComesBack()
{
    openPage();
    QTest::keyClicks(find<QLineEdit>("linkAddress"), u"anna@example.org"_s);
    m_linking->latestJoin->setState(JoinState::Searching);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(commands(), QStringList{u"cancel"_s});
    QVERIFY(find<QLineEdit>("linkCode")->isVisible() && find<QLineEdit>("linkCode")->hasFocus());
    QCOMPARE(find<QLineEdit>("linkAddress")->text(), u"anna@example.org"_s);
    QSignalSpy dismissed(m_page.get(), &ui::LinkPage::dismissed);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(dismissed.size(), 1);
}

void LinkPageTest::startsBeforeTheHistoryIsThere()
{
    openPage();
    QSignalSpy signedIn(m_page.get(), &ui::LinkPage::signedIn);
    m_linking->latestJoin->linked = m_account.get();
    m_linking->latestJoin->current.access = model::LinkAccess::Password;
    m_linking->latestJoin->current.history = {250, 1000, 0, 0};
    m_linking->latestJoin->setState(JoinState::ReceivingHistory);
    QCOMPARE(find<QProgressBar>("progress")->value(), 250);
    QVERIFY(shown(find<QLabel>("outcomeSentence")).contains(u"received your password"_s)); // said aloud
    click("linkSecondary");
    QCOMPARE(commands(), QStringList{u"cancel"_s});
    click("linkPrimary");
    QCOMPARE(signedIn.size(), 1);
    QCOMPARE(signedIn[0][0].value<model::Account *>(), m_account.get());
}

void LinkPageTest::goesOnAfterAnInterruption()
{
    openPage();
    QSignalSpy signedIn(m_page.get(), &ui::LinkPage::signedIn);
    m_linking->latestJoin->linked = m_account.get();
    m_linking->latestJoin->setState(JoinState::Interrupted, LinkFailure::Lost);
    QVERIFY(m_page->isBusy()); // the person decides
    click("linkPrimary");
    QCOMPARE(commands(), QStringList{u"go on"_s});
    click("linkSecondary");
    QCOMPARE(signedIn.size(), 1);
}

void LinkPageTest::saysHowItSignsInAtTheEnd()
{
    openPage();
    QSignalSpy signedIn(m_page.get(), &ui::LinkPage::signedIn);
    m_linking->latestJoin->linked = m_account.get();
    m_linking->latestJoin->current.access = model::LinkAccess::OwnToken;
    m_linking->latestJoin->current.deviceName = u"Kitchen"_s;
    m_linking->latestJoin->setState(JoinState::Done);
    QCOMPARE(shown(find<QLabel>("outcomeTitle")), u"This device is linked."_s);
    QVERIFY(shown(find<QLabel>("outcomeSentence")).contains(u"without your password"_s));
    QVERIFY(shown(find<QLabel>("outcomeAdvice")).contains(u"Kitchen"_s));
    QVERIFY(find<QPushButton>("linkPrimary")->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(signedIn.size(), 1);
}

void LinkPageTest::everyFailureLeadsBackToTheForm()
{
    openPage();
    for (const auto failure : {LinkFailure::NotFound, LinkFailure::CodeExpired, LinkFailure::CodeBurnt, LinkFailure::CodeUsed, LinkFailure::Refused, LinkFailure::HostUnproved,
             LinkFailure::WrongKey, LinkFailure::Lost, LinkFailure::SignInFailed, LinkFailure::AlreadyHere}) {
        m_linking->latestJoin->setState(JoinState::Failed, failure);
        QVERIFY(!shown(find<QLabel>("outcomeTitle")).isEmpty() && !shown(find<QLabel>("outcomeSentence")).isEmpty());
        QVERIFY(!m_page->isBusy());
        click("linkPrimary");
        QVERIFY(find<QLineEdit>("linkCode")->isVisible());
        QVERIFY(problemAt("linkCode").startsWith(u"Eight letters"_s)); // its hint, and no old error
    }
    QCOMPARE(commands().count(u"cancel"_s), 10);
}

void LinkPageTest::theDoorOpensAndCloses()
{
    ui::SignInDoors doors(*m_theme, [](const model::SignInRequest &) { return new test::FakeAttempt; }, m_linking.get());
    doors.resize(700, 800);
    doors.show();
    QVERIFY(QTest::qWaitForWindowActive(&doors));
    QSignalSpy signedIn(&doors, &ui::SignInDoors::signedIn);
    click("linkDoor", &doors);
    QVERIFY(find<QLineEdit>("linkAddress", &doors)->hasFocus());
    QVERIFY(!doors.isLinking());
    m_linking->latestJoin->setState(JoinState::Searching);
    QVERIFY(doors.isLinking());
    m_linking->latestJoin->setState(JoinState::Idle);
    click("back", &doors);
    QVERIFY(find<QLineEdit>("address", &doors)->isVisible());
    QTRY_VERIFY(!m_linking->latestJoin); // and with it the try
    click("linkDoor", &doors);
    m_linking->latestJoin->linked = m_account.get();
    m_linking->latestJoin->setState(JoinState::Done);
    QVERIFY(doors.isLinking()); // until the person has seen it
    click("linkPrimary", &doors);
    QCOMPARE(signedIn.size(), 1);
    QVERIFY(!doors.isLinking());
    // From an xmpp: link.
    doors.openLinking(test::sampleOffer().invitation);
    QCOMPARE(commands().constLast(), u"invitation "_s + test::sampleOffer().invitation);
}

void LinkPageTest::theDoorIsOnlyThereWithLinking()
{
    ui::SignInDoors doors(*m_theme, [](const model::SignInRequest &) { return new test::FakeAttempt; }, nullptr);
    doors.show();
    QVERIFY(!find<QPushButton>("linkDoor", &doors)->isVisible());
    doors.openLinking();
    QVERIFY(find<QLineEdit>("address", &doors)->isVisible());
    // And not where the password of an account is asked for.
    ui::SignInDialog again(*m_theme, [](const model::SignInRequest &) { return new test::FakeAttempt; }, nullptr, m_linking.get());
    again.page().askPassword(u"anna@example.org"_s, {});
    again.show();
    QVERIFY(!find<QPushButton>("linkDoor", &again)->isVisible());
}

void LinkPageTest::theDialogClosesWhenLinked()
{
    ui::SignInDialog dialog(*m_theme, [](const model::SignInRequest &) { return new test::FakeAttempt; }, nullptr, m_linking.get());
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    QSignalSpy signedIn(&dialog, &ui::SignInDialog::signedIn);
    click("linkDoor", &dialog);
    m_linking->latestJoin->linked = m_account.get();
    m_linking->latestJoin->setState(JoinState::Done);
    click("linkPrimary", &dialog);
    QCOMPARE(signedIn.size(), 1);
    QVERIFY(!dialog.isVisible());
}

void LinkPageTest::namesEveryControl()
{
    const auto check = [](QWidget *window) {
        const auto children = window->findChildren<QWidget *>();
        for (QWidget *child : children) {
            if (!(child->focusPolicy() & Qt::TabFocus) || !child->isVisible())
                continue;
            const QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(child);
            QVERIFY2(interface && !interface->text(QAccessible::Name).isEmpty(), qPrintable(child->objectName() + QString::fromLatin1(child->metaObject()->className())));
        }
    };
    openPage();
    check(m_page.get());
    for (const auto state : {JoinState::Searching, JoinState::ReceivingHistory, JoinState::Interrupted, JoinState::Done, JoinState::Failed}) {
        m_linking->latestJoin->setState(state, LinkFailure::NotFound);
        check(m_page.get());
    }
}

QTEST_MAIN(LinkPageTest)
#include "tst_link_page.moc"
