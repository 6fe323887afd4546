// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/ext/xep_0092_version.h"

#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0092_version.h"

namespace net::xep0092 {

VersionResponder::VersionResponder(QString name, QString version)
    : m_name(std::move(name))
    , m_version(std::move(version))
{
}

QStringList VersionResponder::discoFeatures() const
{
    return {kNs.toString()};
}

Handled VersionResponder::onStanza(Session &session, const xml::Element &stanza)
{
    if (!isVersionQuery(stanza))
        return Handled::No;
    session.reply(rfc6120::resultReply(stanza, toElement(Version{m_name, m_version, {}})));
    return Handled::Yes;
}

} // namespace net::xep0092
