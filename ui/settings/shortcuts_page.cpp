// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/shortcuts_page.h"

#include "ui/settings/shortcut_dialog.h"
#include "ui/widgets/card.h"

#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

ShortcutsPage::ShortcutsPage(const Theme &theme, Shortcuts &shortcuts, QWidget *parent)
    : SettingsPage(theme, tr("Shortcuts"), parent)
    , m_shortcuts(shortcuts)
{
    setSubtitle(tr("Choose a key to change it."));
    auto *card = new Card(theme);
    const auto all = Shortcuts::all();
    for (const Command command : all) {
        auto *button = new QPushButton;
        button->setObjectName(Shortcuts::id(command));
        show(command, button);
        connect(button, &QPushButton::clicked, this, [this, command] { change(command); });
        connect(&shortcuts, &Shortcuts::changed, button, [this, command, button] { show(command, button); });
        card->addRow(new SettingRow(theme, Shortcuts::title(command), {}, button));
    }
    body()->addWidget(card);
}

void ShortcutsPage::show(Command command, QPushButton *button) const
{
    QStringList texts;
    const auto keys = m_shortcuts.keys(command);
    for (const QKeySequence &sequence : keys)
        texts << sequence.toString(QKeySequence::NativeText);
    const QString text = texts.isEmpty() ? tr("None") : texts.join(tr(", ", "between keys"));
    button->setText(text);
    button->setAccessibleName(tr("%1: %2").arg(Shortcuts::title(command), text));
}

void ShortcutsPage::change(Command command)
{
    auto *dialog = new ShortcutDialog(theme(), m_shortcuts, command, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace ui
