// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/sm_server.h"

#include "net/proto/rfc6120_stream.h"
#include "net/proto/xep_0198_sm.h"
#include "tests/support/net/login_parts.h"

using namespace Qt::StringLiterals;

namespace net {

void SmServer::connected()
{
    m_reader = std::make_unique<xml::Reader>();
    m_out.clear();
    m_live = false;
}

void SmServer::feed(const QByteArray &bytes)
{
    m_reader->feed(bytes);
    while (const auto event = m_reader->next()) {
        if (std::holds_alternative<xml::StreamOpened>(*event)) {
            write("<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from='example.net' id='s' version='1.0'>"
                  + Script::prosodyFeatures());
        } else if (const auto *read = std::get_if<xml::ElementRead>(&*event)) {
            onElement(read->element);
        }
    }
}

void SmServer::onElement(const xml::Element &element)
{
    if (element.name() == u"authenticate") {
        onAuthenticate(element);
    } else if (element.is(u"r", xep0198::kNs)) {
        write("<a xmlns='urn:xmpp:sm:3' h='" + QByteArray::number(m_handled) + "'/>");
    } else if (const auto h = xep0198::parseAck(element)) {
        const quint32 count = *h - m_acked;
        if (count > m_unacked.size())
            qFatal("the client acknowledges more than it was sent");
        m_unacked.erase(m_unacked.begin(), m_unacked.begin() + count);
        m_acked = *h;
    } else if (rfc6120::isStanza(element)) {
        ++m_handled;
        if (element.name() == u"message")
            m_received << element.attribute(u"id");
    }
}

void SmServer::onAuthenticate(const xml::Element &element)
{
    m_live = true;
    const xml::Element *resume = element.child(u"resume", xep0198::kNs);
    if (resume && m_resumable && resume->attribute(u"previd") == u"sm%1"_s.arg(m_sessions)) {
        const quint32 h = resume->attribute(u"h").toUInt();
        if (h - m_acked > m_unacked.size())
            qFatal("the client resumes with more than it was sent");
        m_unacked.erase(m_unacked.begin(), m_unacked.begin() + (h - m_acked));
        m_acked = h;
        write(tokenSuccess(kIdentifier + "<resumed xmlns='urn:xmpp:sm:3' previd='" + resume->attribute(u"previd").toUtf8() + "' h='" + QByteArray::number(m_handled) + "'/>"));
        for (const QString &id : m_unacked)
            write(message(id));
        return;
    }
    m_ended[u"sm%1"_s.arg(m_sessions)] = m_handled;
    const QByteArray failed
        = resume ? "<failed xmlns='urn:xmpp:sm:3' h='" + QByteArray::number(m_ended.value(resume->attribute(u"previd"))) + "'/>" : QByteArray();
    for (const QString &id : m_unacked)
        m_undelivered << id;
    m_unacked.clear();
    m_acked = m_handled = 0;
    m_resumable = true;
    const QByteArray id = QByteArray::number(++m_sessions);
    write(tokenSuccess(kIdentifier + failed + boundWith("<enabled xmlns='urn:xmpp:sm:3' id='sm" + id + "' resume='true'/>")) + Script::afterAuthFeatures());
}

QByteArray SmServer::message(const QString &id)
{
    return "<message from='bert@example.org/x' id='" + id.toUtf8() + "'><body>b</body></message>";
}

void SmServer::send(const QString &id)
{
    if (!m_resumable) {
        m_undelivered << id;
        return;
    }
    m_unacked.push_back(id);
    if (m_live)
        write(message(id));
}

void SmServer::ask()
{
    if (m_live)
        write("<r xmlns='urn:xmpp:sm:3'/>");
}

} // namespace net
