// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "tests/support/net/link_pair.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;
using psyc::Packet;
using test::eventOf;
using test::failureOf;
using test::LinkWorld;
using test::only;

/// Two honest sides, and what persons and time do to them.
class LinkExchangeTest : public QObject
{
    Q_OBJECT
private:
    CryptoRuntime m_crypto;

private Q_SLOTS:
    void theConversation();
    void nothingIsGivenBeforeApproval();
    void refusedByThePerson_data();
    void refusedByThePerson();
    void approvalComesTooLate();
    void wrongThenRight();
    void threeWrongBurnTheCode();
    void triesAreCountedOverAllConnections();
    void codeExpires();
    void sleepingMachineAges();
    void codeIsGoodForOne();
    void withdrawn();
    void nonceExpires();
    void oldNamesAreTaken();
    void unknownMethods();
    void wishForAService();
    void leaves();
    void ofAnotherIdentity();
    void pagesAreNotOurs();
};

void LinkExchangeTest::theConversation() // L11–L20 in order
{
    LinkWorld w;
    auto host = w.host();
    auto guest = w.guest();

    const Packet enter = only(guest.start()); // L12, L13
    QCOMPARE(enter.method, u"_request_context_enter"_s);
    QCOMPARE(enter.value(u"_target"), u"anna@example.org#_links"_s);
    QCOMPARE(enter.value(u"_source"), u"device-5b1e"_s);
    QVERIFY(!enter.value(u"_tag").isEmpty());
    QCOMPARE(enter.variables.size(), size_t(3));

    const Packet challenge = only(host.step(enter)); // L17
    QCOMPARE(challenge.method, u"_error_necessary_authentication"_s);
    QCOMPARE(challenge.value(u"_tag_relay"), enter.value(u"_tag"));
    QCOMPARE(challenge.value(u"_available_hashes"), u"|kith-spake2-hmac-sha-256"_s);
    QCOMPARE(challenge.value(u"_nonce").size(), 64);

    const Packet proof = only(guest.step(challenge)); // L18
    QCOMPARE(proof.method, u"_request_context_enter"_s);
    QVERIFY(proof.value(u"_tag") != enter.value(u"_tag"));
    QCOMPARE(proof.value(u"_method"), u"kith-spake2-hmac-sha-256"_s);
    QCOMPARE(proof.value(u"_password").size(), 64);
    QVERIFY(proof.value(u"_nonce") != challenge.value(u"_nonce"));

    const auto proved = host.step(proof);
    const auto *who = eventOf<LinkHost::GuestProved>(proved);
    QVERIFY(who);
    QCOMPARE(who->device, u"device-5b1e"_s);
    QCOMPARE(who->name, u"Laptop"_s);
    QCOMPARE(who->software, u"Kith 0.1"_s);
    QVERIFY(host.isProved() && !guest.isProved());
    QCOMPARE(only(proved).method, u"_status_waiting_approval"_s);
    QVERIFY(eventOf<LinkGuest::ApprovalAwaited>(guest.step(only(proved))));

    const auto approved = host.approve(w.grant());
    QCOMPARE(approved.out.size(), size_t(2));
    const Packet &entered = approved.out[0];
    QCOMPARE(entered.method, u"_notice_context_enter"_s); // L14
    QCOMPARE(entered.value(u"_source"), u"anna@example.org#_links"_s); // L15
    QCOMPARE(entered.value(u"_target"), u"device-5b1e"_s);
    QCOMPARE(entered.value(u"_tag_relay"), proof.value(u"_tag"));
    QVERIFY(entered.value(u"_password") != proof.value(u"_password"));
    QVERIFY(eventOf<LinkGuest::HostProved>(guest.step(entered)));
    QVERIFY(guest.isProved());

    const auto granted = guest.step(approved.out[1]);
    QVERIFY(eventOf<LinkGuest::Granted>(granted));
    QCOMPARE(eventOf<LinkGuest::Granted>(granted)->grant, w.grant());
    const auto echo = host.step(only(guest.stored()));
    QVERIFY(eventOf<LinkHost::GrantStored>(echo));
    QVERIFY(echo.out.empty() && !echo.close);
}

void LinkExchangeTest::nothingIsGivenBeforeApproval()
{
    LinkWorld w;
    auto host = w.host();
    QVERIFY(host.approve(w.grant()).out.empty()); // nobody there
    auto guest = w.guest();
    const Packet challenge = only(host.step(only(guest.start())));
    QVERIFY(host.approve(w.grant()).out.empty()); // nothing proved
    const auto proved = host.step(only(guest.step(challenge)));
    for (const Packet &packet : proved.out) {
        QVERIFY(packet.payload.isNull());
        QVERIFY(!packet.has(u"_password"));
    }
    QCOMPARE(host.approve(w.grant()).out.size(), size_t(2));
    QVERIFY(host.approve(w.grant()).out.empty()); // once
}

void LinkExchangeTest::refusedByThePerson_data()
{
    QTest::addColumn<int>("why");
    QTest::addColumn<int>("failure");
    QTest::newRow("person") << int(LinkHost::Refusal::ByPerson) << int(LinkGuest::Failure::Refused);
    QTest::newRow("too many") << int(LinkHost::Refusal::TooManyDevices) << int(LinkGuest::Failure::TooManyDevices); // L51
}

void LinkExchangeTest::refusedByThePerson()
{
    QFETCH(int, why);
    QFETCH(int, failure);
    LinkWorld w;
    auto host = w.host();
    auto guest = w.guest();
    QVERIFY(host.refuse(LinkHost::Refusal(why)).out.empty());
    (void)host.step(only(guest.step(only(host.step(only(guest.start()))))));
    const auto refused = host.refuse(LinkHost::Refusal(why));
    QVERIFY(refused.close);
    QCOMPARE(failureOf(guest.step(only(refused))), std::optional(LinkGuest::Failure(failure)));
    QVERIFY(host.approve(w.grant()).out.empty());
    QCOMPARE(w.offer.standing(), LinkOffer::Standing::Used); // the next device gets a code of its own
}

void LinkExchangeTest::approvalComesTooLate()
{
    LinkWorld w;
    auto host = w.host();
    auto guest = w.guest();
    (void)host.step(only(guest.step(only(host.step(only(guest.start()))))));
    w.clock.advance(LinkHost::kApprovalLife + std::chrono::seconds(1));
    const auto late = host.approve(w.grant());
    QVERIFY(late.close);
    QCOMPARE(failureOf(guest.step(only(late))), std::optional(LinkGuest::Failure::Refused));
}

void LinkExchangeTest::wrongThenRight() // L20
{
    LinkWorld w;
    auto host = w.host();
    auto mistyped = w.guest(w.wrong);
    const auto wrong = host.step(only(mistyped.step(only(host.step(only(mistyped.start()))))));
    QCOMPARE(only(wrong).method, u"_error_invalid_password"_s);
    QCOMPARE(only(wrong).body, u"Wrong password for [_source]!"_s);
    QVERIFY(eventOf<LinkHost::GuessedWrong>(wrong));
    QCOMPARE(eventOf<LinkHost::GuessedWrong>(wrong)->triesLeft, 2);
    QVERIFY(!wrong.close);
    const auto told = mistyped.step(only(wrong));
    QCOMPARE(failureOf(told), std::optional(LinkGuest::Failure::WrongCode));
    QCOMPARE(eventOf<LinkGuest::Failed>(told)->triesLeft, 2);
    QVERIFY(!told.close);

    auto again = w.guest(); // on the same channel
    QVERIFY(eventOf<LinkHost::GuestProved>(host.step(only(again.step(only(host.step(only(again.start()))))))));
}

void LinkExchangeTest::threeWrongBurnTheCode()
{
    LinkWorld w;
    auto host = w.host();
    for (int i = 2; i >= 0; --i) {
        auto guesser = w.guest(w.wrong);
        const auto wrong = host.step(only(guesser.step(only(host.step(only(guesser.start()))))));
        QCOMPARE(w.offer.triesLeft(), i);
        QCOMPARE(wrong.close, i == 0);
        QCOMPARE(failureOf(guesser.step(only(wrong))), std::optional(i == 0 ? LinkGuest::Failure::CodeBurnt : LinkGuest::Failure::WrongCode));
    }
    QCOMPARE(w.offer.standing(), LinkOffer::Standing::Burnt);
    auto knows = w.guest(); // burnt for the right code too
    auto other = w.host();
    QCOMPARE(failureOf(knows.step(only(other.step(only(knows.start()))))), std::optional(LinkGuest::Failure::CodeBurnt));
}

void LinkExchangeTest::triesAreCountedOverAllConnections()
{
    LinkWorld w;
    // Four connections are challenged before any of them answers, the last with the right code.
    std::vector<LinkHost> hosts;
    std::vector<LinkGuest> guests;
    std::vector<Packet> proofs;
    for (int i = 0; i < 4; ++i) {
        hosts.push_back(w.host());
        guests.push_back(w.guest(i == 3 ? w.right : w.wrong));
        proofs.push_back(only(guests.back().step(only(hosts.back().step(only(guests.back().start()))))));
    }
    for (size_t i = 0; i < 3; ++i)
        QVERIFY(eventOf<LinkHost::GuessedWrong>(hosts[i].step(proofs[i])));
    const auto fourth = hosts[3].step(proofs[3]);
    QVERIFY(!eventOf<LinkHost::GuestProved>(fourth));
    QCOMPARE(failureOf(guests[3].step(only(fourth))), std::optional(LinkGuest::Failure::CodeBurnt));
}

void LinkExchangeTest::codeExpires()
{
    LinkWorld w;
    QCOMPARE(w.offer.left(), std::chrono::milliseconds(120'000));
    auto host = w.host();
    auto guest = w.guest();
    w.clock.advance(std::chrono::seconds(110));
    QCOMPARE(w.offer.left(), std::chrono::milliseconds(10'000));
    const Packet proof = only(guest.step(only(host.step(only(guest.start())))));
    w.clock.advance(std::chrono::seconds(10));
    QCOMPARE(w.offer.left(), std::chrono::milliseconds(0));
    // Right, and with a nonce that is young enough, but the code's time is over.
    const auto late = host.step(proof);
    QCOMPARE(only(late).method, u"_error_expired_token"_s); // L51
    QVERIFY(late.close);
    QCOMPARE(failureOf(guest.step(only(late))), std::optional(LinkGuest::Failure::CodeExpired));
    QCOMPARE(w.offer.standing(), LinkOffer::Standing::Expired);
}

void LinkExchangeTest::sleepingMachineAges()
{
    // Asleep, the steady clock stands still; the one on the wall does not.
    struct Sleeping final : Clock {
        QDateTime wall = QDateTime(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);
        std::chrono::nanoseconds steady{};
        [[nodiscard]] QDateTime now() const override { return wall; }
        [[nodiscard]] std::chrono::nanoseconds monotonic() const override { return steady; }
    } clock;
    LinkOffer offer(clock, {"secret"});
    clock.wall = clock.wall.addSecs(3600);
    QCOMPARE(offer.standing(), LinkOffer::Standing::Expired);
    LinkOffer second(clock, {"secret"});
    clock.wall = clock.wall.addSecs(-7200); // set back: does not make it younger
    clock.steady += std::chrono::seconds(119);
    QCOMPARE(second.standing(), LinkOffer::Standing::Open);
    clock.steady += std::chrono::seconds(1);
    QCOMPARE(second.standing(), LinkOffer::Standing::Expired);
}

void LinkExchangeTest::codeIsGoodForOne()
{
    LinkWorld w;
    auto host = w.host(), other = w.host();
    auto guest = w.guest(), second = w.guest();
    const Packet late = only(second.step(only(other.step(only(second.start())))));
    QVERIFY(eventOf<LinkHost::GuestProved>(host.step(only(guest.step(only(host.step(only(guest.start()))))))));
    QCOMPARE(failureOf(second.step(only(other.step(late)))), std::optional(LinkGuest::Failure::CodeUsed)); // L51: conflict
    QCOMPARE(host.approve(w.grant()).out.size(), size_t(2)); // the first is not disturbed
}

void LinkExchangeTest::withdrawn()
{
    LinkWorld w;
    w.offer.withdraw();
    QCOMPARE(w.offer.left(), std::chrono::milliseconds(0));
    auto host = w.host();
    auto guest = w.guest();
    QCOMPARE(failureOf(guest.step(only(host.step(only(guest.start()))))), std::optional(LinkGuest::Failure::CodeExpired));
}

void LinkExchangeTest::nonceExpires()
{
    LinkWorld w;
    auto host = w.host();
    auto guest = w.guest();
    const Packet proof = only(guest.step(only(host.step(only(guest.start())))));
    w.clock.advance(LinkHost::kNonceLife + std::chrono::milliseconds(1));
    const auto late = host.step(proof);
    QVERIFY(late.close && eventOf<LinkHost::GuestFailed>(late));
    QCOMPARE(w.offer.triesLeft(), 3); // nothing was compared
    QCOMPARE(w.offer.standing(), LinkOffer::Standing::Open);
}

void LinkExchangeTest::oldNamesAreTaken()
{
    LinkWorld w;
    auto host = w.host();
    auto guest = w.guest();
    Packet enter = only(guest.start());
    enter.method = u"_request_link"_s;
    enter.set(u"_target", u"anna@example.org"_s);
    Packet challenge = only(host.step(enter));
    QCOMPARE(challenge.method, psyc::kChallenge); // but the newest are sent
    challenge.method = u"_query_password"_s;
    Packet proof = only(guest.step(challenge));
    proof.method = u"_request_link"_s;
    QVERIFY(eventOf<LinkHost::GuestProved>(host.step(proof)));
    auto approved = host.approve(w.grant());
    approved.out[0].method = u"_notice_link"_s;
    QVERIFY(eventOf<LinkGuest::HostProved>(guest.step(approved.out[0])));
}

void LinkExchangeTest::unknownMethods() // L49
{
    LinkWorld w;
    auto host = w.host();
    Packet request(u"_request_coffee");
    request.set(u"_tag", u"9"_s).set(u"_source", u"device-5b1e"_s);
    const Packet answer = only(host.step(request));
    QCOMPARE(answer.method, u"_error_unknown_method"_s);
    QCOMPARE(answer.value(u"_tag_relay"), u"9"_s);
    for (const QStringView method : {u"_message_private", u"_notice_weather", u"_data_weather"})
        QVERIFY(host.step(Packet(method)).out.empty());
    auto guest = w.guest();
    (void)guest.start();
    QVERIFY(!guest.step(Packet(u"_notice_weather")).event);
    QCOMPARE(failureOf(guest.step(Packet(u"_request_coffee"))), std::optional(LinkGuest::Failure::Protocol));
    for (int i = 0; i < 4; ++i)
        QVERIFY(!host.step(request).close);
    QVERIFY(host.step(request).close); // enough of it
    QVERIFY(host.step(only(w.guest().start())).out.empty()); // and nothing behind the end
}

void LinkExchangeTest::wishForAService() // L22
{
    for (const QString &service : {u"_message_public"_s, u"|_message_public|_notice_news"_s}) {
        LinkWorld w;
        auto host = w.host();
        auto guest = w.guest();
        Packet proof = only(guest.step(only(host.step(only(guest.start())))));
        proof.set(u"_service", service);
        const auto step = host.step(proof);
        QVERIFY(eventOf<LinkHost::GuestProved>(step));
        QCOMPARE(eventOf<LinkHost::GuestProved>(step)->services, psyc::parseList(service));
    }
    LinkWorld w;
    auto host = w.host();
    auto guest = w.guest();
    Packet proof = only(guest.step(only(host.step(only(guest.start())))));
    proof.set(u"_service", u"|public"_s);
    QVERIFY(eventOf<LinkHost::GuestFailed>(host.step(proof))); // not: "everything"
}

void LinkExchangeTest::leaves() // L21
{
    LinkWorld w;
    auto host = w.host();
    auto guest = w.guest();
    (void)host.step(only(guest.step(only(host.step(only(guest.start()))))));
    const auto approved = host.approve(w.grant());
    (void)guest.step(approved.out[0]);
    (void)guest.step(approved.out[1]);
    (void)host.step(only(guest.stored()));
    const auto left = host.step(only(guest.leave()));
    QVERIFY(eventOf<LinkHost::GuestLeft>(left) && left.close);
    QCOMPARE(only(left).method, u"_notice_context_leave"_s);
    QVERIFY(eventOf<LinkGuest::Left>(guest.step(only(left))));

    LinkWorld early;
    auto stranger = early.guest();
    (void)stranger.start();
    QVERIFY(stranger.leave().close && stranger.leave().out.empty());
    auto other = early.host();
    QVERIFY(eventOf<LinkHost::GuestFailed>(other.step(Packet(psyc::kLeave)))); // who is not in cannot leave
}

void LinkExchangeTest::ofAnotherIdentity()
{
    LinkWorld w;
    auto host = w.host();
    LinkGuest guest({w.ids, Jid::fromString(u"bert@example.org"), u"d"_s, {}, {}, {}, w.right, w.binding});
    const auto refused = host.step(only(guest.start()));
    QVERIFY(refused.close && eventOf<LinkHost::GuestFailed>(refused));
    QCOMPARE(failureOf(guest.step(only(refused))), std::optional(LinkGuest::Failure::Protocol));

    // A grant for another account than the one that was asked for.
    auto second = w.host();
    auto asks = w.guest();
    (void)second.step(only(asks.step(only(second.step(only(asks.start()))))));
    LinkGrant grant = w.grant();
    grant.account = Jid::fromString(u"bert@example.org");
    const auto approved = second.approve(grant);
    (void)asks.step(approved.out[0]);
    QCOMPARE(failureOf(asks.step(approved.out[1])), std::optional(LinkGuest::Failure::Protocol));
}

void LinkExchangeTest::pagesAreNotOurs()
{
    LinkWorld w;
    auto host = w.host();
    auto guest = w.guest();
    QVERIFY(host.step(Packet(psyc::kPageRequest)).close); // from who has proved nothing
    auto second = w.host();
    (void)second.step(only(guest.step(only(second.step(only(guest.start()))))));
    QVERIFY(second.step(Packet(psyc::kPageRequest)).close); // from who has not been approved
    LinkWorld v;
    auto third = v.host();
    auto linked = v.guest();
    (void)third.step(only(linked.step(only(third.step(only(linked.start()))))));
    const auto approved = third.approve(v.grant());
    (void)linked.step(approved.out[0]);
    (void)linked.step(approved.out[1]);
    (void)third.step(only(linked.stored()));
    QVERIFY(!third.step(Packet(psyc::kPageRequest)).isOurs);
    QVERIFY(!linked.step(Packet(psyc::kPage)).isOurs);
}

QTEST_GUILESS_MAIN(LinkExchangeTest)
#include "tst_link_exchange.moc"
