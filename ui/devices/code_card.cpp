// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/code_card.h"

#include "ui/devices/link_text.h"
#include "ui/devices/qr_picture.h"
#include "ui/devices/state_line.h"
#include "ui/theme/style.h"
#include "ui/widgets/text_label.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace ui {

CodeCard::CodeCard(const Theme &theme, bool stacked, QWidget *parent)
    : QWidget(parent)
    , m_picture(new QrPicture(theme, this))
    , m_code(new TextLabel(theme, Type::LargeCode, Tone::Text, {}, this))
    , m_left(new TextLabel(theme, Type::Secondary, Tone::Secondary, {}, this))
    , m_tries(new TextLabel(theme, Type::Secondary, Tone::Danger, {}, this))
    , m_state(new StateLine(theme, this))
    , m_copy(new QPushButton(tr("Copy as a link"), this))
{
    m_picture->setObjectName(u"picture"_s);
    m_code->setObjectName(u"code"_s);
    m_code->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_left->setObjectName(u"left"_s);
    m_left->setWordWrap(true);
    m_tries->setObjectName(u"tries"_s);
    m_tries->setWordWrap(true);
    m_tries->hide();
    m_copy->setObjectName(u"copyLink"_s);
    m_copy->setToolTip(tr("To paste it on a new device that sees neither this screen nor this network"));
    m_copy->setAutoDefault(false);
    setButtonKind(m_copy, ButtonKind::Link);
    connect(m_copy, &QPushButton::clicked, this, &CodeCard::copyLink);

    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addStretch();
    words->addWidget(new TextLabel(theme, Type::Secondary, Tone::Secondary, tr("Code"), this));
    words->addWidget(m_code, 0, Qt::AlignLeading);
    words->addSpacing(8);
    words->addWidget(m_left);
    words->addSpacing(4);
    words->addWidget(m_tries);
    words->addSpacing(12);
    words->addWidget(m_state);
    words->addSpacing(8);
    words->addWidget(m_copy, 0, Qt::AlignLeading);
    words->addStretch();
    auto *layout = new QBoxLayout(stacked ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight, this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(stacked ? 16 : 28);
    layout->addWidget(m_picture, 0, stacked ? Qt::AlignHCenter : Qt::AlignVCenter);
    layout->addLayout(words, 1);
}

void CodeCard::setStatus(const model::OfferStatus &status)
{
    if (m_link != status.invitation) {
        m_link = status.invitation;
        m_picture->setText(m_link);
    }
    // The room for the code is there before it is: nothing jumps.
    m_code->setText(status.code.isEmpty() ? u"····-····"_s : status.code);
    m_code->setAccessibleName(status.code.isEmpty() ? tr("No code yet") : tr("Code: %1").arg(LinkText::spelled(status.code)));
    m_copy->setEnabled(!m_link.isEmpty());
    const bool wrong = status.triesLeft < 3 && !status.code.isEmpty();
    m_tries->setVisible(wrong);
    if (wrong)
        m_tries->setText(LinkText::wrongCode(status.triesLeft));
    QString state = LinkText::state(status.state);
    if (status.state == model::OfferState::Waiting && status.throughServerOnly)
        state = tr("Waiting for the new device, through the server…");
    m_state->setState(state, status.state == model::OfferState::Waiting ? Tone::Warning : Tone::Accent);
}

void CodeCard::setLeft(std::chrono::milliseconds left)
{
    m_left->setText(LinkText::countdown(left));
}

void CodeCard::copyLink()
{
    auto *copied = new QMimeData;
    copied->setText(m_link);
    copied->setData(u"x-kde-passwordManagerHint"_s, "secret"); // clipboard histories leave it out
    QGuiApplication::clipboard()->setMimeData(copied);
}

} // namespace ui
