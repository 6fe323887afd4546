// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/stream/post_auth_flight.h"
#include "tests/support/net/fake_ids.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

using Steps = std::vector<PostAuthStep>;

namespace {

ServerFeatures everything()
{
    ServerFeatures features;
    features.bind = features.bind2Seed = features.sm = true;
    return features;
}

} // namespace

/// What is asked for behind the login, in which order, and how much at a time.
class TestPostAuthFlight : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plans();
    void allAtOnce();
    void oneByOne();
    void restartHasNoSecondDeclaration();
    void emptyPlanSaysNothing();
};

void TestPostAuthFlight::plans()
{
    ResumeState session;
    session.smId = u"sm7"_s;
    const auto steps = [](const ServerFeatures &features, const PostAuthWishes &wishes) { return postAuthPlan(features, wishes).steps; };
    QCOMPARE(steps(everything(), {}), Steps({PostAuthStep::SeedBind, PostAuthStep::Enable}));
    QCOMPARE(steps(everything(), {.resume = &session}), Steps({PostAuthStep::Resume}));
    QCOMPARE(steps(everything(), {.sm = false}), Steps({PostAuthStep::SeedBind}));
    QCOMPARE(steps(everything(), {.readsArchive = false}), Steps({PostAuthStep::Bind, PostAuthStep::Enable})); // B24
    QCOMPARE(steps(everything(), {.bound = true}), Steps({PostAuthStep::Enable}));
    ServerFeatures refused = everything();
    refused.learned.seed = Tried::Failed;
    refused.legacySession = true;
    QCOMPARE(steps(refused, {}), Steps({PostAuthStep::Bind, PostAuthStep::Session, PostAuthStep::Enable}));
    ServerFeatures bare;
    bare.bind = true;
    QCOMPARE(steps(bare, {.resume = &session}), Steps({PostAuthStep::Bind}));
    QCOMPARE(steps({}, {}), Steps());
    session.smId.clear();
    QCOMPARE(steps(everything(), {.resume = &session}), Steps({PostAuthStep::SeedBind, PostAuthStep::Enable}));
}

void TestPostAuthFlight::allAtOnce()
{
    FakeIds ids;
    ServerFeatures classic = everything();
    classic.bind2Seed = false;
    classic.legacySession = true;
    PostAuthPlan plan = postAuthPlan(classic, {});
    const Flight flight = sayNext(plan, Portion::All, {}, ids);
    QCOMPARE(flight.size(), size_t(3));
    QVERIFY(!plan.bindId.isEmpty() && !plan.sessionId.isEmpty() && plan.bindId != plan.sessionId);
    QCOMPARE(plan.awaited(), std::optional(PostAuthStep::Bind));
    QVERIFY(sayNext(plan, Portion::All, {}, ids).empty());
    plan.answered = 3;
    QVERIFY(plan.isDone());
    QVERIFY(!plan.awaited());
}

void TestPostAuthFlight::oneByOne()
{
    FakeIds ids;
    PostAuthPlan plan = postAuthPlan(everything(), {});
    QCOMPARE(toBytes(sayNext(plan, Portion::One, {}, ids)), QByteArray("<bind xmlns='urn:xmpp:bind2:0'/>"));
    QCOMPARE(plan.awaited(), std::optional(PostAuthStep::SeedBind));
    ++plan.answered;
    QVERIFY(!plan.awaited());
    QVERIFY(!plan.isDone());
    QCOMPARE(toBytes(sayNext(plan, Portion::One, {}, ids)), QByteArray("<enable xmlns='urn:xmpp:sm:3' resume='true'/>"));
}

void TestPostAuthFlight::restartHasNoSecondDeclaration()
{
    FakeIds ids;
    PostAuthPlan plan = postAuthPlan(everything(), {});
    const QByteArray bytes = toBytes(restartFlight(plan, Jid::fromString(u"anna@example.net"), {}, ids));
    QVERIFY(bytes.startsWith("<stream:stream "));
    QVERIFY(bytes.contains(" from='anna@example.net' to='example.net'"));
    QVERIFY(bytes.endsWith("<bind xmlns='urn:xmpp:bind2:0'/><enable xmlns='urn:xmpp:sm:3' resume='true'/>"));
}

void TestPostAuthFlight::emptyPlanSaysNothing()
{
    FakeIds ids;
    PostAuthPlan plan;
    QVERIFY(plan.isDone());
    QVERIFY(sayNext(plan, Portion::All, {}, ids).empty());
}

QTEST_GUILESS_MAIN(TestPostAuthFlight)
#include "tst_post_auth_flight.moc"
