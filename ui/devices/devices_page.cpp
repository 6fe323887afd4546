// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/devices_page.h"

#include "ui/devices/device_section.h"
#include "ui/devices/device_text.h"
#include "ui/devices/undo_notice.h"
#include "ui/settings/account_list.h"
#include "ui/settings/sign_out_dialog.h"
#include "ui/widgets/text_label.h"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

DevicesPage::DevicesPage(const Theme &theme, AccountList &accounts, model::DeviceLinking *linking, QWidget *parent)
    : SettingsPage(theme, tr("Linked devices"), parent)
    , m_accounts(accounts)
    , m_linking(linking)
    , m_notice(new UndoNotice(theme, this))
    , m_foot(new TextLabel(theme, Type::Secondary, Tone::Secondary, {}, this))
{
    m_foot->setObjectName(u"servers"_s);
    m_foot->setWordWrap(true);
    connect(&accounts, &AccountList::changed, this, &DevicesPage::rebuild);
    rebuild();
}

DevicesPage::~DevicesPage()
{
    m_notice->settle(); // while the sections are still there
}

void DevicesPage::rebuild()
{
    body()->removeWidget(m_notice);
    body()->removeWidget(m_foot);
    clearBody();
    m_sections.clear();
    const auto all = m_accounts.all();
    setSubtitle(all.isEmpty() ? tr("Nobody is signed in on this computer.") : tr("All of these are you."));
    body()->addWidget(m_notice);
    for (model::Account *account : all) {
        auto *section = new DeviceSection(theme(), *account, m_linking, *m_notice);
        section->setHeadingShown(all.size() > 1);
        connect(section, &DeviceSection::serverListChanged, this, &DevicesPage::showServers);
        connect(section, &DeviceSection::signOutRequested, this, [this, id = account->id(), address = account->jid().toString()] { askSignOut(id, address); });
        body()->addWidget(section);
        m_sections << section;
    }
    body()->addWidget(m_foot);
    showServers();
}

void DevicesPage::showServers()
{
    QStringList with, without;
    const auto all = m_accounts.all();
    for (model::Account *account : all) {
        const auto list = account->linkedDevices().serverList();
        if (list == model::LinkedDevices::ServerList::Known || list == model::LinkedDevices::ServerList::Failed)
            with << account->jid().domain();
        else if (list == model::LinkedDevices::ServerList::NotOffered)
            without << account->jid().domain();
    }
    with.removeDuplicates();
    without.removeDuplicates();
    m_foot->setText(DeviceText::servers(with, without));
    m_foot->setVisible(!m_foot->text().isEmpty());
    if (!all.isEmpty())
        setSubtitle(without.isEmpty() && !with.isEmpty() ? tr("All of these are you. A device you unlink stops receiving your messages at once.") : tr("All of these are you."));
}

void DevicesPage::askSignOut(model::AccountId account, const QString &address)
{
    auto *dialog = new SignOutDialog(theme(), address, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SignOutDialog::confirmed, this, [this, account](bool removeChats) { m_accounts.signOut(account, removeChats); });
    dialog->open();
}

} // namespace ui
