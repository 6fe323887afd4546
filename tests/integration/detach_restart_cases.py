# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Detached sessions over a restart of the server."""
import datetime

from detach_cases import archived, case, equal, expect, expect_killed, failure_of, never_left, one_detached, see_detached
from detach_world import Client, DETACH, DOMAIN, Key, ROOMS, SM, q, until


def restart(server):
    server.stop()
    server.start()


@case()
def rooms_see_no_departure(server):
    a, b = server.people(2)
    room = "den%d@%s" % (server.users, ROOMS)
    host = Client(server, b).sign_in()
    join = "<presence to='%s/%s'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
    host.send(join % (room, "host"))
    host.wait(lambda e: e.tag == q("message") and e.find(q("subject")) is not None, "the room")
    host.iq("set", "<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
            "<value>http://jabber.org/protocol/muc#roomconfig</value></field><field var='muc#roomconfig_persistentroom'><value>1</value></field></x></query>", room)
    key = Key(server.folder)
    old = Client(server, a).sign_in().prepare(key)
    old.send(join % (room, "guest"))
    old.wait(lambda e: e.tag == q("message") and e.find(q("subject")) is not None, "the room")
    old.detach()
    guest = room + "/guest"
    see_detached(host, guest)
    host.say(room, "hello", "groupchat")
    host.settle()

    server.stop()
    server.start()
    begin = server.mark()
    host = Client(server, b).sign_in()
    host.send(join % (room, "host"))
    see_detached(host, guest)
    host.say(room, "hello again", "groupchat")
    host.settle()

    back = Client(server, a)
    equal(back.resume(old, back.proof(old, key)).tag, q("resumed", SM), "result")
    back.settle()
    equal(back.bodies(), ["hello", "hello again"], "of the room")
    host.wait(lambda e: e.tag == q("presence") and e.get("from") == guest and e.find(q("detached", DETACH)) is None, "the plain presence")
    never_left(host, guest)
    back.say(room, "I was never away", "groupchat")
    host.wait(lambda e: e.tag == q("message") and e.findtext(q("body")) == "I was never away", "the guest's words")
    expect("Traceback" not in server.log(begin), "errors in the log")


@case()
def a_restart_keeps_the_session(server):
    old, key, watcher = one_detached(server, "<presence><show>dnd</show></presence>")
    since = see_detached(watcher, old.jid)
    watcher.say(old.jid, "before")
    watcher.settle()
    restart(server)
    begin = server.mark()
    watcher = Client(server, watcher.user).sign_in()
    equal(see_detached(watcher, old.jid), since, "since")
    watcher.say("%s@%s" % (old.user, DOMAIN), "after, to the person")
    watcher.say(old.jid, "after, to the device")
    watcher.settle()

    client = Client(server, old.user)
    equal(failure_of(client.resume(old, client.proof(old, Key(server.folder)))), "not-authorized", "other key")
    back = Client(server, old.user)
    resumed = back.resume(old, back.proof(old, key))
    equal(resumed.tag, q("resumed", SM), "result")
    equal(back.jid, old.jid, "address")
    back.settle()
    expected = ["before", "after, to the person", "after, to the device"]
    equal(back.bodies(), expected, "messages")
    equal(archived(back, watcher.jid.split("/")[0]), expected, "archived")
    back.send("<presence><show>dnd</show><priority>1</priority></presence>")
    back.settle()
    equal(back.bodies(), expected, "after a new presence")
    # The session is whole: it talks, copies, acknowledges, loses its connection and ends like any other.
    back.say(watcher.jid, "I am back")
    watcher.wait(lambda e: e.findtext(q("body")) == "I am back", "the answer")
    Client(server, watcher.user).sign_in().say("%s@%s" % (old.user, DOMAIN), "more")
    back.wait(lambda e: e.findtext(q("body")) == "more", "more")
    back.send("<r xmlns='%s'/>" % SM)
    handled = int(back.tag("a", SM).get("h"))
    expect(handled > int(resumed.get("h")), "what it sends is not counted")
    back.settle()
    back.drop()
    again = Client(server, old.user)
    equal(again.resume(back).tag, q("resumed", SM), "after a network change")
    never_left(watcher, old.jid)
    again.send("</stream:stream>")
    again.wait_closed()
    watcher.wait(lambda e: e.get("from") == old.jid and e.get("type") == "unavailable", "the end of the session")
    expect("Traceback" not in server.log(begin), "errors in the log")


@case()
def a_restart_with_nothing_in_between(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    restart(server)
    back = Client(server, old.user)
    equal(back.resume(old, back.proof(old, key)).tag, q("resumed", SM), "result")
    back.settle()
    equal(back.bodies(), [], "messages")
    equal(back.jid, old.jid, "address")
    back.prepare(key).detach()
    restart(server)
    restart(server)
    third = Client(server, old.user)
    equal(third.resume(back, third.proof(back, key)).tag, q("resumed", SM), "after two more")


@case(archive=False)
def a_restart_without_archive(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    for i in range(3):
        watcher.say("%s@%s" % (old.user, DOMAIN), "number %d" % i)
    watcher.settle()
    restart(server)
    watcher = Client(server, watcher.user).sign_in()
    watcher.say("%s@%s" % (old.user, DOMAIN), "number 3")
    watcher.settle()
    back = Client(server, old.user)
    back.resume(old, back.proof(old, key))
    back.send("<presence type='unavailable'/><presence/>")
    back.settle()
    equal(back.bodies(), ["number %d" % i for i in range(4)], "messages")


@case()
def burnt_tickets_stay_burnt_over_a_restart(server):
    old, key, watcher = one_detached(server)
    back = Client(server, old.user)
    back.resume(old, back.proof(old, key))
    back.prepare(key).detach()
    restart(server)
    thief = Client(server, old.user)
    equal(failure_of(thief.resume(old, thief.proof(old, key))), "conflict", "second use")
    expect_killed(thief)


@case()
def a_crash_brings_no_old_state_back(server):
    old, key, watcher = one_detached(server)
    restart(server)
    back = Client(server, old.user)
    back.resume(old, back.proof(old, key))
    back.settle()
    server.kill()
    server.start()
    again = Client(server, old.user)
    equal(failure_of(again.resume(old, again.proof(old, key))), "item-not-found", "after a crash")


@case("detach_time = 2")
def its_time_passes_while_the_server_is_away(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    watcher.say("%s@%s" % (old.user, DOMAIN), "kept in the archive")
    watcher.settle()
    server.stop()
    end = datetime.datetime.now() + datetime.timedelta(seconds=3)
    until(lambda: datetime.datetime.now() > end, "its time")
    server.start()
    back = Client(server, old.user)
    equal(failure_of(back.resume(old, back.proof(old, key))), "item-not-found", "after its time")
    fresh = Client(server, old.user).sign_in()
    equal(archived(fresh, watcher.jid.split("/")[0]), ["kept in the archive"], "archive")


@case()
def a_role_that_was_taken_away_is_not_brought_back(server):
    old, key, watcher = one_detached(server)
    server.stop()
    role = server.data("account_roles", old.user)
    role.write_text('return { ["_default"] = "prosody:member" };')
    server.start()
    back = Client(server, old.user)
    equal(failure_of(back.resume(old, back.proof(old, key))), "item-not-found", "with another role")


@case("detach_over_restart = false")
def a_restart_can_end_them(server):
    old, key, watcher = one_detached(server)
    restart(server)
    back = Client(server, old.user)
    failed = back.resume(old, back.proof(old, key))
    equal(failure_of(failed), "item-not-found", "not kept")
    expect(failed.get("h") is not None, "the counter is gone")
