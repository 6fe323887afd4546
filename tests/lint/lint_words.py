# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people read is in their words, and translated.

No protocol word in a translated string outside the pages for those who look inside, and no literal text given to a widget without tr().
"""
import re

from lint_common import files, line_of, main, read, without_comments

WORDS = re.compile(r"\b(roster|jids?|resource|muc|stanzas?|bind|pep|iq)\b", re.I)
# Pages where the protocol's words are the right ones.
INSIDE = ("ui/debug/", "ui/settings/advanced", "ui/connection/feature")
STRING = r'(?:u|u8|L)?"((?:\\.|[^"\\\n])*)"(?:_s)?'
STRINGS = rf"{STRING}(?:\s*{STRING})*"
TRANSLATED = re.compile(rf"\b(?:tr|translate|QT_TR_NOOP|QT_TR_N_NOOP|QT_TRANSLATE_NOOP|QT_TRANSLATE_N_NOOP|QT_TRANSLATE_NOOP3)\s*\(\s*{STRINGS}(?:\s*,\s*{STRINGS})?")
GIVEN = re.compile(
    r"\b(?:set(?:Text|WindowTitle|ToolTip|StatusTip|WhatsThis|PlaceholderText|AccessibleName|AccessibleDescription|Title|LabelText|InformativeText|DetailedText)"
    r"|addAction|addMenu|addTab|addRow|Q(?:Label|PushButton|ToolButton|CheckBox|RadioButton|GroupBox|Action))\s*\(\s*"
    rf"{STRING}"
)
LITERAL = re.compile(STRING)
# Names are the same in every language.
NAMES = {"Kith", "XMPP"}


def check(root):
    complaints = []
    for path in files(root, ".h", ".cpp"):
        if not path.startswith(("ui/", "app/", "model/", "net/")):
            continue
        text = without_comments(read(root, path))
        if not path.startswith(INSIDE):
            for match in TRANSLATED.finditer(text):
                said = " ".join(m.group(1) for m in LITERAL.finditer(match.group(0)))
                word = WORDS.search(context_free(match.group(0), said))
                if word:
                    complaints.append(f"{path}:{line_of(text, match.start())}: “{word.group(0)}” is a word of the protocol: {said[:60]}")
        if path.startswith(("ui/", "app/")):
            for match in GIVEN.finditer(text):
                said = match.group(1)
                if re.search(r"[^\W\d_]{2,}", said) and said not in NAMES and "://" not in said:
                    complaints.append(f"{path}:{line_of(text, match.start())}: not translated: {said[:60]}")
    return complaints


def context_free(call, said):
    """translate("Context", "text") and its like: the context is nobody's to read."""
    if re.match(r"\b(translate|QT_TRANSLATE)", call):
        first = LITERAL.search(call)
        return said[len(first.group(1)):]
    return said


def one(line, path="ui/chat/a.cpp"):
    return {path: line + "\n"}


CASES = [
    ("people's words", one('label->setText(tr("Contacts")); tr("Find resources for binders")'), None),
    ("a context is not read", one('QCoreApplication::translate("JID", "Address")'), None),
    ("inside pages", one('tr("Stanzas of this account")', "ui/debug/xml_console.cpp"), None),
    ("comment", one('// tr("roster")'), None),
    ("names", one('setWindowTitle(u"Kith"_s); setText(u"12:04"_s); setText(u"…"_s); setObjectName(u"send"_s);'), None),
    ("not text", one('setText(name); addRow(tr("Name"), field);'), None),
    ("roster", one('tr("Your roster is empty")'), "“roster”"),
    ("upper case", one('tr("Invalid JID")'), "“JID”"),
    ("plural", one('tr("%n stanzas", nullptr, n)'), "“stanzas”"),
    ("second line", one('tr("This is "\n   "a MUC")'), "“MUC”"),
    ("in net", one('QCoreApplication::translate("Errors", "The resource is taken.")', "net/session/a.cpp"), "“resource”"),
    ("noop", one('QT_TRANSLATE_NOOP("X", "PEP is missing")'), "“PEP”"),
    ("untranslated", one('label->setText(u"Hello"_s);'), "not translated: Hello"),
    ("untranslated label", one('new QLabel(u"Name"_s, this)'), "not translated: Name"),
    ("untranslated for screen readers", one('setAccessibleName("Send")'), "not translated: Send"),
]

if __name__ == "__main__":
    main(check, CASES)
