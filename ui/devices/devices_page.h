// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"
#include "ui/settings/settings_page.h"

#include <QList>

namespace model {
class DeviceLinking;
}

namespace ui {

class AccountList;
class DeviceSection;
class UndoNotice;

/// All devices of each account, what can be done with them, and at the foot what the servers can and cannot do. Keeps itself right while it is shown. Main thread.
class DevicesPage : public SettingsPage
{
    Q_OBJECT
public:
    /// `linking` may be null: no device can be linked then. It outlives the page.
    DevicesPage(const Theme &theme, AccountList &accounts, model::DeviceLinking *linking, QWidget *parent = nullptr);
    ~DevicesPage() override;

private:
    void rebuild();
    void showServers();
    void askSignOut(model::AccountId account, const QString &address);

    AccountList &m_accounts;
    model::DeviceLinking *m_linking;
    UndoNotice *m_notice;
    TextLabel *m_foot;
    QList<DeviceSection *> m_sections;
};

} // namespace ui
