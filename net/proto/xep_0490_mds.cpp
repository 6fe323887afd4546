// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0490_mds.h"

#include "net/proto/payload.h"
#include "net/proto/xep_0004_forms.h"
#include "net/proto/xep_0359_stanza_ids.h"

using namespace Qt::StringLiterals;

namespace net::xep0490 {

namespace {
constexpr QStringView kOwnerNs = u"http://jabber.org/protocol/pubsub#owner";
}

std::optional<Displayed> parseItem(const xep0060::Item &item)
{
    const Jid chat = Jid::fromString(item.id);
    if (chat.isEmpty() || !item.payload.is(u"displayed", kNs))
        return {};
    const auto ids = allPayloads(item.payload, xep0359::parseStanzaId);
    if (ids.size() != 1)
        return {};
    return Displayed{chat, ids.front().id, ids.front().by};
}

xep0060::Item toItem(const Displayed &displayed)
{
    xml::Element payload(u"displayed", kNs);
    payload.add(toElement(xep0359::StanzaId{displayed.id, displayed.by}));
    return {displayed.chat.toString(), {}, payload};
}

xep0060::Options publishOptions(const QString &maxItems)
{
    xep0060::Options options{{u"pubsub#persist_items"_s, u"true"_s}, {u"pubsub#access_model"_s, u"whitelist"_s}, {u"pubsub#send_last_published_item"_s, u"never"_s}};
    if (!maxItems.isEmpty())
        options.emplace_back(u"pubsub#max_items"_s, maxItems);
    return options;
}

xml::Element configure(const QString &maxItems)
{
    xep0004::Form form = xep0004::submission(u"http://jabber.org/protocol/pubsub#node_config"_s);
    for (const auto &[name, value] : publishOptions(maxItems)) {
        xep0004::Field field;
        field.var = name;
        field.values = {value};
        form.fields.push_back(field);
    }
    xml::Element configure(u"configure", kOwnerNs);
    configure.set(u"node", kNs.toString());
    configure.add(toElement(form));
    return xml::Element(u"pubsub", kOwnerNs).add(configure);
}

} // namespace net::xep0490
