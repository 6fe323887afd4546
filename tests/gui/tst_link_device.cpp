// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// "Link a device" on the device that is signed in, with real clicks.
#include "tests/support/app/fake_linking.h"
#include "tests/support/app/sample_devices.h"
#include "ui/devices/link_device_dialog.h"
#include "ui/devices/qr_picture.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QtTest>

using namespace Qt::StringLiterals;
using model::LinkFailure;
using model::OfferState;

class LinkDeviceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void showsTheCode();
    void approvesWithAnotherName();
    void enterApprovesNothing();
    void refuses();
    void showsTheProgressToTheEnd();
    void renewsACodeThatIsBurnt();
    void takesTheCodeBackWhenItCloses();
    void namesEveryControl();

private:
    template<class T>
    T *find(const char *name, const QWidget *in) const { return in->findChild<T *>(QString::fromLatin1(name)); }
    void click(const char *name, const QWidget *in) const
    {
        settled();
        auto *button = find<QAbstractButton>(name, in);
        const bool hasBox = qobject_cast<QCheckBox *>(button) || qobject_cast<QRadioButton *>(button);
        QTest::mouseClick(button, Qt::LeftButton, {}, hasBox ? QPoint(8, button->height() / 2) : QPoint());
        settled();
    }
    static void settled()
    {
        for (int level = 0; level < 6; ++level)
            QCoreApplication::processEvents();
    }
    [[nodiscard]] static QString shown(const QLabel *label) { return label->isVisible() ? label->text() : QString(); }
    /// The dialog of the device that is signed in, with a code on show.
    ui::LinkDeviceDialog *openLinking();

    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<test::FakeLinking> m_linking;
    std::unique_ptr<ui::LinkDeviceDialog> m_dialog;
};

void LinkDeviceTest::initTestCase()
{
    m_theme = std::make_unique<ui::Theme>(*qApp, ui::Appearance::Light);
}

void LinkDeviceTest::init()
{
    m_linking = std::make_unique<test::FakeLinking>();
    m_linking->firstStatus = test::sampleOffer();
}

void LinkDeviceTest::cleanup()
{
    m_dialog.reset();
    m_linking.reset();
    QGuiApplication::clipboard()->clear();
}

ui::LinkDeviceDialog *LinkDeviceTest::openLinking()
{
    m_dialog = std::make_unique<ui::LinkDeviceDialog>(*m_theme, m_linking->offer(model::AccountId(1)));
    m_dialog->open();
    if (!QTest::qWaitForWindowActive(m_dialog.get()))
        qFatal("the dialog did not come to the front");
    return m_dialog.get();
}

void LinkDeviceTest::showsTheCode()
{
    ui::LinkDeviceDialog *box = openLinking();
    QVERIFY(box);
    QCOMPARE(m_linking->commands, QStringList{u"offer 1"_s});
    auto *code = find<QLabel>("code", box);
    QCOMPARE(code->text(), u"K7QX-M3HP"_s);
    QCOMPARE(code->accessibleName(), u"Code: K, 7, Q, X, dash, M, 3, H, P"_s);
    QVERIFY(!find<ui::QrPicture>("picture", box)->isBlank());
    m_linking->latestOffer->time = std::chrono::milliseconds(61'000);
    QTRY_VERIFY(shown(find<QLabel>("left", box)).contains(u"1:01"_s)); // it counts by itself
    QVERIFY(shown(find<QLabel>("tries", box)).isEmpty());
    QCOMPARE(find<QLabel>("historySize", box)->text(), u"101,220 message(s), 38 MB"_s);
    m_linking->latestOffer->current.triesLeft = 1;
    m_linking->latestOffer->setState(OfferState::Waiting);
    QVERIFY(shown(find<QLabel>("tries", box)).contains(u"1 try"_s));
    m_linking->latestOffer->setState(OfferState::Proving);
    QVERIFY(shown(find<QLabel>("state", box)).contains(u"proves"_s));
    click("copyLink", box);
    QCOMPARE(QGuiApplication::clipboard()->text(), test::sampleOffer().invitation);
    QTest::keyClick(box, Qt::Key_Escape);
    QTRY_VERIFY(!box->isVisible());
}

void LinkDeviceTest::approvesWithAnotherName()
{
    ui::LinkDeviceDialog *box = openLinking();
    model::OfferStatus asks = test::sampleOffer();
    asks.state = OfferState::AsksApproval;
    asks.code.clear();
    asks.guest = {u"Lap\u202Etop"_s, u"Kith 0.1 on Debian"_s, model::ServiceFilter::of({model::Service::Groups})};
    asks.access = model::LinkAccess::Password;
    m_linking->latestOffer->set(asks);
    auto *name = find<QLineEdit>("guestName", box);
    QVERIFY(name->isVisible() && name->hasFocus() && !find<QLabel>("code", box)->isVisible());
    QVERIFY(!name->text().contains(QChar(0x202e)));
    QVERIFY(shown(find<QLabel>("guestProgram", box)).contains(u"Kith 0.1 on Debian"_s));
    QVERIFY(shown(find<QLabel>("access", box)).contains(u"your password"_s)); // said aloud, before it is given
    QTest::keyClicks(name, u"Kitchen"_s);
    m_linking->latestOffer->set(asks); // what comes later takes nothing back that was typed
    QCOMPARE(name->text(), u"Kitchen"_s);
    QVERIFY(find<QRadioButton>("only", box)->isChecked());
    click("calls", box);
    click("withHistory", box);
    QVERIFY(!m_linking->commands.join(u' ').contains(u"approve"_s));
    click("primary", box);
    QCOMPARE(m_linking->commands.constLast(), u"approve Kitchen _call _message_public no history"_s);
    box->reject();
}

void LinkDeviceTest::enterApprovesNothing()
{
    ui::LinkDeviceDialog *box = openLinking();
    m_linking->latestOffer->setState(OfferState::AsksApproval);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(m_linking->commands, QStringList{u"offer 1"_s});
    // And nothing that lets somebody in stands where "Cancel" was.
    auto *primary = find<QPushButton>("primary", box), *secondary = find<QPushButton>("secondary", box);
    QCoreApplication::processEvents();
    QVERIFY(primary->x() < secondary->x());
    click("primary", box); // without a name
    QVERIFY(!find<QLineEdit>("guestName", box)->accessibleDescription().isEmpty());
    QCOMPARE(m_linking->commands, QStringList{u"offer 1"_s});
    box->reject();
}

void LinkDeviceTest::refuses()
{
    ui::LinkDeviceDialog *box = openLinking();
    m_linking->latestOffer->setState(OfferState::AsksApproval);
    click("secondary", box);
    QCOMPARE(m_linking->commands.constLast(), u"refuse"_s);
    m_linking->latestOffer->setState(OfferState::Failed, LinkFailure::Refused);
    QVERIFY(shown(find<QLabel>("outcomeTitle", box)).contains(u"did not let this device in"_s));
    click("secondary", box);
    QTRY_VERIFY(!m_dialog->isVisible());
}

void LinkDeviceTest::showsTheProgressToTheEnd()
{
    ui::LinkDeviceDialog *box = openLinking();
    m_linking->latestOffer->setState(OfferState::Granting);
    QVERIFY(!find<QPushButton>("secondary", box)->isEnabled()); // not half of it
    m_linking->latestOffer->current.history = {250, 1000, 0, 0};
    m_linking->latestOffer->setState(OfferState::SendingHistory);
    QCOMPARE(find<QProgressBar>("progress", box)->value(), 250);
    QVERIFY(!find<QCheckBox>("withHistory", box)->isVisible());
    click("secondary", box);
    QCOMPARE(m_linking->commands.constLast(), u"cancel"_s);
    m_linking->latestOffer->setState(OfferState::Interrupted, LinkFailure::Lost);
    QVERIFY(shown(find<QLabel>("outcomeSentence", box)).contains(u"broke"_s));
    m_linking->latestOffer->current.access = model::LinkAccess::OwnToken;
    m_linking->latestOffer->setState(OfferState::Done);
    QCOMPARE(shown(find<QLabel>("outcomeTitle", box)), u"The new device is linked."_s);
    QVERIFY(shown(find<QLabel>("outcomeSentence", box)).contains(u"own key"_s));
    QVERIFY(!find<QProgressBar>("progress", box)->isVisible());
    click("secondary", box);
    QTRY_VERIFY(!m_dialog->isVisible());
}

void LinkDeviceTest::renewsACodeThatIsBurnt()
{
    ui::LinkDeviceDialog *box = openLinking();
    m_linking->latestOffer->current.code.clear();
    m_linking->latestOffer->current.invitation.clear();
    m_linking->latestOffer->setState(OfferState::Failed, LinkFailure::CodeBurnt);
    QVERIFY(shown(find<QLabel>("outcomeTitle", box)).contains(u"three times"_s));
    QVERIFY(!find<QLabel>("code", box)->isVisible());
    click("primary", box);
    QCOMPARE(m_linking->commands.constLast(), u"renew"_s);
    model::OfferStatus fresh = test::sampleOffer();
    fresh.code = u"2222-3333"_s;
    m_linking->latestOffer->set(fresh);
    QCOMPARE(shown(find<QLabel>("code", box)), u"2222-3333"_s);
    box->reject();
}

void LinkDeviceTest::takesTheCodeBackWhenItCloses()
{
    ui::LinkDeviceDialog *box = openLinking();
    click("secondary", box);
    QVERIFY(!box->isVisible());
    m_dialog.reset(); // as WA_DeleteOnClose does
    QCOMPARE(m_linking->commands, (QStringList{u"offer 1"_s, u"end of offer"_s}));
}

void LinkDeviceTest::namesEveryControl()
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
    ui::LinkDeviceDialog *box = openLinking();
    for (const auto state : {OfferState::Waiting, OfferState::AsksApproval, OfferState::SendingHistory, OfferState::Failed}) {
        m_linking->latestOffer->setState(state, LinkFailure::CodeExpired);
        check(box);
    }
}

QTEST_MAIN(LinkDeviceTest)
#include "tst_link_device.moc"
