// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/element_maker.h"

#include "net/xml/reader.h"

#include <array>

using namespace net::xml;

namespace {

constexpr std::array kNames = {u"message", u"presence", u"iq", u"query", u"item", u"items", u"x", u"c", u"group", u"body", u"subject", u"thread", u"show", u"status", u"priority", u"error",
    u"text", u"forbidden", u"gone", u"identity", u"feature", u"field", u"value", u"option", u"title", u"instructions", u"required", u"desc", u"delay", u"forwarded", u"sent", u"received",
    u"request", u"result", u"fin", u"set", u"max", u"before", u"after", u"index", u"first", u"last", u"count", u"metadata", u"start", u"end", u"flip-page", u"info", u"data", u"photo",
    u"vCard", u"PHOTO", u"BINVAL", u"TYPE", u"FN", u"NICKNAME", u"nick", u"pubsub", u"event", u"retract", u"purge", u"delete", u"publish", u"stanza-id", u"origin-id", u"displayed",
    u"markable", u"replace", u"active", u"composing", u"paused", u"gone", u"store", u"no-store", u"no-copy", u"time", u"tzo", u"utc", u"name", u"version", u"os", u"block", u"unblock",
    u"blocklist", u"blocked", u"ping", u"unstyled", u"enabled", u"resumed", u"failed", u"a"};
constexpr std::array kNamespaces = {u"jabber:client", u"jabber:iq:roster", u"jabber:x:data", u"jabber:iq:version", u"http://jabber.org/protocol/disco#info",
    u"http://jabber.org/protocol/disco#items", u"http://jabber.org/protocol/caps", u"urn:xmpp:delay", u"urn:xmpp:forward:0", u"urn:xmpp:carbons:2", u"urn:xmpp:mam:2",
    u"http://jabber.org/protocol/rsm", u"urn:xmpp:avatar:metadata", u"urn:xmpp:avatar:data", u"vcard-temp", u"vcard-temp:x:update", u"http://jabber.org/protocol/nick",
    u"http://jabber.org/protocol/pubsub", u"http://jabber.org/protocol/pubsub#event", u"urn:xmpp:sid:0", u"urn:xmpp:receipts", u"urn:xmpp:chat-markers:0", u"urn:xmpp:message-correct:0",
    u"http://jabber.org/protocol/chatstates", u"urn:xmpp:hints", u"urn:xmpp:time", u"urn:xmpp:blocking", u"urn:xmpp:blocking:errors", u"urn:xmpp:ping", u"urn:xmpp:styling:0",
    u"urn:ietf:params:xml:ns:xmpp-stanzas", u"urn:xmpp:sm:3", u""};
constexpr std::array kAttributes = {u"type", u"from", u"to", u"id", u"jid", u"name", u"subscription", u"ask", u"approved", u"ver", u"hash", u"node", u"category", u"var", u"label", u"stamp",
    u"queryid", u"complete", u"stable", u"index", u"timestamp", u"bytes", u"width", u"height", u"url", u"by", u"publisher", u"parent", u"h", u"previd", u"resume", u"max", u"location"};
constexpr std::array kValues = {u"get", u"set", u"result", u"error", u"chat", u"groupchat", u"headline", u"subscribe", u"unavailable", u"both", u"none", u"remove", u"form", u"submit",
    u"FORM_TYPE", u"hidden", u"urn:xmpp:mam:2", u"with", u"start", u"end", u"ids", u"before-id", u"Anna@Example.org/Phone", u"example.org", u"@", u"me@example.org", u"1", u"0", u"-1",
    u"99999999999", u"true", u"false", u"2024-02-29T12:00:00.5Z", u"2024-02-30T12:00:00Z", u"1969-07-20T21:56:15-05:00", u"+05:30", u"aGFsbG8=", u" aGFs\nbG8= ", u"?", u"",
    u"111F4B3C50D7B0DF729D299BC6F8E9EF9066971F", u"image/png", u"sha-1", u"away", u"xa", u"-128", u"n", u"a b", u"/me waves", u"*bold* _it_ `code`\n> quote\n```\npre\n```"};

constexpr int kMaxDepth = 8;

class Maker
{
public:
    explicit Maker(QByteArrayView bytes)
        : m_bytes(bytes)
    {
    }

    Element element(const QString &outerNs, int depth)
    {
        const quint8 shape = take();
        const QString ns = shape & 1 ? outerNs : QString(pick(kNamespaces));
        Element e(pick(kNames), ns);
        for (int i = (shape >> 1) & 3; i > 0; --i)
            e.set(pick(kAttributes), value(), shape & 128 ? QStringView(u"http://www.w3.org/XML/1998/namespace") : QStringView());
        for (int i = depth < kMaxDepth ? (shape >> 3) & 7 : 0; i > 0 && !m_bytes.isEmpty(); --i) {
            if (take() % 4 == 0)
                e.addText(value());
            else
                e.add(element(ns, depth + 1));
        }
        if (shape & 64)
            e.addText(value());
        return e;
    }

private:
    quint8 take()
    {
        if (m_bytes.isEmpty())
            return 0;
        const auto byte = quint8(m_bytes.front());
        m_bytes = m_bytes.sliced(1);
        return byte;
    }
    template<class Words>
    QString pick(const Words &words)
    {
        return QString::fromUtf16(words[take() % words.size()]);
    }
    QString value()
    {
        const quint8 kind = take();
        if (kind < 224) {
            const QString word = QString::fromUtf16(kValues[kind % kValues.size()]);
            return word.isNull() ? QString(QLatin1String("")) : word;
        }
        // now and then anything at all
        const qsizetype length = qMin<qsizetype>(kind - 224, m_bytes.size());
        const QString text = QString::fromUtf8(m_bytes.first(length));
        m_bytes = m_bytes.sliced(length);
        return text.isNull() ? QString(QLatin1String("")) : text;
    }

    QByteArrayView m_bytes;
};

} // namespace

Element makeElement(QByteArrayView bytes)
{
    if (!bytes.startsWith('<'))
        return Maker(bytes).element(QStringLiteral("jabber:client"), 0);
    Reader reader;
    reader.feed("<s xmlns='jabber:client'>" + bytes.toByteArray());
    while (const auto event = reader.next()) {
        if (const auto *read = std::get_if<ElementRead>(&*event))
            return read->element;
    }
    return {};
}
