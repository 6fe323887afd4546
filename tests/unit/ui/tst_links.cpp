// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/layout/links.h"

#include <QTest>

using namespace Qt::StringLiterals;

class LinksTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void finds_data();
    void finds();
    void asksBeforeALieIsFollowed_data();
    void asksBeforeALieIsFollowed();
    void mailLinksAttachNothing_data();
    void mailLinksAttachNothing();
};

void LinksTest::finds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("links");
    QTest::newRow("plain") << u"see https://a.example/b now"_s << QStringList{u"https://a.example/b"_s};
    QTest::newRow("end of sentence") << u"It is http://a.example/b."_s << QStringList{u"http://a.example/b"_s};
    QTest::newRow("question") << u"Did you see https://a.example/?q=1?"_s << QStringList{u"https://a.example/?q=1"_s};
    QTest::newRow("brackets around") << u"(https://a.example/b)"_s << QStringList{u"https://a.example/b"_s};
    QTest::newRow("brackets inside") << u"https://w.example/Boat_(rowing)"_s << QStringList{u"https://w.example/Boat_(rowing)"_s};
    QTest::newRow("quotes") << u"\"https://a.example/b\""_s << QStringList{u"https://a.example/b"_s};
    QTest::newRow("bold") << u"*https://a.example/b*"_s << QStringList{u"https://a.example/b"_s};
    QTest::newRow("www") << u"www.a.example/b"_s << QStringList{u"www.a.example/b"_s};
    QTest::newRow("xmpp") << u"xmpp:anna@example.org?message"_s << QStringList{u"xmpp:anna@example.org?message"_s};
    QTest::newRow("mail") << u"mailto:anna@example.org, please"_s << QStringList{u"mailto:anna@example.org"_s};
    QTest::newRow("two") << u"https://a.example https://b.example"_s << QStringList{u"https://a.example"_s, u"https://b.example"_s};
    QTest::newRow("upper case") << u"HTTPS://A.EXAMPLE/"_s << QStringList{u"HTTPS://A.EXAMPLE/"_s};
    QTest::newRow("not a scheme of ours") << u"javascript:alert(1) file:///etc/passwd data:text/html,x"_s << QStringList{};
    QTest::newRow("inside a word") << u"xhttps://a.example/"_s << QStringList{};
    QTest::newRow("nothing behind") << u"http:// and xmpp: and mailto:"_s << QStringList{};
    QTest::newRow("address is no link") << u"anna@example.org"_s << QStringList{};
    QTest::newRow("longest") << QString(u"https://a.example/"_s + QString(4078, u'x')) << QStringList{u"https://a.example/"_s + QString(4078, u'x')};
    QTest::newRow("too long") << QString(u"https://a.example/"_s + QString(4079, u'x')) << QStringList{};
    QTest::newRow("a long row of brackets") << QString(u"https://a.example/"_s + QString(200'000, u')')) << QStringList{u"https://a.example/"_s};
    QTest::newRow("some brackets closed") << u"https://a.example/((x)))))"_s << QStringList{u"https://a.example/((x))"_s};
    QTest::newRow("blank without width ends it") << u"https://a.example/\u200bgpj.exe www.a.example\u200b.b"_s << QStringList{u"https://a.example/"_s, u"www.a.example"_s};
    QTest::newRow("direction marks end it") << u"https://a.example/\u202egpj.exe"_s << QStringList{u"https://a.example/"_s};
}

void LinksTest::finds()
{
    QFETCH(QString, text);
    QFETCH(QStringList, links);
    QStringList found;
    for (const auto &link : ui::findLinks(text)) {
        found << text.mid(link.start, link.length);
        QVERIFY(link.target.isValid());
    }
    QCOMPARE(found, links);
}

void LinksTest::asksBeforeALieIsFollowed_data()
{
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QString>("target");
    QTest::addColumn<bool>("asks");
    QTest::newRow("same") << u"https://a.example/b"_s << u"https://a.example/b"_s << false;
    QTest::newRow("same but the slash") << u"https://a.example"_s << u"https://a.example/"_s << false;
    QTest::newRow("www") << u"www.a.example/b"_s << u"https://www.a.example/b"_s << false;
    QTest::newRow("letters in the path") << u"https://a.example/größe"_s << u"https://a.example/größe"_s << false;
    QTest::newRow("another host") << u"https://a.example/"_s << u"https://b.example/"_s << true;
    QTest::newRow("words") << u"click here"_s << u"https://b.example/"_s << true;
    QTest::newRow("look-alike letters") << u"https://pаypal.example/"_s << u"https://pаypal.example/"_s << true; // the second letter is Cyrillic
    QTest::newRow("user name before the host") << u"https://bank.example@evil.example/"_s << u"https://bank.example@evil.example/"_s << true;
}

void LinksTest::asksBeforeALieIsFollowed()
{
    QFETCH(QString, shown);
    QFETCH(QString, target);
    QFETCH(bool, asks);
    QCOMPARE(ui::needsConfirmation(shown, QUrl(target)), asks);
}

void LinksTest::mailLinksAttachNothing_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("safe");
    QTest::newRow("address") << u"mailto:anna@example.org"_s << u"mailto:anna@example.org"_s;
    QTest::newRow("subject and body") << u"mailto:anna@example.org?subject=a%26b%20c&body=d"_s << u"mailto:anna@example.org?subject=a%26b%20c&body=d"_s;
    QTest::newRow("files and copies") << u"mailto:anna@example.org?attach=/etc/passwd&Attachment=x&bcc=b@c.example&Subject=s"_s << u"mailto:anna@example.org?Subject=s"_s;
    QTest::newRow("hidden name") << u"mailto:anna@example.org?%61ttach=/etc/passwd&in-reply-to=x#f"_s << u"mailto:anna@example.org"_s;
    QTest::newRow("web") << u"https://a.example/?attach=x"_s << u"https://a.example/?attach=x"_s;
}

void LinksTest::mailLinksAttachNothing()
{
    QFETCH(QString, target);
    QFETCH(QString, safe);
    QCOMPARE(ui::safeTarget(QUrl(target)).toString(QUrl::FullyEncoded), safe);
}

QTEST_APPLESS_MAIN(LinksTest)
#include "tst_links.moc"
