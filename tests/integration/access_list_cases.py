# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of clients (XEP-0494): who is in it, and what is not."""
import subprocess
import time
import xml.etree.ElementTree as ElementTree

from access_world import ACCESS, CAM, Client, EXPR, LINKING, accepted, bare, has, is_stamp, linked, new_agent, refused, set_password, sha256, with_role
from detach_world import Key
from module_runner import case, equal, expect
from module_world import DOMAIN, q, run

GRANT = """return { ["Gr4nt"] = { ["id"] = "Gr4nt"; ["owner"] = "%(jid)s"; ["jid"] = "%(jid)s"; ["created"] = %(now)d; ["accessed"] = %(now)d;
 ["data"] = { ["oauth2_client"] = { ["name"] = "REST client" } }; ["tokens"] = { ["sha256:00"] = { ["created"] = %(now)d; ["role"] = "prosody:guest" } } } };"""


@case()
def tells_who_is_there(server):
    a, = server.people(1)
    desk = Client(server, a, words=("Kith", "desk"), asks=EXPR).sign_in()
    phone = Client(server, a, words=("Other", "phone")).sign_in()
    info = desk.iq("get", "<query xmlns='http://jabber.org/protocol/disco#info'/>", bare(a))
    found = [e.get("var") for e in info.iter(q("feature", "http://jabber.org/protocol/disco#info"))]
    expect({CAM, ACCESS, LINKING} <= set(found), "not in the account's disco: %s" % found)

    entries = desk.clients()
    equal(len(entries), 2, "clients")
    own, other = desk.entry(), desk.entry("phone")
    equal((own.type, own.connected, own.auth, own.permission, own.software, own.device), ("session", "true", ["fast", "password"], "unrestricted", "Kith", "desk"), "own")
    equal((other.connected, other.auth, other.software, other.is_self), ("true", ["password"], "Other", False), "other")
    equal(own.sessions, [{"resource": desk.jid.split("/", 1)[1], "state": "connected", "self": "true"}], "own session")
    equal([s["resource"] for s in other.sessions], [phone.jid.split("/", 1)[1]], "its session")
    expect(is_stamp(own.first) and is_stamp(own.last) and own.first <= own.last, "times %s %s" % (own.first, own.last))
    # asked by the account's address, and seen from the other side
    by_name = accepted(phone.clients_iq(bare(a))).find(q("clients", CAM))
    equal(sorted(e.get("id") for e in by_name), sorted(e.id for e in entries), "ids")
    equal(phone.entry().id, other.id, "own id")


@case()
def a_token_is_access_without_a_session(server):
    a, = server.people(1)
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    tablet = linked(server, desk, "tablet")
    equal(desk.entry("tablet").auth, ["fast"], "never had the password")
    resource = tablet.jid.split("/", 1)[1]
    first = desk.entry("tablet").first
    tablet.send("</stream:stream>")
    tablet.wait_closed()
    gone = desk.entry("tablet")
    equal((gone.connected, gone.auth, gone.type), ("false", ["fast"], "session"), "after it left")
    equal(gone.sessions, [{"resource": resource, "state": "ended"}], "its last session")
    time.sleep(1.1)
    Client(server, a, tablet.agent, words=("Kith", "tablet")).sign_in_with(tablet.token)
    back = desk.entry("tablet")
    equal((back.first, back.id, back.connected), (first, gone.id, "true"), "when it is back")
    expect(back.last > gone.first, "last seen did not move")


@case()
def who_linked_it_is_said(server):
    a, = server.people(1)
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    tablet = linked(server, desk, "tablet")
    equal(desk.entry().linked_by, None, "signed in with the password")
    equal(tablet.entry().linked_by, desk.entry().id, "who linked it")


@case("client_access_remember = 3600")
def the_user_agent_id_stays_private(server):
    """B101. Neither in an answer nor on the disk, and what stands for it is stable and of this account alone."""
    a, b = server.people(2)
    agent = new_agent()
    desk = Client(server, a, agent, words=("Kith", "desk"), asks=EXPR).sign_in()
    phone = Client(server, a, words=("Kith", "phone")).sign_in()
    answer = ElementTree.tostring(phone.clients_iq()).decode()
    for secret in (agent, agent.replace("-", ""), sha256(agent), sha256(agent)[:16], desk.token):
        expect(secret not in answer, "the answer holds %s" % secret)
    equal(has(server.folder / "data", agent), [], "files with the id")
    ids = sorted(e.id for e in phone.clients())
    stranger = Client(server, b, agent, words=("Kith", "desk")).sign_in()
    expect(stranger.entry().id not in ids, "the same id in two accounts")
    desk.drop()
    again = Client(server, a, agent, words=("Kith", "desk")).sign_in()
    equal(sorted(e.id for e in again.clients()), ids, "after signing in again")
    server.stop()
    server.start()
    late = Client(server, a, agent, words=("Kith", "desk")).sign_in()
    equal(sorted(e.id for e in late.clients()), ids, "after a restart of the server")


@case()
def tokens_from_before_the_module(server):
    a, b = server.people(2)
    key, now = sha256(new_agent()), time.time()
    tokens = "".join('["%s-%s"] = { ["mechanism"] = "%s"; ["secret"] = "x"; ["issued_at"] = %d; ["expires_at"] = %d; }; ' % (k, kind, EXPR, now - 3600, end)
                     for k, kind, end in ((key, "cur", now + 3600), (key, "new", now + 3600), (sha256("expired"), "cur", now - 60)))
    server.data("fast_tokens", a).write_text("return { %s };" % tokens)
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    others = [e for e in desk.clients() if not e.is_self]
    equal([(e.auth, e.connected, e.software) for e in others], [(["fast"], "false", None)], "others")
    expect(accepted(desk.revoke(others[0].id)) is not None and len(desk.clients()) == 1, "not revoked")
    expect(key not in server.data("fast_tokens", a).read_text(), "the token is still there")


@case()
def programs_without_a_name(server):
    """Classic logins name no program: listed while they are there."""
    a, = server.people(1)
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    old = Client(server, a).classic()
    accepted(old.iq("set", "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>old</resource></bind>"))
    found = [e for e in desk.clients() if not e.is_self]
    equal([(e.auth, e.connected, e.sessions[0]["resource"]) for e in found], [(["password"], "true", "old")], "the nameless one")
    equal(old.entry().id, found[0].id, "seen by itself")
    old.send("</stream:stream>")
    old.wait_closed()
    equal([e.is_self for e in desk.clients()], [True], "afterwards")


@case()
def sleeping_sessions_are_connected(server):
    a, = server.people(1)
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    phone = Client(server, a, words=("Kith", "phone")).sign_in()
    tablet = Client(server, a, words=("Kith", "tablet")).sign_in().prepare(Key(server.folder))
    mark = server.mark()
    phone.drop()
    server.wait_log("going into hibernation", mark)
    tablet.detach()
    states = {name: (desk.entry(name).connected, [s["state"] for s in desk.entry(name).sessions]) for name in ("desk", "phone", "tablet")}
    equal(states, {"desk": ("true", ["connected"]), "phone": ("true", ["hibernating"]), "tablet": ("true", ["detached"])}, "states")


@case()
def a_changed_password_ends_access(server):
    a, = server.people(1)
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    phone = Client(server, a, words=("Kith", "phone"), asks=EXPR).sign_in()
    tablet = linked(server, desk, "tablet")
    equal(sorted(e.device for e in desk.clients()), ["desk", "phone", "tablet"], "before")
    time.sleep(1.1)  # the time of a change is known in seconds
    set_password(desk, "another")
    phone.wait_closed()
    tablet.wait_closed()
    equal([e.device for e in desk.clients()], ["desk"], "afterwards")


@case()
def nobody_else_may_look(server):
    a, b, c = server.people(3)
    desk = Client(server, a).sign_in()
    stranger = Client(server, b).sign_in()
    refused(stranger.clients_iq(bare(a)), "service-unavailable")
    guest = Client(server, with_role(server, c, "prosody:guest")).sign_in()
    refused(guest.clients_iq(), "forbidden")
    equal(len(stranger.clients()), 1, "its own")


@case()
def what_programs_say_is_bounded(server):
    a, = server.people(1)
    desk = Client(server, a, words=("K" * 500, "d\u00e9" * 200)).sign_in()
    own = desk.entry()
    equal(own.software, "K" * 100, "software")
    expect(len(own.device.encode()) <= 100 and own.device.startswith("d\u00e9d"), "device %r" % own.device)


@case("client_access_remember = 1")
def what_is_old_is_forgotten(server):
    a, = server.people(1)
    phone = Client(server, a, words=("Kith", "phone")).sign_in()
    phone.send("</stream:stream>")
    phone.wait_closed()
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    tablet = linked(server, desk, "tablet")
    tablet.send("</stream:stream>")
    tablet.wait_closed()
    time.sleep(2.1)
    again = Client(server, a, words=("Kith", "third")).sign_in()
    equal(sorted(e.device for e in again.clients()), ["desk", "tablet", "third"], "what has a token or a session stays")


@case("client_access_max_records = 3")
def records_are_not_without_number(server):
    a, = server.people(1)
    for i in range(6):
        client = Client(server, a, words=("Kith", "number %d" % i)).sign_in()
        client.send("</stream:stream>")
        client.wait_closed()
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    expect(len(desk.clients()) <= 3, "%d clients" % len(desk.clients()))
    equal(desk.entry().device, "desk", "its own")


@case('modules_enabled = { "tokenauth" }')
def grants_are_access_too(server):
    a, = server.people(1)
    server.data("auth_tokens", a).write_text(GRANT % {"jid": bare(a), "now": int(time.time())})
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    grant = next(e for e in desk.clients() if not e.is_self)
    equal((grant.type, grant.connected, grant.auth, grant.permission, grant.software), ("access", "false", ["grant"], "restricted", "REST client"), "grant")
    accepted(desk.revoke(grant.id))
    equal(len(desk.clients()), 1, "afterwards")


def with_a_database(server):
    a, = server.people(1)
    run("prosodyctl", "--config", server.folder / "prosody.cfg.lua", "register", a, DOMAIN, "secret")
    desk = Client(server, a, words=("Kith", "desk"), asks=EXPR).sign_in()
    tablet = linked(server, desk, "tablet")
    equal(sorted(e.device for e in desk.clients()), ["desk", "tablet"], "clients")
    name = desk.entry().id
    accepted(tablet.revoke(tablet.entry().id))
    tablet.wait_closed()
    equal([(e.device, e.auth) for e in desk.clients()], [("desk", ["fast", "password"])], "afterwards")
    desk.drop()
    equal(Client(server, a, desk.agent).sign_in_with(desk.token).entry().id, name, "id")


if subprocess.run(["lua5.4", "-e", "require 'DBI'; os.exit(package.searchpath('dbd.sqlite3', package.cpath) and 0 or 1)"], capture_output=True).returncode == 0:
    case('storage = "sql"; sql = { driver = "SQLite3", database = "access.sqlite" }')(with_a_database)
