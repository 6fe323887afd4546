#!/usr/bin/python3
# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""mod_client_access in a real Prosody, with mod_detach beside it, spoken to by hand. See module_runner.py for the command line."""
import sys

import access_filter_cases  # noqa: F401 (registers its cases, as do the next four)
import access_list_cases  # noqa: F401
import access_relay_cases  # noqa: F401
import access_revoke_cases  # noqa: F401
import access_token_cases  # noqa: F401
import module_runner

if __name__ == "__main__":
    sys.exit(module_runner.main(sys.argv[1:], ["detach", "client_access"]))
