# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""doap.xml lists exactly what net/proto and net/ext have files for, in the version that the unit's header names, and nothing else without saying where it is."""
import pathlib
import re
import xml.etree.ElementTree as ElementTree

from lint_common import files, main, read

XMPP = "{https://linkmauve.fr/ns/xmpp-doap#}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
UNIT = re.compile(r"net/(?:proto|ext)/xep_(\d{4})_\w+\.(?:h|cpp)")
TITLE = re.compile(r"^// XEP-(\d{4})\b.*?\b(\d+\.\d+(?:\.\d+)?)\b", re.M)
STATUS = {"complete", "partial", "planned"}


def units(root):
    """Number → versions named on the first comment lines of its headers ("" for a header that names none)."""
    found = {}
    for path in files(root):
        match = UNIT.fullmatch(path)
        if not match:
            continue
        versions = found.setdefault(match.group(1), set())
        if path.endswith(".h"):
            title = TITLE.search(read(root, path))
            versions.add(title.group(2) if title and title.group(1) == match.group(1) else "")
    return found


def entries(root):
    found, complaints = {}, []
    for entry in ElementTree.parse(pathlib.Path(root) / "doap.xml").iter(XMPP + "SupportedXep"):
        text = {name: (entry.findtext(XMPP + name) or "").strip() for name in ("status", "version", "note")}
        link = entry.find(XMPP + "xep")
        match = re.fullmatch(r"https://xmpp\.org/extensions/xep-(\d{4})\.html", link.get(RDF + "resource", "") if link is not None else "")
        if not match:
            complaints.append("doap.xml: an entry without a link to its specification")
            continue
        number = match.group(1)
        if number in found:
            complaints.append(f"doap.xml: XEP-{number} is there twice")
        if text["status"] not in STATUS:
            complaints.append(f"doap.xml: XEP-{number}: status must be one of {', '.join(sorted(STATUS))}")
        if not re.fullmatch(r"\d+(\.\d+)+", text["version"]):
            complaints.append(f"doap.xml: XEP-{number}: no version")
        found[number] = text
    return found, complaints


def check(root):
    have = units(root)
    said, complaints = entries(root)
    for number, versions in sorted(have.items()):
        if number not in said:
            complaints.append(f"doap.xml: XEP-{number} is missing, net has files for it")
            continue
        for version in sorted(versions):
            if not version:
                complaints.append(f"net: the header of XEP-{number} must name it and its version: // XEP-{number} Title 1.0")
            elif version != said[number]["version"]:
                complaints.append(f"doap.xml: XEP-{number} is {said[number]['version']}, its header says {version}")
    for number, text in sorted(said.items()):
        # What has no unit of its own says where it is: "In net/transport: …"
        place = re.match(r"In ([\w/.]+)", text["note"])
        if number not in have and not (place and (pathlib.Path(root) / place.group(1).rstrip(".")).exists()):
            complaints.append(f"doap.xml: XEP-{number}: no file in net/proto or net/ext, and its note does not say where it is (“In net/…”)")
    return complaints


def doap(*texts):
    body = "".join(
        f"<implements><xmpp:SupportedXep><xmpp:xep rdf:resource='https://xmpp.org/extensions/xep-{n}.html'/><xmpp:status>{s}</xmpp:status>"
        f"<xmpp:version>{v}</xmpp:version><xmpp:note>{note}</xmpp:note></xmpp:SupportedXep></implements>"
        for n, s, v, note in texts
    )
    return (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://usefulinc.com/ns/doap#' "
        f"xmlns:xmpp='https://linkmauve.fr/ns/xmpp-doap#'><Project>{body}</Project></rdf:RDF>"
    )


PING = {"net/proto/xep_0199_ping.h": "#pragma once\n// XEP-0199 XMPP Ping 2.0.1\n"}
LISTED = ("0199", "complete", "2.0.1", "")
CASES = [
    ("agree", {**PING, "doap.xml": doap(LISTED)}, None),
    ("elsewhere", {"net/transport/a.h": "", "doap.xml": doap(("0368", "complete", "1.1.0", "In net/transport: SRV"))}, None),
    ("only ext", {"net/ext/xep_0352_csi.h": "// XEP-0352 Client State Indication 1.0.0: when\n", "doap.xml": doap(("0352", "complete", "1.0.0", ""))}, None),
    ("missing", {**PING, "doap.xml": doap()}, "XEP-0199 is missing"),
    ("too many", {"doap.xml": doap(LISTED)}, "no file"),
    ("elsewhere is nowhere", {"doap.xml": doap(("0368", "complete", "1.1.0", "In net/gone: SRV"))}, "no file"),
    ("other version", {**PING, "doap.xml": doap(("0199", "complete", "2.0", ""))}, "its header says 2.0.1"),
    ("ext has another version", {**PING, "net/ext/xep_0199_ping.h": "// XEP-0199 XMPP Ping 1.0\n", "doap.xml": doap(LISTED)}, "its header says 1.0"),
    ("header without version", {"net/proto/xep_0199_ping.h": "// ping\n", "doap.xml": doap(LISTED)}, "must name it"),
    ("no version", {**PING, "doap.xml": doap(("0199", "complete", "", ""))}, "no version"),
    ("odd status", {**PING, "doap.xml": doap(("0199", "nearly", "2.0.1", ""))}, "status must be"),
    ("twice", {**PING, "doap.xml": doap(LISTED, LISTED)}, "twice"),
]

if __name__ == "__main__":
    main(check, CASES)
