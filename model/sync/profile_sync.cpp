// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/profile_sync.h"

#include "model/sync/roster_sync.h"
#include "net/base/log.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0054_vcard.h"
#include "net/proto/xep_0172_nick.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace model {

namespace {

bool isImage(const QString &type)
{
    return type == u"image/png" || type == u"image/jpeg" || type == u"image/gif" || type == u"image/webp";
}

/// What the bytes are, whatever was announced: XEP-0153 §4 says types are often missing or wrong.
QString sniff(const QByteArray &bytes)
{
    if (bytes.startsWith("\x89PNG"))
        return u"image/png"_s;
    if (bytes.startsWith("\xff\xd8\xff"))
        return u"image/jpeg"_s;
    if (bytes.startsWith("GIF8"))
        return u"image/gif"_s;
    if (bytes.startsWith("RIFF") && bytes.mid(8, 4) == "WEBP")
        return u"image/webp"_s;
    return {};
}

} // namespace

ProfileSync::ProfileSync(const SyncContext &context, InboundBatch &batch, const RosterSync &roster, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_batch(batch)
    , m_roster(roster)
{
}

bool ProfileSync::mayFetch(const net::Jid &bare) const
{
    return bare == m_context.own || m_roster.isContact(bare);
}

InboundBatch::Effect ProfileSync::setAvatar(const net::Jid &bare, const QString &hash) const
{
    return [bare, hash, account = m_context.account, own = m_context.own](StoreSession &session) {
        if (bare != own) {
            session.contacts.setAvatar(account, bare, hash);
        } else if (const auto record = session.accounts.find(account); record && record->avatarHash != hash) {
            session.accounts.setProfile(account, record->ownName, hash);
        }
    };
}

InboundBatch::Committed ProfileSync::told(const net::Jid &bare)
{
    return [this, isOwn = bare == m_context.own] {
        if (isOwn)
            Q_EMIT ownProfileChanged();
    };
}

void ProfileSync::onEvent(quint64 seq, const net::Jid &from, const net::xep0060::Event &event)
{
    const net::Jid bare = from.isEmpty() ? m_context.own : from.bare();
    if (!mayFetch(bare) || event.kind != net::xep0060::Event::Kind::Items || event.items.empty())
        return m_batch.skip(seq);
    const net::xml::Element &payload = event.items.back().payload;
    if (event.node == net::xep0084::kMetadataNs) {
        if (const auto metadata = net::xep0084::parseMetadata(payload))
            return onMetadata(seq, bare, *metadata);
    } else if (event.node == net::xep0172::kNs) {
        if (const auto nick = net::xep0172::parseNick(payload)) {
            return m_batch.add(
                seq,
                [bare, name = nick->name, account = m_context.account, own = m_context.own](StoreSession &session) {
                    if (bare != own) {
                        session.contacts.setNick(account, bare, name);
                    } else if (const auto record = session.accounts.find(account); record && record->ownName != name) {
                        session.accounts.setProfile(account, name, record->avatarHash);
                    }
                },
                told(bare));
        }
    }
    m_batch.skip(seq);
}

void ProfileSync::onMetadata(quint64 seq, const net::Jid &bare, const net::xep0084::AvatarMetadata &metadata)
{
    m_publishes.insert(bare);
    if (metadata.infos.empty())
        return m_batch.add(seq, setAvatar(bare, u""_s), told(bare));
    const auto best = std::find_if(metadata.infos.begin(), metadata.infos.end(), [](const net::xep0084::AvatarInfo &info) {
        return info.url.isEmpty() && isImage(info.type) && info.bytes <= kMaxBytes;
    });
    if (best == metadata.infos.end())
        return m_batch.skip(seq);
    if (m_context.store.read().avatars.has(best->id))
        return m_batch.add(seq, setAvatar(bare, best->id), told(bare));
    m_batch.skip(seq); // the event comes again at the next sign-in
    want({bare, best->id, best->type, false});
}

void ProfileSync::onVCardPhoto(const net::Jid &from, const QString &hash)
{
    const net::Jid bare = from.bare();
    if (!mayFetch(bare) || bare == m_context.own || m_publishes.contains(bare))
        return;
    const QString known = m_context.store.read().contacts.avatarOf(m_context.account, bare);
    if (known == hash)
        return;
    if (hash.isEmpty() || m_context.store.read().avatars.has(hash))
        return m_batch.add(setAvatar(bare, hash), told(bare));
    want({bare, hash, {}, true});
}

void ProfileSync::want(const Wanted &wanted)
{
    if (m_useless.contains(wanted.hash) || std::find(m_queue.begin(), m_queue.end(), wanted) != m_queue.end())
        return;
    m_queue.push_back(wanted);
    fetchNext();
}

void ProfileSync::fetchNext()
{
    while (m_fetching < kParallel && !m_queue.empty()) {
        const Wanted wanted = m_queue.front();
        m_queue.pop_front();
        ++m_fetching;
        fetch(wanted);
    }
}

void ProfileSync::fetch(const Wanted &wanted)
{
    const net::Jid to = wanted.bare == m_context.own ? net::Jid() : wanted.bare;
    const net::xml::Element question = wanted.fromVCard
        ? net::xep0054::vCardQuery()
        : net::xep0060::itemsRequest(net::xep0084::kDataNs.toString(), QStringList{wanted.hash});
    m_context.session.request(net::rfc6120::makeIq(net::rfc6120::IqType::Get, to, question), this,
        [this, wanted](const net::Expected<net::xml::Element, net::IqError> &answer) {
            --m_fetching; // also when the connection went away: the event comes again with the next session
            if (answer) {
                if (wanted.fromVCard) {
                    const net::xml::Element *element = answer->child(u"vCard", net::xep0054::kNs);
                    if (const auto card = element ? net::xep0054::parseVCard(*element) : std::nullopt)
                        fetched(wanted, card->photoType, card->photo);
                } else if (const net::xml::Element *pubsub = answer->child(u"pubsub", net::xep0060::kNs)) {
                    const auto items = net::xep0060::parseItems(*pubsub);
                    const auto data = items && !items->items.empty() ? net::xep0084::parseData(items->items.front().payload) : std::nullopt;
                    if (data)
                        fetched(wanted, wanted.type, *data);
                }
            } else if (answer.error().kind == net::IqErrorKind::Answered) {
                m_useless.insert(wanted.hash);
            }
            fetchNext();
        });
}

void ProfileSync::fetched(const Wanted &wanted, const QString &type, const QByteArray &bytes)
{
    const QString real = sniff(bytes);
    if (bytes.size() > kMaxBytes || real.isEmpty() || net::xep0084::imageId(bytes) != wanted.hash) {
        qCInfo(logSync) << "picture refused: not what was announced" << type << bytes.size();
        m_useless.insert(wanted.hash);
        return;
    }
    m_batch.add(
        [avatar = Avatar{wanted.hash, real, bytes}, set = setAvatar(wanted.bare, wanted.hash)](StoreSession &session) {
            session.avatars.put(avatar);
            set(session);
        },
        told(wanted.bare));
}

} // namespace model
