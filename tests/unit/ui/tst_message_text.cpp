// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/types/contact.h"
#include "ui/composer/emoji_picker.h"
#include "ui/layout/message_text.h"
#include "ui/layout/time_text.h"

#include <QTest>

using namespace Qt::StringLiterals;
using ui::TextRun;

class MessageTextTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void plainTextIsOnePart();
    void stylesKeepEveryCharacter();
    void quotesAndCodeArePartsOfTheirOwn();
    void nothingTurnsTheDirection();
    void meNamesTheSender();
    void noLinksInCode();
    void endlessTextIsCut();
    void emojiOnly_data();
    void emojiOnly();
    void emojiTableIsWhole();
    void emojiSearch();
};

void MessageTextTest::plainTextIsOnePart()
{
    const auto text = ui::messageText(u"one\ntwo"_s, u"Anna"_s);
    QCOMPARE(text.parts.size(), size_t(1));
    QCOMPARE(text.parts[0].text, u"one"_s + QChar(QChar::LineSeparator) + u"two"_s);
    QVERIFY(text.parts[0].runs.empty());
    QCOMPARE(text.plain(), u"one\ntwo"_s);
}

void MessageTextTest::stylesKeepEveryCharacter()
{
    const auto text = ui::messageText(u"a *b* _c_ ~d~ `e` https://f.example"_s, {});
    QCOMPARE(text.plain(), u"a *b* _c_ ~d~ `e` https://f.example"_s);
    const auto &part = text.parts.at(0);
    const auto look = [&part](const QString &piece) {
        unsigned all = 0;
        for (const auto &run : part.runs)
            if (part.text.mid(run.start, run.length) == piece)
                all |= run.look;
        return all;
    };
    QCOMPARE(look(u"b"_s), unsigned(TextRun::Bold));
    QCOMPARE(look(u"c"_s), unsigned(TextRun::Italic));
    QCOMPARE(look(u"d"_s), unsigned(TextRun::Strike));
    QCOMPARE(look(u"e"_s), unsigned(TextRun::Code));
    QCOMPARE(look(u"*"_s), unsigned(TextRun::Mark));
    QCOMPARE(look(u"https://f.example"_s), unsigned(TextRun::Link));
    QCOMPARE(part.links.size(), size_t(1));
}

void MessageTextTest::quotesAndCodeArePartsOfTheirOwn()
{
    const auto text = ui::messageText(u"> said *this*\n> and that\nanswer\n```\ncode *1*\n```\nend"_s, {});
    QCOMPARE(text.parts.size(), size_t(4));
    QCOMPARE(text.parts[0].quoteDepth, 1);
    QVERIFY(text.parts[0].text.startsWith(u"said *this*"_s));
    QCOMPARE(text.parts[1].text, u"answer"_s);
    QVERIFY(text.parts[2].preformatted);
    QCOMPARE(text.parts[2].text, u"code *1*"_s);
    QVERIFY(text.parts[2].runs.empty());
    QCOMPARE(text.parts[3].text, u"end"_s);
}

void MessageTextTest::nothingTurnsTheDirection()
{
    QCOMPARE(ui::messageText(u"a\u202eb\u202ac\u2066d\u2069e"_s, {}).plain(), u"a\u200bb\u200bc\u200bd\u200be"_s);
    QCOMPARE(ui::messageText(u"שלום \u200fa"_s, {}).plain(), u"שלום \u200fa"_s); // marks are harmless
    const auto link = ui::messageText(u"\u202ehttps://a.example/x\u202egpj.exe"_s, {}).parts[0].links.at(0);
    QCOMPARE(link.target, QUrl(u"https://a.example/x"_s));
    model::Contact contact;
    contact.nick = u"An\u202ena"_s;
    QCOMPARE(contact.displayName(), u"An\u200bna"_s);
    model::PeerStatus status;
    status.availability = model::Availability::Away;
    status.text = u"\u202eenoyna"_s;
    QVERIFY(ui::statusText(status, QDateTime::currentDateTimeUtc()).endsWith(u"\u200benoyna"_s));
}

void MessageTextTest::meNamesTheSender()
{
    QCOMPARE(ui::messageText(u"/me waves"_s, u"Anna"_s).plain(), u"Anna waves"_s);
    QCOMPARE(ui::messageText(u"/mean"_s, u"Anna"_s).plain(), u"/mean"_s);
}

void MessageTextTest::noLinksInCode()
{
    QVERIFY(ui::messageText(u"`https://a.example`"_s, {}).parts[0].links.empty());
    QVERIFY(ui::messageText(u"```\nhttps://a.example\n```"_s, {}).parts[0].links.empty());
}

void MessageTextTest::endlessTextIsCut()
{
    const QString plain = ui::messageText(QString(5'000'000, u'x'), {}).plain();
    QCOMPARE(plain.size(), ui::kMostShown + 1);
    QVERIFY(plain.endsWith(u'…'));
}

void MessageTextTest::emojiOnly_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("only");
    QTest::newRow("one") << u"🙂"_s << true;
    QTest::newRow("three with blanks") << u"🙂 🎉 👍"_s << true;
    QTest::newRow("four") << u"🙂🙂🙂🙂"_s << false;
    QTest::newRow("skin tone") << u"👍🏽"_s << true;
    QTest::newRow("family") << u"👨‍👩‍👧"_s << true;
    QTest::newRow("flag") << u"🇩🇪"_s << true;
    QTest::newRow("heart") << u"❤️"_s << true;
    QTest::newRow("words") << u"ok 👍"_s << false;
    QTest::newRow("digits") << u"12"_s << false;
    QTest::newRow("punctuation") << u"?!"_s << false;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("blank") << u" "_s << false;
}

void MessageTextTest::emojiOnly()
{
    QFETCH(QString, text);
    QFETCH(bool, only);
    QCOMPARE(ui::isEmojiOnly(text), only);
    QCOMPARE(ui::messageText(text, {}).emojiOnly, only);
}

void MessageTextTest::emojiTableIsWhole()
{
    const auto &entries = ui::EmojiTable::shared().entries();
    QVERIFY(entries.size() > 1500);
    QCOMPARE(entries.front().emoji, u"😀"_s);
    QCOMPARE(entries.front().name, u"grinning face"_s);
    int group = 0;
    for (const auto &entry : entries) {
        QVERIFY(!entry.emoji.isEmpty() && !entry.name.isEmpty());
        QVERIFY(entry.group >= group && entry.group < ui::EmojiTable::GroupCount);
        group = entry.group;
    }
    QCOMPARE(group, int(ui::EmojiTable::Flags));
}

void MessageTextTest::emojiSearch()
{
    ui::EmojiModel model;
    const int all = model.rowCount();
    model.setSearch(u"thumbs up"_s);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, 0).data().toString(), u"👍"_s);
    QCOMPARE(model.index(0, 0).data(Qt::AccessibleTextRole).toString(), u"thumbs up"_s);
    model.setSearch(u"no such thing"_s);
    QCOMPARE(model.rowCount(), 0);
    model.setSearch({});
    QCOMPARE(model.rowCount(), all);
    QCOMPARE(model.groupOf(model.firstOfGroup(ui::EmojiTable::Food)), int(ui::EmojiTable::Food));
}

QTEST_MAIN(MessageTextTest)
#include "tst_message_text.moc"
