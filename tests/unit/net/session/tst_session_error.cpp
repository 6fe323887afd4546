// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/session/session_error.h"

#include <QSet>
#include <QTest>

using namespace net;

class TestSessionError : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindHasItsOwnSentence();
    void saysWhenItTriesAgain();
    void onlyTheUserCures_data();
    void onlyTheUserCures();
};

void TestSessionError::everyKindHasItsOwnSentence()
{
    QSet<QString> sentences;
    int kinds = 0;
    for (int kind = int(SessionErrorKind::WrongPassword); kind <= int(SessionErrorKind::Other); ++kind, ++kinds) {
        const QString advice = sessionAdvice({SessionErrorKind(kind), {}, {}});
        QVERIFY2(advice.endsWith(u'.'), qPrintable(QString::number(kind)));
        sentences << advice;
    }
    QCOMPARE(int(sentences.size()), kinds);
    QVERIFY(!sessionAdvice({SessionErrorKind::Transport, TransportError{TransportErrorKind::HostNotFound, {}}, {}}).isEmpty());
    QVERIFY(!sessionAdvice({SessionErrorKind::Transport, {}, {}}).isEmpty());
}

void TestSessionError::saysWhenItTriesAgain()
{
    for (int kind = int(SessionErrorKind::Transport); kind <= int(SessionErrorKind::Other); ++kind) {
        const QString plain = sessionAdvice({SessionErrorKind(kind), {}, {}, false}), early = sessionAdvice({SessionErrorKind(kind), {}, {}, true});
        const bool retried = SessionError{SessionErrorKind(kind), {}, {}, false}.isRetried();
        QCOMPARE(early == plain, retried); // a sentence that says so already stays as it is
        QVERIFY2(early.contains(u"trying again") || early.contains(u"try again"), qPrintable(early));
    }
}

void TestSessionError::onlyTheUserCures_data()
{
    QTest::addColumn<SessionErrorKind>("kind");
    QTest::addColumn<bool>("retried");
    QTest::newRow("wrong password") << SessionErrorKind::WrongPassword << false;
    QTest::newRow("conflict") << SessionErrorKind::Conflict << false;
    QTest::newRow("taken up elsewhere") << SessionErrorKind::TakenUpElsewhere << false;
    QTest::newRow("unlinked") << SessionErrorKind::AccessRevoked << false;
    QTest::newRow("downgrade") << SessionErrorKind::DowngradeDetected << false;
    QTest::newRow("no TLS") << SessionErrorKind::EncryptionUnavailable << false;
    QTest::newRow("server in trouble") << SessionErrorKind::TemporaryAuthFailure << true;
    QTest::newRow("shutdown") << SessionErrorKind::ServerShutdown << true;
    QTest::newRow("keepalive") << SessionErrorKind::KeepaliveTimeout << true;
    QTest::newRow("transport") << SessionErrorKind::Transport << true;
}

void TestSessionError::onlyTheUserCures()
{
    QFETCH(SessionErrorKind, kind);
    QFETCH(bool, retried);
    QCOMPARE((SessionError{kind, {}, {}}.isRetried()), retried);
}

QTEST_GUILESS_MAIN(TestSessionError)
#include "tst_session_error.moc"
