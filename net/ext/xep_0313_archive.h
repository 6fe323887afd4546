// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0313 Message Archive Management 1.1.3: asking for one page, and for what is archived at all.
#include "net/proto/xep_0313_mam.h"
#include "net/session/extension.h"

#include <QHash>
#include <QObject>

#include <optional>

namespace net::xep0313 {

/// One page of an archive to ask for (RSM, XEP-0059). Value type.
struct PageRequest {
    Jid archive; ///< a room's address; empty: the own account
    Jid with; ///< only the conversation with this address; empty: all
    QDateTime start, end; ///< UTC; invalid: open
    std::optional<QString> before; ///< the page that ends before this id; an empty string: the newest page
    QString after; ///< the page that begins behind this id
    int max = 50; ///< items on the page; 0 asks for the count only
    QString afterId{}; ///< nothing up to and including this id, whichever way is paged; extended archives only
    bool operator==(const PageRequest &) const = default;
};

struct ArchivedItem {
    QString id; ///< the archive's id (stanza-id)
    QDateTime stamp; ///< UTC, as the archive has it
    xml::Element message; ///< the forwarded <message/>, jabber:client
    bool operator==(const ArchivedItem &) const = default;
};

struct Page {
    std::vector<ArchivedItem> items; ///< oldest first
    bool complete = false; ///< nothing lies beyond this page in the direction of paging
    bool stable = true; ///< false: the archive says that its order may still change
    QString first, last; ///< ids for paging on; empty on an empty page
    std::optional<int> count; ///< a hint, see B136; often not sent
    bool operator==(const Page &) const = default;
};

/// Asks for pages and collects the <result/> messages that belong to them: by query id, and only from the archive that was asked, so nobody else
/// can put words into the history. Attach it to the session before the first connection; it outlives the session's connections. Main thread.
class Archive final : public Extension
{
public:
    using Done = std::function<void(Expected<Page, IqError>)>;

    /// The answer comes once: a page, or why there is none ("item-not-found": the id in before/after has aged out, B137). `done` is dropped when `context` dies.
    void query(Session &session, const PageRequest &request, QObject *context, Done done);
    /// What the own account has archived. The answer comes once; dropped when `context` dies.
    void askPrefs(Session &session, QObject *context, std::function<void(Expected<Prefs, IqError>)> done);

    Handled onStanza(Session &session, const xml::Element &stanza) override;

private:
    struct Collecting {
        Jid archive;
        int room = 0; ///< items we still take: a server cannot make us hold more than we asked for
        std::vector<ArchivedItem> items;
    };
    QHash<QString, Collecting> m_open; ///< by query id
    QObject m_life; ///< context of our own questions
};

} // namespace net::xep0313
