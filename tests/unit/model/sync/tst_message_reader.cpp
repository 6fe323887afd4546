// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/message_reader.h"
#include "model/sync/message_writer.h"
#include "net/proto/payload.h"
#include "net/proto/xep_0203_delay.h"
#include "net/xml/reader.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace model;

namespace {

net::xml::Element parse(const QByteArray &xml)
{
    net::xml::Reader reader;
    reader.feed("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>" + xml);
    (void)reader.next();
    const auto event = reader.next();
    const auto *read = event ? std::get_if<net::xml::ElementRead>(&*event) : nullptr;
    return read ? read->element : net::xml::Element();
}

} // namespace

class MessageReaderTest : public QObject
{
    Q_OBJECT
    const ReadContext m_context{net::Jid::fromString(u"anna@example.net"), QDateTime(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC), true};

private Q_SLOTS:
    void live_data()
    {
        QTest::addColumn<QByteArray>("xml");
        QTest::addColumn<bool>("taken");
        QTest::addColumn<bool>("incoming");
        QTest::addColumn<QString>("peer");
        QTest::newRow("chat") << QByteArray("<message from='bert@b.example/x' to='anna@example.net' type='chat'><body>hi</body></message>") << true << true << u"bert@b.example"_s;
        QTest::newRow("normal") << QByteArray("<message from='bert@b.example'><body>hi</body></message>") << true << true << u"bert@b.example"_s;
        QTest::newRow("a server speaks") << QByteArray("<message from='example.net'><body>maintenance</body></message>") << true << true << u"example.net"_s;
        QTest::newRow("note to self") << QByteArray("<message from='anna@example.net/phone' to='anna@example.net' type='chat'><body>milk</body></message>") << true << false << u"anna@example.net"_s;
        QTest::newRow("own words to another, not by carbon") << QByteArray("<message from='anna@example.net/phone' to='bert@b.example' type='chat'><body>x</body></message>") << false << false << QString();
        QTest::newRow("groupchat") << QByteArray("<message from='room@c.example/n' type='groupchat'><body>hi</body></message>") << false << false << QString();
        QTest::newRow("headline") << QByteArray("<message from='news.example' type='headline'><body>hi</body></message>") << false << false << QString();
        QTest::newRow("no sender") << QByteArray("<message type='chat'><body>hi</body></message>") << false << false << QString();
        QTest::newRow("bad sender") << QByteArray("<message from='@@' type='chat'><body>hi</body></message>") << false << false << QString();
        QTest::newRow("carbon nobody unwrapped") << QByteArray("<message from='mallory@m.example'><received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>"
            "<message xmlns='jabber:client' from='bert@b.example' to='anna@example.net' type='chat'><body>pay</body></message></forwarded></received></message>") << false << false << QString();
        QTest::newRow("error without id") << QByteArray("<message from='bert@b.example' type='error'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>") << false << false << QString();
    }
    void live()
    {
        QFETCH(QByteArray, xml);
        QFETCH(bool, taken);
        QFETCH(bool, incoming);
        QFETCH(QString, peer);
        const auto message = readLive(parse(xml), m_context);
        QCOMPARE(message.has_value(), taken);
        if (!taken)
            return;
        QCOMPARE(message->direction == Direction::Incoming, incoming);
        QCOMPARE(message->peer.toString(), peer);
    }
    void everythingItSays()
    {
        const auto message = readLive(parse("<message from='bert@b.example/x' to='anna@example.net' type='chat' id='m1'><body>/me waves</body>"
                                            "<origin-id xmlns='urn:xmpp:sid:0' id='o1'/><stanza-id xmlns='urn:xmpp:sid:0' id='a1' by='anna@example.net'/>"
                                            "<stanza-id xmlns='urn:xmpp:sid:0' id='evil' by='b.example'/><request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>"
                                            "<composing xmlns='http://jabber.org/protocol/chatstates'/><replace xmlns='urn:xmpp:message-correct:0' id='m0'/>"
                                            "<nick xmlns='http://jabber.org/protocol/nick'>Bertie</nick><delay xmlns='urn:xmpp:delay' stamp='2026-02-28T10:00:00Z'/></message>"),
            m_context);
        QVERIFY(message.has_value());
        QCOMPARE(message->body, u"/me waves"_s);
        QCOMPARE(message->id, u"m1"_s);
        QCOMPARE(message->originId, u"o1"_s);
        QCOMPARE(message->archiveId, u"a1"_s);
        QCOMPARE(message->replaces, u"m0"_s);
        QCOMPARE(message->nick, u"Bertie"_s);
        QCOMPARE(message->sentAt, QDateTime(QDate(2026, 2, 28), QTime(10, 0), Qt::UTC));
        QVERIFY(message->delayed);
        QVERIFY(message->wantsReceipt);
        QVERIFY(message->markable);
        QCOMPARE(message->chatState, std::optional(net::xep0085::ChatState::Composing));
    }
    void stanzaIdsOnlyWhenAnnounced()
    {
        const auto xml = parse("<message from='bert@b.example' type='chat'><body>x</body><stanza-id xmlns='urn:xmpp:sid:0' id='a1' by='anna@example.net'/></message>");
        QCOMPARE(readLive(xml, m_context)->archiveId, u"a1"_s);
        QVERIFY(readLive(xml, {m_context.own, m_context.now, false})->archiveId.isEmpty());
        // Two of them: one is a forgery, and nobody can say which.
        const auto twice = parse("<message from='bert@b.example' type='chat'><body>x</body><stanza-id xmlns='urn:xmpp:sid:0' id='a1' by='anna@example.net'/>"
                                 "<stanza-id xmlns='urn:xmpp:sid:0' id='a2' by='anna@example.net'/></message>");
        QVERIFY(readLive(twice, m_context)->archiveId.isEmpty());
    }
    void nothingIsFromTheFuture()
    {
        const auto message = readLive(parse("<message from='bert@b.example' type='chat'><body>x</body><delay xmlns='urn:xmpp:delay' stamp='2099-01-01T00:00:00Z'/></message>"), m_context);
        QCOMPARE(message->sentAt, m_context.now);
    }
    void anArchiveStampOfTheFutureIsNow()
    {
        const net::xep0313::ArchivedItem item{u"arc1"_s, QDateTime(QDate(9999, 1, 1), QTime(0, 0), Qt::UTC), parse("<message from='bert@b.example' type='chat'><body>x</body></message>")};
        QCOMPARE(readArchived(item, m_context)->sentAt, m_context.now.addSecs(60));
    }
    void whoDelayed_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<bool>("byServer");
        QTest::newRow("own server") << QByteArray("example.net") << true;
        QTest::newRow("own account") << QByteArray("anna@example.net") << true;
        QTest::newRow("their server") << QByteArray("b.example") << false;
        QTest::newRow("somebody at the own server") << QByteArray("mallory@example.net") << false;
        QTest::newRow("a device") << QByteArray("example.net/x") << false;
        QTest::newRow("not said") << QByteArray() << false;
    }
    void whoDelayed()
    {
        QFETCH(QByteArray, from);
        QFETCH(bool, byServer);
        const QByteArray attribute = from.isEmpty() ? QByteArray() : " from='" + from + "'";
        const auto message
            = readLive(parse("<message from='bert@b.example' type='chat'><body>x</body><delay xmlns='urn:xmpp:delay' stamp='2026-02-28T10:00:00Z'" + attribute + "/></message>"), m_context);
        QVERIFY(message->delayed);
        QCOMPARE(message->delayedByServer, byServer);
    }
    void idsTooLongCountAsAbsent()
    {
        const QByteArray id(1025, 'i');
        const auto message = readLive(parse("<message from='bert@b.example' type='chat' id='" + id + "'><body>x</body><request xmlns='urn:xmpp:receipts'/><received xmlns='urn:xmpp:receipts' id='" + id
                                          + "'/><displayed xmlns='urn:xmpp:chat-markers:0' id='" + id + "'/><replace xmlns='urn:xmpp:message-correct:0' id='" + id
                                          + "'/><origin-id xmlns='urn:xmpp:sid:0' id='" + id + "'/></message>"),
            m_context);
        QVERIFY(message.has_value());
        QCOMPARE(message->body, u"x"_s);
        QVERIFY(message->id.isEmpty() && message->originId.isEmpty() && message->replaces.isEmpty() && message->displayed.isEmpty() && message->delivered.isEmpty());
        QVERIFY(!message->wantsReceipt);
        const QByteArray fits(1024, 'i');
        QCOMPARE(readLive(parse("<message from='bert@b.example' type='chat'><displayed xmlns='urn:xmpp:chat-markers:0' id='" + fits + "'/></message>"), m_context)->displayed.size(), 1024);
    }
    void carbons()
    {
        const auto sent = parse("<message from='anna@example.net/phone' to='bert@b.example/y' type='chat' id='c1'><body>from the phone</body></message>");
        const auto mine = readCarbon(net::xep0280::Direction::Sent, sent, {}, m_context);
        QVERIFY(mine.has_value());
        QCOMPARE(mine->direction, Direction::Outgoing);
        QCOMPARE(mine->peer.toString(), u"bert@b.example"_s);
        // The server forwards what another says we said.
        const auto forged = parse("<message from='mallory@m.example' to='bert@b.example' type='chat'><body>x</body></message>");
        QVERIFY(!readCarbon(net::xep0280::Direction::Sent, forged, {}, m_context));
        const auto theirs = readCarbon(net::xep0280::Direction::Received, parse("<message from='bert@b.example/y' to='anna@example.net/phone' type='chat'><body>hi</body></message>"), {}, m_context);
        QVERIFY(theirs.has_value());
        QCOMPARE(theirs->direction, Direction::Incoming);
    }
    void archived()
    {
        const QDateTime stamp(QDate(2025, 12, 24), QTime(18, 0), Qt::UTC);
        const net::xep0313::ArchivedItem item{u"arc9"_s, stamp,
            parse("<message from='anna@example.net/old' to='bert@b.example' type='chat' id='z'><body>merry</body><stanza-id xmlns='urn:xmpp:sid:0' id='forged' by='anna@example.net'/></message>")};
        const auto message = readArchived(item, m_context);
        QVERIFY(message.has_value());
        QCOMPARE(message->direction, Direction::Outgoing);
        QCOMPARE(message->peer.toString(), u"bert@b.example"_s);
        QCOMPARE(message->archiveId, u"arc9"_s);
        QCOMPARE(message->sentAt, stamp);
    }
    void bounces()
    {
        const auto message = readLive(parse("<message from='bert@b.example' type='error' id='m7'><body>mine</body><error type='cancel'>"
                                            "<remote-server-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"),
            m_context);
        QVERIFY(message && message->error);
        QVERIFY(message->body.isEmpty()); // not shown as theirs
        QCOMPARE(message->id, u"m7"_s);
        const QString sentence = bounceSentence(*message->error);
        QVERIFY(sentence.contains(u"server could not be found"_s));
        QVERIFY(bounceSentence({net::rfc6120::ErrorType::Cancel, u"something-new"_s, u"because  of\nrain"_s, {}}).contains(u"because of rain"_s));
    }
    void whatIsWrittenCanBeRead()
    {
        Message row;
        row.sender = m_context.own;
        row.body = u"a < b & \"c\""_s;
        row.stanzaId = row.originId = u"id1"_s;
        row.sentAt = QDateTime(QDate(2026, 3, 1), QTime(11, 0), Qt::UTC);
        auto stanza = writeMessage(row, net::Jid::fromString(u"bert@b.example"), false);
        QCOMPARE(stanza.attribute(u"to"), u"bert@b.example"_s);
        QVERIFY(!net::firstPayload(stanza, net::xep0203::parseDelay));
        QVERIFY(net::firstPayload(writeMessage(row, net::Jid::fromString(u"bert@b.example"), true), net::xep0203::parseDelay));
        stanza.set(u"from", u"anna@example.net/a"_s);
        const auto read = readCarbon(net::xep0280::Direction::Sent, stanza, {}, m_context);
        QVERIFY(read.has_value());
        QCOMPARE(read->body, row.body);
        QCOMPARE(read->originId, u"id1"_s);
        QVERIFY(read->wantsReceipt && read->markable);
        auto receipt = writeReceipt(net::Jid::fromString(u"anna@example.net/x"), u"id1"_s, u"id2"_s);
        receipt.set(u"from", u"bert@b.example/q"_s);
        QCOMPARE(readLive(receipt, m_context)->delivered, QStringList{u"id1"_s});
        auto displayed = writeDisplayed(net::Jid::fromString(u"anna@example.net"), u"id1"_s, u"id3"_s);
        displayed.set(u"from", u"bert@b.example/q"_s);
        QCOMPARE(readLive(displayed, m_context)->displayed, u"id1"_s);
        QVERIFY(!readLive(displayed, m_context)->markable);
    }
};

QTEST_GUILESS_MAIN(MessageReaderTest)
#include "tst_message_reader.moc"
