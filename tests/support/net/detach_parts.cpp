// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/net/detach_parts.h"

#include "net/crypto/crypto.h"
#include "net/proto/kith_detach.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace net {

void Disk::changed(const ResumeState &state, Written done)
{
    last = state;
    ++changes;
    if (isSlow)
        open = std::move(done);
    else
        done(!isFull);
}

QByteArray privateKey()
{
    return crypto::hmac(crypto::Hash::Sha256, kDeviceKey, "kith-detach-0 signing key");
}

QByteArray afterAuthWithDetach()
{
    return Script::afterAuthFeatures().replace("<csi ", "<detach xmlns='urn:kith:detach:0' max='604800'/><csi ");
}

SessionSettings knownDetach()
{
    SessionSettings settings = loginWithToken(Script::prosodyFeatures());
    settings.cachedFeatures->learnAfterAuth(parseElement(afterAuthWithDetach()));
    settings.signingKey = privateKey();
    return settings;
}

SessionSettings leftOnPurpose(bool proving)
{
    SessionSettings settings = knownDetach();
    ResumeState state;
    state.smId = u"sm1"_s;
    state.fullJid = Jid::fromString(u"anna@example.net/Kith~abc");
    state.detached = true;
    state.detachTicket = u"t1"_s;
    state.detachMax = std::chrono::hours(168);
    state.proving = proving;
    settings.resume = state;
    return settings;
}

void bindTo(Script &s, const QByteArray &exporter)
{
    s.setBindings({{ChannelBinding::TlsExporter, exporter}});
}

void signInClassically(Script &s)
{
    s.goOnline();
    s.clientHeader();
    s.serverHeader();
    s.server(kClassicFeatures);
    (void)s.clientElement();
    s.server("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
    s.clientHeader();
    s.serverHeader();
    s.server(afterAuthWithDetach());
}

QByteArray proofOf(const QByteArray &ticket, const QByteArray &exporter)
{
    const QByteArray octets = "kith-detach-0"_ba + '\0' + ticket + '\0' + "sm1" + '\0' + "tls-exporter" + '\0' + exporter;
    return "<proof xmlns='urn:kith:detach:0' ticket='" + ticket + "' binding='tls-exporter'>" + crypto::ed25519Sign(privateKey(), octets).toBase64() + "</proof>";
}

QByteArray resumeElement(const QByteArray &inside)
{
    return "<resume xmlns='urn:xmpp:sm:3' previd='sm1' h='0'>" + inside + "</resume>";
}

QByteArray authenticateWith(const QByteArray &inResume, const QByteArray &rest, const QByteArray &h)
{
    return "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='HT-SHA-256-NONE'><initial-response>*</initial-response>"
           "<user-agent id='*'><software>Kith</software><device>desktop</device></user-agent><fast xmlns='urn:xmpp:fast:0'/>"
           "<resume xmlns='urn:xmpp:sm:3' previd='sm1' h='" + h + "'>" + inResume + "</resume>" + rest + "</authenticate>";
}

xml::Element farewell()
{
    xml::Element presence(u"presence", u"jabber:client");
    presence.add(u"show", u"jabber:client", u"xa"_s);
    return presence;
}

QByteArray takePrepare(Script &s)
{
    const xml::Element iq = s.clientElement();
    const xml::Element *asked = iq.child(u"prepare", detach::kNs);
    if (!asked || asked->childText(u"key", detach::kNs).toLatin1() != crypto::ed25519PublicKey(privateKey()).toBase64())
        QTest::qFail("not prepared with the public key of this device", __FILE__, __LINE__);
    s.client("<r xmlns='urn:xmpp:sm:3'/>");
    return iq.attribute(u"id").toLatin1();
}

QByteArray prepared(const QByteArray &id, const QByteArray &ticket, const QByteArray &max)
{
    return "<iq type='result' id='" + id + "'><prepared xmlns='urn:kith:detach:0' max='" + max + "'><ticket>" + ticket + "</ticket></prepared></iq>";
}

QByteArray failedResume(const QByteArray &condition, bool nested)
{
    const QByteArray inner = "<" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>";
    return "<failed xmlns='urn:xmpp:sm:3'>" + (nested ? "<error type='cancel'>" + inner + "</error>" : inner) + "</failed>";
}

QByteArray boundElsewhere()
{
    return "<authorization-identifier>anna@example.net/other</authorization-identifier>" + boundWith("<enabled xmlns='urn:xmpp:sm:3' id='sm2' resume='true'/>");
}

} // namespace net
