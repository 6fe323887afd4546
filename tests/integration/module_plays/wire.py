# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One end of a stream, octet for octet, and what people do with it. No XMPP library: the plays are about what a library would hide."""
import base64
import re
import secrets
import socket
import ssl
import xml.etree.ElementTree as ET

SEED = "urn:xmpp:bind2:0"
BIND = f"<bind xmlns='{SEED}'/>"
MDS = "urn:xmpp:mds:displayed:0"
SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
SASL2 = "urn:xmpp:sasl:2"
DEADLINE = 30  # seconds, for slow machines

address = ca = None
domain = "kith.example"
PLAYS = {}


def play(function):
    PLAYS[function.__name__] = function
    return function


class Wire:
    """One connection over direct TLS. What came and was not asked for yet waits in `text`."""

    def __init__(self, name):
        self.name, self.text = name, ""
        context = ssl.create_default_context(cafile=ca)
        context.set_alpn_protocols(["xmpp-client"])
        self.socket = context.wrap_socket(socket.create_connection(address, timeout=DEADLINE), server_hostname=domain)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else a chunk waits for the acknowledgement of the handshake
        self.bytes = b""

    def send(self, text):
        print(f"{self.name} > {text}")
        self.socket.sendall(text.encode())

    def more(self):
        data = self.socket.recv(65536)  # raises when nothing comes in time
        if not data:
            return False
        self.bytes += data
        good = self.bytes.decode(errors="ignore")  # a character may be cut
        self.text += good
        self.bytes = self.bytes[len(good.encode()):]
        print(f"{self.name} < {good}")
        return True

    def take(self, pattern):
        """Waits for it; what came before it is gone. The match."""
        while True:
            match = re.search(pattern, self.text, re.S)
            if match:
                self.text = self.text[match.end():]
                return match
            if not self.more():
                raise AssertionError(f"{self.name}: the stream ended without {pattern}")

    def element(self, name):
        """Waits for an element with this name that is not inside another; parsed."""
        match = self.take(rf"<{name}(?:\s[^>]*)?(?:/>|>.*?</{name}>)")
        return ET.fromstring(match.group(0).replace("stream:", ""))

    def ended(self):
        while self.more():
            pass

    def silent_until(self, stanza_id):
        """Everything that comes before the answer to a ping: what did not come by then will not."""
        self.send(f"<iq type='get' id='{stanza_id}' to='{domain}'><ping xmlns='urn:xmpp:ping'/></iq>")
        match = self.take(rf"(?s)^(.*?)<iq [^>]*id='{stanza_id}'[^>]*>")
        return match.group(1)

    def close(self):
        self.send("</stream:stream>")
        self.socket.close()


def header(user, declaration=True):
    return ("<?xml version='1.0'?>" if declaration else "") + (
        f"<stream:stream from='{user}@{domain}' to='{domain}' version='1.0' xml:lang='en' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>")


def plain(user, password="secret"):
    return base64.b64encode(f"\0{user}\0{password}".encode()).decode()


def auth(user, password="secret"):
    return f"<auth xmlns='{SASL}' mechanism='PLAIN'>{plain(user, password)}</auth>"


def authenticate(user, inside="", mechanism="PLAIN", response=None, client=None):
    agent = f"<user-agent id='{client}'><software>Play</software></user-agent>" if client else ""
    return f"<authenticate xmlns='{SASL2}' mechanism='{mechanism}'><initial-response>{response or plain(user)}</initial-response>{agent}{inside}</authenticate>"


def jid(user):
    return f"{user}@{domain}"


def person(name):
    """A new account."""
    user = f"{name}-{secrets.token_hex(4)}"
    wire = Wire(user)
    wire.send(header(user))
    wire.take("</stream:features>")
    wire.send(f"<iq type='set' id='r'><query xmlns='jabber:iq:register'><username>{user}</username><password>secret</password></query></iq>")
    assert "type='result'" in wire.take(r"<iq [^>]*>").group(0)
    wire.close()
    return user


def online(user, presence=True):
    """As any client of today: SASL, resource, presence."""
    wire = Wire(user)
    wire.send(header(user))
    wire.take("</stream:features>")
    wire.send(auth(user))
    wire.take("<success")
    wire.send(header(user))
    wire.take("</stream:features>")
    wire.send("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>")
    wire.jid = wire.take(r"<jid>(.*?)</jid>").group(1)
    if presence:
        wire.send("<presence/>")
        wire.take(r"<presence ")
    return wire


def unbound(user):
    wire = Wire(user)
    wire.send(header(user))
    wire.take("</stream:features>")
    wire.send(auth(user))
    wire.take("<success")
    wire.send(header(user))
    wire.features = wire.take("<stream:features>.*?</stream:features>").group(0)
    return wire


def seed(user):
    """The bound session, with .bound read."""
    wire = unbound(user)
    wire.send(BIND)
    wire.bound = Bound(wire.element("bound"))
    return wire


class Bound:
    def __init__(self, element):
        self.element = element
        text = {child.tag: child.text for child in element}
        self.jid, self.latest = text.get(f"{{{SEED}}}jid"), text.get(f"{{{SEED}}}latest-id")
        unreads = element.find(f"{{{SEED}}}unreads")
        self.unreads = None if unreads is None else {u.get("jid"): (int(u.get("unread-count")), u.get("read-id")) for u in unreads}


def counts(user):
    wire = seed(user)
    wire.close()
    return wire.bound.unreads


def message(to, payload, kind="chat"):
    return f"<message to='{to}' type='{kind}' id='m{secrets.token_hex(4)}'>{payload}</message>"


def body(text):
    return f"<body>{text}</body>"


def say(wire, to, *payloads, kind="chat"):
    """Sends, and waits until the server has handled it."""
    for payload in payloads:
        wire.send(message(to, payload, kind))
    wire.silent_until("p" + secrets.token_hex(4))


def archive(user):
    """(id, sender, text) of the whole archive, oldest first. By a session of its own that is never available."""
    wire = online(user, presence=False)
    found, after = [], ""
    while True:
        wire.send(f"<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'><max>50</max>{after}</set></query></iq>")
        page = wire.take(r"^(.*?)<iq [^>]*id='q'[^>]*>(.*?)</iq>")
        for result in re.finditer(r"<result [^>]*?id='([^']*)'[^>]*>(.*?)</result>", page.group(1), re.S):
            sender = re.search(r"<message [^>]*?from='([^'/]*)", result.group(2)).group(1)
            text = re.search(r"<body>(.*?)</body>", result.group(2))
            found.append((result.group(1), sender, text and text.group(1)))
        if "complete=" in page.group(2):
            wire.close()
            return found
        after = f"<after>{found[-1][0]}</after>"


def mark(user, chat, archive_id, by=None):
    """Publishes the read marker (XEP-0490)."""
    wire = online(user, presence=False)
    fields = {"persist_items": "true", "max_items": "max", "send_last_published_item": "never", "access_model": "whitelist"}
    options = "".join(f"<field var='pubsub#{name}'><value>{value}</value></field>" for name, value in fields.items())
    wire.send(
        f"<iq type='set' id='mark'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='{MDS}'><item id='{chat}'><displayed xmlns='{MDS}'>"
        f"<stanza-id xmlns='urn:xmpp:sid:0' by='{by or jid(user)}' id='{archive_id}'/></displayed></item></publish><publish-options><x xmlns='jabber:x:data' type='submit'>"
        f"<field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>{options}</x></publish-options></pubsub></iq>")
    assert "type='result'" in wire.take(r"<iq [^>]*id='mark'[^>]*>").group(0)
    wire.close()


def equal(is_, should_be):
    assert is_ == should_be, f"is {is_!r}, should be {should_be!r}"
