// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sign_in/sign_in_page.h"

#include <QDialog>

namespace ui {

/// The sign-in page as a window of its own: for one more account, or for a password that is asked for again. Closes itself when that worked.
class SignInDialog : public QDialog
{
    Q_OBJECT
public:
    SignInDialog(const Theme &theme, SignInPage::Start start, QWidget *parent = nullptr);
    [[nodiscard]] SignInPage &page() const { return *m_page; }

Q_SIGNALS:
    void signedIn(model::Account *account);

private:
    SignInPage *m_page;
};

} // namespace ui
