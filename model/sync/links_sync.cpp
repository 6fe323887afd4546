// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/links_sync.h"

#include "net/base/log.h"
#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"

#include <QSysInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace model {

namespace {

const QString kNode = net::links::kNs.toString();
constexpr int kMostItems = 256; ///< that any server keeps (Prosody's limit)

/// XEP-0060 §7.1.5: the node is not as the publisher wants it, said in one of two ways.
bool isOtherwiseConfigured(const net::IqError &error)
{
    if (error.kind != net::IqErrorKind::Answered)
        return false;
    const net::xml::Element *detail = error.reply.child(u"error", u"jabber:client");
    return error.condition == u"conflict" || (detail && detail->child(u"precondition-not-met", u"http://jabber.org/protocol/pubsub#errors"));
}

std::vector<DeviceEntry> entriesOf(const std::vector<net::xep0060::Item> &items)
{
    std::vector<DeviceEntry> entries;
    for (const net::xep0060::Item &item : items) {
        if (const auto link = net::links::parseItem(item))
            entries.push_back(entryFrom(*link));
    }
    return entries;
}

} // namespace

DeviceEntry entryFrom(const net::links::Link &link)
{
    DeviceEntry entry;
    entry.id = link.device;
    entry.entry = qint64(link.entry);
    entry.since = link.since;
    entry.entered = link.entered;
    entry.resource = link.resource;
    entry.software = link.software;
    entry.version = link.version;
    entry.system = link.system;
    entry.kind = link.kind;
    entry.name = link.name;
    entry.nameStamp = {qint64(link.nameStamp.revision), link.nameStamp.by};
    entry.services = link.services;
    entry.servicesStamp = {qint64(link.servicesStamp.revision), link.servicesStamp.by};
    if (link.unlinked)
        entry.unlinked = UnlinkWish{link.unlinked->at, link.unlinked->by, link.unlinked->wipe};
    return entry;
}

net::links::Link linkFrom(const DeviceEntry &entry)
{
    net::links::Link link;
    link.device = entry.id;
    link.entry = quint64(entry.entry);
    link.since = entry.since;
    link.entered = entry.entered;
    link.resource = entry.resource;
    link.software = entry.software;
    link.version = entry.version;
    link.system = entry.system;
    link.kind = entry.kind;
    link.name = entry.name;
    link.nameStamp = {quint64(entry.nameStamp.revision), entry.nameStamp.by};
    link.services = entry.services;
    link.servicesStamp = {quint64(entry.servicesStamp.revision), entry.servicesStamp.by};
    if (entry.unlinked)
        link.unlinked = net::links::Unlinked{entry.unlinked->at, entry.unlinked->by, entry.unlinked->wipe};
    return link;
}

net::xml::Element leaveRequest(const QString &device)
{
    return net::rfc6120::makeIq(net::rfc6120::IqType::Set, {}, net::xep0060::retract(kNode, device, net::xep0060::Notify::Yes));
}

LinksSync::LinksSync(const SyncContext &context, InboundBatch &batch, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_batch(batch)
{
    DeviceEntry fresh = ownPart();
    fresh.id = context.ids.newId();
    fresh.since = fresh.entered;
    if (const auto record = context.store.read().accounts.find(context.account))
        fresh.name = record->deviceName;
    context.store.run([fresh, account = context.account](StoreSession &session) { session.devices.ensureOwn(account, fresh); });
}

DeviceEntry LinksSync::ownPart() const
{
    DeviceEntry part;
    part.entered = m_context.clock.now();
    part.resource = m_context.session.jid().resource();
    part.software = u"Kith"_s;
    part.version = QStringLiteral(KITH_VERSION);
    part.system = QSysInfo::prettyProductName().section(u' ', 0, 0); // "Debian"
    part.kind = u"computer"_s;
    return part;
}

void LinksSync::onLive(net::Resumed resumed)
{
    onDisconnected();
    m_live = true;
    // One that has not written its entry in this session does it now: the process may have ended before.
    const auto own = m_context.store.read().devices.own(m_context.account);
    if (resumed == net::Resumed::Yes && own && own->entry.resource == m_context.session.jid().resource() && own->entry.entry > 0) {
        if (!m_mayPublish) // another process wrote it, and what came since was kept for us (D42)
            m_mayPublish = m_entered = m_hearsEvents = true;
        if (!m_hearsEvents)
            lookAgainAfter(kSecondLook);
        return schedule(kRepairPause);
    }
    m_mayPublish = m_configured = m_entered = m_hearsEvents = false;
    m_entries = 0;
    m_demand = Demand::Max;
    ask();
}

void LinksSync::onDisconnected()
{
    m_live = m_publishing = m_scheduled = false;
    m_queue.clear();
    ++m_era;
    finishAll({DeviceOutcome::Asked, {}}); // it is in the store: the next connection says it
}

void LinksSync::lookAgain()
{
    if (m_live && m_entered && m_mayPublish)
        ask();
}

void LinksSync::lookAgainAfter(std::chrono::seconds pause)
{
    m_context.clock.callAfter(pause, this, [this, pause, era = m_era] {
        if (era != m_era)
            return;
        lookAgain();
        if (pause == kSecondLook && !m_hearsEvents)
            lookAgainAfter(kThirdLook);
    });
}

void LinksSync::ask()
{
    m_context.session.request(net::rfc6120::makeIq(net::rfc6120::IqType::Get, {}, net::xep0060::itemsRequest(kNode)), this, [this, era = m_era](const Answer &answer) {
        if (era == m_era)
            answered(answer);
    });
}

void LinksSync::answered(const Answer &answer)
{
    if (answer) {
        const auto items = net::firstPayload(*answer, net::xep0060::parseItems);
        m_mayPublish = true;
        return takeAll(items && items->node == kNode ? entriesOf(items->items) : std::vector<DeviceEntry>());
    }
    const net::IqError &error = answer.error();
    switch (error.kind) {
    case net::IqErrorKind::Disconnected:
        return; // the next connection asks again
    case net::IqErrorKind::TimedOut:
        qCInfo(logSync) << "links node: no answer";
        m_context.clock.callAfter(kRetryPause, this, [this, era = m_era] {
            if (era == m_era)
                ask();
        });
        return;
    case net::IqErrorKind::Answered:
        break;
    }
    if (error.condition == u"item-not-found") { // only this node is not there yet
        m_mayPublish = true;
        return takeAll({});
    }
    qCInfo(logSync) << "devices cannot be linked here:" << error.condition;
    finishAll({DeviceOutcome::Refused, error.text});
}

void LinksSync::takeAll(const std::vector<DeviceEntry> &entries)
{
    m_context.store
        .run([entries, isFirst = !m_entered, part = ownPart(), account = m_context.account, now = m_context.clock.now()](StoreSession &session) {
            QStringList toRemove = session.devices.heard(account, entries, true, now);
            if (const auto own = session.devices.own(account); isFirst && own && !own->entry.unlinked)
                session.devices.enter(account, part);
            return toRemove + session.devices.outlived(account, now);
        })
        .then(this, [this, era = m_era](const StoreResult<QStringList> &toRemove) {
            if (!toRemove)
                Q_EMIT failed(toRemove.error());
            else if (era == m_era)
                settle(*toRemove);
        });
}

void LinksSync::settle(const QStringList &toRemove)
{
    if (isAskedToLeave())
        return;
    if (!toRemove.isEmpty())
        remove(toRemove, [](const DeviceAnswer &) { });
    if (!std::exchange(m_entered, true)) {
        ++m_entries;
        lookAgainAfter(kSecondLook);
    }
    lookForDue();
}

bool LinksSync::isAskedToLeave()
{
    const auto own = m_context.store.read().devices.own(m_context.account);
    if (!own || !own->entry.unlinked)
        return false;
    m_mayPublish = false;
    if (!std::exchange(m_wishTold, true))
        Q_EMIT askedToLeave(*own->entry.unlinked);
    return true;
}

bool LinksSync::takeEvent(quint64 seq, const net::Jid &from, const net::xep0060::Event &event)
{
    if (event.node != kNode)
        return false;
    // L47: anybody may send such a message; only the own account has something to say.
    if (!from.isEmpty() && from != m_context.own) {
        m_batch.skip(seq);
        return true;
    }
    struct Outcome {
        QStringList ghosts;
        bool lostOwn = false;
    };
    const auto outcome = std::make_shared<Outcome>();
    const QString own = m_context.store.read().devices.ownId(m_context.account);
    m_hearsEvents = m_hearsEvents || std::any_of(event.items.begin(), event.items.end(), [&](const net::xep0060::Item &item) { return item.id == own; });
    m_batch.add(
        seq,
        [outcome, entries = entriesOf(event.items), retracted = event.retracted, isLost = event.kind != net::xep0060::Event::Kind::Items, account = m_context.account,
            now = m_context.clock.now()](StoreSession &session) {
            if (isLost)
                return session.devices.nodeLost(account);
            outcome->lostOwn = session.devices.retracted(account, retracted, now);
            outcome->ghosts = session.devices.heard(account, entries, false, now);
        },
        [this, outcome] {
            if (isAskedToLeave())
                return;
            if (outcome->lostOwn && ++m_entries > kMostEntries) {
                qCWarning(logSync) << "links node: somebody takes this device's entry away again and again";
                m_mayPublish = false;
            }
            if (m_live && !outcome->ghosts.isEmpty())
                remove(outcome->ghosts, [](const DeviceAnswer &) { });
            schedule(kRepairPause + std::chrono::milliseconds(int(m_context.ids.jitter() * double(kRepairPause.count()))));
        });
    return true;
}

void LinksSync::schedule(std::chrono::milliseconds pause)
{
    if (!m_live || !m_mayPublish || std::exchange(m_scheduled, true))
        return;
    m_context.clock.callAfter(pause, this, [this, era = m_era] {
        if (era != m_era)
            return;
        m_scheduled = false;
        lookForDue();
    });
}

void LinksSync::say(const QString &id, Done done)
{
    if (!m_live)
        return done({DeviceOutcome::Asked, {}});
    m_waiting.insert(id, std::move(done));
    if (m_mayPublish)
        lookForDue();
}

void LinksSync::remove(const QStringList &ids, Done done)
{
    struct Open {
        qsizetype count;
        DeviceAnswer answer;
        Done done;
    };
    const auto open = std::make_shared<Open>(Open{ids.size(), {}, std::move(done)});
    if (ids.isEmpty())
        return open->done({});
    for (const QString &id : ids) {
        m_context.session.request(leaveRequest(id), this, [this, open, id](const Answer &answer) {
            const bool isGone = answer || answer.error().condition == u"item-not-found";
            if (isGone)
                m_context.store.run([id, account = m_context.account, now = m_context.clock.now()](StoreSession &session) { (void)session.devices.retracted(account, {id}, now); });
            else
                open->answer = {answer.error().kind == net::IqErrorKind::Disconnected ? DeviceOutcome::NotConnected : DeviceOutcome::Refused, answer.error().text};
            if (--open->count == 0)
                open->done(open->answer);
        });
    }
}

void LinksSync::lookForDue()
{
    if (!m_live || !m_mayPublish || m_publishing)
        return;
    m_publishing = true;
    m_context.store.run([account = m_context.account](StoreSession &session) { return session.devices.due(account); })
        .then(this, [this, era = m_era](const StoreResult<std::vector<DeviceEntry>> &due) {
            if (era != m_era)
                return;
            m_publishing = false;
            if (!due)
                return;
            m_queue = *due;
            // Whoever waits for a device of which there is nothing to say has been heard.
            const QStringList waiting = m_waiting.uniqueKeys();
            for (const QString &id : waiting) {
                if (std::none_of(m_queue.begin(), m_queue.end(), [&](const DeviceEntry &entry) { return entry.id == id; }))
                    finish(id, {});
            }
            publishNext();
        });
}

void LinksSync::publishNext()
{
    if (!m_live || !m_mayPublish || m_publishing || m_queue.empty())
        return;
    const DeviceEntry entry = m_queue.back();
    m_queue.pop_back();
    publish(entry);
}

void LinksSync::publish(const DeviceEntry &entry)
{
    static const QHash<Demand, QString> kMaxItems{{Demand::Max, u"max"_s}, {Demand::Limit, QString::number(kMostItems)}};
    m_publishing = true;
    const net::xml::Element payload = net::xep0060::publish(kNode, net::links::toItem(linkFrom(entry)), net::links::publishOptions(kMaxItems.value(m_demand)));
    m_context.session.request(net::rfc6120::makeIq(net::rfc6120::IqType::Set, {}, payload), this, [this, entry, demand = m_demand, era = m_era](const Answer &answer) {
        if (era == m_era)
            published(entry, demand, answer);
    });
}

void LinksSync::published(const DeviceEntry &entry, Demand demand, const Answer &answer)
{
    m_publishing = false;
    if (answer) {
        m_context.store.run([entry, account = m_context.account](StoreSession &session) { session.devices.published(account, entry); })
            .then(this, [this, era = m_era](const StoreResult<void> &) {
                // The next, or the same device again if it was changed meanwhile.
                if (era == m_era && m_queue.empty())
                    lookForDue();
                else if (era == m_era)
                    publishNext();
            });
        return;
    }
    const net::IqError &error = answer.error();
    if (isOtherwiseConfigured(error)) {
        m_queue.push_back(entry);
        m_demand = Demand(int(demand) + 1);
        if (m_demand == Demand::Configure)
            return configure();
        return publishNext();
    }
    qCInfo(logSync) << "links node: not published:" << error.condition << error.text;
    if (error.kind == net::IqErrorKind::Disconnected) // it is in the store: the next connection finds it
        return;
    finish(entry.id, {DeviceOutcome::Refused, error.text.isEmpty() ? error.condition : error.text});
    schedule(kRetryPause);
}

void LinksSync::configure()
{
    const auto giveUp = [this] {
        m_mayPublish = false;
        m_queue.clear();
        finishAll({DeviceOutcome::Refused, {}});
    };
    if (std::exchange(m_configured, true))
        return giveUp();
    m_context.session.request(net::rfc6120::makeIq(net::rfc6120::IqType::Set, {}, net::links::configure({})), this, [this, giveUp, era = m_era](const Answer &answer) {
        if (era != m_era)
            return;
        if (!answer) {
            // Better not shared than told to everybody who may see the node.
            qCWarning(logSync) << "devices are not shared: the node is not private:" << answer.error().condition;
            return giveUp();
        }
        m_demand = Demand::NoLimit;
        publishNext();
    });
}

void LinksSync::finish(const QString &id, const DeviceAnswer &answer)
{
    const QList<Done> waiting = m_waiting.values(id);
    m_waiting.remove(id);
    for (const Done &done : waiting)
        done(answer);
}

void LinksSync::finishAll(const DeviceAnswer &answer)
{
    const QStringList waiting = m_waiting.uniqueKeys();
    for (const QString &id : waiting)
        finish(id, answer);
}

} // namespace model
