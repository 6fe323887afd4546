// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/displayed_sync.h"

#include "net/base/log.h"
#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0490_mds.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace model {

namespace {

const QString kNode = net::xep0490::kNs.toString();

/// XEP-0060 §7.1.5: the node is not as the publisher wants it, said in one of two ways.
bool isOtherwiseConfigured(const net::IqError &error)
{
    if (error.kind != net::IqErrorKind::Answered)
        return false;
    const net::xml::Element *detail = error.reply.child(u"error", u"jabber:client");
    return error.condition == u"conflict" || (detail && detail->child(u"precondition-not-met", u"http://jabber.org/protocol/pubsub#errors"));
}

} // namespace

DisplayedSync::DisplayedSync(const SyncContext &context, InboundBatch &batch, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_batch(batch)
{
}

void DisplayedSync::onLive(net::Resumed resumed, bool isDoubted)
{
    onDisconnected();
    m_live = true;
    if (resumed == net::Resumed::Yes) {
        // Events came by themselves. But the last process may have ended before it had the items, or before it had looked what was lost; or the answer did not come.
        const DisplayedGateway &stored = m_context.store.read().displayed;
        if (!stored.isKnown(m_context.account))
            return ask(0);
        if (!isDoubted && !stored.isDoubted(m_context.account))
            return settle(m_settled ? m_mayPublish : true);
        askLater();
        return settle(false); // an older marker must not be put over one that was not heard of
    }
    m_settled = m_mayPublish = m_configured = false;
    m_demand = Demand::Max;
    const int newest = newestToAsk();
    m_context.store.run([account = m_context.account](StoreSession &session) { session.displayed.setKnown(account, false); });
    ask(newest);
}

int DisplayedSync::newestToAsk() const
{
    const DisplayedGateway &stored = m_context.store.read().displayed;
    return stored.isKnown(m_context.account) && stored.nodeCount(m_context.account) > kNewest ? kNewest : 0;
}

void DisplayedSync::askLater()
{
    const int newest = newestToAsk();
    m_context.store.run([account = m_context.account](StoreSession &session) { session.displayed.raiseDoubt(account); });
    m_context.clock.callAfter(kDoubtPause, this, [this, newest, era = m_era] {
        if (era == m_era)
            ask(newest);
    });
}

void DisplayedSync::onDisconnected()
{
    m_live = false;
    m_queue.clear();
    m_underWay.clear();
    ++m_era;
}

void DisplayedSync::ask(int newest)
{
    m_context.session.request(net::rfc6120::makeIq(net::rfc6120::IqType::Get, {}, net::xep0060::itemsRequest(kNode, newest)), this, [this, newest, era = m_era](const Answer &answer) {
        if (era == m_era)
            answered(answer, newest);
    });
}

void DisplayedSync::answered(const Answer &answer, int newest)
{
    if (answer) {
        const auto items = net::firstPayload(*answer, net::xep0060::parseItems);
        const auto markers = items && items->node == kNode ? markersOf(items->items) : std::vector<ReadMarker>();
        // What has changed lies before what has not: when most of the newest are old acquaintances, so is all behind them.
        const bool reachesKnown = newest == 0 || m_context.store.read().displayed.countKnown(m_context.account, markers) > newest / 2;
        return reachesKnown ? keep(markers, true) : ask(0);
    }
    const net::IqError &error = answer.error();
    switch (error.kind) {
    case net::IqErrorKind::Disconnected:
        return; // the next connection asks again
    case net::IqErrorKind::TimedOut:
        qCInfo(logSync) << "read markers: no answer";
        m_context.clock.callAfter(kRetryPause, this, [this, era = m_era] {
            if (era == m_era)
                ask(0);
        });
        // Nobody is kept waiting. But what others have read is not known, so nothing is said either.
        return settle(false);
    case net::IqErrorKind::Answered:
        break;
    }
    const bool hasNodes = error.condition == u"item-not-found"; // only this one is not there yet
    if (!hasNodes)
        qCInfo(logSync) << "read markers are not shared here:" << error.condition;
    keep({}, hasNodes);
}

std::vector<ReadMarker> DisplayedSync::markersOf(const std::vector<net::xep0060::Item> &items) const
{
    std::vector<ReadMarker> markers;
    for (const net::xep0060::Item &item : items) {
        const auto displayed = net::xep0490::parseItem(item);
        if (displayed && displayed->by == m_context.own && displayed->chat.isBare()) // rooms count by their own archive
            markers.push_back({displayed->chat, displayed->id});
    }
    return markers;
}

void DisplayedSync::keep(const std::vector<ReadMarker> &markers, bool mayPublish)
{
    m_context.store
        .run([markers, account = m_context.account](StoreSession &session) {
            session.displayed.heard(account, markers);
            session.displayed.setKnown(account, true);
        })
        .then(this, [this, mayPublish, era = m_era](const StoreResult<void> &result) {
            if (!result)
                Q_EMIT failed(result.error());
            else if (era == m_era)
                settle(mayPublish);
        });
}

void DisplayedSync::settle(bool mayPublish)
{
    m_mayPublish = mayPublish;
    if (!std::exchange(m_settled, true))
        Q_EMIT settled();
    schedule();
}

bool DisplayedSync::takeEvent(quint64 seq, const net::Jid &from, const net::xep0060::Event &event)
{
    if (event.node != kNode)
        return false;
    // Anybody may send such a message; only the own account has something to say (XEP-0163). Items that are retracted, or a node that is deleted, say nothing of what was read.
    const std::vector<ReadMarker> markers = from.isEmpty() || from == m_context.own ? markersOf(event.items) : std::vector<ReadMarker>();
    if (markers.empty()) {
        m_batch.skip(seq);
        return true;
    }
    m_batch.add(
        seq, [markers, account = m_context.account](StoreSession &session) { session.displayed.heard(account, markers); }, [this] { schedule(); });
    return true;
}

void DisplayedSync::schedule()
{
    if (m_looking)
        m_again = true;
    if (m_looking || !m_live || !m_mayPublish || std::exchange(m_scheduled, true))
        return;
    m_context.clock.callAfter(kDebounce, this, [this] {
        m_scheduled = false;
        lookForDue();
    });
}

void DisplayedSync::lookForDue()
{
    if (!m_live || !m_mayPublish)
        return;
    m_looking = true;
    m_context.store.run([account = m_context.account](StoreSession &session) { return session.displayed.due(account); })
        .then(this, [this, era = m_era](const StoreResult<std::vector<ReadMarker>> &due) {
            m_looking = false;
            if (era == m_era && due) {
                // Those with the newest messages last: in a full node the first ones make way. More than it holds need not be said.
                m_queue.assign(due->size() > kMost ? due->end() - kMost : due->begin(), due->end());
                std::reverse(m_queue.begin(), m_queue.end());
                publishNext();
            }
            if (std::exchange(m_again, false))
                schedule();
        });
}

void DisplayedSync::publishNext()
{
    // Refused, and the connection broke before all the others under way were: nobody has asked yet.
    if (m_live && m_mayPublish && m_demand == Demand::Configure && !m_configured && m_underWay.isEmpty() && !m_queue.empty())
        return configure();
    while (m_live && m_mayPublish && m_demand < Demand::Configure && !m_queue.empty() && m_underWay.size() < kAtOnce) {
        const ReadMarker marker = m_queue.back();
        m_queue.pop_back();
        if (m_underWay.value(marker.peer) != marker.id)
            publish(marker);
    }
}

void DisplayedSync::publish(const ReadMarker &marker)
{
    static const QHash<Demand, QString> kMaxItems{{Demand::Max, u"max"_s}, {Demand::Limit, QString::number(kMost)}};
    m_underWay.insert(marker.peer, marker.id);
    const net::xml::Element payload
        = net::xep0060::publish(kNode, net::xep0490::toItem({marker.peer, marker.id, m_context.own}), net::xep0490::publishOptions(kMaxItems.value(m_demand)));
    m_context.session.request(net::rfc6120::makeIq(net::rfc6120::IqType::Set, {}, payload), this, [this, marker, demand = m_demand, era = m_era](const Answer &answer) {
        if (era == m_era)
            published(marker, demand, answer);
    });
}

void DisplayedSync::published(const ReadMarker &marker, Demand demand, const Answer &answer)
{
    if (m_underWay.value(marker.peer) == marker.id)
        m_underWay.remove(marker.peer);
    if (answer) {
        m_context.store.run([marker, account = m_context.account](StoreSession &session) { session.displayed.published(account, marker); });
        return publishNext();
    }
    const net::IqError &error = answer.error();
    if (isOtherwiseConfigured(error)) {
        m_queue.push_back(marker);
        if (demand == m_demand)
            m_demand = Demand(int(m_demand) + 1);
        if (m_demand == Demand::Configure && m_underWay.isEmpty())
            return configure();
        return publishNext();
    }
    qCInfo(logSync) << "read markers: not published:" << error.condition << error.text;
    if (error.kind != net::IqErrorKind::Disconnected) // it is in the store: the next connection finds it
        later();
}

void DisplayedSync::configure()
{
    if (std::exchange(m_configured, true)) {
        m_mayPublish = false;
        return;
    }
    m_context.session.request(net::rfc6120::makeIq(net::rfc6120::IqType::Set, {}, net::xep0490::configure({})), this, [this](const Answer &answer) {
        // Behind a resume the answer is as good as before it.
        if (!answer && answer.error().kind != net::IqErrorKind::Answered) {
            m_demand = Demand::Max; // nobody knows: all over again
            m_configured = false;
            later();
        } else if (!answer) {
            // Better not shared than told to everybody who may see the node.
            qCWarning(logSync) << "read markers are not shared: the node is not private:" << answer.error().condition;
            m_mayPublish = false;
        } else {
            m_demand = Demand::NoLimit;
            publishNext();
        }
    });
}

void DisplayedSync::later()
{
    m_context.clock.callAfter(kRetryPause, this, [this, era = m_era] {
        if (era == m_era)
            schedule();
    });
}

} // namespace model
