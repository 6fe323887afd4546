# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the cases of access_module_test.py have in common: a client that signs in with tokens, lists and revokes; and one that has no account."""
import base64
import hashlib
import hmac
import re
import time
import uuid
import xml.etree.ElementTree as ElementTree

import detach_world
import module_world
from module_runner import equal, expect
from module_world import DOMAIN, SASL2, STREAMS, q

CAM = "urn:xmpp:cam:0"
ACCESS = "urn:kith:access:0"
LINKING = "urn:kith:linking:0"
FAST = "urn:xmpp:fast:0"
SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas"
EXPR = "HT-SHA-256-EXPR"
NONE = "HT-SHA-256-NONE"


def condition(iq):
    """The error's condition, None for a result."""
    if iq.get("type") != "error":
        return None
    return next(e.tag.split("}")[1] for e in iq.find(q("error")) if e.tag.startswith("{%s}" % STANZAS) and not e.tag.endswith("}text"))


def refused(iq, name):
    equal(condition(iq), name, "refusal")
    return iq


def accepted(iq):
    expect(iq.get("type") == "result", ElementTree.tostring(iq).decode())
    return iq


def bare(user):
    return "%s@%s" % (user, DOMAIN)


class Refused(Exception):
    """By <failure/>; str() is the condition."""


class Entry:
    """One <client/> of the list."""

    def __init__(self, element):
        def text(path):
            return element.findtext("/".join(q(name, CAM) for name in path.split("/")))

        self.id, self.type, self.connected = element.get("id"), element.get("type"), element.get("connected")
        self.first, self.last = text("first-seen"), text("last-seen")
        self.auth = sorted(e.tag.split("}")[1] for e in element.find(q("auth", CAM)))
        self.permission = element.find(q("permission", CAM)).get("status")
        self.software, self.device = text("user-agent/software"), text("user-agent/device")
        self.sessions = [e.attrib for e in element.findall(q("session", ACCESS))]
        self.is_self = any(session.get("self") == "true" for session in self.sessions)
        linked = element.find(q("linked", ACCESS))
        self.linked_by = linked.get("by") if linked is not None else None


class Client(detach_world.Client):
    """words: (software, device); asks: for a token of this mechanism, at each sign-in with the password."""

    def __init__(self, server, user, agent=None, words=("Kith", None), asks=None, bind=None):
        self.words, self.asks, self.token = words, asks, None
        self.bind = bind or self.BIND
        super().__init__(server, user, agent)

    def header_attributes(self):
        return " from='%s'" % bare(self.user)

    def user_agent(self):
        parts = "".join("<%s>%s</%s>" % (name, text, name) for name, text in zip(("software", "device"), self.words) if text)
        return "<user-agent id='%s'>%s</user-agent>" % (self.agent, parts)

    def authenticate_request(self, payload):
        request = super().authenticate_request(payload).replace("<user-agent id='%s'/>" % self.agent, self.user_agent())
        asks = "<request-token xmlns='%s' mechanism='%s'/>" % (FAST, self.asks) if self.asks else ""
        return request.replace("</authenticate>", asks + "</authenticate>")

    def authenticate(self, payload):
        success = super().authenticate(payload)
        self.take_token(success)
        return success

    def take_token(self, success):
        token = success.find(q("token", FAST))
        if token is not None:
            self.token = token.get("token")

    # Tokens
    def token_request(self, token, mechanism=EXPR, payload="", user=None, attributes="", agent=None):
        binding = self.exporter() if mechanism == EXPR else b""
        proof = hmac.digest(token.encode(), b"Initiator" + binding, "sha256")
        self.expected = base64.b64encode(hmac.digest(token.encode(), b"Responder" + binding, "sha256")).decode()
        first = base64.b64encode((user or self.user).encode() + b"\0" + proof).decode()
        agent = self.user_agent() if agent is None else agent
        return ("<authenticate xmlns='%s' mechanism='%s'><initial-response>%s</initial-response>%s<fast xmlns='%s'%s/>%s</authenticate>"
                % (SASL2, mechanism, first, agent, FAST, attributes, payload))

    def sign_in_with(self, token, presence="<presence/>", payload="", **options):
        """With a token. What the server gives instead is in self.token."""
        self.send(self.token_request(token, payload=self.bind + payload, **options))
        answer = self.wait(lambda e: e.tag in (q("success", SASL2), q("failure", SASL2)), "the end of the sign-in")
        if answer.tag == q("failure", SASL2):
            raise Refused(next(e.tag.split("}")[1] for e in answer if not e.tag.endswith("}text")))
        equal(answer.findtext(q("additional-data", SASL2)), self.expected, "the server's proof")
        self.take_token(answer)
        self.jid = answer.findtext(q("authorization-identifier", SASL2))
        enabled = answer.find(".//" + q("enabled", module_world.SM))
        self.previd = enabled.get("id") if enabled is not None else None
        if presence:
            self.send(presence)
            self.settle()
        return self

    def ask_link_token(self, mechanism=EXPR):
        return self.iq("set", "<link-token xmlns='%s' mechanism='%s'/>" % (ACCESS, mechanism))

    def link_token(self, mechanism=EXPR):
        answer = accepted(self.ask_link_token(mechanism)).find(q("link-token", ACCESS))
        equal(answer.get("mechanism"), mechanism, "mechanism")
        token = answer.find(q("token", FAST))
        self.expiry = token.get("expiry")
        return token.get("token")

    # Clients
    def clients_iq(self, to=None):
        return self.iq("get", "<list xmlns='%s'/>" % CAM, to)

    def clients(self):
        return [Entry(e) for e in accepted(self.clients_iq()).find(q("clients", CAM))]

    def entry(self, device=None):
        """Our own, or that of the device with this name; None if there is none."""
        found = [e for e in self.clients() if (e.is_self if device is None else e.device == device)]
        expect(len(found) < 2, "two entries of the same client")
        return found[0] if found else None

    def revoke(self, name, to=None):
        return self.iq("set", "<revoke xmlns='%s' id='%s'/>" % (CAM, name), to)

    # Services
    def receive(self, *words):
        return self.iq("set", "<services xmlns='%s'>%s</services>" % (ACCESS, "".join("<service>%s</service>" % word for word in words)))

    def receives(self):
        return [e.text for e in accepted(self.iq("get", "<services xmlns='%s'/>" % ACCESS)).find(q("services", ACCESS))]

    # The place where another device waits
    def rendezvous_iq(self, attributes=""):
        return self.iq("set", "<rendezvous xmlns='%s'%s/>" % (LINKING, attributes))

    def rendezvous(self, attributes=""):
        answer = accepted(self.rendezvous_iq(attributes)).find(q("rendezvous", LINKING))
        self.seconds = answer.get("seconds")
        return answer.get("place")

    def relay_back(self, place, stream, child="", state=""):
        return self.iq("set", "<relay xmlns='%s' place='%s' stream='%s'%s>%s</relay>" % (LINKING, place, stream, state, child))


class Guest(module_world.Client):
    """Has TLS and no account."""

    def __init__(self, server):
        super().__init__(server, "nobody")

    def relay(self, place, user, child="<hello xmlns='urn:example'/>", attributes=""):
        account = user if "@" in user else bare(user)
        return self.iq("set", "<relay xmlns='%s' place='%s' account='%s'%s>%s</relay>" % (LINKING, place, account, attributes, child))


def pushed(client):
    """The next <relay/> that the server brings, and the IQ around it, which is answered."""
    iq = client.wait(lambda e: e.tag == q("iq") and e.get("type") == "set" and e.find(q("relay", LINKING)) is not None, "something from the other side")
    client.send("<iq type='result' id='%s'/>" % iq.get("id"))
    return iq.find(q("relay", LINKING)), iq


def linked(server, host, device, **options):
    """A new device that `host` has given a token: it never had the password."""
    return Client(server, host.user, words=("Kith", device), **options).sign_in_with(host.link_token())


def expect_revoked(client, begin):
    error = client.wait_closed()
    expect(time.monotonic() - begin < 10, "was not told soon")
    expect(error is not None and error.find(q("not-authorized", STREAMS)) is not None, "no not-authorized")
    expect(error.findtext(q("text", STREAMS)), "no text that can be shown")
    expect(error.find(q("revoked", ACCESS)) is not None, "no notice")


def refusal(attempt):
    try:
        attempt()
    except Refused as failure:
        return str(failure)
    raise AssertionError("was let in")


def has(folder, secret):
    """The files below this folder that hold these octets, the XML log's masks aside."""
    return [path for path in folder.rglob("*") if path.is_file() and "secrets-" not in path.name and secret.encode() in path.read_bytes()]


def with_role(server, user, role):
    server.data("account_roles", user).write_text('return { ["_default"] = "%s"; };' % role)
    return user


def set_password(client, password):
    accepted(client.iq("set", "<query xmlns='jabber:iq:register'><username>%s</username><password>%s</password></query>" % (client.user, password), DOMAIN))


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def is_stamp(text):
    return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text or "") is not None


def new_agent():
    return str(uuid.uuid4())
