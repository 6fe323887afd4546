// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/contact_gateway.h"

#include "model/store/changes.h"
#include "model/store/statement.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <set>

namespace model {

#define KITH_CONTACT_COLUMNS "p.account, p.jid, p.name, p.nick, p.groups, p.subscription, p.asked, p.avatar_hash"

namespace {

/// Names chosen by others are shown in lists: no person's is longer.
constexpr qsizetype kMaxNick = 200;

QString toJson(const QStringList &groups)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(groups)).toJson(QJsonDocument::Compact));
}

Contact contactFrom(const Statement &row)
{
    Contact contact;
    contact.account = row.as<AccountId>(0);
    contact.jid = row.jid(1);
    contact.name = row.text(2);
    contact.nick = row.text(3);
    const auto groups = QJsonDocument::fromJson(row.text(4).toUtf8()).array();
    for (const auto &group : groups)
        contact.groups.append(group.toString());
    contact.subscription = row.as<Subscription>(5);
    contact.asked = row.flag(6);
    contact.avatarHash = row.text(7);
    return contact;
}

std::vector<Contact> contactsFrom(Statement &rows)
{
    std::vector<Contact> contacts;
    while (rows.next())
        contacts.push_back(contactFrom(rows));
    return contacts;
}

} // namespace

std::vector<Contact> ContactGateway::all() const
{
    Statement rows(m_db, "SELECT " KITH_CONTACT_COLUMNS " FROM account a JOIN contact p ON p.account = a.id WHERE a.signed_in AND p.listed");
    return contactsFrom(rows);
}

std::vector<Contact> ContactGateway::all(AccountId account) const
{
    Statement rows(m_db, "SELECT " KITH_CONTACT_COLUMNS " FROM contact p WHERE p.account = ? AND p.listed", account);
    return contactsFrom(rows);
}

std::optional<Contact> ContactGateway::find(AccountId account, const net::Jid &bare) const
{
    Statement row(m_db, "SELECT " KITH_CONTACT_COLUMNS " FROM contact p JOIN account a ON a.id = p.account AND a.signed_in WHERE p.account = ? AND p.jid = ? AND p.listed", account, bare);
    return row.next() ? std::optional(contactFrom(row)) : std::nullopt;
}

QString ContactGateway::avatarOf(AccountId account, const net::Jid &bare) const
{
    Statement row(m_db, "SELECT avatar_hash FROM contact WHERE account = ? AND jid = ?", account, bare);
    return row.next() ? row.text(0) : QString();
}

void ContactGateway::upsert(const Contact &contact)
{
    const auto groups = toJson(contact.groups);
    const Statement upserted(m_db,
        "INSERT INTO contact (account, jid, listed, name, groups, subscription, asked) VALUES (?, ?, 1, ?, ?, ?, ?) ON CONFLICT (account, jid) DO UPDATE SET "
        "listed = 1, name = excluded.name, groups = excluded.groups, subscription = excluded.subscription, asked = excluded.asked "
        "WHERE (listed, name, groups, subscription, asked) IS NOT (1, excluded.name, excluded.groups, excluded.subscription, excluded.asked)",
        contact.account, contact.jid, contact.name, groups, contact.subscription, contact.asked);
    const Statement accepted(m_db, "UPDATE chat SET request = 0 WHERE account = ? AND peer = ? AND request", contact.account, contact.jid);
    if (upserted.changes() > 0 || accepted.changes() > 0)
        m_changes.contact(contact.account, contact.jid);
}

void ContactGateway::remove(AccountId account, const net::Jid &bare)
{
    // Their picture and nickname stay: there may be a chat with them.
    if (Statement(m_db, "UPDATE contact SET listed = 0, name = '', groups = '[]', subscription = 0, asked = 0 WHERE account = ? AND jid = ? AND listed", account, bare).changes() > 0)
        m_changes.contact(account, bare);
}

void ContactGateway::replaceAll(AccountId account, const std::vector<Contact> &contacts)
{
    std::set<net::Jid> kept;
    for (const auto &contact : contacts) {
        kept.insert(contact.jid);
        upsert(contact);
    }
    for (const auto &known : all(account)) {
        if (!kept.contains(known.jid))
            remove(account, known.jid);
    }
}

bool ContactGateway::setNick(AccountId account, const net::Jid &bare, const QString &chosen)
{
    const QString nick = chosen.left(kMaxNick);
    const Statement upserted(m_db,
        "INSERT INTO contact (account, jid, nick) VALUES (?, ?, ?) ON CONFLICT (account, jid) DO UPDATE SET nick = excluded.nick WHERE nick <> excluded.nick", account, bare, nick);
    if (upserted.changes() == 0)
        return false;
    m_changes.contact(account, bare);
    return true;
}

bool ContactGateway::setAvatar(AccountId account, const net::Jid &bare, const QString &hash)
{
    const Statement upserted(m_db,
        "INSERT INTO contact (account, jid, avatar_hash) VALUES (?, ?, ?) ON CONFLICT (account, jid) DO UPDATE SET avatar_hash = excluded.avatar_hash "
        "WHERE avatar_hash <> excluded.avatar_hash",
        account, bare, hash);
    if (upserted.changes() == 0)
        return false;
    m_changes.contact(account, bare);
    return true;
}

} // namespace model
