// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/server_info_cache.h"
#include "tests/unit/model/sync/sync_fixture.h"

using namespace Qt::StringLiterals;
using namespace model;

/// What a server can do is asked once a day, and not at every sign-in.
class ServerInfoTest : public QObject
{
    Q_OBJECT

    static int questions(const SyncFixture &f)
    {
        return int(std::count_if(f.server.questions.begin(), f.server.questions.end(), [](const net::xml::Element &iq) { return iq.child(u"query", net::xep0030::kInfoNs); }));
    }
    static bool says(const SyncFixture &f, const QString &id)
    {
        const auto features = f.account()->serverFeatures();
        return std::any_of(features.begin(), features.end(), [&](const ServerFeature &feature) { return feature.id == id && feature.supported; });
    }
    static void newSession(SyncFixture &f)
    {
        f.close();
        f.server.forgetSessions();
        f.open();
        f.accounts->start();
        QVERIFY(f.waitCaughtUp());
        f.flush();
    }

private Q_SLOTS:
    void bothWays()
    {
        net::xep0030::ServerInfo info;
        info.account.identities.push_back({u"pubsub"_s, u"pep"_s, {}, u"Personal"_s});
        info.account.features = {u"urn:xmpp:mam:2"_s, u"urn:xmpp:mam:2#extended"_s};
        info.server.features = {u"urn:xmpp:carbons:2"_s};
        info.known = true;
        QCOMPARE(serverInfoFromJson(toJson(info)), info);
        QVERIFY(!serverInfoFromJson("nonsense"));
        QVERIFY(!serverInfoFromJson("[]"));
        QVERIFY(!serverInfoFromJson({}));
    }

    void askedOnceADay()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        f.flush();
        QCOMPARE(questions(f), 2);
        QVERIFY(says(f, u"urn:xmpp:mam:2"_s));
        newSession(f);
        QCOMPARE(questions(f), 2);
        QVERIFY(says(f, u"urn:xmpp:mam:2"_s)); // and is known all the same
        f.server.message(u"bert@b.example/x"_s, u"believed"_s);
        f.flush();
        QVERIFY(!f.messages(u"bert@b.example"_s).front().archiveId.isEmpty());
        f.clock.advance(std::chrono::hours(25));
        newSession(f);
        QCOMPARE(questions(f), 4);
    }

    /// One that keeps no archive may get one any day: it is asked each time.
    void withoutArchiveEachTime()
    {
        SyncFixture f;
        f.server.hasArchive = false;
        QVERIFY(f.signIn());
        f.flush();
        QCOMPARE(questions(f), 2);
        newSession(f);
        QCOMPARE(questions(f), 4);
        f.server.hasArchive = true;
        newSession(f);
        f.server.message(u"bert@b.example/x"_s, u"believed"_s);
        f.flush();
        QVERIFY(!f.messages(u"bert@b.example"_s).front().archiveId.isEmpty());
    }
};

QTEST_GUILESS_MAIN(ServerInfoTest)
#include "tst_server_info.moc"
