// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "net/linking/link_grant.h"
#include "net/linking/link_pages.h"
#include "net/xml/parse.h"
#include "net/xml/writer.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

LinkGrant full()
{
    LinkGrant grant;
    grant.account = Jid::fromString(u"anna@example.org");
    grant.access = OneTimeToken{u"HT-SHA-256-EXPR"_s, u"secret & <token>"_s, QDateTime(QDate(2026, 3, 1), QTime(12, 2), Qt::UTC)};
    grant.host = u"xmpp.example.org"_s;
    grant.port = 5223;
    grant.authority = "-----BEGIN CERTIFICATE-----\n"_ba;
    grant.deviceName = u"Anna\u2019s laptop"_s;
    grant.services = {u"_message_public"_s, u"_notice_news"_s};
    grant.trust = QByteArray("\x00\x01\xff", 3);
    grant.startTls = true;
    grant.history = LinkGrant::History{100'000, 5'000'000'000, u"desk"_s, QByteArray(kHistoryKeyLength, 'k')};
    return grant;
}

} // namespace

/// The grant, and the pages that may follow it.
class LinkGrantTest : public QObject
{
    Q_OBJECT
private:
    CryptoRuntime m_crypto;

private Q_SLOTS:
    void bothWays();
    void sayingAloudWhich();
    void refused_data();
    void refused();
    void largeTrust();
    void pageRequests();
    void pages_data();
    void pages();
    void damagedPages();
    void pagesTooLarge();
};

void LinkGrantTest::bothWays()
{
    LinkGrant password = full();
    password.access = AccountPassword{u"  p\u00e4ss word "_s};
    LinkGrant little;
    little.account = Jid::fromString(u"anna@example.org");
    little.access = AccountPassword{u"x"_s};
    LinkGrant nothingYet = little;
    nothingYet.history = LinkGrant::History{0, 0};
    for (const LinkGrant &grant : {full(), password, little, nothingYet}) {
        const auto element = xml::parse(xml::serialize(toElement(grant)));
        QVERIFY(element);
        QCOMPARE(parseGrant(*element), std::optional(grant));
    }
}

void LinkGrantTest::sayingAloudWhich() // L50
{
    LinkGrant grant = full();
    QVERIFY(!grant.givesPassword());
    grant.access = AccountPassword{u"x"_s};
    QVERIFY(grant.givesPassword());
    QVERIFY(parseGrant(toElement(grant))->givesPassword());
}

void LinkGrantTest::refused_data()
{
    QTest::addColumn<QByteArray>("inside");
    QTest::addColumn<QByteArray>("account");
    const QByteArray anna = "anna@example.org", access = "<password>x</password>";
    QTest::newRow("nothing") << QByteArray() << anna;
    QTest::newRow("both") << access + "<token mechanism='M'>t</token>" << anna;
    QTest::newRow("two passwords") << access + access << anna;
    QTest::newRow("empty password") << "<password/>"_ba << anna;
    QTest::newRow("token of what") << "<token>t</token>"_ba << anna;
    QTest::newRow("no such moment") << "<token mechanism='M' expiry='soon'>t</token>"_ba << anna;
    QTest::newRow("account is none") << access << "@"_ba;
    QTest::newRow("account with a resource") << access << "anna@example.org/desk"_ba;
    QTest::newRow("account of a server") << access << "example.org"_ba;
    QTest::newRow("port 0") << access + "<server host='h' port='0'/>" << anna;
    QTest::newRow("port too large") << access + "<server host='h' port='65536'/>" << anna;
    QTest::newRow("no host") << access + "<server port='5223'/>" << anna;
    QTest::newRow("two servers") << access + "<server host='h' port='1'/><server host='i' port='2'/>" << anna;
    QTest::newRow("filter is none") << access + "<service>everything</service>" << anna;
    QTest::newRow("empty filter") << access + "<service/>" << anna;
    QTest::newRow("nine filters") << access + QByteArray("<service>_a</service>").repeated(9) << anna;
    QTest::newRow("trust is no base64") << access + "<trust>!</trust>" << anna;
    QTest::newRow("authority is empty") << access + "<authority/>" << anna;
    QTest::newRow("history below nothing") << access + "<history messages='-1' octets='0'/>" << anna;
    QTest::newRow("history of what") << access + "<history messages='1'/>" << anna;
    const QByteArray key = "<key>" + QByteArray(32, 'k').toBase64() + "</key>";
    QTest::newRow("history of nobody") << access + "<history messages='1' octets='1'>" + key + "</history>" << anna;
    QTest::newRow("history without its key") << access + "<history messages='1' octets='1' device='d'/>" << anna;
    QTest::newRow("history with a short key") << access + "<history messages='1' octets='1' device='d'><key>eA==</key></history>" << anna;
    QTest::newRow("endless name") << access + "<name>" + QByteArray(1000, 'x') + "</name>" << anna;
}

void LinkGrantTest::refused()
{
    QFETCH(QByteArray, inside);
    QFETCH(QByteArray, account);
    const auto element = xml::parse("<grant xmlns='urn:kith:linking:0' account='" + account + "'>" + inside + "</grant>");
    QVERIFY(element);
    QVERIFY(!parseGrant(*element));
    QVERIFY(!parseGrant(xml::Element(u"grant", u"urn:other")));
}

void LinkGrantTest::largeTrust()
{
    LinkGrant grant = full();
    grant.trust = QByteArray(128 * 1024, 'x');
    QVERIFY(parseGrant(toElement(grant)));
    grant.trust += 'x';
    QVERIFY(!parseGrant(toElement(grant)));
}

void LinkGrantTest::pageRequests()
{
    for (const PageRequest &request : {PageRequest{u"t1"_s, {}}, PageRequest{u"t1"_s, u"message:4711"_s}})
        QCOMPARE(parsePageRequest(toPacket(request)), std::optional(request));
    QVERIFY(!parsePageRequest(toPacket(PageRequest{})));
    QVERIFY(!parsePageRequest(toPacket(Page{u"t1"_s, {}, "x"})));
}

void LinkGrantTest::pages_data()
{
    QTest::addColumn<QString>("next");
    QTest::addColumn<QByteArray>("octets");
    QByteArray all;
    for (int i = 0; i < 256; ++i)
        all.append(char(i));
    QTest::newRow("empty and last") << QString() << QByteArray("");
    QTest::newRow("any octets") << u"message:4711"_s << all;
    QTest::newRow("largest") << u"c"_s << QByteArray(kMaxPageOctets, '\xff');
}

void LinkGrantTest::pages()
{
    QFETCH(QString, next);
    QFETCH(QByteArray, octets);
    const Page page{u"t1"_s, next, octets};
    const auto element = xml::parse(xml::serialize(psyc::toElement(toPacket(page))));
    QVERIFY(element);
    const auto packet = psyc::parsePacket(*element);
    QVERIFY(packet);
    QCOMPARE(parsePage(*packet), std::optional(page));
}

void LinkGrantTest::damagedPages()
{
    const psyc::Packet good = toPacket(Page{u"t1"_s, u"c"_s, "history"});
    QVERIFY(parsePage(good));
    psyc::Packet other = good;
    other.payload = toPacket(Page{u"t1"_s, u"c"_s, "historY"}).payload;
    QVERIFY(!parsePage(other));
    psyc::Packet cut = good;
    cut.payload = xml::Element(u"page", psyc::kLinkNs).addText(u"aGlz"_s);
    QVERIFY(!parsePage(cut));
    psyc::Packet unhashed = good;
    unhashed.set(u"_hash", {});
    QVERIFY(!parsePage(unhashed));
    psyc::Packet nothing = good;
    nothing.payload = {};
    QVERIFY(!parsePage(nothing));
    psyc::Packet nobodys = good;
    nobodys.set(u"_tag_relay", {});
    QVERIFY(!parsePage(nobodys));
}

void LinkGrantTest::pagesTooLarge()
{
    QVERIFY(!parsePage(toPacket(Page{u"t1"_s, {}, QByteArray(kMaxPageOctets + 1, 'x')})));
    QVERIFY(!parsePage(toPacket(Page{u"t1"_s, {}, QByteArray(kMaxPageOctets * 4, 'x')})));
}

QTEST_GUILESS_MAIN(LinkGrantTest)
#include "tst_link_grant.moc"
