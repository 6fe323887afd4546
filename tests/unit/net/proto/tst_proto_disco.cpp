// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0115_caps.h"
#include "net/proto/xep_0163_pep.h"
#include "tests/unit/net/proto/xml_literal.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;
using namespace net;

namespace {

constexpr auto kExodus = "<query xmlns='http://jabber.org/protocol/disco#info'><identity category='client' name='Exodus 0.9.1' type='pc'/>"
                         "<feature var='http://jabber.org/protocol/disco#items'/><feature var='http://jabber.org/protocol/caps'/>"
                         "<feature var='http://jabber.org/protocol/muc'/><feature var='http://jabber.org/protocol/disco#info'/></query>";

const QByteArray kPsiForm = "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>"
                            "<field var='ip_version'><value>ipv4</value><value>ipv6</value></field><field var='os'><value>Mac</value></field>"
                            "<field var='os_version'><value>10.5.1</value></field><field var='software'><value>Psi</value></field>"
                            "<field var='software_version'><value>0.11</value></field></x>";

QByteArray psi(const QByteArray &more)
{
    return "<query xmlns='http://jabber.org/protocol/disco#info' node='n'><identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>"
           "<identity xml:lang='el' category='client' name='\xCE\xA8 0.11' type='pc'/><feature var='http://jabber.org/protocol/caps'/>"
           "<feature var='http://jabber.org/protocol/disco#info'/><feature var='http://jabber.org/protocol/disco#items'/>"
           "<feature var='http://jabber.org/protocol/muc'/>"
        + more + "</query>";
}

xep0030::Info info(const QByteArray &xml)
{
    return xep0030::parseInfo(xmlOf(xml)).value();
}

} // namespace

class ProtoDiscoTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void infoBothWays()
    {
        using namespace xep0030;
        Info expected;
        expected.node = u"n"_s;
        expected.identities = {{u"client"_s, u"pc"_s, u"en"_s, u"Kith"_s}};
        expected.features = {u"a"_s, u"b"_s};
        xep0004::Form form = xep0004::submission(u"t"_s);
        form.type = xep0004::FormType::Result;
        expected.forms = {form};
        COMPARE_BOTH_WAYS("<query xmlns='http://jabber.org/protocol/disco#info' node='n'><identity category='client' type='pc' xml:lang='en' name='Kith'/><feature var='a'/><feature var='b'/>"
                          "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>t</value></field></x></query>",
            parseInfo, expected);
        QVERIFY(expected.hasFeature(u"b") && !expected.hasFeature(u"c"));
        QVERIFY(expected.hasIdentity(u"client", u"pc") && !expected.hasIdentity(u"client", u"phone"));
        QCOMPARE(sortedXml(infoQuery(u"n"_s)), "<query xmlns='http://jabber.org/protocol/disco#info' node='n'/>");
        QCOMPARE(sortedXml(itemsQuery()), "<query xmlns='http://jabber.org/protocol/disco#items'/>");
        QVERIFY(!parseInfo(itemsQuery()));
        const Info poor = info("<query xmlns='http://jabber.org/protocol/disco#info'><identity category='client'/><feature/><x xmlns='jabber:x:data' type='odd'/></query>");
        QVERIFY(poor == Info());
    }

    void itemsBothWays()
    {
        using namespace xep0030;
        const Items expected{{}, {{Jid::fromString(u"a@b"), u"n"_s, u"N"_s}, {Jid::fromString(u"c"), {}, {}}}};
        COMPARE_BOTH_WAYS("<query xmlns='http://jabber.org/protocol/disco#items'><item jid='a@b' node='n' name='N'/><item jid='c'/></query>", parseItems, expected);
        QVERIFY(parseItems(xmlOf("<query xmlns='http://jabber.org/protocol/disco#items'><item jid='@'/><item/></query>"))->items.empty());
    }

    void formsBothWays()
    {
        using namespace xep0004;
        Form form;
        form.title = u"T"_s;
        form.instructions = u"Do it"_s;
        form.fields = {{u"a"_s, u"list-single"_s, {u"1"_s}, u"A"_s, u"D"_s, true, {{u"One"_s, u"1"_s}, {{}, u"2"_s}}}, {u"b"_s, {}, {u"x"_s, {}}, {}, {}, false, {}}};
        COMPARE_BOTH_WAYS("<x xmlns='jabber:x:data' type='form'><title>T</title><instructions>Do it</instructions><field var='a' type='list-single' label='A'><desc>D</desc><required/>"
                          "<value>1</value><option label='One'><value>1</value></option><option><value>2</value></option></field><field var='b'><value>x</value><value/></field></x>",
            parseForm, form);
        QCOMPARE(form.value(u"b"), u"x"_s);
        QVERIFY(form.value(u"c").isNull() && form.formType().isNull());
        QCOMPARE(parseForm(xmlOf("<x xmlns='jabber:x:data' type='form'><instructions>1</instructions><instructions>2</instructions></x>"))->instructions, u"1\n2"_s);
        QVERIFY(!parseForm(xmlOf("<x xmlns='jabber:x:data'/>")));
        QVERIFY(!parseForm(xmlOf("<x xmlns='other' type='form'/>")));
    }

    void capsBothWays()
    {
        using namespace xep0115;
        const Caps caps{u"sha-1"_s, u"https://example.org"_s, u"QgayPKawpkPSDYmwT/WM94uAlu0="_s};
        COMPARE_BOTH_WAYS("<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='https://example.org' ver='QgayPKawpkPSDYmwT/WM94uAlu0='/>", parseCaps, caps);
        QCOMPARE(caps.discoNode(), u"https://example.org#QgayPKawpkPSDYmwT/WM94uAlu0="_s);
        QVERIFY(!parseCaps(xmlOf("<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' ver='x'/>")));
        QVERIFY(!parseCaps(xmlOf("<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='x'/>")));
    }

    void capsHashes()
    {
        using namespace xep0115;
        // XEP-0115 §5.2 and §5.3
        QCOMPARE(verification(info(kExodus)), u"QgayPKawpkPSDYmwT/WM94uAlu0="_s);
        QCOMPARE(verification(info(psi(kPsiForm))), u"q07IKJEyjvHSyhy//CH0CxmKi8w="_s);
        QVERIFY(isValid({u"sha-1"_s, u"n"_s, u"q07IKJEyjvHSyhy//CH0CxmKi8w="_s}, info(psi(kPsiForm))));
        QVERIFY(!isValid({u"sha-1"_s, u"n"_s, u"q07IKJEyjvHSyhy//CH0CxmKi8w="_s}, info(psi({}))));
        QVERIFY(!isValid({{}, u"n"_s, u"0.11"_s}, info(psi({}))));
        QVERIFY(!verification(info(kExodus), u"md5"));
        // Computed apart, with another program.
        QCOMPARE(verification(info(kExodus), u"sha-256"), u"Wr6IGEKhx6b9627gBmi/cCmpxXBc/GYq5zWuYfWGWoc="_s);
    }

    void capsSortByOctets()
    {
        // "a b" sorts behind "a", though '<' would sort behind ' '; and U+FF01 before U+1F600, though UTF-16 has it the other way round.
        const auto one = info("<query xmlns='http://jabber.org/protocol/disco#info'><feature var='a b'/><feature var='a'/><feature var='\xF0\x9F\x98\x80'/><feature var='\xEF\xBC\x81'/></query>");
        const QByteArray text = "a<a b<\xEF\xBC\x81<\xF0\x9F\x98\x80<";
        QCOMPARE(xep0115::verification(one), QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha1).toBase64()));
    }

    void capsIllFormed_data()
    {
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<bool>("wellFormed");
        const QByteArray type = "<field var='FORM_TYPE' type='hidden'><value>t</value></field>";
        QTest::newRow("nothing") << QByteArray() << true;
        QTest::newRow("feature twice") << QByteArray("<feature var='http://jabber.org/protocol/muc'/>") << false;
        QTest::newRow("identity twice") << QByteArray("<identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>") << false;
        QTest::newRow("form twice") << kPsiForm + kPsiForm << false;
        QTest::newRow("two form types") << QByteArray("<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>t</value><value>u</value></field></x>") << false;
        QTest::newRow("one form type said twice") << QByteArray("<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>t</value><value>t</value></field></x>") << true;
    }
    void capsIllFormed()
    {
        QFETCH(QByteArray, more);
        QFETCH(bool, wellFormed);
        QCOMPARE(xep0115::verification(info(psi(more))).has_value(), wellFormed);
    }

    void capsIgnoreFormsWithoutHiddenType()
    {
        const auto plain = xep0115::verification(info(psi({})));
        QCOMPARE(xep0115::verification(info(psi("<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE'><value>t</value></field></x>"))), plain);
        QCOMPARE(xep0115::verification(info(psi("<x xmlns='jabber:x:data' type='result'><field var='x'><value>t</value></field></x>"))), plain);
        QVERIFY(xep0115::verification(info(psi(kPsiForm))) != plain);
    }

    void pep()
    {
        QCOMPARE(xep0163::notifyFeature(u"urn:xmpp:avatar:metadata"), u"urn:xmpp:avatar:metadata+notify"_s);
        QVERIFY(xep0163::isOffered(info("<query xmlns='http://jabber.org/protocol/disco#info'><identity category='pubsub' type='pep'/></query>")));
        QVERIFY(!xep0163::isOffered(info(kExodus)));
    }
};

QTEST_GUILESS_MAIN(ProtoDiscoTest)
#include "tst_proto_disco.moc"
