// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a picture of every page and dialog beside the main window to <build>/gallery, to be looked at.
#include "app/translations.h"
#include "model/items/chat_list_model.h"
#include "model/items/contact_list_model.h"
#include "model/store/settings.h"
#include "tests/support/app/fake_account.h"
#include "tests/support/app/fake_account_list.h"
#include "tests/support/app/fake_linking.h"
#include "tests/support/app/fake_notifier.h"
#include "tests/support/app/sample_devices.h"
#include "tests/support/model/temp_store.h"
#include "ui/debug/xml_console.h"
#include "ui/devices/device_dialogs.h"
#include "ui/devices/device_text.h"
#include "ui/devices/link_device_dialog.h"
#include "ui/devices/undo_notice.h"
#include "ui/devices/unlink_dialog.h"
#include "ui/new_chat/new_chat_dialog.h"
#include "ui/new_chat/requests_page.h"
#include "ui/settings/preferences.h"
#include "ui/settings/settings_window.h"
#include "ui/settings/shortcut_dialog.h"
#include "ui/settings/sign_out_dialog.h"
#include "ui/shortcuts/shortcuts.h"
#include "ui/sign_in/link_page.h"
#include "ui/sign_in/problem_dialog.h"
#include "ui/sign_in/sign_in_doors.h"
#include "ui/sign_in/sign_in_page.h"
#include "ui/widgets/avatar_cache.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFontDatabase>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QTemporaryDir>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Page = ui::SettingsWindow::Page;

class PageGalleryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void signIn_data() { looks(); }
    void signIn();
    void linkPage_data() { looks(); }
    void linkPage();
    void devices_data() { looks(); }
    void devices();
    void deviceDialogs_data() { looks(); }
    void deviceDialogs();
    void linkDevice_data() { looks(); }
    void linkDevice();
    void settings_data() { looks(); }
    void settings();
    void dialogs_data() { looks(); }
    void dialogs();
    void requests_data() { looks(); }
    void requests();
    void console_data() { looks(); }
    void console();

private:
    static void looks();
    void apply();
    /// Nothing may be cut off: every visible label has the room that its text needs.
    static void check(QWidget &widget, const QString &name);
    static void save(QWidget &widget, const QString &name);

    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<ui::AvatarCache> m_avatars;
    QTemporaryDir m_dir;
    QFont m_font;
    QSize m_size;
};

void PageGalleryTest::initTestCase()
{
    QDir(QStringLiteral(KITH_BUILD_DIR)).mkpath(u"gallery"_s);
    m_font = QApplication::font();
    if (QFontDatabase::hasFamily(u"Inter"_s))
        m_font = QFont(u"Inter"_s);
    m_font.setPixelSize(14);
    QApplication::setFont(m_font);
    app::loadTranslations(*qApp);
    m_theme = std::make_unique<ui::Theme>(*qApp, ui::Appearance::Light);
    m_avatars = std::make_unique<ui::AvatarCache>([](const QString &) { return QFuture<QByteArray>(); });
}

void PageGalleryTest::looks()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("percent");
    QTest::addColumn<bool>("rightToLeft");
    QTest::newRow("light") << false << QSize(1100, 760) << 100 << false;
    QTest::newRow("dark") << true << QSize(1100, 760) << 100 << false;
    QTest::newRow("200") << false << QSize(1100, 760) << 200 << false;
    QTest::newRow("rtl") << false << QSize(1100, 760) << 100 << true;
    QTest::newRow("narrow") << true << QSize(520, 640) << 100 << false;
}

void PageGalleryTest::apply()
{
    QFETCH(bool, dark);
    QFETCH(int, percent);
    QFETCH(bool, rightToLeft);
    QFETCH(QSize, size);
    m_size = size;
    QFont font = m_font;
    font.setPixelSize(m_font.pixelSize() * percent / 100);
    QApplication::setFont(font);
    QGuiApplication::setLayoutDirection(rightToLeft ? Qt::RightToLeft : Qt::LeftToRight);
    m_theme->setAppearance(dark ? ui::Appearance::Dark : ui::Appearance::Light);
}

void PageGalleryTest::cleanup()
{
    QApplication::setFont(m_font);
    QGuiApplication::setLayoutDirection(Qt::LeftToRight);
}

void PageGalleryTest::check(QWidget &widget, const QString &name)
{
    const auto labels = widget.findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (!label->isVisible() || label->text().isEmpty() || label->inherits("ui::ElidedLabel"))
            continue;
        const int needed = label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height();
        QVERIFY2(label->height() >= needed - 1, qPrintable(u"%1: “%2” has %3 px, needs %4"_s.arg(name, label->text()).arg(label->height()).arg(needed)));
        if (!label->wordWrap())
            QVERIFY2(label->width() >= label->sizeHint().width() - 1, qPrintable(u"%1: “%2” is cut"_s.arg(name, label->text())));
    }
}

void PageGalleryTest::save(QWidget &widget, const QString &name)
{
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
    // Each layout tells the one above it by an event; everything must have its new height first.
    for (int level = 0; level < 6; ++level)
        QCoreApplication::processEvents();
    const QString full = name + u'-' + QString::fromLatin1(QTest::currentDataTag());
    const QImage image = widget.grab().toImage();
    QVERIFY(image.save(QStringLiteral(KITH_BUILD_DIR) + u"/gallery/"_s + full + u".png"_s));
    check(widget, full);
}

void PageGalleryTest::signIn()
{
    apply();
    test::FakeAttempt *attempt = nullptr;
    ui::SignInPage page(*m_theme, [&](const model::SignInRequest &) { return attempt = new test::FakeAttempt; });
    page.resize(m_size);
    page.show();
    save(page, u"sign-in"_s);
    auto *address = page.findChild<QLineEdit *>(u"address"_s);
    auto *password = page.findChild<QLineEdit *>(u"password"_s);
    QTest::keyClicks(address, u"anna@example.org"_s);
    QTest::keyClicks(password, u"password"_s);
    QTest::keyClick(password, Qt::Key_Return);
    save(page, u"sign-in-busy"_s);
    attempt->fail(model::SignInField::Password, u"The server did not accept this password. Check the keyboard layout, then try again."_s);
    address->setFocus();
    save(page, u"sign-in-wrong"_s);
    page.findChild<QAbstractButton *>(u"advanced"_s)->click();
    save(page, u"sign-in-advanced"_s);
    test::FakeLinking linking;
    ui::SignInDoors doors(*m_theme, [&](const model::SignInRequest &) { return attempt = new test::FakeAttempt; }, &linking);
    doors.resize(m_size);
    doors.show();
    save(doors, u"sign-in-doors"_s);
    doors.signInPage().setNotice(ui::DeviceText::unlinkedHere(u"anna@example.org"_s, u"Anna's desk"_s, false));
    save(doors, u"sign-in-unlinked"_s);
}

void PageGalleryTest::linkPage()
{
    apply();
    using model::JoinState;
    using model::LinkFailure;
    test::FakeAccount anna(u"anna@example.org"_s, u"Anna Keller"_s);
    QStringList log;
    auto owned = std::make_unique<test::FakeJoin>(log);
    test::FakeJoin *join = owned.get();
    ui::LinkPage page(*m_theme, std::move(owned));
    page.resize(m_size);
    page.show();
    save(page, u"link-page"_s);
    QTest::keyClicks(page.findChild<QLineEdit *>(u"linkAddress"_s), u"anna@example.org"_s);
    QTest::keyClicks(page.findChild<QLineEdit *>(u"linkCode"_s), u"k7qxm3hp"_s);
    join->current.address = u"anna@example.org"_s;
    join->current.triesLeft = 2;
    join->setState(JoinState::Failed, LinkFailure::WrongCode);
    save(page, u"link-page-wrong"_s);
    join->setState(JoinState::Searching);
    save(page, u"link-page-searching"_s);
    join->setState(JoinState::AwaitsApproval);
    save(page, u"link-page-approval"_s);
    join->linked = &anna;
    join->current.deviceName = u"Laptop"_s;
    join->current.access = model::LinkAccess::Password;
    join->current.history = {42'000, 101'220, 16'000'000, 38'000'000};
    join->setState(JoinState::ReceivingHistory);
    save(page, u"link-page-history"_s);
    join->setState(JoinState::Interrupted, LinkFailure::Lost);
    save(page, u"link-page-interrupted"_s);
    join->current.access = model::LinkAccess::OwnToken;
    join->setState(JoinState::Done);
    save(page, u"link-page-done"_s);
    join->setState(JoinState::Failed, LinkFailure::HostUnproved);
    save(page, u"link-page-failed"_s);
}

void PageGalleryTest::devices()
{
    apply();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    test::FakeAccount anna(u"anna@example.org"_s, u"Anna Keller"_s), work(u"anna@work.example"_s, {}, 2);
    anna.currentStatus.kind = work.currentStatus.kind = model::ConnectionKind::Online;
    const auto sample = test::sampleDevices(now);
    anna.devices.list = sample.first(3) + sample.mid(4, 1);
    test::FakeLinking linking;
    test::FakeAccountList accounts;
    accounts.list = {&anna};
    ui::Preferences preferences(m_dir.filePath(u"p.ini"_s));
    ui::Shortcuts shortcuts(preferences);
    test::TempStore store;
    model::Settings stored(*store.store);
    ui::SettingsWindow window({*m_theme, *m_avatars, accounts, preferences, stored, shortcuts, {}, {}, nullptr, &linking});
    window.resize(m_size);
    window.open(Page::Devices);
    save(window, u"devices"_s);
    window.findChild<ui::UndoNotice *>()->tell(u"Workshop is now called Shed."_s, [] { });
    save(window, u"devices-notice"_s);
    window.findChild<ui::UndoNotice *>()->hide();
    anna.devices.server = model::LinkedDevices::ServerList::NotOffered;
    anna.devices.setDevices(sample);
    linking.setTransfer(anna.id(), model::LinkTransfer{true, u"Laptop"_s, {42'000, 101'220, 16'000'000, 38'000'000}, false});
    Q_EMIT anna.devices.serverListChanged();
    save(window, u"devices-all"_s);
    linking.setTransfer(anna.id(), {});
    anna.devices.server = model::LinkedDevices::ServerList::Known;
    anna.devices.setDevices(sample.first(1));
    Q_EMIT anna.devices.serverListChanged();
    save(window, u"devices-alone"_s);
    work.devices.list = sample.first(2);
    work.devices.server = model::LinkedDevices::ServerList::NotOffered;
    accounts.set({&anna, &work});
    window.open(Page::Devices);
    save(window, u"devices-accounts"_s);
    for (model::Device &device : work.devices.list) {
        device.state = {};
        device.canRename = device.canChooseReceives = device.canRename == model::DeviceReason::None ? model::DeviceReason::NotConnected : device.canRename;
        device.unlink = model::UnlinkHow::NotNow;
        device.unlinkReason = model::DeviceReason::NotConnected;
    }
    work.currentStatus.kind = model::ConnectionKind::Waiting;
    accounts.set({&work});
    window.open(Page::Devices);
    save(window, u"devices-offline"_s);
    accounts.set({});
    save(window, u"devices-nobody"_s);
}

void PageGalleryTest::deviceDialogs()
{
    apply();
    const auto sample = test::sampleDevices(QDateTime::currentDateTimeUtc());
    test::FakeLinking linking;
    test::FakeLinkedDevices devices;
    ui::RenameDeviceDialog rename(*m_theme, sample[2]);
    rename.show();
    save(rename, u"device-rename"_s);
    ui::ReceivesDialog receives(*m_theme, sample[2]);
    receives.show();
    save(receives, u"device-receives"_s);
    ui::UnlinkDialog unlink(*m_theme, devices, sample[2], &linking);
    unlink.show();
    save(unlink, u"device-unlink"_s);
    unlink.findChild<QCheckBox *>(u"lost"_s)->click();
    save(unlink, u"device-unlink-lost"_s);
    ui::UnlinkDialog password(*m_theme, devices, sample[4], &linking);
    password.show();
    save(password, u"device-unlink-password"_s);
    ui::UnlinkDialog asks(*m_theme, devices, sample[5], nullptr);
    asks.show();
    asks.findChild<QCheckBox *>(u"lost"_s)->click();
    save(asks, u"device-unlink-asks"_s);
}

void PageGalleryTest::linkDevice()
{
    apply();
    using model::LinkFailure;
    using model::OfferState;
    QStringList log;
    auto owned = std::make_unique<test::FakeOffer>(model::AccountId(1), log);
    test::FakeOffer *offer = owned.get();
    offer->time = std::chrono::seconds(102);
    ui::LinkDeviceDialog dialog(*m_theme, std::move(owned));
    dialog.show();
    save(dialog, u"link-device-preparing"_s);
    offer->set(test::sampleOffer());
    save(dialog, u"link-device"_s);
    offer->current.triesLeft = 2;
    offer->setState(OfferState::Proving);
    save(dialog, u"link-device-proving"_s);
    offer->current.code.clear();
    offer->current.invitation.clear();
    offer->current.guest = {u"Laptop"_s, u"Kith 0.1 on Debian"_s, {}};
    offer->current.access = model::LinkAccess::Password;
    offer->time = std::chrono::seconds(90);
    offer->setState(OfferState::AsksApproval);
    save(dialog, u"link-device-approval"_s);
    dialog.findChild<QRadioButton *>(u"only"_s)->click();
    save(dialog, u"link-device-approval-list"_s);
    offer->setState(OfferState::Granting);
    save(dialog, u"link-device-granting"_s);
    offer->current.history = {42'000, 101'220, 16'000'000, 38'000'000};
    offer->setState(OfferState::SendingHistory);
    save(dialog, u"link-device-history"_s);
    offer->setState(OfferState::Interrupted, LinkFailure::Lost);
    save(dialog, u"link-device-interrupted"_s);
    offer->setState(OfferState::Done);
    save(dialog, u"link-device-done"_s);
    offer->setState(OfferState::Failed, LinkFailure::CodeBurnt);
    save(dialog, u"link-device-failed"_s);
}

void PageGalleryTest::settings()
{
    apply();
    test::FakeAccount anna(u"anna@example.org"_s, u"Anna Keller"_s);
    anna.currentStatus.kind = model::ConnectionKind::Online;
    model::LoginReport &report = anna.report;
    report.at = QDateTime::currentDateTimeUtc();
    report.resolved = 4ms;
    report.connected = 45ms;
    report.secured = 88ms;
    report.live = 126ms;
    report.unreadKnown = 128ms;
    report.roundTrips = 1;
    report.bytesSent = 700;
    report.bytesReceived = 1700;
    report.resumed = report.tlsResumed = report.directTls = true;
    report.unreadFromServer = true;
    report.host = u"xmpp.example.org"_s;
    report.address = u"192.0.2.7"_s;
    report.port = 5223;
    report.tlsVersion = u"TLSv1.3"_s;
    report.cipher = u"TLS_AES_256_GCM_SHA384"_s;
    report.mechanism = u"HT-SHA-256-EXPR"_s;
    report.channelBinding = u"tls-exporter"_s;
    report.keptFor = 12h;
    anna.features = {{u"Message archive"_s, u"urn:xmpp:mam:2"_s, true}, {u"Copies to other devices"_s, u"urn:xmpp:carbons:2"_s, true},
        {u"Push notifications"_s, u"urn:xmpp:push:0"_s, false}};
    test::FakeAccountList accounts;
    accounts.list = {&anna};
    ui::Preferences preferences(m_dir.filePath(u"p.ini"_s));
    ui::Shortcuts shortcuts(preferences);
    test::TempStore store;
    model::Settings stored(*store.store);
    test::FakeNotifier desktop;
    ui::SettingsWindow window({*m_theme, *m_avatars, accounts, preferences, stored, shortcuts, u"/home/anna/.local/share/kith/log"_s, {}, &desktop});
    window.resize(m_size);
    const std::pair<Page, QString> pages[] = {{Page::Account, u"account"_s}, {Page::Notifications, u"notifications"_s}, {Page::Appearance, u"appearance"_s}, {Page::Privacy, u"privacy"_s}, {Page::Connection, u"connection"_s},
        {Page::Shortcuts, u"shortcuts"_s}, {Page::Advanced, u"advanced"_s}, {Page::About, u"about"_s}};
    for (const auto &[page, name] : pages) {
        window.open(page);
        save(window, u"settings-"_s + name);
        const auto areas = window.findChildren<QScrollArea *>();
        for (const QScrollArea *area : areas)
            QVERIFY2(!area->isVisible() || area->horizontalScrollBar()->maximum() == 0, qPrintable(name + u" scrolls sideways"_s));
    }

    desktop.setAbilities({});
    window.open(Page::Notifications);
    save(window, u"settings-notifications-none"_s);
    report.earlyData = true;
    report.quietReconnects = 1;
    anna.setReport(report);
    window.open(Page::Connection);
    save(window, u"settings-connection-early"_s);
    auto *kind = window.findChild<QComboBox *>(u"proxyKind"_s);
    auto *host = window.findChild<QLineEdit *>(u"proxyHost"_s);
    const auto showProxy = [&](const QString &name) {
        // The page must have its new height before it can be scrolled.
        for (int level = 0; level < 5; ++level)
            QCoreApplication::processEvents();
        for (QWidget *above = host; above; above = above->parentWidget()) {
            if (auto *page = qobject_cast<QScrollArea *>(above))
                page->ensureWidgetVisible(host, 0, 80);
        }
        save(window, name);
    };
    kind->setCurrentIndex(kind->findData(u"socks5"_s));
    showProxy(u"settings-proxy"_s);
    QTest::keyClicks(host, u"my proxy"_s);
    QTest::keyClick(host, Qt::Key_Return);
    showProxy(u"settings-proxy-wrong"_s);
}

void PageGalleryTest::dialogs()
{
    apply();
    test::FakeAccount anna(u"anna@example.org"_s), work(u"anna@work.example"_s, {}, 2);
    test::FakeAccountList accounts;
    accounts.list = {&anna, &work};
    QStandardItemModel contacts;
    for (const auto &[name, address] : {std::pair{u"Bert Olsen"_s, u"bert@example.org"_s}, {u"Clara Wu"_s, u"clara@example.net"_s}, {u"David"_s, u"david@example.org"_s}}) {
        model::Contact contact;
        contact.jid = net::Jid::fromString(address);
        contact.name = name;
        auto *item = new QStandardItem;
        item->setData(QVariant::fromValue(contact), model::ContactListModel::ContactRole);
        contacts.appendRow(item);
    }
    ui::NewChatDialog newChat(*m_theme, *m_avatars, accounts, contacts);
    newChat.show();
    save(newChat, u"new-chat"_s);
    QTest::keyClicks(newChat.findChild<QLineEdit *>(u"who"_s), u"dora@example.org"_s);
    save(newChat, u"new-chat-address"_s);
    newChat.setTyped(u"nobody of that name"_s);
    save(newChat, u"new-chat-nobody"_s);

    ui::SignOutDialog signOut(*m_theme, u"anna@example.org"_s);
    signOut.show();
    save(signOut, u"sign-out"_s);
    ui::Preferences preferences(m_dir.filePath(u"p.ini"_s));
    ui::Shortcuts shortcuts(preferences);
    ui::ShortcutDialog keys(*m_theme, shortcuts, ui::Command::NewChat);
    keys.show();
    save(keys, u"change-keys"_s);
    ui::ProblemDialog problem(*m_theme, u"Your chats cannot be opened"_s, u"The database of this profile is damaged."_s, u"database disk image is malformed"_s,
        {{u"Try again"_s, {}, 1}, {u"Start fresh"_s, u"“Start fresh” keeps the damaged file beside the new one."_s, 2}, {u"Quit"_s, {}, 0}}, 0);
    problem.show();
    save(problem, u"problem"_s);
}

void PageGalleryTest::requests()
{
    apply();
    QStandardItemModel chats;
    qint64 id = 0;
    for (const auto &[address, body] : {std::pair{u"stranger@example.net"_s, u"Hello Anna, we met at the rowing club last week. Would you send me the list?"_s},
             {u"someone.with.a.long.address@somewhere.example.com"_s, QString()}}) {
        model::Chat chat;
        chat.id = model::ChatId(++id);
        chat.peer = net::Jid::fromString(address);
        chat.lastBody = body;
        chat.lastAt = QDateTime::currentDateTimeUtc();
        chat.request = true;
        auto *item = new QStandardItem;
        item->setData(QVariant::fromValue(chat), model::ChatListModel::ChatRole);
        chats.appendRow(item);
    }
    ui::RequestsPage page(*m_theme, chats);
    page.resize(m_size);
    page.show();
    save(page, u"requests"_s);
}

void PageGalleryTest::console()
{
    apply();
    test::FakeAccount anna(u"anna@example.org"_s);
    test::FakeAccountList accounts;
    accounts.list = {&anna};
    for (int i = 0; i < 40; ++i)
        anna.xmlLog().append(QDateTime::currentDateTimeUtc(), i % 3 != 0,
            "<message from='bert@example.org/x' to='anna@example.org' id='m" + QByteArray::number(i) + "' type='chat'><body>see you there</body></message>");
    ui::Preferences preferences(m_dir.filePath(u"p.ini"_s));
    ui::XmlConsole window(*m_theme, accounts, preferences);
    window.resize(m_size);
    window.show();
    auto *list = window.findChild<QListView *>(u"stanzas"_s);
    list->setCurrentIndex(list->model()->index(38, 0));
    save(window, u"xml-console"_s);
}

QTEST_MAIN(PageGalleryTest)
#include "tst_page_gallery.moc"
