# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a detached session is to its contacts, and what waits in it."""
import datetime

from detach_cases import archived, case, equal, expect, failure_of, never_left, one_detached, see_detached
from detach_world import Client, DETACH, DOMAIN, Key, ROOMS, SM, q


@case()
def resumes_the_same_session(server):
    a, b = server.people(2)
    watcher = Client(server, b).sign_in()
    key = Key(server.folder)
    old = Client(server, a).sign_in("<presence><show>xa</show><status>away</status></presence>")
    equal(old.features.find(q("detach", DETACH)).get("max"), "0", "stream feature")
    info = old.iq("get", "<query xmlns='http://jabber.org/protocol/disco#info'/>", DOMAIN)
    expect(DETACH in [e.get("var") for e in info.iter(q("feature", "http://jabber.org/protocol/disco#info"))], "not in the server's disco")
    info = old.iq("get", "<query xmlns='http://jabber.org/protocol/disco#info'/>", "%s@%s" % (a, DOMAIN))
    expect(DETACH in [e.get("var") for e in info.iter(q("feature", "http://jabber.org/protocol/disco#info"))], "not in the account's disco")
    old.prepare(key)
    equal(old.prepared.get("max"), "0", "max")
    expect(len(old.ticket) >= 22, "a ticket of less than 128 bits")
    before = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    old.detach()
    since = datetime.datetime.strptime(see_detached(watcher, old.jid), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
    expect(before <= since <= datetime.datetime.now(datetime.timezone.utc), "since is not when it detached")
    for i in range(5):
        watcher.say(old.jid if i % 2 else "%s@%s" % (a, DOMAIN), "number %d" % i)
    watcher.settle()

    back = Client(server, a, old.agent)
    resumed = back.resume(old, back.proof(old, key), bind=Client.BIND)
    equal(resumed.tag, q("resumed", SM), "result")
    equal((back.jid, resumed.get("previd")), (old.jid, old.previd), "session")
    back.settle()
    equal(back.bodies(), ["number %d" % i for i in range(5)], "messages")
    equal(back.presences(back.jid), [], "its own presence as seen by others")
    plain = watcher.wait(lambda e: e.tag == q("presence") and e.get("from") == old.jid and e.find(q("detached", DETACH)) is None and e.findtext(q("status")) == "away" and e.find(q("delay", "urn:xmpp:delay")) is None and e.find(q("show")) is not None, "the plain presence")
    expect(plain.get("type") is None, "not available")
    never_left(watcher, old.jid)
    # and again, now from the classic login
    back.prepare(key).detach()
    see_detached(watcher, old.jid)
    third = Client(server, a).classic()
    expect(third.features.find(q("detach", DETACH)) is not None, "no stream feature")
    third.send("<resume xmlns='%s' previd='%s' h='%d'>%s</resume>" % (SM, old.previd, back.received, third.proof(back, key)))
    equal(third.tag("resumed", SM).get("previd"), old.previd, "classic resume")
    third.settle()
    equal(third.bodies(), [], "replayed although acknowledged")
    never_left(watcher, old.jid)


@case()
def nobody_else_says_detached(server):
    a, b = server.people(2)
    watcher = Client(server, b).sign_in()
    liar = Client(server, a).sign_in("")
    element = "<detached xmlns='%s' since='2020-01-01T00:00:00Z'/>" % DETACH
    liar.send("<presence><status>one</status>%s</presence>" % element)
    liar.send("<presence to='%s'><status>two</status>%s</presence>" % (watcher.jid, element))
    for status in ("one", "two"):
        seen = watcher.wait(lambda e: e.tag == q("presence") and e.findtext(q("status")) == status, status)
        expect(seen.find(q("detached", DETACH)) is None, "the client's own element came through")
    late = Client(server, b).sign_in()
    seen = late.wait(lambda e: e.tag == q("presence") and e.get("from") == liar.jid, "answer to the probe")
    expect(seen.find(q("detached", DETACH)) is None, "the client's own element came through in the answer to a probe")


@case()
def later_watchers_see_it_too(server):
    old, key, watcher = one_detached(server)
    since = see_detached(watcher, old.jid)
    equal(see_detached(Client(server, watcher.user).sign_in(), old.jid), since, "since")
    equal(see_detached(Client(server, old.user).sign_in(), old.jid), since, "since, for the own other device")


@case("detach_time = 1")
def ends_after_its_time(server):
    old, key, watcher = one_detached(server)
    equal(old.prepared.get("max"), "1", "max")
    see_detached(watcher, old.jid)
    watcher.wait(lambda e: e.get("from") == old.jid and e.get("type") == "unavailable", "the end of the session")
    back = Client(server, old.user)
    failed = back.resume(old, back.proof(old, key))
    equal(failure_of(failed), "item-not-found", "after its time")


@case("detach_time = 3600; smacks_hibernation_time = 1")
def outlives_ordinary_hibernation(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    a, b = server.people(2)
    stock, observer = Client(server, a).sign_in(), Client(server, b).sign_in()
    stock.settle()
    stock.drop()
    observer.wait(lambda e: e.get("from") == stock.jid and e.get("type") == "unavailable", "the end of the ordinary session")
    never_left(watcher, old.jid)
    back = Client(server, old.user)
    equal(back.resume(old, back.proof(old, key)).tag, q("resumed", SM), "after longer than an ordinary session lives")


@case("detach_time = 6")
def a_wrong_counter_does_not_make_it_last(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    client = Client(server, old.user)
    equal(failure_of(client.resume(old, client.proof(old, key), h=4000)), "undefined-condition", "acknowledged too much")
    watcher.wait(lambda e: e.get("from") == old.jid and e.get("type") == "unavailable", "the end of the session")


@case()
def a_thousand_messages_wait(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    for i in range(1000):
        watcher.say("%s@%s" % (old.user, DOMAIN), "number %d" % i)
        if i % 100 == 99:
            watcher.settle()
    back = Client(server, old.user)
    equal(back.resume(old, back.proof(old, key)).tag, q("resumed", SM), "result")
    back.settle()
    equal(back.bodies(), ["number %d" % i for i in range(1000)], "messages")


@case("detach_queue_size = 20; smacks_max_queue_size = 10")
def a_full_queue_ends_the_session(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    for i in range(21):
        watcher.say("%s@%s" % (old.user, DOMAIN), "number %d" % i)
    watcher.settle()
    back = Client(server, old.user)
    equal(failure_of(back.resume(old, back.proof(old, key))), "resource-constraint", "overflow")
    watcher.wait(lambda e: e.get("from") == old.jid and e.get("type") == "unavailable", "the end of the session")


@case("detach_queue_size = 20; smacks_max_queue_size = 10")
def comings_and_goings_do_not_fill_the_queue(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    for i in range(50):
        watcher.send("<presence><status>%d</status></presence>" % i)
    watcher.say(old.jid, "one")
    watcher.settle()
    back = Client(server, old.user)
    equal(back.resume(old, back.proof(old, key)).tag, q("resumed", SM), "result")
    back.settle()
    equal(back.bodies(), ["one"], "messages")
    equal([e.findtext(q("status")) for e in back.inbox if e.tag == q("presence") and e.get("from") == watcher.jid], ["49"], "presence of the contact")


@case()
def the_server_hangs_up_when_the_client_does_not(server):
    """A suspended computer says no goodbye to TCP."""
    a, b = server.people(2)
    watcher = Client(server, b).sign_in()
    key = Key(server.folder)
    old = Client(server, a).sign_in().prepare(key)
    old.send("<detach xmlns='%s'/><a xmlns='%s' h='%d'/>" % (DETACH, SM, old.received))
    see_detached(watcher, old.jid)
    equal(old.wait_closed(), None, "stream error")
    back = Client(server, a)
    equal(back.resume(old, back.proof(old, key)).tag, q("resumed", SM), "result")
    # and quicker than that: the new connection comes while the old one is open
    back.prepare(key)
    back.send("<detach xmlns='%s'/>" % DETACH)
    back.settle()
    stranger = Client(server, a)
    equal(failure_of(stranger.resume(back)), "not-authorized", "without proof")
    third = Client(server, a)
    equal(third.resume(back, third.proof(back, key)).tag, q("resumed", SM), "while the old connection is open")
    equal(back.wait_closed(), None, "stream error")
    third.settle()
    never_left(watcher, old.jid)


@case()
def other_clients_are_left_alone(server):
    a, b = server.people(2)
    watcher, stock = Client(server, b).sign_in(), Client(server, a).sign_in()
    watcher.wait(lambda e: e.get("from") == stock.jid, "the person online")
    stock.settle()
    stock.drop()
    begin = server.mark()
    watcher.say(stock.jid, "waiting")
    watcher.settle()
    back = Client(server, a)
    equal(back.resume(stock).tag, q("resumed", SM), "without any proof")
    back.settle()
    equal(back.bodies(), ["waiting"], "messages")
    never_left(watcher, stock.jid)
    expect((None, True) not in watcher.presences(stock.jid), "said to be detached")
    # <detach/> without preparing, and preparing without <detach/>, are lost connections like any other.
    back.detach()
    third = Client(server, a)
    equal(third.resume(back).tag, q("resumed", SM), "detached without preparing")
    third.prepare(Key(server.folder))
    third.settle()
    third.drop()
    fourth = Client(server, a)
    equal(fourth.resume(third).tag, q("resumed", SM), "prepared, and the network changed")
    watcher.settle()
    expect((None, True) not in watcher.presences(stock.jid), "said to be detached")
    expect("mod_detach" not in "".join(line for line in server.log(begin).splitlines() if "error" in line), "errors in the log")


@case("detach_max_sessions = 2")
def the_oldest_makes_room(server):
    a, b = server.people(2)
    watcher = Client(server, b).sign_in()
    sessions = [(Client(server, a).sign_in().prepare(key), key) for key in (Key(server.folder) for _ in range(3))]
    for old, _ in sessions:
        old.detach()
        see_detached(watcher, old.jid)
    watcher.wait(lambda e: e.get("from") == sessions[0][0].jid and e.get("type") == "unavailable", "the end of the oldest")
    results = []
    for old, key in sessions:
        back = Client(server, a)
        results.append(back.resume(old, back.proof(old, key)).tag == q("resumed", SM))
    equal(results, [False, True, True], "sessions left")


@case()
def archive_and_offline_store_agree(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    for i in range(10):
        watcher.say("%s@%s" % (old.user, DOMAIN), "number %d" % i)
    watcher.settle()
    back = Client(server, old.user)
    back.resume(old, back.proof(old, key))
    back.settle()
    expected = ["number %d" % i for i in range(10)]
    equal(back.bodies(), expected, "delivered")
    ids = [e.find(q("stanza-id", "urn:xmpp:sid:0")).get("id") for e in back.inbox if e.tag == q("message")]
    equal(len(set(ids)), 10, "archive ids to tell doubles by")
    equal(archived(back, watcher.jid.split("/")[0]), expected, "archived")
    back.send("<presence><priority>5</priority></presence>")
    back.settle()
    equal(back.bodies(), expected, "after a new presence")
    expect(not server.data("offline", old.user, ".list").exists(), "also in the offline store")


@case(archive=False)
def messages_to_somebody_who_steps_back_go_offline_once(server):
    old, key, watcher = one_detached(server, "<presence><priority>-1</priority></presence>")
    see_detached(watcher, old.jid)
    watcher.say("%s@%s" % (old.user, DOMAIN), "to the person")
    watcher.say(old.jid, "to the device")
    watcher.settle()
    back = Client(server, old.user)
    back.resume(old, back.proof(old, key))
    back.settle()
    equal(back.bodies(), ["to the device"], "queued")
    back.send("<presence type='unavailable'/><presence/>")
    back.settle()
    equal(back.bodies(), ["to the device", "to the person"], "delivered")


@case(archive=False)
def without_archive_nothing_is_lost_when_it_ends(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    for i in range(3):
        watcher.say("%s@%s" % (old.user, DOMAIN), "number %d" % i)
    watcher.settle()
    other = Key(server.folder)
    for _ in range(5):
        client = Client(server, old.user)
        client.resume(old, client.proof(old, other))
        client.drop()
    watcher.wait(lambda e: e.get("from") == old.jid and e.get("type") == "unavailable", "the end of the session")
    fresh = Client(server, old.user).sign_in()
    equal(fresh.bodies(), ["number %d" % i for i in range(3)], "from the offline store")


@case('detach_groupchat = "mentions"')
def rooms_can_be_left_to_their_archive(server):
    a, b = server.people(2)
    room = "den%d@%s" % (server.users, ROOMS)
    host, old = Client(server, b).sign_in(), Client(server, a).sign_in()
    for client, nick in ((host, "host"), (old, "Guest")):
        client.send("<presence to='%s/%s'><x xmlns='http://jabber.org/protocol/muc'/></presence>" % (room, nick))
        client.wait(lambda e: e.tag == q("message") and e.find(q("subject")) is not None, "the room")
        if client is host:
            client.iq("set", "<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query>", room)
    key = Key(server.folder)
    old.prepare(key)
    equal(old.prepared.get("groupchat"), "mentions", "what is promised")
    old.detach()
    see_detached(host, room + "/Guest")
    for text in ("chatter", "guest: are you there?", "more chatter"):
        host.say(room, text, "groupchat")
    host.settle()
    back = Client(server, a)
    equal(back.resume(old, back.proof(old, key)).tag, q("resumed", SM), "result")
    back.settle()
    equal(back.bodies(), ["guest: are you there?"], "of the room")
