# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that prepares, detaches and resumes with a proof, for detach_module_test.py."""
import base64
import pathlib
import tempfile
import xml.etree.ElementTree as ElementTree

import module_world
from module_world import DOMAIN, ROOMS, SASL2, SM, STREAMS, q, run, until  # noqa: F401 (the cases take them from here)

DETACH = "urn:kith:detach:0"


class Key:
    """An Ed25519 key; openssl does the signing, so that no Python package is needed."""

    def __init__(self, folder):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=folder))
        self.path = self.folder / "key.pem"
        run("openssl", "genpkey", "-algorithm", "ed25519", "-out", self.path)
        self.public = base64.b64encode(run("openssl", "pkey", "-in", self.path, "-pubout", "-outform", "DER")[-32:]).decode()

    def sign(self, data):
        (self.folder / "data").write_bytes(data)
        return base64.b64encode(run("openssl", "pkeyutl", "-sign", "-rawin", "-inkey", self.path, "-in", self.folder / "data")).decode()


class Client(module_world.Client):
    def __init__(self, server, user, agent=None):
        self.ticket = None
        super().__init__(server, user, agent)

    def prepare(self, key, attributes=""):
        answer = self.iq("set", "<prepare xmlns='%s'%s><key>%s</key></prepare>" % (DETACH, attributes, key.public))
        assert answer.get("type") == "result", ElementTree.tostring(answer)
        self.prepared = answer.find(q("prepared", DETACH))
        self.ticket = self.prepared.findtext(q("ticket", DETACH))
        return self

    def detach(self):
        self.settle()
        self.send("<detach xmlns='%s'/><a xmlns='%s' h='%d'/>" % (DETACH, SM, self.received))
        begin = self.server.mark()
        self.drop()
        self.server.wait_log("going into hibernation", begin)

    def proof(self, old, key, ticket=None, binding="tls-exporter", data=None):
        ticket = ticket or old.ticket
        if data is None:
            data = self.exporter() if binding == "tls-exporter" else b""
        signature = key.sign(b"\0".join([b"kith-detach-0", ticket.encode(), old.previd.encode(), binding.encode(), data]))
        return "<proof xmlns='%s' ticket='%s' binding='%s'>%s</proof>" % (DETACH, ticket, binding, signature)

    def resume_request(self, old, proof="", h=None, bind=""):
        return self.authenticate_request("<resume xmlns='%s' previd='%s' h='%d'>%s</resume>%s" % (SM, old.previd, old.received if h is None else h, proof, bind))

    def resume(self, old, proof="", h=None, bind=""):
        """The <resumed/> or <failed/> inside the success."""
        self.previd = old.previd
        self.send(self.resume_request(old, proof, h, bind))
        success = self.tag("success", SASL2)
        self.jid = success.findtext(q("authorization-identifier", SASL2))
        self.success = success
        result = success.find(q("resumed", SM))
        if result is not None:
            self.received += old.received
            return result
        return success.find(q("failed", SM))

    def presences(self, sender):
        """(type, says detached) of each presence from there, in order."""
        return [(e.get("type"), e.find(q("detached", DETACH)) is not None) for e in self.inbox if e.tag == q("presence") and e.get("from") == sender]
