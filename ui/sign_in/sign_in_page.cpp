// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sign_in/sign_in_page.h"

#include "ui/sign_in/column_page.h"
#include "ui/sign_in/disclosure.h"
#include "ui/sign_in/form_field.h"
#include "ui/theme/style.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plain_tool_tip.h"
#include "ui/widgets/text_label.h"

#include <QAccessible>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QIcon>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kLogo = 72;

enum Security { DirectTls, StartTls };

} // namespace

SignInPage::SignInPage(const Theme &theme, Start start, QWidget *parent)
    : QScrollArea(parent)
    , m_theme(theme)
    , m_start(std::move(start))
{
    setObjectName(u"signInPage"_s);
    setAccessibleName(tr("Sign in"));
    const auto [column, around] = makeColumnPage(this, theme);
    m_notice = new Banner(theme, Banner::Kind::Warning, {}, widget());
    m_notice->setObjectName(u"signInNotice"_s);
    m_notice->setClosable(true);
    m_notice->hide();
    around->insertWidget(0, m_notice);

    auto *logo = new QLabel(column);
    logo->setPixmap(QIcon(u":/app_icon.svg"_s).pixmap(QSize(kLogo, kLogo), devicePixelRatioF()));
    logo->setAlignment(Qt::AlignHCenter);
    auto *title = new TextLabel(theme, Type::Display, Tone::Text, u"Kith"_s, column);
    title->setAlignment(Qt::AlignHCenter);
    auto *tagline = new TextLabel(theme, Type::Body, Tone::Secondary, tr("Pick up where you left off, on any device."), column);
    tagline->setAlignment(Qt::AlignHCenter);
    tagline->setWordWrap(true);

    auto *addressEdit = new QLineEdit;
    addressEdit->setObjectName(u"address"_s);
    addressEdit->setPlaceholderText(tr("you@example.org"));
    addressEdit->setInputMethodHints(Qt::ImhEmailCharactersOnly | Qt::ImhNoAutoUppercase);
    auto *passwordEdit = new PasswordEdit(theme);
    passwordEdit->setObjectName(u"password"_s);
    setLarge(addressEdit, true);
    setLarge(passwordEdit, true);
    m_inputs = new QWidget(column);
    m_address = new FormField(theme, tr("Address"), addressEdit, m_inputs);
    m_password = new FormField(theme, tr("Password"), passwordEdit, m_inputs);
    m_problem = new TextLabel(theme, Type::Secondary, Tone::Danger, {}, column);
    m_problem->setObjectName(u"problem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();

    m_signIn = new QPushButton(tr("Sign in"), column);
    m_signIn->setObjectName(u"signIn"_s);
    setButtonKind(m_signIn, ButtonKind::Primary);
    setLarge(m_signIn, true);
    m_linkDoor = new QPushButton(tr("Link to my other device"), column);
    m_linkDoor->setObjectName(u"linkDoor"_s);
    m_linkDoor->setToolTip(tr("Signs in without a password, and brings your history"));
    m_linkDoor->hide();
    m_cancel = new QPushButton(tr("Cancel"), column);
    m_cancel->setObjectName(u"cancel"_s);
    m_cancel->hide();
    m_advancedButton = new Disclosure(theme, tr("Advanced"), column);
    m_advancedButton->setObjectName(u"advanced"_s);
    m_advanced = makeAdvanced();

    auto *inputs = new QVBoxLayout(m_inputs);
    inputs->setContentsMargins(0, 0, 0, 0);
    inputs->setSpacing(14);
    inputs->addWidget(m_address);
    inputs->addWidget(m_password);

    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(logo);
    layout->addSpacing(10);
    layout->addWidget(title);
    layout->addSpacing(10);
    layout->addWidget(tagline);
    layout->addSpacing(20);
    layout->addWidget(m_inputs);
    layout->addSpacing(14);
    layout->addWidget(m_problem);
    layout->addWidget(m_signIn);
    layout->addSpacing(14);
    auto *others = new QVBoxLayout;
    others->setSpacing(10);
    others->addWidget(m_linkDoor);
    others->addWidget(m_cancel);
    layout->addLayout(others);
    layout->addWidget(m_advancedButton, 0, Qt::AlignHCenter);
    layout->addWidget(m_advanced);

    connect(m_signIn, &QPushButton::clicked, this, &SignInPage::submit);
    connect(m_cancel, &QPushButton::clicked, this, &SignInPage::cancel);
    connect(m_linkDoor, &QPushButton::clicked, this, &SignInPage::linkRequested);
    connect(m_advancedButton, &QAbstractButton::toggled, this, &SignInPage::setAdvancedShown);
    for (QLineEdit *edit : {m_address->edit(), m_password->edit(), m_server->edit(), m_certificates->edit()})
        connect(edit, &QLineEdit::returnPressed, this, &SignInPage::submit);
    // Inside a dialog Enter would also press the first button it finds, once the field has taken it as "Sign in": Cancel.
    const auto buttons = findChildren<QPushButton *>();
    for (QPushButton *button : buttons)
        button->setAutoDefault(false);
    setAdvancedShown(false);
}

QWidget *SignInPage::makeAdvanced()
{
    auto *box = new QWidget(this);
    auto *serverEdit = new QLineEdit;
    serverEdit->setObjectName(u"server"_s);
    serverEdit->setInputMethodHints(Qt::ImhUrlCharactersOnly | Qt::ImhNoAutoUppercase);
    serverEdit->setPlaceholderText(tr("host:port"));
    m_server = new FormField(m_theme, tr("Server"), serverEdit, box);
    m_server->setHint(tr("Leave it empty and Kith finds the server by itself."));

    m_security = new QComboBox(box);
    m_security->setObjectName(u"security"_s);
    m_security->setAccessibleName(tr("How the connection is encrypted"));
    m_security->addItem(tr("Encrypted from the start (direct TLS)"), DirectTls);
    m_security->addItem(tr("Switch to encryption (STARTTLS)"), StartTls);
    m_security->setEnabled(false);
    connect(serverEdit, &QLineEdit::textChanged, this, [this](const QString &text) { m_security->setEnabled(!text.trimmed().isEmpty()); });

    auto *certificateEdit = new QLineEdit;
    certificateEdit->setObjectName(u"certificates"_s);
    certificateEdit->setPlaceholderText(tr("The system's"));
    m_certificates = new FormField(m_theme, tr("Trusted certificates (PEM file)"), certificateEdit, box);
    auto *choose = new QPushButton(tr("Choose…"), box);
    choose->setAccessibleName(tr("Choose a certificate file"));
    connect(choose, &QPushButton::clicked, this, &SignInPage::chooseCertificates);

    auto *file = new QHBoxLayout;
    file->setSpacing(8);
    file->addWidget(m_certificates, 1);
    file->addWidget(choose, 0, Qt::AlignBottom);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_server);
    layout->addWidget(m_security);
    layout->addLayout(file);
    return box;
}

void SignInPage::setDismissable(bool on)
{
    m_dismissable = on;
    m_cancel->setVisible(on || isBusy());
}

void SignInPage::setNotice(const QString &sentence)
{
    m_notice->setText(sentence);
    m_notice->setVisible(!sentence.isEmpty());
}

void SignInPage::setLinkOffered(bool on)
{
    m_linkDoor->setVisible(on);
}

void SignInPage::askPassword(const QString &address, const QString &problem)
{
    setDismissable(true);
    m_address->edit()->setText(address);
    m_address->edit()->setReadOnly(true);
    m_address->edit()->setFocusPolicy(Qt::ClickFocus);
    m_advancedButton->hide();
    m_linkDoor->hide();
    setAdvancedShown(false);
    m_password->edit()->clear();
    m_password->setError(problem);
    m_password->setFocus();
}

void SignInPage::setAdvancedShown(bool shown)
{
    m_advanced->setVisible(shown);
    m_advancedButton->setAccessibleDescription(shown ? tr("Shown below") : tr("Hidden"));
    if (m_advancedButton->isChecked() != shown)
        m_advancedButton->setChecked(shown);
    if (shown)
        m_server->setFocus();
}

void SignInPage::clearErrors()
{
    for (FormField *field : {m_address, m_password, m_server, m_certificates})
        field->setError({});
    m_problem->clear();
    m_problem->hide();
}

bool SignInPage::complete()
{
    if (m_address->text().trimmed().isEmpty()) {
        m_address->setError(tr("Type your address. It looks like you@example.org."));
        m_address->setFocus();
        return false;
    }
    if (m_password->text().isEmpty()) {
        m_password->setError(tr("Type your password."));
        m_password->setFocus();
        return false;
    }
    const QString file = m_certificates->text().trimmed();
    if (!file.isEmpty() && !QFileInfo(file).isReadable()) {
        m_advancedButton->setChecked(true);
        m_certificates->setError(tr("This file cannot be read. Choose another one, or leave the field empty."));
        m_certificates->setFocus();
        return false;
    }
    return true;
}

void SignInPage::submit()
{
    if (isBusy())
        return;
    clearErrors();
    if (!complete())
        return;
    model::SignInRequest request;
    request.address = m_address->text().trimmed();
    request.password = m_password->text();
    request.server = m_server->text().trimmed();
    request.startTls = !request.server.isEmpty() && m_security->currentData() == StartTls;
    request.caFile = m_certificates->text().trimmed();
    m_attempt = m_start(request);
    if (!m_attempt) // the account that it was for has just gone
        return;
    setBusy(true);
    connect(m_attempt, &model::SignInAttempt::succeeded, this, [this](model::Account *account) {
        m_attempt.clear();
        setBusy(false);
        m_password->edit()->clear();
        Q_EMIT signedIn(account);
    });
    connect(m_attempt, &model::SignInAttempt::failed, this, &SignInPage::onFailed);
    // It may also go without a word, with the account it was for.
    connect(m_attempt, &QObject::destroyed, this, [this, attempt = m_attempt.data()] {
        if (m_attempt.isNull() || m_attempt == attempt)
            setBusy(false);
    });
}

void SignInPage::cancel()
{
    if (isBusy()) {
        auto *attempt = m_attempt.data();
        m_attempt.clear();
        attempt->disconnect(this);
        attempt->cancel();
        setBusy(false);
        m_password->setFocus();
    } else if (m_dismissable) {
        Q_EMIT dismissed();
    }
}

void SignInPage::onFailed(const model::SignInProblem &problem)
{
    m_attempt.clear();
    setBusy(false);
    FormField *field = nullptr;
    switch (problem.field) {
    case model::SignInField::Address:
        field = m_address;
        break;
    case model::SignInField::Password:
        field = m_password;
        break;
    case model::SignInField::Server:
        field = m_server;
        break;
    case model::SignInField::None:
        break;
    }
    // What is wrong with a server that nobody typed is a matter of the address.
    if (field == m_server && m_server->text().trimmed().isEmpty())
        field = m_address;
    if (!field) {
        m_problem->setText(problem.sentence);
        setPlainToolTip(m_problem, problem.detail);
        m_problem->setContentsMargins(0, 0, 0, 8);
        m_problem->show();
        QAccessibleEvent alert(m_problem, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
        m_signIn->setFocus();
        return;
    }
    if (field == m_server)
        m_advancedButton->setChecked(true);
    field->setError(problem.sentence);
    field->setFocus();
    field->edit()->selectAll();
    ensureWidgetVisible(field);
}

void SignInPage::setBusy(bool busy)
{
    m_inputs->setEnabled(!busy);
    m_advanced->setEnabled(!busy);
    m_advancedButton->setEnabled(!busy);
    m_signIn->setEnabled(!busy);
    m_linkDoor->setEnabled(!busy);
    m_signIn->setText(busy ? tr("Signing in…") : tr("Sign in"));
    m_cancel->setVisible(busy || m_dismissable);
    if (busy)
        m_cancel->setFocus();
}

void SignInPage::chooseCertificates()
{
    const QString file = QFileDialog::getOpenFileName(this, tr("Trusted certificates"), m_certificates->text(),
        tr("Certificates (*.pem *.crt *.cer);;All files (*)"));
    if (!file.isEmpty()) {
        m_certificates->edit()->setText(file);
        m_certificates->setError({});
    }
}

void SignInPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && (isBusy() || m_dismissable)) {
        cancel();
        return;
    }
    QScrollArea::keyPressEvent(event);
}

void SignInPage::showEvent(QShowEvent *event)
{
    QScrollArea::showEvent(event);
    // The first field that still wants something.
    const bool wantsAddress = m_address->text().isEmpty() && !m_address->edit()->isReadOnly();
    (wantsAddress ? m_address : m_password)->setFocus();
}

bool SignInPage::focusNextPrevChild(bool next)
{
    const bool moved = QScrollArea::focusNextPrevChild(next);
    if (QWidget *focused = window()->focusWidget(); focused && isAncestorOf(focused))
        ensureWidgetVisible(focused);
    return moved;
}

} // namespace ui
