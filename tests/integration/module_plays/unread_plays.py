# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""B5, B7 to B9, B13 to B15, B19, B20: unread counts, offline messages, and the cut between archive and live."""
import re

from wire import archive, body, counts, equal, jid, mark, online, person, play, say, seed


@play
def unreads_count_incoming_messages():
    anna, bert, carl = person("anna"), person("bert"), person("carl")
    b, c = online(bert), online(carl)
    say(b, jid(anna), body("one"), body("two"))
    say(c, jid(anna), body("three"))
    wire = seed(anna)
    equal(wire.bound.unreads, {jid(bert): (2, None), jid(carl): (1, None)})
    kept = archive(anna)
    equal(wire.bound.latest, kept[-1][0])  # B8, B12
    equal([text for _, _, text in kept], ["one", "two", "three"])
    wire.close()
    b.close()
    c.close()


@play
def unreads_leave_out_what_nobody_reads():
    anna, bert = person("anna"), person("bert")
    b, a = online(bert), online(anna)
    silent = [
        "<received xmlns='urn:xmpp:receipts' id='x'/><store xmlns='urn:xmpp:hints'/>",
        "<displayed xmlns='urn:xmpp:chat-markers:0' id='x'/><store xmlns='urn:xmpp:hints'/>",
        "<composing xmlns='http://jabber.org/protocol/chatstates'/><store xmlns='urn:xmpp:hints'/>",
        "<body></body><store xmlns='urn:xmpp:hints'/>",
        # carries keys and no message
        "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/></encrypted><encryption xmlns='urn:xmpp:eme:0' namespace='eu.siacs.conversations.axolotl'/><store xmlns='urn:xmpp:hints'/>",
    ]
    say(b, jid(anna), *silent)
    say(a, jid(bert), body("mine"))
    say(a, jid(anna), body("a note to myself"))
    before = len(archive(anna))
    assert before >= len(silent), "the silent ones are in the archive, or this shows nothing"
    equal(counts(anna), {})
    secret = "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/><payload>eA==</payload></encrypted><encryption xmlns='urn:xmpp:eme:0' namespace='eu.siacs.conversations.axolotl'/>"
    newer = "<encrypted xmlns='urn:omemo:2'><header sid='1'/><payload>eA==</payload></encrypted><store xmlns='urn:xmpp:hints'/>"
    other = "<openpgp xmlns='urn:xmpp:openpgp:0'>eA==</openpgp><store xmlns='urn:xmpp:hints'/>"
    say(b, jid(anna), secret, newer, other)
    equal(counts(anna), {jid(bert): (3, None)})
    say(b, jid(anna), "<body>bounced</body><error type='cancel'/>", kind="error")
    equal(counts(anna), {jid(bert): (3, None)})
    a.close()
    b.close()


@play
def unreads_follow_the_marker():
    anna, bert, carl = person("anna"), person("bert"), person("carl")
    b, c = online(bert), online(carl)
    say(b, jid(anna), body("b1"), body("b2"), body("b3"))
    say(c, jid(anna), body("c1"))
    ids = {text: id for id, _, text in archive(anna)}
    mark(anna, jid(bert), ids["b2"])
    equal(counts(anna), {jid(bert): (1, ids["b2"]), jid(carl): (1, None)})  # nothing was kept before
    mark(anna, jid(bert), ids["b3"])
    mark(anna, jid(carl), ids["c1"])
    equal(counts(anna), {})
    say(c, jid(anna), body("c2"), body("c3"))
    equal(counts(anna), {jid(carl): (2, ids["c1"])})
    # my own message as the marker (XEP-0490 §5.1), another of theirs behind it
    a = online(anna, presence=False)
    say(a, jid(carl), body("mine"))
    say(c, jid(anna), body("c4"))
    ids = {text: id for id, _, text in archive(anna)}
    mark(anna, jid(carl), ids["mine"])
    equal(counts(anna), {jid(carl): (1, ids["mine"])})
    # a marker that goes back, against the rules: what it says now is true
    mark(anna, jid(carl), ids["c2"])
    equal(counts(anna), {jid(carl): (2, ids["c2"])})
    # one that names nothing here: what is still in the archive is unread (B137)
    mark(anna, jid(carl), "long-gone")
    equal(counts(anna), {jid(carl): (4, "long-gone")})
    # a room's marker, with the room's name on it, is no business of this archive
    mark(anna, jid(carl), ids["c4"], by="room@rooms.example")
    equal(counts(anna), {jid(carl): (4, "long-gone")})
    for wire in (a, b, c):
        wire.close()


@play
def unreads_of_a_long_absence():
    """More than a page, told the same by a first login, by the next one, and by one that knew the first part."""
    anna, bert, carl = person("anna"), person("bert"), person("carl")
    b, c = online(bert), online(carl)
    say(c, jid(anna), body("early"))
    say(b, jid(anna), *(body(f"{n}") for n in range(90)))
    equal(counts(anna), {jid(bert): (90, None), jid(carl): (1, None)})
    equal(counts(anna), {jid(bert): (90, None), jid(carl): (1, None)})
    say(b, jid(anna), *(body(f"{n}") for n in range(90, 130)))
    ids = {text: id for id, _, text in archive(anna)}
    mark(anna, jid(bert), ids["50"])
    equal(counts(anna), {jid(bert): (79, ids["50"]), jid(carl): (1, None)})
    mark(anna, jid(carl), ids["early"])
    equal(counts(anna), {jid(bert): (79, ids["50"])})
    b.close()
    c.close()


@play
def unreads_within_a_bound():
    """On a server that reads 20 archived messages at most: what is older does not count, and what was counted stays."""
    anna, bert = person("anna"), person("bert")
    b = online(bert)
    say(b, jid(anna), *(body(f"{n}") for n in range(30)))
    equal(counts(anna), {jid(bert): (20, None)})
    say(b, jid(anna), body("30"))
    equal(counts(anna), {jid(bert): (21, None)})
    say(b, jid(anna), *(body(f"{n}") for n in range(31, 61)))
    equal(counts(anna), {jid(bert): (40, None)})  # the newest 20 on top of the 20 that were written down
    ids = {text: id for id, _, text in archive(anna)}
    mark(anna, jid(bert), ids["59"])
    equal(counts(anna), {jid(bert): (1, ids["59"])})
    b.close()


@play
def without_counts():
    """B15, on a server that is told not to count."""
    anna, bert = person("anna"), person("bert")
    b = online(bert)
    say(b, jid(anna), body("one"))
    wire = seed(anna)
    equal(wire.bound.unreads, None)
    equal(wire.bound.latest, archive(anna)[-1][0])
    wire.close()
    b.close()


# The seed: offline messages, carbons, and the cut between archive and live


@play
def offline_messages_are_dropped():
    anna, bert = person("anna"), person("bert")
    b = online(bert)
    say(b, jid(anna), body("one"), body("two"))
    wire = seed(anna)
    wire.send("<presence/>")
    wire.take("<presence ")
    assert "<message" not in wire.silent_until("after-presence"), "B5, B20: sent"
    wire.close()
    later = online(anna)
    assert "<message" not in later.silent_until("after-presence"), "B5: still there"
    later.close()
    equal([text for _, _, text in archive(anna)], ["one", "two"])
    b.close()


@play
def offline_messages_that_no_archive_has_stay():
    anna, bert = person("anna"), person("bert")
    b = online(bert)
    say(b, jid(anna), body("kept"), body("fleeting") + "<no-permanent-store xmlns='urn:xmpp:hints'/>")
    wire = seed(anna)
    equal(wire.bound.unreads, {jid(bert): (1, None)})
    wire.send("<presence/>")
    wire.take("<body>fleeting</body>")
    assert "kept" not in wire.silent_until("after-presence")
    wire.close()
    b.close()


@play
def live_begins_at_the_cut():
    """B9, B19: carbons without asking; and before the first presence nothing is lost between archive and live."""
    anna, bert = person("anna"), person("bert")
    b = online(bert)
    say(b, jid(anna), body("archived"))
    wire = seed(anna)
    say(b, jid(anna), body("before presence"))
    received = wire.take(r"<message [^>]*>.*?</message>.*?</message>").group(0)
    assert "<received xmlns='urn:xmpp:carbons:2'" in received and "before presence" in received, received
    live = re.search(r"<stanza-id [^>]*id='([^']*)'", received) or re.search(r"<stanza-id [^>]*", received)
    equal(archive(anna)[1][0], live.group(1))
    wire.send("<presence/>")
    wire.take("<presence ")
    assert "before presence" not in wire.silent_until("twice"), "B19: twice"
    phone = online(anna)
    say(phone, jid(bert), body("from my phone"))
    wire.take(r"<sent xmlns='urn:xmpp:carbons:2'.*?from my phone")
    say(b, phone.jid, body("to my phone"))
    wire.take(r"<received xmlns='urn:xmpp:carbons:2'.*?to my phone")
    for each in (wire, phone, b):
        each.close()
