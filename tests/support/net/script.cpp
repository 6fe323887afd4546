// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/script.h"

#include "net/proto/rfc6120_stream.h"
#include "net/proto/xep_0388_sasl2.h"
#include "net/xml/writer.h"
#include "tests/support/net/scram_server.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace net {
namespace {

constexpr auto kPatience = 5000; // milliseconds of real time; nothing in a script needs any
const QByteArray kOpenForParsing = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

bool textMatches(const QString &actual, const QString &pattern)
{
    return pattern == u"*" || actual == pattern;
}

bool attributesMatch(const xml::Element &actual, const xml::Element &pattern)
{
    if (actual.attributes().size() != pattern.attributes().size())
        return false;
    return std::all_of(pattern.attributes().begin(), pattern.attributes().end(), [&](const xml::Element::Attribute &wanted) {
        const QString value = actual.attribute(wanted.name, wanted.ns);
        return !value.isNull() && textMatches(value, wanted.value);
    });
}

} // namespace

bool matches(const xml::Element &actual, const xml::Element &pattern)
{
    if (!actual.is(pattern.name(), pattern.ns()) || !attributesMatch(actual, pattern))
        return false;
    if (pattern.children().empty() && pattern.text() == u"*")
        return true;
    const auto have = actual.children();
    const auto want = pattern.children();
    return have.size() == want.size() && textMatches(actual.text().trimmed(), pattern.text().trimmed())
        && std::equal(have.begin(), have.end(), want.begin(), [](const auto *a, const auto *b) { return matches(*a, *b); });
}

xml::Element parseElement(const QByteArray &xml)
{
    xml::Reader reader;
    reader.feed(kOpenForParsing + xml);
    while (const auto event = reader.next()) {
        if (const auto *read = std::get_if<xml::ElementRead>(&*event))
            return read->element;
        if (const auto *error = std::get_if<xml::ReadError>(&*event))
            qFatal("test XML is broken: %s in %s", qPrintable(error->detail), xml.constData());
    }
    return {};
}

Script::Script(SessionSettings settings)
{
    m_tls.kind = TlsKind::Direct;
    m_tls.version = u"TLSv1.3"_s;
    m_bindings = {{ChannelBinding::TlsExporter, QByteArray(32, 'x')}};
    m_session = std::make_unique<Session>(std::move(settings), m_dialer, m_clock, m_ids);
}

Script::~Script() = default;

SessionSettings Script::defaultSettings()
{
    SessionSettings settings;
    settings.jid = Jid::fromString(u"anna@example.net");
    settings.password = u"secret"_s;
    settings.userAgentId = u"2f6f9a0e-7a0c-4c0e-9d5e-1f1d0a6f5c11"_s;
    settings.software = u"Kith"_s;
    settings.device = u"desktop"_s;
    settings.dial.domain = "example.net";
    return settings;
}

QByteArray Script::prosodyFeatures()
{
    return "<stream:features>"
           "<authentication xmlns='urn:xmpp:sasl:2'>"
           "<mechanism>SCRAM-SHA-1</mechanism><mechanism>SCRAM-SHA-1-PLUS</mechanism><mechanism>PLAIN</mechanism>"
           "<inline><sm xmlns='urn:xmpp:sm:3'/>"
           "<bind xmlns='urn:xmpp:bind:0'><inline><feature var='urn:xmpp:carbons:2'/><feature var='urn:xmpp:csi:0'/>"
           "<feature var='urn:xmpp:sm:3'/></inline></bind>"
           "<fast xmlns='urn:xmpp:fast:0'><mechanism>HT-SHA-256-EXPR</mechanism><mechanism>HT-SHA-256-NONE</mechanism></fast>"
           "</inline></authentication>"
           "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'><channel-binding type='tls-exporter'/></sasl-channel-binding>"
           "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-1</mechanism><mechanism>SCRAM-SHA-1-PLUS</mechanism>"
           "<mechanism>PLAIN</mechanism></mechanisms>"
           "</stream:features>";
}

QByteArray Script::ejabberdFeatures()
{
    return "<stream:features>"
           "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism><mechanism>SCRAM-SHA-256</mechanism></mechanisms>"
           "<authentication xmlns='urn:xmpp:sasl:2'>"
           "<mechanism>PLAIN</mechanism><mechanism>SCRAM-SHA-256</mechanism>"
           "<inline><bind xmlns='urn:xmpp:bind:0'><inline><feature var='urn:xmpp:carbons:2'/><feature var='urn:xmpp:sm:3'/></inline></bind>"
           "<sm xmlns='urn:xmpp:sm:3'/>"
           "<fast xmlns='urn:xmpp:fast:0'><mechanism>HT-SHA-256-NONE</mechanism></fast>"
           "</inline></authentication>"
           "</stream:features>";
}

QByteArray Script::afterAuthFeatures()
{
    return "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"
           "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'><optional/></session>"
           "<sm xmlns='urn:xmpp:sm:3'/><csi xmlns='urn:xmpp:csi:0'/><ver xmlns='urn:xmpp:features:rosterver'/></stream:features>";
}

ServerFeatures Script::learned(const QByteArray &features, TlsKind tls)
{
    ServerFeatures cached;
    cached.tls = tls;
    cached.learnBeforeAuth(parseElement(features));
    cached.startTls = tls == TlsKind::StartTls;
    cached.learnAfterAuth(parseElement(afterAuthFeatures()));
    return cached;
}

void Script::fail(const QString &what, const Where &where)
{
    if (!m_failed)
        QTest::qFail(qPrintable(what), where.file_name(), int(where.line()));
    m_failed = true;
}

void Script::settle()
{
    // What is posted may post again (a flush after an answer): until two rounds find their mark, each posted behind all that was there.
    for (int round = 0; round < 2; ++round) {
        QObject mark;
        bool reached = false;
        QMetaObject::invokeMethod(&mark, [&reached] { reached = true; }, Qt::QueuedConnection);
        if (!QTest::qWaitFor([&reached] { return reached; }, kPatience))
            break;
    }
    collect();
}

void Script::goOnline(Where where)
{
    m_session->goOnline();
    accept(where);
}

void Script::accept(Where where)
{
    if (m_failed)
        return;
    if (!m_dialer.isDialing()) {
        fail(u"the client does not dial"_s, where);
        return;
    }
    TlsInfo tls = m_tls;
    if (tls.kind == TlsKind::StartTls)
        tls.kind = TlsKind::None;
    m_reader = std::make_unique<xml::Reader>();
    m_writes = 0;
    m_clientBytes.clear();
    m_earlyBytes.clear();
    if (m_early) {
        m_earlyBytes = m_dialer.offerEarlyData(m_early->first);
        if (!m_dialer.isDialing())
            return; // whoever was told of the count has ended it
        tls.resumed = true;
        tls.earlyData = m_earlyBytes.isEmpty() ? EarlyData::NotSent : m_early->second;
        if (tls.earlyData == EarlyData::Accepted)
            m_reader->feed(m_clientBytes = m_earlyBytes);
    }
    auto transport = std::make_unique<FakeTransport>(tls);
    transport->setBindings(m_bindings);
    m_transport = m_dialer.succeed(std::move(transport));
}

void Script::refuse(TransportErrorKind kind, Where where)
{
    if (m_dialer.isDialing())
        m_dialer.fail({kind, {}});
    else
        fail(u"the client does not dial"_s, where);
}

void Script::encrypt(Where where)
{
    if (m_failed)
        return;
    collect();
    if (!m_transport || !m_transport->tlsAsked()) {
        fail(u"the client does not ask for TLS"_s, where);
        return;
    }
    m_reader = std::make_unique<xml::Reader>();
    TlsInfo tls = m_tls;
    tls.kind = TlsKind::StartTls;
    m_transport->encrypt(tls);
}

void Script::cut()
{
    collect();
    if (m_transport)
        m_transport->breakOff({TransportErrorKind::RemoteClosed, {}});
}

void Script::collect()
{
    if (!m_transport)
        return;
    for (const QByteArray &bytes : m_transport->takeWrites()) {
        ++m_writes;
        m_clientBytes += bytes;
        m_reader->feed(bytes);
    }
}

std::optional<xml::Event> Script::nextFromClient()
{
    std::optional<xml::Event> event;
    const auto arrived = [&] {
        collect();
        if (!event && m_reader)
            event = m_reader->next();
        return event.has_value();
    };
    (void)QTest::qWaitFor(arrived, kPatience);
    return event;
}

void Script::clientHeader(Where where)
{
    if (m_failed)
        return;
    collect();
    m_reader->restart(); // the first of this connection, or of a restarted stream
    const auto event = nextFromClient();
    const auto *opened = event ? std::get_if<xml::StreamOpened>(&*event) : nullptr;
    if (!opened || !opened->header.is(u"stream", rfc6120::kStreamNs)) {
        fail(u"no stream header"_s, where);
        return;
    }
    const bool plain = m_transport && !m_transport->isEncrypted();
    const QString from = opened->header.attribute(u"from");
    if (plain ? !from.isNull() : from != u"anna@example.net")
        fail(u"stream header from='%1'"_s.arg(from), where);
    else if (opened->header.attribute(u"to") != u"example.net" || opened->header.attribute(u"version") != u"1.0")
        fail(u"stream header to or version"_s, where);
}

xml::Element Script::clientElement(Where where)
{
    if (m_failed)
        return {};
    const auto event = nextFromClient();
    const auto *read = event ? std::get_if<xml::ElementRead>(&*event) : nullptr;
    if (!read) {
        fail(event ? u"not an element"_s : u"the client is silent"_s, where);
        return {};
    }
    return read->element;
}

void Script::client(const QByteArray &xml, Where where)
{
    const xml::Element actual = clientElement(where);
    if (m_failed)
        return;
    const xml::Element pattern = parseElement(xml);
    if (!matches(actual, pattern)) {
        fail(u"the client sent\n    %1\nwhere this was expected\n    %2"_s.arg(QString::fromUtf8(xml::serialize(actual, rfc6120::kClientNs)),
                                                                              QString::fromUtf8(xml)),
             where);
    }
}

void Script::clientEnd(Where where)
{
    if (m_failed)
        return;
    const auto event = nextFromClient();
    if (!event || !std::holds_alternative<xml::StreamClosed>(*event))
        fail(u"the client did not end its stream"_s, where);
}

void Script::clientSilent(Where where)
{
    if (m_failed)
        return;
    settle();
    const auto event = m_reader ? m_reader->next() : std::nullopt;
    if (!event)
        return;
    const auto *read = std::get_if<xml::ElementRead>(&*event);
    fail(u"the client was not silent: "_s + (read ? QString::fromUtf8(xml::serialize(read->element, rfc6120::kClientNs)) : u"no element"_s), where);
}

void Script::clientClosed(Where where)
{
    clientSilent(where);
    if (!m_failed && m_transport && !m_transport->isClosed())
        fail(u"the client did not close the connection"_s, where);
}

void Script::give(const QByteArray &bytes)
{
    if (m_transport && !bytes.isEmpty() && !m_transport->isClosed())
        m_transport->feed(bytes);
}

void Script::server(const QByteArray &xml)
{
    if (m_failed)
        return;
    switch (m_delivery.how) {
    case Delivery::How::Whole:
        give(xml);
        break;
    case Delivery::How::Octets:
        for (const char c : xml)
            give(QByteArray(1, c));
        break;
    case Delivery::How::CutAt: {
        const qsizetype at = std::clamp<qsizetype>(m_delivery.cut - m_fed, 0, xml.size());
        give(xml.left(at));
        give(xml.mid(at));
        break;
    }
    }
    m_fed += xml.size();
}

void Script::serverHeader()
{
    server("<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from='example.net' id='s1' "
           "version='1.0' xml:lang='en'>");
}

void Script::finishScram(const xml::Element &authenticate, const QByteArray &inSuccess, Where where)
{
    if (m_failed)
        return;
    const QString mechanism = authenticate.attribute(u"mechanism");
    const auto hash = mechanism.contains(u"SHA-512") ? crypto::Hash::Sha512 : mechanism.contains(u"SHA-256") ? crypto::Hash::Sha256 : crypto::Hash::Sha1;
    ScramServer scram(hash, u"secret"_s);
    const auto payload = [](const QString &text) { return QByteArray::fromBase64(text.toLatin1()); };
    const QByteArray first = payload(authenticate.childText(u"initial-response", xep0388::kNs));
    server("<challenge xmlns='urn:xmpp:sasl:2'>" + scram.first(first).toBase64() + "</challenge>");
    const xml::Element response = clientElement(where);
    if (m_failed)
        return;
    const QByteArray final = payload(response.text());
    if (!response.is(u"response", xep0388::kNs) || !scram.accepts(final)) {
        fail(u"no proof of the password"_s, where);
        return;
    }
    server("<success xmlns='urn:xmpp:sasl:2'><additional-data>" + scram.final(final).toBase64() + "</additional-data>" + inSuccess + "</success>");
}

void Script::signIn(const QByteArray &features, const QByteArray &inBound, Where where)
{
    goOnline(where);
    clientHeader(where);
    serverHeader();
    server(features);
    const xml::Element authenticate = clientElement(where);
    finishScram(authenticate,
                "<authorization-identifier>anna@example.net/Kith~abc</authorization-identifier><bound xmlns='urn:xmpp:bind:0'>" + inBound + "</bound>",
                where);
    server(afterAuthFeatures());
    if (!m_failed && m_session->state() != SessionState::Live)
        fail(u"not live after signing in"_s, where);
}

} // namespace net
