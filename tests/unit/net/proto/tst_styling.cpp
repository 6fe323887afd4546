// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0393_styling.h"
#include "tests/unit/net/proto/xml_literal.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using namespace net::xep0393;

namespace {

/// The text with its spans in brackets, B(old), I(talic), S(trike), M(onospace), so that a test reads like the specification's examples.
QString shown(const QString &text)
{
    QString out;
    for (const Line &line : parseStyling(text)) {
        if (!out.isNull())
            out += u'\n';
        out += u">"_s.repeated(line.quoteDepth);
        if (line.kind != LineKind::Plain)
            out += line.kind == LineKind::Fence ? u"#"_s : u"|"_s;
        for (qsizetype i = line.content.start; i <= line.content.end(); ++i) {
            for (auto it = line.spans.rbegin(); it != line.spans.rend(); ++it) {
                if (it->whole.end() == i)
                    out += u']';
            }
            for (const Span &span : line.spans) {
                if (span.whole.start == i)
                    out += u"BISM"_s[int(span.style)] + u'[';
            }
            if (i < line.content.end())
                out += text[i];
        }
    }
    return out;
}

} // namespace

class StylingTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void spans_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const QString &text, const QString &expected) { QTest::newRow(qPrintable(text.left(60))) << text << expected; };
        const auto plain = [&](const QString &text) { row(text, text); };
        // §6.2
        plain(u"plain span"_s);
        row(u"*strong span*"_s, u"B[*strong span*]"_s);
        row(u"plain _emphasis_ plain"_s, u"plain I[_emphasis_] plain"_s);
        row(u"`pre` plain *strong*"_s, u"M[`pre`] plain B[*strong*]"_s);
        row(u"*strong*plain*"_s, u"B[*strong*]plain*"_s);
        row(u"* plain *strong*"_s, u"* plain B[*strong*]"_s);
        plain(u"not strong*"_s);
        plain(u"*not strong"_s);
        plain(u"*not \n strong*"_s);
        plain(u"*not *strong"_s);
        plain(u"**"_s);
        plain(u"***"_s);
        plain(u"****"_s);
        row(u"Everyone ~dis~likes cake."_s, u"Everyone S[~dis~]likes cake."_s);
        row(u"This is `*monospace*`"_s, u"This is M[`*monospace*`]"_s);
        row(u"This is *`monospace and bold`*"_s, u"This is B[*M[`monospace and bold`]*]"_s);
        // more
        row(u"*a* *b*"_s, u"B[*a*] B[*b*]"_s);
        row(u"*a _b_ c*"_s, u"B[*a I[_b_] c*]"_s);
        row(u"*_~`x`~_*"_s, u"B[*I[_S[~M[`x`]~]_]*]"_s);
        row(u"*a _b* c_"_s, u"B[*a _b*] c_"_s);
        row(u"*a *b*"_s, u"B[*a *b*]"_s);
        row(u"`a *b` c*"_s, u"M[`a *b`] c*"_s);
        plain(u"_*a*"_s); // '_' opens nothing, so '*' is not behind an opening directive
        plain(u"a*b*"_s);
        plain(u"(*a*)"_s);
        plain(u"*a *"_s);
        plain(u"* a*"_s);
        plain(u"snake_case_name"_s);
        plain(u"https://example.org/_a_"_s);
        row(u"\t*a*"_s, u"\tB[*a*]"_s);
        row(u"\u00A0*a*"_s, u"\u00A0B[*a*]"_s);
        row(u"*\U0001F600*"_s, u"B[*\U0001F600*]"_s);
        plain(u"**a*"_s);
        row(u"** *a*"_s, u"** B[*a*]"_s);
        plain(QString());
        row(u"*a*\n_b_"_s, u"B[*a*]\nI[_b_]"_s);
        row(u"*"_s, u"*"_s);
    }
    void spans()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(shown(text), expected);
    }

    void blocks_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        // §6.1
        QTest::newRow("preformatted") << u"```ignored\n(println \"*x*\")\n```\n\n*x*"_s << u"#```ignored\n|(println \"*x*\")\n#```\n\nB[*x*]"_s;
        QTest::newRow("preformatted to the end of the quotation") << u"> ```\n> (println)\n\n*plain*"_s << u">#```\n>|(println)\n\nB[*plain*]"_s;
        QTest::newRow("not the end") << u"```\n``` \n````\n```"_s << u"#```\n|``` \n|````\n#```"_s;
        QTest::newRow("never ended") << u"```\na\n> b"_s << u"#```\n|a\n|> b"_s;
        QTest::newRow("two fences") << u"```\n```\n```\na"_s << u"#```\n#```\n#```\n|a"_s;
        QTest::newRow("quotation") << u"> That that is, is.\n\nSaid *the* hermit"_s << u">That that is, is.\n\nSaid B[*the*] hermit"_s;
        QTest::newRow("nested") << u">> That is.\n> Said the old hermit.\n\nWho?"_s << u">>That is.\n>Said the old hermit.\n\nWho?"_s;
        QTest::newRow("nested with spaces") << u"> > a\n> b\n>c"_s << u">>a\n>b\n>c"_s;
        QTest::newRow("one space is trimmed") << u">  *a*\n>"_s << u"> B[*a*]\n>"_s;
        QTest::newRow("space before the mark") << u" > a"_s << u" > a"_s;
        QTest::newRow("quoted fence") << u"> ```\n> > a\n> ```\n> *b*"_s << u">#```\n>|> a\n>#```\n>B[*b*]"_s;
        QTest::newRow("fence in a nested quotation") << u">> ```\n>> a\n> *b*"_s << u">>#```\n>>|a\n>B[*b*]"_s;
        QTest::newRow("fence ends quotations") << u"> a\n```\n> b\n```"_s << u">a\n#```\n|> b\n#```"_s;
        QTest::newRow("depth is bounded") << QString(20, u'>') << QString(20, u'>');
    }
    void blocks()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(shown(text), expected);
    }

    void rangesCoverTheText()
    {
        const auto lines = parseStyling(u"> *a*\nb");
        QCOMPARE(lines.size(), size_t(2));
        QCOMPARE(lines[0], (Line{{0, 5}, 1, {2, 3}, LineKind::Plain, {{Style::Strong, {2, 3}, {3, 1}}}}));
        QCOMPARE(lines[1], (Line{{6, 1}, 0, {6, 1}, LineKind::Plain, {}}));
        QCOMPARE(parseStyling(QString(20, u'>'))[0].quoteDepth, kMaxQuoteDepth);
    }

    void workIsLinear_data()
    {
        QTest::addColumn<QString>("piece");
        for (const auto &piece : {u"*a "_s, u"*_~` a "_s, u"*_~`"_s, u">"_s, u">\n"_s, u"> ```\n"_s, u"*a* "_s, u"`* "_s, u"*a _b* "_s})
            QTest::newRow(qPrintable(piece)) << piece;
    }
    void workIsLinear()
    {
        QFETCH(QString, piece);
        const QString text = piece.repeated(400000 / int(piece.size()));
        QElapsedTimer timer;
        timer.start();
        QVERIFY(!parseStyling(text).empty());
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed()))); // the square of this would take minutes
    }

    void unstyledMark()
    {
        QVERIFY(isUnstyled(net::xml::Element(u"message", u"jabber:client").add(unstyled())));
        QVERIFY(!isUnstyled(xmlOf("<message><unstyled/></message>")));
    }
};

QTEST_GUILESS_MAIN(StylingTest)
#include "tst_styling.moc"
