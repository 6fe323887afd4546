// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/sign_out_dialog.h"

#include "ui/theme/style.h"
#include "ui/widgets/text_label.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

SignOutDialog::SignOutDialog(const Theme &theme, const QString &address, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Sign out"));
    auto *title = new TextLabel(theme, Type::Title, Tone::Text, tr("Sign out of %1?").arg(address), this);
    title->setWordWrap(true);
    auto *sentence = new TextLabel(theme, Type::Body, Tone::Secondary,
        tr("The device key is given back to the server and the password is removed from this computer. Your contacts and the server's archive stay."), this);
    sentence->setWordWrap(true);
    auto *keep = new QRadioButton(tr("Keep the chats on this computer"), this);
    keep->setObjectName(u"keepChats"_s);
    keep->setChecked(true);
    auto *remove = new QRadioButton(tr("Remove the chats from this computer"), this);
    remove->setObjectName(u"removeChats"_s);

    auto *buttons = new QDialogButtonBox(this);
    auto *signOut = buttons->addButton(tr("Sign out"), QDialogButtonBox::AcceptRole);
    signOut->setObjectName(u"confirmSignOut"_s);
    setButtonKind(signOut, ButtonKind::Danger);
    QPushButton *cancel = buttons->addButton(QDialogButtonBox::Cancel);
    // Enter does what cannot hurt.
    signOut->setAutoDefault(false);
    cancel->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this, remove] {
        Q_EMIT confirmed(remove->isChecked());
        accept();
    });

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 20);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addWidget(sentence);
    layout->addSpacing(4);
    layout->addWidget(keep);
    layout->addWidget(remove);
    layout->addSpacing(8);
    layout->addWidget(buttons);
    setMinimumWidth(theme.scaled(420));
}

} // namespace ui
