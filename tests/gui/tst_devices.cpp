// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The Linked devices page and its dialogs, with real clicks.
#include "tests/support/app/fake_account.h"
#include "tests/support/app/fake_account_list.h"
#include "tests/support/app/fake_linking.h"
#include "tests/support/app/sample_devices.h"
#include "ui/devices/device_row.h"
#include "ui/devices/devices_page.h"
#include "ui/devices/link_device_dialog.h"
#include "ui/devices/undo_notice.h"
#include "ui/settings/sign_out_dialog.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QToolButton>
#include <QtTest>

using namespace Qt::StringLiterals;
using model::DeviceOutcome;
using ServerList = model::LinkedDevices::ServerList;

class DevicesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void asksTheServerWhenItIsShown();
    void showsThisDeviceFirst();
    void rowsReadAsSentences();
    void followsChangesAndKeepsTheFocus();
    void isReachedWithTheKeyboardAlone();
    void renamesAndTakesItBack();
    void refusesAnEmptyName();
    void saysWhenNothingWasChanged();
    void choosesWhatADeviceReceives();
    void aListNeedsSomethingOnIt();
    void unlinks_data();
    void unlinks();
    void enterUnlinksNothing();
    void cutsALostDeviceAndChangesThePassword();
    void tellsThatThePasswordWasNotChanged();
    void changesOnlyThePassword();
    void checksTheNewPassword();
    void signsOutHere();
    void removesWhatWasNotSeenForLong();
    void offersNothingWithoutAConnection();
    void saysThatTheListMayBeIncomplete();
    void saysWhatServersCanDoOnceForThePage();
    void followsTheAccounts();
    void linksNothingWithoutLinking();
    void showsAHistoryOnItsWay();
    void opensTheLinkingOfItsAccount();
    void namesEveryControl();

private:
    template<class T>
    T *find(const char *name, const QWidget *in = nullptr) const { return (in ? in : static_cast<QWidget *>(m_page.get()))->findChild<T *>(QString::fromLatin1(name)); }
    void click(const char *name, const QWidget *in = nullptr) const
    {
        settled();
        auto *button = find<QAbstractButton>(name, in);
        const bool hasBox = qobject_cast<QCheckBox *>(button) || qobject_cast<QRadioButton *>(button);
        QTest::mouseClick(button, Qt::LeftButton, {}, hasBox ? QPoint(8, button->height() / 2) : QPoint());
        settled();
    }
    /// A dialog is in front, and everything has its place.
    static void settled()
    {
        if (QDialog *open = dialog())
            QVERIFY(QTest::qWaitForWindowActive(open));
        for (int level = 0; level < 6; ++level)
            QCoreApplication::processEvents();
    }
    [[nodiscard]] ui::DeviceRow *row(const QString &key) const;
    /// Through the menu of its row.
    void choose(const QString &key, const char *action) const
    {
        row(key)->findChild<QAction *>(QString::fromLatin1(action))->trigger();
        settled();
    }
    [[nodiscard]] static QDialog *dialog() { return qobject_cast<QDialog *>(QApplication::activeModalWidget()); }
    [[nodiscard]] QStringList commands() const { return m_account->devices.commands; }
    [[nodiscard]] QString notice() const { return find<ui::UndoNotice>("undoNotice")->isVisible() ? find<QLabel>("notice")->text() : QString(); }
    [[nodiscard]] static QString shown(const QLabel *label) { return label->isVisible() ? label->text() : QString(); }

    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<test::FakeAccount> m_account;
    std::unique_ptr<test::FakeAccountList> m_accounts;
    std::unique_ptr<test::FakeLinking> m_linking;
    std::unique_ptr<ui::DevicesPage> m_page;
};

void DevicesTest::initTestCase()
{
    m_theme = std::make_unique<ui::Theme>(*qApp, ui::Appearance::Light);
}

void DevicesTest::init()
{
    m_account = std::make_unique<test::FakeAccount>(u"anna@example.org"_s, u"Anna"_s);
    m_account->currentStatus.kind = model::ConnectionKind::Online;
    m_account->devices.list = test::sampleDevices(QDateTime::currentDateTimeUtc());
    m_accounts = std::make_unique<test::FakeAccountList>();
    m_accounts->list = {m_account.get()};
    m_linking = std::make_unique<test::FakeLinking>();
    m_linking->firstStatus = test::sampleOffer();
    m_page = std::make_unique<ui::DevicesPage>(*m_theme, *m_accounts, m_linking.get());
    m_page->resize(800, 900);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    m_account->devices.commands.clear(); // the question when it was shown
}

void DevicesTest::cleanup()
{
    m_page.reset();
    m_linking.reset();
    m_accounts.reset();
    m_account.reset();
}

ui::DeviceRow *DevicesTest::row(const QString &key) const
{
    const auto rows = m_page->findChildren<ui::DeviceRow *>();
    for (ui::DeviceRow *one : rows)
        if (one->device().key == key && one->isVisible())
            return one;
    return nullptr;
}

void DevicesTest::asksTheServerWhenItIsShown()
{
    m_page->hide();
    QVERIFY(commands().isEmpty());
    m_page->show();
    QCOMPARE(commands(), QStringList{u"refresh"_s});
}

void DevicesTest::showsThisDeviceFirst()
{
    QStringList order;
    auto rows = m_page->findChildren<ui::DeviceRow *>();
    std::sort(rows.begin(), rows.end(), [this](QWidget *a, QWidget *b) { return a->mapTo(m_page.get(), QPoint()).y() < b->mapTo(m_page.get(), QPoint()).y(); });
    for (const ui::DeviceRow *one : std::as_const(rows))
        order << one->device().key;
    QCOMPARE(order, (QStringList{u"this"_s, u"phone"_s, u"workshop"_s, u"tablet"_s, u"old"_s, u"attic"_s}));
    QVERIFY(shown(find<QLabel>("alone")).isEmpty());
}

void DevicesTest::rowsReadAsSentences()
{
    QAccessibleInterface *item = QAccessible::queryAccessibleInterface(row(u"old"_s));
    QVERIFY(item && item->role() == QAccessible::ListItem);
    QCOMPARE(item->text(QAccessible::Name), u"Old laptop, never linked here, Gajim 1.7, last seen 3 month(s) ago, signed in with your password"_s);
    QVERIFY(row(u"workshop"_s)->accessibleName().contains(u"receives groups only"_s));
    QVERIFY(find<QAbstractButton>("more", row(u"workshop"_s))->accessibleName().contains(u"Workshop"_s));
}

void DevicesTest::followsChangesAndKeepsTheFocus()
{
    const QPointer<ui::DeviceRow> workshop = row(u"workshop"_s);
    workshop->setFocus();
    auto list = m_account->devices.list;
    list.removeIf([](const model::Device &device) { return device.key == u"phone"; });
    for (model::Device &device : list) {
        if (device.key == u"workshop") { // back at its desk, with another name
            device.state.value = model::DeviceState::Connected;
            device.name.value = u"Shed"_s;
        }
    }
    m_account->devices.setDevices(list);
    QTRY_VERIFY(!row(u"phone"_s));
    QCOMPARE(row(u"workshop"_s), workshop.data()); // the same, not another one
    QVERIFY(workshop->hasFocus());
    QVERIFY2(workshop->accessibleName().startsWith(u"Shed, Kith 0.1 on Windows, online now"_s), qPrintable(workshop->accessibleName()));
    m_account->devices.setDevices(list.first(1));
    QTRY_VERIFY(!shown(find<QLabel>("alone")).isEmpty());
}

void DevicesTest::isReachedWithTheKeyboardAlone()
{
    row(u"this"_s)->setFocus();
    QStringList met;
    for (int i = 0; i < 30 && !met.contains(u"linkDevice"_s); ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        auto *here = qobject_cast<ui::DeviceRow *>(QApplication::focusWidget());
        met << (here ? here->device().key : QApplication::focusWidget()->objectName());
    }
    QCOMPARE(met, (QStringList{u"deviceButton"_s, u"more"_s, u"phone"_s, u"more"_s, u"workshop"_s, u"more"_s, u"tablet"_s, u"more"_s, u"old"_s, u"deviceButton"_s, u"attic"_s, u"more"_s,
                      u"removeStale"_s, u"linkDevice"_s}));
    ui::DeviceRow *workshop = row(u"workshop"_s);
    QTest::keyClick(workshop, Qt::Key_Return);
    auto *menu = workshop->findChild<QMenu *>();
    QTRY_VERIFY(menu->isVisible());
    QTest::keyClick(menu, Qt::Key_Escape);
    QTest::keyClick(workshop, Qt::Key_F2);
    QVERIFY(dialog() && find<QLineEdit>("deviceName", dialog()));
    dialog()->reject();
    QTRY_VERIFY(!dialog());
    QTest::keyClick(workshop, Qt::Key_Delete);
    QVERIFY(dialog() && find<QAbstractButton>("confirmUnlink", dialog()));
    dialog()->reject();
    QVERIFY(commands().isEmpty());
}

void DevicesTest::renamesAndTakesItBack()
{
    click("deviceButton", row(u"this"_s));
    QVERIFY(dialog());
    auto *name = find<QLineEdit>("deviceName", dialog());
    QCOMPARE(name->text(), u"Anna's desk"_s);
    QTest::keyClicks(name, u"  Big  desk "_s); // over what is selected
    QTest::keyClick(name, Qt::Key_Return);
    QCOMPARE(commands(), QStringList{u"rename this Big desk"_s});
    QTRY_COMPARE(notice(), u"Anna's desk is now called Big desk."_s);
    click("undo");
    QCOMPARE(commands().constLast(), u"rename this Anna's desk"_s);
    QVERIFY(notice().isEmpty());
}

void DevicesTest::refusesAnEmptyName()
{
    choose(u"workshop"_s, "rename");
    auto *name = find<QLineEdit>("deviceName", dialog());
    name->clear();
    QTest::keyClicks(name, u"  "_s);
    QTest::keyClick(name, Qt::Key_Return);
    QVERIFY(dialog() && !name->accessibleDescription().isEmpty());
    QVERIFY(commands().isEmpty());
    dialog()->reject();
}

void DevicesTest::saysWhenNothingWasChanged()
{
    m_account->devices.answer = {DeviceOutcome::Refused, u"too many items"_s};
    choose(u"workshop"_s, "rename");
    auto *name = find<QLineEdit>("deviceName", dialog());
    QTest::keyClicks(name, u"Shed"_s);
    click("save", dialog());
    QTRY_VERIFY(notice().contains(u"too many items"_s));
    QVERIFY(!find<QPushButton>("undo")->isVisible());
    click("hideNotice");
    QVERIFY(notice().isEmpty());
}

void DevicesTest::choosesWhatADeviceReceives()
{
    choose(u"workshop"_s, "receives");
    QVERIFY(dialog());
    QVERIFY(find<QRadioButton>("only", dialog())->isChecked());
    QVERIFY(find<QCheckBox>("groups", dialog())->isChecked() && !find<QCheckBox>("calls", dialog())->isChecked());
    click("calls", dialog());
    QTest::keyClicks(find<QLineEdit>("notices", dialog()), u"News, notice_update"_s);
    click("save", dialog());
    const auto wanted = model::ServiceFilter::of({model::Service::Groups, model::Service::Calls}, {u"_news"_s, u"_notice_update"_s});
    QCOMPARE(commands(), QStringList{u"receives workshop "_s + wanted.words().join(u' ')});
    QTRY_VERIFY(notice().startsWith(u"Workshop now receives groups"_s));
    click("undo");
    QCOMPARE(commands().constLast(), u"receives workshop _message_public"_s);

    choose(u"workshop"_s, "receives");
    click("everything", dialog());
    QVERIFY(!find<QCheckBox>("groups", dialog())->isVisible());
    click("save", dialog());
    QCOMPARE(commands().constLast(), u"receives workshop"_s);
}

void DevicesTest::aListNeedsSomethingOnIt()
{
    choose(u"workshop"_s, "receives");
    click("groups", dialog());
    click("save", dialog());
    QVERIFY(dialog()); // nothing on it would be everything
    QVERIFY(!shown(find<QLabel>("receivesProblem", dialog())).isEmpty());
    QTest::keyClicks(find<QLineEdit>("notices", dialog()), u"§§"_s);
    QVERIFY(shown(find<QLabel>("receivesProblem", dialog())).isEmpty());
    click("save", dialog());
    QVERIFY(!find<QLineEdit>("notices", dialog())->accessibleDescription().isEmpty());
    QVERIFY(commands().isEmpty());
    dialog()->reject();
}

void DevicesTest::unlinks_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<bool>("wipe");
    QTest::addColumn<DeviceOutcome>("outcome");
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("told");
    QTest::newRow("cut") << u"workshop"_s << false << DeviceOutcome::Done << u"unlink workshop"_s << u"Workshop is unlinked."_s;
    QTest::newRow("cut and wiped") << u"workshop"_s << true << DeviceOutcome::Done << u"unlink workshop wipe"_s << u"Workshop is unlinked."_s;
    QTest::newRow("asked") << u"attic"_s << false << DeviceOutcome::Asked << u"unlink attic"_s << u"Attic will sign itself out as soon as it is online."_s;
    QTest::newRow("another program") << u"phone"_s << false << DeviceOutcome::Done << u"unlink phone"_s << u"Anna's phone is unlinked."_s;
}

void DevicesTest::unlinks()
{
    QFETCH(QString, key);
    QFETCH(bool, wipe);
    QFETCH(DeviceOutcome, outcome);
    QFETCH(QString, command);
    QFETCH(QString, told);
    m_account->devices.answer = {outcome, {}};
    choose(key, "unlink");
    QVERIFY(dialog());
    QVERIFY(!shown(find<QLabel>("consequence", dialog())).isEmpty());
    QCOMPARE(find<QCheckBox>("wipe", dialog())->isVisible(), key != u"phone"); // only a Kith can be asked to
    if (wipe)
        click("wipe", dialog());
    QVERIFY(commands().isEmpty());
    click("confirmUnlink", dialog());
    QCOMPARE(commands(), QStringList{command});
    QTRY_COMPARE(notice(), told);
    QTRY_VERIFY(!dialog());
    QVERIFY(m_linking->commands.isEmpty()); // no password was changed
}

void DevicesTest::enterUnlinksNothing()
{
    choose(u"workshop"_s, "unlink");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_VERIFY(!dialog());
    QVERIFY(commands().isEmpty() && notice().isEmpty());
}

void DevicesTest::cutsALostDeviceAndChangesThePassword() // L50
{
    choose(u"workshop"_s, "unlink");
    QVERIFY(!find<QLineEdit>("newPassword", dialog())->isVisible());
    click("lost", dialog());
    QVERIFY(find<QLineEdit>("newPassword", dialog())->hasFocus());
    QTest::keyClicks(QApplication::focusWidget(), u"correct horse"_s);
    QTest::keyClicks(find<QLineEdit>("newPasswordAgain", dialog()), u"correct horse"_s);
    QVERIFY(find<QPushButton>("confirmUnlink", dialog())->text().contains(u"change password"_s));
    click("confirmUnlink", dialog());
    QTRY_COMPARE(m_linking->commands, QStringList{u"password 1 correct horse"_s});
    QCOMPARE(commands(), QStringList{u"unlink workshop"_s});
    QTRY_COMPARE(notice(), u"Workshop is unlinked. Your password is changed."_s);
}

void DevicesTest::tellsThatThePasswordWasNotChanged()
{
    m_linking->passwordAnswer = {model::PasswordOutcome::NotAccepted, u"too simple"_s};
    choose(u"workshop"_s, "unlink");
    click("lost", dialog());
    QTest::keyClicks(find<QLineEdit>("newPassword", dialog()), u"12345678"_s);
    QTest::keyClicks(find<QLineEdit>("newPasswordAgain", dialog()), u"12345678"_s);
    click("confirmUnlink", dialog());
    QTRY_VERIFY(shown(find<QLabel>("problem", dialog())).contains(u"too simple"_s));
    QVERIFY(shown(find<QLabel>("problem", dialog())).contains(u"Workshop is unlinked"_s)); // that was done, and is said
    // Once more: the password, and not the device.
    m_linking->passwordAnswer = {};
    QCOMPARE(find<QPushButton>("confirmUnlink", dialog())->text(), u"Change password"_s);
    click("confirmUnlink", dialog());
    QTRY_COMPARE(m_linking->commands.size(), 2);
    QCOMPARE(commands(), QStringList{u"unlink workshop"_s});
    QTRY_VERIFY(notice().endsWith(u"Your password is changed."_s));
}

void DevicesTest::changesOnlyThePassword() // L50
{
    m_account->devices.answer = {DeviceOutcome::NeedsPasswordChange, {}};
    click("deviceButton", row(u"old"_s));
    QVERIFY(dialog());
    QVERIFY(!find<QCheckBox>("lost", dialog())->isVisible() && !find<QCheckBox>("wipe", dialog())->isVisible());
    QVERIFY(shown(find<QLabel>("consequence", dialog())).contains(u"Nothing but a new password"_s));
    QTest::keyClicks(find<QLineEdit>("newPassword", dialog()), u"correct horse"_s);
    QTest::keyClicks(find<QLineEdit>("newPasswordAgain", dialog()), u"correct horse"_s);
    m_linking->passwordAnswer = {model::PasswordOutcome::NotOffered, {}};
    click("confirmUnlink", dialog());
    QTRY_VERIFY(shown(find<QLabel>("problem", dialog())).contains(u"where you made the account"_s));
    QVERIFY(commands().isEmpty()); // it would only come back
    m_linking->passwordAnswer = {};
    click("confirmUnlink", dialog());
    QTRY_COMPARE(notice(), u"Your password is changed."_s);
    QCOMPARE(commands(), QStringList{u"unlink old"_s}); // and now it is cut
}

void DevicesTest::checksTheNewPassword()
{
    click("deviceButton", row(u"old"_s));
    auto *password = find<QLineEdit>("newPassword", dialog()), *again = find<QLineEdit>("newPasswordAgain", dialog());
    QTest::keyClicks(password, u"short"_s);
    click("confirmUnlink", dialog());
    QVERIFY(!password->accessibleDescription().isEmpty() && password->hasFocus());
    QTest::keyClicks(password, u" no more"_s);
    QTest::keyClicks(again, u"short no mare"_s);
    click("confirmUnlink", dialog());
    QVERIFY(!again->accessibleDescription().isEmpty() && again->hasFocus());
    QVERIFY(m_linking->commands.isEmpty());
    dialog()->reject();
}

void DevicesTest::signsOutHere()
{
    choose(u"this"_s, "unlink");
    auto *asked = qobject_cast<ui::SignOutDialog *>(dialog());
    QVERIFY(asked);
    click("confirmSignOut", asked);
    QCOMPARE(m_accounts->commands, QStringList{u"sign out 1 keep"_s});
    QVERIFY(commands().isEmpty());
}

void DevicesTest::removesWhatWasNotSeenForLong() // L41
{
    QCOMPARE(shown(find<QLabel>("stale")), u"1 device(s) have not been here for 90 days."_s);
    click("removeStale");
    QTRY_VERIFY(!row(u"attic"_s));
    QVERIFY(commands().isEmpty()); // as long as it can be taken back
    click("undo");
    QTRY_VERIFY(row(u"attic"_s));
    QVERIFY(commands().isEmpty());
    click("removeStale");
    click("hideNotice");
    QCOMPARE(commands(), QStringList{u"remove attic"_s});
    // When the page goes before the time is over, it is done.
    click("removeStale");
    m_page.reset();
    QCOMPARE(commands().size(), 2);
}

void DevicesTest::offersNothingWithoutAConnection()
{
    model::ConnectionStatus waiting;
    waiting.kind = model::ConnectionKind::Waiting;
    for (model::Device &device : m_account->devices.list) {
        device.canRename = device.canChooseReceives = device.unlinkReason = model::DeviceReason::NotConnected;
        device.unlink = model::UnlinkHow::NotNow;
    }
    m_account->devices.setDevices(m_account->devices.list);
    m_account->setStatus(waiting);
    QTRY_VERIFY(shown(find<QLabel>("trouble")).contains(u"not connected"_s));
    QVERIFY(!find<QPushButton>("linkDevice")->isEnabled());
    QVERIFY(!find<QPushButton>("deviceButton", row(u"this"_s))->isEnabled());
    QAction *unlink = row(u"workshop"_s)->findChild<QAction *>(u"unlink"_s);
    QVERIFY(!unlink->isEnabled() && !unlink->toolTip().isEmpty());
    QTest::keyClick(row(u"workshop"_s), Qt::Key_Delete);
    QVERIFY(!dialog());
    click("troubleButton");
    QCOMPARE(m_account->commands, QStringList{u"connect"_s});
    m_account->setStatus([] {
        model::ConnectionStatus online;
        online.kind = model::ConnectionKind::Online;
        return online;
    }());
    QTRY_VERIFY(find<QPushButton>("linkDevice")->isEnabled());
    QVERIFY(shown(find<QLabel>("trouble")).isEmpty());
}

void DevicesTest::saysThatTheListMayBeIncomplete()
{
    m_account->devices.server = ServerList::Failed;
    Q_EMIT m_account->devices.serverListChanged();
    QTRY_VERIFY(shown(find<QLabel>("trouble")).contains(u"did not say"_s));
    click("troubleButton");
    QCOMPARE(commands(), QStringList{u"refresh"_s});
}

void DevicesTest::saysWhatServersCanDoOnceForThePage()
{
    test::FakeAccount work(u"anna@work.example"_s, {}, 2);
    work.devices.server = ServerList::NotOffered;
    m_accounts->set({m_account.get(), &work});
    const auto feet = m_page->findChildren<QLabel *>(u"servers"_s);
    QCOMPARE(feet.size(), 1);
    QVERIFY(feet[0]->text().contains(u"On example.org"_s) && feet[0]->text().contains(u"On work.example"_s));
    m_accounts->set({&work});
    QVERIFY(feet[0]->text().startsWith(u"Your server keeps no list"_s));
    work.devices.server = ServerList::Unknown;
    Q_EMIT work.devices.serverListChanged();
    QVERIFY(shown(feet[0]).isEmpty());
    m_accounts->set({m_account.get()});
}

void DevicesTest::followsTheAccounts()
{
    auto bert = std::make_unique<test::FakeAccount>(u"bert@example.org"_s, u"Bert"_s, 2);
    m_accounts->set({m_account.get(), bert.get()});
    const auto headings = [this] {
        QStringList shownOnes;
        const auto labels = m_page->findChildren<QLabel *>();
        for (const QLabel *label : labels)
            if (label->isVisible() && label->text().endsWith(u"@example.org"_s))
                shownOnes << label->text();
        return shownOnes;
    };
    QTRY_COMPARE(headings(), (QStringList{u"anna@example.org"_s, u"bert@example.org"_s}));
    m_accounts->set({m_account.get()});
    bert.reset();
    QTRY_VERIFY(headings().isEmpty());
    m_accounts->set({});
    QTRY_VERIFY(!row(u"this"_s));
    const auto labels = m_page->findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) { return label->isVisible() && label->text() == u"Nobody is signed in on this computer."; }));
}

void DevicesTest::linksNothingWithoutLinking()
{
    m_page = std::make_unique<ui::DevicesPage>(*m_theme, *m_accounts, nullptr);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    QVERIFY(!find<QPushButton>("linkDevice")->isVisible());
    choose(u"workshop"_s, "unlink");
    click("lost", dialog()); // it can only say what to do
    QVERIFY(!find<QLineEdit>("newPassword", dialog())->isVisible());
    click("confirmUnlink", dialog());
    QCOMPARE(commands().constLast(), u"unlink workshop"_s);
}

void DevicesTest::showsAHistoryOnItsWay()
{
    QVERIFY(shown(find<QLabel>("transferTitle")).isEmpty());
    m_linking->setTransfer(m_account->id(), model::LinkTransfer{true, u"Laptop"_s, {500, 1000, 0, 0}, false});
    QVERIFY(shown(find<QLabel>("transferTitle")).contains(u"to Laptop"_s));
    QCOMPARE(find<QProgressBar>("progress")->value(), 500);
    QVERIFY(!find<QPushButton>("continueTransfer")->isVisible());
    click("stopTransfer");
    m_linking->setTransfer(m_account->id(), model::LinkTransfer{false, u"Desk"_s, {500, 1000, 0, 0}, true});
    QVERIFY(shown(find<QLabel>("transferTitle")).contains(u"not complete"_s));
    click("continueTransfer");
    QCOMPARE(m_linking->commands, (QStringList{u"stop 1"_s, u"continue 1"_s}));
    m_linking->setTransfer(m_account->id(), {});
    QVERIFY(shown(find<QLabel>("transferTitle")).isEmpty());
}

void DevicesTest::opensTheLinkingOfItsAccount()
{
    click("linkDevice");
    QVERIFY(qobject_cast<ui::LinkDeviceDialog *>(dialog()));
    QCOMPARE(m_linking->commands, QStringList{u"offer 1"_s});
    // The account goes, and with it the code.
    m_account.reset();
    QTRY_COMPARE(m_linking->commands.constLast(), u"end of offer"_s);
    m_accounts->set({});
}

void DevicesTest::namesEveryControl()
{
    m_linking->setTransfer(m_account->id(), model::LinkTransfer{false, u"Desk"_s, {}, true});
    const auto check = [](QWidget *window) {
        const auto children = window->findChildren<QWidget *>();
        for (QWidget *child : children) {
            if (!(child->focusPolicy() & Qt::TabFocus) || !child->isVisible())
                continue;
            const QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(child);
            QVERIFY2(interface && !interface->text(QAccessible::Name).isEmpty(), qPrintable(child->objectName() + QString::fromLatin1(child->metaObject()->className())));
        }
    };
    check(m_page.get());
    for (const char *action : {"rename", "receives", "unlink"}) {
        choose(u"workshop"_s, action);
        check(dialog());
        dialog()->reject();
        QTRY_VERIFY(!dialog());
    }
}

QTEST_MAIN(DevicesTest)
#include "tst_devices.moc"
