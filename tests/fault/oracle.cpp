// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/oracle.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <algorithm>
#include <set>
#include <tuple>

using namespace Qt::StringLiterals;

namespace fault {

QString lineOf(const QString &device, int number, int length)
{
    static const QString filling = u"<&> ümlaut 🎈 \"and\" so on, "_s;
    QString text = u"%1#%2 "_s.arg(device).arg(number);
    while (text.size() < length)
        text += filling;
    return text + u'.';
}

QString keyOf(const QString &line)
{
    return line.section(u' ', 0, 0);
}

Key parseKey(const QString &key)
{
    bool ok = false;
    const int number = key.section(u'#', 1).toInt(&ok);
    return ok ? Key{key.section(u'#', 0, 0), number} : Key{};
}

QByteArray Shelf::toJson() const
{
    QJsonArray array;
    for (const Line &line : lines)
        array.append(QJsonArray{line.key, line.isOwn, int(line.state), line.failure});
    return QJsonDocument(QJsonObject{{u"lines"_s, array}, {u"unread"_s, unread}}).toJson(QJsonDocument::Compact);
}

Shelf Shelf::fromJson(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    Shelf shelf;
    shelf.unread = object[u"unread"_s].toInt();
    for (const QJsonValue &value : object[u"lines"_s].toArray())
        shelf.lines.push_back({value[0].toString(), value[1].toBool(), model::MessageState(value[2].toInt()), value[3].toString()});
    return shelf;
}

QString toString(const Verdict &verdict)
{
    const auto what = [&] {
        switch (verdict.what) {
        case Verdict::Lost:
            return u"lost"_s;
        case Verdict::Doubled:
            return u"doubled"_s;
        case Verdict::OutOfOrder:
            return u"out of order"_s;
        case Verdict::Ghost:
            return u"there, though it was given back"_s;
        case Verdict::Stuck:
            return u"stuck"_s;
        case Verdict::Failed:
            return u"failed"_s;
        case Verdict::AckedTooEarly:
            return u"acknowledged too early"_s;
        case Verdict::UnreadDiffers:
            return u"unread counts differ"_s;
        }
        return QString();
    }();
    return u"%1: %2 in %3%4"_s.arg(verdict.key.isEmpty() ? u"chat"_s : verdict.key, what, verdict.where, verdict.detail.isEmpty() ? QString() : u" ("_s + verdict.detail + u')');
}

int incidents(const std::vector<Verdict> &verdicts)
{
    std::set<std::tuple<Verdict::What, QString, int>> struck;
    for (const Verdict &verdict : verdicts) {
        const Key key = parseKey(verdict.key);
        struck.emplace(verdict.what, key.device, key.number);
    }
    return int(std::count_if(struck.begin(), struck.end(), [&struck](const auto &one) {
        const auto &[what, device, number] = one;
        return !struck.contains({what, device, number - 1});
    }));
}

namespace {

struct Court {
    const Evidence &evidence;
    std::vector<Verdict> verdicts;
    QHash<QString, std::vector<QString>> truth{}; ///< by device: what it holds of its own
    QSet<QString> all{};

    void say(Verdict::What what, const QString &key, const QString &where, const QString &detail = {}) { verdicts.push_back({what, key, where, detail}); }

    /// What the writer holds is what was accepted; here is whether that is right.
    void askTheWriter(const Evidence::Device &device)
    {
        const QString where = u"the store of "_s + device.name;
        std::vector<QString> &own = truth[device.name];
        QSet<QString> held;
        for (const Shelf::Line &line : device.shelf.lines) {
            if (parseKey(line.key).device != device.name || held.contains(line.key))
                continue; // doubles are found with the copies
            held.insert(line.key);
            own.push_back(line.key);
        }
        all.unite(held);
        QSet<QString> said;
        for (const Spoken &spoken : device.spoken) {
            said.insert(spoken.key);
            const bool isHeld = held.contains(spoken.key);
            switch (spoken.fate) {
            case Spoken::Said:
                if (!isHeld)
                    say(Verdict::Lost, spoken.key, where, u"neither stored nor given back"_s);
                break;
            case Spoken::Stored:
                if (!isHeld)
                    say(Verdict::Lost, spoken.key, where, u"it was seen there"_s);
                break;
            case Spoken::Refused:
                if (isHeld)
                    say(Verdict::Ghost, spoken.key, where);
                break;
            case Spoken::Unknown:
                break;
            }
        }
        for (const QString &key : own) {
            if (!said.contains(key))
                say(Verdict::Ghost, key, where, u"never written"_s);
        }
    }

    [[nodiscard]] const Evidence::Archive *archiveOf(const QString &account) const
    {
        const auto it = std::find_if(evidence.archives.begin(), evidence.archives.end(), [&](const Evidence::Archive &archive) { return archive.account == account; });
        return it == evidence.archives.end() ? nullptr : &*it;
    }

    /// `before` was handed out as what comes just now, and `key` only after it.
    [[nodiscard]] bool wereSwapped(const Evidence::Device &device, const QString &before, const QString &key) const
    {
        const auto first = device.heard.constFind(before), second = device.heard.constFind(key);
        return evidence.serverHasRaces && first != device.heard.cend() && second != device.heard.cend() && !first->delayed && first->turn < second->turn;
    }

    /// Another device wrote it, and the server does not have it for this account.
    [[nodiscard]] bool wasNotArchived(const Evidence::Device &device, const QString &writer, const QString &key) const
    {
        const auto *archive = evidence.serverHasRaces && writer != device.name ? archiveOf(device.account) : nullptr;
        return archive && std::find(archive->keys.begin(), archive->keys.end(), key) == archive->keys.end();
    }

    /// It is where it was written, but the server did not bring it to the archive of the other account.
    [[nodiscard]] bool wasNotArchived(const QString &owner, const QString &writer) const
    {
        return evidence.serverHasRaces && writer.section(u'.', 0, 0) != owner;
    }

    /// `device`: whose copy it is; null: the archive of `owner`.
    void compare(const std::vector<QString> &copy, const QString &where, const Evidence::Device *device, const QString &owner)
    {
        QHash<QString, int> count;
        QHash<QString, Key> last;
        for (const QString &text : copy) {
            const Key key = parseKey(text);
            if (key.device.isEmpty())
                continue;
            if (++count[text] > 1) {
                if (count[text] != 2)
                    continue;
                say(Verdict::Doubled, text, where);
                verdicts.back().byServer = evidence.serverHasRaces && !device;
                continue;
            }
            if (!all.contains(text))
                say(Verdict::Ghost, text, where);
            Key &before = last[key.device];
            if (!before.device.isEmpty() && before.number > key.number) {
                say(Verdict::OutOfOrder, text, where, u"behind %1"_s.arg(before.number));
                verdicts.back().byServer = device && wereSwapped(*device, u"%1#%2"_s.arg(before.device).arg(before.number), text);
            }
            before = key;
        }
        for (auto it = truth.cbegin(); it != truth.cend(); ++it) {
            for (const QString &key : *it) {
                if (count.contains(key))
                    continue;
                say(Verdict::Lost, key, where);
                verdicts.back().byServer = device ? wasNotArchived(*device, it.key(), key) : wasNotArchived(owner, it.key());
            }
        }
    }

    void lookAtStates(const Evidence::Device &device)
    {
        for (const Shelf::Line &line : device.shelf.lines) {
            if (!line.isOwn)
                continue;
            const QString where = u"the store of "_s + device.name;
            if (line.state == model::MessageState::Failed)
                say(Verdict::Failed, line.key, where, line.failure);
            else if (line.state < model::MessageState::Accepted)
                say(Verdict::Stuck, line.key, where, line.state == model::MessageState::Queued ? u"queued"_s : u"written"_s);
        }
    }
};

} // namespace

std::vector<Verdict> judge(const Evidence &evidence)
{
    Court court{evidence, {}};
    for (const Evidence::Device &device : evidence.devices)
        court.askTheWriter(device);
    QHash<QString, const Evidence::Device *> first;
    for (const Evidence::Device &device : evidence.devices) {
        std::vector<QString> keys;
        for (const Shelf::Line &line : device.shelf.lines)
            keys.push_back(line.key);
        court.compare(keys, u"the store of "_s + device.name, &device, {});
        court.lookAtStates(device);
        for (const QString &detail : device.ackedTooEarly)
            court.say(Verdict::AckedTooEarly, {}, u"the store of "_s + device.name, detail);
        const Evidence::Device *&other = first[device.account];
        if (!other)
            other = &device;
        else if (other->shelf.unread != device.shelf.unread)
            court.say(Verdict::UnreadDiffers, {}, device.name + u" and "_s + other->name, u"%1 and %2"_s.arg(device.shelf.unread).arg(other->shelf.unread));
    }
    for (const Evidence::Archive &archive : evidence.archives)
        court.compare(archive.keys, u"the archive of "_s + archive.account, nullptr, archive.account);
    return court.verdicts;
}

} // namespace fault
