// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/link_device_dialog.h"

#include "ui/devices/approval_form.h"
#include "ui/devices/code_card.h"
#include "ui/devices/link_text.h"
#include "ui/devices/outcome_view.h"
#include "ui/theme/style.h"
#include "ui/widgets/row_layout.h"
#include "ui/widgets/text_label.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScreen>
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
    : FittedDialog(theme, kWidth, Tone::Surface, parent)
    , m_offer(std::move(offer))
    , m_intro(new QWidget)
    , m_code(new CodeCard(theme, theme.scaled(kWidth) > screen()->availableGeometry().width()))
    , m_approval(new ApprovalForm(theme))
    , m_outcome(new OutcomeView(theme))
    , m_history(new QCheckBox(tr("Send my history too")))
    , m_historySize(new TextLabel(theme, Type::Secondary, Tone::Secondary))
    , m_primary(new QPushButton)
    , m_secondary(new QPushButton)
{
    setObjectName(u"linkDeviceDialog"_s);
    setWindowTitle(tr("Link a device"));
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
    content()->setContentsMargins(kMargin, kMarginAbove, kMargin, 20);
    content()->setSpacing(20);
    for (QWidget *page : std::initializer_list<QWidget *>{m_intro, m_code, m_approval, m_outcome})
        content()->addWidget(page);
    content()->addStretch();
    setDivided();

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
    // Where "Cancel" was a moment ago there is no button that lets somebody in.
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(10);
    buttons->addWidget(m_primary);
    buttons->addWidget(m_secondary);
    auto *row = new RowLayout(-1, foot());
    row->setContentsMargins(kMargin, 16, kMargin, 20);
    row->addItem(history);
    row->addItem(buttons);

    connect(m_primary, &QPushButton::clicked, this, &LinkDeviceDialog::onPrimary);
    connect(m_secondary, &QPushButton::clicked, this, &LinkDeviceDialog::onSecondary);
    connect(m_offer.get(), &model::LinkOffer::changed, this, &LinkDeviceDialog::present);
    m_tick.setInterval(kTick);
    connect(&m_tick, &QTimer::timeout, this, &LinkDeviceDialog::tick);
    present(m_offer->status());
    m_secondary->setFocus();
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
    m_history->setVisible(status.canSendHistory && (isOnShow(status.state) || asks));
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
            m_offer->approve(m_approval->name(), m_approval->receives(), m_history->isChecked() && m_offer->status().canSendHistory);
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

} // namespace ui
