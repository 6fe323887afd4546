// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/session/session.h"
#include "net/xml/reader.h"
#include "tests/support/net/fake_clock.h"
#include "tests/support/net/fake_dialer.h"
#include "tests/support/net/fake_ids.h"

#include <QPointer>

#include <source_location>

namespace net {

/// How the server's octets reach the client: whole, octet by octet, or in two parts.
struct Delivery {
    enum class How { Whole, Octets, CutAt } how = How::Whole;
    qsizetype cut = 0; ///< CutAt: octets of the whole conversation before the cut
};

/// A conversation between a Session and a server that is the test (STYLE §17). Fake connection, fake clock, counted ids.
///
///     Script s;
///     s.goOnline();
///     s.clientHeader();
///     s.server("<stream:features>…</stream:features>");
///     s.client("<authenticate xmlns='urn:xmpp:sasl:2' …/>");   // order of attributes does not matter, '*' stands for any value or text
///     s.clientSilent();
///
/// The first mismatch fails the test at the caller's line; what follows in the same script does nothing more.
class Script
{
public:
    using Where = std::source_location;

    explicit Script(SessionSettings settings = defaultSettings());
    ~Script();

    /// anna@example.net, password "secret", a user agent, nothing cached.
    [[nodiscard]] static SessionSettings defaultSettings();
    /// Features as Prosody with prosody-modules, or ejabberd, gives them; also as cached by an earlier login.
    [[nodiscard]] static QByteArray prosodyFeatures();
    [[nodiscard]] static QByteArray ejabberdFeatures();
    [[nodiscard]] static ServerFeatures learned(const QByteArray &features, TlsKind tls = TlsKind::Direct);
    [[nodiscard]] static QByteArray afterAuthFeatures(); ///< what follows <success/>

    Session &session() { return *m_session; }
    FakeClock &clock() { return m_clock; }
    FakeIds &ids() { return m_ids; }
    FakeDialer &dialer() { return m_dialer; }
    void deleteSession() { m_session.reset(); }

    // How the connection will be.
    void setTls(TlsKind kind) { m_tls.kind = kind; } ///< Direct unless said
    /// tls-exporter unless said.
    void setBindings(std::map<ChannelBinding, QByteArray> bindings) { m_bindings = std::move(bindings); }
    /// From the next connection on TLS sessions are resumed, and early data that the client has meets with this.
    void setEarlyData(EarlyDataOffer offer, EarlyData outcome) { m_early = {std::move(offer), outcome}; }
    void setDelivery(Delivery delivery) { m_delivery = delivery; }

    void goOnline(Where where = Where::current()); ///< and let it connect
    void accept(Where where = Where::current()); ///< a dial is under way: it succeeds
    void refuse(TransportErrorKind kind, Where where = Where::current()); ///< it fails
    void encrypt(Where where = Where::current()); ///< STARTTLS was asked for: TLS stands
    void cut(); ///< the connection is gone without a word

    // What leaves the client, in order.
    void clientHeader(Where where = Where::current()); ///< with from= unless the connection is plain
    void client(const QByteArray &xml, Where where = Where::current());
    [[nodiscard]] xml::Element clientElement(Where where = Where::current()); ///< whatever it is
    void clientEnd(Where where = Where::current()); ///< </stream:stream>
    void clientSilent(Where where = Where::current());
    void clientClosed(Where where = Where::current()); ///< it closed the connection, without a further word
    [[nodiscard]] int writes() const { return m_writes; } ///< how many so far on this connection
    [[nodiscard]] const QByteArray &clientBytes() const { return m_clientBytes; } ///< of this connection
    [[nodiscard]] const QByteArray &earlyBytes() const { return m_earlyBytes; } ///< of this connection, in no write

    // What reaches it.
    void server(const QByteArray &xml);
    void serverHeader(); ///< also with a new XML declaration after a restart
    [[nodiscard]] qsizetype serverOctets() const { return m_fed; } ///< so far, over all connections

    /// SCRAM or token login from header to live, as a server with these features would do it; for tests about what comes after.
    void signIn(const QByteArray &features = prosodyFeatures(), const QByteArray &inBound = "<enabled xmlns='urn:xmpp:sm:3' id='sm1' resume='true' max='600'/>",
                Where where = Where::current());
    /// The rest of a SCRAM exchange after <authenticate/> was taken: challenge, response, success with `inSuccess`.
    void finishScram(const xml::Element &authenticate, const QByteArray &inSuccess, Where where = Where::current());

    [[nodiscard]] bool failed() const { return m_failed; }
    /// Until everything posted so far has been worked off.
    void settle();

private:
    [[nodiscard]] std::optional<xml::Event> nextFromClient();
    void collect();
    void fail(const QString &what, const Where &where);
    void give(const QByteArray &bytes);

    FakeClock m_clock;
    FakeIds m_ids;
    FakeDialer m_dialer;
    TlsInfo m_tls;
    std::map<ChannelBinding, QByteArray> m_bindings;
    std::optional<std::pair<EarlyDataOffer, EarlyData>> m_early;
    QByteArray m_earlyBytes;
    Delivery m_delivery;
    std::unique_ptr<Session> m_session;
    QPointer<FakeTransport> m_transport;
    std::unique_ptr<xml::Reader> m_reader;
    QByteArray m_clientBytes;
    qsizetype m_fed = 0;
    int m_writes = 0;
    bool m_failed = false;
};

/// Attributes in order of name, text trimmed, '*' kept: for comparing.
[[nodiscard]] bool matches(const xml::Element &actual, const xml::Element &pattern);
/// One element of a client stream.
[[nodiscard]] xml::Element parseElement(const QByteArray &xml);

} // namespace net
