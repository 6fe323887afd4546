// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linking/history_sink.h"

#include "model/linking/history_page.h"
#include "model/linking/history_source.h"
#include "model/store/store.h"

#include <QHash>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace model {

namespace {

constexpr int kScreenful = 30; // of each chat, before the rest of any

using Stage = HistoryGateway::Stage;

/// What is left to do, as the store has it.
struct Rest {
    std::optional<HistoryGateway::State> state; ///< nothing: it has not begun
    std::vector<HistoryGateway::Chat> chats; ///< unfinished ones
};

Rest restOf(const StoreSession &session, AccountId account, const QString &from)
{
    Rest rest;
    rest.state = session.history.find(account, from);
    if (rest.state && rest.state->stage != Stage::Done)
        rest.chats = session.history.unfinished(rest.state->id);
    return rest;
}

/// Stores a page and what it means for the next question. One that was stored before, by a sink of which the present one did not know yet, changes nothing. False: it is no answer.
bool store(StoreSession &session, AccountId account, const QString &from, const HistoryAsk &ask, const HistoryPage &page, const QByteArray &octets)
{
    HistoryGateway &history = session.history;
    auto found = history.find(account, from);
    if (ask.kind == HistoryAsk::Kind::Head) {
        if (!page.head)
            return false;
        if (found)
            return true; // twice
        history.count(history.begin(account, from, *page.head, octets), octets.size());
        return true;
    }
    if (!found || found->stage == Stage::Done)
        return true;
    HistoryGateway::State &state = *found;
    switch (ask.kind) {
    case HistoryAsk::Kind::Head:
        break;
    case HistoryAsk::Kind::Chats:
        if (state.stage != Stage::Chats || state.after != ask.after)
            return true;
        for (const HistoryChat &chat : page.chats)
            history.plan(state, account, chat);
        state.after = page.isLast ? 0 : page.after;
        if (page.isLast)
            state.stage = Stage::Lines;
        break;
    case HistoryAsk::Kind::Runs:
        if (page.runs.empty())
            return false;
        for (const HistoryStretch &run : page.runs) {
            const auto asked = std::find_if(ask.runs.begin(), ask.runs.end(), [&](const HistoryAsk::Run &candidate) { return candidate.chat == run.chat; });
            if (asked == ask.runs.end() || run.newer != asked->before || qsizetype(run.lines.size()) > asked->lines || (!run.lines.empty() && run.lines.back().row == asked->before))
                return false;
            history.put(state, account, run, asked->before);
        }
        break;
    case HistoryAsk::Kind::People:
        if (state.people != ask.afterJid)
            return true;
        for (const HistoryPerson &person : page.people)
            history.put(account, person);
        state.people = page.isLast ? std::nullopt : std::optional(page.afterJid);
        break;
    case HistoryAsk::Kind::Loose:
        if (state.loose != ask.after)
            return true;
        for (const HistoryLoose &loose : page.loose)
            history.put(state, loose);
        state.loose = page.isLast ? std::nullopt : std::optional(page.after);
        break;
    case HistoryAsk::Kind::Ends:
        if (state.stage != Stage::Ends || state.after != ask.after)
            return true;
        for (const HistoryChat &chat : page.chats)
            state.hasMissed = !history.end(state, account, chat) || state.hasMissed;
        state.after = page.isLast ? 0 : page.after;
        break;
    }
    // A page that leads nowhere would be asked for for ever.
    const bool isStill = !page.isLast && (page.after == ask.after) && (page.afterJid == ask.afterJid) && ask.kind != HistoryAsk::Kind::Runs;
    if (isStill)
        return false;
    history.count(state.id, octets.size());
    const bool linesLeft = !history.unfinished(state.id).empty();
    if (state.stage == Stage::Lines && !linesLeft && !state.people && !state.loose)
        state.stage = Stage::Ends;
    if (state.stage == Stage::Ends && ask.kind == HistoryAsk::Kind::Ends && page.isLast) {
        if (linesLeft) {
            ++state.round;
            state.hasMissed = false;
            state.stage = Stage::Lines;
        } else {
            const auto head = parsePage(history.head(state.id));
            history.save(state);
            history.finish(state, account, head && head->head ? *head->head : HistoryHead());
            return true;
        }
    }
    history.save(state);
    return true;
}

QFuture<bool> answered(bool value)
{
    QPromise<bool> promise;
    promise.start();
    promise.addResult(value);
    promise.finish();
    return promise.future();
}

} // namespace

struct HistorySink::State {
    AccountId account{};
    QString from;
    Rest rest;
    QHash<QString, HistoryAsk> open; ///< by tag
    QSet<qint64> openChats;
    int tags = 0;
    LinkProblem problem;

    [[nodiscard]] bool isOpen(HistoryAsk::Kind kind) const
    {
        return std::any_of(open.begin(), open.end(), [kind](const HistoryAsk &ask) { return ask.kind == kind; });
    }
    [[nodiscard]] std::optional<HistoryAsk> nextAsk() const;
    [[nodiscard]] std::optional<HistoryAsk> nextRuns(bool screenfuls) const;
    void close(const QString &tag)
    {
        for (const HistoryAsk::Run &run : open.take(tag).runs)
            openChats.remove(run.chat);
    }
};

std::optional<HistoryAsk> HistorySink::State::nextRuns(bool screenfuls) const
{
    HistoryAsk ask;
    ask.kind = HistoryAsk::Kind::Runs;
    ask.bound = rest.state->bound;
    int room = kMaxRunLines;
    for (const HistoryGateway::Chat &chat : rest.chats) {
        if (openChats.contains(chat.chat) || (screenfuls && chat.before != 0))
            continue;
        const int most = std::min(room, screenfuls ? kScreenful : kMaxRunLines);
        // One more than there are said to be: the answer then says that it is the last.
        const int likely = int(std::clamp<qint64>(chat.before == 0 ? chat.lines + 1 : kMaxRunLines, 1, most));
        ask.runs.push_back({chat.chat, chat.before, chat.place, likely});
        room -= likely;
        if (room <= 0 || ask.runs.size() >= size_t(kMaxRuns) || toCursor(ask).size() > kMaxAsk - 100)
            break;
    }
    return ask.runs.empty() ? std::nullopt : std::optional(ask);
}

std::optional<HistoryAsk> HistorySink::State::nextAsk() const
{
    HistoryAsk ask;
    if (!rest.state)
        return isOpen(HistoryAsk::Kind::Head) ? std::nullopt : std::optional(ask);
    const HistoryGateway::State &state = *rest.state;
    const auto chain = [&](HistoryAsk::Kind kind) {
        ask.kind = kind;
        return isOpen(kind) ? std::nullopt : std::optional(ask);
    };
    switch (state.stage) {
    case Stage::Chats:
        ask.after = state.after;
        ask.bound = state.bound;
        return chain(HistoryAsk::Kind::Chats);
    case Stage::Lines:
        if (auto runs = nextRuns(true))
            return runs;
        if (state.people && !isOpen(HistoryAsk::Kind::People)) {
            ask.afterJid = *state.people;
            return chain(HistoryAsk::Kind::People);
        }
        if (state.loose && !isOpen(HistoryAsk::Kind::Loose)) {
            ask.after = *state.loose;
            ask.bound = state.bound;
            return chain(HistoryAsk::Kind::Loose);
        }
        return nextRuns(false);
    case Stage::Ends:
        ask.after = state.after;
        ask.bound = state.bound;
        return chain(HistoryAsk::Kind::Ends);
    case Stage::Done:
        break;
    }
    return std::nullopt;
}

HistorySink::HistorySink(Store &store, AccountId account, const QString &from)
    : m_store(store)
    , m_state(std::make_shared<State>())
{
    m_state->account = account;
    m_state->from = from;
    m_state->rest = restOf(store.read(), account, from);
}

std::optional<net::PageRequest> HistorySink::next()
{
    if (m_state->open.size() >= net::kPageWindow)
        return std::nullopt;
    auto ask = m_state->nextAsk();
    if (!ask)
        return std::nullopt;
    ask->stored = m_state->rest.state ? m_state->rest.state->messages : 0;
    const QString tag = u"h%1"_s.arg(++m_state->tags); // L13
    m_state->open.insert(tag, *ask);
    for (const HistoryAsk::Run &run : ask->runs)
        m_state->openChats.insert(run.chat);
    return net::PageRequest{tag, toCursor(*ask)};
}

QFuture<bool> HistorySink::take(const net::Page &page)
{
    const auto asked = m_state->open.constFind(page.relay);
    if (asked == m_state->open.cend()) {
        m_state->problem = {LinkFailure::Protocol, u"a page that was not asked for"_s};
        return answered(false);
    }
    struct Stored {
        bool isRight = false;
        Rest rest;
    };
    return m_store
        .run([octets = page.octets, ask = *asked, account = m_state->account, from = m_state->from](StoreSession &session) -> StoreResult<Stored> {
            const auto parsed = parsePage(octets);
            if (!parsed || parsed->cursor != toCursor(ask))
                return Stored{};
            if (!store(session, account, from, ask, *parsed, octets)) // rolled back
                return net::unexpected(StoreError{StoreErrorKind::Query, {}});
            return Stored{true, restOf(session, account, from)};
        })
        .then([state = m_state, tag = page.relay](const StoreResult<Stored> &stored) {
            state->close(tag);
            if (stored && stored->isRight) {
                state->rest = stored->rest;
                return true;
            }
            const bool isPage = stored || (stored.error().kind == StoreErrorKind::Query && stored.error().detail.isEmpty());
            state->problem = isPage ? LinkProblem{LinkFailure::Protocol, u"a page that is damaged, or answers something else"_s}
                                    : LinkProblem{LinkFailure::Storage, storeAdvice(stored.error())};
            return false;
        });
}

bool HistorySink::isComplete() const
{
    return m_state->rest.state && m_state->rest.state->stage == Stage::Done;
}

LinkProgress HistorySink::progress() const
{
    LinkProgress progress;
    if (const auto &state = m_state->rest.state) {
        progress.messages = state->messages;
        progress.octets = state->octets;
        // What came since the beginning is part of it; and what a message takes up is known better with each.
        progress.ofMessages = std::max(state->ofMessages, state->messages);
        progress.ofOctets = std::max(state->ofOctets, state->octets);
    }
    return progress;
}

LinkProblem HistorySink::problem() const
{
    return m_state->problem;
}

void HistorySink::forget(Store &store, AccountId account, const QString &from)
{
    store.run([account, from](StoreSession &session) { session.history.forget(account, from); });
}

HistoryEnds historyEnds(Store &store)
{
    return {
        [&store](AccountId account) { return std::make_unique<HistorySource>(store, account); },
        [&store](AccountId account, const QString &from) { return std::make_unique<HistorySink>(store, account, from); },
        [&store](AccountId account) { return HistorySource::size(store, account); },
        [&store](AccountId account, const QString &from) { HistorySink::forget(store, account, from); },
    };
}

} // namespace model
