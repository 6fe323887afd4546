// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/store_session.h"
#include "model/sync/message_reader.h"

namespace model {

/// What the main thread does once a transaction with incoming messages has committed.
struct InboxEffects {
    struct Receipt {
        net::Jid to; ///< full: the device that wrote
        QString id;
    };
    std::vector<Receipt> receipts; ///< XEP-0184, for people who may know that we are here
};

/// The one way into the store for messages, whichever way they came: live, carbon, archive (DESIGN.md "The ledger"). Works inside one transaction, on the store thread.
class InboxWriter
{
public:
    InboxWriter(StoreSession &session, AccountId account, const net::Jid &own, const QDateTime &now);

    /// A copy that came by itself.
    void live(const IncomingMessage &message);
    /// A page that was asked for to fill a hole; with `only`, for this chat's peer alone. True: something was new, or the hole is closed now.
    bool page(GapId gap, ChatId only, const net::xep0313::Page &page);
    /// A page that was asked for to see whether all is here. True: it reaches back to where nothing is doubted. `beforePosition`: see ArchiveGateway::fillBetween().
    bool confirm(const ArchiveGateway::Doubt &doubt, qint64 &beforePosition, const net::xep0313::Page &page);

    [[nodiscard]] InboxEffects takeEffects() { return std::exchange(m_effects, {}); }

private:
    /// What a page brings behind what was known.
    struct PageContent {
        ArchivePage fill;
        std::vector<IncomingMessage> lines; ///< one for each of fill.messages
        std::vector<IncomingMessage> others; ///< receipts, markers
    };
    /// `afterId`, `afterPosition`: where the unknown begins.
    [[nodiscard]] PageContent read(const net::xep0313::Page &page, const QString &afterId, qint64 afterPosition);
    void settle(const PageContent &content, const std::vector<Inserted> &rows, bool wantsReceipts);
    /// Zero: a stranger for whom there is no place (ChatGateway::ensure).
    [[nodiscard]] ChatId chatOf(const IncomingMessage &message);
    [[nodiscard]] NewMessage toNewMessage(const IncomingMessage &message, ChatId chat) const;
    void advanceHead(const IncomingMessage &message);
    void passed(const IncomingMessage &message); ///< it is no line of its own, but a read marker may name it
    void inserted(const IncomingMessage &message, ChatId chat, const Inserted &row, bool wantsReceipt);
    void notes(const IncomingMessage &message);

    StoreSession &m_session;
    AccountId m_account;
    net::Jid m_own;
    QDateTime m_now;
    InboxEffects m_effects;
};

} // namespace model
