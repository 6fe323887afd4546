# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases against modules in a real Prosody: how they are registered, and the command line of the *_module_test.py.

usage: …_module_test.py --list
       …_module_test.py CASE...    (none: all)
"""
import sys
import traceback

from module_world import Server

CASES = {}


def case(options="", archive=True):
    """The function is a case, on a server with these options below its host. Cases with the same options share one."""
    def register(function):
        CASES[function.__name__] = (function, options, archive)
        return function
    return register


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def equal(actual, expected, what=""):
    if actual != expected:
        raise AssertionError("%s: expected %r, got %r" % (what, expected, actual))


def run_case(name, servers, extra):
    function, options, archive = CASES[name]
    key = (options, archive)
    if key not in servers:
        servers[key] = Server(options, archive, extra).start()
    server = servers[key]
    try:
        function(server)
        return True
    except Exception:
        traceback.print_exc(file=sys.stdout)
        print("".join(server.log().splitlines(keepends=True)[-40:]))
        return False


def main(names, extra):
    """extra: the modules that are tested."""
    if names == ["--list"]:
        print("\n".join(CASES))
        return 0
    failed, servers = [], {}
    try:
        for name in names or CASES:
            good = run_case(name, servers, extra)
            print("%s %s" % ("PASS" if good else "FAIL", name), flush=True)
            if not good:
                failed.append(name)
    finally:
        for server in servers.values():
            server.end()
    return 1 if failed else 0
