// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/client_access.h"

#include "net/base/log.h"
#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/xml/parse.h"
#include "net/xml/writer.h"

namespace model {

using ServerList = LinkedDevices::ServerList;

ClientAccess::ClientAccess(const SyncContext &context, QObject *parent)
    : QObject(parent)
    , m_context(context)
{
    recall();
}

void ClientAccess::recall()
{
    const auto kept = m_context.store.read().devices.clients(m_context.account);
    const auto element = kept ? net::xml::parse(kept->xml) : std::nullopt;
    if (const auto clients = element ? net::xep0494::parseClients(*element) : std::nullopt) {
        m_clients = *clients;
        m_askedAt = kept->askedAt;
    }
}

void ClientAccess::onLive(net::Resumed resumed)
{
    m_asking = m_again = false;
    // It may be another server by now, or one that has learned it.
    if (resumed == net::Resumed::No)
        m_state = ServerList::Unknown;
}

void ClientAccess::refresh()
{
    if (m_context.session.state() != net::SessionState::Live)
        return;
    if (std::exchange(m_asking, true)) {
        m_again = true;
        return;
    }
    m_context.session.request(net::rfc6120::makeIq(net::rfc6120::IqType::Get, {}, net::xep0494::listRequest()), this, [this](const Answer &answer) {
        m_asking = false;
        answered(answer);
        if (std::exchange(m_again, false))
            refresh();
    });
}

void ClientAccess::refreshIfShown()
{
    if (m_state == ServerList::Known)
        refresh();
}

void ClientAccess::answered(const Answer &answer)
{
    if (const auto clients = answer ? net::firstPayload(*answer, net::xep0494::parseClients) : std::nullopt) {
        m_state = ServerList::Known;
        m_clients = *clients;
        m_askedAt = m_context.clock.now();
        net::xml::Element list(u"clients", net::xep0494::kNs);
        for (const net::xep0494::Client &client : m_clients)
            list.add(client.element);
        m_context.store.note([account = m_context.account, kept = DeviceGateway::Clients{net::xml::serialize(list), m_askedAt}](StoreSession &session) { session.devices.putClients(account, kept); });
        Q_EMIT changed();
        return;
    }
    const bool isAnswered = answer || answer.error().kind == net::IqErrorKind::Answered;
    const QString condition = answer ? QString() : answer.error().condition;
    const bool isTrouble = !isAnswered || condition == u"internal-server-error" || condition == u"resource-constraint";
    qCInfo(logSync) << "list of clients:" << condition;
    m_state = isTrouble ? ServerList::Failed : ServerList::NotOffered;
    if (!isTrouble)
        m_clients.clear();
    Q_EMIT changed();
}

void ClientAccess::revoke(const QString &clientId, Done done)
{
    m_context.session.request(net::rfc6120::makeIq(net::rfc6120::IqType::Set, {}, net::xep0494::revoke(clientId)), this, [this, done = std::move(done)](const Answer &answer) {
        refreshIfShown();
        if (answer || answer.error().condition == u"item-not-found") // it is not let in any more, whoever did that
            return done({});
        const net::IqError &error = answer.error();
        if (error.kind == net::IqErrorKind::Disconnected)
            return done({DeviceOutcome::NotConnected, {}});
        if (error.kind == net::IqErrorKind::Answered && net::xep0494::isPasswordResetRequired(error.reply))
            return done({DeviceOutcome::NeedsPasswordChange, error.text}); // L50
        done({DeviceOutcome::Refused, error.text.isEmpty() ? error.condition : error.text});
    });
}

} // namespace model
