// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/history_sink.h"
#include "model/linking/history_source.h"
#include "model/types/message_state.h"
#include "tests/support/model/temp_store.h"

#include <QRandomGenerator>

#include <algorithm>
#include <deque>

namespace test {

/// What a server has kept of an account, and in which order: the truth.
struct ArchiveEntry {
    enum class Kind { Line, Receipt, Correction };
    QString id;
    Kind kind = Kind::Line;
    int peer = 0;
    bool own = false;
    QString body; ///< of a line also its name: unique, and its stanza id is "id-" and that
    QString replaces; ///< Correction: the line's body
    double at = 0; ///< the server's clock
    int by = -1; ///< own: the device that wrote it
};

/// One device of an account: a store and its clock. What Inbox and ArchiveSync do with it is done by hand.
class HistoryDevice
{
public:
    HistoryDevice(TempStore &store, int number, const QString &jid, double skew) : t(store), m_number(number), m_own(net::Jid::fromString(jid)), m_skew(skew)
    {
        account = t.account(jid);
    }
    [[nodiscard]] static net::Jid peerJid(int peer) { return net::Jid::fromString(QStringLiteral("peer%1@example.org").arg(peer)); }
    [[nodiscard]] model::ChatId chatIn(model::StoreSession &s, int peer) const { return s.chats.ensure(account, peerJid(peer), TempStore::at(0)); }
    [[nodiscard]] model::ChatId chatOf(int peer) const { return t.store->read().chats.idOf(account, peerJid(peer)); }

    [[nodiscard]] model::NewMessage copy(const ArchiveEntry &entry, model::ChatId chat, bool fromArchive) const
    {
        model::NewMessage m;
        m.account = account;
        m.chat = chat;
        m.direction = entry.own ? model::Direction::Outgoing : model::Direction::Incoming;
        m.sender = entry.own ? m_own : peerJid(entry.peer);
        m.body = entry.body;
        m.type = QStringLiteral("chat");
        m.stanzaId = QStringLiteral("id-") + entry.body;
        if (entry.own || (!entry.body.isEmpty() && entry.body.back().unicode() % 3 != 0)) // not every program gives one
            m.originId = m.stanzaId;
        m.archiveId = entry.id;
        m.delayed = m.delayedByServer = fromArchive;
        m.sentAt = TempStore::at(fromArchive ? std::floor(entry.at) : entry.at + m_skew);
        return m;
    }

    void goOnline(const QString &latest)
    {
        online = true;
        t.run([this, latest](model::StoreSession &s) { (void)s.archive.openCatchUp(account, latest); });
    }
    void live(const ArchiveEntry &entry)
    {
        t.run([this, entry](model::StoreSession &s) {
            const auto chat = chatIn(s, entry.peer);
            switch (entry.kind) {
            case ArchiveEntry::Kind::Line:
                s.messages.insertIncoming(copy(entry, chat, false));
                break;
            case ArchiveEntry::Kind::Receipt:
                s.archive.advanceHead(account, entry.id, TempStore::at(entry.at + m_skew));
                break;
            case ArchiveEntry::Kind::Correction:
                correct(s, entry, chat, false);
                s.archive.advanceHead(account, entry.id, TempStore::at(entry.at + m_skew));
                break;
            }
        });
    }
    void write(const QString &body, int peer, double now)
    {
        t.run([=, this](model::StoreSession &s) {
            ArchiveEntry entry;
            entry.own = true;
            entry.peer = peer;
            entry.body = body;
            entry.at = now;
            auto m = copy(entry, chatIn(s, peer), false);
            m.originId = m.stanzaId;
            s.messages.insertOutgoing(m);
        });
    }
    /// Everything that waits, oldest first: what the server now has.
    [[nodiscard]] std::vector<model::Message> waiting() const { return t.store->read().messages.waiting(account); }
    void advance(model::MessageId id, model::MessageState state)
    {
        t.run([=](model::StoreSession &s) { s.messages.advance(id, state); });
    }
    void read(int peer, model::MessageId upTo)
    {
        t.run([=, this](model::StoreSession &s) {
            const auto chat = s.chats.idOf(account, peerJid(peer));
            s.displayed.claim(chat, upTo);
            s.markers.markRead(chat, upTo);
        });
    }

    [[nodiscard]] std::vector<model::ArchiveGap> gaps() const { return t.store->read().archive.gaps(account); }
    /// One page of the newest hole, or of one chat in it. False: there is no hole.
    bool fillOne(const std::vector<ArchiveEntry> &archive, int max, int onlyPeer = -1)
    {
        const auto chat = onlyPeer < 0 ? model::ChatId{} : chatOf(onlyPeer);
        auto holes = onlyPeer < 0 ? gaps() : t.store->read().archive.gaps(account, chat);
        if (holes.empty() || (onlyPeer >= 0 && chat == model::ChatId{}))
            return false;
        const auto gap = onlyPeer < 0 ? holes.front() : holes.back();
        std::vector<ArchiveEntry> page;
        for (const auto &entry : archive) {
            if (entry.id == gap.beforeId)
                break;
            if (onlyPeer < 0 || entry.peer == onlyPeer)
                page.push_back(entry);
        }
        const bool complete = int(page.size()) <= max;
        if (!complete)
            page.erase(page.begin(), page.end() - max);
        t.run([=, this](model::StoreSession &s) { store(s, gap, chat, page, complete); });
        return true;
    }

    [[nodiscard]] std::vector<model::Message> lines(int peer) const { return t.store->read().messages.newest(chatOf(peer), 100'000); }
    [[nodiscard]] std::optional<model::Chat> chat(int peer) const { return t.store->read().chats.find(chatOf(peer)); }

    TempStore &t;
    model::AccountId account{};
    bool online = false;

private:
    void correct(model::StoreSession &s, const ArchiveEntry &entry, model::ChatId chat, bool fromArchive) const
    {
        auto m = copy(entry, chat, fromArchive);
        m.originId.clear();
        if (s.messages.correct(m, QStringLiteral("id-") + entry.replaces) == model::CorrectionOutcome::Refused)
            qFatal("a correction was refused");
        s.displayed.passed(account, {peerJid(entry.peer), entry.id}, m.sentAt);
    }
    // As InboxWriter::page.
    void store(model::StoreSession &s, const model::ArchiveGap &gap, model::ChatId only, std::vector<ArchiveEntry> page, bool complete) const
    {
        using namespace model;
        ArchivePage fill;
        fill.complete = complete || page.empty();
        if (!page.empty()) {
            fill.oldestId = page.front().id;
            fill.oldestAt = TempStore::at(std::floor(page.front().at));
            fill.newestId = page.back().id;
            fill.newestAt = TempStore::at(std::floor(page.back().at));
        }
        for (auto i = page.size(); i-- > 0;) {
            if ((!gap.afterId.isEmpty() && page[i].id == gap.afterId) || (gap.afterPosition > 0 && s.archive.isBehind(account, page[i].id, gap.afterPosition))) {
                fill.complete = true;
                page.erase(page.begin(), page.begin() + qptrdiff(i) + 1);
                break;
            }
        }
        std::vector<ArchiveEntry> corrections;
        for (const auto &entry : page) {
            const auto chat = chatIn(s, entry.peer);
            if (entry.kind == ArchiveEntry::Kind::Line)
                fill.messages.push_back(copy(entry, chat, true));
            else if (entry.kind == ArchiveEntry::Kind::Receipt)
                s.displayed.passed(account, {peerJid(entry.peer), entry.id}, TempStore::at(std::floor(entry.at)));
            else
                correct(s, entry, chat, true);
        }
        s.archive.fill(gap.id, only, fill);
    }

    int m_number;
    net::Jid m_own;
    double m_skew;
};

/// Carries pages from one device to the other. Everything may be lost or come late; what is lost is asked for again by a new sink.
class HistoryCarrier
{
public:
    HistoryCarrier(HistoryDevice &from, HistoryDevice &to) : m_from(from), m_to(to)
    {
        revive();
    }
    void revive()
    {
        source.emplace(*m_from.t.store, m_from.account);
        sink.emplace(*m_to.t.store, m_to.account, QStringLiteral("source"));
        m_requests.clear();
        m_pages.clear();
    }
    /// One thing happens. False: nothing can.
    bool step(QRandomGenerator &random)
    {
        switch (random.bounded(3)) {
        case 0:
            if (auto request = sink->next()) {
                m_requests.push_back(*request);
                return true;
            }
            break;
        case 1:
            if (!m_requests.empty()) {
                answer(random.bounded(int(m_requests.size())));
                return true;
            }
            break;
        default:
            break;
        }
        if (!m_pages.empty()) {
            take(random.bounded(int(m_pages.size())));
            return true;
        }
        if (!m_requests.empty()) {
            answer(0);
            return true;
        }
        if (auto request = sink->next()) {
            m_requests.push_back(*request);
            return true;
        }
        return false;
    }
    /// A page is handed over, and the sink dies before it hears that it was stored. The next one begins before that, or after.
    void dieWhileStoring(bool before)
    {
        if (m_pages.empty())
            return;
        auto stale = std::move(*sink);
        const net::Page page = m_pages.front();
        if (before)
            revive();
        (void)stale.take(page);
        m_to.t.store->flush(std::chrono::seconds(60));
        if (!before)
            revive();
    }

    std::optional<model::HistorySource> source;
    std::optional<model::HistorySink> sink;
    qint64 pages = 0, octets = 0;

private:
    void answer(int index)
    {
        auto future = source->answer(m_requests[size_t(index)]);
        m_requests.erase(m_requests.begin() + index);
        m_from.t.store->flush(std::chrono::seconds(60));
        const auto page = future.result();
        if (!page)
            qFatal("source: %s", qPrintable(source->problem().detail));
        if (page->octets.size() > net::kMaxPageOctets)
            qFatal("a page of %lld octets", static_cast<long long>(page->octets.size()));
        ++pages;
        octets += page->octets.size();
        m_pages.push_back(*page);
    }
    void take(int index)
    {
        auto future = sink->take(m_pages[size_t(index)]);
        m_pages.erase(m_pages.begin() + index);
        m_to.t.store->flush(std::chrono::seconds(60));
        if (!future.result())
            qFatal("sink: %s", qPrintable(sink->problem().detail));
    }

    HistoryDevice &m_from;
    HistoryDevice &m_to;
    std::deque<net::PageRequest> m_requests;
    std::deque<net::Page> m_pages;
};

} // namespace test
