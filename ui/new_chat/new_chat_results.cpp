// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_chat/new_chat_results.h"

#include "model/items/contact_list_model.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

// Smaller is better; nothing: no match. A name that begins so comes before a word inside it, that before the address.
std::optional<int> rank(const model::Contact &contact, const QString &words)
{
    if (words.isEmpty())
        return 0;
    const QString name = contact.displayName();
    const QString address = contact.jid.toString();
    if (name.startsWith(words, Qt::CaseInsensitive))
        return 0;
    if (name.contains(u' ' + words, Qt::CaseInsensitive))
        return 1;
    if (address.startsWith(words, Qt::CaseInsensitive))
        return 2;
    if (name.contains(words, Qt::CaseInsensitive) || address.contains(words, Qt::CaseInsensitive))
        return 3;
    return {};
}

} // namespace

NewChatResults::NewChatResults(const QAbstractItemModel &contacts, QObject *parent)
    : QAbstractListModel(parent)
    , m_contacts(contacts)
{
    for (auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&contacts, signal, this, &NewChatResults::refresh);
    connect(&contacts, &QAbstractItemModel::dataChanged, this, &NewChatResults::refresh);
    connect(&contacts, &QAbstractItemModel::modelReset, this, &NewChatResults::refresh);
    refresh();
}

void NewChatResults::setText(const QString &text)
{
    m_text = text.trimmed();
    refresh();
}

std::vector<model::Contact> NewChatResults::matches(const QString &words) const
{
    std::vector<std::pair<int, model::Contact>> ranked;
    for (int row = 0; row < m_contacts.rowCount(); ++row) {
        auto contact = m_contacts.index(row, 0).data(model::ContactListModel::ContactRole).value<model::Contact>();
        if (const auto place = rank(contact, words))
            ranked.emplace_back(*place, std::move(contact));
    }
    // Stable: within a rank the contact list's own order (by name) stays.
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    std::vector<model::Contact> contacts;
    for (auto &[place, contact] : ranked)
        contacts.push_back(std::move(contact));
    return contacts;
}

void NewChatResults::refresh()
{
    std::vector<Row> rows;
    for (model::Contact &contact : matches(m_text)) {
        if (rows.size() == kMost)
            break;
        rows.push_back({std::move(contact), false});
    }
    m_advice.clear();
    if (m_text.contains(u'@')) {
        const auto jid = net::Jid::parse(m_text);
        if (!jid) {
            if (rows.empty())
                m_advice = net::jidErrorAdvice(jid.error());
        } else if (std::none_of(rows.begin(), rows.end(), [&](const Row &row) { return row.contact.jid == jid->bare(); })) {
            model::Contact stranger;
            stranger.jid = jid->bare();
            rows.push_back({stranger, true});
        }
    } else if (rows.empty() && !m_text.isEmpty()) {
        m_advice = tr("None of your contacts is called “%1”. To write to somebody new, type the whole address, like bert@example.org.").arg(m_text);
    }
    if (rows == m_rows)
        return;
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int NewChatResults::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant NewChatResults::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[size_t(index.row())];
    const QString address = row.contact.jid.toString();
    switch (role) {
    case Qt::DisplayRole:
        return row.isNew ? tr("Write to %1").arg(address) : row.contact.displayName();
    case Qt::AccessibleTextRole:
        return row.isNew ? tr("Write to %1").arg(address) : u"%1, %2"_s.arg(row.contact.displayName(), address);
    case ContactRole:
        return QVariant::fromValue(row.contact);
    case AddressRole:
        return address;
    case NewRole:
        return row.isNew;
    default:
        return {};
    }
}

} // namespace ui
