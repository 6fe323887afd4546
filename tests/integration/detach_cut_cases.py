# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbered messages to somebody who detaches, loses the network, is cut off anywhere in a resume, and whose server restarts: each once, in order."""
import random

from detach_cases import case, equal, expect, failure_of
from detach_world import Client, DETACH, DOMAIN, Key, SM, q

ROUNDS = 12


class Story:
    def __init__(self, server, seed):
        self.server, self.chance = server, random.Random(seed)
        self.name, other = server.people(2)
        self.watcher, self.key = Client(server, other).sign_in(), Key(server.folder)
        self.client = Client(server, self.name).sign_in().prepare(self.key)
        self.sent, self.got = 0, []

    def say(self, most):
        for _ in range(self.chance.randrange(most + 1)):
            to = self.client.jid if self.chance.random() < 0.5 else "%s@%s" % (self.name, DOMAIN)
            self.watcher.say(to, "number %d" % self.sent)
            self.sent += 1
        self.watcher.settle()
        gone = [e for e in self.watcher.inbox if e.get("type") == "unavailable" and e.get("from") == self.client.jid]
        expect(not gone, "the contact was told of a departure")
        self.watcher.inbox = []

    def read(self):
        self.got += self.client.bodies()
        self.client.inbox = []

    def leave(self):
        how = self.chance.choice(["detach", "detach", "unread", "lose", "restart"])
        if how in ("detach", "restart"):
            self.client.settle()
            self.read()
            self.client.detach()
        elif how == "unread":
            self.read()
            self.client.send("<detach xmlns='%s'/>" % DETACH)
            self.client.drop()
        else:
            self.read()
            self.client.drop()
        if how == "restart":
            self.say(3)
            self.server.stop()
            self.server.start()
            self.watcher = Client(self.server, self.watcher.user).sign_in()

    def proof_by(self, client):
        """It is not known whether a ticket was used once it was sent: then first without a proof."""
        return "" if self.tried else client.proof(self.client, self.key)

    def cut(self):
        """A try to resume that ends somewhere, perhaps after the server had all of it."""
        client = Client(self.server, self.name)
        text = client.resume_request(self.client, self.proof_by(client))
        self.tried = True
        client.send(text[:self.chance.choice([len(text), self.chance.randrange(len(text))])])
        if self.chance.random() < 0.3:
            client.read(0.3)
        client.drop()

    def come_back(self):
        self.tried = False
        for _ in range(self.chance.randrange(3)):
            self.cut()
            self.say(1)
        old, back = self.client, Client(self.server, self.name)
        result = back.resume(old, self.proof_by(back))
        if self.tried and result.tag == q("failed", SM):
            equal(failure_of(result), "not-authorized", "without proof")
            back = Client(self.server, self.name)
            result = back.resume(old, back.proof(old, self.key))
        equal(result.tag, q("resumed", SM), "result")
        equal(back.jid, old.jid, "address")
        self.client = back.prepare(self.key)


def tell(seed):
    def story(server):
        one = Story(server, seed)
        for _ in range(ROUNDS):
            one.say(3)
            one.leave()
            one.say(3)
            one.come_back()
        one.watcher.settle()
        one.client.settle()
        one.read()
        equal(one.got, ["number %d" % i for i in range(one.sent)], "messages")
        expect("Traceback" not in server.log(), "errors in the log")
    story.__name__ = "cut_anywhere_nothing_is_lost_%d" % seed
    return story


for number in range(3):
    case()(tell(number))
