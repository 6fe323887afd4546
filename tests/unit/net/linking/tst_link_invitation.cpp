// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/link_invitation.h"
#include "net/linking/local_addresses.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

const QString kKey = u"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"_s;

QByteArray keyOctets()
{
    QByteArray key;
    for (int i = 0; i < 32; ++i)
        key.append(char(i));
    return key;
}

} // namespace

class LinkInvitationTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void bothWays_data();
    void bothWays();
    void fitsIntoAPicture();
    void forgiving();
    void refused_data();
    void refused();
    void addresses_data();
    void addresses();
    void reachableAddresses();
    void withoutANetwork();
    void thisMachine();
};

void LinkInvitationTest::bothWays_data()
{
    QTest::addColumn<QString>("jid");
    QTest::addColumn<QStringList>("at");
    QTest::addColumn<QString>("uri");
    const QString key = u";key="_s + kKey;
    QTest::newRow("one address") << u"anna@example.org"_s << QStringList{u"192.0.2.7:40123"_s} << u"xmpp:anna@example.org?kith-link;code=K7QM2XRD;at=192.0.2.7:40123"_s + key;
    QTest::newRow("both families") << u"anna@example.org"_s << QStringList{u"192.0.2.7:1"_s, u"[2001:db8::7]:65535"_s}
                                   << u"xmpp:anna@example.org?kith-link;code=K7QM2XRD;at=192.0.2.7:1;at=[2001:db8::7]:65535"_s + key;
    QTest::newRow("no address") << u"anna@example.org"_s << QStringList() << u"xmpp:anna@example.org?kith-link;code=K7QM2XRD"_s;
    QTest::newRow("beyond ASCII") << u"ann\u00e4+x;y?z#@ex\u00e4mple.org"_s << QStringList() << u"xmpp:ann%C3%A4%2Bx%3By%3Fz%23@ex%C3%A4mple.org?kith-link;code=K7QM2XRD"_s;
}

void LinkInvitationTest::bothWays()
{
    QFETCH(QString, jid);
    QFETCH(QStringList, at);
    QFETCH(QString, uri);
    LinkInvitation invitation;
    invitation.identity = Jid::fromString(jid);
    QVERIFY(!invitation.identity.isEmpty());
    invitation.code = *LinkCode::parse(u"K7QM2XRD");
    for (const QString &address : at)
        invitation.addresses << *parseLinkAddress(address);
    if (!at.isEmpty())
        invitation.key = keyOctets();
    QCOMPARE(toUri(invitation), uri);
    QCOMPARE(parseInvitation(uri), std::optional(invitation));
}

void LinkInvitationTest::fitsIntoAPicture()
{
    LinkInvitation invitation;
    invitation.identity = Jid::fromString(u"somebody.with.a.long.name@chat.subdomain.example.org");
    invitation.code = *LinkCode::parse(u"K7QM2XRD");
    invitation.key = keyOctets();
    for (int i = 0; i < LinkInvitation::kMaxAddresses; ++i)
        invitation.addresses << LinkAddress{QHostAddress(u"2001:db8:1234:5678:9abc:def0:1234:%1"_s.arg(1000 + i)), 40123};
    QVERIFY(toUri(invitation).size() < 500); // QR version 15 at the middle level of correction
}

void LinkInvitationTest::forgiving()
{
    // As pasted; what is not known is skipped, so that a later version may say more.
    const auto read = parseInvitation(u"  XMPP:anna%40example.org?kith-link;code=k7qm-2xrd;later=thing;at=192.0.2.7:5;key=%1%3D \n"_s.arg(kKey));
    QVERIFY(read);
    QCOMPARE(read->identity, Jid::fromString(u"anna@example.org"));
    QCOMPARE(read->code.plain(), u"K7QM2XRD"_s);
    QCOMPARE(read->key, keyOctets());
}

void LinkInvitationTest::refused_data()
{
    QTest::addColumn<QString>("uri");
    const QString head = u"xmpp:anna@example.org?kith-link"_s, key = u";key="_s + kKey, code = u";code=K7QM2XRD"_s;
    QTest::newRow("empty") << QString();
    QTest::newRow("other scheme") << u"https://example.org/?kith-link;code=K7QM2XRD"_s;
    QTest::newRow("other action") << u"xmpp:anna@example.org?message;code=K7QM2XRD"_s;
    QTest::newRow("no action") << u"xmpp:anna@example.org"_s;
    QTest::newRow("no code") << head;
    QTest::newRow("short code") << head + u";code=K7QM2XR"_s;
    QTest::newRow("two codes") << head + code + code;
    QTest::newRow("no address") << u"xmpp:?kith-link;code=K7QM2XRD"_s;
    QTest::newRow("a server") << u"xmpp:example.org?kith-link;code=K7QM2XRD"_s;
    QTest::newRow("a resource") << u"xmpp:anna@example.org/desk?kith-link;code=K7QM2XRD"_s;
    QTest::newRow("address without a key") << head + code + u";at=192.0.2.7:5"_s;
    QTest::newRow("short key") << head + code + u";at=192.0.2.7:5;key=AAEC"_s;
    QTest::newRow("key is none") << head + code + u";at=192.0.2.7:5;key="_s + QString(43, u'!');
    QTest::newRow("two keys") << head + code + key + key;
    QTest::newRow("a name to look up") << head + code + key + u";at=evil.example:5"_s;
    QTest::newRow("same address twice") << head + code + key + u";at=192.0.2.7:5;at=192.0.2.7:5"_s;
    QTest::newRow("too many addresses") << head + code + key + u";at=192.0.2.1:1;at=192.0.2.1:2;at=192.0.2.1:3;at=192.0.2.1:4;at=192.0.2.1:5;at=192.0.2.1:6;at=192.0.2.1:7"_s;
    QTest::newRow("broken percent") << u"xmpp:anna%4@example.org?kith-link;code=K7QM2XRD"_s;
    QTest::newRow("percent at the end") << head + code + u";later=%"_s;
    QTest::newRow("not UTF-8") << u"xmpp:ann%C3@example.org?kith-link;code=K7QM2XRD"_s;
    QTest::newRow("fragment") << head + code + u"#x"_s;
    QTest::newRow("nameless") << head + code + u";=x"_s;
    QTest::newRow("endless") << head + code + u";later="_s + QString(3000, u'x');
}

void LinkInvitationTest::refused()
{
    QFETCH(QString, uri);
    QVERIFY(!parseInvitation(uri));
}

void LinkInvitationTest::addresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    QTest::newRow("v4") << u"192.0.2.7:40123"_s << true;
    QTest::newRow("v6") << u"[2001:db8::7]:40123"_s << true;
    QTest::newRow("v6 bare") << u"2001:db8::7:40123"_s << false;
    QTest::newRow("v4 in brackets") << u"[192.0.2.7]:40123"_s << false;
    QTest::newRow("scope") << u"[fe80::1%eth0]:40123"_s << false;
    QTest::newRow("port 0") << u"192.0.2.7:0"_s << false;
    QTest::newRow("port too large") << u"192.0.2.7:65536"_s << false;
    QTest::newRow("port wraps") << u"192.0.2.7:4294967297"_s << false;
    QTest::newRow("port signed") << u"192.0.2.7:+5"_s << false;
    QTest::newRow("no port") << u"192.0.2.7"_s << false;
    QTest::newRow("name") << u"localhost:5"_s << false;
    QTest::newRow("any") << u"0.0.0.0:5"_s << false;
    QTest::newRow("any v6") << u"[::]:5"_s << false;
    QTest::newRow("multicast") << u"224.0.0.251:5"_s << false;
    QTest::newRow("broadcast") << u"255.255.255.255:5"_s << false;
}

void LinkInvitationTest::addresses()
{
    QFETCH(QString, text);
    QFETCH(bool, good);
    const auto address = parseLinkAddress(text);
    QCOMPARE(address.has_value(), good);
    if (address)
        QCOMPARE(toString(*address), text);
}

void LinkInvitationTest::reachableAddresses()
{
    const auto at = [](const char *address, const char *card = "eth0", bool loopback = false, bool tunnel = false) {
        return LocalAddress{QHostAddress(QString::fromLatin1(address)), QString::fromLatin1(card), loopback, tunnel};
    };
    const auto found = reachable({at("127.0.0.1", "lo", true), at("172.17.0.1", "docker0"), at("10.8.0.2", "tun0", false, true), at("2001:db8::7"), at("fd00::7"), at("fe80::1%eth0"), at("169.254.3.4"),
                                  at("192.168.1.5", "wlan0"), at("203.0.113.9")}, 5);
    QStringList texts;
    for (const LinkAddress &address : found)
        texts << toString(address);
    QCOMPARE(texts, (QStringList{u"192.168.1.5:5"_s, u"[fd00::7]:5"_s, u"[2001:db8::7]:5"_s, u"203.0.113.9:5"_s, u"169.254.3.4:5"_s, u"10.8.0.2:5"_s}));
}

void LinkInvitationTest::withoutANetwork()
{
    const auto found = reachable({{QHostAddress(u"127.0.0.1"_s), u"lo"_s, true, false}}, 5);
    QCOMPARE(found.size(), 1);
    QCOMPARE(toString(found.front()), u"127.0.0.1:5"_s);
    QVERIFY(reachable({}, 5).isEmpty());
}

void LinkInvitationTest::thisMachine()
{
    const auto found = reachable(localAddresses(), 5);
    QVERIFY(!found.isEmpty());
    for (const LinkAddress &address : found)
        QCOMPARE(parseLinkAddress(toString(address)), std::optional(address)); // every one can stand in a picture
}

QTEST_GUILESS_MAIN(LinkInvitationTest)
#include "tst_link_invitation.moc"
