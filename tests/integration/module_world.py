# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private Prosody with modules of packaging/prosody and a client made of bare bones, for the *_module_test.py: TLS, XML, no cleverness."""
import base64
import ctypes
import hashlib
import hmac
import os
import pathlib
import re
import select
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import tempfile
import time
import uuid
import xml.etree.ElementTree as ElementTree

DOMAIN = "kith.example"
ROOMS = "rooms.kith.example"
SM = "urn:xmpp:sm:3"
SASL2 = "urn:xmpp:sasl:2"
STREAMS = "urn:ietf:params:xml:ns:xmpp-streams"
MODULES = pathlib.Path(__file__).resolve().parents[2] / "packaging" / "prosody"
PATIENCE = 20


def q(name, namespace="jabber:client"):
    return "{%s}%s" % (namespace, name)


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, **options).stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition, what, patience=PATIENCE):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError("waited in vain for " + what)


class Server:
    def __init__(self, options="", archive=True, extra=()):
        """extra: modules beside the usual ones."""
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="kith-module-"))
        self.port = free_port()
        self.users = 0
        self.process = None
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=" + DOMAIN,
            "-addext", "subjectAltName=DNS:" + DOMAIN, "-keyout", self.folder / "key.pem", "-out", self.folder / "cert.pem")
        modules = "roster saslauth tls disco ping presence message iq pep carbons smacks csi_simple blocklist offline user_account_management sasl2 sasl2_bind2 sasl2_sm sasl2_fast".split()
        modules += extra
        if archive:
            modules.append("mam")
        quoted = "; ".join('"%s"' % module for module in modules)
        (self.folder / "prosody.cfg.lua").write_text(f"""
run_as_root = true
pidfile = "{self.folder}/prosody.pid"; data_path = "{self.folder}/data"
log = {{ {{ levels = {{ min = "debug" }}, to = "file", filename = "{self.folder}/prosody.log" }} }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{}}; c2s_direct_tls_ports = {{ {self.port} }}
s2s_ports = {{}}; s2s_direct_tls_ports = {{}}; http_ports = {{}}; https_ports = {{}}; component_ports = {{}}
authentication = "internal_plain"; storage = "internal"; limits = {{}}; archive_expires_after = "never"
c2s_close_timeout = 1
plugin_paths = {{ "{MODULES}" }}
modules_enabled = {{ {quoted} }}; modules_disabled = {{ "s2s"; "http" }}
ssl = {{ certificate = "{self.folder}/cert.pem", key = "{self.folder}/key.pem" }}
VirtualHost "{DOMAIN}"
{options}
Component "{ROOMS}" "muc"
modules_enabled = {{ "muc_mam" }}
muc_log_by_default = true
restrict_room_creation = false
""")
        (self.folder / "data").mkdir()

    def start(self):
        prosody = shutil.which("prosody", path="/usr/bin:/usr/sbin:/usr/local/bin")
        log = self.folder / "prosody.log"
        begin = log.stat().st_size if log.exists() else 0

        def die_with_parent():  # a crash of the test must leave no server behind
            ctypes.CDLL(None).prctl(1, signal.SIGTERM)

        self.process = subprocess.Popen([prosody, "--config", self.folder / "prosody.cfg.lua", "-F"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
        self.wait_log("Startup complete", begin)
        return self

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE)

    def end(self):
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self, begin=0):
        path = self.folder / "prosody.log"
        return path.read_bytes()[begin:].decode(errors="replace") if path.exists() else ""

    def wait_log(self, pattern, begin=0):
        until(lambda: re.search(pattern, self.log(begin)), "log line " + pattern)

    def mark(self):
        return (self.folder / "prosody.log").stat().st_size

    def data(self, store, user, suffix=".dat"):
        path = self.folder / "data" / DOMAIN.replace(".", "%2e") / store / (user + suffix)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def people(self, count):
        """Names of new users who all see each other."""
        self.users += count
        names = ["user%d" % (self.users - i) for i in reversed(range(count))]
        for name in names:
            self.data("accounts", name).write_text('return { ["password"] = "secret"; };')
            others = "".join('["%s@%s"] = { ["subscription"] = "both"; ["groups"] = {}; }; ' % (other, DOMAIN) for other in names if other != name)
            self.data("roster", name).write_text('return { [false] = { ["version"] = 1; ["pending"] = {}; }; %s };' % others)
        return names


def expand_label(algorithm, secret, label, context, length):
    """HKDF-Expand-Label of RFC 8446 §7.1, for lengths up to one hash."""
    label = b"tls13 " + label
    info = struct.pack("!HB", length, len(label)) + label + bytes([len(context)]) + context
    return hmac.new(secret, info + b"\1", algorithm).digest()[:length]


class Closed(Exception):
    pass


class Client:
    def __init__(self, server, user, agent=None):
        self.server, self.user, self.agent = server, user, agent or str(uuid.uuid4())
        self.secrets = server.folder / ("secrets-" + uuid.uuid4().hex)
        context = ssl.create_default_context(cafile=server.folder / "cert.pem")
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.keylog_filename = str(self.secrets)
        self.socket = context.wrap_socket(socket.create_connection(("127.0.0.1", server.port)), server_hostname=DOMAIN)
        self.inbox, self.closed, self.received, self.jid, self.previd = [], False, 0, None, None
        self.features = self.open()

    # The stream
    def open(self):
        self.parser, self.depth = ElementTree.XMLPullParser(("start", "end")), 0
        self.send("<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='%s' version='1.0'%s>" % (DOMAIN, self.header_attributes()))
        return self.wait(lambda e: e.tag.endswith("}features"), "features")

    def header_attributes(self):
        return ""

    def send(self, text):
        self.socket.sendall(text.encode())

    def read(self, patience):
        if not self.socket.pending() and not select.select([self.socket], [], [], patience)[0]:
            return
        try:
            data = self.socket.recv(65536)
        except (ConnectionError, ssl.SSLError):
            data = b""
        if not data:
            self.closed = True
            return
        self.parser.feed(data)
        for event, element in self.parser.read_events():
            self.depth += 1 if event == "start" else -1
            if event == "end" and self.depth == 1:
                if element.tag in (q("message"), q("presence"), q("iq")):
                    self.received += 1
                self.inbox.append(element)

    def wait(self, wanted, what, patience=PATIENCE):
        """Takes the first element that is wanted out of the inbox."""
        end = time.monotonic() + patience
        while True:
            for element in self.inbox:
                if wanted(element):
                    self.inbox.remove(element)
                    return element
            if self.closed:
                raise Closed("closed while waiting for " + what)
            if time.monotonic() > end:
                raise AssertionError("%s waited in vain for %s, has %s" % (self.user, what, [ElementTree.tostring(e) for e in self.inbox]))
            self.read(min(0.2, max(end - time.monotonic(), 0)))

    def tag(self, name, namespace="jabber:client"):
        return self.wait(lambda e: e.tag == q(name, namespace), name)

    def wait_closed(self):
        """The stream error that came before the end, None for none."""
        end = time.monotonic() + PATIENCE
        while not self.closed:
            assert time.monotonic() < end, "waited in vain for the end of the stream"
            self.read(0.2)
        return next((e for e in self.inbox if e.tag.endswith("}error") and "stream" in e.tag), None)

    def iq(self, kind, payload, to=None):
        name = uuid.uuid4().hex
        self.send("<iq type='%s' id='%s'%s>%s</iq>" % (kind, name, " to='%s'" % to if to else "", payload))
        return self.wait(lambda e: e.tag == q("iq") and e.get("id") == name, "answer to " + payload)

    def settle(self):
        """When this returns, the server has done all it was told before, and what it had to say is in the inbox."""
        assert self.iq("get", "<ping xmlns='urn:xmpp:ping'/>", DOMAIN).get("type") == "result"
        return self.inbox

    def drop(self):
        """Gone, without a word."""
        self.socket.close()

    # Signing in
    def authenticate_request(self, payload):
        secret = base64.b64encode(b"\0%s\0secret" % self.user.encode()).decode()
        return "<authenticate xmlns='%s' mechanism='PLAIN'><initial-response>%s</initial-response><user-agent id='%s'/>%s</authenticate>" % (SASL2, secret, self.agent, payload)

    def authenticate(self, payload):
        self.send(self.authenticate_request(payload))
        return self.tag("success", SASL2)

    BIND = "<bind xmlns='urn:xmpp:bind:0'><tag>kith</tag><enable xmlns='urn:xmpp:sm:3' resume='true'/><enable xmlns='urn:xmpp:carbons:2'/></bind>"

    def sign_in(self, presence="<presence/>"):
        success = self.authenticate(self.BIND)
        self.jid = success.findtext(q("authorization-identifier", SASL2))
        self.previd = success.find(".//" + q("enabled", SM)).get("id")
        self.features = self.wait(lambda e: e.tag.endswith("}features"), "features")
        if presence:
            self.send(presence)
            self.settle()
        return self

    def classic(self):
        self.send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>%s</auth>" % base64.b64encode(b"\0%s\0secret" % self.user.encode()).decode())
        self.tag("success", "urn:ietf:params:xml:ns:xmpp-sasl")
        self.features = self.open()
        return self

    # Channel binding
    def exporter(self):
        """RFC 9266 from the secrets that OpenSSL notes down: Python's ssl module has no call for it."""
        algorithm = "sha384" if self.socket.cipher()[0].endswith("SHA384") else "sha256"
        line = until(lambda: re.search(r"^EXPORTER_SECRET \S+ (\S+)$", self.secrets.read_text(), re.M), "the exporter secret")
        empty = hashlib.new(algorithm).digest()
        derived = expand_label(algorithm, bytes.fromhex(line.group(1)), b"EXPORTER-Channel-Binding", empty, len(empty))
        return expand_label(algorithm, derived, b"exporter", empty, 32)

    # Talking
    def say(self, to, text, kind="chat", extra=""):
        self.send("<message to='%s' type='%s' id='%s'><body>%s</body>%s</message>" % (to, kind, uuid.uuid4().hex, text, extra))

    def bodies(self):
        return [e.findtext(q("body")) for e in self.inbox if e.tag == q("message") and e.find(q("body")) is not None]
