// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/settings.h"
#include "tests/support/app/fake_account.h"
#include "tests/support/app/fake_account_list.h"
#include "tests/support/app/fake_notifier.h"
#include "tests/support/model/temp_store.h"
#include "ui/settings/preferences.h"
#include "ui/settings/settings_sidebar.h"
#include "ui/settings/settings_window.h"
#include "ui/settings/sign_out_dialog.h"
#include "ui/shortcuts/shortcuts.h"
#include "ui/widgets/avatar_cache.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSlider>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ui::SettingsWindow;

class SettingsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void walksThroughThePagesWithTheKeyboard();
    void opensAtAPageAndClosesWithEscape();
    void remembersItsSize();
    void choosesTheAppearance();
    void choosesTheTextSize();
    void choosesWhatEnterDoes();
    void choosesNotifications();
    void saysThatNobodyShowsNotifications();
    void showsOnlyIconsWhenNarrow();
    void choosesWhatOthersSee_data();
    void choosesWhatOthersSee();
    void choosesWhatClosingDoes();
    void choosesAProxy();
    void usesNoHalfProxy_data();
    void usesNoHalfProxy();
    void understandsAPastedProxy_data();
    void understandsAPastedProxy();
    void leavesTheProxyToTheKeyboardAndTheClick();
    void signsOut_data();
    void signsOut();
    void cancelsSigningOut();
    void goesOfflineAndBack();
    void asksForAccountAndPassword();
    void followsTheAccounts();
    void drawsTheLastSignIn();
    void copiesTheReport();
    void saysWhyItIsOffline();
    void changesAShortcut();
    void takesKeysFromAnotherCommand();
    void refusesABareLetter();
    void switchesTheDetailedLog();
    void namesEveryControl();

private:
    template<class T>
    T *find(const QString &name) const
    {
        return m_window->findChild<QStackedWidget *>()->currentWidget()->findChild<T *>(name);
    }
    void click(const QString &name) const { QTest::mouseClick(find<QAbstractButton>(name), Qt::LeftButton); }
    /// The dialog that a click opened.
    [[nodiscard]] static QDialog *dialog()
    {
        return qobject_cast<QDialog *>(QApplication::activeModalWidget());
    }
    [[nodiscard]] QDialog *openShortcut(ui::Command command) const;

    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<ui::AvatarCache> m_avatars;
    std::unique_ptr<test::TempStore> m_store;
    std::unique_ptr<model::Settings> m_settings;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<test::FakeNotifier> m_desktop;
    std::unique_ptr<ui::Preferences> m_preferences;
    std::unique_ptr<ui::Shortcuts> m_shortcuts;
    std::unique_ptr<test::FakeAccount> m_account;
    std::unique_ptr<test::FakeAccountList> m_accounts;
    std::unique_ptr<SettingsWindow> m_window;
};

void SettingsTest::initTestCase()
{
    m_theme = std::make_unique<ui::Theme>(*qApp, ui::Appearance::Light);
    m_avatars = std::make_unique<ui::AvatarCache>([](const QString &) { return QFuture<QByteArray>(); });
}

void SettingsTest::init()
{
    m_desktop = std::make_unique<test::FakeNotifier>();
    m_store = std::make_unique<test::TempStore>();
    m_settings = std::make_unique<model::Settings>(*m_store->store);
    m_dir = std::make_unique<QTemporaryDir>();
    m_preferences = std::make_unique<ui::Preferences>(m_dir->filePath(u"preferences.ini"_s));
    m_shortcuts = std::make_unique<ui::Shortcuts>(*m_preferences);
    m_account = std::make_unique<test::FakeAccount>(u"anna@example.org"_s, u"Anna Keller"_s);
    m_account->currentStatus.kind = model::ConnectionKind::Online;
    m_account->report.at = QDateTime::currentDateTimeUtc();
    m_account->report.live = 128ms;
    m_account->report.roundTrips = 1;
    m_account->report.resumed = true;
    m_account->report.mechanism = u"HT-SHA-256-EXPR"_s;
    m_account->features = {{u"Message archive"_s, u"urn:xmpp:mam:2"_s, true}, {u"Push"_s, u"urn:xmpp:push:0"_s, false}};
    m_accounts = std::make_unique<test::FakeAccountList>();
    m_accounts->list = {m_account.get()};
    m_window = std::make_unique<SettingsWindow>(
        SettingsWindow::Parts{*m_theme, *m_avatars, *m_accounts, *m_preferences, *m_settings, *m_shortcuts, m_dir->path(), {}, m_desktop.get()});
    m_window->open(SettingsWindow::Page::Account);
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void SettingsTest::cleanup()
{
    m_window.reset();
    m_accounts.reset();
    m_account.reset();
    m_shortcuts.reset();
    m_preferences.reset();
    m_settings.reset();
    m_store.reset();
}

void SettingsTest::walksThroughThePagesWithTheKeyboard()
{
    QStringList seen;
    auto *pages = m_window->findChild<QStackedWidget *>();
    for (int i = 0; i < pages->count(); ++i) {
        seen << pages->currentWidget()->accessibleName();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
    }
    QCOMPARE(seen, (QStringList{u"Account"_s, u"Linked devices"_s, u"Notifications"_s, u"Appearance"_s, u"Privacy"_s, u"Connection"_s, u"Shortcuts"_s, u"Advanced"_s, u"About"_s}));
    QVERIFY(m_window->page() == SettingsWindow::Page::About);
}

void SettingsTest::opensAtAPageAndClosesWithEscape()
{
    m_window->open(SettingsWindow::Page::Connection);
    QVERIFY(m_window->page() == SettingsWindow::Page::Connection);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(!m_window->isVisible());
}

void SettingsTest::remembersItsSize()
{
    m_window->resize(780, 640);
    m_window->close();
    const ui::Preferences again(m_dir->filePath(u"preferences.ini"_s));
    SettingsWindow other({*m_theme, *m_avatars, *m_accounts, *m_preferences, *m_settings, *m_shortcuts, m_dir->path(), {}});
    QVERIFY(!again.windowState(u"settingsWindow"_s).isEmpty());
    QCOMPARE(other.size(), QSize(780, 640));
}

void SettingsTest::choosesTheAppearance()
{
    m_window->open(SettingsWindow::Page::Appearance);
    QSignalSpy changed(m_preferences.get(), &ui::Preferences::appearanceChanged);
    QVERIFY(find<QRadioButton>(u"system"_s)->isChecked());
    click(u"dark"_s);
    QVERIFY(m_preferences->appearance() == ui::Appearance::Dark);
    click(u"light"_s);
    QVERIFY(m_preferences->appearance() == ui::Appearance::Light);
    QCOMPARE(changed.size(), 2);
}

void SettingsTest::choosesTheTextSize()
{
    m_window->open(SettingsWindow::Page::Appearance);
    auto *slider = find<QSlider>(u"textSize"_s);
    QTest::keyClick(slider, Qt::Key_Right);
    QTest::keyClick(slider, Qt::Key_Right);
    QTRY_COMPARE(m_preferences->textPercent(), 120);
    QTest::keyClick(slider, Qt::Key_End);
    QTRY_COMPARE(m_preferences->textPercent(), 200);
}

void SettingsTest::choosesWhatEnterDoes()
{
    m_window->open(SettingsWindow::Page::Appearance);
    QVERIFY(m_preferences->enterSends());
    auto *box = find<QCheckBox>(u"enterSends"_s);
    QTest::keyClick(box, Qt::Key_Space);
    QVERIFY(!m_preferences->enterSends());
}

void SettingsTest::choosesNotifications()
{
    m_window->open(SettingsWindow::Page::Notifications);
    QVERIFY(!m_window->findChild<QLabel *>(u"noNotifications"_s)->isVisible());
    auto *text = m_window->findChild<QCheckBox *>(u"notificationText"_s);
    auto *sound = m_window->findChild<QCheckBox *>(u"notificationSound"_s);
    QVERIFY(m_preferences->notifications() && m_preferences->notificationText() && !m_preferences->notificationSound());
    click(u"notificationText"_s);
    click(u"notificationSound"_s);
    QVERIFY(!m_preferences->notificationText() && m_preferences->notificationSound());
    click(u"showNotifications"_s);
    QVERIFY(!m_preferences->notifications());
    QVERIFY(!text->isEnabled() && !sound->isEnabled());
    click(u"showNotifications"_s);
    QVERIFY(text->isEnabled() && sound->isEnabled());
}

void SettingsTest::saysThatNobodyShowsNotifications()
{
    m_window->open(SettingsWindow::Page::Notifications);
    auto *nobody = m_window->findChild<QLabel *>(u"noNotifications"_s);
    auto *sound = m_window->findChild<QCheckBox *>(u"notificationSound"_s);
    m_desktop->setAbilities({false, false});
    QVERIFY(nobody->isVisible());
    QVERIFY(sound->isEnabled()); // the choice stays the user's
    m_desktop->setAbilities({true, false});
    QVERIFY(!nobody->isVisible());
    QVERIFY(!sound->isEnabled());
}

void SettingsTest::showsOnlyIconsWhenNarrow()
{
    auto *sidebar = m_window->findChild<ui::SettingsSidebar *>();
    QVERIFY(!sidebar->isCompact());
    const int wide = sidebar->width();
    m_window->resize(520, 640);
    QTRY_VERIFY(sidebar->isCompact() && sidebar->width() < wide / 2);
    for (int row = 0; row < sidebar->count(); ++row)
        QCOMPARE(sidebar->item(row)->toolTip(), sidebar->item(row)->text());
    m_window->resize(1000, 640);
    QTRY_VERIFY(!sidebar->isCompact() && sidebar->width() == wide);
    QVERIFY(sidebar->item(0)->toolTip().isEmpty());
}

void SettingsTest::choosesWhatOthersSee_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<model::Setting>("setting");
    QTest::newRow("typing") << u"sendTyping"_s << model::Setting::SendTyping;
    QTest::newRow("receipts") << u"sendReceipts"_s << model::Setting::SendReceipts;
}

void SettingsTest::choosesWhatOthersSee()
{
    QFETCH(QString, name);
    QFETCH(model::Setting, setting);
    m_window->open(SettingsWindow::Page::Privacy);
    auto *box = find<QCheckBox>(name);
    QVERIFY(box->isChecked());
    QVERIFY(box->accessibleName().startsWith(u"Others see when I"_s));
    QVERIFY(!box->accessibleDescription().isEmpty());
    QSignalSpy changed(m_settings.get(), &model::Settings::changed);
    click(name);
    QCOMPARE(m_settings->get<bool>(setting), false);
    QTest::keyClick(box, Qt::Key_Space);
    QCOMPARE(m_settings->get<bool>(setting), true);
    QCOMPARE(changed.size(), 2); // and no other
}

void SettingsTest::choosesWhatClosingDoes()
{
    m_window->open(SettingsWindow::Page::Privacy);
    auto *choice = find<QComboBox>(u"whenClosed"_s);
    QCOMPARE(choice->currentData().toString(), u"away"_s);
    QCOMPARE(choice->accessibleName(), u"When I close Kith"_s);
    choice->setFocus();
    QTest::keyClick(choice, Qt::Key_Down);
    QCOMPARE(m_settings->get<QString>(model::Setting::WhenClosed), u"unchanged"_s);
    QTest::keyClick(choice, Qt::Key_Down);
    QCOMPARE(m_settings->get<QString>(model::Setting::WhenClosed), u"offline"_s);
}

void SettingsTest::choosesAProxy()
{
    m_window->open(SettingsWindow::Page::Connection);
    auto *kind = find<QComboBox>(u"proxyKind"_s);
    auto *host = find<QLineEdit>(u"proxyHost"_s);
    auto *port = find<QLineEdit>(u"proxyPort"_s);
    auto *problem = find<QLabel>(u"proxyProblem"_s);
    QCOMPARE(kind->currentData().toString(), u"system"_s);
    QVERIFY(!host->isVisible());
    kind->setFocus();
    QTest::keyClick(kind, Qt::Key_Down);
    QCOMPARE(m_settings->get<QString>(model::Setting::ProxyKind), u"none"_s);
    QVERIFY(!host->isVisible());
    QTest::keyClick(kind, Qt::Key_Down);
    QVERIFY(host->isVisible());
    QCOMPARE(port->text(), u"1080"_s);
    QVERIFY(problem->isVisible()); // the address is missing, and it says so
    QCOMPARE(m_settings->get<QString>(model::Setting::ProxyKind), u"none"_s);
    QTest::keyClick(kind, Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), host);
    QTest::keyClicks(host, u"proxy.example.org"_s);
    QTest::keyClick(host, Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), port);
    QVERIFY(!problem->isVisible());
    QCOMPARE(m_settings->get<QString>(model::Setting::ProxyKind), u"socks5"_s);
    QCOMPARE(m_settings->get<QString>(model::Setting::ProxyHost), u"proxy.example.org"_s);
    QCOMPARE(m_settings->get<int>(model::Setting::ProxyPort), 1080);
    kind->setFocus();
    QTest::keyClick(kind, Qt::Key_Down);
    QCOMPARE(m_settings->get<QString>(model::Setting::ProxyKind), u"http"_s);
    QCOMPARE(m_settings->get<int>(model::Setting::ProxyPort), 8080);
    // It is there again in the next window.
    SettingsWindow other({*m_theme, *m_avatars, *m_accounts, *m_preferences, *m_settings, *m_shortcuts, m_dir->path(), {}});
    QCOMPARE(other.findChild<QComboBox *>(u"proxyKind"_s)->currentData().toString(), u"http"_s);
    QCOMPARE(other.findChild<QLineEdit *>(u"proxyHost"_s)->text(), u"proxy.example.org"_s);
    QCOMPARE(other.findChild<QLineEdit *>(u"proxyPort"_s)->text(), u"8080"_s);
}

void SettingsTest::usesNoHalfProxy_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("port");
    QTest::addColumn<QString>("field"); // that is said to be wrong
    QTest::newRow("no address") << u" "_s << u"1080"_s << QString();
    QTest::newRow("link") << u"socks5://proxy.example.org"_s << u"1080"_s << u"proxyHost"_s;
    QTest::newRow("two words") << u"my proxy"_s << u"1080"_s << u"proxyHost"_s;
    QTest::newRow("no port") << u"proxy.example.org"_s << u""_s << u"proxyPort"_s;
    QTest::newRow("port zero") << u"proxy.example.org"_s << u"0"_s << u"proxyPort"_s;
    QTest::newRow("port too large") << u"proxy.example.org"_s << u"65536"_s << u"proxyPort"_s;
    QTest::newRow("port in words") << u"proxy.example.org"_s << u"web"_s << u"proxyPort"_s;
}

void SettingsTest::usesNoHalfProxy()
{
    QFETCH(QString, host);
    QFETCH(QString, port);
    QFETCH(QString, field);
    m_window->open(SettingsWindow::Page::Connection);
    auto *kind = find<QComboBox>(u"proxyKind"_s);
    kind->setCurrentIndex(kind->findData(u"socks5"_s));
    QSignalSpy changed(m_settings.get(), &model::Settings::changed);
    find<QLineEdit>(u"proxyHost"_s)->setText(host);
    auto *portEdit = find<QLineEdit>(u"proxyPort"_s);
    portEdit->setText(port);
    QTest::keyClick(portEdit, Qt::Key_Return);
    QCOMPARE(changed.size(), 0);
    auto *problem = find<QLabel>(u"proxyProblem"_s);
    QVERIFY(problem->isVisible());
    for (const QString &name : {u"proxyHost"_s, u"proxyPort"_s})
        QCOMPARE(find<QLineEdit>(name)->accessibleDescription(), field.isEmpty() || name == field ? problem->text() : QString());
    kind->setCurrentIndex(kind->findData(u"none"_s));
    QCOMPARE(m_settings->get<QString>(model::Setting::ProxyKind), u"none"_s);
    QVERIFY(!problem->isVisible());
}

void SettingsTest::understandsAPastedProxy_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::newRow("blanks") << u" proxy.example.org "_s << u"proxy.example.org"_s << 1080;
    QTest::newRow("with port") << u"127.0.0.1:9050"_s << u"127.0.0.1"_s << 9050;
    QTest::newRow("IPv6") << u"::1"_s << u"::1"_s << 1080;
    QTest::newRow("IPv6 with port") << u"[::1]:9050"_s << u"::1"_s << 9050;
}

void SettingsTest::understandsAPastedProxy()
{
    QFETCH(QString, typed);
    QFETCH(QString, host);
    QFETCH(int, port);
    m_window->open(SettingsWindow::Page::Connection);
    auto *kind = find<QComboBox>(u"proxyKind"_s);
    kind->setCurrentIndex(kind->findData(u"socks5"_s));
    auto *edit = find<QLineEdit>(u"proxyHost"_s);
    QTest::keyClicks(edit, typed);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(m_settings->get<QString>(model::Setting::ProxyHost), host);
    QCOMPARE(m_settings->get<int>(model::Setting::ProxyPort), port);
    QCOMPARE(find<QLineEdit>(u"proxyPort"_s)->text(), QString::number(port));
}

void SettingsTest::leavesTheProxyToTheKeyboardAndTheClick()
{
    m_window->open(SettingsWindow::Page::Connection);
    auto *kind = find<QComboBox>(u"proxyKind"_s);
    const QPointF middle = QRectF(kind->rect()).center();
    QWheelEvent wheel(middle, kind->mapToGlobal(middle), {}, {0, -120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(kind, &wheel);
    QCOMPARE(kind->currentData().toString(), u"system"_s);
}

void SettingsTest::signsOut_data()
{
    QTest::addColumn<bool>("removeChats");
    QTest::addColumn<QString>("command");
    QTest::newRow("keep") << false << u"sign out 1 keep"_s;
    QTest::newRow("remove") << true << u"sign out 1 remove"_s;
}

void SettingsTest::signsOut()
{
    QFETCH(bool, removeChats);
    QFETCH(QString, command);
    click(u"signOut"_s);
    QVERIFY(dialog());
    QVERIFY(dialog()->findChild<QRadioButton *>(u"keepChats"_s)->isChecked());
    if (removeChats)
        dialog()->findChild<QRadioButton *>(u"removeChats"_s)->click();
    QVERIFY(m_accounts->commands.isEmpty());
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"confirmSignOut"_s), Qt::LeftButton);
    QCOMPARE(m_accounts->commands, QStringList{command});
}

void SettingsTest::cancelsSigningOut()
{
    click(u"signOut"_s);
    QVERIFY(dialog());
    QTest::keyClick(dialog(), Qt::Key_Return); // what Enter does cannot hurt
    QTRY_VERIFY(!dialog());
    QVERIFY(m_accounts->commands.isEmpty());
}

void SettingsTest::goesOfflineAndBack()
{
    click(u"connection"_s);
    QCOMPARE(m_account->commands, QStringList{u"offline"_s});
    m_account->setStatus({});
    click(u"connection"_s);
    QCOMPARE(m_account->commands, (QStringList{u"offline"_s, u"connect"_s}));
}

void SettingsTest::asksForAccountAndPassword()
{
    QSignalSpy add(m_window.get(), &SettingsWindow::addAccountRequested);
    QSignalSpy password(m_window.get(), &SettingsWindow::passwordRequested);
    click(u"addAccount"_s);
    click(u"password"_s);
    QCOMPARE(add.size(), 1);
    QCOMPARE(password.size(), 1);
    QVERIFY(password[0][0].value<model::AccountId>() == m_account->id());
}

void SettingsTest::followsTheAccounts()
{
    test::FakeAccount bert(u"bert@example.org"_s, u"Bert"_s, 2);
    m_accounts->set({m_account.get(), &bert});
    const auto count = [this] { return m_window->findChild<QStackedWidget *>()->currentWidget()->findChildren<QPushButton *>(u"signOut"_s).size(); };
    QTRY_COMPARE(count(), 2);
    m_accounts->set({});
    QTRY_COMPARE(count(), 0);
    QVERIFY(find<QPushButton>(u"addAccount"_s));
}

void SettingsTest::drawsTheLastSignIn()
{
    m_window->open(SettingsWindow::Page::Connection);
    auto *headline = find<QLabel>(u"headline"_s);
    QVERIFY2(headline->text().contains(u"128"_s), qPrintable(headline->text()));
    m_account->report.live = 99ms;
    m_account->setReport(m_account->report);
    QVERIFY(headline->text().contains(u"99"_s));
}

void SettingsTest::copiesTheReport()
{
    m_window->open(SettingsWindow::Page::Connection);
    click(u"copyReport"_s);
    const QString report = QGuiApplication::clipboard()->text();
    QVERIFY(report.contains(u"anna@example.org"_s));
    QVERIFY(report.contains(u"HT-SHA-256-EXPR"_s));
    QVERIFY(report.contains(u"[x] Message archive (urn:xmpp:mam:2)"_s));
    QVERIFY(report.contains(u"[ ] Push (urn:xmpp:push:0)"_s));
}

void SettingsTest::saysWhyItIsOffline()
{
    m_window->open(SettingsWindow::Page::Connection);
    auto *status = find<QLabel>(u"status"_s);
    QVERIFY(!status->isVisible());
    model::ConnectionStatus waiting;
    waiting.kind = model::ConnectionKind::Waiting;
    waiting.problem = u"The server could not be reached."_s;
    m_account->setStatus(waiting);
    QVERIFY(status->isVisible());
    QVERIFY(status->text().contains(waiting.problem));
    click(u"connectNow"_s);
    QCOMPARE(m_account->commands, QStringList{u"connect"_s});
}

QDialog *SettingsTest::openShortcut(ui::Command command) const
{
    m_window->open(SettingsWindow::Page::Shortcuts);
    click(ui::Shortcuts::id(command));
    return dialog();
}

void SettingsTest::changesAShortcut()
{
    QDialog *box = openShortcut(ui::Command::NewChat);
    QVERIFY(box);
    auto *save = box->findChild<QPushButton *>(u"save"_s);
    QVERIFY(!save->isEnabled());
    QTest::keyClick(box->findChild<QKeySequenceEdit *>(u"keys"_s), Qt::Key_M, Qt::ControlModifier);
    QTRY_VERIFY(save->isEnabled());
    QTest::mouseClick(save, Qt::LeftButton);
    QCOMPARE(m_shortcuts->keys(ui::Command::NewChat), QList<QKeySequence>{QKeySequence(u"Ctrl+M"_s)});
    QVERIFY(find<QPushButton>(ui::Shortcuts::id(ui::Command::NewChat))->text().contains(u"Ctrl+M"_s));

    box = openShortcut(ui::Command::NewChat);
    QTest::mouseClick(box->findChild<QPushButton *>(u"reset"_s), Qt::LeftButton);
    QCOMPARE(m_shortcuts->keys(ui::Command::NewChat), ui::Shortcuts::defaults(ui::Command::NewChat));
}

void SettingsTest::takesKeysFromAnotherCommand()
{
    QDialog *box = openShortcut(ui::Command::NewChat);
    QTest::keyClick(box->findChild<QKeySequenceEdit *>(u"keys"_s), Qt::Key_K, Qt::ControlModifier);
    auto *verdict = box->findChild<QLabel *>(u"verdict"_s);
    QTRY_VERIFY2(verdict->text().contains(ui::Shortcuts::title(ui::Command::Jump)), qPrintable(verdict->text()));
    QTest::mouseClick(box->findChild<QPushButton *>(u"save"_s), Qt::LeftButton);
    QCOMPARE(m_shortcuts->keys(ui::Command::NewChat), QList<QKeySequence>{QKeySequence(u"Ctrl+K"_s)});
    QVERIFY(m_shortcuts->keys(ui::Command::Jump).isEmpty());
}

void SettingsTest::refusesABareLetter()
{
    QDialog *box = openShortcut(ui::Command::NewChat);
    QTest::keyClick(box->findChild<QKeySequenceEdit *>(u"keys"_s), Qt::Key_A);
    QTRY_VERIFY(box->findChild<QLabel *>(u"verdict"_s)->text().contains(u"Ctrl"_s));
    QVERIFY(!box->findChild<QPushButton *>(u"save"_s)->isEnabled());
    box->reject();
}

void SettingsTest::switchesTheDetailedLog()
{
    m_window->open(SettingsWindow::Page::Advanced);
    QSignalSpy console(m_window.get(), &SettingsWindow::xmlConsoleRequested);
    click(u"openXmlConsole"_s);
    QCOMPARE(console.size(), 1);
    QVERIFY(!m_preferences->detailedLog());
    click(u"detailedLog"_s);
    QVERIFY(m_preferences->detailedLog());
}

void SettingsTest::namesEveryControl()
{
    for (int page = 0; page <= int(SettingsWindow::Page::About); ++page) {
        m_window->open(SettingsWindow::Page(page));
        const auto children = m_window->findChildren<QWidget *>();
        for (QWidget *child : children) {
            if (!(child->focusPolicy() & Qt::TabFocus) || !child->isVisible())
                continue;
            const QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(child);
            QVERIFY2(interface && !interface->text(QAccessible::Name).isEmpty(),
                qPrintable(u"page %1: %2 %3"_s.arg(page).arg(child->objectName(), QString::fromLatin1(child->metaObject()->className()))));
        }
    }
}

QTEST_MAIN(SettingsTest)
#include "tst_settings.moc"
