# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of access (XEP-0494, linking.md L50): what is closed, what is void, and who may not."""
import re
import time

from access_world import CAM, Client, EXPR, accepted, bare, condition, expect_revoked, linked, refusal, refused, with_role
from detach_cases import failure_of, see_detached
from detach_world import Key
from module_runner import case, equal, expect
from module_world import SASL2, q


def unavailable(watcher, jid):
    watcher.wait(lambda e: e.tag == q("presence") and e.get("from") == jid and e.get("type") == "unavailable", "the departure")


@case()
def a_device_is_signed_out_at_once(server):
    a, b = server.people(2)
    watcher = Client(server, b).sign_in()
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    tablet = linked(server, desk, "tablet")
    begin = time.monotonic()
    accepted(desk.revoke(desk.entry("tablet").id))
    expect_revoked(tablet, begin)
    unavailable(watcher, tablet.jid)
    equal([e.device for e in desk.clients()], ["desk"], "afterwards")
    expect("tablet" not in server.data("client_access", a).read_text(), "still remembered")
    equal(refusal(lambda: Client(server, a, tablet.agent).sign_in_with(tablet.token)), "not-authorized", "with its token")
    equal([e.device for e in desk.clients()], ["desk"], "after it tried")
    refused(desk.revoke("nothing"), "item-not-found")
    refused(desk.iq("set", "<revoke xmlns='%s'/>" % CAM), "item-not-found")


@case()
def both_of_its_tokens_are_void(server):
    """The one that it signed in with and the one that it got for the next time."""
    a, = server.people(1)
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    tablet = linked(server, desk, "tablet")
    first = tablet.token
    again = Client(server, a, tablet.agent, words=("Kith", "tablet"))
    again.sign_in_with(first, payload="<request-token xmlns='urn:xmpp:fast:0' mechanism='%s'/>" % EXPR)
    expect(again.token and again.token != first, "no other token")
    accepted(desk.revoke(desk.entry("tablet").id))
    for token in (first, again.token):
        equal(refusal(lambda: Client(server, a, tablet.agent).sign_in_with(token)), "not-authorized", "token")


@case()
def a_sleeping_session_ends(server):
    a, b = server.people(2)
    watcher = Client(server, b).sign_in()
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    tablet = linked(server, desk, "tablet")
    mark = server.mark()
    tablet.drop()
    server.wait_log("going into hibernation", mark)
    accepted(desk.revoke(desk.entry("tablet").id))
    unavailable(watcher, tablet.jid)
    equal(failure_of(Client(server, a).resume(tablet)), "item-not-found", "its session, even for who knows the password")
    equal(desk.entry("tablet"), None, "afterwards")


@case()
def a_detached_session_ends(server):
    a, b = server.people(2)
    watcher = Client(server, b).sign_in()
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    tablet, key = linked(server, desk, "tablet"), Key(server.folder)
    tablet.prepare(key).detach()
    see_detached(watcher, tablet.jid)
    accepted(desk.revoke(desk.entry("tablet").id))
    unavailable(watcher, tablet.jid)
    thief = Client(server, a)
    equal(failure_of(thief.resume(tablet, thief.proof(tablet, key))), "item-not-found", "with its key")


@case("detach_time = 3600")
def a_detached_session_ends_after_a_restart(server):
    a, b = server.people(2)
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    tablet = linked(server, desk, "tablet")
    tablet.prepare(Key(server.folder)).detach()
    last = desk.entry("tablet").last
    time.sleep(1.1)
    server.stop()
    records = server.data("client_access", a)
    records.write_text(re.sub(r'\["last"\] = (\d+)', lambda match: '["last"] = %d' % (int(match.group(1)) - 3600), records.read_text()))
    server.start()
    watcher = Client(server, b).sign_in()
    see_detached(watcher, tablet.jid)
    desk = Client(server, a, words=("Kith", "desk"), agent=desk.agent).sign_in()
    entry = desk.entry("tablet")
    equal([s["state"] for s in entry.sessions], ["detached"], "state")
    equal(entry.last, last, "when it was last seen: not when the server started")
    accepted(desk.revoke(entry.id))
    unavailable(watcher, tablet.jid)


@case()
def who_knows_the_password_can_come_back(server):
    """XEP-0494: an error that says so. What can be done is done."""
    a, = server.people(1)
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    phone = Client(server, a, words=("Kith", "phone"), asks=EXPR).sign_in()
    begin = time.monotonic()
    answer = refused(desk.revoke(desk.entry("phone").id), "service-unavailable")
    error = answer.find(q("error"))
    equal(error.get("type"), "cancel", "type")
    expect(error.find(q("password-reset-required", CAM)) is not None, "does not say what is needed")
    expect_revoked(phone, begin)
    equal(refusal(lambda: Client(server, a, phone.agent).sign_in_with(phone.token)), "not-authorized", "its token")
    entry = desk.entry("phone")
    equal((entry.auth, entry.connected), (["password"], "false"), "afterwards: it still has access")
    Client(server, a, phone.agent, words=("Kith", "phone")).sign_in()


@case()
def others_cannot(server):
    a, b, c = server.people(3)
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    tablet = linked(server, desk, "tablet")
    name = desk.entry("tablet").id
    stranger = Client(server, b).sign_in()
    refused(stranger.revoke(name), "item-not-found")
    refused(stranger.revoke(name, bare(a)), "service-unavailable")
    guest = Client(server, with_role(server, c, "prosody:guest")).sign_in()
    refused(guest.revoke(name), "forbidden")
    tablet.settle()
    equal(desk.entry("tablet").connected, "true", "untouched")
    Client(server, a, tablet.agent, words=("Kith", "tablet")).sign_in_with(tablet.token)


@case()
def oneself(server):
    a, = server.people(1)
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    tablet = linked(server, desk, "tablet")
    begin = time.monotonic()
    accepted(tablet.revoke(tablet.entry().id))
    expect_revoked(tablet, begin)
    equal(desk.entry("tablet"), None, "afterwards")


@case()
def a_session_without_an_address_is_not_overlooked(server):
    """It has signed in, and waits with the binding until nobody looks."""
    a, = server.people(1)
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    tablet = linked(server, desk, "tablet")
    lurker = Client(server, a, tablet.agent, words=("Kith", "tablet"), bind=" ")
    lurker.sign_in_with(tablet.token, presence="")
    equal(sorted(s.get("resource") or "" for s in desk.entry("tablet").sessions), sorted(["", tablet.jid.split("/", 1)[1]]), "sessions")
    begin = time.monotonic()
    accepted(desk.revoke(desk.entry("tablet").id))
    expect_revoked(lurker, begin)


@case()
def what_it_was_about_to_link_is_void(server):
    a, = server.people(1)
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    tablet = linked(server, desk, "tablet")
    token, own = tablet.link_token(), desk.link_token()
    accepted(desk.revoke(desk.entry("tablet").id))
    equal(refusal(lambda: Client(server, a).sign_in_with(token)), "not-authorized", "its token for another")
    Client(server, a, words=("Kith", "phone")).sign_in_with(own)
    equal(sorted(e.device for e in desk.clients()), ["desk", "phone"], "afterwards")


@case()
def a_session_belongs_to_who_is_in_it(server):
    """One device takes up the session of another: it goes with the one that has it now."""
    a, = server.people(1)
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    tablet, phone = linked(server, desk, "tablet"), linked(server, desk, "phone")
    tablet.settle()
    mark = server.mark()
    tablet.drop()
    server.wait_log("going into hibernation", mark)
    thief = Client(server, a, phone.agent, words=("Kith", "phone"))
    thief.send(thief.token_request(phone.token, payload="<resume xmlns='urn:xmpp:sm:3' previd='%s' h='%d'/>" % (tablet.previd, tablet.received)))
    success = thief.tag("success", SASL2)
    expect(success.find(q("resumed", "urn:xmpp:sm:3")) is not None, "not resumed")
    equal((desk.entry("tablet").connected, len(desk.entry("phone").sessions)), ("false", 2), "whose it is")
    begin = time.monotonic()
    accepted(desk.revoke(desk.entry("phone").id))
    expect_revoked(thief, begin)
    expect_revoked(phone, begin)
    equal(condition(desk.revoke(desk.entry("tablet").id)), None, "the other one")
