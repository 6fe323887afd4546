// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sign_in/sign_in_doors.h"

#include "model/linking/device_linking.h"
#include "ui/sign_in/link_page.h"

namespace ui {

SignInDoors::SignInDoors(const Theme &theme, SignInPage::Start start, model::DeviceLinking *linking, QWidget *parent)
    : QStackedWidget(parent)
    , m_theme(theme)
    , m_linking(linking)
    , m_signIn(new SignInPage(theme, std::move(start), this))
{
    addWidget(m_signIn);
    setFocusProxy(m_signIn);
    m_signIn->setLinkOffered(m_linking != nullptr);
    connect(m_signIn, &SignInPage::signedIn, this, &SignInDoors::signedIn);
    connect(m_signIn, &SignInPage::dismissed, this, &SignInDoors::dismissed);
    connect(m_signIn, &SignInPage::linkRequested, this, [this] { openLinking(); });
}

void SignInDoors::openLinking(const QString &invitation)
{
    if (!m_linking)
        return;
    if (!m_link) {
        m_link = new LinkPage(m_theme, m_linking->join(), this);
        connect(m_link, &LinkPage::dismissed, this, &SignInDoors::closeLinking);
        connect(m_link, &LinkPage::signedIn, this, [this](model::Account *account) {
            closeLinking();
            Q_EMIT signedIn(account);
        });
        addWidget(m_link);
    }
    setCurrentWidget(m_link);
    if (!invitation.isEmpty())
        m_link->openInvitation(invitation);
}

bool SignInDoors::isLinking() const
{
    return m_link && m_link->isBusy();
}

void SignInDoors::closeLinking()
{
    if (!m_link)
        return;
    removeWidget(m_link);
    m_link->deleteLater();
    m_link = nullptr;
    setCurrentWidget(m_signIn);
}

} // namespace ui
