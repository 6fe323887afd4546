# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all lints share: walking the tree, looking at C++ without its comments, and proving that each can fail.

A lint is a module with check(root) -> list of complaints, and a list of CASES: trees that must be complained about, and trees that must not.
Run as `lint.py ROOT` it prints complaints and fails when there are any; as `lint.py --self-test` it runs its cases.
"""
import os
import pathlib
import re
import sys
import tempfile

SKIPPED = {"build", ".git", "__pycache__", ".cache", "node_modules"}
SPDX = "// SPDX-FileCopyrightText: The Kith authors\n// SPDX-License-Identifier: GPL-3.0-or-later\n"


def files(root, *suffixes):
    """Paths below root, relative, with '/' on every system, sorted. Without suffixes all files."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [f for f in folders if f not in SKIPPED]
        for name in names:
            path = (pathlib.Path(folder) / name).relative_to(root).as_posix()
            if not suffixes or path.endswith(suffixes):
                found.append(path)
    return sorted(found)


def read(root, path):
    return (pathlib.Path(root) / path).read_text(encoding="utf-8", errors="replace")


TOKEN = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*.*?\*/', re.S)


def without_comments(text):
    """C++ with its comments blanked, line breaks and strings kept."""

    def blank(match):
        token = match.group(0)
        return token if token[0] in "\"'" else re.sub(r"[^\n]", " ", token)

    return TOKEN.sub(blank, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def write_tree(root, tree):
    for path, text in tree.items():
        target = pathlib.Path(root) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def self_test(check, cases):
    """cases: (name, tree, part of a complaint that must come, or None when none may)."""
    wrong = []
    for name, tree, expected in cases:
        with tempfile.TemporaryDirectory() as root:
            write_tree(root, tree)
            complaints = check(root)
        if expected is None and complaints:
            wrong.append(f"{name}: complains without reason: {complaints}")
        if expected is not None and not any(expected in c for c in complaints):
            wrong.append(f"{name}: wanted “{expected}”, got {complaints}")
    if not any(expected is None for _, _, expected in cases) or not any(expected for _, _, expected in cases):
        wrong.append("the cases need one tree that passes and one that fails")
    return wrong


def main(check, cases):
    complaints = self_test(check, cases) if sys.argv[1:] == ["--self-test"] else check(sys.argv[1])
    for complaint in complaints:
        print(complaint)
    sys.exit(1 if complaints else 0)
