// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/accounts.h"
#include "ui/theme/theme.h"

#include <QPointer>
#include <QScrollArea>

#include <functional>

class QComboBox;
class QPushButton;

namespace ui {

class Banner;
class Disclosure;
class FormField;
class TextLabel;

/// Address, password, "Sign in"; the server under "Advanced". Errors are sentences under the field they belong to. Main thread.
class SignInPage : public QScrollArea
{
    Q_OBJECT
public:
    /// Starts a try: model::Accounts::signIn, or a fake. The attempt deletes itself. Null: nothing to try any more.
    using Start = std::function<model::SignInAttempt *(const model::SignInRequest &)>;

    SignInPage(const Theme &theme, Start start, QWidget *parent = nullptr);

    /// For one more account: offers a way back.
    void setDismissable(bool on);
    /// Why the page is there, above everything else: this device was signed out. Empty: none.
    void setNotice(const QString &sentence);
    /// Shows the door to another device.
    void setLinkOffered(bool on);
    /// For an account whose password is no longer accepted: its address stands firm, only the password is asked for. `problem` is shown under it; may be empty.
    void askPassword(const QString &address, const QString &problem);

    [[nodiscard]] bool isBusy() const { return !m_attempt.isNull(); }

Q_SIGNALS:
    void signedIn(model::Account *account);
    void dismissed();
    void linkRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void showEvent(QShowEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    QWidget *makeAdvanced();
    void submit();
    void cancel();
    void onFailed(const model::SignInProblem &problem);
    void setBusy(bool busy);
    void setAdvancedShown(bool shown);
    void clearErrors();
    void chooseCertificates();
    [[nodiscard]] bool complete(); ///< shows what is missing

    const Theme &m_theme;
    Start m_start;
    QPointer<model::SignInAttempt> m_attempt;
    bool m_dismissable = false;
    FormField *m_address;
    FormField *m_password;
    FormField *m_server;
    FormField *m_certificates;
    QComboBox *m_security;
    TextLabel *m_problem;
    Banner *m_notice;
    QPushButton *m_signIn;
    QPushButton *m_linkDoor;
    QPushButton *m_cancel;
    Disclosure *m_advancedButton;
    QWidget *m_advanced;
    QWidget *m_inputs;
};

} // namespace ui
