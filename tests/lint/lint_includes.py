# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Includes go down only (app, ui, model, net), are written from the root, and reach no further than ARCHITECTURE.md says."""
import functools
import pathlib
import re
import subprocess

from lint_common import files, line_of, main, read, without_comments

LAYERS = ["net", "model", "ui", "app"]  # each may use itself and those before it
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+(?:"([^"]+)"|<([^>]+)>)', re.M)

# of net, ui may see addresses and pure functions on text
UI_MAY_SEE_OF_NET = ("net/base/", "net/proto/xep_0393_styling.h", "net/proto/xep_0245_me.h")
# only the folder that joins both sees a session
SESSION_FOLDERS = ("net/session/", "net/ext/", "net/stream/", "net/transport/", "net/sasl/")
BASE_ONLY = ("model/store/", "model/items/", "model/types/")

# When Qt's headers cannot be listed, these prefixes still tell the modules apart well enough to catch the usual mistakes.
FALLBACK = {
    "QtGui": r"Q(Color|Font\w*|Image\w*|Icon|Pixmap|Painter\w*|Palette|Pen|Brush|Text(Document|Layout|Cursor)|GuiApplication|Clipboard|Cursor|Action|KeySequence|Window|Screen)",
    "QtWidgets": r"Q(Widget|Application|Label|\w+Button|\w+Layout|\w*Dialog|\w+View|LineEdit|TextEdit|MainWindow|Menu\w*|Style\w*|Scroll\w+|Splitter|ToolTip)",
    "QtSql": r"QSql\w*",
}


@functools.lru_cache(maxsize=None)
def qt_headers(module):
    """Names of a Qt module's class headers, from the installation when there is one."""
    for query in (["qmake6", "-query", "QT_INSTALL_HEADERS"], ["qtpaths6", "--query", "QT_INSTALL_HEADERS"]):
        try:
            folder = subprocess.run(query, capture_output=True, text=True, check=True).stdout.strip()
        except (OSError, subprocess.CalledProcessError):
            continue
        names = {p.name for p in (pathlib.Path(folder) / module).glob("Q*") if p.is_file()}
        if names:
            return names
    return None


def is_of(module, header):
    if header.startswith(module + "/"):
        return True
    known = qt_headers(module)
    return header in known if known else re.fullmatch(FALLBACK[module], header) is not None


def layer_of(path):
    """Layer of a source, or of a test: the highest that it may use."""
    parts = path.split("/")
    if parts[0] in LAYERS:
        return parts[0]
    if parts[0] == "tests" and len(parts) > 2:
        if parts[1] in ("unit", "support") and parts[2] in LAYERS:
            return parts[2]
        if parts[1] in ("transcript", "fuzz"):
            return "net"
    return None


def complaint_about(root, path, quoted, angled):
    layer = layer_of(path)
    is_test = path.startswith("tests/")
    if quoted:
        if quoted.endswith(".moc"):
            return None
        if quoted.startswith("../") or "/../" in quoted or not (pathlib.Path(root) / quoted).is_file():
            return f'"{quoted}" is not written from the root, or does not exist'
        target = quoted.split("/")[0]
        if layer and target in LAYERS and LAYERS.index(target) > LAYERS.index(layer):
            return f'{layer} must not include "{quoted}": that is above it'
        if not is_test and target == "tests":
            return f'"{quoted}": the program must not need its tests'
        if is_test or target == layer:
            return None
        if layer == "ui" and target == "net" and not quoted.startswith(UI_MAY_SEE_OF_NET):
            return f'ui must not include "{quoted}": of net it may see net/base only'
        if layer == "model" and quoted.startswith(SESSION_FOLDERS) and not path.startswith("model/sync/"):
            return f'"{quoted}": only model/sync sees sessions'
        if path.startswith(BASE_ONLY) and target == "net" and not quoted.startswith("net/base/"):
            return f'"{quoted}": {path.rsplit("/", 1)[0]} may see net/base only'
        return None
    if is_test:
        return None
    if layer in ("net", "model"):
        for module in ("QtGui", "QtWidgets"):
            if is_of(module, angled):
                return f"<{angled}>: {layer} knows no {module}"
    if is_of("QtSql", angled) and not path.startswith("model/store/"):
        return f"<{angled}>: SQL lives in model/store"
    return None


def check(root):
    complaints = []
    for path in files(root, ".h", ".cpp"):
        if path.split("/")[0] not in LAYERS + ["tests"]:
            continue
        text = without_comments(read(root, path))
        for match in INCLUDE.finditer(text):
            complaint = complaint_about(root, path, match.group(1), match.group(2))
            if complaint:
                complaints.append(f"{path}:{line_of(text, match.start())}: {complaint}")
    return complaints


def tree(path, include, *others):
    return {path: f"#include {include}\n", **{o: "" for o in others}}


CASES = [
    ("down", tree("app/a.cpp", '"ui/b.h"', "ui/b.h"), None),
    ("own layer", tree("net/a.cpp", '"net/b.h"', "net/b.h"), None),
    ("up", tree("net/a.cpp", '"model/b.h"', "model/b.h"), "above it"),
    ("up from model", tree("model/types/a.cpp", '"ui/b.h"', "ui/b.h"), "above it"),
    ("up in a comment", {"net/a.cpp": '// #include "model/b.h"\n/*\n#include "ui/c.h"\n*/\n'}, None),
    ("not from the root", tree("net/a.cpp", '"b.h"', "net/b.h"), "from the root"),
    ("dots", tree("net/xml/a.cpp", '"../b.h"', "net/b.h"), "from the root"),
    ("no such file", tree("net/a.cpp", '"net/gone.h"'), "does not exist"),
    ("ui and net/base", tree("ui/a.cpp", '"net/base/jid.h"', "net/base/jid.h"), None),
    ("ui and styling", tree("ui/a.cpp", '"net/proto/xep_0393_styling.h"', "net/proto/xep_0393_styling.h"), None),
    ("ui and xml", tree("ui/a.cpp", '"net/xml/element.h"', "net/xml/element.h"), "net/base only"),
    ("ui and session", tree("ui/a.cpp", '"net/session/s.h"', "net/session/s.h"), "net/base only"),
    ("sync and session", tree("model/sync/a.cpp", '"net/session/s.h"', "net/session/s.h"), None),
    ("items and session", tree("model/items/a.cpp", '"net/session/s.h"', "net/session/s.h"), "only model/sync"),
    ("store and ext", tree("model/store/a.cpp", '"net/ext/s.h"', "net/ext/s.h"), "only model/sync"),
    ("store and proto", tree("model/store/a.cpp", '"net/proto/s.h"', "net/proto/s.h"), "net/base only"),
    ("store and base", tree("model/store/a.cpp", '"net/base/s.h"', "net/base/s.h"), None),
    ("model and gui", tree("model/items/a.cpp", "<QColor>"), "QtGui"),
    ("net and widgets", tree("net/a.cpp", "<QtWidgets/QLabel>"), "QtWidgets"),
    ("net and a widget", tree("net/a.cpp", "<QPushButton>"), "QtWidgets"),
    ("net and core", tree("net/a.cpp", "<QString>"), None),
    ("ui and sql", tree("ui/a.cpp", "<QSqlQuery>"), "SQL lives"),
    ("sync and sql", tree("model/sync/a.cpp", "<QtSql/QSqlDatabase>"), "SQL lives"),
    ("store and sql", tree("model/store/a.cpp", "<QSqlQuery>"), None),
    ("test above its layer", tree("tests/unit/net/base/tst_a.cpp", '"model/b.h"', "model/b.h"), "above it"),
    ("test of its layer", tree("tests/unit/model/tst_a.cpp", '"net/xml/b.h"', "net/xml/b.h"), None),
    ("test's moc", tree("tests/unit/net/tst_a.cpp", '"tst_a.moc"'), None),
    ("program needs tests", tree("app/a.cpp", '"tests/support/b.h"', "tests/support/b.h"), "its tests"),
]

if __name__ == "__main__":
    main(check, CASES)
