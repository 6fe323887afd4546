// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/archive_check.h"

#include "model/store/message_order.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace model {

ArchiveCheck::ArchiveCheck(const SyncContext &context, InboundBatch &batch, net::xep0313::Archive &archive, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_batch(batch)
    , m_archive(archive)
{
}

void ArchiveCheck::onLive(bool isDoubted)
{
    onDisconnected();
    if (isDoubted)
        m_batch.add([account = m_context.account](StoreSession &session) { session.archive.raiseDoubt(account); });
    lookLater(kPause);
}

void ArchiveCheck::lookLater(std::chrono::seconds pause)
{
    m_context.clock.callAfter(pause, this, [this, era = m_era] {
        if (era == m_era)
            look();
    });
}

void ArchiveCheck::look()
{
    struct Standing {
        std::optional<ArchiveGateway::Doubt> doubt;
        bool hasHoles = false;
    };
    m_context.store
        .query([account = m_context.account](const StoreSession &session) { return Standing{session.archive.doubt(account), session.archive.isCatchingUp(account)}; })
        .then(this, [this, era = m_era](const StoreResult<Standing> &standing) {
            if (era != m_era || !standing || !standing->doubt)
                return;
            if (standing->hasHoles)
                lookLater(kPause); // what is known to be missing comes first
            else
                begin(*standing->doubt, standing->doubt->afterAt.isValid());
        });
}

void ArchiveCheck::begin(const ArchiveGateway::Doubt &doubt, bool isBounded)
{
    ask({doubt, u""_s, order::kEnd, isBounded});
}

void ArchiveCheck::ask(const Request &request)
{
    net::xep0313::PageRequest page;
    page.before = request.before;
    page.max = kPage;
    if (request.isBounded)
        page.start = request.doubt.afterAt;
    m_archive.query(m_context.session, page, this, [this, request, era = m_era](const net::Expected<net::xep0313::Page, net::IqError> &answer) {
        if (era != m_era)
            return;
        if (answer)
            return take(request, *answer);
        switch (answer.error().kind) {
        case net::IqErrorKind::Answered:
            return settle(); // there is nothing to compare with
        case net::IqErrorKind::TimedOut:
            return lookLater(kRetryPause); // busy with worse
        case net::IqErrorKind::Disconnected:
            return; // the next connection looks
        }
    });
}

void ArchiveCheck::take(const Request &request, const net::xep0313::Page &page)
{
    // All since a time must hold the entry whose time it is; for one that came live that is the time of this machine.
    const bool holdsEdge = std::any_of(page.items.begin(), page.items.end(), [&](const net::xep0313::ArchivedItem &item) { return item.id == request.doubt.afterId; });
    if (request.isBounded && page.complete && !holdsEdge)
        return begin(request.doubt, false);
    struct Taken {
        InboxEffects effects;
        qint64 beforePosition = 0;
        bool isOver = false;
    };
    const QString oldest = !page.first.isEmpty() ? page.first : page.items.empty() ? QString() : page.items.front().id;
    m_context.store
        .run([request, page, account = m_context.account, own = m_context.own, now = m_context.clock.now()](StoreSession &session) {
            InboxWriter writer(session, account, own, now);
            Taken taken{{}, request.beforePosition, false};
            taken.isOver = writer.confirm(request.doubt, taken.beforePosition, page);
            taken.effects = writer.takeEffects();
            return taken;
        })
        .then(this, [this, request, oldest, era = m_era](const StoreResult<Taken> &taken) {
            if (!taken)
                return; // it is still doubted
            Q_EMIT committed(taken->effects);
            if (era != m_era)
                return;
            if (taken->isOver || oldest.isEmpty() || oldest == request.before)
                settle();
            else
                ask({request.doubt, oldest, taken->beforePosition, request.isBounded});
        });
}

void ArchiveCheck::settle()
{
    m_context.store.run([account = m_context.account](StoreSession &session) { session.archive.settleDoubt(account); });
}

} // namespace model
