// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/stream/recovery.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

LoginFailure pipelined(SessionErrorKind kind)
{
    return {{kind, {}, {}}, true, {}};
}

LoginFailure elsewhere()
{
    return {{SessionErrorKind::ServerShutdown, {}, {}}, false, rfc6120::HostPort{u"h"_s, 1}};
}

} // namespace

/// Nothing loops.
class TestRecovery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneQuietRetry();
    void onlyWhatACacheCanCause_data();
    void onlyWhatACacheCanCause();
    void notWithoutPipelining();
    void learnsFromDisappointment();
    void oneRedirectUntilSteady();
    void whatIsUnlearnedIsWorthAConnectionEach();
    void spoiltPasswordIsSaidOnceMore();
};

void TestRecovery::oneQuietRetry()
{
    Recovery recovery;
    QVERIFY(recovery.mayUseCache());
    QCOMPARE(recovery.judge(pipelined(SessionErrorKind::Transport)), Remedy::QuietRetry);
    QVERIFY(!recovery.mayUseCache());
    QCOMPARE(recovery.judge(pipelined(SessionErrorKind::Transport)), Remedy::None);
    recovery.succeeded();
    QVERIFY(recovery.mayUseCache());
}

void TestRecovery::onlyWhatACacheCanCause_data()
{
    QTest::addColumn<SessionErrorKind>("kind");
    QTest::addColumn<Remedy>("remedy");
    QTest::newRow("policy") << SessionErrorKind::PolicyViolation << Remedy::QuietRetry;
    QTest::newRow("protocol") << SessionErrorKind::ProtocolError << Remedy::QuietRetry;
    QTest::newRow("bad XML") << SessionErrorKind::BadXmlFromServer << Remedy::QuietRetry;
    QTest::newRow("wrong password") << SessionErrorKind::WrongPassword << Remedy::None;
    QTest::newRow("downgrade") << SessionErrorKind::DowngradeDetected << Remedy::None;
    QTest::newRow("not authentic") << SessionErrorKind::ServerNotAuthentic << Remedy::None;
    QTest::newRow("conflict") << SessionErrorKind::Conflict << Remedy::None;
    QTest::newRow("host unknown") << SessionErrorKind::HostUnknown << Remedy::None;
}

void TestRecovery::onlyWhatACacheCanCause()
{
    QFETCH(SessionErrorKind, kind);
    QFETCH(Remedy, remedy);
    Recovery recovery;
    QCOMPARE(recovery.judge(pipelined(kind)), remedy);
}

void TestRecovery::notWithoutPipelining()
{
    Recovery recovery;
    QCOMPARE(recovery.judge({{SessionErrorKind::Transport, {}, {}}, false, {}}), Remedy::None);
}

void TestRecovery::learnsFromDisappointment()
{
    Recovery recovery;
    for (int i = 0; i < 2; ++i) {
        QVERIFY(recovery.mayUseCache());
        QCOMPARE(recovery.judge(pipelined(SessionErrorKind::Transport)), Remedy::QuietRetry);
        recovery.succeeded();
    }
    QVERIFY(!recovery.mayUseCache());
}

void TestRecovery::oneRedirectUntilSteady()
{
    Recovery recovery;
    QCOMPARE(recovery.judge(elsewhere()), Remedy::OtherHost);
    recovery.succeeded(); // a server that signs us in and sends us on, again and again
    QCOMPARE(recovery.judge(elsewhere()), Remedy::None);
    recovery.steady();
    QCOMPARE(recovery.judge(elsewhere()), Remedy::OtherHost);
}

void TestRecovery::whatIsUnlearnedIsWorthAConnectionEach()
{
    Recovery recovery;
    LoginFailure failure;
    failure.error.kind = SessionErrorKind::StepNotSupported;
    failure.unlearned = true;
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(recovery.judge(failure), Remedy::QuietRetry);
        QVERIFY(!recovery.mayUseCache()); // step by step
    }
    QCOMPARE(recovery.judge(failure), Remedy::None); // whatever it claims to have learned
    recovery.succeeded();
    QVERIFY(recovery.mayUseCache()); // and no disappointment: it does not come again
}

void TestRecovery::spoiltPasswordIsSaidOnceMore()
{
    Recovery recovery;
    LoginFailure failure;
    failure.error.kind = SessionErrorKind::WrongPassword;
    failure.pipelined = failure.spoilt = true;
    QCOMPARE(recovery.judge(failure), Remedy::QuietRetry);
    failure.pipelined = failure.spoilt = false;
    QCOMPARE(recovery.judge(failure), Remedy::None);
}

QTEST_GUILESS_MAIN(TestRecovery)
#include "tst_recovery.moc"
