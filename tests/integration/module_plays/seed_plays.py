# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The seed (urn:xmpp:bind2:0), B1 to B12: offer, bind, what is refused."""
import re

from wire import authenticate, BIND, Bound, equal, header, jid, online, person, play, seed, SEED, unbound, Wire


@play
def feature_only_while_unbound():
    anna = person("anna")
    wire = Wire(anna)
    wire.send(header(anna))
    features = wire.take("<stream:features>.*?</stream:features>").group(0)
    assert f"<bind xmlns='{SEED}'" not in features, "offered before login"
    wire.close()
    wire = unbound(anna)
    assert re.search(rf"<bind xmlns='{SEED}'/>", wire.features), "B1: not offered"  # and nothing asked the client for a sign of its own (B2)
    assert "urn:ietf:params:xml:ns:xmpp-bind" in wire.features, "the old bind has gone"
    wire.close()


@play
def feature_after_sasl2_without_bind():
    anna = person("anna")
    wire = Wire(anna)
    wire.send(header(anna) + authenticate(anna))
    wire.take("</success>")
    assert re.search(rf"<bind xmlns='{SEED}'/>", wire.take("<stream:features>.*?</stream:features>").group(0))
    wire.send(BIND)
    equal(Bound(wire.element("bound")).unreads, {})
    wire.close()


@play
def bound_of_an_empty_account():
    anna = person("anna")
    wire = seed(anna)
    equal(wire.bound.element.tag, f"{{{SEED}}}bound")
    equal(wire.bound.jid.split("/")[0], jid(anna))
    assert len(wire.bound.jid.split("/")[1]) >= 8, "B6: a random resource"
    equal(wire.bound.latest, None)
    equal(wire.bound.unreads, {})  # B15, B23: there, and empty
    other = seed(anna)
    assert other.bound.jid != wire.bound.jid, "B6"
    equal(wire.silent_until("still-there"), "")  # the second session has not ended the first
    wire.close()
    other.close()


@play
def second_bind_ends_the_stream():
    anna = person("anna")
    wire = seed(anna)
    wire.send(BIND)
    wire.take("<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>")
    wire.ended()
    wire = online(anna)
    wire.send(BIND)
    wire.take("<stream:error><policy-violation ")
    wire.ended()


@play
def bind_before_login_ends_the_stream():
    anna = person("anna")
    wire = Wire(anna)
    wire.send(header(anna) + BIND)
    wire.take("<stream:error><not-authorized ")
    wire.ended()


@play
def stream_management_behind_the_bind():
    anna = person("anna")
    wire = unbound(anna)
    wire.send(BIND + "<enable xmlns='urn:xmpp:sm:3' resume='true'/>")
    wire.element("bound")
    assert re.search(r"id='[^']+'", wire.take("<enabled [^>]*>").group(0))
    wire.close()
