// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sign_in/sign_in_dialog.h"

#include <QVBoxLayout>

namespace ui {

SignInDialog::SignInDialog(const Theme &theme, SignInPage::Start start, QWidget *parent)
    : QDialog(parent)
    , m_page(new SignInPage(theme, std::move(start), this))
{
    setWindowTitle(tr("Sign in"));
    m_page->setDismissable(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_page);
    resize(theme.scaled(480), theme.scaled(600));
    connect(m_page, &SignInPage::dismissed, this, &QDialog::reject);
    connect(m_page, &SignInPage::signedIn, this, [this](model::Account *account) {
        accept();
        Q_EMIT signedIn(account);
    });
}

} // namespace ui
