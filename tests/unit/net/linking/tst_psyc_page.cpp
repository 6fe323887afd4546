// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/crypto/crypto_runtime.h"
#include "tests/support/net/link_pair.h"
#include "tests/support/net/psyc_page.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;
using psyc::Packet;
using test::fromText;
using test::only;

/// The conversation on the page, word for word, with a small model of its two sides; and what our two sides make of it.
class PsycPageTest : public QObject
{
    Q_OBJECT
private:
    CryptoRuntime m_crypto;
    const test::PageIdentity m_identity{u"psyc://example.org/~fippo"_s, u"xfippox"_s};
    const test::PageLocation m_location{u"psyc://example.org/~fippo"_s, u"psyc://ente.aquarium:-32872"_s, u"xfippox"_s};

    const QByteArray m_enter = "|\n:_target\tpsyc://example.org/~fippo#_links\n:_tag\t284232\n:_source\tpsyc://ente.aquarium:-32872\n\n_request_context_enter\n|\n";
    const QByteArray m_challenge = "|\n:_source\tpsyc://example.org/~fippo#_links\n:_target\tpsyc://ente.aquarium:-32872\n:_tag_relay\t284232\n\n"
                                   ":_available_hashes\t|sha1|md5\n:_nonce\t6eaa3554\n_error_necessary_authentication\nPlease show identification.\n|\n";
    const QByteArray m_again = "|\n:_source\tpsyc://ente.aquarium:-32872\n:_target\tpsyc://example.org/~fippo#_links\n:_tag\t984383\n\n"
                               ":_method\tsha1\n:_password\t68fe60d9b3989848c39842bb3038f515bf7979d3\n_request_context_enter\n|\n";
    const QByteArray m_entered = "|\n:_source\tpsyc://example.org/~fippo#_links\n:_target\tpsyc://ente.aquarium:-32872\n:_tag_relay\t984383\n\n_notice_context_enter\n|\n";
    const QByteArray m_wrong = "|\n:_source\tpsyc://example.org/~fippo#_links\n:_target\tpsyc://ente.aquarium:-32872\n:_tag_relay\t984383\n\n"
                               "_error_invalid_password\nWrong password for [_source]!\n|\n";

    // The order in which variables stand means nothing.
    static Packet sorted(std::optional<Packet> packet)
    {
        if (!packet)
            return {};
        std::sort(packet->variables.begin(), packet->variables.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
        return *packet;
    }

private Q_SLOTS:
    void vectors();
    void theConversation();
    void md5();
    void wrongPassword();
    void plainPassword();
    void serviceLinkInTheOldSyntax();
    void anIdentityIsItsLocations();
    void withNobodyLinked();
    void itVouchesForItsLocations();
    void ourHostRefusesThePage();
    void ourGuestRefusesThePage();
};

void PsycPageTest::vectors() // linking.md §3, recomputed
{
    QCOMPARE(test::pageHash(u"sha1"_s, u"6eaa3554"_s, u"xfippox"_s), u"68fe60d9b3989848c39842bb3038f515bf7979d3"_s);
    QCOMPARE(test::pageHash(u"md5"_s, u"6eaa3554"_s, u"xfippox"_s), u"da9222831dc49a96f0cd52c3a63efcb0"_s);
    QCOMPARE(test::pageHash(u"sha1"_s, u"6eaa3554"_s, u"godsecretXX332"_s), u"159233f23b006019400413cf5115d91c9ae4712b"_s);
}

void PsycPageTest::theConversation() // L12, L14, L15, L17, L18, L20
{
    const Packet enter = m_location.enter();
    QCOMPARE(sorted(enter), sorted(fromText(m_enter)));
    const Packet challenge = m_identity.answer(enter);
    QCOMPARE(sorted(challenge), sorted(fromText(m_challenge)));
    const Packet again = m_location.enterAgain(challenge);
    QCOMPARE(sorted(again), sorted(fromText(m_again)));
    QCOMPARE(sorted(m_identity.answer(again)), sorted(fromText(m_entered)));
}

void PsycPageTest::md5()
{
    auto identity = m_identity;
    identity.hashes = u"md5;http-digest"_s; // as psyced writes lists
    const Packet again = m_location.enterAgain(identity.answer(m_location.enter()));
    QCOMPARE(again.value(u"_method"), u"md5"_s);
    QCOMPARE(identity.answer(again).method, psyc::kEntered);
}

void PsycPageTest::wrongPassword() // L20
{
    auto location = m_location;
    location.password = u"godsecretXX332"_s;
    const Packet wrong = m_identity.answer(location.enterAgain(m_identity.answer(location.enter())));
    QCOMPARE(sorted(wrong), sorted(fromText(m_wrong)));
    QCOMPARE(test::filledIn(wrong), u"Wrong password for psyc://example.org/~fippo#_links!"_s);
}

void PsycPageTest::plainPassword() // L16
{
    Packet plain = m_location.enter();
    plain.set(u"_password", u"xfippox"_s);
    QCOMPARE(m_identity.answer(plain).method, psyc::kEntered);
}

void PsycPageTest::serviceLinkInTheOldSyntax() // L22, in the first generation's names and syntax
{
    const auto packet = fromText(".\n=_target\tpsyc://example.org/~me\n\n:_password\tbofh\n:_service\t_news\n_request_link\n.\n");
    QVERIFY(packet);
    const Packet enter = psyc::inNewestNames(*packet);
    QCOMPARE(enter.method, psyc::kEnter);
    QCOMPARE(enter.value(u"_target"), u"psyc://example.org/~me#_links"_s);
    const QStringList services = psyc::parseList(enter.value(u"_service"));
    QVERIFY(psyc::areFilters(services));
    QVERIFY(psyc::receives(services, u"_notice_news") && !psyc::receives(services, u"_message_private"));
    test::PageIdentity me{u"psyc://example.org/~me"_s, u"bofh"_s};
    QCOMPARE(me.answer(*packet).method, psyc::kEntered);
}

void PsycPageTest::anIdentityIsItsLocations() // L1–L4, L6, L23, L24
{
    auto identity = m_identity;
    const auto enter = [&](const QString &unl, const QString &service) {
        test::PageLocation location{m_identity.uni, unl, m_identity.password};
        Packet packet = location.enterAgain(identity.answer(location.enter()));
        packet.set(u"_service", service);
        return identity.take(packet);
    };
    QCOMPARE(enter(u"psyc://desk"_s, {}).size(), size_t(1));
    QCOMPARE(enter(u"psyc://phone"_s, {}).size(), size_t(2)); // L14: the other one is told
    QCOMPARE(enter(u"psyc://news"_s, u"|_notice_news"_s).size(), size_t(3));
    const auto targets = [&](const QString &method) {
        QStringList list;
        Packet packet(method);
        packet.set(u"_source", u"psyc://elsewhere/~bert"_s).set(u"_target", m_identity.uni); // L1: the one address that others know
        for (const Packet &copy : identity.take(packet)) {
            if (copy.method != method || copy.value(u"_source") != packet.value(u"_source"))
                return QStringList{copy.method}; // it did something itself
            list += copy.value(u"_target");
        }
        return list;
    };
    const QStringList both{u"psyc://desk"_s, u"psyc://phone"_s}; // L24: two that get everything
    QCOMPARE(targets(u"_message_private"_s), both);
    QCOMPARE(targets(u"_request_friendship"_s), both); // L3: nothing special, the person's clients subscribe or not
    QCOMPARE(targets(u"_request_do_something_else"_s), both); // L2
    QCOMPARE(targets(u"_notice_news_heise"_s), (QStringList{u"psyc://desk"_s, u"psyc://news"_s, u"psyc://phone"_s}));
    QCOMPARE(targets(u"_notice_presence_here"_s), both);
    QCOMPARE(identity.linked.size(), size_t(3)); // L4: being present is not being linked
    QVERIFY(identity.stored.empty());
}

void PsycPageTest::withNobodyLinked() // L9, L10
{
    auto identity = m_identity;
    const auto take = [&](const QString &method) {
        Packet packet(method);
        packet.set(u"_source", u"psyc://elsewhere/~bert"_s).set(u"_tag", u"7"_s);
        return identity.take(packet);
    };
    QVERIFY(take(u"_message_public_question"_s).empty());
    QCOMPARE(identity.stored.size(), size_t(1));
    const auto answer = take(u"_request_do_something_else"_s);
    QCOMPARE(answer.size(), size_t(1));
    QCOMPARE(answer[0].method, psyc::kUnknown);
    QCOMPARE(answer[0].value(u"_tag_relay"), u"7"_s);
    QVERIFY(take(u"_notice_news"_s).empty());
    QCOMPARE(identity.stored.size(), size_t(1));
}

void PsycPageTest::itVouchesForItsLocations() // L7, L8, L21
{
    auto identity = m_identity;
    const auto vouches = [&] {
        Packet packet(u"_request_authentication");
        packet.set(u"_source", u"psyc://elsewhere/~bert"_s).set(u"_location", m_location.unl);
        Packet trust = packet;
        trust.method = u"_request_trustiness"_s;
        const auto said = identity.take(packet), trusts = identity.take(trust);
        return u"%1 %2 %3"_s.arg(said.at(0).method, trusts.at(0).method, trusts.at(0).value(u"_trustiness"));
    };
    QCOMPARE(vouches(), u"_error_invalid_authentication _notice_trustiness 0"_s);
    QCOMPARE(identity.take(m_location.enterAgain(identity.answer(m_location.enter()))).at(0).method, psyc::kEntered);
    QCOMPARE(vouches(), u"_notice_authentication _notice_trustiness 9"_s);
    Packet leave(psyc::kLeave);
    leave.set(u"_source", m_location.unl);
    QCOMPARE(identity.take(leave).at(0).method, psyc::kLeft);
    QCOMPARE(vouches(), u"_error_invalid_authentication _notice_trustiness 0"_s);
}

void PsycPageTest::ourHostRefusesThePage()
{
    test::LinkWorld w;
    test::PageLocation location{w.anna.toString(), u"psyc://ente.aquarium:-32872"_s, u"xfippox"_s};
    auto host = w.host();
    Packet challenge = only(host.step(location.enter()));
    QCOMPARE(challenge.method, psyc::kChallenge); // the first step is the same
    QVERIFY(location.enterAgain(challenge).method.isEmpty()); // and offers it nothing it can do
    challenge.set(u"_available_hashes", u"|sha1"_s);
    QCOMPARE(only(host.step(location.enterAgain(challenge))).method, psyc::kBadMethod);
}

void PsycPageTest::ourGuestRefusesThePage()
{
    test::LinkWorld w;
    test::PageIdentity identity{w.anna.toString(), QString::fromLatin1(w.right.octets)};
    auto guest = w.guest();
    const auto step = guest.step(identity.answer(only(guest.start())));
    QVERIFY(step.out.empty());
    QCOMPARE(test::failureOf(step), std::optional(LinkGuest::Failure::NoCommonMethod));
}

QTEST_GUILESS_MAIN(PsycPageTest)
#include "tst_psyc_page.moc"
