#!/usr/bin/python3
# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""mod_detach in a real Prosody, spoken to by hand. See module_runner.py for the command line."""
import sys

import detach_cut_cases  # noqa: F401 (registers its cases, as do the next three)
import detach_proof_cases  # noqa: F401
import detach_restart_cases  # noqa: F401
import detach_stay_cases  # noqa: F401
import module_runner

if __name__ == "__main__":
    sys.exit(module_runner.main(sys.argv[1:], ["detach"]))
