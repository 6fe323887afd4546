// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/history.h"
#include "model/types/ids.h"

#include <optional>

namespace model {

class Changes;
class Database;

/// Rows of `history`, `history_chat` and `history_message`: the history of an account that comes from another device, page by page. What a page brings, and how far that is, belong into
/// one transaction; then nothing is lost or doubled, wherever it breaks off.
///
/// What it gives is what the other device had when it began. What has come since, either device hears from the server: a history never says anything of what is newer than this device knows.
/// Lines meet their rows by the one duplicate key (MessageGateway). On failure: see StoreSession.
class HistoryGateway
{
public:
    enum class Stage { Chats, Lines, Ends, Done };
    struct Chat {
        qint64 chat = 0; ///< there
        QDateTime lastAt;
        qint64 lines = 0; ///< about as many
        qint64 before = 0, place = 0; ///< what comes before this row is still to come; 0: all
    };
    struct State {
        qint64 id = 0;
        Stage stage = Stage::Chats;
        qint64 after = 0; ///< of chats; Chats and Ends
        std::optional<QString> people; ///< nothing: all are here
        std::optional<qint64> loose;
        qint64 bound = 0; ///< HistoryHead::bound
        int round = 0;
        bool hasMissed = false; ///< it was looked for again, and did not come
        qint64 messages = 0, ofMessages = 0, octets = 0, ofOctets = 0;
    };
    /// Looked for again so often when something was missed; then it is left.
    static constexpr int kMaxRounds = 3;

    HistoryGateway(Database &db, Changes &changes) : m_db(db), m_changes(changes) { }

    [[nodiscard]] std::optional<State> find(AccountId account, const QString &device) const;
    [[nodiscard]] std::vector<Chat> unfinished(qint64 history) const; ///< the one with the newest line first
    [[nodiscard]] QByteArray head(qint64 history) const;

    /// `octets`: the page that the head came in, for finish().
    qint64 begin(AccountId account, const QString &device, const HistoryHead &head, const QByteArray &octets);
    void save(const State &state); ///< all but the counts
    void count(qint64 history, qint64 octets); ///< a page of this size was stored
    void forget(AccountId account, const QString &device);

    /// A chat of the list: made here where there is none. Its lines are still to come.
    void plan(const State &state, AccountId account, const HistoryChat &chat);
    /// `before`: what was asked for; a page that was stored before changes nothing.
    void put(const State &state, AccountId account, const HistoryStretch &run, qint64 before);
    void put(AccountId account, const HistoryPerson &person);
    void put(const State &state, const HistoryLoose &loose);
    /// How the chat is in the end. False: lines are missing, and it is unfinished again, unless that was the last round.
    bool end(const State &state, AccountId account, const HistoryChat &chat);
    /// It is over. If all is here, what the other device knew of the archive this one knows now.
    void finish(const State &state, AccountId account, const HistoryHead &head);

private:
    struct Target;
    [[nodiscard]] std::optional<Target> target(qint64 history, qint64 chat) const;
    [[nodiscard]] ChatId chatHere(qint64 history, qint64 chat) const; ///< zero: none, or removed by the user
    [[nodiscard]] MessageId here(qint64 history, qint64 chat, qint64 row) const;
    void merge(const State &state, AccountId account, const Target &target, const HistoryStretch &run);
    void setRead(qint64 history, qint64 chat, ChatId target, qint64 read, qint64 displayed);
    void takeGaps(const State &state, AccountId account, const HistoryHead &head);

    Database &m_db;
    Changes &m_changes;
};

} // namespace model
