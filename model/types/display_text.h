// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace model {

/// Text of others as it may be shown: embeddings, overrides and isolates (UAX #9) would turn the letters around them, and make "exe.gpj" of a name or link read otherwise.
/// Each becomes a zero width space, so that places in the text stay where they were. The text's own letters still give it its direction.
[[nodiscard]] inline QString withoutDirectionControls(QString text)
{
    const auto isControl = [](QChar c) { return (c >= QChar(0x202a) && c <= QChar(0x202e)) || (c >= QChar(0x2066) && c <= QChar(0x2069)); };
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (isControl(text.at(i)))
            text[i] = QChar(0x200b);
    }
    return text;
}

} // namespace model
