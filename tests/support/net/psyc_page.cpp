// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/psyc_page.h"

#include "net/linking/psyc_words.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;
using namespace net::psyc;

namespace test {

QByteArray toText(const Packet &packet)
{
    QByteArray routing, entity;
    for (const auto &[name, value] : packet.variables) {
        const bool routes = name == u"_source" || name == u"_target" || name.startsWith(u"_tag"_s);
        (routes ? routing : entity) += ':' + name.toUtf8() + '\t' + value.toUtf8() + '\n';
    }
    return routing + '\n' + entity + packet.method.toUtf8() + '\n' + (packet.body.isEmpty() ? QByteArray() : packet.body.toUtf8() + '\n') + "|\n";
}

std::optional<Packet> fromText(const QByteArray &text)
{
    QList<QByteArray> lines = text.split('\n');
    while (!lines.isEmpty() && lines.last().trimmed().isEmpty())
        lines.removeLast();
    if (lines.isEmpty() || (lines.last() != "|" && lines.last() != "."))
        return {};
    const QByteArray end = lines.takeLast();
    if (!lines.isEmpty() && lines.first() == end) // the end of the packet before
        lines.removeFirst();
    Packet packet;
    QByteArrayList body;
    for (const QByteArray &line : std::as_const(lines)) {
        if (!packet.method.isEmpty()) {
            body << line;
        } else if (const char first = line.isEmpty() ? '\0' : line.front(); first == '_') {
            packet.method = QString::fromUtf8(line);
        } else if (first == ':' || first == '=' || first == '+' || first == '-' || first == '?') {
            const qsizetype tab = line.indexOf('\t');
            const QString name = QString::fromUtf8(line.mid(1, tab < 0 ? -1 : tab - 1));
            const QString value = tab < 0 ? u""_s : QString::fromUtf8(line.mid(tab + 1));
            if (!isKeyword(name))
                return {};
            if (first == '-')
                packet.set(name, {});
            else if (first == '+')
                packet.set(name, packet.value(name) + u'|' + value);
            else if (first != '?')
                packet.set(name, value);
        } else if (bool isLength = false; !line.trimmed().isEmpty() && ((void)line.toUInt(&isLength), !isLength)) {
            return {}; // an empty line or a length stands between routing and entity, and nothing else
        }
    }
    packet.body = QString::fromUtf8(body.join('\n'));
    return isKeyword(packet.method) ? std::optional(packet) : std::nullopt;
}

QString filledIn(const Packet &packet)
{
    QString text = packet.body;
    for (const auto &[name, value] : packet.variables)
        text.replace(u'[' + name + u']', value);
    return text;
}

QString pageHash(const QString &hash, const QString &nonce, const QString &password)
{
    const auto algorithm = hash == u"sha1" ? QCryptographicHash::Sha1 : QCryptographicHash::Md5;
    return QString::fromLatin1(QCryptographicHash::hash(nonce.toUtf8() + password.toUtf8(), algorithm).toHex());
}

Packet PageIdentity::answer(const Packet &old) const
{
    const Packet enter = inNewestNames(old);
    Packet reply;
    reply.set(u"_source", linksChannel(uni)).set(u"_target", enter.value(u"_source")).set(u"_tag_relay", enter.value(u"_tag"));
    const QString given = enter.value(u"_password");
    if (given.isNull()) {
        reply.method = kChallenge.toString();
        reply.set(u"_available_hashes", hashes).set(u"_nonce", nonce);
        reply.body = u"Please show identification."_s;
    } else if (const QString method = enter.value(u"_method"); given == (method.isNull() ? password : pageHash(method, nonce, password))) {
        reply.method = kEntered.toString();
    } else {
        reply.method = kWrong.toString();
        reply.body = u"Wrong password for [_source]!"_s;
    }
    return reply;
}

std::vector<Packet> PageIdentity::take(const Packet &old)
{
    const Packet packet = inNewestNames(old);
    const QString source = packet.value(u"_source");
    const auto reply = [&](QStringView method) {
        Packet answer(method);
        answer.set(u"_source", uni).set(u"_target", source).set(u"_tag_relay", packet.value(u"_tag"));
        return answer;
    };
    std::vector<Packet> out;
    if (inherits(packet.method, kEnter)) {
        out.push_back(answer(packet));
        if (out.front().method != kEntered)
            return out;
        linked[source] = parseList(packet.value(u"_service"));
        for (const auto &[location, services] : linked) { // L14
            if (location == source)
                continue;
            out.push_back(Packet(kEntered));
            out.back().set(u"_source", linksChannel(uni)).set(u"_target", location).set(u"_location", source);
        }
        return out;
    }
    if (inherits(packet.method, kLeave)) { // L21
        linked.erase(source);
        return {reply(kLeft)};
    }
    if (inherits(packet.method, u"_request_authentication")) // L7
        return {reply(linked.contains(packet.value(u"_location")) ? u"_notice_authentication" : u"_error_invalid_authentication")};
    if (inherits(packet.method, u"_request_trustiness")) // L8
        return {reply(u"_notice_trustiness").set(u"_trustiness", linked.contains(packet.value(u"_location")) ? u"9"_s : u"0"_s)};
    // L2: it does nothing itself, not with friendship either (L3). L6: to whoever is linked.
    for (const auto &[location, services] : linked) {
        if (!receives(services, packet.method))
            continue;
        out.push_back(packet);
        out.back().set(u"_target", location);
    }
    if (out.empty() && fallbackFor(packet.method) == Fallback::StoreAndShow)
        stored.push_back(packet);
    if (out.empty() && fallbackFor(packet.method) == Fallback::AnswerError)
        out.push_back(reply(kUnknown));
    return out;
}

Packet PageLocation::enter() const
{
    Packet packet(kEnter);
    packet.set(u"_target", linksChannel(uni)).set(u"_tag", QString::number(tag));
    if (!unl.isEmpty())
        packet.set(u"_source", unl);
    return packet;
}

Packet PageLocation::enterAgain(const Packet &challenge) const
{
    for (const QString &hash : parseList(challenge.value(u"_available_hashes"))) {
        if (hash != u"sha1" && hash != u"md5")
            continue;
        Packet packet = enter();
        packet.set(u"_tag", u"984383"_s).set(u"_method", hash).set(u"_password", pageHash(hash, challenge.value(u"_nonce"), password));
        return packet;
    }
    return {};
}

} // namespace test
