# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""B16 to B18: header, authentication, header and bind in one chunk."""
import base64
import hashlib
import hmac
import secrets

from wire import auth, BIND, body, Bound, equal, header, jid, online, person, play, SASL, say, Wire


def one_chunk(declaration):
    anna, bert = person("anna"), person("bert")
    other = online(bert)
    say(other, jid(anna), body("one"), body("two"))
    wire = Wire(anna)
    wire.send(header(anna) + auth(anna) + header(anna, declaration) + BIND + "<enable xmlns='urn:xmpp:sm:3' resume='true'/>")
    before = wire.take(rf"^(.*?)<success xmlns='{SASL}'/>").group(1)
    equal(before.count("<stream:stream"), 1)
    after = wire.take(r"^(.*?)<bound ").group(1)
    assert after.startswith("<?xml version='1.0'?><stream:stream "), after
    wire.text = "<bound " + wire.text
    equal(Bound(wire.element("bound")).unreads, {jid(bert): (2, None)})
    wire.take("<enabled [^>]*>")
    # The stream lives: stock Prosody ends it at the first octet of the next write.
    equal(wire.silent_until("alive").replace("<r xmlns='urn:xmpp:sm:3'/>", ""), "")
    wire.send("<presence/>")
    wire.take("<presence ")
    say(other, jid(anna), body("three"))
    wire.take("<body>three</body>")
    wire.close()
    other.close()


@play
def pipelined_in_one_chunk():
    one_chunk(declaration=False)


@play
def pipelined_with_a_second_declaration():
    one_chunk(declaration=True)


@play
def pipelined_and_cut_anywhere():
    anna = person("anna")
    chunk = header(anna) + auth(anna) + "\n" + header(anna) + BIND + "<iq type='get' id='x'><ping xmlns='urn:xmpp:ping'/></iq>"
    end_of_auth = chunk.index("</auth>")
    cuts = sorted({*range(end_of_auth - 6, end_of_auth + 40, 3), len(chunk) - 60, 3})
    for cut in cuts:
        wire = Wire(anna)
        wire.send(chunk[:cut])
        if cut > chunk.index("<auth"):
            wire.take("</stream:features>")  # so the server has read the first part alone
        wire.send(chunk[cut:])
        wire.element("bound")
        wire.take(r"<iq [^>]*id='x'")
        equal(wire.silent_until("alive").count("<stream:error"), 0)
        wire.close()


@play
def pipelined_with_a_wrong_password():
    """The client tries again on the same stream, which is not poisoned by what rode behind the failed attempt."""
    anna = person("anna")
    wire = Wire(anna)
    wire.send(header(anna) + auth(anna, "wrong") + header(anna, False) + BIND)
    wire.take("</failure>")
    wire.send(auth(anna) + header(anna) + BIND)
    wire.take("<success ")
    wire.element("bound")
    equal(wire.silent_until("alive"), "")
    wire.close()


class Scram:
    def __init__(self, user):
        self.first = f"n={user},r={secrets.token_hex(12)}"

    def client_first(self):
        return base64.b64encode(("n,," + self.first).encode()).decode()

    def client_final(self, challenge):
        server_first = base64.b64decode(challenge).decode()
        values = dict(part.split("=", 1) for part in server_first.split(","))
        salted = hashlib.pbkdf2_hmac("sha1", b"secret", base64.b64decode(values["s"]), int(values["i"]))
        key = hmac.digest(salted, b"Client Key", "sha1")
        final = f"c={base64.b64encode(b'n,,').decode()},r={values['r']}"
        signed = ",".join((self.first, server_first, final)).encode()
        signature = hmac.digest(hashlib.sha1(key).digest(), signed, "sha1")
        proof = bytes(a ^ b for a, b in zip(key, signature))
        self.server = base64.b64encode(b"v=" + base64.b64encode(hmac.digest(hmac.digest(salted, b"Server Key", "sha1"), signed, "sha1"))).decode()
        return base64.b64encode(f"{final},p={base64.b64encode(proof).decode()}".encode()).decode()


@play
def scram_in_two_flights():
    """B17: the first message behind the header, the next header and the bind behind the last one."""
    anna = person("anna")
    scram = Scram(anna)
    wire = Wire(anna)
    wire.send(header(anna) + f"<auth xmlns='{SASL}' mechanism='SCRAM-SHA-1'>{scram.client_first()}</auth>")
    challenge = wire.take("<challenge [^>]*>(.*?)</challenge>").group(1)
    wire.send(f"<response xmlns='{SASL}'>{scram.client_final(challenge)}</response>" + header(anna, False) + BIND)
    equal(wire.take("<success [^>]*>(.*?)</success>").group(1), scram.server)
    wire.element("bound")
    equal(wire.silent_until("alive"), "")
    wire.close()
