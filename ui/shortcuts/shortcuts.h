// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>

#include <optional>

namespace ui {

class Preferences;

/// Everything that a key can do in the main window.
enum class Command {
    Jump, NewChat, PreviousChat, NextChat, FindInChat, MarkRead, Back, CloseChat, Settings, ShortcutList, XmlConsole, Quit,
    Chat1, Chat2, Chat3, Chat4, Chat5, Chat6, Chat7, Chat8, Chat9,
};

/// The one table of key sequences: defaults, the user's own, names. The window makes its actions from it, the Shortcuts page lists and edits it. Main thread.
class Shortcuts : public QObject
{
    Q_OBJECT
public:
    explicit Shortcuts(Preferences &preferences, QObject *parent = nullptr);

    [[nodiscard]] static QList<Command> all(); ///< in the order they are listed
    [[nodiscard]] static QString id(Command command); ///< "jump": the name it is stored under
    [[nodiscard]] static QString title(Command command); ///< "Jump to a chat", translated
    [[nodiscard]] static QList<QKeySequence> defaults(Command command);

    [[nodiscard]] QList<QKeySequence> keys(Command command) const;
    void setKeys(Command command, const QList<QKeySequence> &keys); ///< empty: no key at all
    void reset(Command command);
    /// The command that has this sequence already; nothing: free.
    [[nodiscard]] std::optional<Command> commandFor(const QKeySequence &keys) const;

Q_SIGNALS:
    void changed();

private:
    Preferences &m_preferences;
};

} // namespace ui
