// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/fake_account.h"

using namespace Qt::StringLiterals;

namespace test {

namespace {

template<class Id>
QString number(Id id)
{
    return QString::number(static_cast<qint64>(id));
}

QString yesNo(bool on)
{
    return on ? u"on"_s : u"off"_s;
}

} // namespace

FakeAccount::FakeAccount(const QString &address, const QString &name, qint64 id, QObject *parent)
    : Account(parent)
    , m_id(model::AccountId(id))
    , m_jid(net::Jid::fromString(address))
    , m_name(name.isEmpty() ? address : name)
    , m_log(std::make_unique<model::XmlLog>())
{
}

FakeAccount::~FakeAccount() = default;

void FakeAccount::setStatus(const model::ConnectionStatus &status)
{
    currentStatus = status;
    Q_EMIT statusChanged(status);
}

void FakeAccount::setReport(const model::LoginReport &newReport)
{
    report = newReport;
    Q_EMIT loginReported(report);
}

void FakeAccount::sendMessage(model::ChatId chat, const QString &text)
{
    commands << u"send %1 %2"_s.arg(number(chat), text);
}

void FakeAccount::retry(model::MessageId message)
{
    commands << u"retry %1"_s.arg(number(message));
}

void FakeAccount::discard(model::MessageId message)
{
    commands << u"discard %1"_s.arg(number(message));
}

void FakeAccount::markRead(model::ChatId chat, model::MessageId upTo)
{
    commands << u"read %1 %2"_s.arg(number(chat), number(upTo));
}

void FakeAccount::markUnread(model::ChatId chat)
{
    commands << u"unread %1"_s.arg(number(chat));
}

void FakeAccount::setTyping(model::ChatId chat, bool typing)
{
    commands << u"typing %1 %2"_s.arg(number(chat), yesNo(typing));
}

void FakeAccount::loadOlder(model::ChatId chat, model::MessageId before)
{
    commands << u"older %1 %2"_s.arg(number(chat), number(before));
}

QFuture<model::ChatId> FakeAccount::openChat(const net::Jid &bare)
{
    commands << u"open %1"_s.arg(bare.toString());
    QPromise<model::ChatId> promise;
    promise.start();
    promise.addResult(nextChat);
    promise.finish();
    return promise.future();
}

void FakeAccount::setDraft(model::ChatId chat, const QString &text)
{
    commands << u"draft %1 %2"_s.arg(number(chat), text);
}

void FakeAccount::suggestDraft(model::ChatId chat, const QString &text)
{
    commands << u"suggest draft %1 %2"_s.arg(number(chat), text);
}

void FakeAccount::setPinned(model::ChatId chat, bool on)
{
    commands << u"pin %1 %2"_s.arg(number(chat), yesNo(on));
}

void FakeAccount::setMuted(model::ChatId chat, bool on)
{
    commands << u"mute %1 %2"_s.arg(number(chat), yesNo(on));
}

void FakeAccount::setArchived(model::ChatId chat, bool on)
{
    commands << u"archive %1 %2"_s.arg(number(chat), yesNo(on));
}

void FakeAccount::acceptRequest(model::ChatId chat)
{
    commands << u"accept %1"_s.arg(number(chat));
}

void FakeAccount::declineRequest(model::ChatId chat, bool block)
{
    commands << u"decline %1 %2"_s.arg(number(chat), block ? u"block"_s : u"delete"_s);
}

void FakeAccount::addContact(const net::Jid &bare, const QString &name)
{
    commands << u"add %1 %2"_s.arg(bare.toString(), name).trimmed();
}

void FakeAccount::renameContact(const net::Jid &bare, const QString &name)
{
    commands << u"rename %1 %2"_s.arg(bare.toString(), name);
}

void FakeAccount::removeContact(const net::Jid &bare)
{
    commands << u"remove %1"_s.arg(bare.toString());
}

void FakeAccount::setBlocked(const net::Jid &bare, bool on)
{
    commands << u"block %1 %2"_s.arg(bare.toString(), yesNo(on));
}

void FakeAccount::connectNow()
{
    commands << u"connect"_s;
}

void FakeAccount::goOffline()
{
    commands << u"offline"_s;
}

void FakeAccount::setPassword(const QString &password)
{
    commands << u"password %1"_s.arg(password);
}

void FakeAccount::setActive(bool active)
{
    commands << u"active %1"_s.arg(yesNo(active));
}

void FakeAttempt::cancel()
{
    deleteLater();
}

void FakeAttempt::succeed(model::Account *account)
{
    Q_EMIT succeeded(account);
    deleteLater();
}

void FakeAttempt::fail(model::SignInField field, const QString &sentence)
{
    Q_EMIT failed({field, sentence, {}});
    deleteLater();
}

} // namespace test
