// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>

#include <vector>

namespace ui {

/// Unicode's emoji with their English names, in Unicode's order. Immutable; loaded when first asked for (2 ms).
class EmojiTable
{
public:
    enum Group { Smileys, People, Nature, Food, Travel, Activities, Objects, Symbols, Flags, GroupCount };
    struct Entry {
        QString emoji;
        QString name;
        int group = 0;
    };
    /// The table is constant data, so one copy serves everybody.
    [[nodiscard]] static const EmojiTable &shared();

    [[nodiscard]] const std::vector<Entry> &entries() const { return m_entries; }
    /// Skin tones and presentation selectors make no difference.
    [[nodiscard]] bool contains(const QString &emoji) const;
    [[nodiscard]] static QString groupName(int group);

private:
    EmojiTable();
    std::vector<Entry> m_entries;
    QSet<QString> m_known; ///< normalised
};

} // namespace ui
