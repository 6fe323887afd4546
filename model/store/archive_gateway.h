// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/message_gateway.h"

namespace model {

/// The archive's holes, and pages that fill them.
///
/// A hole belongs to the account's whole archive. Pages of one chat (with=) may fill it for that chat alone; the hole then ends there and stays for the others.
/// On failure: see StoreSession.
class ArchiveGateway
{
public:
    ArchiveGateway(Database &db, Changes &changes) : m_db(db), m_changes(changes) { }

    [[nodiscard]] std::vector<ArchiveGap> gaps(AccountId account) const; ///< newest first
    /// The holes as one chat sees them, oldest first: beforeId and beforePosition are those of the chat where pages of it were fetched.
    [[nodiscard]] std::vector<ArchiveGap> gaps(AccountId account, ChatId chat) const;
    /// The hole directly above `before` (message zero: above the oldest row), as the chat sees it: ask for with=peer, before=edgeOf(). Nothing: no hole.
    [[nodiscard]] std::optional<ArchiveGap> gapAbove(ChatId chat, MessageId before) const;

    /// The entry of this chat that pages of it go on from, backwards into the hole; empty: none is known. The hole's own edge may be somebody else's entry, and a server that looks for it among this
    /// chat's alone (Prosody's own storage) finds nothing there, and says so as if there were nothing.
    [[nodiscard]] QString edgeOf(GapId gap, ChatId chat) const;

    /// The newest entry that is known, and where nothing is missing before it.
    struct Head {
        QString id; ///< empty: none
        QDateTime at; ///< the archive's stamp, or, for what came live, this machine's
        bool isOpen = false; ///< entries behind it are missing: what an earlier session was to catch up with
        bool isFirst = false; ///< nothing has been read from this archive yet
    };
    [[nodiscard]] Head head(AccountId account) const;
    /// A new session began (not a resumed one): whatever came since the archive head is missing. Call it before anything of the session is inserted.
    /// Without a head the hole is the whole archive. An open hole of an earlier session is continued. Id zero: there is none, because the server has said that
    /// `latestId` is the newest, and it is known here.
    ArchiveGap openCatchUp(AccountId account, const QString &latestId = {});
    /// The line with this id is here, and is older than a hole whose older edge has this place: what a page of the hole has before it is known. Nobody's own line: it stands where it was
    /// written, and may have come to the archive much later. No told one (HistoryMerge): its place is another device's guess.
    [[nodiscard]] bool isBehind(AccountId account, const QString &archiveId, qint64 afterPosition) const;
    /// A hole that a session was to catch up with is still there.
    [[nodiscard]] bool isCatchingUp(AccountId account) const;
    /// A stanza with a stanza-id of our archive arrived live (not delayed: what the server kept while we were away leaves holes between) that is no message row
    /// (receipt, marker), at `at`. insertIncoming() does this by itself.
    void advanceHead(AccountId account, const QString &archiveId, const QDateTime &at);
    /// Inserts what is new of a page fetched from the newer edge of the hole backwards, and moves the edge, or closes the hole. `only`: the page was asked for with=
    /// this chat's peer; zero: it is of the whole archive. One result for each message of the page. Unknown gap: only inserts.
    std::vector<Inserted> fill(GapId gap, ChatId only, const ArchivePage &page);
    void close(GapId gap, ChatId only = {});

    /// From where on it is not sure that all is here, though no hole is known.
    struct Doubt {
        QString afterId; ///< an entry of the archive
        QDateTime afterAt; ///< its time; invalid: not known
        qint64 afterPosition = 0; ///< what has a place up to here was here before
    };
    [[nodiscard]] std::optional<Doubt> doubt(AccountId account) const;
    /// From now on; one that stands already goes back further. With nothing known of the archive there is nothing to doubt.
    void raiseDoubt(AccountId account);
    void settleDoubt(AccountId account);
    /// Puts a page in that lies between these places, without a hole: what is missing comes in between, what stands in another order than in the archive is moved. As fill().
    /// `beforePosition` is then the place of the oldest of it: what an older page has lies before that.
    std::vector<Inserted> fillBetween(AccountId account, qint64 afterPosition, qint64 &beforePosition, const ArchivePage &page);

    /// Corrections that waited for a message which no hole can bring any more become lines of their own, where their stamps say: nothing that was written stays unseen.
    void showOrphanedCorrections(AccountId account, ChatId only);

private:
    Database &m_db;
    Changes &m_changes;
};

} // namespace model
