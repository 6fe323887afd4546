// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/changes.h"
#include "model/store/database.h"
#include "model/store/displayed_merge.h"
#include "model/store/migrator.h"
#include "model/store/store_session.h"
#include "model/sync/inbox_writer.h"
#include "net/proto/rfc6121_message.h"
#include "tests/support/model/temp_store.h"

namespace model {

// What tst_read_state_convergence lets live: one conversation of a Kith device, by the rules alone and with the real tables.

inline const QString kOwn = QStringLiteral("anna@example.org");
inline const QString kPeer = QStringLiteral("bert@example.org");

/// One entry of the server's archive; its place in the archive is its name.
enum class Kind { Incoming, Own, NoLine };
using Archive = std::vector<Kind>;

inline QString nameOf(int entry)
{
    return QStringLiteral("e%1").arg(entry);
}
inline QDateTime timeOf(int entry)
{
    return test::TempStore::at(10 * entry);
}

struct Page {
    std::vector<int> entries; ///< oldest first
    bool complete = false;
};

/// What a Kith device keeps and does, for the order of things. Entries are numbers; -1: none.
class Device
{
public:
    virtual ~Device() = default;
    virtual void openCatchUp() = 0;
    /// Of the newest hole; nothing: none. `before` -1: open towards now.
    [[nodiscard]] virtual std::optional<std::pair<int, int>> hole() = 0; // (after, before)
    virtual void live(int entry, Kind kind) = 0;
    virtual void page(const Page &page, const Archive &archive) = 0;
    virtual void heard(int entry) = 0;
    virtual void read(int entry) = 0;
    [[nodiscard]] virtual int due() = 0;
    virtual void published(int entry) = 0;
    [[nodiscard]] virtual int readUpTo() = 0;
    [[nodiscard]] virtual int newestLine() = 0; ///< that is here
};

/// Only the rules: displayed_merge.h, with numbers in place of tables.
class LightDevice final : public Device
{
public:
    void openCatchUp() override
    {
        if (m_holes.empty() || m_holes.back().second != kOpen)
            m_holes.emplace_back(m_head, kOpen);
    }
    std::optional<std::pair<int, int>> hole() override
    {
        if (m_holes.empty())
            return {};
        return std::pair(m_holes.back().first, m_holes.back().second == kOpen ? -1 : m_holes.back().second);
    }
    void live(int entry, Kind kind) override
    {
        take(entry, kind);
        m_head = entry;
        if (!m_holes.empty() && m_holes.back().second == kOpen)
            m_holes.back().second = entry;
        apply();
    }
    void page(const Page &page, const Archive &archive) override
    {
        if (m_holes.empty())
            return;
        auto &hole = m_holes.back();
        if (hole.second == kOpen && !page.entries.empty())
            m_head = page.entries.back();
        for (const int entry : page.entries)
            take(entry, archive[size_t(entry)]);
        if (page.complete)
            m_holes.pop_back();
        else
            hole.second = page.entries.front();
        apply();
    }
    void heard(int entry) override
    {
        if (entry < 0 || entry == m_node)
            return apply();
        m_node = entry;
        m_due = m_claim >= 0;
        apply();
    }
    void read(int entry) override
    {
        m_read = std::max(m_read, entry);
        if (entry > m_claim) {
            m_claim = entry;
            m_due = true;
        }
    }
    int due() override
    {
        if (!m_due)
            return -1;
        ReadPlaces places;
        const int own = lastLine(m_claim, Kind::Incoming);
        if (own >= 0)
            places.own = own;
        places.nodeNamesOne = m_node >= 0;
        if (m_known.contains(m_node))
            places.node = placeOfNode();
        if (m_settled >= 0)
            places.settled = m_settled;
        if (!m_holes.empty())
            places.hole = m_holes.back().second;
        switch (shouldPublish(places)) {
        case PublishMarker::Yes:
            return own;
        case PublishMarker::No:
            m_due = false;
            break;
        case PublishMarker::Later:
            break;
        }
        return -1;
    }
    void published(int entry) override
    {
        m_node = entry;
        apply();
    }
    int readUpTo() override { return m_read; }
    int newestLine() override { return lastLine(kOpen - 1, {}); }

private:
    static constexpr int kOpen = 1'000'000;
    void take(int entry, Kind kind)
    {
        if (m_known.emplace(entry, kind).second && kind == Kind::Own)
            m_read = std::max(m_read, entry);
    }
    int lastLine(int upTo, std::optional<Kind> kind) const
    {
        for (auto it = m_known.upper_bound(upTo); it != m_known.begin();) {
            --it;
            if (it->second != Kind::NoLine && (!kind || it->second == *kind))
                return it->first;
        }
        return -1;
    }
    int placeOfNode() const { return m_known.contains(m_node) ? lastLine(m_node, {}) : -1; }
    void apply()
    {
        const int place = placeOfNode();
        m_read = std::max(m_read, place);
        m_claim = std::max(m_claim, place);
        m_settled = std::max(m_settled, place);
    }

    std::map<int, Kind> m_known;
    std::vector<std::pair<int, int>> m_holes;
    int m_head = -1, m_node = -1, m_claim = -1, m_settled = -1, m_read = -1;
    bool m_due = false;
};

/// The real tables, in memory, and what really writes them.
class StoreDevice final : public Device
{
public:
    StoreDevice()
        : m_db(std::move(*Database::open(QStringLiteral(":memory:"), Database::Mode::ReadWrite, std::chrono::seconds(1))))
        , m_session(*m_db, m_changes)
    {
        if (migrate(*m_db))
            qFatal("schema");
        clear();
    }
    void clear()
    {
        m_db->execute(QStringLiteral("DELETE FROM account"));
        AccountRecord record;
        record.jid = net::Jid::fromString(kOwn);
        m_account = m_session.accounts.add(record);
        m_session.archive.fill(m_session.archive.openCatchUp(m_account).id, {}, ArchivePage{{}, {}, {}, {}, true}); // not the first reading: that is another matter
        Contact bert;
        bert.account = m_account;
        bert.jid = net::Jid::fromString(kPeer);
        m_session.contacts.upsert(bert);
        m_changes.clear();
    }
    void openCatchUp() override { m_session.archive.openCatchUp(m_account); }
    std::optional<std::pair<int, int>> hole() override
    {
        const auto gaps = m_session.archive.gaps(m_account);
        if (gaps.empty())
            return {};
        return std::pair(entryOf(gaps.front().afterId), entryOf(gaps.front().beforeId));
    }
    void live(int entry, Kind kind) override
    {
        IncomingMessage message;
        message.source = kind == Kind::Own ? MessageSource::CarbonSent : MessageSource::Live;
        message.direction = kind == Kind::Own ? Direction::Outgoing : Direction::Incoming;
        message.peer = net::Jid::fromString(kPeer);
        message.from = net::Jid::fromString((kind == Kind::Own ? kOwn : kPeer) + QStringLiteral("/x"));
        message.type = QStringLiteral("chat");
        if (kind != Kind::NoLine)
            message.body = nameOf(entry);
        message.id = message.archiveId = nameOf(entry);
        message.sentAt = timeOf(entry);
        writer().live(message);
    }
    void page(const Page &page, const Archive &archive) override
    {
        net::xep0313::Page result;
        result.complete = page.complete;
        for (const int entry : page.entries) {
            const Kind kind = archive[size_t(entry)];
            net::xml::Element message(u"message", u"jabber:client");
            message.set(u"from", (kind == Kind::Own ? kOwn : kPeer) + QStringLiteral("/x")).set(u"to", kind == Kind::Own ? kPeer : kOwn).set(u"type", QStringLiteral("chat")).set(u"id", nameOf(entry));
            if (kind != Kind::NoLine)
                message.add(u"body", u"jabber:client", nameOf(entry));
            result.items.push_back({nameOf(entry), timeOf(entry), message});
        }
        if (!page.entries.empty()) {
            result.first = result.items.front().id;
            result.last = result.items.back().id;
        }
        const auto gaps = m_session.archive.gaps(m_account);
        if (!gaps.empty())
            writer().page(gaps.front().id, {}, result);
    }
    void heard(int entry) override
    {
        std::vector<ReadMarker> markers;
        if (entry >= 0)
            markers.push_back({net::Jid::fromString(kPeer), nameOf(entry)});
        m_session.displayed.heard(m_account, markers);
    }
    void read(int entry) override
    {
        const auto row = m_session.messages.byArchiveId(m_account, nameOf(entry));
        if (!row)
            qFatal("reads what is not here");
        m_session.displayed.claim(row->chat, row->id);
        m_session.markers.markRead(row->chat, row->id);
    }
    int due() override
    {
        const auto due = m_session.displayed.due(m_account);
        return due.empty() ? -1 : entryOf(due.front().id);
    }
    void published(int entry) override { m_session.displayed.published(m_account, {net::Jid::fromString(kPeer), nameOf(entry)}); }
    int readUpTo() override
    {
        const auto chat = m_session.chats.find(m_account, net::Jid::fromString(kPeer));
        const auto row = chat ? m_session.messages.find(chat->readUpTo) : std::nullopt;
        return row ? entryOf(row->archiveId) : -1;
    }
    int newestLine() override
    {
        const auto newest = m_session.messages.newest(m_session.chats.idOf(m_account, net::Jid::fromString(kPeer)), 1);
        return newest.empty() ? -1 : entryOf(newest.front().archiveId);
    }

private:
    static int entryOf(const QString &name) { return name.isEmpty() ? -1 : name.mid(1).toInt(); }
    InboxWriter writer() { return InboxWriter(m_session, m_account, net::Jid::fromString(kOwn), timeOf(100'000)); }

    std::unique_ptr<Database> m_db;
    Changes m_changes;
    StoreSession m_session;
    AccountId m_account{};
};

} // namespace model
