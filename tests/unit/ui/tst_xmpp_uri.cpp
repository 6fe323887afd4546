// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_chat/xmpp_uri.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using ui::parseXmppUri;
using ui::XmppUri;

class XmppUriTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void understands_data();
    void understands();
    void refuses_data();
    void refuses();
    void boundsTheBody();
};

Q_DECLARE_METATYPE(XmppUri::Action)

void XmppUriTest::understands_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("address");
    QTest::addColumn<XmppUri::Action>("action");
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("name");
    const QString bert = u"bert@example.org"_s;
    const auto write = XmppUri::Action::Write;
    QTest::newRow("plain") << u"xmpp:bert@example.org"_s << bert << write << u""_s << u""_s;
    QTest::newRow("capitals and spaces") << u" XMPP:Bert@Example.ORG "_s << bert << write << u""_s << u""_s;
    QTest::newRow("resource is dropped") << u"xmpp:bert@example.org/phone"_s << bert << write << u""_s << u""_s;
    QTest::newRow("message") << u"xmpp:bert@example.org?message"_s << bert << write << u""_s << u""_s;
    QTest::newRow("body") << u"xmpp:bert@example.org?message;subject=x;body=Hello%20%C3%A4%3B%26"_s << bert << write << u"Hello ä;&"_s << u""_s;
    QTest::newRow("body without action") << u"xmpp:bert@example.org?;body=Hi"_s << bert << write << u"Hi"_s << u""_s;
    QTest::newRow("roster") << u"xmpp:bert@example.org?roster;name=Bert%20O"_s << bert << XmppUri::Action::AddContact << u""_s << u"Bert O"_s;
    QTest::newRow("subscribe") << u"xmpp:bert@example.org?subscribe"_s << bert << XmppUri::Action::AddContact << u""_s << u""_s;
    QTest::newRow("join") << u"xmpp:room@conference.example.org?join"_s << u"room@conference.example.org"_s << XmppUri::Action::NotKnown << u""_s << u""_s;
    QTest::newRow("fragment") << u"xmpp:bert@example.org?message#x"_s << bert << write << u""_s << u""_s;
    QTest::newRow("authority") << u"xmpp://anna@example.org/bert@example.org?message"_s << bert << write << u""_s << u""_s;
    QTest::newRow("percent in the address") << u"xmpp:b%65rt@example.org"_s << bert << write << u""_s << u""_s;
    QTest::newRow("no value") << u"xmpp:bert@example.org?message;body"_s << bert << write << u""_s << u""_s;
}

void XmppUriTest::understands()
{
    QFETCH(QString, text);
    QFETCH(QString, address);
    const auto uri = parseXmppUri(text);
    QVERIFY(uri);
    QCOMPARE(uri->address.toString(), address);
    QTEST(uri->action, "action");
    QTEST(uri->body, "body");
    QTEST(uri->name, "name");
}

void XmppUriTest::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << u""_s;
    QTest::newRow("an address") << u"bert@example.org"_s;
    QTest::newRow("another scheme") << u"https://example.org"_s;
    QTest::newRow("no address") << u"xmpp:"_s;
    QTest::newRow("only an action") << u"xmpp:?message"_s;
    QTest::newRow("a server") << u"xmpp:example.org"_s;
    QTest::newRow("broken address") << u"xmpp:bert@"_s;
    QTest::newRow("authority alone") << u"xmpp://anna@example.org"_s;
    QTest::newRow("forbidden character") << u"xmpp:be%3Crt@example.org"_s;
}

void XmppUriTest::refuses()
{
    QFETCH(QString, text);
    QVERIFY(!parseXmppUri(text));
}

void XmppUriTest::boundsTheBody()
{
    const auto uri = parseXmppUri(u"xmpp:bert@example.org?message;body="_s + QString(100000, u'x'));
    QVERIFY(uri);
    QVERIFY(uri->body.size() < 10000);
}

QTEST_GUILESS_MAIN(XmppUriTest)
#include "tst_xmpp_uri.moc"
