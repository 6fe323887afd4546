// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/message_list_model.h"
#include "ui/conversation/history.h"

namespace ui {

/// The real History: model::MessageListModel over the store.
class StoreHistory final : public History
{
public:
    explicit StoreHistory(model::Store &store) : m_model(store) { }
    [[nodiscard]] QAbstractItemModel &model() override { return m_model; }
    void setChat(model::ChatId chat) override { m_model.setChat(chat); }
    [[nodiscard]] model::ChatId chat() const override { return m_model.chat(); }
    [[nodiscard]] int openingRow() const override { return m_model.openingRow(); }
    [[nodiscard]] bool canFetchOlder() const override { return m_model.canFetchOlder(); }
    void fetchOlder() override { m_model.fetchOlder(); }
    [[nodiscard]] bool canFetchNewer() const override { return m_model.canFetchNewer(); }
    void fetchNewer() override { m_model.fetchNewer(); }
    void jumpToNewest() override { m_model.jumpToNewest(); }
    bool showAround(model::MessageId message) override { return m_model.showAround(message); }
    [[nodiscard]] int unreadBelow(int row) const override { return m_model.unreadBelow(row); }
    [[nodiscard]] QModelIndex indexOf(model::MessageId message) const override { return m_model.indexOf(message); }

private:
    model::MessageListModel m_model;
};

} // namespace ui
