// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/preferences.h"
#include "ui/shortcuts/shortcuts.h"

#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using ui::Command;
using ui::Shortcuts;

class ShortcutsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void defaultsAreUniqueAndValid();
    void usersKeysReplaceTheDefault();
};

void ShortcutsTest::defaultsAreUniqueAndValid()
{
    QSet<QString> keys, ids;
    const auto commands = Shortcuts::all();
    for (const auto command : commands) {
        QVERIFY(!Shortcuts::title(command).isEmpty());
        QVERIFY(!ids.contains(Shortcuts::id(command)));
        ids.insert(Shortcuts::id(command));
        const auto sequences = Shortcuts::defaults(command);
        QVERIFY(!sequences.isEmpty());
        for (const auto &sequence : sequences) {
            QVERIFY2(!sequence.isEmpty() && sequence[0].key() != Qt::Key_unknown, qPrintable(Shortcuts::id(command)));
            QVERIFY2(!keys.contains(sequence.toString()), qPrintable(sequence.toString()));
            keys.insert(sequence.toString());
        }
    }
}

void ShortcutsTest::usersKeysReplaceTheDefault()
{
    QTemporaryDir dir;
    ui::Preferences preferences(dir.filePath(u"p.ini"_s));
    Shortcuts shortcuts(preferences);
    QSignalSpy changed(&shortcuts, &Shortcuts::changed);
    QCOMPARE(shortcuts.keys(Command::Jump), Shortcuts::defaults(Command::Jump));
    QCOMPARE(shortcuts.commandFor(QKeySequence(u"Ctrl+K"_s)), std::optional(Command::Jump));
    shortcuts.setKeys(Command::Jump, {QKeySequence(u"Ctrl+J"_s), QKeySequence(u"F3"_s)});
    QCOMPARE(shortcuts.keys(Command::Jump).size(), 2);
    QCOMPARE(shortcuts.commandFor(QKeySequence(u"F3"_s)), std::optional(Command::Jump));
    QCOMPARE(shortcuts.commandFor(QKeySequence(u"Ctrl+K"_s)), std::nullopt);
    shortcuts.setKeys(Command::Jump, {});
    QVERIFY(shortcuts.keys(Command::Jump).isEmpty());
    shortcuts.reset(Command::Jump);
    QCOMPARE(shortcuts.keys(Command::Jump), Shortcuts::defaults(Command::Jump));
    QVERIFY(changed.count() >= 3);
}

QTEST_GUILESS_MAIN(ShortcutsTest)
#include "tst_shortcuts.moc"
