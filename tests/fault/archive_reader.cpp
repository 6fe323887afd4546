// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/archive_reader.h"

using namespace Qt::StringLiterals;

namespace fault {

namespace {

constexpr int kPage = 250;

net::SessionSettings settingsFor(const test::TestServer &server, const QString &user, const QString &password)
{
    net::SessionSettings settings;
    settings.jid = net::Jid::fromString(server.address(user));
    settings.password = password;
    settings.userAgentId = u"6f1c2f5e-2f0e-4a57-9a07-0d6c1f6f0c11"_s;
    settings.software = u"reader"_s;
    settings.dial.domain = server.domain().toLatin1();
    settings.dial.fixedHost = u"127.0.0.1"_s;
    settings.dial.fixedPort = server.directTlsPort();
    settings.dial.caFile = server.caFile();
    return settings;
}

} // namespace

ArchiveReader::ArchiveReader(const test::TestServer &server, const QString &user, const QString &password, Done done)
    : m_dialer(m_clock, m_ids)
    , m_session(settingsFor(server, user, password), m_dialer, m_clock, m_ids)
    , m_done(std::move(done))
{
    m_session.attach(&m_archive);
    connect(&m_session, &net::Session::becameLive, this, &ArchiveReader::ask);
    connect(&m_session, &net::Session::errorOccurred, this, [this](const net::SessionError &error) { finish(net::unexpected(net::sessionAdvice(error))); });
    m_session.goOnline();
}

void ArchiveReader::ask()
{
    net::xep0313::PageRequest request;
    request.after = m_after;
    request.max = kPage;
    m_archive.query(m_session, request, this, [this](const auto &page) { onPage(page); });
}

void ArchiveReader::onPage(const net::Expected<net::xep0313::Page, net::IqError> &page)
{
    if (!page)
        return finish(net::unexpected(u"the archive did not answer: "_s + page.error().condition));
    for (const net::xep0313::ArchivedItem &item : page->items) {
        if (const net::xml::Element *body = item.message.child(u"body", u"jabber:client"))
            m_bodies << body->text();
    }
    if (page->complete || page->last.isEmpty())
        return finish(m_bodies);
    m_after = page->last;
    ask();
}

void ArchiveReader::finish(const net::Expected<QStringList, QString> &result)
{
    const auto done = std::exchange(m_done, {});
    if (!done)
        return;
    m_session.disconnect(this);
    m_session.signOut();
    done(result);
}

} // namespace fault
