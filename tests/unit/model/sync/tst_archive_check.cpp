// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/archive_check.h"
#include "net/proto/xep_0313_mam.h"
#include "net/proto/xep_0359_stanza_ids.h"
#include "tests/unit/model/sync/sync_fixture.h"

using namespace Qt::StringLiterals;
using namespace model;

namespace {

const QString kBert = u"bert@b.example"_s;

/// An account at a server that moves sessions carelessly, with one line seen.
struct World : SyncFixture {
    explicit World(const QString &software = u"ejabberd"_s)
    {
        server.software = software;
        befriend(kBert);
        QVERIFY(signIn());
        arrive(u"seen"_s);
        flush();
    }
    void arrive(const QString &body) { server.message(kBert + u"/x"_s, body, u"id-"_s + body); }
    void loseInTheMove(const QString &body) { server.archiveOnly(kBert, u"anna@example.net"_s, body, u"id-"_s + body); }
    void move()
    {
        server.cut();
        flush();
        QVERIFY(!isOnline());
        clock.advance(std::chrono::minutes(2));
        QVERIFY(waitCaughtUp());
        flush();
        QVERIFY(account()->lastLogin().resumed);
    }
    void passThePause()
    {
        clock.advance(ArchiveCheck::kPause);
        for (int i = 0; i < 3; ++i)
            flush();
    }
    int archiveQuestions() const
    {
        return int(std::count_if(server.questions.begin(), server.questions.end(), [](const net::xml::Element &iq) { return iq.child(u"query", net::xep0313::kNs); }));
    }
};

} // namespace

class ArchiveCheckTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatWasNotHandedOverIsFound()
    {
        World f;
        f.move();
        f.loseInTheMove(u"lost"_s);
        f.arrive(u"behind"_s);
        f.flush();
        QCOMPARE(f.bodies(kBert), (QStringList{u"seen"_s, u"behind"_s}));
        f.passThePause();
        QCOMPARE(f.bodies(kBert), (QStringList{u"seen"_s, u"lost"_s, u"behind"_s}));
        QCOMPARE(f.chat(kBert)->unread, 3);
        QVERIFY(!f.store->read().archive.doubt(f.account()->id()));
        const int asked = f.archiveQuestions();
        f.passThePause();
        QCOMPARE(f.archiveQuestions(), asked); // once
    }

    void busyServerIsAskedAgain()
    {
        World f;
        f.move();
        f.loseInTheMove(u"lost"_s);
        f.arrive(u"behind"_s);
        f.flush();
        f.server.isSlow = true;
        f.passThePause();
        f.clock.advance(std::chrono::seconds(61)); // that question is given up
        f.flush();
        f.server.isSlow = false;
        QCOMPARE(f.bodies(kBert), (QStringList{u"seen"_s, u"behind"_s}));
        f.clock.advance(ArchiveCheck::kRetryPause);
        for (int i = 0; i < 3; ++i)
            f.flush();
        QVERIFY(f.isOnline());
        QCOMPARE(f.server.resumes, 1); // on the same connection
        QCOMPARE(f.bodies(kBert), (QStringList{u"seen"_s, u"lost"_s, u"behind"_s}));
    }

    /// Nobody was there to be told of it, and the pages of the new session did not have it yet, though they had what anna wrote after it.
    void whatCameLateToTheArchiveIsFound()
    {
        World f;
        f.close();
        f.server.forgetSessions();
        f.server.archiveIsLate = true;
        f.arrive(u"late"_s);
        f.server.archiveIsLate = false;
        f.server.writeElsewhere(kBert, u"behind"_s, u"id-behind"_s);
        f.server.archiveIsLate = true;
        f.open();
        f.accounts->start();
        QVERIFY(f.waitCaughtUp());
        QCOMPARE(f.bodies(kBert), (QStringList{u"seen"_s, u"behind"_s}));
        f.server.archiveIsLate = false;
        f.arrive(u"live"_s);
        f.flush();
        f.passThePause();
        QCOMPARE(f.bodies(kBert), (QStringList{u"seen"_s, u"late"_s, u"behind"_s, u"live"_s}));
        QVERIFY(!f.store->read().archive.doubt(f.account()->id()));
    }

    void copiesAreAskedForAgain()
    {
        const auto asked = [](const World &f) {
            return std::count_if(f.server.questions.begin(), f.server.questions.end(), [](const net::xml::Element &iq) { return iq.child(u"enable", u"urn:xmpp:carbons:2"); });
        };
        World f;
        const auto before = asked(f);
        f.move();
        QCOMPARE(asked(f), before + 1);
        World sound(u"Prosody"_s);
        sound.move();
        QCOMPARE(asked(sound), before);
    }

    /// An event about what another device has read is lost as other stanzas are, and no archive has it.
    void readMarkersAreLookedFor_data()
    {
        QTest::addColumn<bool>("killed");
        QTest::newRow("in this process") << false;
        QTest::newRow("in the next one") << true;
    }
    void readMarkersAreLookedFor()
    {
        QFETCH(bool, killed);
        World f;
        QCOMPARE(f.chat(kBert)->unread, 1);
        f.move();
        f.server.losesEvents = true;
        f.server.readElsewhere(kBert, f.server.archive.back().id);
        f.flush();
        QCOMPARE(f.chat(kBert)->unread, 1);
        if (killed) {
            f.restart();
            QVERIFY(f.waitCaughtUp());
        }
        f.passThePause();
        QCOMPARE(f.chat(kBert)->unread, 0);
    }

    void whatCameInAnotherOrderIsPutRight()
    {
        World f;
        f.move();
        f.loseInTheMove(u"first"_s);
        f.arrive(u"second"_s);
        const auto first = f.server.archive.end()[-2];
        net::xml::Element late = first.message;
        late.add(toElement(net::xep0359::StanzaId{first.id, net::Jid::fromString(u"anna@example.net")}));
        f.server.deliver(late);
        f.flush();
        QCOMPARE(f.bodies(kBert), (QStringList{u"seen"_s, u"second"_s, u"first"_s}));
        f.passThePause();
        QCOMPARE(f.bodies(kBert), (QStringList{u"seen"_s, u"first"_s, u"second"_s}));
    }

    void alsoAfterAKill()
    {
        World f;
        f.move();
        f.loseInTheMove(u"lost"_s);
        f.arrive(u"behind"_s);
        f.flush();
        f.restart(); // before it was looked at
        QVERIFY(f.waitCaughtUp());
        f.arrive(u"later"_s);
        f.flush();
        f.passThePause();
        QCOMPARE(f.bodies(kBert), (QStringList{u"seen"_s, u"lost"_s, u"behind"_s, u"later"_s}));
    }

    void alsoWhenTheSessionWasLostMeanwhile()
    {
        World f;
        f.move();
        f.loseInTheMove(u"lost"_s);
        f.arrive(u"behind"_s);
        f.flush();
        f.server.forgetSessions();
        f.arrive(u"missed"_s);
        f.flush();
        QVERIFY(!f.isOnline());
        f.clock.advance(std::chrono::minutes(2));
        QVERIFY(f.waitCaughtUp());
        f.flush();
        QVERIFY(!f.account()->lastLogin().resumed);
        f.passThePause();
        QCOMPARE(f.bodies(kBert), (QStringList{u"seen"_s, u"lost"_s, u"behind"_s, u"missed"_s}));
    }

    void moreThanAPage()
    {
        World f;
        f.server.pageLimit = 20;
        f.move();
        QStringList all{u"seen"_s};
        for (int i = 0; i < 90; ++i) {
            all << QString::number(i);
            if (i % 7 == 3)
                f.loseInTheMove(all.back());
            else
                f.arrive(all.back());
        }
        f.flush();
        f.passThePause();
        QVERIFY(f.waitWhileTimePasses([&] { return !f.store->read().archive.doubt(f.account()->id()); }));
        QCOMPARE(f.bodies(kBert), all);
    }

    void aSoundServerIsNotAsked()
    {
        World f(u"Prosody"_s);
        const int asked = f.archiveQuestions();
        f.move();
        f.arrive(u"behind"_s);
        f.passThePause();
        QCOMPARE(f.archiveQuestions(), asked);
    }
};

QTEST_GUILESS_MAIN(ArchiveCheckTest)
#include "tst_archive_check.moc"
