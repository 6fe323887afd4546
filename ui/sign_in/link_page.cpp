// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sign_in/link_page.h"

#include "ui/devices/link_text.h"
#include "ui/devices/outcome_view.h"
#include "ui/devices/qr_reader.h"
#include "ui/sign_in/column_page.h"
#include "ui/sign_in/form_field.h"
#include "ui/sign_in/link_code_edit.h"
#include "ui/theme/style.h"
#include "ui/widgets/card.h"
#include "ui/widgets/text_label.h"

#include <QAccessible>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMimeData>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

using model::JoinState;
using model::LinkFailure;

bool mayBePicture(const QMimeData &data)
{
    const auto urls = data.urls();
    return data.hasImage() || (urls.size() == 1 && urls.constFirst().isLocalFile()) || data.text().trimmed().startsWith("xmpp:"_L1, Qt::CaseInsensitive);
}

} // namespace

LinkPage::LinkPage(const Theme &theme, std::unique_ptr<model::LinkJoin> join, QWidget *parent)
    : QScrollArea(parent)
    , m_theme(theme)
    , m_join(std::move(join))
{
    setObjectName(u"linkPage"_s);
    setAccessibleName(tr("Link to my other device"));
    setAcceptDrops(true);
    QWidget *column = makeColumnPage(this, theme).column;
    m_form = makeForm();
    m_run = makeRun();
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_form);
    layout->addWidget(m_run);
    // Inside a dialog Enter would also press the first button it finds.
    const auto buttons = findChildren<QPushButton *>();
    for (QPushButton *button : buttons)
        button->setAutoDefault(false);
    connect(m_join.get(), &model::LinkJoin::changed, this, &LinkPage::present);
    present(m_join->status());
}

LinkPage::~LinkPage()
{
    m_join->disconnect(this);
}

QWidget *LinkPage::makeForm()
{
    auto *form = new QWidget(this);
    auto *title = new TextLabel(m_theme, Type::Heading, Tone::Text, tr("Link to my other device"), form);
    auto *how = new TextLabel(m_theme, Type::Body, Tone::Secondary, {}, form);
    for (TextLabel *label : {title, how}) {
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
    }
    how->setTextFormat(Qt::RichText);
    how->setText(tr("On the device that is signed in, open Settings, <b>Linked devices</b>, and choose <b>Link a device</b>. It shows a code and a picture."));

    auto *address = new QLineEdit;
    address->setObjectName(u"linkAddress"_s);
    address->setPlaceholderText(tr("you@example.org"));
    address->setInputMethodHints(Qt::ImhEmailCharactersOnly | Qt::ImhNoAutoUppercase);
    setLarge(address, true);
    m_address = new FormField(m_theme, tr("Address"), address, form);
    m_codeEdit = new LinkCodeEdit(m_theme);
    m_codeEdit->setObjectName(u"linkCode"_s);
    m_code = new FormField(m_theme, tr("Code"), m_codeEdit, form);
    m_code->setHint(tr("Eight letters and digits, as the other device shows them. Capitals and the dash come by themselves."));
    m_problem = new TextLabel(m_theme, Type::Secondary, Tone::Danger, {}, form);
    m_problem->setObjectName(u"linkProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_link = new QPushButton(tr("Link this device"), form);
    m_link->setObjectName(u"link"_s);
    setButtonKind(m_link, ButtonKind::Primary);
    setLarge(m_link, true);

    auto *orElse = new TextLabel(m_theme, Type::Secondary, Tone::Secondary, tr("Or read the picture that the other device shows: open it, paste it, or drop it here."), form);
    orElse->setAlignment(Qt::AlignHCenter);
    orElse->setWordWrap(true);
    auto *open = new QPushButton(tr("Open a picture…"), form);
    open->setObjectName(u"openPicture"_s);
    auto *paste = new QPushButton(tr("Paste"), form);
    paste->setObjectName(u"paste"_s);
    paste->setAccessibleName(tr("Paste a picture or a link"));
    auto *pictures = new QHBoxLayout;
    pictures->setSpacing(10);
    pictures->addWidget(open, 2);
    pictures->addWidget(paste, 1);
    m_back = new QPushButton(tr("Back"), form);
    m_back->setObjectName(u"back"_s);
    setButtonKind(m_back, ButtonKind::Link);

    auto *layout = new QVBoxLayout(form);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(14);
    layout->addWidget(title);
    layout->addWidget(how);
    layout->addSpacing(6);
    layout->addWidget(m_address);
    layout->addWidget(m_code);
    layout->addWidget(m_problem);
    layout->addWidget(m_link);
    layout->addSpacing(6);
    layout->addWidget(orElse);
    layout->addLayout(pictures);
    layout->addWidget(m_back, 0, Qt::AlignHCenter);

    connect(m_link, &QPushButton::clicked, this, &LinkPage::submit);
    for (QLineEdit *edit : {address, static_cast<QLineEdit *>(m_codeEdit)}) {
        connect(edit, &QLineEdit::returnPressed, this, &LinkPage::submit);
        connect(edit, &QLineEdit::textEdited, this, [this] { complain({}); });
    }
    connect(address, &QLineEdit::textEdited, this, [this] { m_wrongCode = false; });
    connect(m_codeEdit, &LinkCodeEdit::invitationPasted, this, &LinkPage::openInvitation);
    connect(m_codeEdit, &LinkCodeEdit::picturePasted, this, &LinkPage::paste);
    connect(open, &QPushButton::clicked, this, &LinkPage::openPicture);
    connect(paste, &QPushButton::clicked, this, &LinkPage::paste);
    connect(m_back, &QPushButton::clicked, this, &LinkPage::leave);
    return form;
}

QWidget *LinkPage::makeRun()
{
    auto *run = new QWidget(this);
    m_outcome = new OutcomeView(m_theme, run);
    m_primary = new QPushButton(run);
    m_primary->setObjectName(u"linkPrimary"_s);
    setButtonKind(m_primary, ButtonKind::Primary);
    setLarge(m_primary, true);
    m_secondary = new QPushButton(run);
    m_secondary->setObjectName(u"linkSecondary"_s);
    auto *layout = new QVBoxLayout(run);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_outcome);
    layout->addSpacing(8);
    layout->addWidget(m_primary);
    layout->addWidget(m_secondary);
    connect(m_primary, &QPushButton::clicked, this, &LinkPage::onPrimary);
    connect(m_secondary, &QPushButton::clicked, this, &LinkPage::onSecondary);
    return run;
}

bool LinkPage::isBusy() const
{
    return m_status.state != JoinState::Idle && m_status.state != JoinState::Failed;
}

void LinkPage::openInvitation(const QString &uri)
{
    if (isBusy())
        return;
    clearErrors();
    m_wrongCode = false;
    m_join->startWithInvitation(uri);
}

void LinkPage::submit()
{
    if (isBusy())
        return;
    clearErrors();
    const QString address = m_address->text().trimmed();
    // In the order of the fields; what only the model knows it says itself.
    if (address.isEmpty() || !m_codeEdit->isComplete()) {
        const auto words = LinkText::problem(address.isEmpty() ? LinkFailure::NotAnAddress : LinkFailure::NotACode, LinkText::Side::New);
        FormField *field = address.isEmpty() ? m_address : m_code;
        field->setError(address.isEmpty() ? tr("Type the address of your account. It looks like you@example.org.") : tr("%1 %2", "two sentences").arg(words.cause, words.advice));
        field->setFocus();
        return;
    }
    if (m_wrongCode)
        m_join->tryCode(m_code->text());
    else
        m_join->startWithCode(address, m_code->text());
}

void LinkPage::present(const model::JoinStatus &status)
{
    m_status = status;
    // A wrong code is typed anew where it was typed.
    const bool again = status.state == JoinState::Failed && status.problem.failure == LinkFailure::WrongCode;
    const bool form = status.state == JoinState::Idle || again;
    const bool hadForm = !m_form->isHidden();
    m_form->setVisible(form);
    m_run->setVisible(!form);
    if (form)
        presentForm(status);
    else
        presentRun(status);
    if (form != hadForm && isVisible()) {
        if (!form)
            (m_primary->isHidden() ? m_secondary : m_primary)->setFocus();
        else if (status.problem.failure == LinkFailure::None)
            m_codeEdit->setFocus();
    }
}

void LinkPage::presentForm(const model::JoinStatus &status)
{
    m_wrongCode = status.problem.failure == LinkFailure::WrongCode;
    if (status.problem.failure == LinkFailure::None)
        return;
    if (!status.address.isEmpty())
        m_address->edit()->setText(status.address);
    const auto words = LinkText::problem(status.problem.failure, LinkText::Side::New);
    QString sentence = tr("%1 %2", "two sentences").arg(words.cause, words.advice);
    switch (status.problem.failure) {
    case LinkFailure::NotAnAddress:
        m_address->setError(sentence);
        m_address->setFocus();
        break;
    case LinkFailure::WrongCode: sentence = tr("%1 %n try(ies) left.", nullptr, status.triesLeft).arg(sentence); [[fallthrough]];
    case LinkFailure::NotACode:
        m_code->setError(sentence);
        m_code->setFocus();
        m_codeEdit->selectAll();
        break;
    default: complain(sentence);
    }
}

void LinkPage::presentRun(const model::JoinStatus &status)
{
    OutcomeView::Content content;
    content.title = LinkText::state(status);
    content.detail = status.problem.detail;
    const auto problem = LinkText::problem(status.problem.failure, LinkText::Side::New);
    QString primary, secondary = tr("Cancel");
    switch (status.state) {
    case JoinState::Idle: break;
    case JoinState::Searching:
    case JoinState::Connecting:
    case JoinState::Proving: content.busy = true; break;
    case JoinState::AwaitsApproval:
        content.icon = Icon::Laptop;
        content.sentence = tr("It asks there whether this is your device.");
        content.busy = true;
        break;
    case JoinState::SigningIn:
        content.sentence = status.address;
        content.busy = true;
        secondary.clear(); // not between two states
        break;
    case JoinState::ReceivingHistory:
        content.sentence = LinkText::access(status.access, LinkText::Side::New);
        content.advice = tr("You need not wait: it goes on by itself.");
        content.progress = status.history;
        primary = tr("Start now");
        secondary = tr("Stop the history");
        break;
    case JoinState::Interrupted:
        content.icon = Icon::Offline;
        content.tone = Tone::Warning;
        content.sentence = tr("This device is linked and works. Open Kith on the other one, then go on.");
        content.progress = status.history;
        primary = tr("Continue");
        secondary = tr("Start without the rest");
        break;
    case JoinState::Done:
        content.icon = Icon::Check;
        content.tone = Tone::Ok;
        content.sentence = LinkText::access(status.access, LinkText::Side::New);
        if (!status.deviceName.isEmpty())
            content.advice = tr("Your other devices call it “%1”.").arg(status.deviceName);
        primary = tr("Start");
        secondary.clear();
        break;
    case JoinState::Failed:
        content.icon = Icon::Warning;
        content.tone = Tone::Warning;
        content.title = problem.cause;
        content.sentence = problem.advice;
        primary = tr("Try again");
        secondary = tr("Back");
        break;
    }
    m_outcome->setContent(content);
    m_primary->setText(primary);
    m_primary->setVisible(!primary.isEmpty());
    m_secondary->setText(secondary);
    m_secondary->setVisible(!secondary.isEmpty());
}

void LinkPage::onPrimary()
{
    switch (m_status.state) {
    case JoinState::ReceivingHistory:
    case JoinState::Done: Q_EMIT signedIn(m_join->account()); break;
    case JoinState::Interrupted: m_join->goOn(); break;
    case JoinState::Failed: m_join->cancel(); break; // back to the form
    default: break;
    }
}

void LinkPage::onSecondary()
{
    switch (m_status.state) {
    case JoinState::Interrupted: Q_EMIT signedIn(m_join->account()); break;
    case JoinState::Failed: leave(); break;
    default: m_join->cancel();
    }
}

void LinkPage::leave()
{
    m_join->cancel();
    Q_EMIT dismissed();
}

void LinkPage::openPicture()
{
    const QString file = QFileDialog::getOpenFileName(this, tr("The picture that your other device shows"), {}, tr("Pictures (*.png *.jpg *.jpeg *.webp *.gif *.bmp *.heic);;All files (*)"));
    if (!file.isEmpty())
        read(readQrFile(file));
}

void LinkPage::paste()
{
    const QMimeData *copied = QGuiApplication::clipboard()->mimeData();
    if (copied && take(*copied))
        return;
    if (copied && copied->hasText() && LinkCodeEdit::formatted(copied->text()).size() == LinkCodeEdit::kLength + 1) {
        m_codeEdit->setText(LinkCodeEdit::formatted(copied->text()));
        m_codeEdit->setFocus();
        return;
    }
    complain(tr("There is no picture, link or code to paste. Copy the picture of the other device first."));
}

bool LinkPage::take(const QMimeData &given)
{
    if (const QString text = given.text().trimmed(); text.startsWith("xmpp:"_L1, Qt::CaseInsensitive)) {
        openInvitation(text);
        return true;
    }
    if (given.hasImage()) {
        if (const QImage image = qvariant_cast<QImage>(given.imageData()); !image.isNull()) {
            read(readQr(image));
            return true;
        }
    }
    const auto urls = given.urls();
    if (urls.size() == 1 && urls.constFirst().isLocalFile()) {
        read(readQrFile(urls.constFirst().toLocalFile()));
        return true;
    }
    return false;
}

void LinkPage::read(const QFuture<QString> &text)
{
    if (isBusy())
        return;
    complain({});
    QFuture<QString>(text).then(this, [this, reading = ++m_reading](const QString &found) {
        if (reading != m_reading) // another one was opened since
            return;
        if (found.isEmpty())
            complain(tr("No QR picture was found in it. See that it is sharp and whole, or type the code."));
        else
            openInvitation(found);
    });
}

void LinkPage::complain(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
    if (sentence.isEmpty())
        return;
    ensureWidgetVisible(m_problem);
    QAccessibleEvent alert(m_problem, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void LinkPage::clearErrors()
{
    m_address->setError({});
    m_code->setError({});
    complain({});
}

void LinkPage::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Paste) && !m_form->isHidden())
        paste();
    else if (event->key() == Qt::Key_Escape && m_form->isVisible())
        leave();
    else if (event->key() == Qt::Key_Escape && m_secondary->isVisible())
        m_secondary->click();
    else
        QScrollArea::keyPressEvent(event);
}

void LinkPage::showEvent(QShowEvent *event)
{
    QScrollArea::showEvent(event);
    if (!m_form->isHidden())
        (m_address->text().isEmpty() ? m_address : m_code)->setFocus();
}

void LinkPage::dragEnterEvent(QDragEnterEvent *event)
{
    if (!isBusy() && mayBePicture(*event->mimeData()))
        event->acceptProposedAction();
}

void LinkPage::dropEvent(QDropEvent *event)
{
    if (!isBusy() && take(*event->mimeData()))
        event->acceptProposedAction();
}

bool LinkPage::focusNextPrevChild(bool next)
{
    const bool moved = QScrollArea::focusNextPrevChild(next);
    if (QWidget *focused = window()->focusWidget(); focused && isAncestorOf(focused))
        ensureWidgetVisible(focused);
    return moved;
}

} // namespace ui
