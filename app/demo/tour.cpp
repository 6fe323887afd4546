// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/tour.h"

#include "app/demo/hands.h"
#include "ui/chat_list/chat_list.h"
#include "ui/chat_list/status_line.h"
#include "ui/composer/message_edit.h"
#include "ui/conversation/message_view.h"
#include "ui/main_window/main_window.h"
#include "ui/settings/settings_window.h"
#include "ui/sign_in/sign_in_page.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QLineEdit>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace app {

namespace {

constexpr int kPatience = 30'000; // milliseconds; a step takes one or two seconds, a busy machine more
const QString kQuestion = u"Morning! Who has the key for the boat house?"_s;

template<class Widget = QWidget>
Widget *part(const QWidget &window, const QString &name = {})
{
    return window.findChild<Widget *>(name);
}

QString kilobytes(quint64 bytes)
{
    return QString::number(double(bytes) / 1000, 'f', 1);
}

QString figures(const model::LoginReport &report)
{
    return u"%1, %2 after TLS, %3 ms from the name lookup, %4 kB sent, %5 kB received%6"_s.arg(report.mechanism)
        .arg(report.roundTrips == 1 ? u"1 round trip"_s : u"%1 round trips"_s.arg(report.roundTrips))
        .arg(double(report.live.count()) / 1000, 0, 'f', 1)
        .arg(kilobytes(report.bytesSent), kilobytes(report.bytesReceived), report.tlsResumed ? u", TLS resumed"_s : QString());
}

} // namespace

Tour::Tour(DemoWorld &world, ui::Theme &theme, const QString &folder, MakeApplication make)
    : m_world(world)
    , m_theme(theme)
    , m_folder(folder)
    , m_make(std::move(make))
    , m_out(stdout)
{
}

bool Tour::play()
{
    const bool done = begin() && signIn() && read() && talk() && lookAround() && quit() && startAgain() && quit();
    if (done)
        tell(u"The tour is over. %1 pictures are in %2"_s.arg(m_pictures).arg(QDir::toNativeSeparators(QDir(m_folder).absolutePath())));
    return done;
}

void Tour::tell(const QString &sentence)
{
    m_out << sentence << Qt::endl;
}

bool Tour::failed(const QString &sentence)
{
    if (m_kith)
        (void)picture(m_kith->window(), u"failed"_s);
    tell(u"The tour stopped: "_s + sentence);
    return false;
}

bool Tour::picture(QWidget &window, const QString &name)
{
    const QString file = QDir(m_folder).filePath(u"%1-%2.png"_s.arg(++m_pictures).arg(name));
    return hands::takePicture(window, file);
}

model::Account *Tour::account() const
{
    const auto all = m_kith->accounts().all();
    return all.isEmpty() ? nullptr : all.first();
}

std::optional<model::Message> Tour::lastMessage() const
{
    const auto &store = m_kith->accounts().store().read();
    const auto chat = store.chats.find(account()->id(), net::Jid::fromString(m_world.bert()));
    if (!chat)
        return {};
    const auto newest = store.messages.newest(chat->id, 1);
    return newest.empty() ? std::optional<model::Message>() : newest.front();
}

bool Tour::begin()
{
    m_kith = m_make();
    if (!m_kith)
        return failed(u"the profile could not be opened."_s);
    m_kith->start(false);
    m_kith->window().resize(1100, 760);
    m_kith->window().activateWindow(); // without a window manager nobody else does, and what is not in front is not read
    if (!hands::waitFor([this] { return part<ui::SignInPage>(m_kith->window()); }, kPatience))
        return failed(u"the sign-in page did not appear."_s);
    tell(u"Started Kith with an empty profile."_s);
    return true;
}

bool Tour::signIn()
{
    const model::SignInRequest anna = m_world.anna();
    QWidget &page = *part<ui::SignInPage>(m_kith->window());
    hands::type(*part<QLineEdit>(page, u"address"_s), anna.address);
    hands::type(*part<QLineEdit>(page, u"password"_s), anna.password);
    hands::click(*part<QAbstractButton>(page, u"advanced"_s));
    hands::type(*part<QLineEdit>(page, u"server"_s), anna.server);
    hands::type(*part<QLineEdit>(page, u"certificates"_s), anna.caFile);
    hands::look(300);
    if (!picture(m_kith->window(), u"sign-in"_s))
        return failed(u"a picture could not be written to %1."_s.arg(m_folder));
    hands::click(*part<QAbstractButton>(page, u"signIn"_s));
    if (!waitOnline())
        return failed(u"signing in did not work."_s);
    tell(u"Signed in as %1: %2."_s.arg(anna.address, figures(account()->lastLogin())));
    return true;
}

bool Tour::waitOnline()
{
    return hands::waitFor(
        [this] {
            const model::Account *one = account();
            return one && one->status().kind == model::ConnectionKind::Online && !one->status().catchingUp;
        },
        kPatience);
}

bool Tour::read()
{
    const auto unread = [this] {
        int count = 0;
        for (const model::Chat &chat : m_kith->accounts().store().read().chats.all())
            count += chat.unread;
        return count;
    };
    if (!hands::waitFor([&] { return unread() >= 4; }, kPatience)) // conversations.txt has four lines that are "new"
        return failed(u"the unread messages did not arrive."_s);
    const ui::ChatList *list = part<ui::ChatList>(m_kith->window());
    tell(u"%1 chats, %2 unread messages."_s.arg(list->model()->rowCount()).arg(unread()));
    if (!openBert())
        return failed(u"the chat with Bert did not open."_s);
    hands::look(600);
    (void)picture(m_kith->window(), u"chat"_s);
    tell(u"Opened the chat with Bert at the first unread message."_s);
    return true;
}

bool Tour::openBert()
{
    auto *list = part<ui::ChatList>(m_kith->window());
    const net::Jid bert = net::Jid::fromString(m_world.bert());
    for (int row = 0; row < list->model()->rowCount(); ++row) {
        const auto chat = list->chatAt(row);
        if (chat && chat->peer == bert) {
            hands::click(*list->viewport(), list->visualRect(list->model()->index(row, 0)).center());
            return hands::waitFor([&] { return m_kith->window().openedChat() == chat->id && part<ui::MessageView>(m_kith->window())->rowCount() > 0; }, kPatience);
        }
    }
    return false;
}

bool Tour::talk()
{
    auto *edit = part<ui::MessageEdit>(m_kith->window());
    hands::type(*edit, kQuestion);
    hands::press(*edit, Qt::Key_Return);
    QElapsedTimer sinceEnter;
    sinceEnter.start();
    const auto ownIs = [this](model::MessageState state) {
        const auto last = lastMessage();
        return last && last->body == kQuestion && last->direction == model::Direction::Outgoing && last->state >= state && last->state != model::MessageState::Failed;
    };
    if (!hands::waitFor([&] { return ownIs(model::MessageState::Accepted); }, kPatience))
        return failed(u"the message did not reach the server."_s);
    tell(u"Wrote to Bert; the server had it after %1 ms."_s.arg(sinceEnter.elapsed()));
    if (!hands::waitFor([this] { return account()->peerStatus(net::Jid::fromString(m_world.bert())).typing; }, kPatience))
        return failed(u"Bert did not begin to answer."_s);
    hands::look(200);
    (void)picture(m_kith->window(), u"typing"_s);
    const auto answered = [this] {
        const auto last = lastMessage();
        return last && last->direction == model::Direction::Incoming;
    };
    if (!hands::waitFor(answered, kPatience))
        return failed(u"Bert did not answer."_s);
    hands::look(400);
    (void)picture(m_kith->window(), u"answer"_s);
    tell(u"Bert answered: “%1”"_s.arg(lastMessage()->body));
    return true;
}

bool Tour::lookAround()
{
    m_theme.setAppearance(ui::Appearance::Dark);
    hands::look(300);
    (void)picture(m_kith->window(), u"dark"_s);
    if (!showConnection(u"connection"_s))
        return false;
    m_theme.setAppearance(ui::Appearance::Light);
    tell(u"Looked at the window in the dark, and at the connection page."_s);
    return true;
}

bool Tour::showConnection(const QString &name)
{
    m_theme.setAppearance(ui::Appearance::Dark);
    hands::click(*part<ui::StatusLine>(m_kith->window()));
    const auto settings = [] {
        for (QWidget *window : QApplication::topLevelWidgets()) {
            if (auto *found = qobject_cast<ui::SettingsWindow *>(window); found && found->isVisible())
                return found;
        }
        return static_cast<ui::SettingsWindow *>(nullptr);
    };
    if (!hands::waitFor([&] { return settings() != nullptr; }, kPatience))
        return failed(u"the connection page did not open."_s);
    hands::look(300);
    (void)picture(*settings(), name);
    settings()->close();
    return true;
}

bool Tour::quit()
{
    const auto &store = m_kith->accounts().store().read();
    const auto chat = store.chats.find(account()->id(), net::Jid::fromString(m_world.bert()));
    m_messages = int(store.messages.newest(chat->id, 10'000).size());
    bool finished = false;
    QObject::connect(m_kith.get(), &Application::finished, m_kith.get(), [&finished] { finished = true; });
    QElapsedTimer sinceQuit;
    sinceQuit.start();
    m_kith->quit(u"tour"_s);
    if (!hands::waitFor([&finished] { return finished; }, kPatience))
        return failed(u"Kith did not end."_s);
    m_kith.reset();
    tell(u"Quit in %1 ms."_s.arg(sinceQuit.elapsed()));
    return true;
}

bool Tour::startAgain()
{
    QElapsedTimer sinceStart;
    sinceStart.start();
    m_kith = m_make();
    if (!m_kith)
        return failed(u"the profile could not be opened again."_s);
    m_kith->start(false);
    m_kith->window().activateWindow();
    const auto painted = [this] {
        const auto *list = part<ui::ChatList>(m_kith->window());
        return m_kith->window().isVisible() && list && list->model()->rowCount() > 0;
    };
    if (!hands::waitFor(painted, kPatience))
        return failed(u"the chats were not there after the second start."_s);
    const qint64 shown = sinceStart.elapsed();
    if (!waitOnline())
        return failed(u"the second sign-in did not work."_s);
    tell(u"Started again: the chats were there after %1 ms, before any network; then %2."_s.arg(shown).arg(figures(account()->lastLogin())));
    const auto &store = m_kith->accounts().store().read();
    const auto chat = store.chats.find(account()->id(), net::Jid::fromString(m_world.bert()));
    const int now = int(store.messages.newest(chat->id, 10'000).size());
    if (now != m_messages)
        return failed(u"%1 messages with Bert before, %2 now."_s.arg(m_messages).arg(now));
    hands::look(500);
    (void)picture(m_kith->window(), u"again"_s);
    tell(u"All %1 messages with Bert are there, none twice."_s.arg(now));
    if (!showConnection(u"resumed"_s))
        return false;
    m_theme.setAppearance(ui::Appearance::Light);
    return true;
}

} // namespace app
