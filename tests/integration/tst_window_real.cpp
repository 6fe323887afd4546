// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"
#include "app/profile.h"
#include "app/trace_writer.h"
#include "model/items/chat_list_model.h"
#include "tests/support/app/server_test.h"
#include "ui/composer/message_edit.h"
#include "ui/main_window/main_window.h"
#include "ui/new_chat/new_chat_dialog.h"
#include "ui/settings/preferences.h"
#include "ui/settings/settings_window.h"
#include "ui/sign_in/sign_in_page.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

/// One person at the window, with clicks and keys, another one behind it, and a real server between them.
class WindowReal : public test::ServerTest
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void holdsAConversation_data() { onBothServers(); }
    void holdsAConversation();
    void saysThatThePasswordIsWrong_data() { onBothServers(); }
    void saysThatThePasswordIsWrong();

private:
    void start();
    void quit();
    /// Fills in the sign-in page as a person does.
    void typeSignIn(const test::TestServer &server, const QString &user, const QString &password);
    /// What the trace says of the logins, in their order.
    [[nodiscard]] QList<QJsonObject> traced(const QString &event) const;
    template<class T>
    T *find(const QString &name = {}) const { return m_kith->window().findChild<T *>(name); }

    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<app::Profile> m_profile;
    std::unique_ptr<ui::Preferences> m_preferences;
    net::SystemClock m_clock;
    net::SystemIds m_ids;
    std::unique_ptr<app::TraceWriter> m_trace;
    std::unique_ptr<app::Application> m_kith;
};

void WindowReal::initTestCase()
{
    qputenv("KITH_SECRETS", "file");
    QApplication::setQuitOnLastWindowClosed(false);
    m_theme = std::make_unique<ui::Theme>(*qApp, ui::Appearance::Light);
}

void WindowReal::start()
{
    if (!m_dir)
        m_dir = std::make_unique<QTemporaryDir>();
    m_profile = *app::Profile::open(m_dir->path());
    m_preferences = std::make_unique<ui::Preferences>(m_profile->preferencesFile());
    auto store = model::Store::open(m_profile->databaseFile());
    QVERIFY(store);
    m_trace = std::make_unique<app::TraceWriter>(m_dir->filePath(u"trace"_s), m_clock, m_clock.monotonic());
    m_kith = std::make_unique<app::Application>(
        app::Application::Parts{*m_theme, *m_preferences, *m_profile, m_clock, m_ids, m_trace.get(), {}}, std::move(*store));
    m_kith->start(false);
    QVERIFY(QTest::qWaitForWindowActive(&m_kith->window()));
}

QList<QJsonObject> WindowReal::traced(const QString &event) const
{
    QFile file(m_dir->filePath(u"trace"_s));
    QList<QJsonObject> found;
    if (file.open(QIODevice::ReadOnly)) {
        while (!file.atEnd()) {
            const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
            if (line[u"event"_s].toString() == event)
                found << line;
        }
    }
    return found;
}

void WindowReal::quit()
{
    QSignalSpy finished(m_kith.get(), &app::Application::finished);
    m_kith->window().close();
    QTRY_COMPARE(finished.size(), 1);
    m_kith.reset();
}

void WindowReal::cleanup()
{
    if (m_kith)
        quit();
    m_dir.reset();
}

void WindowReal::typeSignIn(const test::TestServer &server, const QString &user, const QString &password)
{
    QTest::keyClicks(find<QLineEdit>(u"address"_s), server.address(user));
    QTest::keyClicks(find<QLineEdit>(u"password"_s), password);
    QTest::mouseClick(find<QAbstractButton>(u"advanced"_s), Qt::LeftButton);
    QTest::keyClicks(find<QLineEdit>(u"server"_s), server.pin());
    QTest::keyClicks(find<QLineEdit>(u"certificates"_s), server.caFile());
    QTest::mouseClick(find<QAbstractButton>(u"signIn"_s), Qt::LeftButton);
}

void WindowReal::holdsAConversation()
{
    KITH_SERVER(server);
    const QString annaUser = newUser(*server), bertUser = newUser(*server);
    test::Person bert;
    QCOMPARE(bert.signIn(*server, bertUser, u"secret"_s), QString());
    QVERIFY(bert.waitOnline());

    start();
    typeSignIn(*server, annaUser, u"secret"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!m_kith->window().hasPage(), 30000);

    QTest::keySequence(&m_kith->window(), QKeySequence(u"Ctrl+N"_s));
    QTRY_VERIFY(find<ui::NewChatDialog>());
    auto *who = find<QLineEdit>(u"who"_s);
    QTest::keyClicks(who, server->address(bertUser));
    QTest::keyClick(who, Qt::Key_Return);
    QTRY_VERIFY(m_kith->window().openedChat() != model::ChatId{});
    auto *edit = find<ui::MessageEdit>();
    QTest::keyClicks(edit, u"Hello Bert"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(bert.waitForBody(server->address(annaUser), u"Hello Bert"_s));
    bert.say(server->address(annaUser), u"Hello Anna"_s);
    auto &store = m_kith->accounts().store();
    const auto last = [&] { return store.read().chats.find(m_kith->window().openedChat()).value_or(model::Chat()).lastBody; };
    QTRY_COMPARE_WITH_TIMEOUT(last(), u"Hello Anna"_s, 20000);

    // Quit, start: everything is there, the chat is open, nobody asks for a password.
    quit();
    bert.say(server->address(annaUser), u"While you were away"_s);
    start();
    QVERIFY(!m_kith->window().hasPage());
    QVERIFY(m_kith->window().openedChat() != model::ChatId{});
    auto &again = m_kith->accounts().store();
    QTRY_COMPARE_WITH_TIMEOUT(again.read().chats.find(m_kith->window().openedChat()).value_or(model::Chat()).lastBody, u"While you were away"_s, 30000);

    // The trace has both sign-ins: the first with the password, the second without.
    QTRY_COMPARE_WITH_TIMEOUT(traced(u"caught_up"_s).size(), 2, 30000);
    const QList<QJsonObject> logins = traced(u"login"_s);
    QCOMPARE(logins.size(), 2);
    QVERIFY(logins[0][u"mechanism"_s].toString().startsWith(u"SCRAM-"_s));
    QVERIFY(logins[1][u"rung"_s].toString() == u"resume"_s || logins[1][u"rung"_s].toString() == u"token"_s);
    QVERIFY(logins[1][u"roundTrips"_s].toInt() <= 2);
    QVERIFY(logins[1][u"liveUs"_s].toDouble() > 0);
    QCOMPARE(traced(u"quit"_s).size(), 1);

    // The connection page knows how it went.
    QTest::keySequence(&m_kith->window(), QKeySequence(u"Ctrl+,"_s));
    ui::SettingsWindow *settings = nullptr;
    const auto windows = QApplication::topLevelWidgets();
    for (QWidget *window : windows)
        settings = settings ? settings : qobject_cast<ui::SettingsWindow *>(window);
    QVERIFY(settings);
    settings->open(ui::SettingsWindow::Page::Connection);
    auto *headline = settings->findChild<QLabel *>(u"headline"_s);
    QTRY_VERIFY(headline->isVisible());
    QVERIFY2(headline->text().contains(u"TLS"_s), qPrintable(headline->text()));
}

void WindowReal::saysThatThePasswordIsWrong()
{
    KITH_SERVER(server);
    const QString user = newUser(*server);
    start();
    typeSignIn(*server, user, u"wrong"_s);
    auto *password = find<QLineEdit>(u"password"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!password->accessibleDescription().isEmpty(), 30000);
    QVERIFY(password->hasFocus());
    QVERIFY(m_kith->window().hasPage());
    // Corrected, it works.
    password->clear();
    QTest::keyClicks(password, u"secret"_s);
    QTest::keyClick(password, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!m_kith->window().hasPage(), 30000);
}

QTEST_MAIN(WindowReal)
#include "tst_window_real.moc"
