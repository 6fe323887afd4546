# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the cases of detach_module_test.py have in common."""
from detach_world import Client, DETACH, Key, SM, STREAMS, q
from module_runner import case, equal, expect  # noqa: F401 (the cases take them from here)


def one_detached(server, presence="<presence/>", attributes=""):
    """Somebody who detached, the key, and a contact who watches."""
    a, b = server.people(2)
    watcher = Client(server, b).sign_in()
    key = Key(server.folder)
    old = Client(server, a).sign_in(presence).prepare(key, attributes)
    watcher.wait(lambda e: e.get("from") == old.jid and e.get("type") is None, "the person online")
    old.detach()
    return old, key, watcher


def see_detached(watcher, jid):
    element = watcher.wait(lambda e: e.tag == q("presence") and e.get("from") == jid and e.find(q("detached", DETACH)) is not None, "the detached presence")
    return element.find(q("detached", DETACH)).get("since")


def never_left(watcher, jid):
    watcher.settle()
    expect("unavailable" not in [kind for kind, _ in watcher.presences(jid)], "the contact was told of a departure")


def failure_of(result):
    """The condition in a <failed/>, which mod_sasl2_sm puts into an <error/> and mod_smacks does not."""
    equal(result.tag, q("failed", SM), "result")
    return next(e.tag.split("}")[1] for e in result.iter() if e.tag.startswith("{urn:ietf:params:xml:ns:xmpp-stanzas}") and not e.tag.endswith("}text"))


def expect_killed(client):
    error = client.wait_closed()
    expect(error is not None, "no stream error")
    expect(error.find(q("conflict", STREAMS)) is not None, "no conflict")
    expect(error.findtext(q("text", STREAMS)), "no text")
    expect(error.find(q("killed", DETACH)) is not None, "no notice")


def archived(client, peer):
    client.send("<iq type='set' id='mam'><query xmlns='urn:xmpp:mam:2' queryid='q'><x xmlns='jabber:x:data' type='submit'>"
                "<field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field><field var='with'><value>%s</value></field></x>"
                "<set xmlns='http://jabber.org/protocol/rsm'><max>200</max></set></query></iq>" % peer)
    client.wait(lambda e: e.tag == q("iq") and e.get("id") == "mam", "the archive's answer")
    results = [e for e in client.inbox if e.find(q("result", "urn:xmpp:mam:2")) is not None]
    client.inbox = [e for e in client.inbox if e not in results]
    return [e.find(".//" + q("body")).text for e in results]
