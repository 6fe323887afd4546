// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/fake_account.h"
#include "tests/support/app/fake_account_list.h"
#include "ui/debug/xml_console.h"
#include "ui/settings/preferences.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;

class XmlConsoleTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void showsWhatComes();
    void filters();
    void pausesAndGoesOn();
    void clears();
    void copies();
    void showsTheChosenWhole();
    void staysAtTheEndUnlessTheUserScrolled();
    void followsTheChosenAccount();
    void survivesTheLastAccountLeaving();

private:
    template<class T>
    T *find(const char *name) const { return m_console->findChild<T *>(QString::fromLatin1(name)); }
    [[nodiscard]] int rows() const { return find<QListView>("stanzas")->model()->rowCount(); }
    void click(const char *name) const { QTest::mouseClick(find<QPushButton>(name), Qt::LeftButton); }
    void add(const QByteArray &xml, bool incoming = true) { m_anna->xmlLog().append(QDateTime(QDate(2024, 5, 1), QTime(12, 0), Qt::UTC), incoming, xml); }

    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<ui::Preferences> m_preferences;
    std::unique_ptr<test::FakeAccount> m_anna, m_bert;
    std::unique_ptr<test::FakeAccountList> m_accounts;
    std::unique_ptr<ui::XmlConsole> m_console;
};

void XmlConsoleTest::initTestCase()
{
    m_theme = std::make_unique<ui::Theme>(*qApp, ui::Appearance::Dark);
}

void XmlConsoleTest::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_preferences = std::make_unique<ui::Preferences>(m_dir->filePath(u"p.ini"_s));
    m_anna = std::make_unique<test::FakeAccount>(u"anna@example.org"_s, QString(), 1);
    m_bert = std::make_unique<test::FakeAccount>(u"bert@example.org"_s, QString(), 2);
    m_accounts = std::make_unique<test::FakeAccountList>();
    m_accounts->list = {m_anna.get()};
    add("<presence/>");
    add("<message id='1'/>", false);
    m_console = std::make_unique<ui::XmlConsole>(*m_theme, *m_accounts, *m_preferences);
    m_console->show();
    QVERIFY(QTest::qWaitForWindowActive(m_console.get()));
}

void XmlConsoleTest::cleanup()
{
    m_console.reset();
}

void XmlConsoleTest::showsWhatComes()
{
    QCOMPARE(rows(), 2);
    add("<iq/>");
    QCOMPARE(rows(), 3);
}

void XmlConsoleTest::filters()
{
    QTest::keyClicks(find<QLineEdit>("filter"), u"MESSAGE"_s);
    QCOMPARE(rows(), 1);
    add("<message id='2'/>");
    add("<iq/>");
    QCOMPARE(rows(), 2);
    find<QLineEdit>("filter")->clear();
    QCOMPARE(rows(), 4);
}

void XmlConsoleTest::pausesAndGoesOn()
{
    click("pause");
    add("<iq/>");
    QCOMPARE(rows(), 2);
    QTest::keyClicks(find<QLineEdit>("filter"), u"presence"_s); // can be searched in peace
    QCOMPARE(rows(), 1);
    find<QLineEdit>("filter")->clear();
    click("pause");
    QCOMPARE(rows(), 3);
}

void XmlConsoleTest::clears()
{
    click("pause");
    click("clear");
    QCOMPARE(rows(), 0);
    QCOMPARE(m_anna->xmlLog().rowCount(), 0);
    add("<iq/>");
    QCOMPARE(rows(), 1);
}

void XmlConsoleTest::copies()
{
    click("copy");
    const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 2);
    QVERIFY(lines[0].contains(u"← <presence/>"_s));
    QVERIFY(lines[1].contains(u"→ <message id='1'/>"_s));
    auto *list = find<QListView>("stanzas");
    list->setCurrentIndex(list->model()->index(1, 0));
    QTest::keyClick(list, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(!QGuiApplication::clipboard()->text().contains(u"presence"_s));
}

void XmlConsoleTest::showsTheChosenWhole()
{
    auto *list = find<QListView>("stanzas");
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(1, 0)).center());
    QCOMPARE(find<QPlainTextEdit>("whole")->toPlainText(), u"<message id='1'/>"_s);
    QVERIFY(find<QPlainTextEdit>("whole")->isReadOnly());
}

void XmlConsoleTest::staysAtTheEndUnlessTheUserScrolled()
{
    auto *bar = find<QListView>("stanzas")->verticalScrollBar();
    for (int i = 0; i < 200; ++i)
        add("<iq/>");
    QTRY_VERIFY(bar->maximum() > 0);
    QTRY_COMPARE(bar->value(), bar->maximum());
    bar->setValue(0);
    for (int i = 0; i < 50; ++i)
        add("<iq/>");
    const int before = bar->maximum();
    QTRY_VERIFY(bar->maximum() >= before);
    QCOMPARE(bar->value(), 0);
}

void XmlConsoleTest::followsTheChosenAccount()
{
    QVERIFY(!find<QComboBox>("account")->isVisible());
    m_accounts->set({m_anna.get(), m_bert.get()});
    QVERIFY(find<QComboBox>("account")->isVisible());
    QCOMPARE(rows(), 2);
    QTest::keyClick(find<QComboBox>("account"), Qt::Key_Down);
    QCOMPARE(rows(), 0);
    m_accounts->set({m_bert.get()});
    QCOMPARE(rows(), 0);
}

void XmlConsoleTest::survivesTheLastAccountLeaving()
{
    click("pause");
    m_accounts->set({});
    m_anna.reset();
    QCOMPARE(rows(), 0);
    click("copy");
    click("clear");
}

QTEST_MAIN(XmlConsoleTest)
#include "tst_xml_console.moc"
