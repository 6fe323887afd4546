// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/receives_choice.h"

#include "ui/devices/device_text.h"
#include "ui/sign_in/form_field.h"
#include "ui/widgets/text_label.h"

#include <QAccessible>
#include <QCheckBox>
#include <QRadioButton>
#include <QRegularExpression>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kIndent = 28; // below the text of the radio button

QString serviceName(model::Service service)
{
    switch (service) {
    case model::Service::DirectMessages: return u"directMessages"_s;
    case model::Service::Groups: return u"groups"_s;
    case model::Service::Calls: return u"calls"_s;
    case model::Service::Presence: return u"presence"_s;
    case model::Service::Requests: return u"requests"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

ReceivesChoice::ReceivesChoice(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_everything(new QRadioButton(tr("Everything"), this))
    , m_only(new QRadioButton(tr("Only what is ticked"), this))
    , m_list(new QWidget(this))
    , m_problem(new TextLabel(theme, Type::Secondary, Tone::Danger, {}, this))
{
    m_everything->setObjectName(u"everything"_s);
    m_only->setObjectName(u"only"_s);
    m_everything->setChecked(true);
    auto *list = new QVBoxLayout(m_list);
    // Margins are not mirrored by themselves.
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    list->setContentsMargins(mirrored ? 0 : kIndent, 0, mirrored ? kIndent : 0, 0);
    list->setSpacing(8);
    for (const auto service : {model::Service::DirectMessages, model::Service::Groups, model::Service::Calls, model::Service::Presence, model::Service::Requests}) {
        auto *box = new QCheckBox(DeviceText::service(service), m_list);
        box->setObjectName(serviceName(service));
        connect(box, &QCheckBox::toggled, this, &ReceivesChoice::restate);
        list->addWidget(box);
        m_services.append({service, box});
    }
    auto *notices = new QLineEdit;
    notices->setObjectName(u"notices"_s);
    notices->setPlaceholderText(tr("news, mail"));
    m_notices = new FormField(theme, tr("Notices of these kinds"), notices, m_list);
    connect(notices, &QLineEdit::textChanged, this, &ReceivesChoice::restate);
    list->addWidget(m_notices);
    m_problem->setObjectName(u"receivesProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_everything);
    layout->addWidget(m_only);
    layout->addWidget(m_list);
    layout->addWidget(m_problem);
    connect(m_only, &QRadioButton::toggled, this, &ReceivesChoice::restate);
    restate();
}

void ReceivesChoice::setFilter(const model::ServiceFilter &filter)
{
    const auto chosen = filter.services();
    for (const auto &[service, box] : m_services)
        box->setChecked(!filter.isEverything() && chosen.contains(service));
    QStringList notices;
    if (!filter.isEverything()) {
        const auto words = filter.notices();
        for (const QString &word : words)
            notices << (word.startsWith(u'_') ? word.sliced(1) : word);
    }
    m_notices->edit()->setText(notices.join(u", "_s));
    (filter.isEverything() ? m_everything : m_only)->setChecked(true);
    restate();
}

QStringList ReceivesChoice::typedNotices(bool *good) const
{
    static const QRegularExpression kBetween(u"[,;\\s]+"_s);
    QStringList words;
    const auto typed = m_notices->text().split(kBetween, Qt::SkipEmptyParts);
    if (good)
        *good = true;
    for (const QString &one : typed) {
        const QString word = model::ServiceFilter::toWord(one);
        if (!word.isEmpty())
            words << word;
        else if (good)
            *good = false;
    }
    return words;
}

model::ServiceFilter ReceivesChoice::filter() const
{
    if (m_everything->isChecked())
        return {};
    QList<model::Service> services;
    for (const auto &[service, box] : m_services) {
        if (box->isChecked())
            services << service;
    }
    return model::ServiceFilter::of(services, typedNotices());
}

bool ReceivesChoice::complete()
{
    if (m_everything->isChecked())
        return true;
    bool good = true;
    const QStringList notices = typedNotices(&good);
    if (!good) {
        m_notices->setError(tr("A kind of notices is one word of letters and digits."));
        m_notices->setFocus();
        return false;
    }
    QStringList words = notices;
    for (const auto &[service, box] : m_services) {
        if (box->isChecked())
            words << model::ServiceFilter::of({service}).words();
    }
    words.removeDuplicates();
    if (!words.isEmpty() && words.size() <= model::ServiceFilter::kMostWords)
        return true;
    m_problem->setText(words.isEmpty() ? tr("Tick at least one thing.") : tr("This is too much for a list. Name fewer kinds of notices, or choose “Everything”."));
    m_problem->show();
    QAccessibleEvent alert(m_problem, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
    return false;
}

void ReceivesChoice::restate()
{
    m_list->setVisible(m_only->isChecked());
    m_problem->hide();
    m_notices->setError({});
    Q_EMIT changed();
}

} // namespace ui
