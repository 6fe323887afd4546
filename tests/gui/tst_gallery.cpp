// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a picture of every part of the main window to <build>/gallery, to be looked at; and checks what can be checked of a picture.
#include "app/translations.h"
#include "tests/support/app/sample_world.h"
#include "ui/chat_list/chat_list.h"
#include "ui/chat_list/search_field.h"
#include "ui/composer/emoji_picker.h"
#include "ui/conversation/link_dialog.h"
#include "ui/conversation/message_view.h"
#include "ui/main_window/main_window.h"
#include "ui/theme/style.h"
#include "ui/widgets/card.h"
#include "ui/widgets/text_label.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFontDatabase>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollBar>
#include <QSlider>
#include <QSpinBox>
#include <QTest>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

class GalleryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void mainWindow_data();
    void mainWindow();
    void failed();
    void scrolledUp();
    void emptyStates();
    void notices();
    void largeText();
    void search();
    void menu();
    void emojiPicker();
    void controls_data();
    void controls();
    void linkDialog();

private:
    static void save(QWidget &widget, const QString &name, qreal scale = 1);
    std::unique_ptr<ui::Theme> m_theme;
};

void GalleryTest::initTestCase()
{
    QDir(QStringLiteral(KITH_BUILD_DIR)).mkpath(u"gallery"_s);
    if (QFontDatabase::hasFamily(u"Inter"_s)) {
        QFont font(u"Inter"_s);
        font.setPixelSize(14);
        QApplication::setFont(font);
    }
    app::loadTranslations(*qApp);
    m_theme = std::make_unique<ui::Theme>(*qApp, ui::Appearance::Light);
}

void GalleryTest::save(QWidget &widget, const QString &name, qreal scale)
{
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
    QCoreApplication::sendPostedEvents();
    QImage image(widget.size() * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    image.fill(Qt::transparent);
    widget.render(&image);
    QVERIFY(image.save(QStringLiteral(KITH_BUILD_DIR) + u"/gallery/"_s + name + u".png"_s));
    // Something is on it: more than a few colours.
    QSet<QRgb> colours;
    for (int y = 0; y < image.height() && colours.size() < 16; y += 3)
        for (int x = 0; x < image.width(); x += 3)
            colours.insert(image.pixel(x, y));
    QVERIFY2(colours.size() >= 16, qPrintable(name));
}

void GalleryTest::mainWindow_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<qreal>("scale");
    QTest::addColumn<bool>("rightToLeft");
    QTest::newRow("main-light") << false << QSize(1100, 760) << 1.0 << false;
    QTest::newRow("main-dark") << true << QSize(1100, 760) << 1.0 << false;
    QTest::newRow("main-200") << false << QSize(1100, 760) << 2.0 << false;
    QTest::newRow("main-rtl") << false << QSize(1100, 760) << 1.0 << true;
    QTest::newRow("main-narrow") << false << QSize(380, 700) << 1.0 << false;
    QTest::newRow("main-narrow-dark") << true << QSize(380, 700) << 1.0 << false;
}

void GalleryTest::mainWindow()
{
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    QFETCH(qreal, scale);
    QFETCH(bool, rightToLeft);
    m_theme->setAppearance(dark ? ui::Appearance::Dark : ui::Appearance::Light);
    QGuiApplication::setLayoutDirection(rightToLeft ? Qt::RightToLeft : Qt::LeftToRight);
    test::SampleWorld world(*m_theme);
    if (rightToLeft) {
        world.say(world.bert, model::Direction::Incoming, u"שלום, מה שלומך היום?"_s, QTime(12, 4));
        world.say(world.bert, model::Direction::Outgoing, u"طيب، شكرا! نراك في العاشرة والنصف عند بيت القوارب"_s, QTime(12, 4));
    }
    ui::MainWindow window(world.context());
    window.resize(size);
    window.show();
    const QString name = QString::fromLatin1(QTest::currentDataTag());
    if (size.width() < ui::metric::kNarrow)
        save(window, name + u"-list"_s, scale);
    QVERIFY(window.openChat(world.bert));
    world.advance(world.say(world.bert, model::Direction::Outgoing, u"Clara, I'll ask her"_s, QTime(12, 4)), model::MessageState::Accepted);
    world.say(world.bert, model::Direction::Outgoing, u"She answers at once, as always 🙂"_s, QTime(12, 4));
    world.say(world.bert, model::Direction::Outgoing, u"👍🎉"_s, QTime(12, 4));
    window.findChild<ui::MessageView *>()->jumpToNewest();
    save(window, name, scale);
    QGuiApplication::setLayoutDirection(Qt::LeftToRight);
}

void GalleryTest::failed()
{
    m_theme->setAppearance(ui::Appearance::Light);
    test::SampleWorld world(*m_theme);
    const auto id = world.say(world.clara, model::Direction::Outgoing, u"Shall I bring something?"_s, QTime(12, 0));
    world.fail(id, u"Clara's server could not be reached."_s);
    ui::MainWindow window(world.context());
    window.resize(1000, 600);
    window.show();
    QVERIFY(window.openChat(world.clara));
    save(window, u"failed"_s);
}

void GalleryTest::scrolledUp()
{
    test::SampleWorld world(*m_theme);
    world.fill(world.clara, 400, 3);
    ui::MainWindow window(world.context());
    window.resize(1000, 700);
    window.show();
    QVERIFY(window.openChat(world.clara));
    auto *view = window.findChild<ui::MessageView *>();
    view->verticalScrollBar()->setValue(view->verticalScrollBar()->maximum() - 900);
    world.say(world.clara, model::Direction::Incoming, u"Something new below"_s, QTime(12, 5));
    save(window, u"scrolled-up"_s);
}

void GalleryTest::emptyStates()
{
    {
        test::SampleWorld world(*m_theme, test::SampleWorld::Content::Nothing);
        ui::MainWindow window(world.context());
        window.resize(1100, 700);
        window.show();
        save(window, u"no-chats"_s);
    }
    test::SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.resize(1100, 700);
    window.show();
    save(window, u"no-chat-open"_s);
}

void GalleryTest::notices()
{
    test::SampleWorld world(*m_theme);
    world.account.currentStatus = {.kind = model::ConnectionKind::Offline, .waitingMessages = 2, .retryAt = {},
        .problem = u"The server did not accept the password of anna@example.org. Type it again."_s, .detail = u"not-authorized"_s, .needsPassword = true};
    ui::MainWindow window(world.context());
    window.resize(1100, 700);
    window.show();
    window.tell(ui::Banner::Kind::Danger, u"The disk is full. Make room, or Kith cannot keep what arrives."_s);
    window.openChat(world.bert);
    save(window, u"notices"_s);
    window.resize(380, 700);
    save(window, u"notices-narrow"_s);
}

void GalleryTest::largeText()
{
    const QFont usual = QApplication::font();
    QFont large = usual;
    large.setPixelSize(24);
    QApplication::setFont(large);
    test::SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.resize(1100, 760);
    window.show();
    window.openChat(world.bert);
    save(window, u"large-text"_s);
    QApplication::setFont(usual);
}

void GalleryTest::search()
{
    test::SampleWorld world(*m_theme);
    world.run([&](model::StoreSession &s) {
        model::Contact contact;
        contact.account = world.accountId;
        contact.jid = net::Jid::fromString(u"clemens@example.org"_s);
        contact.name = u"Clemens"_s;
        contact.subscription = model::Subscription::Both;
        s.contacts.upsert(contact);
    });
    ui::MainWindow window(world.context());
    window.resize(1100, 700);
    window.show();
    QTest::keyClicks(window.findChild<ui::SearchField *>(), u"cl"_s);
    save(window, u"search"_s);
}

void GalleryTest::menu()
{
    test::SampleWorld world(*m_theme);
    ui::MainWindow window(world.context());
    window.show();
    auto *list = window.findChild<ui::ChatList *>();
    list->showMenu(*list->find(world.bert), window.mapToGlobal(QPoint(100, 100)));
    auto *menu = window.findChild<QMenu *>();
    QVERIFY(menu);
    menu->setActiveAction(menu->actions().at(1));
    save(*menu, u"menu"_s, 2);
}

void GalleryTest::emojiPicker()
{
    ui::EmojiPicker picker(*m_theme);
    QWidget anchor;
    anchor.show();
    picker.openAt(&anchor);
    save(picker, u"emoji"_s);
}

void GalleryTest::controls_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("controls-light") << false;
    QTest::newRow("controls-dark") << true;
}

void GalleryTest::controls()
{
    QFETCH(bool, dark);
    m_theme->setAppearance(dark ? ui::Appearance::Dark : ui::Appearance::Light);
    ui::Panel page(*m_theme, ui::Tone::Window);
    auto *layout = new QVBoxLayout(&page);
    layout->setContentsMargins(32, 24, 32, 24);
    layout->addWidget(new ui::TextLabel(*m_theme, ui::Type::Heading, ui::Tone::Text, u"Linked devices"_s));
    layout->addWidget(new ui::TextLabel(*m_theme, ui::Type::Body, ui::Tone::Secondary, u"All of these are you."_s));
    auto *card = new ui::Card(*m_theme);
    auto *buttons = new QWidget;
    auto *row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    const std::pair<QString, ui::ButtonKind> kinds[] = {{u"Link a device"_s, ui::ButtonKind::Primary}, {u"Rename"_s, ui::ButtonKind::Secondary},
        {u"Unlink…"_s, ui::ButtonKind::Danger}, {u"Advanced"_s, ui::ButtonKind::Link}};
    for (const auto &[text, kind] : kinds) {
        auto *button = new QPushButton(text);
        ui::setButtonKind(button, kind);
        row->addWidget(button);
    }
    auto *disabled = new QPushButton(u"Disabled"_s);
    disabled->setEnabled(false);
    row->addWidget(disabled);
    row->addStretch();
    card->addRow(buttons);
    auto *address = new QLineEdit(u"anna@example.org"_s);
    card->addRow(address);
    auto *wrong = new QLineEdit(u"secret"_s);
    wrong->setEchoMode(QLineEdit::Password);
    ui::setInvalid(wrong, true);
    card->addRow(wrong);
    auto *checks = new QWidget;
    row = new QHBoxLayout(checks);
    row->setContentsMargins(0, 0, 0, 0);
    auto *on = new QCheckBox(u"Send my history too"_s);
    on->setChecked(true);
    auto *radio = new QRadioButton(u"Like the system"_s);
    radio->setChecked(true);
    for (QWidget *w : {static_cast<QWidget *>(on), static_cast<QWidget *>(new QCheckBox(u"Off"_s)), static_cast<QWidget *>(radio), static_cast<QWidget *>(new QRadioButton(u"Dark"_s))})
        row->addWidget(w);
    row->addStretch();
    card->addRow(checks);
    auto *more = new QWidget;
    row = new QHBoxLayout(more);
    row->setContentsMargins(0, 0, 0, 0);
    auto *combo = new QComboBox;
    combo->addItems({u"STARTTLS"_s, u"Direct TLS"_s});
    auto *spin = new QSpinBox;
    spin->setValue(42);
    auto *progress = new QProgressBar;
    progress->setTextVisible(false);
    progress->setValue(40);
    auto *slider = new QSlider(Qt::Horizontal);
    slider->setValue(40);
    for (QWidget *w : {static_cast<QWidget *>(combo), static_cast<QWidget *>(spin), static_cast<QWidget *>(progress), static_cast<QWidget *>(slider)})
        row->addWidget(w);
    card->addRow(more);
    layout->addWidget(card);
    layout->addStretch();
    page.resize(720, 420);
    page.show();
    address->setFocus();
    save(page, QString::fromLatin1(QTest::currentDataTag()));
}

void GalleryTest::linkDialog()
{
    m_theme->setAppearance(ui::Appearance::Light);
    ui::LinkDialog dialog(*m_theme, QUrl(u"https://xn--pypal-4ve.example/login?next=account"_s));
    dialog.show();
    save(dialog, u"link-dialog"_s);
}

QTEST_MAIN(GalleryTest)
#include "tst_gallery.moc"
