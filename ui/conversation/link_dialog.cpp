// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/conversation/link_dialog.h"

#include "ui/layout/links.h"
#include "ui/theme/style.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui {

LinkDialog::LinkDialog(const Theme &theme, const QUrl &target, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Open this link?"));
    setModal(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 20);
    layout->setSpacing(10);
    layout->addWidget(new TextLabel(theme, Type::Title, Tone::Text, tr("Open this link?")));
    auto *where = new TextLabel(theme, Type::Body, Tone::Secondary, tr("The text of the link does not say plainly where it leads. It leads to:"));
    where->setWordWrap(true);
    layout->addWidget(where);
    // Long addresses have no blanks to break at: give them some, so that all of it is seen.
    QString shown = plainTarget(target);
    for (qsizetype i = 60; i < shown.size(); i += 61)
        shown.insert(i, QChar(0x200B));
    auto *address = new TextLabel(theme, Type::Code, Tone::Text, shown);
    address->setWordWrap(true);
    address->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(address);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    auto *cancel = new QPushButton(tr("Cancel"));
    auto *open = new QPushButton(tr("Open"));
    setButtonKind(open, ButtonKind::Primary);
    cancel->setDefault(true); // Enter must not carry the user somewhere
    setButtonKind(cancel, ButtonKind::Secondary);
    buttons->addWidget(cancel);
    buttons->addWidget(open);
    layout->addSpacing(6);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(open, &QPushButton::clicked, this, &QDialog::accept);
    setMinimumWidth(420);
}

} // namespace ui
