#!/usr/bin/python3
# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else's XMPP client, to talk with: prints "ready" when online, then answers every message ("echo: ..."), or sends a flood and ends, or reads on another device of the same account.

usage: slixmpp_partner.py JID PASSWORD PORT CA echo
       slixmpp_partner.py JID PASSWORD PORT CA flood TO COUNT
       slixmpp_partner.py JID PASSWORD PORT CA marks
           prints "mark CHAT ID" for each XEP-0490 marker it hears of; takes commands, a line each:
           read CHAT ID    publishes that the chat was read up to the archive's ID; prints "said CHAT"
           fill COUNT      publishes markers of so many chats with people who do not exist; prints "filled"
           list            prints "mark ..." for all that the node holds, then "listed COUNT"
       slixmpp_partner.py JID PASSWORD PORT CA watch
           lets everybody see its presence and asks for theirs; prints, each with the seconds since the epoch,
           "presence FROM KIND SECONDS" for each presence, KIND being a type, or what is shown ("available", "xa"), with "+detached" where the session is marked as such
           "message FROM BODY" for each text; takes commands, a line each:
           join ROOM NICK  enters a room; prints "joined ROOM"
           send TO TEXT    says something; to a room if it is one that was joined
"""
import asyncio
import sys
import time
from xml.etree import ElementTree

import slixmpp

MDS = "urn:xmpp:mds:displayed:0"
PUBSUB = "http://jabber.org/protocol/pubsub"
DETACH = "urn:kith:detach:0"
MUC = "http://jabber.org/protocol/muc"
OPTIONS = {"persist_items": "true", "access_model": "whitelist", "send_last_published_item": "never", "max_items": "max"}


class Partner(slixmpp.ClientXMPP):
    def __init__(self, jid, password, mode, arguments):
        # slixmpp 1.8 knows only tls-unique, which TLS 1.3 does not have, and so fails every SCRAM of a server that offers -PLUS.
        super().__init__(jid, password, plugin_config={"feature_mechanisms": {"use_mech": "PLAIN"}})
        self.mode, self.arguments = mode, arguments
        for plugin in ("xep_0030", "xep_0184", "xep_0199", "xep_0085", "xep_0198", "xep_0359"):
            self.register_plugin(plugin)
        self["xep_0184"].auto_ack = True
        self.add_event_handler("session_start", self.started)
        self.add_event_handler("message", self.message)
        if mode == "marks":
            self.register_plugin("xep_0115")
            self.register_handler(slixmpp.xmlstream.handler.Callback(
                "marks", slixmpp.xmlstream.matcher.MatchXPath("{%s}message/{%s#event}event" % (self.default_ns, PUBSUB)), lambda stanza: self.print_marks(stanza.xml)))
        if mode == "watch":
            self.rooms = set()
            self.register_handler(slixmpp.xmlstream.handler.Callback(
                "watch", slixmpp.xmlstream.matcher.MatchXPath("{%s}presence" % self.default_ns), self.print_presence))
        self.add_event_handler("failed_auth", lambda _: self.give_up("failed_auth"))
        self.add_event_handler("connection_failed", lambda e: self.give_up("connection_failed %s" % e))

    def give_up(self, why):
        print("error", why, flush=True)
        sys.exit(1)

    async def started(self, _):
        if self.mode == "marks":
            self["xep_0030"].add_feature(MDS + "+notify")
            await self["xep_0115"].update_caps(broadcast=False)
        self.send_presence()
        await self.get_roster()
        print("ready", flush=True)
        if self.mode in ("marks", "watch"):
            self.obeying = asyncio.ensure_future(self.obey())  # a task that nobody holds is collected
        if self.mode == "flood":
            to, count = self.arguments[0], int(self.arguments[1])
            for number in range(count):
                self.send_message(mto=to, mbody="message %d" % number, mtype="chat")
                if number % 100 == 99:
                    await self["xep_0199"].ping(self.boundjid.domain)  # do not outrun the server
            await self["xep_0199"].ping(self.boundjid.domain)
            print("done", flush=True)
            await self.disconnect()

    def print_marks(self, xml):
        count = 0
        for item in xml.iter():
            stanza_id = item.find("{%s}displayed/{urn:xmpp:sid:0}stanza-id" % MDS)
            if stanza_id is not None:
                count += 1
                print("mark", item.get("id"), stanza_id.get("id"), flush=True)
        return count

    def print_presence(self, stanza):
        kind = stanza["type"]  # slixmpp gives what is shown, where there is no type
        if stanza.xml.find("{%s}detached" % DETACH) is not None:
            kind += "+detached"
        print("presence", stanza["from"], kind, "%.3f" % time.time(), flush=True)
        user = stanza.xml.find("{%s#user}x" % MUC)
        if user is not None and any(status.get("code") == "110" for status in user):
            print("joined" if stanza["type"] != "unavailable" else "left", stanza["from"].bare, flush=True)

    async def publish(self, chat, archive_id):
        iq = self.make_iq_set()
        pubsub = ElementTree.SubElement(iq.xml, "{%s}pubsub" % PUBSUB)
        item = ElementTree.SubElement(ElementTree.SubElement(pubsub, "{%s}publish" % PUBSUB, node=MDS), "{%s}item" % PUBSUB, id=chat)
        ElementTree.SubElement(ElementTree.SubElement(item, "{%s}displayed" % MDS), "{urn:xmpp:sid:0}stanza-id", by=self.boundjid.bare, id=archive_id)
        form = ElementTree.SubElement(ElementTree.SubElement(pubsub, "{%s}publish-options" % PUBSUB), "{jabber:x:data}x", type="submit")
        for name, value in {"FORM_TYPE": PUBSUB + "#publish-options", **{"pubsub#" + key: value for key, value in OPTIONS.items()}}.items():
            field = ElementTree.SubElement(form, "{jabber:x:data}field", var=name)
            if name == "FORM_TYPE":
                field.set("type", "hidden")
            ElementTree.SubElement(field, "{jabber:x:data}value").text = value
        await iq.send(timeout=30)

    async def obey(self):
        lines = asyncio.StreamReader()
        await self.loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        while line := await lines.readline():
            await self.command(line.decode().split())

    async def command(self, words):
        try:
            if words[:1] == ["read"]:
                await self.publish(words[1], words[2])
                print("said", words[1], flush=True)
            elif words[:1] == ["fill"]:
                for number in range(int(words[1])):
                    await self.publish("nobody%d@nowhere.example" % number, "none%d" % number)
                print("filled", flush=True)
            elif words[:1] == ["join"]:
                self.rooms.add(words[1])
                presence = self.make_presence(pto="%s/%s" % (words[1], words[2]))
                ElementTree.SubElement(presence.xml, "{%s}x" % MUC)
                presence.send()
            elif words[:1] == ["send"]:
                self.send_message(mto=words[1], mbody=" ".join(words[2:]), mtype="groupchat" if words[1] in self.rooms else "chat")
            elif words[:1] == ["list"]:
                iq = self.make_iq_get()
                ElementTree.SubElement(ElementTree.SubElement(iq.xml, "{%s}pubsub" % PUBSUB), "{%s}items" % PUBSUB, node=MDS)
                print("listed", self.print_marks((await iq.send(timeout=30)).xml), flush=True)
        except slixmpp.exceptions.XMPPError as error:
            print("error", error, flush=True)

    def message(self, stanza):
        if self.mode == "watch" and stanza["body"]:
            print("message", stanza["from"], stanza["body"], flush=True)
        if stanza["type"] in ("chat", "normal") and stanza["body"] and self.mode == "echo":
            print("got", stanza["body"], flush=True)
            self.send_message(mto=stanza["from"].bare, mbody="echo: " + stanza["body"], mtype="chat")


def main():
    jid, password, port, ca, mode, *arguments = sys.argv[1:]
    partner = Partner(jid, password, mode, arguments)
    partner.ca_certs = ca
    if hasattr(partner, "enable_direct_tls"):  # slixmpp 1.9 and newer
        partner.enable_direct_tls = partner.enable_plaintext = False
        partner.connect("127.0.0.1", int(port))
        partner.loop.run_until_complete(partner.disconnected)
    else:
        partner.connect(("127.0.0.1", int(port)), use_ssl=False, force_starttls=True)
        partner.process(forever=False)


main()
