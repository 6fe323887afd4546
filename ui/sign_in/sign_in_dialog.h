// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sign_in/sign_in_doors.h"

#include <QDialog>

namespace ui {

/// The sign-in page as a window of its own: for one more account, or for a password that is asked for again. Closes itself when that worked.
class SignInDialog : public QDialog
{
    Q_OBJECT
public:
    /// `linking` may be null: no other device can let this one in.
    SignInDialog(const Theme &theme, SignInPage::Start start, QWidget *parent = nullptr, model::DeviceLinking *linking = nullptr);
    [[nodiscard]] SignInPage &page() const { return m_doors->signInPage(); }
    [[nodiscard]] SignInDoors &doors() const { return *m_doors; }

Q_SIGNALS:
    void signedIn(model::Account *account);

private:
    SignInDoors *m_doors;
};

} // namespace ui
