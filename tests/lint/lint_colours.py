# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Colours live in ui/theme: a literal one elsewhere is wrong in one of light and dark."""
import re

from lint_common import files, line_of, main, read, without_comments

COLOUR = re.compile(
    r'"[^"\n]*#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b[^"\n]*"'
    r"|\bQColor\s*[({]\s*(?:u?\"|[0-9]|0x|QLatin1|Qt::)"
    r"|\bQColor\s+\w+\s*[({]\s*(?:u?\"|[0-9]|0x|QLatin1|Qt::)"
    r"|\bQColor::from(?:Rgb|Rgba|Hsv|Hsl|Cmyk|String)F?\s*\(\s*(?:u?\"|[0-9]|0x)"
    r"|\bqRgba?\s*\(\s*[0-9]"
    r"|\bQColorConstants::"
    r"|\bQt::(?:dark)?(?:red|green|blue|cyan|magenta|yellow|gray|Red|Green|Blue|Cyan|Magenta|Yellow|Gray)\b|\bQt::(?:white|black|lightGray)\b"
    r'|"[^"\n]*\brgba?\s*\([^"\n]*"'
)


# Colours computed from an address (XEP-0392) and kept legible on white: arithmetic, not taste.
COMPUTED = {"ui/widgets/person_color.cpp"}


def check(root):
    complaints = []
    for path in files(root, ".h", ".cpp"):
        if not path.startswith("ui/") or path.startswith("ui/theme/") or path in COMPUTED:
            continue
        text = without_comments(read(root, path))
        for match in COLOUR.finditer(text):
            complaints.append(f"{path}:{line_of(text, match.start())}: literal colour {match.group(0)[:40]}: ask the theme")
    return complaints


def one(line, path="ui/chat/a.cpp"):
    return {path: line + "\n"}


CASES = [
    ("from the theme", one("painter.setPen(theme.text); QColor c = theme.accent; c.setAlpha(10);"), None),
    ("in the theme", one('QColor(0x2563EB); QColor("#fff");', "ui/theme/colors.cpp"), None),
    ("in a comment", one('// was "#ff0000"\n/* Qt::red */'), None),
    ("transparent", one("image.fill(Qt::transparent);"), None),
    ("no colour", one('u"channel #abcdefgh"_s; QColor(role); QColor(a, b, c);'), None),
    ("alignment", one("Qt::AlignLeft; Qt::blueprint;"), None),
    ("six digits", one('setStyleSheet(u"color: #ff0000"_s);'), "#ff0000"),
    ("three digits", one('auto c = "#abc";'), "#abc"),
    ("numbers", one("QColor(255, 0, 0)"), "literal colour"),
    ("hex number", one("QColor c(0xff0000);"), "literal colour"),
    ("named", one("QColor(Qt::red)"), "literal colour"),
    ("enumerator", one("painter.fillRect(r, Qt::darkGray);"), "Qt::darkGray"),
    ("white", one("pen.setColor(Qt::white);"), "Qt::white"),
    ("constants", one("QColorConstants::Svg::teal"), "QColorConstants"),
    ("rgb in a sheet", one('"background: rgb(1, 2, 3)"'), "rgb"),
    ("qRgb", one("qRgb(1, 2, 3)"), "qRgb"),
    ("hsv", one("QColor::fromHsv(1, 2, 3)"), "fromHsv"),
]

if __name__ == "__main__":
    main(check, CASES)
