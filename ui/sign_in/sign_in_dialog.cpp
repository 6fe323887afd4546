// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sign_in/sign_in_dialog.h"

#include <QVBoxLayout>

namespace ui {

SignInDialog::SignInDialog(const Theme &theme, SignInPage::Start start, QWidget *parent, model::DeviceLinking *linking)
    : QDialog(parent)
    , m_doors(new SignInDoors(theme, std::move(start), linking, this))
{
    setWindowTitle(tr("Sign in"));
    page().setDismissable(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_doors);
    resize(theme.scaled(480), theme.scaled(600));
    connect(m_doors, &SignInDoors::dismissed, this, &QDialog::reject);
    connect(m_doors, &SignInDoors::signedIn, this, [this](model::Account *account) {
        accept();
        Q_EMIT signedIn(account);
    });
}

} // namespace ui
