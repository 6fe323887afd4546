# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a session receives (linking.md L22-L24, L44, L45): which messages reach it, and that nobody else loses one by it."""
from access_world import ACCESS, Client, accepted, bare, refused
from detach_cases import see_detached
from detach_world import Key
from module_runner import case, equal, expect
from module_world import DOMAIN, ROOMS, q

CARBONS = "urn:xmpp:carbons:2"
OFF = "<disable xmlns='%s'/>" % CARBONS
LOW, NEVER, HIGH = ("<presence><priority>%d</priority></presence>" % n for n in (0, -1, 5))


def device(server, user, presence=LOW, *words, carbons=True, agent=None):
    client = Client(server, user, agent).sign_in(presence)
    if not carbons:
        accepted(client.iq("set", OFF))
    if words:
        accepted(client.receive(*words))
    client.inbox.clear()
    return client


def heard(client):
    """(how, body) of each message that came: plain, or as a copy."""
    client.settle()
    found = []
    for e in client.inbox:
        if e.tag != q("message"):
            continue
        how = next((name for name in ("received", "sent") if e.find(q(name, CARBONS)) is not None), "plain")
        body = next((b.text for b in e.iter(q("body"))), None)
        found.append((how, body))
    client.inbox = [e for e in client.inbox if e.tag != q("message")]
    return found


def world(server, presence=LOW, words=("_message_public",), carbons=True):
    """A friend, a device that receives everything, and one that does not."""
    a, b = server.people(2)
    return Client(server, b).sign_in(), device(server, a, carbons=carbons), device(server, a, presence, *words)


def write(friend, to, body, extra="", kind="chat"):
    friend.say(to, body, kind, extra)
    friend.settle()


@case()
def what_fits_none_does_not_come(server):
    """L2, L6: what comes to the account goes to the devices that are linked, as it is."""
    for presence in (NEVER, LOW, HIGH):
        friend, desk, groups = world(server, presence)
        write(friend, bare(desk.user), "one")
        write(friend, desk.jid, "two")
        write(desk, bare(friend.user), "three")
        equal(heard(groups), [], "the filtered one, presence %s" % presence)
        expect([body for _, body in heard(desk)] == ["one", "two"], "the other one")


@case()
def what_fits_comes_once(server):
    for presence, how in ((NEVER, "received"), (LOW, "plain")):
        friend, desk, direct = world(server, presence, ("_message_private", "_message_echo"))
        write(friend, bare(desk.user), "one")
        equal(heard(direct), [(how, "one")], "to the account")
        equal(heard(desk), [("plain", "one")], "at the other")
        write(friend, desk.jid, "two")
        equal(heard(direct), [("received", "two")], "a copy")
        write(desk, bare(friend.user), "three")
        equal(heard(direct), [("sent", "three")], "a copy of what the other one sent")


@case()
def each_kind_has_its_word(server):
    """L44, and the match of §3: whole words, one behind the other."""
    friend, desk, one = world(server, NEVER)
    call = "<propose xmlns='urn:xmpp:jingle-message:0' id='x'/>"
    for words, expected in ((["_call"], ["ring"]), (["_request"], ["ring"]), (["_message"], ["talk"]), (["_message_private"], ["talk"]), (["_private"], ["talk"]),
                            (["_mess"], []), (["_essage"], []), (["_private_message"], []), (["_message_private_more"], []), (["_notice", "_private"], ["talk"])):
        accepted(one.receive(*words))
        write(friend, bare(desk.user), "talk")
        write(friend, bare(desk.user), "ring", call)
        equal([body for _, body in heard(one)], expected, "with %s" % words)
    accepted(one.receive("_call"))
    write(desk, bare(friend.user), "accept", "<accept xmlns='urn:xmpp:jingle-message:0' id='x'/>")
    equal(heard(one), [("sent", "accept")], "a call that the other one took")


@case('client_access_notices = { ["urn:example:news"] = "_notice_news"; ["urn:example:bad"] = "news!" }')
def notices_have_names(server):
    friend, desk, one = world(server, LOW)

    def event(node):
        return "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='%s'><item id='1'/></items></event>" % node

    for words, expected in ((["_news"], ["news"]), (["_notice_news"], ["news"]), (["_notice"], ["news", "other", "bad", "plain"]), (["_new"], [])):
        accepted(one.receive(*words))
        for node in ("news", "other", "bad"):
            write(friend, bare(desk.user), node, event("urn:example:" + node), "headline")
        write(friend, bare(desk.user), "plain", "", "headline")
        equal([body for _, body in heard(one)], expected, "with %s" % words)
    equal(len(heard(desk)), 16, "at the other")
    accepted(one.receive("_invitation"))
    write(friend, bare(desk.user), "come", "<x xmlns='jabber:x:conference' jid='room@%s'/>" % ROOMS)
    write(friend, bare(desk.user), "talk")
    equal([body for _, body in heard(one)], ["come"], "invitations")


@case()
def what_is_meant_for_it_comes(server):
    friend, desk, groups = world(server, LOW, ("_notice_news",))
    write(friend, groups.jid, "to you alone")
    equal(heard(groups), [("plain", "to you alone")], "to its full address")
    friend.send("<iq type='get' id='q1' to='%s'><query xmlns='jabber:iq:version'/></iq>" % groups.jid)
    request = groups.wait(lambda e: e.tag == q("iq") and e.get("id") == "q1", "the request")
    groups.send("<iq type='result' id='q1' to='%s'/>" % friend.jid)
    equal(request.get("from"), friend.jid, "from")
    friend.wait(lambda e: e.tag == q("iq") and e.get("id") == "q1", "the answer")
    room = "filter%s@%s" % (groups.user, ROOMS)
    groups.send("<presence to='%s/me'><x xmlns='http://jabber.org/protocol/muc'/></presence>" % room)
    groups.wait(lambda e: e.tag == q("presence") and e.get("from") == room + "/me", "the room")
    groups.say(room, "hello", "groupchat")
    groups.wait(lambda e: e.tag == q("message") and e.findtext(q("body")) == "hello", "a room's line")
    friend.send("<presence><status>news</status></presence>")
    groups.wait(lambda e: e.tag == q("presence") and e.findtext(q("status")) == "news", "presence of a contact")
    # what it asks for
    groups.send("<iq type='set' id='mam'><query xmlns='urn:xmpp:mam:2'/></iq>")
    groups.wait(lambda e: e.find(q("result", "urn:xmpp:mam:2")) is not None, "the archive")


@case()
def a_note_to_oneself_is_to_the_account(server):
    friend, desk, groups = world(server)
    for to in ("", " to='%s'" % bare(desk.user)):
        for extra in ("", "<private xmlns='%s'/>" % CARBONS):  # the address is restored only on what is copied
            desk.send("<message type='chat'%s><body>note</body>%s</message>" % (to, extra))
            desk.settle()
    equal(heard(groups), [], "the filtered one")


@case()
def who_comes_next_gets_it(server):
    """A filtered session of the highest priority is no recipient for what it does not want."""
    for carbons, how in ((False, "plain"), (True, "received")):
        friend, desk, groups = world(server, HIGH, carbons=carbons)
        write(friend, bare(desk.user), "one")
        equal(heard(desk), [(how, "one")], "the next, carbons %s" % carbons)
        write(friend, desk.jid.split("/", 1)[0] + "/nobody", "two")
        equal(heard(desk), [(how, "two")], "to an address that is gone, carbons %s" % carbons)
        write(friend, bare(desk.user), "three", "<private xmlns='%s'/>" % CARBONS)
        equal(heard(desk), [("plain", "three")], "that is not to be copied, carbons %s" % carbons)
        equal(heard(groups), [], "the filtered one")
        accepted(groups.receive("_message_private"))
        write(friend, bare(desk.user), "four")
        equal(heard(groups), [("plain", "four")], "the highest one, that wants it")
        equal(heard(desk), [("received", "four")] if carbons else [], "the other, carbons %s" % carbons)


@case(archive=False)
def with_nobody_for_it_it_waits(server):
    """L9: and it is not told to a session that would drop it."""
    a, b = server.people(2)
    friend = Client(server, b).sign_in()
    groups = device(server, a, LOW, "_message_public")
    write(friend, bare(a), "one")
    equal([e for e in friend.inbox if e.tag == q("message")], [], "an error came back")
    groups.send("<presence type='unavailable'/>")
    groups.send(LOW)
    equal(heard(groups), [], "the filtered one, coming back")
    desk = Client(server, a).sign_in(LOW)
    equal(heard(desk), [("plain", "one")], "the next one that receives everything")
    desk.send("</stream:stream>")
    desk.wait_closed()
    write(friend, bare(a), "two")
    accepted(groups.receive())
    equal(heard(groups), [("plain", "two")], "when it receives everything again")


@case()
def it_lasts_over_a_lost_connection(server):
    friend, desk, groups = world(server, NEVER)
    groups.settle()
    mark = server.mark()
    groups.drop()
    server.wait_log("going into hibernation", mark)
    write(friend, bare(desk.user), "while away")
    write(friend, groups.jid, "to you, while away")
    back = Client(server, groups.user, groups.agent)
    equal(back.resume(groups).tag, q("resumed", "urn:xmpp:sm:3"), "resume")
    equal(heard(back), [("plain", "to you, while away")], "what waited")
    write(friend, bare(desk.user), "back again")
    equal(heard(back), [], "afterwards")
    equal(back.receives(), ["_message_public"], "services")


@case("detach_time = 3600; detach_queue_size = 20; smacks_max_queue_size = 10")
def it_lasts_over_detaching_and_a_restart(server):
    friend, desk, groups = world(server, NEVER)
    key = Key(server.folder)
    groups.prepare(key).detach()
    see_detached(friend, groups.jid)
    write(friend, bare(desk.user), "while away")
    server.stop()
    server.start()
    friend = Client(server, friend.user).sign_in()
    see_detached(friend, groups.jid)
    desk = device(server, desk.user)
    for _ in range(25):  # more than its queue could hold
        write(friend, bare(desk.user), "after the restart")
    write(friend, groups.jid, "to you")
    back = Client(server, groups.user, groups.agent)
    equal(back.resume(groups, back.proof(groups, key)).tag, q("resumed", "urn:xmpp:sm:3"), "resume")
    equal(heard(back), [("plain", "to you")], "what waited")
    equal(back.receives(), ["_message_public"], "services")
    write(friend, bare(desk.user), "last")
    equal(heard(back), [], "afterwards")
    equal([body for _, body in heard(desk)], ["after the restart"] * 25 + ["to you", "last"], "the other one, which gets a copy")


@case()
def it_is_part_of_the_bind(server):
    """So that nothing comes before it."""
    a, b = server.people(2)
    words = "<services xmlns='%s'><service>_message_public</service><service>_call</service></services>" % ACCESS
    groups = Client(server, a, bind=Client.BIND.replace("</bind>", words + "</bind>"))
    offered = [e.get("var") for e in groups.features.iter(q("feature", "urn:xmpp:bind:0"))]
    expect(ACCESS in offered, "not offered: %s" % offered)
    success = groups.authenticate(groups.bind)
    told = success.find(".//" + q("services", ACCESS))
    equal([e.text for e in told], ["_message_public", "_call"], "in <bound/>")
    equal(groups.receives(), ["_message_public", "_call"], "services")
    wrong = Client(server, a, bind=Client.BIND.replace("</bind>", "<services xmlns='%s'><service>news</service></services></bind>" % ACCESS))
    success = wrong.authenticate(wrong.bind)
    expect(success.find(".//" + q("services", ACCESS)) is None, "wrong words were taken")
    equal(wrong.receives(), [], "services")


@case()
def words_are_checked(server):
    a, = server.people(1)
    desk = Client(server, a).sign_in()
    for words in (["news"], ["_"], [""], ["__news"], ["_news_"], ["_n%"], ["_nëws"], ["_a b"], ["_" + "x" * 64], ["_w%d" % i for i in range(9)]):
        refused(desk.receive(*words), "bad-request")
    refused(desk.iq("set", "<services xmlns='%s'><other>_news</other></services>" % ACCESS), "bad-request")
    equal(desk.receives(), [], "after wrong words")
    many = ["_w%d" % i for i in range(8)]
    accepted(desk.receive(*many))
    equal(desk.receives(), many, "eight words")
    refused(desk.receive("news"), "bad-request")
    equal(desk.receives(), many, "as before")
    accepted(desk.receive())
    equal(desk.receives(), [], "everything")
    stranger = Client(server, server.people(1)[0]).sign_in()
    refused(stranger.iq("set", "<services xmlns='%s'><service>_news</service></services>" % ACCESS, bare(a)), "service-unavailable")
    refused(stranger.iq("get", "<services xmlns='%s'/>" % ACCESS, DOMAIN), "service-unavailable")
