# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may resume a detached session, and who ends it by trying."""
from detach_cases import archived, case, equal, expect, expect_killed, failure_of, never_left, one_detached, see_detached
from detach_world import Client, DETACH, DOMAIN, Key, SM, q


@case()
def wrong_proofs_change_nothing(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    other = Key(server.folder)
    # An own session of the account, with a key of its own, gives no right to the other one (D20).
    second = Client(server, old.user).sign_in("").prepare(other)
    for what, make in {
        "other key": lambda c: c.proof(old, other),
        "other ticket": lambda c: c.proof(old, key, ticket=second.ticket),
        "garbled": lambda c: c.proof(old, key).replace(">", ">AAAA", 1),
        "unbound": lambda c: c.proof(old, key, binding="none"),
    }.items():
        begin = server.mark()
        client = Client(server, old.user, old.agent)
        equal(failure_of(client.resume(old, make(client), bind=Client.BIND)), "not-authorized", what)
        expect(client.jid != old.jid, "bound the address of the detached session after failing with " + what)
        server.wait_log("Refused to resume the detached session", begin)
    watcher.say(old.jid, "still there")
    never_left(watcher, old.jid)
    back = Client(server, old.user)
    equal(back.resume(old, back.proof(old, key)).tag, q("resumed", SM), "right proof afterwards")
    back.settle()
    equal(back.bodies(), ["still there"], "messages")


@case()
def missing_proofs_are_not_counted(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    for _ in range(7):
        equal(failure_of(Client(server, old.user).resume(old)), "not-authorized", "no proof")
    client = Client(server, old.user).classic()
    client.send("<resume xmlns='%s' previd='%s' h='0'/>" % (SM, old.previd))
    equal(failure_of(client.tag("failed", SM)), "not-authorized", "classic, no proof")
    back = Client(server, old.user)
    equal(back.resume(old, back.proof(old, key)).tag, q("resumed", SM), "right proof afterwards")
    never_left(watcher, old.jid)


@case()
def five_wrong_proofs_end_the_session(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    other = Key(server.folder)
    for _ in range(5):
        never_left(watcher, old.jid)
        client = Client(server, old.user)
        equal(failure_of(client.resume(old, client.proof(old, other))), "not-authorized", "wrong proof")
    watcher.wait(lambda e: e.get("from") == old.jid and e.get("type") == "unavailable", "the end of the session")
    back = Client(server, old.user)
    equal(failure_of(back.resume(old, back.proof(old, key))), "item-not-found", "right proof, too late")


@case()
def a_copied_proof_is_worth_nothing(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    first, second = Client(server, old.user), Client(server, old.user)
    copied = first.proof(old, key)
    equal(failure_of(second.resume(old, copied)), "not-authorized", "made for another connection")
    equal(first.resume(old, copied).tag, q("resumed", SM), "on its own connection")


@case()
def a_burnt_ticket_kills_both(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    back = Client(server, old.user)
    back.resume(old, back.proof(old, key))
    back.prepare(key)
    watcher.say(old.jid, "not read by anybody")
    watcher.settle()
    thief = Client(server, old.user, old.agent)
    equal(failure_of(thief.resume(old, thief.proof(old, key), bind=Client.BIND)), "conflict", "second use")
    expect(thief.success.find(q("bound", "urn:xmpp:bind:0")) is None, "bound on the way out")
    expect_killed(back)
    expect_killed(thief)
    watcher.wait(lambda e: e.get("from") == old.jid and e.get("type") == "unavailable", "the end of the session")
    again = Client(server, old.user)
    equal(failure_of(again.resume(old, again.proof(old, key, ticket=back.ticket))), "item-not-found", "killed session")
    fresh = Client(server, old.user).sign_in()
    equal(archived(fresh, watcher.jid.split("/")[0]), ["not read by anybody"], "archive")


@case()
def a_burnt_ticket_kills_who_detached_again(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    back = Client(server, old.user)
    back.resume(old, back.proof(old, key))
    back.prepare(Key(server.folder))  # a new key does not save who still has the old one
    back.detach()
    see_detached(watcher, old.jid)
    thief = Client(server, old.user).classic()
    thief.send("<resume xmlns='%s' previd='%s' h='0'>%s</resume>" % (SM, old.previd, thief.proof(old, key)))
    equal(failure_of(thief.tag("failed", SM)), "conflict", "second use")
    expect_killed(thief)
    watcher.wait(lambda e: e.get("from") == old.jid and e.get("type") == "unavailable", "the end of the session")


@case()
def a_burnt_ticket_needs_its_key(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    back = Client(server, old.user)
    back.resume(old, back.proof(old, key))
    back.prepare(key).detach()
    see_detached(watcher, old.jid)
    client = Client(server, old.user)
    equal(failure_of(client.resume(old, client.proof(old, Key(server.folder)))), "not-authorized", "burnt ticket, other key")
    never_left(watcher, old.jid)
    third = Client(server, old.user)
    equal(third.resume(back, third.proof(back, key)).tag, q("resumed", SM), "the newer ticket")


@case()
def a_replaced_ticket_is_only_wrong(server):
    a, = server.people(1)
    key = Key(server.folder)
    old = Client(server, a).sign_in().prepare(key)
    replaced = old.ticket
    old.prepare(key).detach()
    client = Client(server, a)
    equal(failure_of(client.resume(old, client.proof(old, key, ticket=replaced))), "not-authorized", "replaced ticket")
    back = Client(server, a)
    equal(back.resume(old, back.proof(old, key)).tag, q("resumed", SM), "newest ticket")


@case()
def bad_preparations_are_refused(server):
    a, = server.people(1)
    client = Client(server, a).sign_in()
    for key in ("", "!", "AAAA", "A" * 60):
        answer = client.iq("set", "<prepare xmlns='%s'><key>%s</key></prepare>" % (DETACH, key))
        expect(answer.find(".//{urn:ietf:params:xml:ns:xmpp-stanzas}bad-request") is not None, "accepted the key " + key)
    bare = Client(server, a)
    bare.authenticate("<bind xmlns='urn:xmpp:bind:0'/>")
    answer = bare.iq("set", "<prepare xmlns='%s'><key>%s</key></prepare>" % (DETACH, Key(server.folder).public))
    expect(answer.find(".//{urn:ietf:params:xml:ns:xmpp-stanzas}unexpected-request") is not None, "prepared without stream management")


@case()
def a_ticket_counts_after_a_lost_detach(server):
    """The client meant to detach, but that never arrived: its proof is right, and burns."""
    a, = server.people(1)
    key = Key(server.folder)
    old = Client(server, a).sign_in().prepare(key)
    old.settle()
    old.drop()
    back = Client(server, a)
    equal(back.resume(old, back.proof(old, key)).tag, q("resumed", SM), "result")
    second = Client(server, a)
    equal(failure_of(second.resume(old, second.proof(old, key))), "conflict", "second use")
    expect_killed(back)


@case()
def an_answer_that_got_lost_can_be_asked_for_again(server):
    """The rule of the README for a client that does not know whether its ticket was used: first without."""
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    watcher.say(old.jid, "once")
    watcher.settle()
    lost = Client(server, old.user)
    lost.resume(old, lost.proof(old, key))
    lost.drop()
    back = Client(server, old.user)
    equal(back.resume(old).tag, q("resumed", SM), "without proof")
    back.settle()
    equal(back.bodies(), ["once"], "messages")
    never_left(watcher, old.jid)


@case()
def exclusive_sessions_are_not_taken_over(server):
    a, = server.people(1)
    key = Key(server.folder)
    old = Client(server, a).sign_in().prepare(key, " exclusive='true'")
    other = Client(server, a, old.agent)
    equal(failure_of(other.resume(old, bind=Client.BIND)), "not-allowed", "in use")
    expect(other.jid != old.jid, "took the address")
    old.detach()
    back = Client(server, a)
    equal(back.resume(old, back.proof(old, key)).tag, q("resumed", SM), "detached")


@case("detach_allow_unbound = true")
def unbound_proofs_when_allowed(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    back = Client(server, old.user)
    equal(failure_of(back.resume(old, back.proof(old, key, binding="tls-unique", data=b"x" * 12))), "not-authorized", "a binding nobody knows")
    back = Client(server, old.user)
    equal(back.resume(old, back.proof(old, key, binding="none")).tag, q("resumed", SM), "unbound")


@case()
def a_changed_password_ends_them(server):
    old, key, watcher = one_detached(server)
    see_detached(watcher, old.jid)
    other = Client(server, old.user).sign_in("")
    answer = other.iq("set", "<query xmlns='jabber:iq:register'><username>%s</username><password>secret</password></query>" % old.user, DOMAIN)
    equal(answer.get("type"), "result", "change")
    watcher.wait(lambda e: e.get("from") == old.jid and e.get("type") == "unavailable", "the end of the session")
