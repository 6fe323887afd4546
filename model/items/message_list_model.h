// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/message.h"
#include "model/types/store_change.h"

#include <QAbstractListModel>

#include <memory>

namespace model {

class Store;

/// A window of one chat's messages, oldest first: a bounded run of rows around what is being read, not the history. Grows at either end by pages from the store
/// (canFetchOlder/fetchOlder, canFetchNewer/fetchNewer), trims the far end. Reset only when another stretch is shown (setChat, jumpToNewest, showAround). Knows where the
/// archive has holes. Main thread; the store outlives it.
class MessageListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    /// Qt::DisplayRole is the body, Qt::AccessibleTextRole the whole row as a sentence.
    enum Role {
        MessageRole = Qt::UserRole + 1, ///< model::Message
        MessageIdRole, ///< model::MessageId
        SenderNameRole, ///< QString
        SenderAvatarRole, ///< QString hash
        FirstOfDayRole, ///< bool: a day separator goes above
        FirstUnreadRole, ///< bool: the "new messages" line goes above
        FirstOfGroupRole, ///< bool: name above (consecutive messages of one sender within 5 minutes form a group)
        LastOfGroupRole, ///< bool: avatar beside
        GapAboveRole, ///< bool: the archive has a hole before this message
    };
    static constexpr int kPage = 60;
    static constexpr int kMaxRows = 600;
    explicit MessageListModel(Store &store, QObject *parent = nullptr);
    ~MessageListModel() override;

    /// Shows a chat: opens at the first unread message if there is one, else at the newest. The unread line stays where it was until the chat is opened again.
    void setChat(ChatId chat);
    [[nodiscard]] ChatId chat() const { return m_chat; }
    /// Row to show first after setChat(): first unread, else the last row; -1 when empty.
    [[nodiscard]] int openingRow() const;
    [[nodiscard]] bool canFetchOlder() const; ///< from the store; false: only the archive can help (Account::loadOlder)
    void fetchOlder();
    [[nodiscard]] bool canFetchNewer() const;
    void fetchNewer();
    void jumpToNewest(); ///< no-op when the newest is loaded
    /// Makes this message one of the rows, with some before and behind it (search result, place that was left). False: this chat has no such message.
    bool showAround(MessageId message);
    [[nodiscard]] int unreadBelow(int row) const; ///< unread messages after this row, also those not loaded; counts up to kMaxCount
    static constexpr int kMaxCount = 1000;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QModelIndex indexOf(MessageId message) const;

private:
    struct Private;
    void apply(const StoreChange &change);
    void applyMessages(const StoreChange::Messages &messages);
    void applyGaps();
    std::vector<Message> update(const StoreChange::Messages &messages);
    void removeRows(std::vector<MessageId> ids);
    void insertRows(std::vector<Message> fresh);
    void insertRun(std::vector<Message> run);
    void trim();
    void show(std::vector<Message> rows, bool olderInStore, bool newerInStore);
    void loadAround(qint64 position);
    void readOwner();
    void loadNewest();
    void touch(int row);
    void moveUnreadLine();

    Store &m_store;
    ChatId m_chat{};
    std::unique_ptr<Private> d;
};

/// "Anna, see you there, 12:04, read" (UI.md "Accessibility"), translated.
[[nodiscard]] QString messageSentence(const Message &message, const QString &sender);

} // namespace model
