// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/kith_links.h"
#include "net/proto/rfc6120_stanza.h"
#include "tests/support/net/fake_server.h"

#include <algorithm>

using namespace Qt::StringLiterals;

/// The part of the FakeServer that keeps the links node.
namespace net {

namespace {
const QString kOwn = u"anna@example.net"_s;
}

void FakeServer::tellEvent(const xep0060::Event &event)
{
    if (losesEvents)
        return;
    xml::Element message(u"message", u"jabber:client");
    message.set(u"from", kOwn).set(u"type", u"headline"_s);
    message.add(toElement(event));
    deliver(message);
}

void FakeServer::putLink(const QString &id, const xml::Element &payload)
{
    std::erase_if(links, [&](const auto &item) { return item.first == id; });
    links.emplace_back(id, payload);
    tellEvent({xep0060::Event::Kind::Items, links::kNs.toString(), {{id, {}, payload}}, {}});
}

void FakeServer::takeLink(const QString &id)
{
    if (std::erase_if(links, [&](const auto &item) { return item.first == id; }) > 0)
        tellEvent({xep0060::Event::Kind::Items, links::kNs.toString(), {}, {id}});
}

bool FakeServer::onLinks(Session &session, const xml::Element &iq)
{
    const xml::Element *pubsub = iq.firstChild();
    const xml::Element *what = pubsub->is(u"pubsub", xep0060::kNs) ? pubsub->firstChild() : nullptr;
    if (!what || what->attribute(u"node") != links::kNs || !hasPersonalNodes)
        return false;
    xml::Element answer = rfc6120::resultReply(iq, {});
    if (what->name() == u"items") {
        if (links.empty()) {
            answer = rfc6120::errorReply(iq, u"item-not-found"_s);
        } else {
            xep0060::Items all{links::kNs.toString(), {}};
            for (const auto &[id, payload] : links)
                all.items.push_back({id, {}, payload});
            answer.add(toElement(all));
        }
    } else if (what->name() == u"publish") {
        ++linkPublications;
        putLink(what->firstChild()->attribute(u"id"), *what->firstChild()->firstChild());
    } else if (what->name() == u"retract") {
        takeLink(what->firstChild()->attribute(u"id"));
    }
    answer.set(u"to", QString());
    toSession(session, answer);
    return true;
}

} // namespace net
