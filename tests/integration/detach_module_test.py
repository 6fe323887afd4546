#!/usr/bin/python3
# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""mod_detach in a real Prosody, spoken to by hand.

usage: detach_module_test.py --list
       detach_module_test.py CASE...    (none: all)
"""
import sys
import traceback

import detach_cut_cases  # noqa: F401 (registers its cases, as do the next three)
import detach_proof_cases  # noqa: F401
import detach_restart_cases  # noqa: F401
import detach_stay_cases  # noqa: F401
from detach_cases import CASES
from detach_world import Server

SERVERS = {}


def run_case(name):
    function, options, archive = CASES[name]
    key = (options, archive)
    if key not in SERVERS:
        SERVERS[key] = Server(options, archive).start()
    server = SERVERS[key]
    try:
        function(server)
        return True
    except Exception:
        traceback.print_exc(file=sys.stdout)
        print("".join(server.log().splitlines(keepends=True)[-40:]))
        return False


def main(names):
    if names == ["--list"]:
        print("\n".join(CASES))
        return 0
    failed = []
    try:
        for name in names or CASES:
            good = run_case(name)
            print("%s %s" % ("PASS" if good else "FAIL", name), flush=True)
            if not good:
                failed.append(name)
    finally:
        for server in SERVERS.values():
            server.end()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
