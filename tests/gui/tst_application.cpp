// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"
#include "app/profile.h"
#include "app/trace_writer.h"
#include "net/crypto/crypto_runtime.h"
#include "ui/debug/xml_console.h"
#include "ui/main_window/main_window.h"
#include "ui/new_chat/new_chat_dialog.h"
#include "ui/settings/preferences.h"
#include "ui/settings/settings_window.h"
#include "ui/sign_in/problem_dialog.h"
#include "ui/sign_in/sign_in_page.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"

#include <QApplication>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;
using app::Application;

class ApplicationTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void beginsWithTheSignInPage();
    void saysAtOnceWhatIsWrongWithAnAddress();
    void beginsWithTheListWhenThereIsAnAccount();
    void startsHiddenAndComesWhenAsked();
    void opensItsWindowsWithKeys_data();
    void opensItsWindowsWithKeys();
    void fillsInALink();
    void quitsWhenTheWindowIsClosed();
    void remembersWhereTheWindowWas();
    void asksForAPasswordInADialog();
    void showsTheSignInPageAgainAfterTheLastSignOut();
    void saysWhoHasUnlinkedThisDevice();
    void saysWhenTheDiskIsFull();
    void problemDialogAnswersWithTheChoice();

private:
    /// An account whose server refuses every connection: nothing leaves this machine.
    void addAccount();
    void start(bool hidden = false);
    void stop();
    template<class T>
    static T *topLevel()
    {
        const auto windows = QApplication::topLevelWidgets();
        for (QWidget *window : windows) {
            if (auto *found = qobject_cast<T *>(window); found && found->isVisible())
                return found;
        }
        return nullptr;
    }
    [[nodiscard]] QStringList events() const;

    std::unique_ptr<net::CryptoRuntime> m_crypto;
    std::unique_ptr<ui::Theme> m_theme;
    net::SystemClock m_clock;
    net::SystemIds m_ids;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<app::Profile> m_profile;
    std::unique_ptr<ui::Preferences> m_preferences;
    std::unique_ptr<app::TraceWriter> m_trace;
    std::unique_ptr<Application> m_application;
};

void ApplicationTest::initTestCase()
{
    qputenv("KITH_SECRETS", "file");
    QApplication::setQuitOnLastWindowClosed(false);
    m_crypto = std::make_unique<net::CryptoRuntime>();
    QVERIFY(m_crypto->check());
    m_theme = std::make_unique<ui::Theme>(*qApp, ui::Appearance::Light);
}

void ApplicationTest::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_profile = *app::Profile::open(m_dir->path());
    m_preferences = std::make_unique<ui::Preferences>(m_profile->preferencesFile());
}

void ApplicationTest::cleanup()
{
    stop();
    m_preferences.reset();
}

void ApplicationTest::addAccount()
{
    auto store = model::Store::open(m_profile->databaseFile());
    QVERIFY(store);
    app::Services services(*m_profile, std::move(*store), m_clock, m_ids);
    services.accounts().start(false);
    QVERIFY(services.accounts().add({u"anna@example.org"_s, u"secret"_s, u"127.0.0.1:1"_s, false, {}}));
    bool done = false;
    services.shutDown([&] { done = true; });
    QTRY_VERIFY(done);
}

void ApplicationTest::start(bool hidden)
{
    auto store = model::Store::open(m_profile->databaseFile());
    QVERIFY(store);
    m_trace = std::make_unique<app::TraceWriter>(m_dir->filePath(u"trace"_s), m_clock, m_clock.monotonic());
    m_application = std::make_unique<Application>(
        Application::Parts{*m_theme, *m_preferences, *m_profile, m_clock, m_ids, m_trace.get(), {}}, std::move(*store));
    m_application->start(hidden);
    if (!hidden)
        QVERIFY(QTest::qWaitForWindowActive(&m_application->window()));
}

void ApplicationTest::stop()
{
    if (!m_application)
        return;
    QSignalSpy finished(m_application.get(), &Application::finished);
    m_application->quit(u"test"_s);
    QTRY_COMPARE(finished.size(), 1);
    m_application.reset();
    m_trace.reset();
}

QStringList ApplicationTest::events() const
{
    QFile file(m_dir->filePath(u"trace"_s));
    QStringList names;
    if (file.open(QIODevice::ReadOnly)) {
        while (!file.atEnd())
            names << QJsonDocument::fromJson(file.readLine()).object()[u"event"_s].toString();
    }
    return names;
}

void ApplicationTest::beginsWithTheSignInPage()
{
    start();
    auto *page = m_application->window().findChild<ui::SignInPage *>();
    QVERIFY(page && page->isVisible());
    QVERIFY(page->findChild<QLineEdit *>(u"address"_s)->hasFocus());
    QTRY_VERIFY(events().contains(u"first_paint"_s));
}

void ApplicationTest::saysAtOnceWhatIsWrongWithAnAddress()
{
    start();
    auto *page = m_application->window().findChild<ui::SignInPage *>();
    auto *address = page->findChild<QLineEdit *>(u"address"_s);
    QTest::keyClicks(address, u"anna @example.org"_s);
    QTest::keyClicks(page->findChild<QLineEdit *>(u"password"_s), u"secret"_s);
    QTest::keyClick(page->findChild<QLineEdit *>(u"password"_s), Qt::Key_Return);
    QTRY_VERIFY(!address->accessibleDescription().isEmpty());
    QVERIFY(address->hasFocus());
    QVERIFY(m_application->accounts().all().isEmpty());
}

void ApplicationTest::beginsWithTheListWhenThereIsAnAccount()
{
    addAccount();
    start();
    QVERIFY(!m_application->window().hasPage());
    // What is on the disk is painted before the network has said anything.
    QTRY_VERIFY(events().contains(u"offline"_s));
    QCOMPARE(events().constFirst(), u"first_paint"_s);
}

void ApplicationTest::startsHiddenAndComesWhenAsked()
{
    addAccount();
    start(true);
    QVERIFY(!m_application->window().isVisible());
    m_application->activate({});
    QVERIFY(QTest::qWaitForWindowActive(&m_application->window()));
}

void ApplicationTest::opensItsWindowsWithKeys_data()
{
    QTest::addColumn<QKeySequence>("keys");
    QTest::addColumn<QString>("window");
    QTest::newRow("settings") << QKeySequence(u"Ctrl+,"_s) << u"settingsWindow"_s;
    QTest::newRow("XML console") << QKeySequence(u"Ctrl+Shift+X"_s) << u"xmlConsole"_s;
    QTest::newRow("new chat") << QKeySequence(u"Ctrl+N"_s) << u"newChat"_s;
}

void ApplicationTest::opensItsWindowsWithKeys()
{
    QFETCH(QKeySequence, keys);
    QFETCH(QString, window);
    addAccount();
    start();
    const auto shown = [&] {
        const auto windows = QApplication::topLevelWidgets();
        return std::any_of(windows.begin(), windows.end(), [&](QWidget *w) { return w->objectName() == window && w->isVisible(); });
    };
    QVERIFY(!shown());
    QTest::keySequence(&m_application->window(), keys);
    QTRY_VERIFY(shown());
}

void ApplicationTest::fillsInALink()
{
    addAccount();
    start();
    m_application->activate({u"xmpp:bert@example.org?message"_s, {}});
    auto *dialog = m_application->window().findChild<ui::NewChatDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    QCOMPARE(dialog->findChild<QLineEdit *>(u"who"_s)->text(), u"bert@example.org"_s);
    m_application->activate({u"xmpp:clara@example.org"_s, {}});
    QCOMPARE(m_application->window().findChildren<ui::NewChatDialog *>().size(), 1);
    QCOMPARE(dialog->findChild<QLineEdit *>(u"who"_s)->text(), u"clara@example.org"_s);

    // Offline, the chat begins all the same.
    QTest::keyClick(dialog->findChild<QLineEdit *>(u"who"_s), Qt::Key_Return);
    QTRY_VERIFY(m_application->window().openedChat() != model::ChatId{});
}

void ApplicationTest::quitsWhenTheWindowIsClosed()
{
    addAccount();
    start();
    QTRY_VERIFY(events().contains(u"first_paint"_s));
    QSignalSpy finished(m_application.get(), &Application::finished);
    m_application->window().close();
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(events().constLast(), u"quit"_s);
    m_application->quit(u"again"_s); // changes nothing any more
    QCOMPARE(events().count(u"quit"_s), 1);
    m_application.reset();
}

void ApplicationTest::remembersWhereTheWindowWas()
{
    addAccount();
    start();
    m_application->window().resize(760, 650); // Qt 6.8 keeps a restored window within its screen, which is 800 wide offscreen
    stop();
    m_preferences = std::make_unique<ui::Preferences>(m_profile->preferencesFile());
    start();
    QCOMPARE(m_application->window().size(), QSize(760, 650));
}

void ApplicationTest::asksForAPasswordInADialog()
{
    addAccount();
    start();
    QTest::keySequence(&m_application->window(), QKeySequence(u"Ctrl+,"_s));
    QTRY_VERIFY(topLevel<ui::SettingsWindow>());
    QTest::mouseClick(topLevel<ui::SettingsWindow>()->findChild<QPushButton *>(u"password"_s), Qt::LeftButton);
    auto *dialog = qobject_cast<QDialog *>(QApplication::activeModalWidget());
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QLineEdit *>(u"address"_s)->text(), u"anna@example.org"_s);
    QVERIFY(dialog->findChild<QLineEdit *>(u"address"_s)->isReadOnly());
}

void ApplicationTest::showsTheSignInPageAgainAfterTheLastSignOut()
{
    addAccount();
    start();
    QTest::keySequence(&m_application->window(), QKeySequence(u"Ctrl+,"_s));
    QTRY_VERIFY(topLevel<ui::SettingsWindow>());
    QTest::mouseClick(topLevel<ui::SettingsWindow>()->findChild<QPushButton *>(u"signOut"_s), Qt::LeftButton);
    auto *dialog = qobject_cast<QDialog *>(QApplication::activeModalWidget());
    QVERIFY(dialog);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"confirmSignOut"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(m_application->accounts().all().isEmpty(), 10000);
    QTRY_VERIFY(m_application->window().hasPage());
}

void ApplicationTest::saysWhoHasUnlinkedThisDevice()
{
    addAccount();
    start();
    // As model::Accounts does, with the last account that there is.
    model::Accounts &accounts = m_application->accounts();
    Q_EMIT accounts.unlinked(accounts.all().constFirst()->jid(), u"Desk"_s, false);
    accounts.signOut(accounts.all().constFirst()->id(), false);
    QTRY_VERIFY_WITH_TIMEOUT(m_application->window().hasPage(), 10000);
    auto *notice = m_application->window().findChild<ui::Banner *>(u"signInNotice"_s);
    QVERIFY(notice && notice->isVisible());
    QCOMPARE(notice->accessibleName(), u"Your device Desk has signed this one out of anna@example.org. Its chats are still here."_s);
}

void ApplicationTest::saysWhenTheDiskIsFull()
{
    addAccount();
    start();
    const model::StoreError full{model::StoreErrorKind::DiskFull, u"database or disk is full"_s};
    Q_EMIT m_application->accounts().store().problem(full);
    const auto said = [&] {
        const auto labels = m_application->window().findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) { return label->isVisible() && label->text() == model::storeAdvice(full); });
    };
    QTRY_VERIFY(said());
}

void ApplicationTest::problemDialogAnswersWithTheChoice()
{
    const auto answer = [this](const std::function<void(QDialog *)> &act) {
        ui::ProblemDialog dialog(*m_theme, u"Title"_s, u"Sentence."_s, u"detail"_s, {{u"Try again"_s, {}, 1}, {u"Start fresh"_s, u"What happens."_s, 2}}, 9);
        QTimer::singleShot(0, &dialog, [&] { act(&dialog); });
        return dialog.exec();
    };
    QCOMPARE(answer([](QDialog *dialog) { QTest::mouseClick(dialog->findChild<QPushButton *>(u"choice2"_s), Qt::LeftButton); }), 2);
    QCOMPARE(answer([](QDialog *dialog) { QTest::keyClick(dialog, Qt::Key_Return); }), 1);
    QCOMPARE(answer([](QDialog *dialog) { QTest::keyClick(dialog, Qt::Key_Escape); }), 9);
    QCOMPARE(answer([](QDialog *dialog) { dialog->close(); }), 9);
}

QTEST_MAIN(ApplicationTest)
#include "tst_application.moc"
