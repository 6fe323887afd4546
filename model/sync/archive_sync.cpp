// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/archive_sync.h"

#include "net/base/log.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace model {

namespace {
/// Pages of one conversation that hold nothing but receipts and markers; then the user may scroll again.
constexpr int kMaxRounds = 5;
} // namespace

ArchiveSync::ArchiveSync(const SyncContext &context, InboundBatch &batch, net::xep0313::Archive &archive, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_batch(batch)
    , m_archive(archive)
{
}

void ArchiveSync::onLive(net::Resumed resumed, const QString &latestId)
{
    onDisconnected();
    m_live = true;
    if (resumed == net::Resumed::Yes) {
        // Nothing came that we do not have; but a hole may still be open from before.
        m_opening = m_wanted && (m_opening || m_context.store.read().archive.head(m_context.account).isOpen);
        if (m_caughtUp)
            nextAfter(kBackgroundPause);
        else
            next();
        return;
    }
    m_caughtUp = false;
    m_pages = 0;
    m_opening = m_wanted && latestId.isEmpty();
    if (!m_wanted)
        return endCatchUp();
    if (!m_catchingUp) {
        m_catchingUp = true;
        Q_EMIT catchingUpChanged(true);
    }
    // The hole is opened before anything of this session reaches the store, also when the disk is full for a while: what comes live moves the end of what is known.
    const auto gap = std::make_shared<GapId>();
    m_batch.add([gap, latestId, account = m_context.account](StoreSession &session) { *gap = session.archive.openCatchUp(account, latestId).id; },
        [this, gap, era = m_era] {
            if (era == m_era)
                catchUpOpened(*gap);
        });
    m_latestId = latestId;
    askForNothing();
}

void ArchiveSync::askForNothing()
{
    net::xep0313::PageRequest nothing;
    nothing.before = u""_s;
    nothing.max = 0;
    m_archive.query(m_context.session, nothing, this, [this, era = m_era](const PageResult &result) {
        if (era != m_era)
            return;
        if (result)
            setSupport(Support::Yes);
        else
            endIfNone(result.error());
    });
}

void ArchiveSync::onAvailable()
{
    if (!m_live || !m_wanted)
        return;
    const ArchiveGateway::Head head = m_context.store.read().archive.head(m_context.account);
    if (!head.id.isEmpty() && !head.isOpen && head.id == m_latestId)
        return; // nothing is missing
    Request first;
    first.page.before = u""_s;
    first.page.max = kFirstPage;
    if (!head.id.isEmpty() && (m_extended || head.at.isValid())) {
        first.head = head.id;
        if (m_extended)
            first.page.afterId = head.id;
        else
            first.page.start = head.at;
    }
    if (head.isFirst) {
        m_waitsForMarkers = true;
        m_context.clock.callAfter(kWaitForMarkers, this, [this, era = m_era] {
            if (era == m_era)
                markersAreIn();
        });
    }
    ask(first);
}

void ArchiveSync::setWanted(bool wanted)
{
    if (std::exchange(m_wanted, wanted) == wanted || !m_live)
        return;
    if (!wanted)
        return endCatchUp();
    onLive(net::Resumed::No);
    onAvailable();
}

void ArchiveSync::catchUpOpened(GapId gap)
{
    m_catchUpGap = gap;
    if (gap == GapId{}) {
        // The server's newest entry is known here: what is missing is older than the last session, and nobody waits for it.
        endCatchUp();
        nextAfter(kBackgroundPause);
    }
    storeFirstPage();
}

void ArchiveSync::markersAreIn()
{
    m_waitsForMarkers = false;
    storeFirstPage();
}

void ArchiveSync::storeFirstPage()
{
    if (!m_firstPage || !m_catchUpGap || m_waitsForMarkers)
        return;
    FirstPage first = *std::exchange(m_firstPage, {});
    first.request.gap = *m_catchUpGap;
    store(first.request, first.page);
}

bool ArchiveSync::askUnbounded(const Request &request)
{
    if (request.head.isEmpty())
        return false;
    Request again = request;
    again.head.clear();
    again.page.afterId.clear();
    again.page.start = {};
    ask(again);
    return true;
}

void ArchiveSync::onDisconnected()
{
    m_live = false;
    m_asking = false;
    m_chats.clear();
    m_catchUpGap.reset();
    m_firstPage.reset();
    m_waitsForMarkers = false;
    ++m_era;
}

void ArchiveSync::next()
{
    if (!m_live || !m_wanted || m_asking || m_support == Support::No)
        return;
    m_asking = true;
    // In line behind what was asked of the store before, such as opening the hole of this connection.
    m_context.store.query([account = m_context.account](const StoreSession &session) { return session.archive.gaps(account); })
        .then(this, [this, era = m_era](const StoreResult<std::vector<ArchiveGap>> &gaps) {
            if (era != m_era)
                return;
            m_asking = false;
            if (!gaps)
                return Q_EMIT failed(gaps.error());
            // What is missing since an earlier visit is waited for, and so are the newest pages of a first one; what is older than anything known here is not.
            const bool isCaughtUp = std::none_of(gaps->begin(), gaps->end(), [this](const ArchiveGap &gap) { return !gap.afterId.isEmpty() || gap.id == m_catchUpGap; });
            if (isCaughtUp && !m_caughtUp) {
                endCatchUp();
                if (!gaps->empty())
                    nextAfter(kBackgroundPause);
                return;
            }
            if (gaps->empty())
                return;
            const ArchiveGap &gap = gaps->front();
            Request request;
            request.gap = gap.id;
            request.page.before = gap.beforeId.isNull() ? u""_s : gap.beforeId;
            request.page.max = m_pages == 0 ? kFirstPage : kPage;
            ask(request);
        });
}

void ArchiveSync::nextAfter(std::chrono::milliseconds pause)
{
    m_context.clock.callAfter(pause, this, [this, era = m_era] {
        if (era == m_era)
            next();
    });
}

void ArchiveSync::ask(const Request &request)
{
    if (request.chat == ChatId{})
        m_asking = true;
    m_archive.query(m_context.session, request.page, this, [this, request, era = m_era](const PageResult &result) {
        if (era == m_era)
            answered(request, result);
    });
}

void ArchiveSync::answered(const Request &request, const PageResult &result)
{
    if (result) {
        setSupport(Support::Yes);
        m_opening = false;
        // All that came since the start of a page by time must hold the entry whose time it is: else a clock was wrong, or the entry has gone.
        const bool holdsHead = request.page.afterId == request.head
            || std::any_of(result->items.begin(), result->items.end(), [&](const net::xep0313::ArchivedItem &item) { return item.id == request.head; });
        if (result->complete && !holdsHead && askUnbounded(request))
            return;
        // A server that gives the same page for ever must not keep us asking for ever.
        const bool stuck = !result->complete && !result->items.empty() && result->items.front().id == request.page.before.value_or(QString());
        if (!stuck && request.gap == GapId{}) {
            m_firstPage = FirstPage{request, *result}; // maybe quicker than the disk
            return storeFirstPage();
        }
        if (!stuck)
            return store(request, *result);
        qCWarning(logSync) << "archive: the server does not page backwards";
        m_chats.remove(request.chat);
        m_asking = request.chat != ChatId{} && m_asking;
        return endCatchUp();
    }
    const net::IqError &error = result.error();
    const bool ofChat = request.chat != ChatId{};
    if (ofChat)
        m_chats.remove(request.chat);
    else
        m_asking = false;
    switch (error.kind) {
    case net::IqErrorKind::Disconnected:
        return; // the next connection goes on
    case net::IqErrorKind::TimedOut:
        break;
    case net::IqErrorKind::Answered:
        // B137: the entry has aged out. Or this server does not know what its predecessor announced.
        if (!request.head.isEmpty() && (error.condition == u"item-not-found" || error.condition == u"feature-not-implemented" || error.condition == u"bad-request")) {
            askUnbounded(request);
            return;
        }
        if (error.condition == u"item-not-found")
            return agedOut(request);
        if (endIfNone(error))
            return;
        break;
    }
    qCInfo(logSync) << "archive: a page did not come:" << error.condition << error.text;
    if (ofChat)
        return;
    // The user is not kept waiting for a server that has its own worries.
    endCatchUp();
    nextAfter(kRetryPause);
}

bool ArchiveSync::endIfNone(const net::IqError &error)
{
    if (error.kind != net::IqErrorKind::Answered || m_support == Support::Yes || error.condition == u"internal-server-error" || error.condition == u"resource-constraint")
        return false;
    qCInfo(logSync) << "archive: this server has none:" << error.condition;
    setSupport(Support::No);
    endCatchUp();
    return true;
}

void ArchiveSync::agedOut(const Request &request)
{
    const QString before = request.page.before.value_or(QString());
    if (before.isEmpty())
        return endCatchUp(); // not an answer to what was asked
    // B137: the entry we wanted to go back from has left the archive, and what is older with it. Unless it alone was removed: then its time still
    // says where to go on.
    const auto row = m_context.store.read().messages.byArchiveId(m_context.account, before);
    if (row && row->sentAt.isValid() && !request.page.end.isValid()) {
        Request again = request;
        again.page.before = u""_s;
        again.page.end = row->sentAt;
        if (request.chat != ChatId{})
            m_chats.insert(request.chat);
        return ask(again);
    }
    m_context.store.run([gap = request.gap, chat = request.chat](StoreSession &session) { session.archive.close(gap, chat); })
        .then(this, [this, era = m_era, ofChat = request.chat != ChatId{}](const StoreResult<void> &) {
            if (era == m_era && !ofChat)
                next();
        });
}

void ArchiveSync::store(const Request &request, const net::xep0313::Page &page)
{
    struct Stored {
        InboxEffects effects;
        bool anyNew = false;
    };
    m_context.store
        .run([page, gap = request.gap, chat = request.chat, account = m_context.account, own = m_context.own, now = m_context.clock.now()](StoreSession &session) {
            InboxWriter writer(session, account, own, now);
            const bool anyNew = writer.page(gap, chat, page);
            return Stored{writer.takeEffects(), anyNew};
        })
        .then(this, [this, request, era = m_era](const StoreResult<Stored> &stored) {
            if (!stored)
                Q_EMIT failed(stored.error());
            else
                Q_EMIT committed(stored->effects);
            if (era != m_era)
                return;
            if (request.chat != ChatId{}) {
                m_chats.remove(request.chat);
                // Nothing to see on this page: the user still waits.
                if (stored && !stored->anyNew && request.rounds < kMaxRounds) {
                    const auto gaps = m_context.store.read().archive.gaps(m_context.account, request.chat);
                    for (const ArchiveGap &gap : gaps) {
                        if (gap.id == request.gap)
                            return askChat(request.chat, request.page.with, gap, request.rounds + 1);
                    }
                }
                return;
            }
            m_asking = false;
            if (!stored)
                return nextAfter(kRetryPause);
            ++m_pages;
            if (m_pages >= kEagerPages)
                endCatchUp();
            if (m_caughtUp)
                nextAfter(kBackgroundPause);
            else
                next();
        });
}

void ArchiveSync::loadOlder(ChatId chat, MessageId before)
{
    if (!m_live || m_support == Support::No || m_chats.contains(chat))
        return;
    const StoreSession &read = m_context.store.read();
    const auto gap = read.archive.gapAbove(chat, before);
    const auto row = read.chats.find(chat);
    if (gap && row)
        askChat(chat, row->peer, *gap, 0);
}

void ArchiveSync::askChat(ChatId chat, const net::Jid &peer, const ArchiveGap &gap, int rounds)
{
    Request request;
    request.gap = gap.id;
    request.chat = chat;
    request.rounds = rounds;
    request.page.with = peer;
    const StoreSession &read = m_context.store.read();
    request.page.before = u""_s + read.archive.edgeOf(gap.id, chat);
    if (request.page.before->isEmpty() && !gap.beforeId.isEmpty()) {
        // Nothing of this chat is known that is younger than the hole: by time, then.
        if (const auto row = read.messages.byArchiveId(m_context.account, gap.beforeId))
            request.page.end = row->sentAt;
    }
    request.page.max = kFirstPage;
    m_chats.insert(chat);
    ask(request);
}

void ArchiveSync::endCatchUp()
{
    if (!m_caughtUp) {
        m_caughtUp = true;
        Q_EMIT caughtUp();
    }
    if (m_catchingUp) {
        m_catchingUp = false;
        Q_EMIT catchingUpChanged(false);
    }
}

void ArchiveSync::setSupport(Support support)
{
    if (m_support == support)
        return;
    m_opening = m_opening && support != Support::No;
    m_support = support;
    Q_EMIT supportChanged();
}

} // namespace model
