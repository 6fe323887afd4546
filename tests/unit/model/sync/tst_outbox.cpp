// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/xml_log.h"
#include "net/proto/payload.h"
#include "net/proto/rfc6120_stanza.h"
#include "net/proto/xep_0203_delay.h"
#include "net/proto/xep_0313_mam.h"
#include "net/proto/xep_0359_stanza_ids.h"
#include "tests/unit/model/sync/sync_fixture.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>

using namespace Qt::StringLiterals;
using namespace model;

namespace {
const QString kBert = u"bert@b.example"_s;
}

class OutboxTest : public QObject
{
    Q_OBJECT
    static void reconnect(SyncFixture &f)
    {
        f.clock.advance(std::chrono::minutes(3)); // past the back-off
        QVERIFY(f.waitCaughtUp());
        f.flush();
    }
    static QList<MessageState> states(const SyncFixture &f)
    {
        QList<MessageState> result;
        for (const Message &message : f.messages(kBert))
            result << message.state;
        return result;
    }
    static bool allAccepted(const SyncFixture &f)
    {
        const auto all = states(f);
        return std::all_of(all.begin(), all.end(), [](MessageState state) { return state == MessageState::Accepted; });
    }
    static bool allAcceptedOrTheirs(const SyncFixture &f)
    {
        const auto all = states(f);
        return std::none_of(all.begin(), all.end(), [](MessageState state) { return state < MessageState::Accepted; });
    }
    /// What the archive holds of anna's words to bert, in its order.
    static QStringList archived(const SyncFixture &f)
    {
        QStringList result;
        for (const auto &row : f.server.archive) {
            if (row.message.attribute(u"to") == kBert)
                result << row.message.childText(u"body", u"jabber:client");
        }
        return result;
    }
    /// The archive is asked for what was lost in the chat with bert.
    static bool isLookup(const XmlLog &log, int row)
    {
        const QModelIndex index = log.index(row);
        const QString xml = index.data(XmlLog::XmlRole).toString();
        return !index.data(XmlLog::IncomingRole).toBool() && xml.contains(u"urn:xmpp:mam:2"_s) && xml.contains(u"<value>%1</value>"_s.arg(kBert));
    }

private Q_SLOTS:
    void rowFirstThenAccepted()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        f.account()->sendMessage(chat, u"one"_s);
        f.account()->sendMessage(chat, u"two"_s);
        f.flush();
        QCOMPARE(f.bodies(kBert), (QStringList{u"one"_s, u"two"_s}));
        QVERIFY(allAccepted(f));
        QCOMPARE(f.server.bodies(), (QStringList{u"one"_s, u"two"_s}));
        const Message row = f.messages(kBert).front();
        const auto &stanza = *std::find_if(f.server.stanzas.begin(), f.server.stanzas.end(), [](const auto &element) { return element.name() == u"message"; });
        QCOMPARE(stanza.attribute(u"id"), row.stanzaId);
        QCOMPARE(net::firstPayload(stanza, net::xep0359::parseOriginId)->id, row.originId);
        QCOMPARE(f.account()->status().waitingMessages, 0);
    }

    void whatCannotBeWrittenDownIsGivenBack()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        QSignalSpy notSent(f.account(), &Account::notSent);
        {
            QSqlDatabase other = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"holds the lock"_s);
            other.setDatabaseName(f.databaseFile());
            QVERIFY(other.open());
            QVERIFY(QSqlQuery(other).exec(u"BEGIN IMMEDIATE"_s));
            f.account()->sendMessage(chat, u"precious"_s);
            QVERIFY(notSent.wait());
            QSqlQuery(other).exec(u"ROLLBACK"_s);
        }
        QSqlDatabase::removeDatabase(u"holds the lock"_s);
        QCOMPARE(notSent.size(), 1);
        QCOMPARE(notSent.at(0).at(1).toString(), u"precious"_s);
        QVERIFY(f.bodies(kBert).isEmpty());
        f.account()->sendMessage(chat, u"precious"_s);
        f.flush();
        QTRY_COMPARE(f.bodies(kBert), QStringList{u"precious"_s});
        QCOMPARE(notSent.size(), 1);
    }

    void writtenOfflineLeavesInOrder()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        f.account()->goOffline();
        for (int i = 0; i < 5; ++i)
            f.account()->sendMessage(chat, QString::number(i));
        f.flush();
        QCOMPARE(f.account()->status().waitingMessages, 5);
        QVERIFY(f.server.bodies().isEmpty());
        f.account()->connectNow();
        QVERIFY(f.waitCaughtUp());
        f.flush();
        QCOMPARE(f.server.bodies(), (QStringList{u"0"_s, u"1"_s, u"2"_s, u"3"_s, u"4"_s}));
        QVERIFY(allAccepted(f));
        QCOMPARE(f.account()->status().waitingMessages, 0);
    }

    void survivesARestart()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        f.account()->goOffline();
        f.account()->sendMessage(chat, u"later"_s);
        f.flush();
        const QString id = f.messages(kBert).front().stanzaId;
        f.restart();
        f.account()->connectNow();
        QVERIFY(f.waitCaughtUp());
        f.flush();
        QCOMPARE(f.server.bodies(), QStringList{u"later"_s});
        QCOMPARE(f.messages(kBert).front().stanzaId, id);
        QVERIFY(allAccepted(f));
    }

    void resumedSessionSendsOnlyWhatIsMissing()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        f.account()->sendMessage(chat, u"arrived"_s);
        f.flush();
        f.server.deaf = true;
        f.account()->sendMessage(chat, u"lost"_s);
        f.flush();
        QCOMPARE(states(f).back(), MessageState::Written);
        f.server.cut();
        f.account()->sendMessage(chat, u"after the cut"_s);
        f.flush();
        reconnect(f);
        QCOMPARE(f.server.resumes, 1);
        QCOMPARE(f.server.bodies(), (QStringList{u"arrived"_s, u"lost"_s, u"after the cut"_s}));
        QVERIFY(allAccepted(f));
    }

    void lostSessionAsksTheArchiveFirst()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        // The server gets this one, but its acknowledgement never arrives: to the client it looks like the next.
        f.server.confirms = false;
        f.account()->sendMessage(chat, u"arrived, not confirmed"_s);
        f.flush();
        f.server.deaf = true;
        f.account()->sendMessage(chat, u"first after"_s);
        f.flush();
        QCOMPARE(states(f), (QList{MessageState::Written, MessageState::Written}));
        f.server.confirms = true;
        f.server.forgetSessions();
        reconnect(f);
        QCOMPARE(archived(f), (QStringList{u"arrived, not confirmed"_s, u"first after"_s}));
        QVERIFY(allAccepted(f));
        QCOMPARE(f.bodies(kBert), (QStringList{u"arrived, not confirmed"_s, u"first after"_s}));
    }

    /// What was here before it was written lies before it in the archive: nobody has to read behind that.
    void theArchiveIsReadNoFurtherThanNeeded()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        for (int i = 0; i < 30; ++i)
            f.server.message(kBert + u"/phone"_s, QString::number(i), u"b%1"_s.arg(i));
        f.flush();
        f.account()->sendMessage(chat, u"before"_s);
        f.flush();
        f.server.message(kBert + u"/phone"_s, u"seen"_s, u"seen"_s);
        f.flush();
        f.server.deaf = true;
        f.account()->sendMessage(chat, u"mine"_s);
        f.flush();
        f.server.archiveOnly(kBert, u"anna@example.net"_s, u"missed"_s, u"missed"_s);
        f.server.pageLimit = 5;
        f.server.deaf = false;
        f.server.forgetSessions();
        reconnect(f);
        QVERIFY(f.waitWhileTimePasses([&] { return allAcceptedOrTheirs(f); }));
        QCOMPARE(archived(f), (QStringList{u"before"_s, u"mine"_s}));
        int questions = 0;
        const XmlLog &log = f.account()->xmlLog();
        for (int row = 0; row < log.rowCount(); ++row)
            questions += isLookup(log, row);
        QCOMPARE(questions, 1);
    }

    /// On a connection that breaks again and again, what was read is not read again: it comes to an end.
    void theReadingGoesOnBehindACut_data()
    {
        QTest::addColumn<bool>("arrived");
        QTest::newRow("the server had it") << true;
        QTest::newRow("it never arrived") << false;
    }
    void theReadingGoesOnBehindACut()
    {
        QFETCH(bool, arrived);
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        f.server.deaf = !arrived;
        f.server.confirms = false;
        f.account()->sendMessage(chat, u"mine"_s);
        f.flush();
        for (int i = 0; i < 30; ++i)
            f.server.archiveOnly(kBert, u"anna@example.net"_s, QString::number(i), u"b%1"_s.arg(i));
        f.server.pageLimit = 2;
        f.server.deaf = false;
        f.server.confirms = true;
        f.server.forgetSessions();
        int questions = 0, cuts = 0;
        const XmlLog &log = f.account()->xmlLog();
        connect(&log, &QAbstractItemModel::rowsInserted, this, [&] {
            if (!isLookup(log, log.rowCount() - 1) || ++questions % 4 != 0)
                return;
            ++cuts;
            // Something new each time: it is read too.
            f.server.archiveOnly(kBert, u"anna@example.net"_s, u"cut %1"_s.arg(cuts), u"c%1"_s.arg(cuts));
            QMetaObject::invokeMethod(f.account(), [&f] { f.server.cut(); }, Qt::QueuedConnection);
        });
        QVERIFY(f.waitWhileTimePasses([&] { return archived(f).size() == 1 && allAcceptedOrTheirs(f) && f.account()->status().waitingMessages == 0; }));
        QCOMPARE(archived(f), QStringList{u"mine"_s});
        QVERIFY2(cuts >= 4 && cuts < 20, qPrintable(QString::number(cuts)));
    }

    /// The archive has it, and the disk does not take that: sent again it would be there twice, kept back it would wait on a session that lives.
    void foundAndCannotBeWrittenDown()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        f.server.confirms = false;
        f.account()->sendMessage(chat, u"arrived"_s);
        f.flush();
        f.server.confirms = true;
        f.server.forgetSessions();
        QSqlDatabase other = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"holds the lock"_s);
        other.setDatabaseName(f.databaseFile());
        QVERIFY(other.open());
        bool locked = false;
        const XmlLog &log = f.account()->xmlLog();
        connect(&log, &QAbstractItemModel::rowsInserted, this, [&] {
            if (!locked && isLookup(log, log.rowCount() - 1))
                locked = QSqlQuery(other).exec(u"BEGIN IMMEDIATE"_s);
        });
        const int binds = f.server.binds;
        f.clock.advance(std::chrono::minutes(3));
        QVERIFY(SyncFixture::waitFor([&] { return locked; }));
        QVERIFY(SyncFixture::waitFor([&] { return f.account()->status().kind != ConnectionKind::Online; }));
        QSqlQuery(other).exec(u"ROLLBACK"_s);
        other = {};
        QSqlDatabase::removeDatabase(u"holds the lock"_s);
        f.account()->sendMessage(chat, u"newer"_s);
        QVERIFY(f.waitWhileTimePasses([&] { return archived(f).size() == 2 && allAccepted(f); }));
        QCOMPARE(archived(f), (QStringList{u"arrived"_s, u"newer"_s}));
        QVERIFY(f.server.binds + f.server.resumes > binds + 1); // it came again
    }

    /// Acknowledged, and the disk did not take that; then a new session began, and was taken up by another process.
    void acknowledgedAndCannotBeWrittenDown()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        f.server.confirms = false;
        f.account()->sendMessage(chat, u"once only"_s);
        f.flush();
        QCOMPARE(archived(f), QStringList{u"once only"_s});
        {
            QSqlDatabase other = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"refuses"_s);
            other.setDatabaseName(f.databaseFile());
            QVERIFY(other.open());
            QVERIFY(QSqlQuery(other).exec(u"CREATE TRIGGER full BEFORE UPDATE ON message WHEN NEW.state = 2 BEGIN SELECT RAISE(ABORT, 'full'); END"_s));
            f.server.confirms = true;
            const auto acks = [&] {
                const XmlLog &log = f.account()->xmlLog();
                const QString last = log.index(log.rowCount() - 1).data(XmlLog::XmlRole).toString();
                return last.startsWith(u"<a "_s);
            };
            f.account()->connectNow(); // asks whether anybody is there
            QVERIFY(SyncFixture::waitFor(acks));
            f.flush();
            QCOMPARE(states(f), QList{MessageState::Written});
            QVERIFY(QSqlQuery(other).exec(u"DROP TRIGGER full"_s));
        }
        QSqlDatabase::removeDatabase(u"refuses"_s);
        f.server.isSlow = true; // else the archive tells it
        f.server.forgetSessions();
        const int binds = f.server.binds;
        f.clock.advance(std::chrono::minutes(3));
        QVERIFY(SyncFixture::waitFor([&] { return f.server.binds > binds && f.isOnline(); }));
        f.flush();
        f.restart();
        QVERIFY(SyncFixture::waitFor([&] { return f.isOnline(); }));
        f.flush();
        f.server.isSlow = false;
        f.server.answerNow();
        QVERIFY(f.waitCaughtUp());
        f.flush();
        QCOMPARE(archived(f), QStringList{u"once only"_s});
        QVERIFY(allAccepted(f));
    }

    void killedAfterWriting_data()
    {
        QTest::addColumn<bool>("arrived");
        QTest::newRow("the server had it") << true;
        QTest::newRow("it never arrived") << false;
    }
    void killedAfterWriting()
    {
        QFETCH(bool, arrived);
        SyncFixture f;
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        f.server.deaf = !arrived;
        f.account()->sendMessage(chat, u"once only"_s);
        if (arrived)
            QVERIFY(SyncFixture::waitFor([&] { return archived(f).size() == 1; }));
        else
            QVERIFY(SyncFixture::waitFor([&] { return states(f) == QList{MessageState::Written}; }));
        f.server.deaf = false;
        f.server.forgetSessions();
        f.restart();
        f.account()->sendMessage(chat, u"newer"_s);
        QVERIFY(f.waitCaughtUp());
        f.flush();
        QVERIFY(SyncFixture::waitFor([&] { return archived(f).size() == 2; }));
        f.flush();
        QCOMPARE(archived(f), (QStringList{u"once only"_s, u"newer"_s}));
        QCOMPARE(f.bodies(kBert), (QStringList{u"once only"_s, u"newer"_s}));
        QVERIFY(allAccepted(f));
        // A repeated one says when it was written.
        QCOMPARE(!arrived, bool(net::firstPayload(f.server.archive.front().message, net::xep0203::parseDelay)));
    }

    /// A session that began, and was left before the archive had answered: that it is resumed says nothing of the one before it.
    void killedBeforeTheArchiveAnswered()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        f.account()->sendMessage(chat, u"once only"_s);
        QVERIFY(SyncFixture::waitFor([&] { return archived(f).size() == 1; }));
        f.server.forgetSessions();
        f.server.cutAfter = 0;
        f.restart();
        QVERIFY(SyncFixture::waitFor([&] { return f.account()->lastLogin().at.isValid() && f.account()->status().kind != ConnectionKind::Online; }));
        QVERIFY(!f.account()->lastLogin().resumed);
        f.server.cutAfter = -1;
        f.restart();
        QVERIFY(f.waitCaughtUp());
        QVERIFY(f.account()->lastLogin().resumed);
        f.account()->sendMessage(chat, u"newer"_s);
        QVERIFY(SyncFixture::waitFor([&] { return archived(f).size() >= 2 && allAccepted(f); }));
        f.flush();
        QCOMPARE(archived(f), (QStringList{u"once only"_s, u"newer"_s}));
        QCOMPARE(f.bodies(kBert), archived(f));
    }

    /// An own message that reached the server behind something that was missed: found in the archive by itself, it must not pass for the older edge of what is missing.
    void whatArrivedUnseenHidesNothing()
    {
        SyncFixture f;
        f.befriend(kBert);
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        f.server.deaf = true; // it is under way for long
        f.account()->sendMessage(chat, u"mine"_s);
        QVERIFY(SyncFixture::waitFor([&] { return states(f) == QList{MessageState::Written}; }));
        f.server.message(kBert + u"/phone"_s, u"seen"_s, u"b1"_s);
        f.flush();
        QCOMPARE(f.bodies(kBert), (QStringList{u"mine"_s, u"seen"_s}));
        f.server.archiveOnly(kBert, u"anna@example.net"_s, u"missed"_s, u"b2"_s);
        net::xml::Element mine(u"message", u"jabber:client");
        const QString id = f.messages(kBert).front().originId;
        mine.set(u"from", u"anna@example.net/x"_s).set(u"to", kBert).set(u"type", u"chat"_s).set(u"id", id).add(toElement(net::xep0359::OriginId{id}));
        mine.add(u"body", u"jabber:client", u"mine"_s);
        f.server.archive.push_back({u"late"_s, f.clock.now(), mine});
        // So much from others that the conversation is asked for the lost message before the pages get there.
        for (int i = 0; i < 6; ++i)
            f.server.archiveOnly(u"carl@c.example"_s, u"anna@example.net"_s, u"other %1"_s.arg(i), u"c%1"_s.arg(i));
        f.server.pageLimit = 2;
        f.server.deaf = false;
        f.server.forgetSessions();
        reconnect(f);
        QVERIFY(f.waitWhileTimePasses([&] { return f.bodies(kBert).size() == 3 && allAcceptedOrTheirs(f); }));
        QCOMPARE(f.bodies(kBert), (QStringList{u"mine"_s, u"seen"_s, u"missed"_s}));
        QCOMPARE(f.chat(kBert)->unread, 2);
    }

    void withoutArchiveItIsPerhapsNotSent()
    {
        SyncFixture f;
        f.server.hasArchive = false;
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        f.server.deaf = true;
        f.account()->sendMessage(chat, u"who knows"_s);
        f.flush(); // out of the client's hands
        f.server.forgetSessions();
        reconnect(f);
        QVERIFY(SyncFixture::waitFor([&] { return states(f) == QList{MessageState::Failed}; }));
        QVERIFY(f.messages(kBert).front().failure.contains(u"Perhaps not sent"_s));
        QVERIFY(f.server.bodies().isEmpty());
        f.account()->retry(f.messages(kBert).front().id);
        f.flush();
        QCOMPARE(f.server.bodies(), QStringList{u"who knows"_s});
        QVERIFY(allAccepted(f));
        QVERIFY(!f.account()->status().detail.isEmpty()); // and the user can know that there is no archive
    }

    void whatIsNotArchivedIsPerhapsNotSent_data()
    {
        using Prefs = net::xep0313::Prefs;
        const auto bert = net::Jid::fromString(kBert);
        QTest::addColumn<Prefs>("prefs");
        QTest::addColumn<QString>("refused");
        QTest::addColumn<bool>("isSure");
        const auto add = [](const char *name, const Prefs &prefs, bool isSure, const QString &refused = {}) { QTest::newRow(name) << prefs << refused << isSure; };
        add("nobody", {Prefs::Default::Never, {}, {}}, false);
        add("only contacts", {Prefs::Default::Roster, {}, {}}, false);
        add("all but bert", {Prefs::Default::Always, {}, {bert}}, false);
        add("only bert", {Prefs::Default::Never, {bert}, {}}, true);
        add("all", {}, true);
        add("nobody can set any", {}, true, u"service-unavailable"_s);
        add("they cannot be had now", {}, false, u"internal-server-error"_s);
    }

    void whatIsNotArchivedIsPerhapsNotSent() // D55: an archive that keeps nothing of a chat does not know what arrived
    {
        QFETCH(const net::xep0313::Prefs, prefs);
        QFETCH(const QString, refused);
        QFETCH(const bool, isSure);
        SyncFixture f;
        f.server.answers = [&](const net::xml::Element &iq) -> std::optional<net::xml::Element> {
            if (!iq.child(u"prefs", u"urn:xmpp:mam:2"))
                return {};
            return refused.isEmpty() ? net::rfc6120::resultReply(iq, toElement(prefs)) : net::rfc6120::errorReply(iq, refused);
        };
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        f.server.deaf = true;
        f.account()->sendMessage(chat, u"who knows"_s);
        f.flush();
        f.server.forgetSessions();
        reconnect(f);
        QVERIFY(SyncFixture::waitFor([&] { return states(f) == QList{isSure ? MessageState::Accepted : MessageState::Failed}; }));
        QCOMPARE(f.server.bodies(), isSure ? QStringList{u"who knows"_s} : QStringList());
        QCOMPARE(f.messages(kBert).front().failure.contains(u"Perhaps not sent"_s), !isSure);
    }

    void discardRemovesOnlyWhatFailed()
    {
        SyncFixture f;
        f.server.hasArchive = false;
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        f.account()->sendMessage(chat, u"fine"_s);
        f.flush();
        f.account()->discard(f.messages(kBert).front().id);
        f.flush();
        QCOMPARE(f.bodies(kBert).size(), 1);
        f.server.deaf = true;
        f.account()->sendMessage(chat, u"lost"_s);
        f.flush();
        f.server.forgetSessions();
        reconnect(f);
        QVERIFY(SyncFixture::waitFor([&] { return states(f).back() == MessageState::Failed; }));
        f.account()->discard(f.messages(kBert).back().id);
        f.flush();
        QCOMPARE(f.bodies(kBert), QStringList{u"fine"_s});
    }

    /// Whatever is cut, lost and killed: everything arrives once, in order.
    void anyInterruption_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 12; ++seed)
            QTest::addRow("%u", seed) << seed;
    }
    void anyInterruption()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        SyncFixture f;
        QVERIFY(f.signIn());
        const ChatId chat = f.openChat(kBert);
        QStringList all;
        for (int step = 0; step < 40; ++step) {
            switch (random.bounded(9)) {
            case 0:
                f.server.deaf = true;
                break;
            case 1:
                f.server.cut();
                break;
            case 2:
                f.server.forgetSessions();
                break;
            case 3:
                f.server.settle();
                f.restart();
                break;
            case 4:
                f.server.cutAfter = int(random.bounded(6));
                break;
            case 5:
                f.clock.advance(std::chrono::minutes(5)); // reconnects; a deaf connection is found dead
                break;
            default:
                all << u"%1-%2"_s.arg(seed).arg(all.size());
                f.account()->sendMessage(chat, all.back());
                // Written down, as far as the user can see, before anything else may happen.
                QVERIFY(SyncFixture::waitFor([&] { return f.bodies(kBert).size() == all.size(); }));
                break;
            }
            f.server.settle();
        }
        f.server.cutAfter = -1;
        f.server.deaf = false;
        const auto done = [&] { return archived(f).size() >= all.size() && allAccepted(f); };
        QVERIFY2(f.waitWhileTimePasses(done), qPrintable(archived(f).join(u' ')));
        QCOMPARE(archived(f), all);
        QCOMPARE(f.bodies(kBert), all);
    }
};

QTEST_GUILESS_MAIN(OutboxTest)
#include "tst_outbox.moc"
