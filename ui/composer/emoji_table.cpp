// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/composer/emoji_table.h"

#include <QCoreApplication>
#include <QFile>

static void loadTable()
{
    Q_INIT_RESOURCE(emoji);
}

namespace ui {

using namespace Qt::StringLiterals;

namespace {

QString normalised(const QString &emoji)
{
    QString result;
    for (qsizetype i = 0; i < emoji.size(); ++i) {
        const QChar c = emoji[i];
        if (c == QChar(0xFE0F)) // "show as a picture"
            continue;
        if (c == QChar(0xD83C) && i + 1 < emoji.size() && emoji[i + 1] >= QChar(0xDFFB) && emoji[i + 1] <= QChar(0xDFFF)) { // U+1F3FB…1F3FF, skin tones
            ++i;
            continue;
        }
        result += c;
    }
    return result;
}

} // namespace

const EmojiTable &EmojiTable::shared()
{
    static const EmojiTable table;
    return table;
}

EmojiTable::EmojiTable()
{
    loadTable();
    QFile file(u":/emoji.txt"_s);
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QString text = QString::fromUtf8(file.readAll());
    for (const auto line : QStringView(text).split(u'\n', Qt::SkipEmptyParts)) {
        const qsizetype second = line.indexOf(u' ', 2);
        m_entries.push_back({line.mid(2, second - 2).toString(), line.mid(second + 1).toString(), line[0].digitValue()});
        m_known.insert(normalised(m_entries.back().emoji));
    }
}

bool EmojiTable::contains(const QString &emoji) const
{
    return m_known.contains(normalised(emoji));
}

QString EmojiTable::groupName(int group)
{
    switch (group) {
    case Smileys: return QCoreApplication::translate("Emoji", "Smileys and feelings");
    case People: return QCoreApplication::translate("Emoji", "People");
    case Nature: return QCoreApplication::translate("Emoji", "Animals and nature");
    case Food: return QCoreApplication::translate("Emoji", "Food and drink");
    case Travel: return QCoreApplication::translate("Emoji", "Travel and places");
    case Activities: return QCoreApplication::translate("Emoji", "Activities");
    case Objects: return QCoreApplication::translate("Emoji", "Objects");
    case Symbols: return QCoreApplication::translate("Emoji", "Symbols");
    case Flags: return QCoreApplication::translate("Emoji", "Flags");
    }
    return {};
}

} // namespace ui
