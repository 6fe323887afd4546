// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/transfer_row.h"

#include "model/types/display_text.h"
#include "ui/devices/progress_line.h"
#include "ui/theme/style.h"
#include "ui/widgets/row_layout.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

TransferRow::TransferRow(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(theme, Type::Body, Tone::Text, {}, this))
    , m_progress(new ProgressLine(theme, this))
    , m_continue(new QPushButton(tr("Continue"), this))
    , m_stop(new QPushButton(tr("Stop"), this))
{
    m_title->setObjectName(u"transferTitle"_s);
    m_title->setWordWrap(true);
    m_continue->setObjectName(u"continueTransfer"_s);
    m_continue->setAccessibleName(tr("Continue with the history"));
    m_stop->setObjectName(u"stopTransfer"_s);
    m_stop->setAccessibleName(tr("Stop the history"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_continue);
    buttons->addWidget(m_stop);
    auto *head = new QWidget(this);
    auto *headLayout = new RowLayout(theme.scaled(220), head);
    headLayout->addWidget(m_title);
    headLayout->addItem(buttons);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(head);
    layout->addWidget(m_progress);
    connect(m_continue, &QPushButton::clicked, this, &TransferRow::continueRequested);
    connect(m_stop, &QPushButton::clicked, this, &TransferRow::stopRequested);
}

void TransferRow::setTransfer(const model::LinkTransfer &transfer)
{
    const QString name = model::withoutDirectionControls(transfer.device.simplified());
    const QString device = name.isEmpty() ? tr("your other device") : name;
    if (transfer.sends)
        m_title->setText(transfer.isInterrupted ? tr("Your history for %1 waits until that device is back.").arg(device) : tr("Your history is on its way to %1.").arg(device));
    else
        m_title->setText(transfer.isInterrupted ? tr("Your history from %1 is not complete yet.").arg(device) : tr("Your history is coming from %1.").arg(device));
    m_progress->setProgress(transfer.progress);
    m_continue->setVisible(transfer.isInterrupted && !transfer.sends);
}

} // namespace ui
