# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The place where a device without an account meets one that has it: what passes, and all that does not."""
import time
import xml.etree.ElementTree as ElementTree

from access_world import Client, Guest, LINKING, accepted, bare, condition, linked, pushed, refused, with_role
from module_runner import case, equal, expect
from module_world import DOMAIN, STREAMS, q

MANY = "client_access_relay_misses = 1000; "  # all of them come from the same machine
HELLO = "<hello xmlns='urn:example' a='1'>é<b xmlns='urn:other'><c/>x</b> y</hello>"


def meeting(server, options=""):
    """The device that waits, at its place, and one that has come in."""
    a, = server.people(1)
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    place, guest = desk.rendezvous(options), Guest(server)
    accepted(guest.relay(place, a))
    relay, _ = pushed(desk)
    return desk, guest, place, relay.get("stream")


def canonical(element):
    return ElementTree.canonicalize(ElementTree.tostring(element))


def silent(client, what):
    """Nothing has been brought to this client. The server answers in order, so it would be here by now."""
    client.settle()
    expect(not [e for e in client.inbox if e.find(q("relay", LINKING)) is not None], what)


def thrown_out(guest):
    error = guest.wait_closed()
    expect(error is not None and error.find(q("policy-violation", STREAMS)) is not None, "not thrown out")


@case(MANY)
def both_hear_each_other(server):
    a, = server.people(1)
    desk = Client(server, a).sign_in()
    place, guest = desk.rendezvous(), Guest(server)
    equal(desk.seconds, "120", "how long")
    expect(len(place) >= 22, "a place of less than 128 bits: %s" % place)
    expect(guest.features.find(q("linking", LINKING)) is not None, "not offered before signing in")
    expect(desk.features.find(q("linking", LINKING)) is None, "offered to who has signed in")
    accepted(guest.relay(place, a, HELLO))
    relay, iq = pushed(desk)
    equal((iq.get("from"), iq.get("to")), (bare(a), desk.jid), "addresses")
    equal((relay.get("place"), relay.get("stream"), relay.get("state")), (place, "1", None), "where")
    equal([canonical(e) for e in relay], [canonical(ElementTree.fromstring(HELLO))], "what was said")
    accepted(desk.relay_back(place, "1", HELLO))
    relay, iq = pushed(guest)
    equal((relay.get("place"), relay.get("state"), iq.get("to")), (place, None, None), "where")
    equal([canonical(e) for e in relay], [canonical(ElementTree.fromstring(HELLO))], "what was answered")
    # a second device at the same place does not hear the first
    other = Guest(server)
    accepted(other.relay(place, a))
    equal(pushed(desk)[0].get("stream"), "2", "stream")
    accepted(desk.relay_back(place, "2", "<two xmlns='urn:example'/>"))
    equal(pushed(other)[0][0].tag, q("two", "urn:example"), "for the second")
    accepted(guest.relay(place, a))
    equal(pushed(desk)[0].get("stream"), "1", "stream")
    expect(not [e for e in guest.inbox if e.find(q("relay", LINKING)) is not None], "the first heard it too")


@case(MANY)
def a_device_can_be_linked_there(server):
    """And sign in on the same connection, with which its place there ends."""
    desk, guest, place, stream = meeting(server)
    token = desk.link_token()
    accepted(desk.relay_back(place, stream, "<token xmlns='urn:example'>%s</token>" % token))
    told = pushed(guest)[0][0].text
    newcomer = Client(server, desk.user, words=("Kith", "tablet"))
    newcomer.sign_in_with(told)
    equal(newcomer.entry().linked_by, desk.entry().id, "linked")
    guest.user = desk.user
    guest.authenticate(guest.BIND)
    equal(pushed(desk)[0].get("state"), "gone", "the place of who has signed in")
    refused(desk.relay_back(place, stream, HELLO), "item-not-found")
    refused(guest.relay(place, desk.user), "item-not-found")
    # nor for who is between sign-in and bind
    half = Guest(server)
    half.user = desk.user
    half.authenticate("")
    refused(half.relay(place, desk.user), "service-unavailable")


@case(MANY)
def only_who_knows_the_place(server):
    a, b = server.people(2)
    desk = Client(server, a).sign_in()
    place = desk.rendezvous()
    wrong = place[:-1] + ("A" if place[-1] != "A" else "B")
    answers = []
    for user, where in ((a, wrong), (b, place), ("nobody", place), (a, "x"), (a + "@elsewhere.example", place), ("@", place)):
        answers.append(Guest(server).relay(where, user))
    for answer in answers:
        refused(answer, "item-not-found")
    equal(len({ElementTree.tostring(answer.find(q("error"))) for answer in answers}), 1, "they can be told apart")
    silent(desk, "somebody came in")
    guest = Guest(server)
    accepted(guest.relay(place, a.upper()))
    pushed(desk)
    # one connection, one place
    other = Client(server, b).sign_in()
    refused(guest.relay(other.rendezvous(), b), "item-not-found")
    silent(other, "somebody came in")
    accepted(guest.relay(place, a))


@case("client_access_relay_streams = 9")
def guessing_has_an_end(server):
    a, = server.people(1)
    desk = Client(server, a).sign_in()
    place, inside = desk.rendezvous(), Guest(server)
    accepted(inside.relay(place, a))
    for _ in range(3):
        guest = Guest(server)
        for _ in range(3):
            refused(guest.relay("wrong-place-wrong-place", a), "item-not-found")
        thrown_out(guest)
    guest = Guest(server)
    refused(guest.relay("wrong-place-wrong-place", a), "item-not-found")
    # ten in a minute from here: now not even the right one is looked at, but who is in stays
    refused(Guest(server).relay(place, a), "resource-constraint")
    accepted(inside.relay(place, a))


@case(MANY)
def three_may_come(server):
    desk, guest, place, _ = meeting(server)
    for _ in range(2):
        accepted(Guest(server).relay(place, desk.user))
    refused(Guest(server).relay(place, desk.user), "resource-constraint")
    guest.drop()
    refused(Guest(server).relay(place, desk.user), "resource-constraint")


@case(MANY + "client_access_relay_time = 5")
def it_is_soon_over(server):
    a, b = server.people(2)
    empty = Client(server, b).sign_in()
    nobody = empty.rendezvous()
    desk, guest, place, stream = meeting(server)
    time.sleep(5.2)
    for user, where in ((b, nobody), (desk.user, place)):
        refused(Guest(server).relay(where, user), "item-not-found")
    accepted(guest.relay(place, desk.user))
    accepted(desk.relay_back(place, stream, HELLO))
    pushed(guest)
    equal(pushed(guest)[0].get("state"), "gone", "the end")
    refused(desk.relay_back(place, stream, HELLO), "item-not-found")
    refused(guest.relay(place, desk.user), "item-not-found")


@case(MANY + "client_access_relay_size = 1000; client_access_relay_octets = 4000")
def what_passes_is_small(server):
    desk, guest, place, stream = meeting(server)

    def of(size):
        return "<x xmlns='u'>%s</x>" % ("y" * (size - 17))

    accepted(guest.relay(place, desk.user, of(990)))
    refused(guest.relay(place, desk.user, of(1100)), "policy-violation")
    refused(desk.relay_back(place, stream, of(1100)), "policy-violation")
    for _ in range(4):
        desk.relay_back(place, stream, of(990))
    refused(desk.relay_back(place, stream, of(990)), "policy-violation")
    answers = [guest.relay(place, desk.user, of(990)) for _ in range(4)]
    equal([condition(a) for a in answers], [None, None, None, "policy-violation"], "4000 octets and no more")
    refused(guest.relay(place, desk.user, of(990)), "policy-violation")
    thrown_out(guest)
    equal([pushed(desk)[0].get("state") for _ in range(5)], [None, None, None, None, "gone"], "at the other end")


@case(MANY)
def what_passes_is_slow(server):
    desk, guest, place, stream = meeting(server)
    text = "".join("<iq type='set' id='%d'><relay xmlns='%s' place='%s' account='%s'><x xmlns='u'/></relay></iq>" % (i, LINKING, place, bare(desk.user)) for i in range(200))
    guest.send(text)
    thrown_out(guest)
    results = [e for e in guest.inbox if e.tag == q("iq") and e.get("type") == "result"]
    expect(15 <= len(results) <= 40, "%d went through" % len(results))
    other = Guest(server)
    accepted(other.relay(place, desk.user))
    desk.send(text.replace("account='%s'" % bare(desk.user), "stream='2'"))
    desk.settle()
    results = [e for e in desk.inbox if e.tag == q("iq") and e.get("type") == "result"]
    expect(15 <= len(results) <= 60, "%d went back" % len(results))


@case(MANY)
def nothing_else_can_be_reached(server):
    desk, guest, place, _ = meeting(server)
    friend = Client(server, server.people(1)[0]).sign_in()
    hidden = "<relay xmlns='%s' place='%s' account='%s'>%s</relay>" % (LINKING, place, bare(desk.user), HELLO)
    for stanza in ("<iq type='set' id='n' to='%s'>%s</iq>" % (friend.jid, hidden), "<iq type='set' id='n' to='%s'>%s</iq>" % (bare(desk.user), hidden),
                   "<iq type='get' id='n' to='%s'><ping xmlns='urn:xmpp:ping'/></iq>" % desk.jid, "<iq type='get' id='n'><list xmlns='urn:xmpp:cam:0'/></iq>",
                   "<iq type='set' id='n'><rendezvous xmlns='%s'/></iq>" % LINKING, "<iq type='get' id='n' to='%s'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>" % DOMAIN,
                   "<message id='n' to='%s' type='chat'><body>hi</body>%s</message>" % (desk.jid, hidden), "<presence id='n' to='%s'/>" % desk.jid):
        guest.send(stanza)
        answer = guest.wait(lambda e: e.get("id") == "n", "a refusal of " + stanza)
        equal(answer.get("type"), "error", stanza)
    silent(desk, "something came to the one that waits")
    expect(not [e for e in desk.inbox + friend.inbox if e.findtext(q("body")) or e.find(q("ping", "urn:xmpp:ping")) is not None], "something came through")
    # more than one element, or none, or without saying where
    refused(guest.relay(place, desk.user, HELLO + HELLO), "bad-request")
    refused(guest.relay(place, desk.user, ""), "bad-request")
    guest.send("<iq type='get' id='n'>%s</iq>" % hidden)
    equal(condition(guest.wait(lambda e: e.get("id") == "n", "a refusal")), "bad-request", "an IQ that asks")
    thrown_out(guest)


@case(MANY)
def only_the_one_that_waits_answers(server):
    desk, guest, place, stream = meeting(server)
    second = Client(server, desk.user).sign_in()
    stranger = Client(server, server.people(1)[0]).sign_in()
    for client in (second, stranger):
        refused(client.relay_back(place, stream, HELLO), "item-not-found")
    for where, which in ((place, "2"), ("x" * 24, stream), ("", "")):
        refused(desk.relay_back(where, which, HELLO), "item-not-found")
    refused(stranger.iq("set", "<relay xmlns='%s' place='%s' stream='%s'>%s</relay>" % (LINKING, place, stream, HELLO), bare(desk.user)), "service-unavailable")
    accepted(second.rendezvous_iq(" state='gone'"))
    accepted(desk.relay_back(place, stream, "<mine xmlns='u'/>"))
    equal(pushed(guest)[0][0].tag, q("mine", "u"), "from the one that waits")


@case(MANY)
def who_leaves_is_missed(server):
    desk, guest, place, stream = meeting(server)
    guest.drop()
    relay, _ = pushed(desk)
    equal((relay.get("state"), relay.get("stream"), len(relay)), ("gone", stream, 0), "the guest")
    second = Guest(server)
    accepted(second.relay(place, desk.user))
    pushed(desk)
    accepted(second.relay(place, desk.user, "", " state='gone'"))
    equal(pushed(desk)[0].get("state"), "gone", "the second, saying so")
    third = Guest(server)
    accepted(third.relay(place, desk.user))
    name = pushed(desk)[0].get("stream")
    accepted(desk.relay_back(place, name, state=" state='gone'"))
    equal(pushed(third)[0].get("state"), "gone", "shown out")
    refused(third.relay(place, desk.user), "resource-constraint")

    for end in (lambda client: client.drop(), lambda client: client.rendezvous_iq(" state='gone'"), lambda client: client.rendezvous()):
        a, = server.people(1)
        client = Client(server, a, bind="<bind xmlns='urn:xmpp:bind:0'/>")
        client.authenticate(client.bind)
        where, guest = client.rendezvous(), Guest(server)
        accepted(guest.relay(where, a))
        end(client)
        equal(pushed(guest)[0].get("state"), "gone", "the one that waits")
        refused(Guest(server).relay(where, a), "item-not-found")


@case(MANY)
def who_is_signed_out_waits_no_more(server):
    a, = server.people(1)
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    tablet = linked(server, desk, "tablet")
    place, guest = tablet.rendezvous(), Guest(server)
    accepted(guest.relay(place, a))
    accepted(desk.revoke(desk.entry("tablet").id))
    equal(pushed(guest)[0].get("state"), "gone", "the one that waits")
    refused(guest.relay(place, a), "item-not-found")


@case(MANY)
def who_sleeps_is_not_filled(server):
    desk, guest, place, _ = meeting(server)
    desk.settle()
    mark = server.mark()
    desk.drop()
    server.wait_log("going into hibernation", mark)
    for _ in range(4):
        refused(guest.relay(place, desk.user), "recipient-unavailable")
    back = Client(server, desk.user, desk.agent)
    back.resume(desk)
    accepted(guest.relay(place, desk.user))
    pushed(back)
    silent(back, "what had been refused came too")


@case(MANY)
def places_can_be_agreed_on(server):
    a, b = server.people(2)
    desk, other, stranger = Client(server, a).sign_in(), Client(server, a).sign_in(), Client(server, b).sign_in()
    equal(desk.rendezvous(" place='made-of-a-code-01'"), "made-of-a-code-01", "place")
    equal(stranger.rendezvous(" place='made-of-a-code-01'"), "made-of-a-code-01", "the same one of another account")
    refused(other.rendezvous_iq(" place='made-of-a-code-01'"), "conflict")
    for wrong in ("short", "x" * 65, "with blanks in it.."):
        refused(other.rendezvous_iq(" place='%s'" % wrong), "bad-request")
    accepted(Guest(server).relay("made-of-a-code-01", b))
    pushed(stranger)
    silent(desk, "at another account's place")


@case(MANY)
def waiting_is_bounded(server):
    a, b = server.people(2)
    devices = [Client(server, a).sign_in() for _ in range(4)]
    for client in devices[:3]:
        client.rendezvous()
    refused(devices[3].rendezvous_iq(), "resource-constraint")
    for _ in range(5):
        devices[0].rendezvous()
    refused(devices[0].rendezvous_iq(), "resource-constraint")
    guest = Client(server, with_role(server, b, "prosody:guest")).sign_in()
    refused(guest.rendezvous_iq(), "forbidden")


@case("client_access_relay = false")
def it_can_be_left_out(server):
    a, = server.people(1)
    desk, guest = Client(server, a).sign_in(), Guest(server)
    expect(guest.features.find(q("linking", LINKING)) is None, "offered")
    info = desk.iq("get", "<query xmlns='http://jabber.org/protocol/disco#info'/>", bare(a))
    expect(LINKING not in [e.get("var") for e in info.iter()], "in disco")
    refused(desk.rendezvous_iq(), "service-unavailable")
    refused(guest.relay("x" * 24, a), "service-unavailable")
