// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/unlink_dialog.h"

#include "ui/devices/device_text.h"
#include "ui/devices/link_text.h"
#include "ui/sign_in/form_field.h"
#include "ui/theme/style.h"
#include "ui/widgets/text_label.h"

#include <QAccessible>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kShortestPassword = 8;
constexpr int kIndent = 28; // below the text of a check box

QString joined(QStringList sentences)
{
    sentences.removeAll(QString());
    return sentences.join(u' ');
}

FormField *passwordField(const Theme &theme, const QString &label, const QString &name, QWidget *parent)
{
    auto *edit = new PasswordEdit(theme);
    edit->setObjectName(name);
    return new FormField(theme, label, edit, parent);
}

} // namespace

UnlinkDialog::UnlinkDialog(const Theme &theme, model::LinkedDevices &devices, const model::Device &device, model::PasswordChange *passwords, QWidget *parent)
    : FittedDialog(theme, 460, Tone::Window, parent)
    , m_devices(&devices)
    , m_device(device)
    , m_passwords(passwords)
    , m_wipe(new QCheckBox(tr("Delete the chats and files on it, too"), this))
    , m_wipeWords(new TextLabel(theme, Type::Secondary, Tone::Secondary, {}, this))
    , m_lost(new QCheckBox(tr("It is lost or stolen: change my password"), this))
    , m_lostWords(new TextLabel(theme, Type::Secondary, Tone::Secondary, {}, this))
    , m_passwordBox(new QWidget(this))
    , m_problem(new TextLabel(theme, Type::Secondary, Tone::Danger, {}, this))
{
    setWindowTitle(tr("Unlink device"));
    const DeviceText::Unlinking words = DeviceText::unlinking(device);
    auto *title = new TextLabel(theme, Type::Title, Tone::Text, words.title, this);
    title->setWordWrap(true);
    auto *consequence = new TextLabel(theme, Type::Body, Tone::Secondary, words.consequence, this);
    consequence->setObjectName(u"consequence"_s);
    consequence->setWordWrap(true);

    m_wipe->setObjectName(u"wipe"_s);
    m_wipe->setVisible(device.canWipe);
    m_wipeWords->setText(tr("It confirms that by leaving this list. A device that never comes online again deletes nothing."));
    m_wipeWords->setWordWrap(true);
    m_wipe->setAccessibleDescription(m_wipeWords->text());
    m_wipeWords->setVisible(device.canWipe);
    m_lost->setObjectName(u"lost"_s);
    m_lost->setVisible(!words.needsPassword);
    m_lostWords->setText(m_passwords ? tr("Whoever has it cannot sign in any more, whatever is stored on it. Your other devices that sign in with the password ask for the new one.")
                                     : tr("Change the password where you made the account. Kith asks for the new one then."));
    m_lostWords->setWordWrap(true);
    m_lost->setAccessibleDescription(m_lostWords->text());

    m_password = passwordField(theme, tr("New password"), u"newPassword"_s, m_passwordBox);
    m_again = passwordField(theme, tr("New password again"), u"newPasswordAgain"_s, m_passwordBox);
    auto *fields = new QVBoxLayout(m_passwordBox);
    fields->setContentsMargins(0, 4, 0, 0);
    fields->setSpacing(12);
    fields->addWidget(m_password);
    fields->addWidget(m_again);
    // Below the words of their boxes; margins are not mirrored by themselves.
    for (TextLabel *below : {m_wipeWords, m_lostWords})
        below->setContentsMargins(layoutDirection() == Qt::RightToLeft ? 0 : kIndent, 0, layoutDirection() == Qt::RightToLeft ? kIndent : 0, 4);
    m_problem->setObjectName(u"problem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();

    auto *buttons = new QDialogButtonBox(foot());
    m_confirm = buttons->addButton(words.verb, QDialogButtonBox::AcceptRole);
    m_confirm->setObjectName(u"confirmUnlink"_s);
    setButtonKind(m_confirm, ButtonKind::Danger);
    m_cancel = buttons->addButton(QDialogButtonBox::Cancel);
    // Enter does what cannot hurt.
    m_confirm->setAutoDefault(false);
    m_cancel->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &UnlinkDialog::confirm);
    connect(m_lost, &QCheckBox::toggled, this, &UnlinkDialog::restate);
    connect(&devices, &QObject::destroyed, this, &QDialog::reject);

    auto *layout = content();
    layout->setSpacing(8);
    layout->addWidget(title);
    layout->addWidget(consequence);
    layout->addSpacing(8);
    layout->addWidget(m_wipe);
    layout->addWidget(m_wipeWords);
    layout->addWidget(m_lost);
    layout->addWidget(m_lostWords);
    layout->addWidget(m_passwordBox);
    layout->addWidget(m_problem);
    auto *below = new QVBoxLayout(foot());
    below->setContentsMargins(24, 8, 24, 20);
    below->addWidget(buttons);
    restate();
    if (!words.needsPassword)
        m_cancel->setFocus();
}

bool UnlinkDialog::wantsPassword() const
{
    return DeviceText::unlinking(m_device).needsPassword || m_lost->isChecked();
}

void UnlinkDialog::restate()
{
    const bool only = DeviceText::unlinking(m_device).needsPassword;
    m_lostWords->setVisible(only ? !m_passwords : m_lost->isChecked());
    m_passwordBox->setVisible(m_passwords && wantsPassword());
    if (!only)
        m_confirm->setText(wantsPassword() && m_passwords ? tr("Unlink and change password") : DeviceText::unlinking(m_device).verb);
    m_confirm->setVisible(!only || m_passwords);
    if (!m_passwordBox->isHidden())
        m_password->setFocus();
}

bool UnlinkDialog::complete()
{
    if (!wantsPassword() || !m_passwords || m_passwordDone)
        return true;
    if (m_password->text().size() < kShortestPassword) {
        m_password->setError(tr("Choose one with at least %n characters.", nullptr, kShortestPassword));
        m_password->setFocus();
        return false;
    }
    if (m_again->text() != m_password->text()) {
        m_again->setError(tr("The two are not the same. Type it once more."));
        m_again->setFocus();
        return false;
    }
    return true;
}

void UnlinkDialog::confirm()
{
    if (m_busy || !m_devices || !complete())
        return;
    m_problem->hide();
    m_passwordProblem.clear();
    setBusy(true);
    // First the password: who is cut while it is still good would be back before it is changed. What has been done is not done twice.
    if (wantsPassword() && m_passwords && !m_passwordDone)
        changePassword();
    else
        unlink();
}

void UnlinkDialog::changePassword()
{
    m_passwords->changePassword(m_devices->account(), m_password->text()).then(this, [this](const model::PasswordAnswer &answer) {
        m_passwordProblem = LinkText::password(answer);
        m_passwordDone = m_passwordProblem.isEmpty();
        // Without the new password a lost device is cut all the same; one that knows the old would only come back.
        if (m_passwordDone || !DeviceText::unlinking(m_device).needsPassword)
            unlink();
        else
            fail(m_passwordProblem);
    });
}

void UnlinkDialog::unlink()
{
    if (m_unlinkDone || !m_devices)
        return finish();
    m_devices->unlink(m_device.key, m_wipe->isChecked()).then(this, [this](const model::DeviceAnswer &answer) {
        const bool done = answer.outcome == model::DeviceOutcome::Done || answer.outcome == model::DeviceOutcome::Asked;
        m_unlinkDone = done || (answer.outcome == model::DeviceOutcome::NeedsPasswordChange && m_passwordDone);
        if (done)
            m_unlinked = DeviceText::unlinked(m_device, answer);
        if (m_unlinkDone)
            finish();
        else
            fail(joined({result(), DeviceText::unlinked(m_device, answer), m_passwordProblem}));
    });
}

QString UnlinkDialog::result() const
{
    return joined({m_unlinked, m_passwordDone ? tr("Your password is changed.") : QString()});
}

void UnlinkDialog::finish()
{
    if (!m_passwordProblem.isEmpty())
        return fail(joined({result(), m_passwordProblem}));
    accept();
    Q_EMIT unlinked(result());
}

void UnlinkDialog::fail(const QString &sentence)
{
    setBusy(false);
    m_problem->setText(sentence);
    m_problem->show();
    QAccessibleEvent alert(m_problem, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
    if (m_unlinkDone) // what is left is the password
        m_confirm->setText(tr("Change password"));
    if (m_unlinkDone || m_passwordDone) {
        m_cancel->setText(tr("Close"));
        m_wipe->setEnabled(!m_unlinkDone);
        m_lost->setEnabled(false);
        m_passwordBox->setEnabled(!m_passwordDone);
    }
}

void UnlinkDialog::setBusy(bool busy)
{
    m_busy = busy;
    for (QWidget *widget : std::initializer_list<QWidget *>{m_wipe, m_lost, m_passwordBox, m_confirm})
        widget->setEnabled(!busy);
}

void UnlinkDialog::reject()
{
    FittedDialog::reject();
    if (const QString done = result(); !done.isEmpty())
        Q_EMIT unlinked(done);
}

} // namespace ui
