// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/talker.h"

#include "model/sync/xml_log.h"

#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;

namespace fault {

Talker::Talker(const QString &profile, const QString &peer, int haste)
    : m_peer(peer)
    , m_serverDelay(u"<delay [^>]*from='%1'"_s.arg(QRegularExpression::escape(peer.section(u'@', 1))))
    , m_clock(haste)
    , m_person({.clock = &m_clock, .profile = profile, .shutDownLimit = std::chrono::milliseconds(450)}) // as the program has
{
}

void Talker::start(const model::Store::Options &options)
{
    m_person.setStoreOptions(options);
    m_person.start();
    connect(&m_person.store(), &model::Store::changed, this, &Talker::onChanged);
    watch();
    compareAcks();
    Q_EMIT stateChanged();
}

void Talker::compareAcks()
{
    const model::Account *account = m_person.account();
    const auto ledger = account ? m_person.store().read().ledger.find(account->id()) : std::nullopt;
    if (ledger && ledger->inbound < m_acks.said())
        Q_EMIT ackedTooEarly(u"said to have handled %1, and %2 are on its disk"_s.arg(m_acks.said()).arg(ledger->inbound));
}

void Talker::watch()
{
    model::Account *account = m_person.account();
    if (!account)
        return;
    connect(account, &model::Account::statusChanged, this, &Talker::stateChanged);
    connect(&account->xmlLog(), &QAbstractItemModel::rowsInserted, this, [this, account] { onXml(account->xmlLog()); });
    connect(account, &model::Account::notSent, this, [this](model::ChatId, const QString &text) { Q_EMIT refused(keyOf(text)); });
}

void Talker::onXml(const model::XmlLog &log)
{
    const QModelIndex last = log.index(log.rowCount() - 1, 0);
    const bool incoming = last.data(model::XmlLog::IncomingRole).toBool();
    const QString xml = last.data(model::XmlLog::XmlRole).toString();
    if (!m_xmlFolder.isEmpty()) {
        QFile file(QDir(m_xmlFolder).filePath(QDir(m_person.profile()).dirName() + u".xml"_s));
        if (file.open(QIODevice::Append))
            file.write(u"%1 %2 %3\n"_s.arg(QTime::currentTime().toString(u"HH:mm:ss.zzz"_s), incoming ? u"<-"_s : u"->"_s, xml).toUtf8());
    }
    m_acks.hear(incoming, xml);
    const qsizetype body = incoming ? xml.indexOf(u"<body>"_s) : -1;
    if (body >= 0 && !xml.contains(u"urn:xmpp:mam:2"_s))
        Q_EMIT heard(keyOf(xml.mid(body + 6, 60)), xml.contains(m_serverDelay));
}

void Talker::quit(std::function<void()> done)
{
    m_person.quit([this, done = std::move(done)] {
        Q_EMIT stateChanged();
        done();
    });
}

void Talker::vanish()
{
    m_person.store().disconnect(this); // nobody sees any more what it does
    m_person.vanish();
    Q_EMIT stateChanged();
}

void Talker::signIn(const model::SignInRequest &request, std::function<void(const QString &)> done)
{
    model::SignInAttempt *attempt = m_person.accounts().signIn(request);
    connect(attempt, &model::SignInAttempt::succeeded, this, [this, done] {
        watch();
        done({});
    });
    connect(attempt, &model::SignInAttempt::failed, this, [done](const model::SignInProblem &problem) { done(problem.sentence + u' ' + problem.detail); });
}

void Talker::befriend()
{
    m_person.account()->addContact(net::Jid::fromString(m_peer), m_peer.section(u'@', 0, 0));
    m_person.account()->openChat(net::Jid::fromString(m_peer));
}

bool Talker::hasChat() const
{
    const auto chat = m_person.isRunning() ? m_person.chat(m_peer) : std::nullopt;
    if (chat && chat->request)
        m_person.account()->acceptRequest(chat->id);
    return chat && !chat->request;
}

void Talker::say(const QString &line)
{
    if (const auto chat = m_person.chat(m_peer))
        m_person.account()->sendMessage(chat->id, line);
}

void Talker::hurry()
{
    if (m_person.isRunning() && m_person.account())
        m_person.account()->connectNow();
}

void Talker::readAll()
{
    if (const auto chat = m_person.chat(m_peer))
        m_person.account()->markRead(chat->id, {});
}

Talker::State Talker::state() const
{
    State state;
    state.running = m_person.isRunning();
    const model::Account *account = state.running ? m_person.account() : nullptr;
    if (!account)
        return state;
    const model::ConnectionStatus status = account->status();
    state.online = status.kind == model::ConnectionKind::Online;
    state.caughtUp = state.online && !status.catchingUp;
    state.waiting = status.waitingMessages;
    return state;
}

Shelf Talker::shelf() const
{
    Shelf shelf;
    const auto chat = m_person.chat(m_peer);
    if (!chat)
        return shelf;
    shelf.unread = chat->unread;
    for (const model::Message &message : m_person.messages(m_peer))
        shelf.lines.push_back({keyOf(message.body), message.direction == model::Direction::Outgoing, message.state, message.failure});
    return shelf;
}

void Talker::onChanged(const model::StoreChange &change)
{
    for (const model::StoreChange::Messages &messages : change.messages) {
        for (const model::Message &message : messages.upserted) {
            if (message.direction == model::Direction::Outgoing)
                Q_EMIT stored(keyOf(message.body));
        }
    }
}

} // namespace fault
