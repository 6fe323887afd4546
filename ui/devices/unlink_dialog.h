// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/password_change.h"
#include "model/sync/linked_devices.h"
#include "ui/widgets/fitted_dialog.h"

#include <QPointer>

class QCheckBox;
class QPushButton;

namespace ui {

class FormField;
class TextLabel;

/// Asks once before a device is unlinked, with what will come of it in a sentence. A Kith can be asked to delete its data, and for a lost device the password is changed in the same step.
/// Closes itself when all that was asked for is done; stays, and says why, when it is not.
class UnlinkDialog : public FittedDialog
{
    Q_OBJECT
public:
    /// `passwords` may be null: then it only says what to do.
    UnlinkDialog(const Theme &theme, model::LinkedDevices &devices, const model::Device &device, model::PasswordChange *passwords, QWidget *parent = nullptr);

    void reject() override;

Q_SIGNALS:
    void unlinked(const QString &sentence); ///< what became of it

private:
    void restate();
    void confirm();
    void changePassword();
    void unlink();
    void finish();
    void fail(const QString &sentence);
    void setBusy(bool busy);
    [[nodiscard]] bool wantsPassword() const;
    [[nodiscard]] QString result() const; ///< what has been done already
    [[nodiscard]] bool complete(); ///< shows what is missing

    QPointer<model::LinkedDevices> m_devices;
    const model::Device m_device;
    model::PasswordChange *m_passwords;
    QCheckBox *m_wipe;
    TextLabel *m_wipeWords;
    QCheckBox *m_lost;
    TextLabel *m_lostWords;
    QWidget *m_passwordBox;
    FormField *m_password;
    FormField *m_again;
    TextLabel *m_problem;
    QPushButton *m_confirm;
    QPushButton *m_cancel;
    bool m_passwordDone = false, m_unlinkDone = false;
    QString m_unlinked; ///< what became of it, in a sentence
    QString m_passwordProblem;
    bool m_busy = false;
};

} // namespace ui
