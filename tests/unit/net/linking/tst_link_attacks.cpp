// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto.h"
#include "net/crypto/crypto_runtime.h"
#include "net/linking/link_hex.h"
#include "tests/support/net/link_pair.h"
#include "tests/support/net/psyc_page.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;
using psyc::Packet;
using test::eventOf;
using test::failureOf;
using test::LinkWorld;
using test::only;

/// linking.md §4: each weakness of the page's login is gone. Each test plays an attack.
class LinkAttacksTest : public QObject
{
    Q_OBJECT
private:
    CryptoRuntime m_crypto;

private Q_SLOTS:
    void replayOnAnotherConnection();
    void replayOnTheSame();
    void parallelAttemptDoesNotOverwrite();
    void hostsAnswersReplayed();
    void manInTheMiddle();
    void relayWithItsOwnShares();
    void guestsProofComesBackAsTheHosts();
    void challengeReflected();
    void truncated_data();
    void truncated();
    void changed_data();
    void changed();
    void anyBitOfTheProof();
    void reordered();
    void grantWithoutProof();
    void downgradeByTheGuest_data();
    void downgradeByTheGuest();
    void downgradeByTheHost_data();
    void downgradeByTheHost();
    void listWasShortened();
    void hostLearnsNothingButOneGuess();
    void sharesDoNotDependOnTheCode();
    void noBinding();
    void boundariesAreUnambiguous();
    void nothingSecretInWhatIsLogged();
};

void LinkAttacksTest::replayOnAnotherConnection()
{
    LinkWorld w;
    auto host = w.host();
    auto guest = w.guest();
    const Packet enter = only(guest.start());
    const Packet proof = only(guest.step(only(host.step(enter))));
    // An attacker has the very octets, and the same channel binding besides.
    auto second = w.host();
    QVERIFY(eventOf<LinkHost::GuestFailed>(second.step(proof))); // nobody asked for it
    auto third = w.host();
    (void)third.step(enter);
    const auto replayed = third.step(proof); // asked for, but with another nonce and share
    QVERIFY(eventOf<LinkHost::GuessedWrong>(replayed));
    QVERIFY(!third.isProved());
}

void LinkAttacksTest::replayOnTheSame()
{
    LinkWorld w;
    auto host = w.host();
    auto guesser = w.guest(w.wrong);
    const Packet proof = only(guesser.step(only(host.step(only(guesser.start())))));
    QVERIFY(eventOf<LinkHost::GuessedWrong>(host.step(proof)));
    // A nonce is used once: the same proof is not even compared.
    QVERIFY(eventOf<LinkHost::GuestFailed>(host.step(proof)));
    QCOMPARE(w.offer.triesLeft(), 2);
}

void LinkAttacksTest::parallelAttemptDoesNotOverwrite() // psyced had one nonce per identity
{
    LinkWorld w;
    auto honest = w.host(), disturbing = w.host();
    auto guest = w.guest(), attacker = w.guest(w.wrong);
    const Packet challenge = only(honest.step(only(guest.start())));
    const Packet other = only(disturbing.step(only(attacker.start())));
    QVERIFY(challenge.value(u"_nonce") != other.value(u"_nonce"));
    QVERIFY(eventOf<LinkHost::GuestProved>(honest.step(only(guest.step(challenge)))));
}

void LinkAttacksTest::hostsAnswersReplayed()
{
    LinkWorld w;
    auto host = w.host();
    auto guest = w.guest();
    const Packet challenge = only(host.step(only(guest.start())));
    (void)host.step(only(guest.step(challenge)));
    const auto approved = host.approve(w.grant());
    // Recorded, and played to the same person's next attempt, with the tags put right.
    auto next = w.guest();
    Packet old = challenge;
    old.set(u"_tag_relay", only(next.start()).value(u"_tag"));
    const Packet proof = only(next.step(old));
    QVERIFY(!proof.method.isEmpty());
    Packet entered = approved.out[0];
    entered.set(u"_tag_relay", proof.value(u"_tag"));
    QCOMPARE(failureOf(next.step(entered)), std::optional(LinkGuest::Failure::HostUnproved));
}

void LinkAttacksTest::manInTheMiddle()
{
    // Two channels, so two bindings; every word is passed on as it is.
    LinkWorld w;
    auto host = w.host(QByteArray(32, '1'));
    auto guest = w.guest(w.right, QByteArray(32, '2'));
    const auto answer = host.step(only(guest.step(only(host.step(only(guest.start()))))));
    QVERIFY(eventOf<LinkHost::GuessedWrong>(answer));
    QVERIFY(!host.isProved());
    QCOMPARE(failureOf(guest.step(only(answer))), std::optional(LinkGuest::Failure::WrongCode));
}

void LinkAttacksTest::relayWithItsOwnShares()
{
    // In the middle, with an exchange of its own towards each side, but without the code.
    LinkWorld w;
    const QByteArray left(32, '1'), right(32, '2');
    auto host = w.host(right);
    auto guest = w.guest(w.right, left);
    auto fakeGuest = w.guest(w.wrong, right);
    LinkOffer fakeOffer(w.clock, w.wrong);
    LinkHost fakeHost({w.clock, w.ids, fakeOffer, w.anna, left});
    QVERIFY(eventOf<LinkHost::GuessedWrong>(fakeHost.step(only(guest.step(only(fakeHost.step(only(guest.start()))))))));
    QVERIFY(eventOf<LinkHost::GuessedWrong>(host.step(only(fakeGuest.step(only(host.step(only(fakeGuest.start()))))))));
    QVERIFY(!host.isProved() && !guest.isProved());
}

void LinkAttacksTest::guestsProofComesBackAsTheHosts()
{
    LinkWorld w;
    auto host = w.host();
    auto guest = w.guest();
    const Packet proof = only(guest.step(only(host.step(only(guest.start())))));
    Packet entered(psyc::kEntered);
    entered.set(u"_source", psyc::linksChannel(w.anna.toString())).set(u"_target", u"device-5b1e"_s).set(u"_tag_relay", proof.value(u"_tag"));
    entered.set(u"_method", kLinkMethod.toString()).set(u"_password", proof.value(u"_password"));
    QCOMPARE(failureOf(guest.step(entered)), std::optional(LinkGuest::Failure::HostUnproved));
}

void LinkAttacksTest::challengeReflected()
{
    // The attacker is asked by the guest, and asks the guest's words of itself: its share and nonce are the guest's own.
    LinkWorld w;
    const auto exchange = LinkExchange::start(LinkExchange::Side::Guest, w.right, w.ids);
    const LinkContext context{w.anna.toString(), u"d"_s, u"|x"_s, exchange->nonce(), exchange->nonce(), w.binding};
    const auto proofs = exchange->proofs(exchange->share(), context);
    QVERIFY(proofs);
    QVERIFY(proofs->guest != proofs->host);
}

void LinkAttacksTest::truncated_data()
{
    QTest::addColumn<QString>("variable");
    for (const char *name : {"_password", "_nonce", "_share", "_method", "_tag", "_source", "_target"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void LinkAttacksTest::truncated()
{
    QFETCH(QString, variable);
    for (const bool whole : {false, true}) { // cut short, or gone
        LinkWorld w;
        auto host = w.host();
        auto guest = w.guest();
        Packet proof = only(guest.step(only(host.step(only(guest.start())))));
        if (variable == u"_tag" && !whole)
            continue; // a shorter tag is a tag
        proof.set(variable, whole ? QString() : proof.value(variable).chopped(2));
        QVERIFY(!eventOf<LinkHost::GuestProved>(host.step(proof)));
        QVERIFY(!host.isProved());
        QCOMPARE(w.offer.triesLeft(), 3);
    }
}

void LinkAttacksTest::changed_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<bool>("inChallenge");
    for (const char *name : {"_nonce", "_share"}) {
        QTest::addRow("challenge%s", name) << QString::fromLatin1(name) << true;
        QTest::addRow("proof%s", name) << QString::fromLatin1(name) << false;
    }
    QTest::newRow("proof_password") << u"_password"_s << false;
    QTest::newRow("proof_source") << u"_source"_s << false;
}

void LinkAttacksTest::changed()
{
    QFETCH(QString, variable);
    QFETCH(bool, inChallenge);
    LinkWorld w;
    auto host = w.host();
    auto guest = w.guest();
    // Something of the right form, but from another run.
    auto otherHost = w.host();
    auto otherGuest = w.guest();
    const Packet otherChallenge = only(otherHost.step(only(otherGuest.start())));
    Packet other = inChallenge ? otherChallenge : only(otherGuest.step(otherChallenge));
    other.set(u"_source", u"device-else"_s);
    Packet challenge = only(host.step(only(guest.start())));
    if (inChallenge)
        challenge.set(variable, other.value(variable));
    Packet proof = only(guest.step(challenge));
    if (!inChallenge)
        proof.set(variable, other.value(variable));
    QVERIFY(!eventOf<LinkHost::GuestProved>(host.step(proof)));
    QVERIFY(!host.isProved());
}

void LinkAttacksTest::anyBitOfTheProof()
{
    LinkWorld w;
    const QByteArray expected = crypto::sha256("x");
    for (int bit = 0; bit < 256; ++bit) {
        LinkOffer offer(w.clock, w.right);
        QByteArray proof = expected;
        proof[bit / 8] = char(proof[bit / 8] ^ (1 << bit % 8));
        QVERIFY(!offer.isRight(proof, expected));
    }
    LinkOffer offer(w.clock, w.right);
    QVERIFY(!offer.isRight({}, expected));
    QVERIFY(!offer.isRight(expected + '\0', expected));
    QVERIFY(offer.isRight(expected, expected));
    QVERIFY(!offer.isRight(expected, expected)); // used
}

void LinkAttacksTest::reordered()
{
    const auto atGuest = [](int drop) { // what the host says, without its first words
        LinkWorld w;
        auto host = w.host();
        auto guest = w.guest();
        const Packet challenge = only(host.step(only(guest.start())));
        const auto proved = host.step(only(guest.step(challenge)));
        const auto approved = host.approve(w.grant());
        std::vector<Packet> said{only(proved), approved.out[0], approved.out[1]};
        auto late = w.guest();
        (void)late.start();
        return failureOf(late.step(said[size_t(drop)]));
    };
    for (int i = 0; i < 3; ++i)
        QCOMPARE(atGuest(i), std::optional(LinkGuest::Failure::Protocol));

    LinkWorld w; // the grant before the host's proof
    auto host = w.host();
    auto guest = w.guest();
    (void)host.step(only(guest.step(only(host.step(only(guest.start()))))));
    const auto approved = host.approve(w.grant());
    QCOMPARE(failureOf(guest.step(approved.out[1])), std::optional(LinkGuest::Failure::Protocol));
    QVERIFY(guest.step(approved.out[0]).out.empty()); // and then it is too late
    QVERIFY(!guest.isProved());

    LinkWorld v; // at the host: the echo before the grant, and the proof before the question
    auto early = v.host();
    QVERIFY(early.step(Packet(psyc::kGranted)).close);
    auto again = v.host();
    auto twice = v.guest();
    const Packet enter = only(twice.start());
    const Packet first = only(again.step(enter));
    (void)again.step(enter); // asked once more: the first nonce is void
    QVERIFY(!eventOf<LinkHost::GuestProved>(again.step(only(twice.step(first)))));
}

void LinkAttacksTest::grantWithoutProof()
{
    LinkWorld w;
    auto guest = w.guest();
    const Packet enter = only(guest.start());
    for (const QString &proof : {QString(), u""_s, QString(64, u'0')}) {
        auto victim = w.guest();
        auto host = w.host();
        const Packet shown = only(victim.step(only(host.step(only(victim.start())))));
        Packet entered(psyc::kEntered);
        entered.set(u"_source", psyc::linksChannel(w.anna.toString())).set(u"_target", u"device-5b1e"_s).set(u"_tag_relay", shown.value(u"_tag"));
        entered.set(u"_password", proof);
        QCOMPARE(failureOf(victim.step(entered)), std::optional(LinkGuest::Failure::HostUnproved));
    }
    Packet grant(psyc::kGrant);
    grant.set(u"_tag", u"1"_s).set(u"_tag_relay", enter.value(u"_tag"));
    grant.payload = toElement(w.grant());
    QCOMPARE(failureOf(guest.step(grant)), std::optional(LinkGuest::Failure::Protocol));
}

void LinkAttacksTest::downgradeByTheGuest_data() // L16, L18, L19 as written are refused on the wire
{
    QTest::addColumn<QString>("method");
    QTest::newRow("sha1") << u"sha1"_s;
    QTest::newRow("md5") << u"md5"_s;
    QTest::newRow("plain") << QString();
    QTest::newRow("empty") << u""_s;
    QTest::newRow("other case") << kLinkMethod.toString().toUpper();
}

void LinkAttacksTest::downgradeByTheGuest()
{
    QFETCH(QString, method);
    LinkWorld w;
    for (const bool challenged : {false, true}) {
        auto host = w.host();
        auto guest = w.guest();
        const Packet enter = only(guest.start());
        const Packet challenge = challenged ? only(host.step(enter)) : Packet();
        Packet old = enter;
        // The right password, were it one: the secret itself, in clear or hashed as on the page.
        const QString password = QString::fromLatin1(w.right.octets);
        const bool hashes = method == u"sha1" || method == u"md5";
        old.set(u"_method", method).set(u"_password", hashes ? test::pageHash(method, challenge.value(u"_nonce"), password) : password);
        const auto refused = host.step(old);
        QCOMPARE(only(refused).method, psyc::kBadMethod);
        QVERIFY(refused.close && !host.isProved());
    }
    QCOMPARE(w.offer.triesLeft(), 3); // not even looked at
}

void LinkAttacksTest::downgradeByTheHost_data()
{
    QTest::addColumn<QString>("hashes");
    QTest::newRow("page") << u"|sha1|md5"_s;
    QTest::newRow("psyced") << u"sha1;md5;http-digest;digest-md5"_s;
    QTest::newRow("nothing") << QString();
    QTest::newRow("empty") << u""_s;
    QTest::newRow("nearly ours") << u"|kith-spake2-hmac-sha-1"_s;
}

void LinkAttacksTest::downgradeByTheHost()
{
    QFETCH(QString, hashes);
    LinkWorld w;
    auto host = w.host();
    auto guest = w.guest();
    Packet challenge = only(host.step(only(guest.start())));
    challenge.set(u"_available_hashes", hashes);
    const auto step = guest.step(challenge);
    QVERIFY(step.out.empty());
    QCOMPARE(failureOf(step), std::optional(LinkGuest::Failure::NoCommonMethod));

    auto second = w.guest(); // L17 without a nonce is final
    Packet final = only(w.host().step(only(second.start())));
    final.set(u"_nonce", {});
    QCOMPARE(failureOf(second.step(final)), std::optional(LinkGuest::Failure::NoCommonMethod));
}

void LinkAttacksTest::listWasShortened()
{
    // Whatever is done to the list on its way is in the proof, also where our method is still in it.
    LinkWorld w;
    auto host = w.host();
    auto guest = w.guest();
    Packet challenge = only(host.step(only(guest.start())));
    challenge.set(u"_available_hashes", u"|better"_s + challenge.value(u"_available_hashes"));
    QVERIFY(eventOf<LinkHost::GuessedWrong>(host.step(only(guest.step(challenge)))));
}

void LinkAttacksTest::hostLearnsNothingButOneGuess()
{
    // A false host that made its share without the code holds a proof of the guest. It then tries codes, the right one among them, on all that it knows: none fits, because the
    // key takes a bet that was made before. Were the key made of the code alone, the right one would fit.
    LinkWorld w;
    const auto guest = LinkExchange::start(LinkExchange::Side::Guest, w.right, w.ids);
    const auto fake = LinkExchange::start(LinkExchange::Side::Host, w.wrong, w.ids);
    const LinkContext context{w.anna.toString(), u"d"_s, u"|x"_s, fake->nonce(), guest->nonce(), w.binding};
    const QByteArray proof = guest->proofs(fake->share(), context)->guest;
    QVERIFY(fake->proofs(guest->share(), context)->guest != proof);
    for (const LinkSecret &tried : {w.right, w.wrong}) {
        const auto later = LinkExchange::start(LinkExchange::Side::Host, tried, w.ids);
        QVERIFY(later->proofs(guest->share(), context)->guest != proof);
    }
}

void LinkAttacksTest::sharesDoNotDependOnTheCode()
{
    // Both are a point anew each time; nothing but points is ever sent before a proof.
    LinkWorld w;
    const auto a = LinkExchange::start(LinkExchange::Side::Host, w.right, w.ids);
    const auto b = LinkExchange::start(LinkExchange::Side::Host, w.right, w.ids);
    QVERIFY(a->share() != b->share());
    QVERIFY(a->nonce() != b->nonce());
    auto host = w.host();
    const Packet challenge = only(host.step(only(w.guest().start())));
    QVERIFY(!challenge.has(u"_password"));
}

void LinkAttacksTest::noBinding()
{
    LinkWorld w;
    auto host = w.host({});
    QVERIFY(eventOf<LinkHost::GuestFailed>(host.step(only(w.guest().start()))));
    auto guest = w.guest(w.right, {});
    auto bound = w.host();
    QCOMPARE(failureOf(guest.step(only(bound.step(only(guest.start()))))), std::optional(LinkGuest::Failure::Protocol));
}

void LinkAttacksTest::boundariesAreUnambiguous()
{
    LinkWorld w;
    const auto guest = LinkExchange::start(LinkExchange::Side::Guest, w.right, w.ids);
    const auto host = LinkExchange::start(LinkExchange::Side::Host, w.right, w.ids);
    const auto with = [&](const QString &identity, const QString &device) {
        return guest->proofs(host->share(), {identity, device, u"|x"_s, host->nonce(), guest->nonce(), w.binding})->guest;
    };
    QCOMPARE(with(u"ab"_s, u"c"_s), with(u"ab"_s, u"c"_s));
    QVERIFY(with(u"ab"_s, u"c"_s) != with(u"a"_s, u"bc"_s));
}

void LinkAttacksTest::nothingSecretInWhatIsLogged()
{
    // What a host says about a failed guest goes to the log; the texts of its packets may be shown.
    LinkWorld w;
    auto host = w.host();
    auto guest = w.guest();
    Packet proof = only(guest.step(only(host.step(only(guest.start())))));
    const QString secret = proof.value(u"_password");
    proof.set(u"_share", u"00"_s);
    const auto failed = host.step(proof);
    QVERIFY(!eventOf<LinkHost::GuestFailed>(failed)->why.contains(secret));
    for (const Packet &packet : failed.out) {
        for (const auto &variable : packet.variables)
            QVERIFY(!variable.value.contains(secret));
    }
}

QTEST_GUILESS_MAIN(LinkAttacksTest)
#include "tst_link_attacks.moc"
