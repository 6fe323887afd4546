#!/usr/bin/python3
# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays for the server modules of packaging/prosody.

usage: play.py HOST:PORT CA PLAY
       play.py --list

The server is kith.example and takes registrations (mod_register_ibr): each play has people of its own. Ends with 0 when everything was as the play says, with the
conversation on the standard output.
"""
import sys

import pipelining_plays  # noqa: F401  each registers its plays
import seed_plays  # noqa: F401
import today_plays  # noqa: F401
import unread_plays  # noqa: F401
import wire


def main():
    if sys.argv[1:] == ["--list"]:
        print("\n".join(wire.PLAYS))
        return
    where, wire.ca, name = sys.argv[1:]
    host, _, port = where.rpartition(":")
    wire.address = (host, int(port))
    wire.PLAYS[name]()


main()
