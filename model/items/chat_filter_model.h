// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

namespace model {

/// What the search field leaves of a ChatListModel: rows whose title or address contains every typed word, whatever their case and accents. Requests are kept apart:
/// it shows either them or the others. Keeps the order of the list. Main thread.
class ChatFilterModel : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    enum class Show { Chats, Requests };
    explicit ChatFilterModel(Show show, QObject *parent = nullptr);
    void setText(const QString &text);
    [[nodiscard]] QString text() const { return m_text; }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    const Show m_show;
    QString m_text;
    QStringList m_words;
};

/// Case, accents and width do not matter in a search: "Jöréñ" is found by "joren".
[[nodiscard]] QString foldForSearch(const QString &text);

} // namespace model
