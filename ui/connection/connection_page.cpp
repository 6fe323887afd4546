// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/connection_page.h"

#include "model/sync/account.h"
#include "ui/connection/connection_section.h"
#include "ui/connection/proxy_card.h"
#include "ui/settings/account_list.h"

#include <QVBoxLayout>

namespace ui {

ConnectionPage::ConnectionPage(const Theme &theme, AccountList &accounts, model::Settings &settings, QWidget *parent)
    : SettingsPage(theme, tr("Connection"), parent)
    , m_accounts(accounts)
    , m_settings(settings)
{
    body()->setContentsMargins(0, 0, 0, 0); // each section begins with its own subtitle
    body()->setSpacing(32);
    connect(&accounts, &AccountList::changed, this, &ConnectionPage::rebuild);
    rebuild();
}

void ConnectionPage::rebuild()
{
    clearBody();
    const auto all = m_accounts.all();
    setSubtitle(all.isEmpty() ? tr("Nobody is signed in on this computer.") : QString());
    for (model::Account *account : all)
        body()->addWidget(new ConnectionSection(theme(), *account));
    body()->addWidget(new ProxyCard(theme(), m_settings)); // last, also in the order of the Tab key
}

} // namespace ui
