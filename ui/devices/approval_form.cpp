// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/approval_form.h"

#include "model/types/display_text.h"
#include "ui/devices/link_text.h"
#include "ui/devices/receives_choice.h"
#include "ui/sign_in/form_field.h"
#include "ui/widgets/text_label.h"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kLongestName = 64;

} // namespace

ApprovalForm::ApprovalForm(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_program(new TextLabel(theme, Type::Body, Tone::Secondary, {}, this))
    , m_access(new TextLabel(theme, Type::Secondary, Tone::Secondary, {}, this))
    , m_left(new TextLabel(theme, Type::Secondary, Tone::Secondary, {}, this))
    , m_receives(new ReceivesChoice(theme, this))
{
    auto *title = new TextLabel(theme, Type::Title, Tone::Text, tr("Is this your new device?"), this);
    title->setWordWrap(true);
    m_program->setObjectName(u"guestProgram"_s);
    m_access->setObjectName(u"access"_s);
    m_left->setObjectName(u"approvalLeft"_s);
    for (TextLabel *label : {m_program, m_access, m_left})
        label->setWordWrap(true);
    auto *edit = new QLineEdit;
    edit->setObjectName(u"guestName"_s);
    edit->setMaxLength(kLongestName);
    m_name = new FormField(theme, tr("Its name, for you alone"), edit, this);
    auto *caption = new TextLabel(theme, Type::SecondaryStrong, Tone::Text, tr("What it receives"), this);
    m_receives->setAccessibleName(caption->text());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(title);
    layout->addWidget(m_program);
    layout->addSpacing(8);
    layout->addWidget(m_name);
    layout->addSpacing(8);
    layout->addWidget(caption);
    layout->addWidget(m_receives);
    layout->addSpacing(8);
    layout->addWidget(m_access);
    layout->addWidget(m_left);
}

void ApprovalForm::setStatus(const model::OfferStatus &status)
{
    const QString program = model::withoutDirectionControls(status.guest.program.simplified());
    m_program->setText(program.isEmpty() ? tr("A device has shown that it knows the code. Nothing has been sent to it yet.")
                                         : tr("A device with %1 has shown that it knows the code. Nothing has been sent to it yet.").arg(program));
    m_access->setText(LinkText::access(status.access, LinkText::Side::Old));
    m_access->setVisible(!m_access->text().isEmpty());
    if (m_filled)
        return;
    m_filled = true;
    m_name->edit()->setText(model::withoutDirectionControls(status.guest.name.simplified()).left(kLongestName));
    m_name->setError({});
    m_receives->setFilter(status.guest.wishes);
}

void ApprovalForm::setLeft(std::chrono::milliseconds left)
{
    // Not every second: a screen reader would speak of nothing else.
    const int seconds = int((left.count() + 999) / 1000);
    const int shown = seconds > 10 ? (seconds + 9) / 10 * 10 : seconds;
    m_left->setText(tr("It waits another %n second(s).", nullptr, shown));
}

void ApprovalForm::clear()
{
    m_filled = false;
}

void ApprovalForm::focusName()
{
    m_name->setFocus();
    m_name->edit()->selectAll();
}

QString ApprovalForm::name() const
{
    return m_name->text().simplified();
}

model::ServiceFilter ApprovalForm::receives() const
{
    return m_receives->filter();
}

bool ApprovalForm::complete()
{
    if (name().isEmpty()) {
        m_name->setError(tr("Give it a name, like “Laptop”."));
        m_name->setFocus();
        return false;
    }
    return m_receives->complete();
}

} // namespace ui
