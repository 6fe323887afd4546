# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same inside today's Bind 2 (urn:xmpp:bind:0), and XEP-0509."""
import base64
import hmac
import re
import time
import xml.etree.ElementTree as ET

from wire import archive, authenticate, body, Bound, counts, equal, header, jid, online, person, play, SASL, SASL2, say, SEED, Wire


def bind_0(user, inside):
    wire = Wire(user)
    wire.send(header(user) + authenticate(user, f"<bind xmlns='urn:xmpp:bind:0'><tag>Play</tag>{inside}</bind>"))
    wire.pre_auth = wire.take("<stream:features>.*?</stream:features>").group(0)
    wire.success = wire.element("success")
    wire.bound = Bound(wire.success.find("{urn:xmpp:bind:0}bound"))
    wire.take("</stream:features>")
    return wire


def metadata(bound):
    found = bound.element.find("{urn:xmpp:mam:2}metadata")
    assert found is not None, "no metadata"
    return {child.tag.split("}")[1]: (child.get("id"), child.get("timestamp")) for child in found}


@play
def inline_in_bind_2():
    anna, bert = person("anna"), person("bert")
    b = online(bert)
    empty = bind_0(anna, f"<unreads xmlns='{SEED}'/>")
    offer = re.search("<bind xmlns='urn:xmpp:bind:0'><inline>.*?</inline></bind>", empty.pre_auth).group(0)
    assert f"<feature var='{SEED}'/>" in offer, offer
    equal((empty.bound.latest, empty.bound.unreads, metadata(empty.bound)), (None, {}, {}))
    empty.close()
    say(b, jid(anna), body("one"), body("two"))
    kept = archive(anna)
    wire = bind_0(anna, f"<enable xmlns='urn:xmpp:carbons:2'/><enable xmlns='urn:xmpp:sm:3' resume='true'/><unreads xmlns='{SEED}'/>")
    equal((wire.bound.latest, wire.bound.unreads), (kept[-1][0], {jid(bert): (2, None)}))
    ends = metadata(wire.bound)
    equal((ends["start"][0], ends["end"][0]), (kept[0][0], kept[-1][0]))
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", stamp) for _, stamp in ends.values()), ends
    wire.send("<presence/>")
    wire.take("<presence ")
    assert "<message" not in wire.silent_until("after-presence"), "asked for the counts and got offline messages"
    wire.close()
    b.close()


@play
def bind_2_without_asking():
    """Nobody who does not ask loses an offline message."""
    anna, bert = person("anna"), person("bert")
    b = online(bert)
    say(b, jid(anna), body("one"))
    wire = bind_0(anna, "<enable xmlns='urn:xmpp:carbons:2'/>")
    equal((wire.bound.latest, wire.bound.unreads), (None, None))
    equal(metadata(wire.bound)["end"][0], archive(anna)[0][0])
    wire.send("<presence/>")
    wire.take("<body>one</body>")
    wire.close()
    b.close()


@play
def a_resumed_session_is_not_bound_again():
    anna = person("anna")
    asked = f"<enable xmlns='urn:xmpp:sm:3' resume='true'/><unreads xmlns='{SEED}'/>"
    wire = bind_0(anna, asked)
    previous = wire.success.find(".//{urn:xmpp:sm:3}enabled").get("id")
    wire.socket.close()
    wire = Wire(anna)
    wire.send(header(anna) + authenticate(anna, f"<resume xmlns='urn:xmpp:sm:3' h='0' previd='{previous}'/><bind xmlns='urn:xmpp:bind:0'>{asked}</bind>"))
    success = wire.element("success")
    assert success.find("{urn:xmpp:sm:3}resumed") is not None and success.find("{urn:xmpp:bind:0}bound") is None
    wire.close()


@play
def cut_before_the_first_presence():
    """B22: what comes behind the cut is live, also for a session that lost its connection before it could say that it is there."""
    anna, bert = person("anna"), person("bert")
    b = online(bert)
    asked = f"<enable xmlns='urn:xmpp:carbons:2'/><enable xmlns='urn:xmpp:sm:3' resume='true'/><unreads xmlns='{SEED}'/>"
    wire = bind_0(anna, asked)
    previous = wire.success.find(".//{urn:xmpp:sm:3}enabled").get("id")
    wire.socket.close()
    time.sleep(1)  # until the server has seen it
    say(b, jid(anna), body("while nobody was there"))
    wire = Wire(anna)
    wire.send(header(anna) + authenticate(anna, f"<resume xmlns='urn:xmpp:sm:3' h='0' previd='{previous}'/>"))
    assert wire.element("success").find("{urn:xmpp:sm:3}resumed") is not None
    wire.take("<body>while nobody was there</body>")
    wire.close()
    b.close()


# XEP-0509


def offered_version(features):
    return re.search(r"<config-version (?=[^>]*xmlns='urn:xmpp:iap:0')(?=[^>]*scheme='opaque')[^>]*value='([^']+)'", features).group(1)


def first_features(user):
    wire = Wire(user)
    wire.send(header(user))
    features = wire.take("<stream:features>.*?</stream:features>").group(0)
    wire.close()
    return features


def named(value, scheme=" scheme='opaque'"):
    return f"<config-version xmlns='urn:xmpp:iap:0'{scheme} value='{value}'/>"


def take_mismatch(wire):
    failure = wire.element("failure")
    assert failure.find(f"{{{SASL}}}aborted") is not None and failure.find("{urn:xmpp:iap:0}config-version-mismatch") is not None, ET.tostring(failure)


@play
def config_version():
    anna = person("anna")
    version = offered_version(first_features(anna))
    for _ in range(3):
        equal(offered_version(first_features(anna)), version)  # the tables behind the features have no order
    for right in (named(version), named(version, ""), ""):
        wire = Wire(anna)
        wire.send(header(anna) + authenticate(anna, right))
        wire.take("</success>")
        assert "config-version" not in wire.take("<stream:features>.*?</stream:features>").group(0), "offered after login"
        wire.close()
    for wrong in (named("c3RhbGU="), named(version, " scheme='clear'")):
        wire = Wire(anna)
        wire.send(header(anna) + authenticate(anna, wrong + f"<bind xmlns='urn:xmpp:bind:0'><unreads xmlns='{SEED}'/></bind>"))
        take_mismatch(wire)
        wire.send(authenticate(anna, named(version)))  # the same stream goes on
        success = wire.element("success")
        assert success.find("{urn:xmpp:bind:0}bound") is None, "what the refused attempt asked for was remembered"
        wire.close()


@play
def config_version_leaves_the_token_alone():
    anna, client = person("anna"), "2f6f9a0e-7a0c-4c0e-9d5e-1f1d0a6f5c11"
    wire = Wire(anna)
    wire.send(header(anna) + authenticate(anna, "<request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-NONE'/>", client=client))
    version = offered_version(wire.take("<stream:features>.*?</stream:features>").group(0))
    token = wire.element("success").find("{urn:xmpp:fast:0}token").get("token")
    wire.close()
    response = base64.b64encode(anna.encode() + b"\0" + hmac.digest(token.encode(), b"Initiator", "sha256")).decode()
    fast = "<fast xmlns='urn:xmpp:fast:0'/>"
    for _ in range(2):
        wire = Wire(anna)
        wire.send(header(anna) + authenticate(anna, fast + named("c3RhbGU="), "HT-SHA-256-NONE", response, client))
        take_mismatch(wire)
        wire.send(authenticate(anna, fast + named(version), "HT-SHA-256-NONE", response, client))  # stock Prosody takes one token for each stream: it was not used up
        equal(wire.element("success").find(f"{{{SASL2}}}authorization-identifier").text, jid(anna))
        wire.close()


@play
def print_version():
    """For a test that compares two configurations."""
    print("version", offered_version(first_features("nobody")))
