// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/link_offer.h"
#include "ui/widgets/fitted_dialog.h"

#include <QTimer>

#include <memory>

class QCheckBox;
class QPushButton;

namespace ui {

class ApprovalForm;
class CodeCard;
class OutcomeView;
class TextLabel;

/// "Link a device" on the device that is signed in: the code and its picture, then the question, then the progress. What it shows is the offer's status and nothing else. Main thread.
class LinkDeviceDialog : public FittedDialog
{
    Q_OBJECT
public:
    LinkDeviceDialog(const Theme &theme, std::unique_ptr<model::LinkOffer> offer, QWidget *parent = nullptr);
    ~LinkDeviceDialog() override;

private:
    void present(const model::OfferStatus &status);
    void presentOutcome(const model::OfferStatus &status);
    void presentButtons(const model::OfferStatus &status);
    void tick();
    void onPrimary();
    void onSecondary();

    std::unique_ptr<model::LinkOffer> m_offer;
    QWidget *m_intro;
    CodeCard *m_code;
    ApprovalForm *m_approval;
    OutcomeView *m_outcome;
    QCheckBox *m_history;
    TextLabel *m_historySize;
    QPushButton *m_primary; ///< what goes on; may be hidden
    QPushButton *m_secondary; ///< what ends it
    QTimer m_tick;
    model::OfferState m_shown = model::OfferState::Preparing;
};

} // namespace ui
