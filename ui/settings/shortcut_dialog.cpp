// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/shortcut_dialog.h"

#include "ui/theme/style.h"
#include "ui/widgets/text_label.h"

#include <QDialogButtonBox>
#include <QKeySequenceEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

// A letter alone would no longer reach the message that is being written.
bool wouldSwallowTyping(QKeyCombination keys)
{
    const bool types = !(keys.keyboardModifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    const int key = keys.key();
    return types && (key < Qt::Key_Escape || key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Backspace || key == Qt::Key_Delete);
}

} // namespace

ShortcutDialog::ShortcutDialog(const Theme &theme, Shortcuts &shortcuts, Command command, QWidget *parent)
    : QDialog(parent)
    , m_shortcuts(shortcuts)
    , m_command(command)
    , m_edit(new QKeySequenceEdit(this))
    , m_verdict(new TextLabel(theme, Type::Secondary, Tone::Secondary, {}, this))
{
    setWindowTitle(tr("Change keys"));
    auto *title = new TextLabel(theme, Type::Title, Tone::Text, Shortcuts::title(command), this);
    title->setWordWrap(true);
    m_edit->setObjectName(u"keys"_s);
    m_edit->setAccessibleName(tr("New keys"));
    m_verdict->setObjectName(u"verdict"_s);
    m_verdict->setWordWrap(true);
    m_verdict->setMinimumHeight(m_verdict->fontMetrics().height() * 2);
    m_verdict->setAlignment(Qt::AlignTop | Qt::AlignLeading);

    auto *buttons = new QDialogButtonBox(this);
    m_save = buttons->addButton(tr("Save"), QDialogButtonBox::AcceptRole);
    m_save->setObjectName(u"save"_s);
    setButtonKind(m_save, ButtonKind::Primary);
    QPushButton *cancel = buttons->addButton(QDialogButtonBox::Cancel);
    QPushButton *reset = buttons->addButton(tr("Default"), QDialogButtonBox::ResetRole);
    reset->setObjectName(u"reset"_s);
    QPushButton *none = buttons->addButton(tr("No key"), QDialogButtonBox::DestructiveRole);
    none->setObjectName(u"none"_s);
    // Enter belongs to the field: it may be part of the keys.
    for (QPushButton *button : {m_save, cancel, reset, none})
        button->setAutoDefault(false);
    connect(m_edit, &QKeySequenceEdit::keySequenceChanged, this, &ShortcutDialog::judge);
    connect(buttons, &QDialogButtonBox::accepted, this, &ShortcutDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(reset, &QPushButton::clicked, this, [this] {
        m_shortcuts.reset(m_command);
        accept();
    });
    connect(none, &QPushButton::clicked, this, [this] {
        m_shortcuts.setKeys(m_command, {});
        accept();
    });

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 20);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addWidget(m_edit);
    layout->addWidget(m_verdict);
    layout->addWidget(buttons);
    setMinimumWidth(theme.scaled(420));
    judge();
    m_edit->setFocus();
}

void ShortcutDialog::judge()
{
    const QKeySequence typed = m_edit->keySequence();
    // One chord: a second press begins anew instead of making "Ctrl+K, Ctrl+N".
    if (typed.count() > 1) {
        m_edit->setKeySequence(QKeySequence(typed[uint(typed.count()) - 1]));
        return;
    }
    m_keys = typed;
    m_save->setEnabled(false);
    m_verdict->setTone(Tone::Secondary);
    if (typed.isEmpty()) {
        m_verdict->setText(tr("Press the keys."));
        return;
    }
    if (wouldSwallowTyping(typed[0])) {
        m_verdict->setTone(Tone::Danger);
        m_verdict->setText(tr("This key is needed for writing. Add Ctrl or Alt."));
        return;
    }
    m_save->setEnabled(true);
    const auto owner = m_shortcuts.commandFor(typed);
    m_verdict->setText(owner && *owner != m_command ? tr("“%1” has these keys now and loses them.").arg(Shortcuts::title(*owner)) : QString());
}

void ShortcutDialog::save()
{
    if (m_keys.isEmpty())
        return;
    if (const auto owner = m_shortcuts.commandFor(m_keys); owner && *owner != m_command) {
        QList<QKeySequence> left = m_shortcuts.keys(*owner);
        left.removeAll(m_keys);
        m_shortcuts.setKeys(*owner, left);
    }
    m_shortcuts.setKeys(m_command, {m_keys});
    accept();
}

} // namespace ui
