# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""No source over 600 lines, unless tests/lint/long_files.txt says why. A line there that is no longer needed is a complaint too."""
import pathlib

from lint_common import files, main, read

LIMIT = 600
LIST = "tests/lint/long_files.txt"
SUFFIXES = (".h", ".cpp", ".py", ".sql", ".lua", ".sh", ".cmake", "CMakeLists.txt")


def reasons(root):
    found = {}
    if (pathlib.Path(root) / LIST).is_file():
        for line in read(root, LIST).splitlines():
            if line.strip() and not line.startswith("#"):
                path, _, reason = line.partition(":")
                found[path.strip()] = reason.strip()
    return found


def check(root):
    listed = reasons(root)
    complaints = [f"{LIST}: {path}: no reason" for path, reason in listed.items() if not reason]
    long_files = {}
    for path in files(root, *SUFFIXES):
        lines = read(root, path).count("\n")
        if lines > LIMIT:
            long_files[path] = lines
    complaints += [f"{path}: {lines} lines, more than {LIMIT}: look for the second class in it" for path, lines in long_files.items() if path not in listed]
    complaints += [f"{LIST}: {path} is not too long, or gone" for path in listed if path not in long_files]
    return complaints


LONG = {"net/a.cpp": "\n" * 601}
CASES = [
    ("short", {"net/a.cpp": "\n" * 600}, None),
    ("long", LONG, "601 lines"),
    ("listed", {**LONG, LIST: "# why\nnet/a.cpp: a table\n"}, None),
    ("listed without reason", {**LONG, LIST: "net/a.cpp:\n"}, "no reason"),
    ("cured", {"net/a.cpp": "\n", LIST: "net/a.cpp: a table\n"}, "not too long"),
    ("gone", {LIST: "net/b.cpp: a table\n"}, "not too long"),
]

if __name__ == "__main__":
    main(check, CASES)
