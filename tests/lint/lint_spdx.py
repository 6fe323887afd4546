# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every source says whose it is and under which licence, in its first lines."""
from lint_common import SPDX, files, main, read

SUFFIXES = (".h", ".cpp", ".py", ".cmake", "CMakeLists.txt", ".sql", ".lua", ".sh")
TAGS = ("SPDX-FileCopyrightText: The Kith authors", "SPDX-License-Identifier: GPL-3.0-or-later")
LOOKED_AT = 5  # lines: a script begins with #!


def check(root):
    complaints = []
    for path in files(root):
        if not path.endswith(SUFFIXES):
            # scripts have no suffix
            with open(f"{root}/{path}", "rb") as f:
                if f.read(2) != b"#!":
                    continue
        head = "\n".join(read(root, path).split("\n")[:LOOKED_AT])
        missing = [tag for tag in TAGS if tag not in head]
        if missing:
            complaints.append(f"{path}: no “{missing[0]}”")
    return complaints


CASES = [
    ("source", {"net/a.cpp": SPDX}, None),
    ("script", {"packaging/run": "#!/bin/sh\n" + SPDX.replace("//", "#")}, None),
    ("other files", {"README.md": "hello", "a.svg": "<svg/>"}, None),
    ("none", {"net/a.cpp": "int x;\n"}, "no “SPDX-FileCopyrightText"),
    ("no licence", {"net/a.h": SPDX.split("\n")[0] + "\n"}, "no “SPDX-License"),
    ("other licence", {"net/a.h": SPDX.replace("GPL-3.0-or-later", "MIT")}, "no “SPDX-License"),
    ("script without", {"packaging/run": "#!/bin/sh\n"}, "packaging/run"),
    ("too far down", {"net/a.h": "\n" * 9 + SPDX}, "no “SPDX"),
    ("CMake", {"net/CMakeLists.txt": "project(x)\n"}, "CMakeLists"),
]

if __name__ == "__main__":
    main(check, CASES)
