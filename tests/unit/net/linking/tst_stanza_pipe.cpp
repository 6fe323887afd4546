// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/stanza_pipe.h"
#include "tests/support/net/fake_clock.h"

#include <QSignalSpy>
#include <QTest>

using namespace net;
using Fate = StanzaPipe::Fate;

namespace {

/// What a pipe sent, and who is to answer it.
struct Wire {
    std::deque<std::pair<QByteArray, std::function<void(Fate)>>> pieces;
    int left = 0;

    [[nodiscard]] StanzaPipe::Way way(int window = 1)
    {
        StanzaPipe::Way made;
        made.send = [this](const QByteArray &piece, std::function<void(Fate)> told) { pieces.emplace_back(piece, std::move(told)); };
        made.leave = [this] { ++left; };
        made.piece = 10;
        made.window = window;
        return made;
    }
    QByteArray answer(Fate fate = Fate::Taken)
    {
        auto [piece, told] = std::move(pieces.front());
        pieces.pop_front();
        told(fate);
        QCoreApplication::processEvents();
        return piece;
    }
};

} // namespace

class StanzaPipeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void gathersATurnAndSplits();
    void windowIsKept();
    void againIsTheSamePieceLater();
    void nobodyThereClosesBehindWhatWasRead();
    void closeWaitsForWhatWasWritten();
    void doesNotAnswerWhatIsNotRead();
    void whoFloodsIsShownOut();
    void outlivedByItsAnswers();
};

void StanzaPipeTest::gathersATurnAndSplits()
{
    FakeClock clock;
    Wire wire;
    StanzaPipe pipe(clock, wire.way());
    pipe.write("123456");
    pipe.write("7890abc");
    QVERIFY(wire.pieces.empty());
    QCOMPARE(pipe.unsent(), 13);
    QCoreApplication::processEvents();
    QCOMPARE(wire.pieces.size(), size_t(1));
    QSignalSpy sent(&pipe, &LinkPipe::sent);
    QCOMPARE(wire.answer(), QByteArray("1234567890"));
    QCOMPARE(sent.size(), 1);
    QCOMPARE(pipe.unsent(), 3);
    QCOMPARE(wire.answer(), QByteArray("abc"));
    QCOMPARE(pipe.unsent(), 0);
}

void StanzaPipeTest::windowIsKept()
{
    FakeClock clock;
    Wire wire;
    StanzaPipe pipe(clock, wire.way(2));
    pipe.write(QByteArray(45, 'x'));
    QCoreApplication::processEvents();
    QCOMPARE(wire.pieces.size(), size_t(2));
    (void)wire.answer();
    QCOMPARE(wire.pieces.size(), size_t(2));
}

void StanzaPipeTest::againIsTheSamePieceLater()
{
    FakeClock clock;
    Wire wire;
    StanzaPipe pipe(clock, wire.way());
    pipe.write("1234567890abc");
    QCoreApplication::processEvents();
    QCOMPARE(wire.answer(Fate::Again), QByteArray("1234567890"));
    QVERIFY(wire.pieces.empty());
    clock.advance(StanzaPipe::kAgain);
    QCOMPARE(wire.answer(), QByteArray("1234567890"));
    QCOMPARE(wire.answer(), QByteArray("abc"));
    // Not for ever.
    pipe.write("z");
    QCoreApplication::processEvents();
    QSignalSpy closed(&pipe, &LinkPipe::closed);
    for (int i = 0; i <= StanzaPipe::kTries && !wire.pieces.empty(); ++i) {
        (void)wire.answer(Fate::Again);
        clock.advance(StanzaPipe::kAgain);
    }
    QCoreApplication::processEvents();
    QCOMPARE(closed.size(), 1);
}

void StanzaPipeTest::nobodyThereClosesBehindWhatWasRead()
{
    FakeClock clock;
    Wire wire;
    StanzaPipe pipe(clock, wire.way());
    QByteArray read;
    connect(&pipe, &LinkPipe::received, &pipe, [&](const QByteArray &octets) { read += octets; });
    QSignalSpy closed(&pipe, &LinkPipe::closed);
    pipe.setReading(false);
    pipe.take("last words", [] { });
    pipe.write("anybody?");
    QCoreApplication::processEvents();
    (void)wire.answer(Fate::Refused);
    QCOMPARE(closed.size(), 0);
    pipe.setReading(true);
    QTRY_COMPARE(closed.size(), 1);
    QCOMPARE(read, QByteArray("last words"));
    QCOMPARE(wire.left, 0); // to nobody
}

void StanzaPipeTest::closeWaitsForWhatWasWritten()
{
    FakeClock clock;
    Wire wire;
    StanzaPipe pipe(clock, wire.way());
    QSignalSpy closed(&pipe, &LinkPipe::closed);
    pipe.write("goodbye");
    pipe.close();
    pipe.write("and more");
    QCoreApplication::processEvents();
    QCOMPARE(closed.size(), 0);
    QCOMPARE(wire.answer(), QByteArray("goodbye"));
    QTRY_COMPARE(closed.size(), 1);
    QCOMPARE(wire.left, 1);
}

void StanzaPipeTest::doesNotAnswerWhatIsNotRead()
{
    FakeClock clock;
    Wire wire;
    StanzaPipe pipe(clock, wire.way());
    int answered = 0;
    pipe.take("a", [&] { ++answered; });
    QCOMPARE(answered, 1);
    pipe.setReading(false);
    pipe.take("b", [&] { ++answered; });
    QCOMPARE(answered, 1);
    pipe.setReading(true);
    QTRY_COMPARE(answered, 2);
}

void StanzaPipeTest::whoFloodsIsShownOut()
{
    FakeClock clock;
    Wire wire;
    StanzaPipe pipe(clock, wire.way());
    pipe.setReading(false);
    QSignalSpy closed(&pipe, &LinkPipe::closed);
    for (qsizetype sent = 0; sent <= StanzaPipe::kMaxUnread; sent += 64 * 1024)
        pipe.take(QByteArray(64 * 1024, 'x'), [] { });
    pipe.setReading(true);
    QTRY_COMPARE(closed.size(), 1);
}

void StanzaPipeTest::outlivedByItsAnswers()
{
    FakeClock clock;
    Wire wire;
    auto pipe = std::make_unique<StanzaPipe>(clock, wire.way());
    pipe->write("x");
    QCoreApplication::processEvents();
    pipe.reset();
    QCOMPARE(wire.left, 1);
    QCOMPARE(wire.answer(), QByteArray("x"));
}

QTEST_GUILESS_MAIN(StanzaPipeTest)
#include "tst_stanza_pipe.moc"
