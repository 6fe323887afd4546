#!/usr/bin/python3
# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else's XMPP client, to talk with: prints "ready" when online, then either answers every message ("echo: ..."), or sends a flood and ends.

usage: slixmpp_partner.py JID PASSWORD PORT CA echo
       slixmpp_partner.py JID PASSWORD PORT CA flood TO COUNT
"""
import sys

import slixmpp


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
        self.add_event_handler("failed_auth", lambda _: self.give_up("failed_auth"))
        self.add_event_handler("connection_failed", lambda e: self.give_up("connection_failed %s" % e))

    def give_up(self, why):
        print("error", why, flush=True)
        sys.exit(1)

    async def started(self, _):
        self.send_presence()
        await self.get_roster()
        print("ready", flush=True)
        if self.mode == "flood":
            to, count = self.arguments[0], int(self.arguments[1])
            for number in range(count):
                self.send_message(mto=to, mbody="message %d" % number, mtype="chat")
                if number % 100 == 99:
                    await self["xep_0199"].ping(self.boundjid.domain)  # do not outrun the server
            await self["xep_0199"].ping(self.boundjid.domain)
            print("done", flush=True)
            await self.disconnect()

    def message(self, stanza):
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
