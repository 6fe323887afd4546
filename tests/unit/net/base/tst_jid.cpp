// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/base/jid.h"

#include <QTest>

using namespace Qt::StringLiterals;
using net::Jid;
using net::JidError;

class JidTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void parses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("local");
        QTest::addColumn<QString>("domain");
        QTest::addColumn<QString>("resource");
        const auto row = [](const char *name, const QString &text, const QString &local, const QString &domain, const QString &resource) {
            QTest::newRow(name) << text << local << domain << resource;
        };
        // RFC 7622 §3.5, table 1
        row("1", u"juliet@example.com"_s, u"juliet"_s, u"example.com"_s, {});
        row("2", u"juliet@example.com/foo"_s, u"juliet"_s, u"example.com"_s, u"foo"_s);
        row("3", u"juliet@example.com/foo bar"_s, u"juliet"_s, u"example.com"_s, u"foo bar"_s);
        row("4", u"juliet@example.com/foo@bar"_s, u"juliet"_s, u"example.com"_s, u"foo@bar"_s);
        row("5", u"foo\\20bar@example.com"_s, u"foo\\20bar"_s, u"example.com"_s, {});
        row("6", u"fussball@example.com"_s, u"fussball"_s, u"example.com"_s, {});
        row("7", u"fu\u00DFball@example.com"_s, u"fu\u00DFball"_s, u"example.com"_s, {});
        row("8", u"\u03C0@example.com"_s, u"\u03C0"_s, u"example.com"_s, {});
        row("9", u"\u03A3@example.com/foo"_s, u"\u03C3"_s, u"example.com"_s, u"foo"_s);
        row("10", u"\u03C3@example.com/foo"_s, u"\u03C3"_s, u"example.com"_s, u"foo"_s);
        row("11", u"\u03C2@example.com/foo"_s, u"\u03C2"_s, u"example.com"_s, u"foo"_s);
        row("12", u"king@example.com/\u265A"_s, u"king"_s, u"example.com"_s, u"\u265A"_s);
        row("13", u"example.com"_s, {}, u"example.com"_s, {});
        row("14", u"example.com/foobar"_s, {}, u"example.com"_s, u"foobar"_s);
        row("15", u"a.example.com/b@example.net"_s, {}, u"a.example.com"_s, u"b@example.net"_s);
        // Line 18 of table 2 calls a leading space forbidden, but no rule of the text or of OpaqueString does, and room nicknames have them.
        row("18", u"juliet@example.com/ foo"_s, u"juliet"_s, u"example.com"_s, u" foo"_s);
        // preparation
        row("case", u"Juliet@Example.COM/Balcony"_s, u"juliet"_s, u"example.com"_s, u"Balcony"_s);
        row("full width", u"\uFF2Auliet@example.com"_s, u"juliet"_s, u"example.com"_s, {});
        row("composed", u"u\u0308@example.com/u\u0308"_s, u"\u00FC"_s, u"example.com"_s, u"\u00FC"_s);
        row("spaces of the resource", u"a@b/x\u00A0y\u3000z"_s, u"a"_s, u"b"_s, u"x y z"_s);
        row("full width in the resource", u"a@b/\uFF2A"_s, u"a"_s, u"b"_s, u"\uFF2A"_s);
        row("slash in the resource", u"a@b/c/d"_s, u"a"_s, u"b"_s, u"c/d"_s);
        row("root dot", u"a@example.com./x"_s, u"a"_s, u"example.com"_s, u"x"_s);
        row("hebrew", u"\u05D0\u05D1@example.com"_s, u"\u05D0\u05D1"_s, u"example.com"_s, {});
        row("hebrew and digits", u"\u05D01@example.com"_s, u"\u05D01"_s, u"example.com"_s, {});
        row("mixed directions in the resource", u"a@b/x\u05D0"_s, u"a"_s, u"b"_s, u"x\u05D0"_s);
        row("catalan middle dot", u"col\u00B7lega@example.com"_s, u"col\u00B7lega"_s, u"example.com"_s, {});
        row("zero width non-joiner", u"\u0646\u0627\u0645\u0647\u200C\u0627\u06CC@example.com"_s, u"\u0646\u0627\u0645\u0647\u200C\u0627\u06CC"_s, u"example.com"_s, {});
        row("emoji sequence in the resource", u"a@b/\u263A\U0001F600"_s, u"a"_s, u"b"_s, u"\u263A\U0001F600"_s);
        // not assigned in any Unicode version so far; a server with a newer one may have let it pass
        row("unknown to our Unicode tables", u"a@b/\u0378"_s, u"a"_s, u"b"_s, u"\u0378"_s);
        // domains
        row("umlaut", u"a@B\u00DCcher.example"_s, u"a"_s, u"b\u00FCcher.example"_s, {});
        row("umlaut, decomposed", u"a@bu\u0308cher.example"_s, u"a"_s, u"b\u00FCcher.example"_s, {});
        row("a-label", u"a@xn--bcher-kva.example"_s, u"a"_s, u"b\u00FCcher.example"_s, {});
        row("sharp s", u"a@fa\u00DF.example"_s, u"a"_s, u"fa\u00DF.example"_s, {});
        row("ideographic full stop", u"a@example\u3002com"_s, u"a"_s, u"example.com"_s, {});
        row("full width domain", u"a@\uFF25xample.com"_s, u"a"_s, u"example.com"_s, {});
        row("ipv4", u"a@192.0.2.1"_s, u"a"_s, u"192.0.2.1"_s, {});
        row("ipv6", u"a@[2001:DB8:0::1]/x"_s, u"a"_s, u"[2001:db8::1]"_s, u"x"_s);
        row("no dot", u"localhost"_s, {}, u"localhost"_s, {});
        row("underscore", u"a@xmpp_1"_s, u"a"_s, u"xmpp_1"_s, {});
        row("label of 63", QString(63, u'a') + u".example"_s, {}, QString(63, u'a') + u".example"_s, {});
        row("1023 octets local", QString(1023, u'a') + u"@b"_s, QString(1023, u'a'), u"b"_s, {});
        row("1023 octets resource", u"b/"_s + QString(1023, u'a'), {}, u"b"_s, QString(1023, u'a'));
    }
    void parses()
    {
        QFETCH(QString, text);
        const auto jid = Jid::parse(text);
        QVERIFY(jid);
        QTEST(jid->local(), "local");
        QTEST(jid->domain(), "domain");
        QTEST(jid->resource(), "resource");
        QCOMPARE(jid->isBare(), jid->resource().isEmpty());
        // Prepared once is prepared for ever.
        QCOMPARE(Jid::parse(jid->toString()), jid);
        QVERIFY(!jid->asciiDomain().isEmpty());
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<JidError>("error");
        using enum JidError;
        const auto row = [](const char *name, const QString &text, JidError error) { QTest::newRow(name) << text << error; };
        // RFC 7622 §3.5, table 2
        row("16", u"\"juliet\"@example.com"_s, LocalForbidden);
        row("17", u"foo bar@example.com"_s, LocalForbidden);
        row("19", u"@example.com"_s, LocalEmpty);
        row("20", u"henry\u2163@example.com"_s, LocalForbidden);
        row("21", u"\u265A@example.com"_s, LocalForbidden);
        row("22", u"juliet@"_s, DomainEmpty);
        row("23", u"/foobar"_s, DomainEmpty);
        row("empty", {}, Empty);
        for (const QChar c : u"\"&':<>"_s)
            QTest::newRow(qPrintable(u"forbidden "_s + c)) << u"a%1b@example.com"_s.arg(c) << LocalForbidden;
        row("full width at", u"a\uFF20b@example.com"_s, LocalForbidden);
        row("two at", u"a@b@example.com"_s, DomainInvalid);
        row("resource empty", u"a@b/"_s, ResourceEmpty);
        row("control in the local part", u"a\u0007@b"_s, LocalForbidden);
        row("control in the resource", u"a@b/\u0001"_s, ResourceForbidden);
        row("tab", u"a\tb@b"_s, LocalForbidden);
        row("soft hyphen", u"a\u00ADb@b"_s, LocalForbidden);
        row("zero width joiner", u"a\u200Db@b"_s, LocalForbidden);
        row("joiner in the resource", u"a@b/x\u200Dy"_s, ResourceForbidden);
        row("middle dot alone", u"a\u00B7b@b"_s, LocalForbidden);
        row("katakana dot alone", u"a\u30FBb@b"_s, LocalForbidden);
        row("both arabic digits", u"\u0628\u0660\u06F0@b"_s, LocalForbidden);
        row("old hangul", u"\u1100@b"_s, LocalForbidden);
        row("unassigned in the local part", u"a\u0378@b"_s, LocalForbidden);
        row("left and right", u"a\u05D0@b"_s, LocalForbidden);
        row("right and left", u"\u05D0a@b"_s, LocalForbidden);
        row("digit before hebrew", u"1\u05D0@b"_s, LocalForbidden);
        row("lone surrogate", u"a"_s + QChar(0xD800) + u"@b"_s, LocalForbidden);
        row("lone surrogate in the resource", u"a@b/"_s + QChar(0xDC00), ResourceForbidden);
        row("lone surrogate in the domain", u"a@b"_s + QChar(0xDC00), DomainInvalid);
        row("noncharacter", u"a@b/\uFFFE"_s, ResourceForbidden);
        row("nul", u"a@b"_s + QChar(0) + u"c"_s, DomainInvalid);
        row("nul and umlaut", u"a@\u00FC"_s + QChar(0) + u"c"_s, DomainInvalid);
        row("only a dot", u"a@."_s, DomainEmpty);
        row("two dots", u"a@b..c"_s, DomainInvalid);
        row("two root dots", u"a@b.."_s, DomainInvalid);
        row("space in the domain", u"a@b c"_s, DomainInvalid);
        row("hyphen first", u"a@-b"_s, DomainInvalid);
        row("hyphen last", u"a@b-.c"_s, DomainInvalid);
        row("broken a-label", u"a@xn--\u00FC"_s, DomainInvalid);
        row("broken a-label, ascii", u"a@xn--a.example"_s, DomainInvalid);
        row("label of 64", QString(64, u'a') + u".example"_s, DomainInvalid);
        row("name of 254", (QString(63, u'a') + u'.').repeated(4).chopped(1), DomainInvalid);
        row("symbol", u"a@\u2603\u265A"_s, DomainInvalid);
        row("ipv4 in brackets", u"a@[192.0.2.1]"_s, DomainInvalid);
        row("scope", u"a@[fe80::1%25eth0]"_s, DomainInvalid);
        row("open bracket", u"a@[::1"_s, DomainInvalid);
        row("port", u"a@b:5222"_s, DomainInvalid);
        row("1024 octets local", QString(1024, u'a') + u"@b"_s, LocalTooLong);
        row("1024 octets of two", QString(512, u'\u00FC') + u"@b"_s, LocalTooLong);
        row("1024 octets resource", u"b/"_s + QString(1024, u'a'), ResourceTooLong);
        row("1024 octets domain", u"a@"_s + QString(1024, u'b'), DomainTooLong);
    }
    void refuses()
    {
        QFETCH(QString, text);
        QFETCH(JidError, error);
        const auto jid = Jid::parse(text);
        QVERIFY2(!jid, jid ? qPrintable(jid->toString()) : "");
        QCOMPARE(jid.error(), error);
        QVERIFY(Jid::fromString(text).isEmpty());
    }

    void everyErrorHasAdvice()
    {
        using enum JidError;
        QStringList sentences;
        for (const JidError e : {Empty, LocalTooLong, LocalEmpty, LocalForbidden, DomainEmpty, DomainTooLong, DomainInvalid, ResourceEmpty, ResourceTooLong, ResourceForbidden})
            sentences << net::jidErrorAdvice(e);
        QVERIFY(!sentences.contains(QString()));
        QCOMPARE(sentences.removeDuplicates(), 0);
    }

    void bareAndFull()
    {
        const Jid full = Jid::fromString(u"Anna@Example.org/Phone");
        QCOMPARE(full.toString(), u"anna@example.org/Phone"_s);
        QCOMPARE(full.bare().toString(), u"anna@example.org"_s);
        QCOMPARE(*full.bare().withResource(u"Phone"), full);
        QCOMPARE(full.bare().withResource(u"").error(), JidError::ResourceEmpty);
        QCOMPARE(Jid().withResource(u"x").error(), JidError::Empty);
        QCOMPARE(qHash(full), qHash(Jid::fromString(u"anna@example.org/Phone")));
        QVERIFY(full != full.bare());
        QVERIFY(Jid().isEmpty() && Jid().isBare() && Jid().toString().isEmpty());
    }

    void asciiDomain()
    {
        QCOMPARE(Jid::fromString(u"a@B\u00FCcher.example").asciiDomain(), "xn--bcher-kva.example");
        QCOMPARE(Jid::fromString(u"a@fa\u00DF.example").asciiDomain(), "xn--fa-hia.example");
        QCOMPARE(Jid::fromString(u"a@Example.org.").asciiDomain(), "example.org");
        QCOMPARE(Jid::fromString(u"a@[::1]").asciiDomain(), "::1");
    }
};

QTEST_GUILESS_MAIN(JidTest)
#include "tst_jid.moc"
