// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/message_list_model.h"
#include "model/items/message_window.h"

namespace model {

// Shared by the two sources of MessageListModel.
struct MessageListModel::Private {
    MessageWindow window;
    Chat chat;
    QString ownName, ownAvatar;
    bool readingOlder = false; ///< the last page was fetched at the older end: rows at the newer end may go
    MessageId unreadLine{}; ///< the row that has the line, as last told
};

inline const QList<int> kContentRoles{Qt::DisplayRole, Qt::AccessibleTextRole, MessageListModel::MessageRole};
// What a row shows because of the rows around it.
inline const QList<int> kNeighbourRoles{MessageListModel::FirstOfDayRole, MessageListModel::FirstUnreadRole, MessageListModel::FirstOfGroupRole, MessageListModel::LastOfGroupRole,
    MessageListModel::GapAboveRole};

} // namespace model
