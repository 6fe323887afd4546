// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linking/history_source.h"

#include "model/linking/history_page.h"
#include "model/store/store.h"

using namespace Qt::StringLiterals;

namespace model {

namespace {

// Octets before they are deflated, of which a third or less is left; a page that is too large all the same is made again with less in it.
constexpr qsizetype kRoom = 480 * 1024;
constexpr qsizetype kLeastRoom = 4 * 1024;
constexpr qsizetype kPeopleRoom = 200 * 1024; // pictures do not become smaller
constexpr int kChats = 400;
constexpr int kPeople = 400;
constexpr int kLoose = 64;
/// What is left of a text that no page can hold. Servers refuse such messages.
constexpr qsizetype kLongest = 50'000;
/// No program makes longer ids; one that is cut would be another one.
constexpr qsizetype kLongestId = 1000;

HistoryPage read(const StoreSession &session, AccountId account, const HistoryAsk &ask, qsizetype room)
{
    const HistoryReader &from = session.historyReader;
    HistoryPage page;
    page.cursor = toCursor(ask);
    switch (ask.kind) {
    case HistoryAsk::Kind::Head:
        page.head = from.head(account);
        break;
    case HistoryAsk::Kind::Chats:
    case HistoryAsk::Kind::Ends:
        page.chats = from.chats(account, ask.after, ask.bound, kChats);
        page.isLast = page.chats.size() < kChats;
        page.after = page.chats.empty() ? ask.after : page.chats.back().chat;
        break;
    case HistoryAsk::Kind::Runs:
        for (const HistoryAsk::Run &run : ask.runs) {
            if (room <= 0)
                break; // asked for again
            page.runs.push_back(from.run(account, run.chat, ask.bound, run.before, run.place, run.lines, room));
            for (const HistoryLine &line : page.runs.back().lines)
                room -= 60 + line.body.size();
        }
        break;
    case HistoryAsk::Kind::People:
        page.people = from.people(account, ask.afterJid, kPeople, std::min(room, kPeopleRoom));
        page.isLast = page.people.empty();
        page.afterJid = page.people.empty() ? ask.afterJid : page.people.back().jid;
        break;
    case HistoryAsk::Kind::Loose:
        page.loose = from.loose(account, ask.after, ask.bound, kLoose, room);
        page.isLast = page.loose.empty();
        page.after = page.loose.empty() ? ask.after : page.loose.back().chat;
        break;
    }
    return page;
}

// One thing alone is larger than a page.
void shorten(HistoryPage &page)
{
    for (HistoryStretch &run : page.runs) {
        for (HistoryLine &line : run.lines) {
            line.texts.clear();
            line.body.truncate(kLongest);
            line.failure.truncate(kLongestId);
            for (QString *id : {&line.stanzaId, &line.originId, &line.archiveId}) {
                if (id->size() > kLongestId)
                    id->clear();
            }
        }
    }
    for (HistoryLoose &loose : page.loose) {
        loose.corrections.resize(std::min<size_t>(loose.corrections.size(), 1));
        for (HistoryLoose::Correction &correction : loose.corrections)
            correction.text.body.truncate(kLongest);
        loose.markers.clear();
    }
    if (page.head)
        page.head->passed.clear();
    page.people.clear();
}

QByteArray octetsOf(const StoreSession &session, AccountId account, const HistoryAsk &ask, HistoryPage &page)
{
    for (qsizetype room = kRoom; room >= kLeastRoom; room /= 4) {
        page = read(session, account, ask, room);
        const QByteArray octets = toOctets(page);
        if (octets.size() <= net::kMaxPageOctets)
            return octets;
    }
    shorten(page);
    return toOctets(page);
}

} // namespace

struct HistorySource::Figures {
    LinkProgress progress;
    LinkProblem problem;
};

HistorySource::HistorySource(Store &store, AccountId account)
    : m_store(store)
    , m_account(account)
    , m_figures(std::make_shared<Figures>())
{
    size(store, account).then([figures = m_figures](const LinkProgress &size) {
        figures->progress.ofMessages = size.ofMessages;
        figures->progress.ofOctets = size.ofOctets;
    });
}

LinkProgress HistorySource::progress() const
{
    return m_figures->progress;
}

LinkProblem HistorySource::problem() const
{
    return m_figures->problem;
}

QFuture<LinkProgress> HistorySource::size(Store &store, AccountId account)
{
    return store.query([account](const StoreSession &session) { return session.historyReader.size(account); })
        .then([](const StoreResult<std::pair<qint64, qint64>> &size) { return size ? LinkProgress{0, size->first, 0, size->second} : LinkProgress(); });
}

QFuture<std::optional<net::Page>> HistorySource::answer(const net::PageRequest &request)
{
    const auto ask = parseCursor(request.cursor);
    if (!ask) {
        m_figures->problem = {LinkFailure::Protocol, u"unknown cursor"_s};
        QPromise<std::optional<net::Page>> none;
        none.start();
        none.addResult(std::nullopt);
        none.finish();
        return none.future();
    }
    LinkProgress &progress = m_figures->progress;
    progress.messages = std::max(progress.messages, ask->stored);
    if (progress.octets == 0 && progress.ofMessages > 0) // it goes on where another process of ours was
        progress.octets = progress.ofOctets * std::min(ask->stored, progress.ofMessages) / progress.ofMessages;
    struct Answer {
        net::Page page;
        qint64 lines = 0;
    };
    return m_store
        .query([ask = *ask, tag = request.tag, account = m_account](const StoreSession &session) {
            HistoryPage page;
            Answer answer;
            answer.page.octets = octetsOf(session, account, ask, page);
            answer.page.relay = tag;
            // How far everything has come only the other device can tell; the last page of what it asks for last is the last that it needs.
            const bool isEnd = ask.kind == HistoryAsk::Kind::Ends && page.isLast;
            answer.page.next = isEnd ? QString() : u"more"_s;
            for (const HistoryStretch &run : page.runs)
                answer.lines += qint64(run.lines.size());
            return answer;
        })
        .then([figures = m_figures](const StoreResult<Answer> &answer) -> std::optional<net::Page> {
            if (!answer) {
                figures->problem = {LinkFailure::Storage, storeAdvice(answer.error())};
                return std::nullopt;
            }
            figures->progress.messages = std::min(figures->progress.messages + answer->lines, std::max(figures->progress.ofMessages, figures->progress.messages));
            figures->progress.octets += answer->page.octets.size();
            return answer->page;
        });
}

} // namespace model
