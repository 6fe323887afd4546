// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/contact.h"

#include <QAbstractListModel>

#include <vector>

namespace ui {

/// What the new-chat dialog found for what was typed: contacts, best first, then, for an address that is none of them, "Write to …". Main thread.
class NewChatResults : public QAbstractListModel
{
    Q_OBJECT
public:
    static constexpr int kMost = 50; ///< rows; whoever is not among them is found by typing more
    enum Role { ContactRole = Qt::UserRole + 1, AddressRole, NewRole };

    /// `contacts` has model::ContactListModel's rows; must outlive this.
    explicit NewChatResults(const QAbstractItemModel &contacts, QObject *parent = nullptr);

    /// An address counts as complete when it has the part before "@".
    void setText(const QString &text);
    /// Why nothing can be done with the text, as a sentence; empty while there is a row, or nothing typed.
    [[nodiscard]] QString advice() const { return m_advice; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Row {
        model::Contact contact;
        bool isNew = false;
        bool operator==(const Row &) const = default;
    };
    void refresh();
    [[nodiscard]] std::vector<model::Contact> matches(const QString &words) const;

    const QAbstractItemModel &m_contacts;
    QString m_text;
    QString m_advice;
    std::vector<Row> m_rows;
};

} // namespace ui
