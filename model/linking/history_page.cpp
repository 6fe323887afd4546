// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/linking/history_page.h"

#include "model/linking/page_octets.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace model {

namespace {

constexpr qint64 kMaxRow = std::numeric_limits<qint64>::max() / 4;
constexpr qint64 kMaxPlace = qint64(1) << 60; // microseconds, with more room than the years have
constexpr int kMaxMarkerKind = 2; // MarkerGateway::Kind

// Each kind of thing is written once, and read in the same order.

template<class Things, class Write>
void putAll(OctetWriter &out, const Things &things, Write write)
{
    out.number(qint64(things.size()));
    for (const auto &thing : things)
        write(out, thing);
}

template<class Thing, class Read>
void getAll(OctetReader &in, std::vector<Thing> &things, Read read)
{
    for (qint64 n = in.count(); n > 0 && !in.isBroken(); --n)
        things.push_back(read(in));
}

qint64 getRow(OctetReader &in)
{
    return in.number(0, kMaxRow);
}

void putText(OctetWriter &out, const HistoryText &text)
{
    out.flag(text.isOriginal);
    out.text(text.targetId);
    out.text(text.body);
    out.time(text.sentAt);
    out.text(text.stanzaId);
}

HistoryText getText(OctetReader &in)
{
    HistoryText text;
    text.isOriginal = in.flag();
    text.targetId = in.text();
    text.body = in.text();
    text.sentAt = in.time();
    text.stanzaId = in.text();
    return text;
}

void putLine(OctetWriter &out, const HistoryLine &line)
{
    out.number(line.row);
    out.number(line.place);
    out.number(qint64(line.direction));
    out.text(line.sender);
    out.text(line.body);
    out.flag(line.edited);
    out.time(line.sentAt);
    out.number(qint64(line.state));
    out.text(line.failure);
    // Mostly one id thrice; it would be deflated well, but not for nothing.
    out.text(line.stanzaId);
    out.flag(line.originId == line.stanzaId);
    if (line.originId != line.stanzaId)
        out.text(line.originId);
    out.text(line.archiveId);
    out.number(line.payloadHash);
    putAll(out, line.texts, putText);
    out.flag(line.isTold);
}

HistoryLine getLine(OctetReader &in)
{
    HistoryLine line;
    line.row = in.number(1, kMaxRow);
    line.place = in.number(1, kMaxPlace);
    line.direction = in.choice(Direction::Outgoing);
    line.sender = in.text();
    line.body = in.text();
    line.edited = in.flag();
    line.sentAt = in.time();
    line.state = in.choice(MessageState::Received);
    line.failure = in.text();
    line.stanzaId = in.text();
    line.originId = in.flag() ? line.stanzaId : in.text();
    line.archiveId = in.text();
    line.payloadHash = in.number();
    getAll(in, line.texts, getText);
    line.isTold = in.flag();
    const bool isOwn = line.direction == Direction::Outgoing;
    if (!line.sentAt.isValid() || isOwn == (line.state == MessageState::Received) || line.state == MessageState::Queued || line.state == MessageState::Written)
        in.spoil();
    return line;
}

void putRun(OctetWriter &out, const HistoryStretch &run)
{
    out.number(run.chat);
    out.number(run.newer);
    putAll(out, run.lines, putLine);
    out.number(run.read);
    out.number(run.displayed);
    out.flag(run.isLast);
}

HistoryStretch getRun(OctetReader &in)
{
    HistoryStretch run;
    run.chat = getRow(in);
    run.newer = getRow(in);
    getAll(in, run.lines, getLine);
    run.read = getRow(in);
    run.displayed = getRow(in);
    run.isLast = in.flag();
    return run;
}

void putChat(OctetWriter &out, const HistoryChat &chat)
{
    out.number(chat.chat);
    out.text(chat.peer);
    out.time(chat.createdAt);
    out.time(chat.lastAt);
    out.number((chat.pinned ? 1 : 0) | (chat.muted ? 2 : 0) | (chat.archived ? 4 : 0) | (chat.request ? 8 : 0) | (chat.markedUnread ? 16 : 0));
    out.number(chat.read);
    out.number(chat.displayed);
    out.number(chat.count);
    out.number(chat.sum);
}

HistoryChat getChat(OctetReader &in)
{
    HistoryChat chat;
    chat.chat = in.number(1, kMaxRow);
    chat.peer = in.text();
    chat.createdAt = in.time();
    chat.lastAt = in.time();
    const qint64 flags = in.number(0, 31);
    chat.pinned = flags & 1;
    chat.muted = flags & 2;
    chat.archived = flags & 4;
    chat.request = flags & 8;
    chat.markedUnread = flags & 16;
    chat.read = getRow(in);
    chat.displayed = getRow(in);
    chat.count = getRow(in);
    chat.sum = in.number();
    return chat;
}

void putLoose(OctetWriter &out, const HistoryLoose &loose)
{
    out.number(loose.chat);
    putAll(out, loose.markers, [](OctetWriter &o, const HistoryLoose::Marker &marker) {
        o.text(marker.ref);
        o.number(marker.kind);
    });
    putAll(out, loose.corrections, [](OctetWriter &o, const HistoryLoose::Correction &correction) {
        o.text(correction.sender);
        putText(o, correction.text);
    });
}

HistoryLoose getLoose(OctetReader &in)
{
    HistoryLoose loose;
    loose.chat = getRow(in);
    getAll(in, loose.markers, [](OctetReader &i) {
        HistoryLoose::Marker marker;
        marker.ref = i.text();
        marker.kind = int(i.number(0, kMaxMarkerKind));
        return marker;
    });
    getAll(in, loose.corrections, [](OctetReader &i) {
        HistoryLoose::Correction correction;
        correction.sender = i.text();
        correction.text = getText(i);
        return correction;
    });
    return loose;
}

void putPerson(OctetWriter &out, const HistoryPerson &person)
{
    out.text(person.jid);
    out.text(person.nick);
    out.text(person.avatarHash);
    out.text(person.avatarType);
    out.octets(person.avatar);
}

HistoryPerson getPerson(OctetReader &in)
{
    HistoryPerson person;
    person.jid = in.text();
    person.nick = in.text();
    person.avatarHash = in.text();
    person.avatarType = in.text();
    person.avatar = in.octets();
    return person;
}

void putPlace(OctetWriter &out, const HistoryRow &row)
{
    out.number(row.chat);
    out.number(row.row);
    out.flag(row.isTold);
}

HistoryRow getPlace(OctetReader &in)
{
    HistoryRow row;
    row.chat = getRow(in);
    row.row = getRow(in);
    row.isTold = in.flag();
    return row;
}

void putGap(OctetWriter &out, const HistoryGap &gap)
{
    out.text(gap.afterId);
    out.text(gap.beforeId);
    putAll(out, gap.older, putPlace);
    putAll(out, gap.newer, putPlace);
}

HistoryGap getGap(OctetReader &in)
{
    HistoryGap gap;
    gap.afterId = in.text();
    gap.beforeId = in.text();
    getAll(in, gap.older, getPlace);
    getAll(in, gap.newer, getPlace);
    return gap;
}

void putHead(OctetWriter &out, const HistoryHead &head)
{
    out.number(head.bound);
    out.number(head.messages);
    out.number(head.octets);
    putAll(out, head.gaps, putGap);
    putAll(out, head.passed, [](OctetWriter &o, const HistoryHead::Passed &passed) {
        o.text(passed.archiveId);
        o.time(passed.at);
    });
}

HistoryHead getHead(OctetReader &in)
{
    HistoryHead head;
    head.bound = getRow(in);
    head.messages = getRow(in);
    head.octets = getRow(in);
    getAll(in, head.gaps, getGap);
    getAll(in, head.passed, [](OctetReader &i) {
        HistoryHead::Passed passed;
        passed.archiveId = i.text();
        passed.at = i.time();
        return passed;
    });
    return head;
}

constexpr QStringView kKinds[] = {u"head", u"chats", u"runs", u"people", u"loose", u"ends"};

std::optional<qint64> rowIf(QStringView word)
{
    bool isNumber = false;
    const qint64 value = word.toLongLong(&isNumber);
    return isNumber && value >= 0 && value <= kMaxRow ? std::optional(value) : std::nullopt;
}

std::optional<HistoryAsk::Run> runIf(QStringView word)
{
    const auto parts = word.split(u':');
    if (parts.size() != 4)
        return std::nullopt;
    const auto chat = rowIf(parts[0]), before = rowIf(parts[1]), place = rowIf(parts[2]), lines = rowIf(parts[3]);
    if (!chat || !before || !place || !lines || *lines < 1 || *lines > kMaxRunLines)
        return std::nullopt;
    return HistoryAsk::Run{*chat, *before, *place, int(*lines)};
}

} // namespace

QString toCursor(const HistoryAsk &ask)
{
    QStringList words{kKinds[size_t(ask.kind)].toString(), QString::number(ask.stored)};
    switch (ask.kind) {
    case HistoryAsk::Kind::Head:
        return {}; // from the beginning
    case HistoryAsk::Kind::Chats:
    case HistoryAsk::Kind::Loose:
    case HistoryAsk::Kind::Ends:
        words << QString::number(ask.after) << QString::number(ask.bound);
        break;
    case HistoryAsk::Kind::Runs:
        words << QString::number(ask.bound);
        for (const HistoryAsk::Run &run : ask.runs)
            words << u"%1:%2:%3:%4"_s.arg(run.chat).arg(run.before).arg(run.place).arg(run.lines);
        break;
    case HistoryAsk::Kind::People:
        words << ask.afterJid;
        break;
    }
    return words.join(u' ');
}

std::optional<HistoryAsk> parseCursor(const QString &cursor)
{
    HistoryAsk ask;
    if (cursor.isEmpty())
        return ask;
    if (cursor.size() > kMaxAsk)
        return std::nullopt;
    const auto words = QStringView(cursor).split(u' ');
    const auto kind = std::find(std::begin(kKinds), std::end(kKinds), words[0]);
    const auto stored = words.size() > 2 ? rowIf(words[1]) : std::nullopt;
    if (kind == std::end(kKinds) || !stored)
        return std::nullopt;
    ask.kind = HistoryAsk::Kind(kind - std::begin(kKinds));
    ask.stored = *stored;
    const auto rest = QList<QStringView>(words.begin() + 2, words.end());
    const auto number = rowIf(rest[0]);
    switch (ask.kind) {
    case HistoryAsk::Kind::Head:
        return std::nullopt;
    case HistoryAsk::Kind::Chats:
    case HistoryAsk::Kind::Loose:
    case HistoryAsk::Kind::Ends: {
        const auto bound = rest.size() == 2 ? rowIf(rest[1]) : std::nullopt;
        if (!number || !bound)
            return std::nullopt;
        ask.after = *number;
        ask.bound = *bound;
        return ask;
    }
    case HistoryAsk::Kind::Runs:
        if (!number)
            return std::nullopt;
        ask.bound = *number;
        for (const QStringView word : rest.sliced(1)) {
            const auto run = runIf(word);
            if (!run)
                return std::nullopt;
            ask.runs.push_back(*run);
        }
        return !ask.runs.empty() && ask.runs.size() <= size_t(kMaxRuns) ? std::optional(ask) : std::nullopt;
    case HistoryAsk::Kind::People:
        if (rest.size() != 1)
            return std::nullopt;
        ask.afterJid = rest[0].toString();
        return ask;
    }
    return std::nullopt;
}

QByteArray toOctets(const HistoryPage &page)
{
    OctetWriter out;
    out.number(kHistoryVersion);
    out.text(page.cursor);
    out.flag(page.head.has_value());
    if (page.head)
        putHead(out, *page.head);
    putAll(out, page.chats, putChat);
    putAll(out, page.runs, putRun);
    putAll(out, page.people, putPerson);
    putAll(out, page.loose, putLoose);
    out.flag(page.isLast);
    out.number(page.after);
    out.text(page.afterJid);
    return deflated(out.result());
}

std::optional<HistoryPage> parsePage(const QByteArray &octets)
{
    const auto plain = octets.size() <= net::kMaxPageOctets ? inflated(octets, kMaxPlainOctets) : std::nullopt;
    if (!plain)
        return std::nullopt;
    OctetReader in(*plain);
    if (in.number() != kHistoryVersion)
        return std::nullopt;
    HistoryPage page;
    page.cursor = in.text();
    if (in.flag())
        page.head = getHead(in);
    getAll(in, page.chats, getChat);
    getAll(in, page.runs, getRun);
    getAll(in, page.people, getPerson);
    getAll(in, page.loose, getLoose);
    page.isLast = in.flag();
    page.after = getRow(in);
    page.afterJid = in.text();
    return in.isWhole() ? std::optional(page) : std::nullopt;
}

} // namespace model
