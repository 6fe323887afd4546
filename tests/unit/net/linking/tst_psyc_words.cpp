// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/psyc_words.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace net;

class PsycWordsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keywords_data();
    void keywords();
    void inheritance_data();
    void inheritance();
    void matching_data();
    void matching();
    void matchingContainsInheritance();
    void filters();
    void whoReceives();
    void severalCatchAlls();
    void strippedUntilKnown();
    void fallbacks_data();
    void fallbacks();
    void synonyms_data();
    void synonyms();
    void lists_data();
    void lists();
    void conditions_data();
    void conditions();
};

void PsycWordsTest::keywords_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    QTest::newRow("one word") << u"_news"_s << true;
    QTest::newRow("several") << u"_request_context_enter"_s << true;
    QTest::newRow("digits") << u"_a1_2"_s << true;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("underscore") << u"_"_s << false;
    QTest::newRow("no underscore") << u"news"_s << false;
    QTest::newRow("empty word") << u"_a__b"_s << false;
    QTest::newRow("open end") << u"_a_"_s << false;
    QTest::newRow("blank") << u"_a b"_s << false;
    QTest::newRow("beyond ASCII") << u"_\u00e4"_s << false;
    QTest::newRow("longest") << u'_' + QString(psyc::kMaxKeyword - 1, u'a') << true;
    QTest::newRow("too long") << u'_' + QString(psyc::kMaxKeyword, u'a') << false;
}

void PsycWordsTest::keywords()
{
    QFETCH(QString, text);
    QTEST(psyc::isKeyword(text), "good");
}

void PsycWordsTest::inheritance_data() // linking.md §3
{
    QTest::addColumn<QString>("sub");
    QTest::addColumn<QString>("base");
    QTest::addColumn<bool>("inherits");
    QTest::newRow("private") << u"_message_private"_s << u"_message"_s << true;
    QTest::newRow("deep") << u"_message_public_question"_s << u"_message"_s << true; // L9
    QTest::newRow("itself") << u"_message"_s << u"_message"_s << true;
    QTest::newRow("messages") << u"_messages"_s << u"_message"_s << false;
    QTest::newRow("upwards") << u"_message"_s << u"_message_private"_s << false;
    QTest::newRow("nothing") << u"_message"_s << QString() << false;
}

void PsycWordsTest::inheritance()
{
    QFETCH(QString, sub);
    QFETCH(QString, base);
    QTEST(psyc::inherits(sub, base), "inherits");
}

void PsycWordsTest::matching_data() // L22; the examples of linking.md §3
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("method");
    QTest::addColumn<bool>("matches");
    QTest::newRow("news") << u"_news"_s << u"_notice_news"_s << true;
    QTest::newRow("update in the middle") << u"_update"_s << u"_notice_update_web"_s << true;
    QTest::newRow("two words") << u"_update_web"_s << u"_notice_update_web"_s << true;
    QTest::newRow("mail") << u"_mail"_s << u"_notice_mail"_s << true;
    QTest::newRow("half a word") << u"_new"_s << u"_notice_news"_s << false; // psyced of 2012 took it
    QTest::newRow("gap") << u"_failure_delivery"_s << u"_failure_unsuccessful_delivery"_s << false; // libpsyc takes it
    QTest::newRow("second place is whole") << u"_new"_s << u"_news_new"_s << true;
    QTest::newRow("case") << u"_News"_s << u"_notice_news"_s << false;
    QTest::newRow("no filter") << QString() << u"_notice_news"_s << false;
    QTest::newRow("only the sign") << u"_"_s << u"_notice_news"_s << false;
    QTest::newRow("longer than the method") << u"_notice_news_today"_s << u"_notice_news"_s << false;
}

void PsycWordsTest::matching()
{
    QFETCH(QString, filter);
    QFETCH(QString, method);
    QTEST(psyc::keywordMatch(filter, method), "matches");
}

void PsycWordsTest::matchingContainsInheritance()
{
    const QStringList words{u"_message"_s, u"_message_private"_s, u"_messages"_s, u"_notice_message"_s, u"_request_context_enter"_s, u"_request"_s, u"_context_enter"_s};
    for (const QString &a : words) {
        for (const QString &b : words)
            QVERIFY(!psyc::inherits(a, b) || psyc::keywordMatch(b, a));
    }
}

void PsycWordsTest::filters()
{
    QVERIFY(psyc::areFilters({}));
    QVERIFY(psyc::areFilters({u"_news"_s, u"_mail"_s}));
    QVERIFY(!psyc::areFilters({u"_"_s})); // at least one word
    QVERIFY(!psyc::areFilters({QString()}));
    QStringList many(psyc::kMaxFilters, u"_a"_s);
    QVERIFY(psyc::areFilters(many));
    QVERIFY(!psyc::areFilters(many << u"_b"_s)); // at most eight
}

void PsycWordsTest::whoReceives() // L22, L23
{
    QVERIFY(psyc::receives({}, u"_message_private"));
    QVERIFY(psyc::receives({u"_news"_s, u"_mail"_s}, u"_notice_mail"));
    QVERIFY(!psyc::receives({u"_news"_s, u"_mail"_s}, u"_message_private"));
    QVERIFY(!psyc::receives({u"_"_s}, u"_message_private")); // what is no filter is not "everything"
}

void PsycWordsTest::severalCatchAlls() // L24
{
    const QList<QStringList> locations{{}, {u"_news"_s}, {}, {u"_message_public"_s}};
    const auto reached = [&](QStringView method) {
        QList<int> indexes;
        for (int i = 0; i < locations.size(); ++i) {
            if (psyc::receives(locations[i], method))
                indexes << i;
        }
        return indexes;
    };
    QCOMPARE(reached(u"_message_private"), (QList<int>{0, 2}));
    QCOMPARE(reached(u"_notice_news"), (QList<int>{0, 1, 2}));
    QCOMPARE(reached(u"_message_public_question"), (QList<int>{0, 2, 3}));
}

void PsycWordsTest::strippedUntilKnown() // §3: an application must cope with unknown methods
{
    QCOMPARE(psyc::knownBase(u"_error_invalid_password_burnt", {u"_error_invalid_password", u"_error"}), u"_error_invalid_password");
    QCOMPARE(psyc::knownBase(u"_error_invalid", {u"_error_invalid_password", u"_error"}), u"_error");
    QCOMPARE(psyc::knownBase(u"_errors", {u"_error"}), QStringView());
    QCOMPARE(psyc::knownBase(QStringView(), {u"_error"}), QStringView());
    QCOMPARE(psyc::knownBase(u"error", {u"_error"}), QStringView());
}

void PsycWordsTest::fallbacks_data() // L49
{
    using psyc::Fallback;
    QTest::addColumn<QString>("method");
    QTest::addColumn<int>("fallback");
    QTest::newRow("request") << u"_request_coffee_black"_s << int(Fallback::AnswerError);
    QTest::newRow("message") << u"_message_smell"_s << int(Fallback::StoreAndShow);
    QTest::newRow("its later name") << u"_converse_smell"_s << int(Fallback::StoreAndShow);
    QTest::newRow("notice") << u"_notice_weather"_s << int(Fallback::ShowText);
    QTest::newRow("status") << u"_status_weather"_s << int(Fallback::ShowText);
    QTest::newRow("info") << u"_info"_s << int(Fallback::ShowText);
    QTest::newRow("data") << u"_data_weather"_s << int(Fallback::Drop);
    QTest::newRow("no family") << u"_weather"_s << int(Fallback::Drop);
    QTest::newRow("looks like one") << u"_requests"_s << int(Fallback::Drop);
}

void PsycWordsTest::fallbacks()
{
    QFETCH(QString, method);
    QTEST(int(psyc::fallbackFor(method)), "fallback");
}

void PsycWordsTest::synonyms_data() // the three generations on the page
{
    QTest::addColumn<QString>("old");
    QTest::addColumn<QString>("newest");
    QTest::newRow("link") << u"_request_link"_s << u"_request_context_enter"_s;
    QTest::newRow("linked") << u"_notice_link"_s << u"_notice_context_enter"_s;
    QTest::newRow("unlink") << u"_request_unlink"_s << u"_request_context_leave"_s;
    QTest::newRow("unlinked") << u"_notice_unlink"_s << u"_notice_context_leave"_s;
    QTest::newRow("request password") << u"_request_password"_s << u"_error_necessary_authentication"_s;
    QTest::newRow("query password") << u"_query_password"_s << u"_error_necessary_authentication"_s;
    QTest::newRow("of a service") << u"_notice_link_service"_s << u"_notice_context_enter_service"_s;
    QTest::newRow("newest") << u"_request_context_enter"_s << u"_request_context_enter"_s;
    QTest::newRow("another word") << u"_request_links"_s << u"_request_links"_s;
    QTest::newRow("not linking") << u"_message_private"_s << u"_message_private"_s;
}

void PsycWordsTest::synonyms()
{
    QFETCH(QString, old);
    QTEST(psyc::newestName(old), "newest");
}

void PsycWordsTest::lists_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("entries");
    QTest::newRow("page") << u"|sha1|md5"_s << QStringList{u"sha1"_s, u"md5"_s};
    QTest::newRow("psyced") << u"sha1;md5;http-digest;digest-md5"_s << QStringList{u"sha1"_s, u"md5"_s, u"http-digest"_s, u"digest-md5"_s};
    QTest::newRow("other separator") << u",sha1,md5"_s << QStringList{u"sha1"_s, u"md5"_s};
    QTest::newRow("not split at ;") << u"|a;b|c"_s << QStringList{u"a;b"_s, u"c"_s};
    QTest::newRow("empty entries") << u"||sha1||"_s << QStringList{u"sha1"_s};
    QTest::newRow("one") << u"sha1"_s << QStringList{u"sha1"_s};
    QTest::newRow("a keyword") << u"_news"_s << QStringList{u"_news"_s};
    QTest::newRow("keywords") << u"|_news|_mail"_s << QStringList{u"_news"_s, u"_mail"_s};
    QTest::newRow("only the separator") << u"|"_s << QStringList();
    QTest::newRow("empty") << QString() << QStringList();
    QTest::newRow("endless") << u"|a"_s.repeated(1000) << QStringList(32, u"a"_s);
}

void PsycWordsTest::lists()
{
    QFETCH(QString, text);
    QFETCH(QStringList, entries);
    QCOMPARE(psyc::parseList(text), entries);
    QCOMPARE(psyc::parseList(psyc::formatList(entries)), entries);
}

void PsycWordsTest::conditions_data() // L51
{
    QTest::addColumn<QString>("condition");
    QTest::addColumn<QString>("method");
    QTest::newRow("password") << u"not-authorized"_s << u"_error_invalid_password"_s;
    QTest::newRow("token") << u"credentials-expired"_s << u"_error_expired_token"_s;
    QTest::newRow("taken") << u"conflict"_s << u"_error_taken_link"_s;
    QTest::newRow("too many") << u"resource-constraint"_s << u"_error_excess_links"_s;
}

void PsycWordsTest::conditions()
{
    QFETCH(QString, condition);
    QFETCH(QString, method);
    QCOMPARE(psyc::methodForCondition(condition), method);
    QCOMPARE(psyc::conditionForMethod(method), condition);
    QCOMPARE(psyc::conditionForMethod(method + u"_anything"_s), condition);
    QVERIFY(psyc::methodForCondition(u"gone").isEmpty());
    QVERIFY(psyc::conditionForMethod(u"_error").isEmpty());
}

QTEST_GUILESS_MAIN(PsycWordsTest)
#include "tst_psyc_words.moc"
