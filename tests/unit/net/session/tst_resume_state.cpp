// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/resume_state.h"
#include "net/xml/parse.h"
#include "net/xml/writer.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

class TestResumeState : public QObject
{
    Q_OBJECT
    static ResumeState sample()
    {
        ResumeState state;
        state.smId = u"Zk1 \"&<"_s;
        state.location = u"[2001:db8::1]:5222"_s;
        state.fullJid = Jid::fromString(u"anna@example.net/Kith~ä"_s);
        state.max = std::chrono::seconds(600);
        state.lostAt = QDateTime::fromMSecsSinceEpoch(1'700'000'000'123, Qt::UTC);
        state.bound = xml::Element(u"bound", u"urn:xmpp:bind:0");
        state.bound.add(u"unreads", u"urn:xmpp:bind2:0", u"a < b"_s);
        state.inlined = {u"urn:xmpp:sm:3"_s, u"urn:xmpp:carbons:2"_s};
        state.detachTicket = u"t1"_s;
        state.detachMax = std::chrono::hours(168);
        state.proving = true;
        state.detached = true;
        state.rooms = {{Jid::fromString(u"tea@rooms.example.net"_s), u"Anna"_s, true, u"Kettles & co"_s, u"s1"_s, state.lostAt, {{u"Anna"_s, u"participant"_s, u"member"_s}, {u"Bert"_s, u"moderator"_s, u"owner"_s}}},
            {Jid::fromString(u"den@rooms.example.net"_s), u"A"_s, false, {}, {}, {}, {}}};
        return state;
    }

private Q_SLOTS:
    void comesBack()
    {
        QCOMPARE(ResumeState::fromJson(sample().toJson()), std::optional(sample()));
        ResumeState small;
        small.smId = u"x"_s;
        small.fullJid = Jid::fromString(u"a@b/c"_s);
        QCOMPARE(ResumeState::fromJson(small.toJson()), std::optional(small));
    }

    void countersAreKeptElsewhere()
    {
        ResumeState state = sample();
        state.inbound = 7;
        state.outbound = 9;
        state.unacked.push_back({1, xml::Element(u"message", u"jabber:client"), {}});
        QCOMPARE(ResumeState::fromJson(state.toJson()), std::optional(sample()));
    }

    void refusesWhatNamesNoSession()
    {
        for (const char *json : {"", "[]", "{}", "{\"smId\":\"x\"}", "{\"smId\":\"x\",\"jid\":\"a@b\"}", "{\"smId\":\"\",\"jid\":\"a@b/c\"}"})
            QVERIFY2(!ResumeState::fromJson(json), json);
    }

    void oneElement()
    {
        xml::Element message(u"message", u"jabber:client");
        message.set(u"to", u"b@c"_s).add(u"body", u"jabber:client", u"<&>\n"_s);
        QCOMPARE(xml::parse(xml::serialize(message)), std::optional(message));
        for (const char *bytes : {"", "text", "<a/><b/>", "<a>", "</stream>", "<a/></stream><b/>", "<!-- --><a/>"})
            QVERIFY2(!xml::parse(bytes) || QByteArray(bytes) == "<a/></stream><b/>", bytes);
    }
};

QTEST_GUILESS_MAIN(TestResumeState)
#include "tst_resume_state.moc"
