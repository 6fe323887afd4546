// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/sample_world.h"


namespace test {

using namespace Qt::StringLiterals;
using model::Direction;
using model::MessageState;

void SamplePeers::set(const QString &address, const model::PeerStatus &status)
{
    const auto jid = net::Jid::fromString(address);
    m_statuses.insert(jid, status);
    Q_EMIT peerStatusChanged(model::AccountId(1), jid);
}

SampleWorld::SampleWorld(ui::Theme &appTheme, Content content)
    : theme(appTheme)
    , account(u"anna@example.org"_s, u"Anna Keller"_s)
{
    auto opened = model::Store::open(dir.filePath(u"kith.sqlite"_s));
    if (!opened)
        qFatal("The sample store cannot be opened: %s", qPrintable(opened.error().detail));
    store = std::move(*opened);
    run([this](model::StoreSession &s) {
        model::AccountRecord record;
        record.jid = net::Jid::fromString(u"anna@example.org"_s);
        record.ownName = u"Anna Keller"_s;
        accountId = s.accounts.add(record);
    });
    account.currentStatus = {.kind = model::ConnectionKind::Online, .resumed = true, .roundTrips = 1, .took = std::chrono::milliseconds(38), .retryAt = {}, .problem = {}, .detail = {}};
    accounts.list = {&account};
    if (content == Content::Chats)
        addPeople();
    chats = std::make_unique<model::ChatListModel>(*store, peers);
    contacts = std::make_unique<model::ContactListModel>(*store, peers);
    history = std::make_unique<ui::StoreHistory>(*store);
    avatars = std::make_unique<ui::AvatarCache>(ui::AvatarCache::Source());
    preferences = std::make_unique<ui::Preferences>(dir.filePath(u"settings.ini"_s));
    shortcuts = std::make_unique<ui::Shortcuts>(*preferences);
}

SampleWorld::~SampleWorld() = default;

ui::Context SampleWorld::context()
{
    return {theme, *avatars, clock, accounts, *preferences, *shortcuts, *chats, *contacts, *history};
}

model::ChatId SampleWorld::addChat(const QString &address, const QString &name, bool request)
{
    model::ChatId chat{};
    const auto jid = net::Jid::fromString(address);
    run([&, jid](model::StoreSession &s) {
        if (!request) {
            model::Contact contact;
            contact.account = accountId;
            contact.jid = jid;
            contact.name = name;
            contact.subscription = model::Subscription::Both;
            s.contacts.upsert(contact);
        }
        chat = s.chats.ensure(accountId, jid, clock.now().addDays(-30), request);
    });
    return chat;
}

model::MessageId SampleWorld::say(model::ChatId chat, Direction direction, const QString &text, const QTime &at, int daysAgo)
{
    model::MessageId id{};
    run([&](model::StoreSession &s) {
        const auto row = s.chats.find(chat);
        model::NewMessage message;
        message.account = accountId;
        message.chat = chat;
        message.direction = direction;
        message.sender = direction == Direction::Incoming ? row->peer : account.jid();
        message.body = text;
        message.sentAt = QDateTime(clock.now().date().addDays(-daysAgo), at, Qt::UTC);
        message.type = u"chat"_s;
        message.stanzaId = message.originId = u"sample-%1"_s.arg(++m_serial);
        id = direction == Direction::Incoming ? s.messages.insertIncoming(message).id : s.messages.insertOutgoing(message);
    });
    return id;
}

void SampleWorld::advance(model::MessageId message, MessageState state)
{
    run([=](model::StoreSession &s) {
        for (const auto step : {MessageState::Written, MessageState::Accepted, MessageState::Delivered, MessageState::Displayed}) {
            if (step <= state)
                s.messages.advance(message, step);
        }
    });
}

void SampleWorld::fail(model::MessageId message, const QString &reason)
{
    run([=](model::StoreSession &s) { s.messages.fail(message, reason); });
}

void SampleWorld::fill(model::ChatId chat, int messages, int daysAgo)
{
    run([=, this](model::StoreSession &s) {
        const auto row = s.chats.find(chat);
        const QDateTime start = clock.now().addDays(-daysAgo);
        model::MessageId last{};
        for (int i = 0; i < messages; ++i) {
            model::NewMessage message;
            message.account = accountId;
            message.chat = chat;
            message.direction = i % 3 == 1 ? Direction::Outgoing : Direction::Incoming;
            message.sender = message.direction == Direction::Incoming ? row->peer : account.jid();
            message.body = i % 7 == 0 ? u"Message %1: a longer one, so that lines have to be broken in the bubble and heights differ from row to row."_s.arg(i) : u"Message %1"_s.arg(i);
            message.sentAt = start.addSecs(i * 60);
            message.type = u"chat"_s;
            message.stanzaId = message.originId = u"fill-%1-%2"_s.arg(qint64(chat)).arg(i);
            last = s.messages.insertIncoming(message).id;
        }
        s.markers.markRead(chat, last);
    });
}

void SampleWorld::addPeople()
{
    const auto in = Direction::Incoming, out = Direction::Outgoing;
    const auto rowing = addChat(u"lena@rowing.example"_s, u"Lena Moreau"_s);
    say(rowing, in, u"Training moves to 18:30"_s, QTime(19, 2), 3);
    const auto hugo = addChat(u"hugo@example.org"_s, u"Hugo"_s);
    say(hugo, in, u"Thanks! That worked."_s, QTime(8, 0), 2);
    family = addChat(u"mum@family.example"_s, u"Mum"_s);
    for (const auto &text : {u"The cherries are ripe"_s, u"Bring a basket"_s, u"And your brother"_s, u"Sunday at three?"_s, u"Call me when you can"_s})
        say(family, in, text, QTime(17, 40), 1);
    const auto david = addChat(u"david@example.net"_s, u"David"_s);
    say(david, in, u"What do you think?"_s, QTime(9, 41));
    clara = addChat(u"clara@example.org"_s, u"Clara Wu"_s);
    say(clara, in, u"The train is on time"_s, QTime(11, 18));
    advance(say(clara, out, u"see you there"_s, QTime(11, 20)), MessageState::Displayed);
    mia = addChat(u"mia@garden.example"_s, u"Mia Lindqvist"_s);
    for (int i = 0; i < 12; ++i)
        say(mia, in, i == 11 ? u"The gate is open, come in whenever you like"_s : u"Rose %1 is planted"_s.arg(i + 1), QTime(11, 40 + i));
    bert = addChat(u"bert@example.org"_s, u"Bert Olsen"_s);
    say(bert, in, u"Morning! Did the plans for Saturday survive the weather forecast?"_s, QTime(11, 52));
    say(bert, in, u"I can bring the big tent if we need it"_s, QTime(11, 52));
    const auto rain = say(bert, out, u"They did. Rain stops at ten, so we start at half past."_s, QTime(11, 55));
    const auto route = say(bert, out, u"The route: https://garden.example/saturday/route-and-meeting-points"_s, QTime(11, 56));
    const auto rest = say(bert, out, u"> Did the plans survive?\nThey *always* do, if `Bert` brings the _big_ tent.\nThings to carry:\n```\n1 tent\n2 ropes\n```"_s, QTime(11, 57));
    say(bert, in, u"Perfect, half past it is"_s, QTime(12, 3));
    say(bert, in, u"I'll tell Mia and Hugo: https://garden.example/saturday"_s, QTime(12, 3));
    say(bert, in, u"And who has the *key* for the boat house?"_s, QTime(12, 4));
    stranger = addChat(u"sales@cheap.example"_s, {}, true);
    say(stranger, in, u"Hello dear, buy cheap boats"_s, QTime(10, 0));
    run([=, this](model::StoreSession &s) {
        for (const auto id : {rain, route, rest}) {
            for (const auto step : {MessageState::Written, MessageState::Accepted, MessageState::Delivered})
                s.messages.advance(id, step);
        }
        s.messages.advance(rain, MessageState::Displayed);
        s.markers.markRead(bert, rest);
        s.markers.markRead(clara, s.messages.newest(clara, 1).back().id);
        s.markers.markRead(rowing, s.messages.newest(rowing, 1).back().id);
        s.markers.markRead(hugo, s.messages.newest(hugo, 1).back().id);
        s.markers.markRead(david, s.messages.newest(david, 1).back().id);
        s.chats.setDraft(david, u"I think we should ask"_s);
        s.chats.setMuted(family, true);
    });
    peers.set(u"bert@example.org"_s, {.availability = model::Availability::Online, .text = {}, .typing = true, .lastSeen = {}});
    peers.set(u"clara@example.org"_s, {.availability = model::Availability::Online, .text = {}, .typing = false, .lastSeen = {}});
    peers.set(u"hugo@example.org"_s, {.availability = model::Availability::Away, .text = {}, .typing = false, .lastSeen = {}});
    peers.set(u"mum@family.example"_s, {.availability = model::Availability::DoNotDisturb, .text = {}, .typing = false, .lastSeen = {}});
}

} // namespace test
