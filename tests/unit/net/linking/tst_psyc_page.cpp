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
