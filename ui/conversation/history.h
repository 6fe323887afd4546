// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"

#include <QAbstractItemModel>

namespace ui {

/// The window of messages that a MessageView shows: a model with the roles of model::MessageListModel, and how it grows. An interface, so that the view can be driven
/// without a database. Main thread.
class History
{
public:
    virtual ~History() = default;
    [[nodiscard]] virtual QAbstractItemModel &model() = 0;
    virtual void setChat(model::ChatId chat) = 0;
    [[nodiscard]] virtual model::ChatId chat() const = 0;
    [[nodiscard]] virtual int openingRow() const = 0; ///< -1: empty
    [[nodiscard]] virtual bool canFetchOlder() const = 0;
    virtual void fetchOlder() = 0;
    [[nodiscard]] virtual bool canFetchNewer() const = 0;
    virtual void fetchNewer() = 0;
    virtual void jumpToNewest() = 0;
    virtual bool showAround(model::MessageId message) = 0; ///< false: not in this chat
    [[nodiscard]] virtual int unreadBelow(int row) const = 0;
    [[nodiscard]] virtual QModelIndex indexOf(model::MessageId message) const = 0;
};

} // namespace ui
