// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/link_device_dialog.h"

#include "ui/devices/approval_form.h"
#include "ui/devices/code_card.h"
#include "ui/devices/link_text.h"
#include "ui/devices/outcome_view.h"
#include "ui/theme/style.h"
#include "ui/widgets/card.h"
#include "ui/widgets/text_label.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

using model::OfferState;

constexpr int kWidth = 540;
constexpr int kMargin = 28, kMarginAbove = 24;
constexpr int kTick = 250; // ms: the second on show is never older

bool isOnShow(OfferState state)
{
    return state == OfferState::Preparing || state == OfferState::Waiting || state == OfferState::Proving;
}

} // namespace

LinkDeviceDialog::LinkDeviceDialog(const Theme &theme, std::unique_ptr<model::LinkOffer> offer, QWidget *parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_offer(std::move(offer))
    , m_area(new QScrollArea(this))
    , m_intro(new QWidget)
    , m_approval(new ApprovalForm(theme))
    , m_outcome(new OutcomeView(theme))
    , m_foot(new QWidget(this))
    , m_history(new QCheckBox(tr("Send my history too"), m_foot))
    , m_historySize(new TextLabel(theme, Type::Secondary, Tone::Secondary, {}, m_foot))
    , m_primary(new QPushButton(m_foot))
    , m_secondary(new QPushButton(m_foot))
{
    setObjectName(u"linkDeviceDialog"_s);
    setWindowTitle(tr("Link a device"));
    const int room = screen()->availableGeometry().width();
    const int width = qMin(theme.scaled(kWidth), room);
    m_code = new CodeCard(theme, theme.scaled(kWidth) > room);

    auto *title = new TextLabel(theme, Type::Heading, Tone::Text, tr("Link a device"), m_intro);
    auto *how = new TextLabel(theme, Type::Body, Tone::Secondary, {}, m_intro);
    how->setTextFormat(Qt::RichText);
    how->setText(tr("On the new device open Kith, choose <b>Link to my other device</b>, then type this code or read the picture."));
    how->setWordWrap(true);
    auto *intro = new QVBoxLayout(m_intro);
    intro->setContentsMargins(0, 0, 0, 0);
    intro->setSpacing(4);
    intro->addWidget(title);
    intro->addWidget(how);

    auto *content = new ui::Panel(theme, Tone::Surface);
    auto *pages = new QVBoxLayout(content);
    pages->setContentsMargins(kMargin, kMarginAbove, kMargin, 20);
    pages->setSpacing(20);
    for (QWidget *page : std::initializer_list<QWidget *>{m_intro, m_code, m_approval, m_outcome})
        pages->addWidget(page);
    pages->addStretch();
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setWidgetResizable(true);
    m_area->setFocusPolicy(Qt::NoFocus);
    m_area->setWidget(content);

    m_history->setObjectName(u"withHistory"_s);
    m_history->setChecked(true);
    m_historySize->setObjectName(u"historySize"_s);
    m_primary->setObjectName(u"primary"_s);
    m_secondary->setObjectName(u"secondary"_s);
    setButtonKind(m_primary, ButtonKind::Primary);
    // Enter approves nothing.
    m_primary->setAutoDefault(false);
    m_secondary->setAutoDefault(false);
    auto *history = new QVBoxLayout;
    history->setSpacing(0);
    history->addWidget(m_history);
    history->addWidget(m_historySize);
    auto *buttons = new QHBoxLayout(m_foot);
    buttons->setContentsMargins(kMargin, 16, kMargin, kMarginAbove - 4);
    buttons->setSpacing(10);
    buttons->addLayout(history, 1);
    // Where "Cancel" was a moment ago there is no button that lets somebody in.
    buttons->addWidget(m_primary);
    buttons->addWidget(m_secondary);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_area, 1);
    layout->addWidget(new Divider(theme, this));
    layout->addWidget(m_foot);
    resize(width, 10);

    connect(m_primary, &QPushButton::clicked, this, &LinkDeviceDialog::onPrimary);
    connect(m_secondary, &QPushButton::clicked, this, &LinkDeviceDialog::onSecondary);
    connect(m_approval, &ApprovalForm::changed, this, &LinkDeviceDialog::fit, Qt::QueuedConnection);
    connect(m_offer.get(), &model::LinkOffer::changed, this, &LinkDeviceDialog::present);
    m_tick.setInterval(kTick);
    connect(&m_tick, &QTimer::timeout, this, &LinkDeviceDialog::tick);
    present(m_offer->status());
}

LinkDeviceDialog::~LinkDeviceDialog()
{
    m_offer->disconnect(this); // its end takes the code back
}

void LinkDeviceDialog::present(const model::OfferStatus &status)
{
    const OfferState before = std::exchange(m_shown, status.state);
    const bool onShow = isOnShow(status.state), asks = status.state == OfferState::AsksApproval;
    m_intro->setVisible(onShow);
    m_code->setVisible(onShow);
    m_approval->setVisible(asks);
    m_outcome->setVisible(!onShow && !asks);
    if (onShow)
        m_code->setStatus(status);
    if (asks)
        m_approval->setStatus(status);
    else
        m_approval->clear();
    if (!onShow && !asks)
        presentOutcome(status);
    presentButtons(status);
    const QString size = LinkText::historySize(status.history);
    m_historySize->setText(size);
    m_historySize->setVisible(!size.isEmpty() && !m_history->isHidden());
    m_history->setAccessibleDescription(size);
    if (onShow || asks)
        m_tick.start();
    else
        m_tick.stop();
    tick();
    if (asks && before != OfferState::AsksApproval) {
        m_approval->focusName();
        // The person may have turned to the other device.
        raise();
        activateWindow();
    }
    fit();
}

void LinkDeviceDialog::presentOutcome(const model::OfferStatus &status)
{
    OutcomeView::Content content;
    content.title = LinkText::state(status.state);
    content.detail = status.problem.detail;
    const auto problem = LinkText::problem(status.problem.failure, LinkText::Side::Old);
    switch (status.state) {
    case OfferState::Granting:
        content.busy = true;
        break;
    case OfferState::SendingHistory:
        content.sentence = tr("You can close this window: it goes on by itself.");
        content.progress = status.history;
        break;
    case OfferState::Interrupted:
        content.icon = Icon::Offline;
        content.tone = Tone::Warning;
        content.sentence = problem.cause;
        content.progress = status.history;
        break;
    case OfferState::Done:
        content.icon = Icon::Check;
        content.tone = Tone::Ok;
        content.sentence = status.access == model::LinkAccess::Password ? tr("It signs in with your password: only a new password can cut it off again.")
                                                                       : tr("It signs in with its own key. You find it in the list of your devices.");
        break;
    case OfferState::Failed:
        content.icon = Icon::Warning;
        content.tone = Tone::Warning;
        content.title = problem.cause.isEmpty() ? content.title : problem.cause;
        content.sentence = problem.advice;
        break;
    case OfferState::Preparing:
    case OfferState::Waiting:
    case OfferState::Proving:
    case OfferState::AsksApproval: break;
    }
    m_outcome->setContent(content);
}

void LinkDeviceDialog::presentButtons(const model::OfferStatus &status)
{
    const bool asks = status.state == OfferState::AsksApproval;
    QString primary, secondary = tr("Cancel");
    switch (status.state) {
    case OfferState::AsksApproval:
        primary = tr("Link this device");
        secondary = tr("Refuse");
        break;
    case OfferState::SendingHistory:
        primary = tr("Close");
        secondary = tr("Stop sending");
        break;
    case OfferState::Interrupted:
    case OfferState::Done: secondary = tr("Close"); break;
    case OfferState::Failed:
        primary = tr("Show a new code");
        secondary = tr("Close");
        break;
    case OfferState::Preparing:
    case OfferState::Waiting:
    case OfferState::Proving:
    case OfferState::Granting: break;
    }
    m_primary->setText(primary);
    m_primary->setVisible(!primary.isEmpty());
    m_secondary->setText(secondary);
    // Not while the new device may have half of it.
    m_secondary->setEnabled(status.state != OfferState::Granting);
    m_history->setVisible(isOnShow(status.state) || asks);
}

void LinkDeviceDialog::tick()
{
    if (m_shown == OfferState::AsksApproval)
        m_approval->setLeft(m_offer->left());
    else
        m_code->setLeft(m_offer->left());
}

void LinkDeviceDialog::onPrimary()
{
    switch (m_shown) {
    case OfferState::AsksApproval:
        if (m_approval->complete())
            m_offer->approve(m_approval->name(), m_approval->receives(), m_history->isChecked());
        break;
    case OfferState::Failed: m_offer->renew(); break;
    default: accept();
    }
}

void LinkDeviceDialog::onSecondary()
{
    switch (m_shown) {
    case OfferState::AsksApproval: m_offer->refuse(); break;
    case OfferState::SendingHistory: m_offer->cancel(); break;
    default: reject();
    }
}

void LinkDeviceDialog::fit()
{
    // As high as what it shows, as long as the screen is: then it scrolls.
    QWidget *content = m_area->widget();
    content->layout()->activate();
    const int inside = content->layout()->totalHeightForWidth(width());
    const int wanted = inside + 1 + m_foot->sizeHint().height();
    setMinimumWidth(qMin(width(), m_theme.scaled(kWidth)));
    resize(width(), qMin(wanted, screen()->availableGeometry().height()));
}

} // namespace ui
