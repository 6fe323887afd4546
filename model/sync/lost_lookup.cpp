// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/lost_lookup.h"

#include "net/base/log.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace model {

namespace {
/// How far the clocks of this machine and the server may be apart. Pages older than the message by more than this cannot hold it.
constexpr std::chrono::hours kClockDifference{24};
constexpr int kPage = 50;
constexpr int kTries = 3;
} // namespace

LostLookup::LostLookup(const SyncContext &context, net::xep0313::Archive &archive, std::vector<LostMessage> lost, Done done, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_archive(archive)
    , m_done(std::move(done))
{
    for (LostMessage &one : lost) {
        m_all.insert(one.message.id);
        auto it = std::find_if(m_todo.begin(), m_todo.end(), [&](const Conversation &c) { return c.peer == one.peer; });
        if (it == m_todo.end()) {
            m_todo.push_back({one.peer, {}, one.message.sentAt, one.archivedBefore});
            it = std::prev(m_todo.end());
        }
        it->oldest = std::min(it->oldest, one.message.sentAt);
        const QString key = one.message.originId;
        it->byId.emplace(key, std::move(one));
    }
}

bool LostLookup::covers(const std::vector<LostMessage> &lost) const
{
    return std::all_of(lost.begin(), lost.end(), [this](const LostMessage &one) { return m_all.contains(one.message.id); });
}

void LostLookup::goOn()
{
    pause();
    // What has come meanwhile is read too: the server may have worked off late what it had from the connection before.
    m_before = u""_s;
    m_joined = m_read.newest.isEmpty();
    m_failures = 0;
    m_waitsForPrefs = false;
    QMetaObject::invokeMethod(this, [this, era = m_era] {
        if (era != m_era)
            return;
        if (!m_prefs)
            askPrefs(); // before the pages, in the same write: no round trip more
        askNext();
    }, Qt::QueuedConnection);
}

void LostLookup::pause()
{
    ++m_era;
}

void LostLookup::askNext()
{
    if (m_todo.empty()) {
        deleteLater();
        return m_done(m_result);
    }
    net::xep0313::PageRequest request;
    request.with = m_todo.front().peer;
    request.before = m_before;
    request.max = kPage;
    m_archive.query(m_context.session, request, this, [this, era = m_era](const auto &page) {
        if (era == m_era)
            onPage(page);
    });
}

void LostLookup::askPrefs()
{
    m_archive.askPrefs(m_context.session, this, [this, era = m_era](const net::Expected<net::xep0313::Prefs, net::IqError> &prefs) {
        if (era != m_era || (!prefs && prefs.error().kind == net::IqErrorKind::Disconnected))
            return; // goOn() asks again
        // Where there are none, all is archived. Who cannot say it now may keep nothing.
        const bool isUnknown = !prefs && (prefs.error().kind == net::IqErrorKind::TimedOut || prefs.error().condition == u"internal-server-error" || prefs.error().condition == u"undefined-condition");
        m_prefs = prefs.value_or(net::xep0313::Prefs{isUnknown ? net::xep0313::Prefs::Default::Never : net::xep0313::Prefs::Default::Always, {}, {}});
        if (std::exchange(m_waitsForPrefs, false))
            notThere();
    });
}

// What is left of the conversation was looked for and not found.
void LostLookup::notThere()
{
    const bool isAllFound = m_todo.front().byId.empty();
    m_waitsForPrefs = !isAllFound && !m_prefs;
    if (!m_waitsForPrefs)
        giveUp(isAllFound || isArchived(m_todo.front().peer) ? m_result.missing : m_result.unknowable);
}

bool LostLookup::isArchived(const net::Jid &peer) const
{
    const auto contact = m_context.store.read().contacts.find(m_context.account, peer);
    return m_prefs->keeps(peer, contact && contact->subscription != Subscription::None);
}

void LostLookup::giveUp(std::vector<MessageId> &into)
{
    for (const auto &[id, lost] : m_todo.front().byId)
        into.push_back(lost.message.id);
    m_todo.pop_front();
    m_before = u""_s;
    m_read = {};
    m_joined = true;
    m_failures = 0;
    askNext();
}

void LostLookup::onPage(const net::Expected<net::xep0313::Page, net::IqError> &page)
{
    if (!page) {
        switch (page.error().kind) {
        case net::IqErrorKind::Disconnected:
            return; // goOn() asks again
        case net::IqErrorKind::TimedOut:
            if (++m_failures < kTries)
                return askNext();
            return giveUp(m_result.unknowable);
        case net::IqErrorKind::Answered:
            // The page we wanted to continue from has left the archive: all before it has, too.
            if (page.error().condition == u"item-not-found" && !m_before.isEmpty())
                return notThere();
            qCInfo(logSync) << "outbox: no archive to ask:" << page.error().condition;
            return giveUp(m_result.unknowable);
        }
        return;
    }
    Conversation &conversation = m_todo.front();
    if (m_before.isEmpty())
        m_newest = page->last;
    bool isReached = false, isJoint = false;
    for (const net::xep0313::ArchivedItem &item : page->items) {
        isJoint = isJoint || item.id == m_read.newest;
        isReached = isReached || (!item.id.isEmpty() && item.id == conversation.archivedBefore);
        const net::xml::Element *origin = item.message.child(u"origin-id", u"urn:xmpp:sid:0");
        auto it = conversation.byId.find(origin ? origin->attribute(u"id") : item.message.attribute(u"id"));
        if (it == conversation.byId.end() || net::Jid::fromString(item.message.attribute(u"from")).bare() != m_context.own)
            continue;
        m_result.found.push_back(it->second.message.id);
        conversation.byId.erase(it);
    }
    const bool tooOld = !page->items.empty() && page->items.front().stamp.isValid()
        && page->items.front().stamp < conversation.oldest.addSecs(std::chrono::seconds(-kClockDifference).count());
    if (conversation.byId.empty() || page->complete || page->items.empty() || page->first.isEmpty() || isReached || tooOld)
        return notThere();
    m_before = page->first;
    if (!m_joined && isJoint) {
        m_joined = true;
        m_before = m_read.oldest;
    }
    if (m_joined)
        m_read = {m_newest, m_before};
    askNext();
}

} // namespace model
