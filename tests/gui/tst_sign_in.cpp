// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/fake_account.h"
#include "ui/sign_in/password_attempt.h"
#include "ui/sign_in/sign_in_dialog.h"
#include "ui/widgets/plain_tool_tip.h"
#include "ui/widgets/text_label.h"

#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTextDocument>
#include <QToolTip>
#include <QtTest>

using namespace Qt::StringLiterals;
using ui::SignInPage;

class SignInTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void asksForWhatIsMissing_data();
    void asksForWhatIsMissing();
    void signsInWithTheMouse();
    void signsInWithTheKeyboardAlone();
    void showsTheErrorUnderItsField_data();
    void showsTheErrorUnderItsField();
    void typingTakesTheErrorAway();
    void cancels();
    void sendsWhatAdvancedSays();
    void refusesACertificateFileThatCannotBeRead();
    void showsAndHidesThePassword();
    void namesEveryControl();
    void dialogClosesWhenSignedIn();
    void asksForAPasswordAgain();
    void passwordAttemptTellsWhatTheServerSaid();
    void toolTipsAreNoHtml();

private:
    template<class T = QLineEdit>
    T *find(const char *name) const { return m_page->findChild<T *>(QString::fromLatin1(name)); }
    [[nodiscard]] QString problemAt(const char *field) const { return find(field)->accessibleDescription(); }
    void fill(const QString &address, const QString &password);

    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<SignInPage> m_page;
    QList<model::SignInRequest> m_requests;
    QPointer<test::FakeAttempt> m_attempt;
};

void SignInTest::initTestCase()
{
    m_theme = std::make_unique<ui::Theme>(*qApp, ui::Appearance::Light);
}

void SignInTest::init()
{
    m_requests.clear();
    m_page = std::make_unique<SignInPage>(*m_theme, [this](const model::SignInRequest &request) {
        m_requests << request;
        m_attempt = new test::FakeAttempt;
        return m_attempt.data();
    });
    m_page->resize(700, 800);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
}

void SignInTest::cleanup()
{
    m_page.reset();
    delete m_attempt;
}

void SignInTest::fill(const QString &address, const QString &password)
{
    QTest::keyClicks(find("address"), address);
    QTest::keyClicks(find("password"), password);
}

void SignInTest::asksForWhatIsMissing_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("field");
    QTest::newRow("both") << u""_s << u""_s << u"address"_s;
    QTest::newRow("address") << u" "_s << u"secret"_s << u"address"_s;
    QTest::newRow("password") << u"anna@example.org"_s << u""_s << u"password"_s;
}

void SignInTest::asksForWhatIsMissing()
{
    QFETCH(QString, address);
    QFETCH(QString, password);
    QFETCH(QString, field);
    fill(address, password);
    QTest::mouseClick(find<QPushButton>("signIn"), Qt::LeftButton);
    QVERIFY(m_requests.isEmpty());
    auto *edit = m_page->findChild<QLineEdit *>(field);
    QVERIFY(!edit->accessibleDescription().isEmpty());
    QVERIFY(edit->hasFocus());
}

void SignInTest::signsInWithTheMouse()
{
    fill(u" anna@example.org "_s, u"secret "_s);
    QSignalSpy signedIn(m_page.get(), &SignInPage::signedIn);
    auto *button = find<QPushButton>("signIn");
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(m_requests.size(), 1);
    QCOMPARE(m_requests[0].address, u"anna@example.org"_s);
    QCOMPARE(m_requests[0].password, u"secret "_s); // a space may belong to a password
    QVERIFY(m_requests[0].server.isEmpty() && m_requests[0].caFile.isEmpty() && !m_requests[0].startTls);
    QVERIFY(m_page->isBusy() && !button->isEnabled());
    QVERIFY(find<QPushButton>("cancel")->isVisible());

    test::FakeAccount account(u"anna@example.org"_s);
    m_attempt->succeed(&account);
    QCOMPARE(signedIn.size(), 1);
    QVERIFY(!m_page->isBusy());
    QVERIFY(find("password")->text().isEmpty()); // not kept in a widget
}

void SignInTest::signsInWithTheKeyboardAlone()
{
    QVERIFY(find("address")->hasFocus());
    QTest::keyClicks(QApplication::focusWidget(), u"anna@example.org"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QVERIFY(find("password")->hasFocus());
    QTest::keyClicks(QApplication::focusWidget(), u"secret"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(m_requests.size(), 1);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(!m_page->isBusy());
}

void SignInTest::showsTheErrorUnderItsField_data()
{
    QTest::addColumn<int>("where");
    QTest::addColumn<QString>("field");
    QTest::newRow("address") << int(model::SignInField::Address) << u"address"_s;
    QTest::newRow("password") << int(model::SignInField::Password) << u"password"_s;
    // Nobody typed a server: what is wrong with it is a matter of the address.
    QTest::newRow("server that was looked up") << int(model::SignInField::Server) << u"address"_s;
    QTest::newRow("no field") << int(model::SignInField::None) << u""_s;
}

void SignInTest::showsTheErrorUnderItsField()
{
    QFETCH(int, where);
    QFETCH(QString, field);
    fill(u"anna@example.org"_s, u"secret"_s);
    QTest::keyClick(find("password"), Qt::Key_Return);
    const QString sentence = u"The server did not accept this password."_s;
    m_attempt->fail(model::SignInField(where), sentence);
    QVERIFY(!m_page->isBusy());
    if (field.isEmpty()) {
        auto *problem = find<QLabel>("problem");
        QVERIFY(problem->isVisible());
        QCOMPARE(problem->text(), sentence);
        return;
    }
    auto *edit = m_page->findChild<QLineEdit *>(field);
    QCOMPARE(edit->accessibleDescription(), sentence);
    QVERIFY(edit->hasFocus());
    QCOMPARE(find("password")->text(), u"secret"_s); // a slip is corrected, not typed again
}

void SignInTest::typingTakesTheErrorAway()
{
    QTest::mouseClick(find<QPushButton>("signIn"), Qt::LeftButton);
    QVERIFY(!problemAt("address").isEmpty());
    QTest::keyClicks(find("address"), u"a"_s);
    QVERIFY(problemAt("address").isEmpty());
}

void SignInTest::cancels()
{
    fill(u"anna@example.org"_s, u"secret"_s);
    QTest::keyClick(find("password"), Qt::Key_Return);
    const QPointer<test::FakeAttempt> attempt = m_attempt;
    QTest::mouseClick(find<QPushButton>("cancel"), Qt::LeftButton);
    QVERIFY(!m_page->isBusy());
    QTRY_VERIFY(attempt.isNull());
    QVERIFY(!find<QPushButton>("cancel")->isVisible());
    QTest::keyClick(find("password"), Qt::Key_Return); // and again
    QCOMPARE(m_requests.size(), 2);
}

void SignInTest::sendsWhatAdvancedSays()
{
    QVERIFY(!find("server")->isVisible());
    QTest::mouseClick(find<QAbstractButton>("advanced"), Qt::LeftButton);
    QVERIFY(find("server")->isVisible());
    auto *security = find<QComboBox>("security");
    QVERIFY(!security->isEnabled()); // means nothing without a server
    fill(u"anna@example.org"_s, u"secret"_s);
    QTest::keyClicks(find("server"), u"localhost:5222"_s);
    QVERIFY(security->isEnabled());
    QTest::keyClick(security, Qt::Key_Down);
    QTest::keyClick(find("server"), Qt::Key_Return);
    QCOMPARE(m_requests.size(), 1);
    QCOMPARE(m_requests[0].server, u"localhost:5222"_s);
    QVERIFY(m_requests[0].startTls);

    m_attempt->fail(model::SignInField::Server, u"This server could not be reached."_s);
    QVERIFY(find("server")->hasFocus());
    QCOMPARE(problemAt("server"), u"This server could not be reached."_s);
}

void SignInTest::refusesACertificateFileThatCannotBeRead()
{
    const QTemporaryDir dir;
    QTest::mouseClick(find<QAbstractButton>("advanced"), Qt::LeftButton);
    fill(u"anna@example.org"_s, u"secret"_s);
    QTest::keyClicks(find("certificates"), dir.filePath(u"none.pem"_s));
    QTest::keyClick(find("certificates"), Qt::Key_Return);
    QVERIFY(m_requests.isEmpty());
    QVERIFY(find("certificates")->hasFocus());

    QFile file(dir.filePath(u"none.pem"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QTest::keyClick(find("certificates"), Qt::Key_Return);
    QCOMPARE(m_requests.size(), 1);
    QCOMPARE(m_requests[0].caFile, file.fileName());
}

void SignInTest::showsAndHidesThePassword()
{
    auto *password = find("password");
    auto *reveal = password->findChild<QAbstractButton *>();
    QCOMPARE(password->echoMode(), QLineEdit::Password);
    const QString before = reveal->accessibleName();
    QTest::mouseClick(reveal, Qt::LeftButton);
    QCOMPARE(password->echoMode(), QLineEdit::Normal);
    QVERIFY(reveal->accessibleName() != before);
    QTest::mouseClick(reveal, Qt::LeftButton);
    QCOMPARE(password->echoMode(), QLineEdit::Password);
}

void SignInTest::namesEveryControl()
{
    find<QAbstractButton>("advanced")->click();
    const auto children = m_page->findChildren<QWidget *>();
    for (QWidget *child : children) {
        if (!(child->focusPolicy() & Qt::TabFocus) || !child->isVisible() || child->inherits("QAbstractScrollArea"))
            continue;
        const QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(child);
        QVERIFY2(interface && !interface->text(QAccessible::Name).isEmpty(), qPrintable(child->objectName() + u' ' + QString::fromLatin1(child->metaObject()->className())));
    }
}

void SignInTest::dialogClosesWhenSignedIn()
{
    ui::SignInDialog dialog(*m_theme, [this](const model::SignInRequest &) {
        m_attempt = new test::FakeAttempt;
        return m_attempt.data();
    });
    QSignalSpy signedIn(&dialog, &ui::SignInDialog::signedIn);
    dialog.open();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    QTest::keyClicks(dialog.findChild<QLineEdit *>(u"address"_s), u"bert@example.org"_s);
    QTest::keyClicks(dialog.findChild<QLineEdit *>(u"password"_s), u"secret"_s);
    QTest::keyClick(dialog.findChild<QLineEdit *>(u"password"_s), Qt::Key_Return);
    test::FakeAccount account(u"bert@example.org"_s);
    m_attempt->succeed(&account);
    QCOMPARE(signedIn.size(), 1);
    QVERIFY(!dialog.isVisible());
}

void SignInTest::asksForAPasswordAgain()
{
    m_page->askPassword(u"anna@example.org"_s, u"The server no longer accepts the password."_s);
    QVERIFY(find("password")->hasFocus());
    QVERIFY(find("address")->isReadOnly());
    QVERIFY(!find<QAbstractButton>("advanced")->isVisible());
    QCOMPARE(problemAt("password"), u"The server no longer accepts the password."_s);
    QTest::keyClicks(find("password"), u"new"_s);
    QTest::keyClick(find("password"), Qt::Key_Return);
    QCOMPARE(m_requests.size(), 1);
    QCOMPARE(m_requests[0].address, u"anna@example.org"_s);

    QSignalSpy dismissed(m_page.get(), &SignInPage::dismissed);
    QTest::keyClick(m_page.get(), Qt::Key_Escape); // the try
    QTest::keyClick(m_page.get(), Qt::Key_Escape); // the page
    QCOMPARE(dismissed.size(), 1);
}

void SignInTest::passwordAttemptTellsWhatTheServerSaid()
{
    test::FakeAccount account(u"anna@example.org"_s);
    QPointer<ui::PasswordAttempt> attempt = new ui::PasswordAttempt(account, u"wrong"_s);
    QSignalSpy failed(attempt, &model::SignInAttempt::failed);
    QTRY_COMPARE(account.commands, QStringList{u"password wrong"_s});
    model::ConnectionStatus status;
    status.kind = model::ConnectionKind::Connecting;
    status.problem = u"The old problem."_s;
    account.setStatus(status);
    QCOMPARE(failed.size(), 0);
    status.kind = model::ConnectionKind::Offline;
    status.needsPassword = true;
    status.problem = u"The server did not accept this password."_s;
    account.setStatus(status);
    QCOMPARE(failed.size(), 1);
    const auto problem = failed[0][0].value<model::SignInProblem>();
    QCOMPARE(problem.sentence, status.problem);
    QVERIFY(problem.field == model::SignInField::Password);
    QTRY_VERIFY(attempt.isNull());

    attempt = new ui::PasswordAttempt(account, u"right"_s);
    QSignalSpy succeeded(attempt, &model::SignInAttempt::succeeded);
    status = {};
    status.kind = model::ConnectionKind::Online;
    account.setStatus(status);
    QCOMPARE(succeeded.size(), 1);
    QTRY_VERIFY(attempt.isNull());
}

void SignInTest::toolTipsAreNoHtml()
{
    const QString sly = u"<img src='file:///dev/zero'>\n& more"_s;
    ui::ElidedLabel label(*m_theme, ui::Type::Body, ui::Tone::Text, u"short"_s);
    label.resize(80, 30);
    label.setText(sly); // longer than its place, which did not change
    QHelpEvent help(QEvent::ToolTip, QPoint(1, 1), label.mapToGlobal(QPoint(1, 1)));
    QApplication::sendEvent(&label, &help);
    QVERIFY(Qt::mightBeRichText(QToolTip::text()));
    QVERIFY(!QToolTip::text().contains(u"<img"_s));
    QTextDocument shown;
    shown.setHtml(QToolTip::text());
    QCOMPARE(shown.toPlainText(), sly);
    label.setText(u"a"_s);
    QApplication::sendEvent(&label, &help);
    QTRY_VERIFY(QToolTip::text().isEmpty() || !QToolTip::isVisible());

    fill(u"anna@example.org"_s, u"secret"_s);
    QTest::mouseClick(find<QPushButton>("signIn"), Qt::LeftButton);
    Q_EMIT m_attempt->failed({model::SignInField::None, u"It failed."_s, sly});
    auto *problem = find<QLabel>("problem");
    QCOMPARE(problem->toolTip(), ui::plainToolTip(sly));
    QCOMPARE(problem->accessibleDescription(), sly);
}

QTEST_MAIN(SignInTest)
#include "tst_sign_in.moc"
