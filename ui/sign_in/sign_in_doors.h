// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sign_in/sign_in_page.h"

#include <QStackedWidget>

namespace model {
class DeviceLinking;
}

namespace ui {

class LinkPage;

/// The ways into an account: its password, or another device of the same person. Main thread.
class SignInDoors : public QStackedWidget
{
    Q_OBJECT
public:
    /// `linking` may be null: then there is no second door. It outlives this.
    SignInDoors(const Theme &theme, SignInPage::Start start, model::DeviceLinking *linking, QWidget *parent = nullptr);

    [[nodiscard]] SignInPage &signInPage() const { return *m_signIn; }
    /// Opens the second door, with what an xmpp: link said or empty.
    void openLinking(const QString &invitation = {});
    /// A device is being linked, or the person has not seen the end of it yet: leave them the page, although the account is there.
    [[nodiscard]] bool isLinking() const;

Q_SIGNALS:
    void signedIn(model::Account *account);
    void dismissed();

private:
    void closeLinking();

    const Theme &m_theme;
    model::DeviceLinking *m_linking;
    SignInPage *m_signIn;
    LinkPage *m_link = nullptr; ///< only while it is open
};

} // namespace ui
