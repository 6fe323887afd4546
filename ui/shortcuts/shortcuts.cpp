// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shortcuts/shortcuts.h"

#include "ui/settings/preferences.h"

#include <QCoreApplication>

namespace ui {

using namespace Qt::StringLiterals;

namespace {

struct Row {
    Command command;
    const char *id;
    const char *title;
    const char *keys; // portable text, several separated by "; "
};

constexpr Row kTable[] = {
    {Command::Jump, "jump", QT_TRANSLATE_NOOP("Shortcuts", "Search or jump to a chat"), "Ctrl+K"},
    {Command::NewChat, "new-chat", QT_TRANSLATE_NOOP("Shortcuts", "Start a new chat"), "Ctrl+N"},
    {Command::PreviousChat, "previous-chat", QT_TRANSLATE_NOOP("Shortcuts", "Previous chat"), "Ctrl+PgUp; Alt+Up; Ctrl+Shift+Tab"},
    {Command::NextChat, "next-chat", QT_TRANSLATE_NOOP("Shortcuts", "Next chat"), "Ctrl+PgDown; Alt+Down; Ctrl+Tab"},
    {Command::FindInChat, "find-in-chat", QT_TRANSLATE_NOOP("Shortcuts", "Find in this chat"), "Ctrl+F"},
    {Command::MarkRead, "mark-read", QT_TRANSLATE_NOOP("Shortcuts", "Mark this chat as read"), "Ctrl+R"},
    {Command::Back, "back", QT_TRANSLATE_NOOP("Shortcuts", "Close what is open, else go to the newest message"), "Esc"},
    {Command::CloseChat, "close-chat", QT_TRANSLATE_NOOP("Shortcuts", "Close this chat"), "Ctrl+W"},
    {Command::Settings, "settings", QT_TRANSLATE_NOOP("Shortcuts", "Open the settings"), "Ctrl+,"},
    {Command::ShortcutList, "shortcuts", QT_TRANSLATE_NOOP("Shortcuts", "Show all keyboard shortcuts"), "Ctrl+?"},
    {Command::XmlConsole, "xml-console", QT_TRANSLATE_NOOP("Shortcuts", "Open the XML console"), "Ctrl+Shift+X"},
    {Command::Quit, "quit", QT_TRANSLATE_NOOP("Shortcuts", "Quit; messages wait for you on the server"), "Ctrl+Q"},
    {Command::Chat1, "chat-1", nullptr, "Ctrl+1"},
    {Command::Chat2, "chat-2", nullptr, "Ctrl+2"},
    {Command::Chat3, "chat-3", nullptr, "Ctrl+3"},
    {Command::Chat4, "chat-4", nullptr, "Ctrl+4"},
    {Command::Chat5, "chat-5", nullptr, "Ctrl+5"},
    {Command::Chat6, "chat-6", nullptr, "Ctrl+6"},
    {Command::Chat7, "chat-7", nullptr, "Ctrl+7"},
    {Command::Chat8, "chat-8", nullptr, "Ctrl+8"},
    {Command::Chat9, "chat-9", nullptr, "Ctrl+9"},
};

static_assert([] {
    int next = 0;
    for (const auto &row : kTable)
        if (int(row.command) != next++)
            return false;
    return next == int(Command::Chat9) + 1;
}(), "one row for each command, in their order");

const Row &rowOf(Command command)
{
    return kTable[size_t(command)];
}

} // namespace

Shortcuts::Shortcuts(Preferences &preferences, QObject *parent)
    : QObject(parent)
    , m_preferences(preferences)
{
    connect(&preferences, &Preferences::shortcutsChanged, this, &Shortcuts::changed);
}

QList<Command> Shortcuts::all()
{
    QList<Command> commands;
    for (const auto &row : kTable)
        commands.append(row.command);
    return commands;
}

QString Shortcuts::id(Command command)
{
    return QString::fromLatin1(rowOf(command).id);
}

QString Shortcuts::title(Command command)
{
    if (command >= Command::Chat1)
        return QCoreApplication::translate("Shortcuts", "Go to chat %1").arg(int(command) - int(Command::Chat1) + 1);
    return QCoreApplication::translate("Shortcuts", rowOf(command).title);
}

QList<QKeySequence> Shortcuts::defaults(Command command)
{
    return QKeySequence::listFromString(QString::fromLatin1(rowOf(command).keys), QKeySequence::PortableText);
}

QList<QKeySequence> Shortcuts::keys(Command command) const
{
    const QString own = m_preferences.shortcut(id(command));
    if (own.isNull())
        return defaults(command);
    // Without the question an empty text would be a list of one empty sequence.
    return own.isEmpty() ? QList<QKeySequence>() : QKeySequence::listFromString(own, QKeySequence::PortableText);
}

void Shortcuts::setKeys(Command command, const QList<QKeySequence> &keys)
{
    m_preferences.setShortcut(id(command), keys.isEmpty() ? u""_s : QKeySequence::listToString(keys, QKeySequence::PortableText));
}

void Shortcuts::reset(Command command)
{
    m_preferences.resetShortcut(id(command));
}

std::optional<Command> Shortcuts::commandFor(const QKeySequence &keys) const
{
    for (const auto &row : kTable)
        if (this->keys(row.command).contains(keys))
            return row.command;
    return std::nullopt;
}

} // namespace ui
