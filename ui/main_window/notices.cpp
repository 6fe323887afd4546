// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/notices.h"

#include "model/sync/account.h"
#include "ui/settings/account_list.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPointer>

namespace ui {

Notices::Notices(const Context &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    connect(&context.accounts, &AccountList::changed, this, &Notices::watchAccounts);
    watchAccounts();
}

void Notices::tell(Banner::Kind kind, const QString &sentence)
{
    if (m_told.contains(sentence))
        return;
    auto *banner = new Banner(m_context.theme, kind, sentence);
    banner->setClosable(true);
    m_told.insert(sentence, banner);
    m_rows->addWidget(banner);
    connect(banner, &Banner::closed, this, [this, sentence] { m_told.take(sentence)->deleteLater(); });
}

void Notices::watchAccounts()
{
    for (const auto &connection : m_watched)
        disconnect(connection);
    m_watched.clear();
    const auto accounts = m_context.accounts.all();
    for (auto *account : accounts)
        m_watched.push_back(connect(account, &model::Account::statusChanged, this, &Notices::refresh));
    refresh();
}

void Notices::refresh()
{
    QHash<model::AccountId, Banner *> wanted;
    const auto accounts = m_context.accounts.all();
    for (auto *account : accounts) {
        if (!account->status().needsPassword)
            continue;
        Banner *banner = m_passwords.take(account->id());
        wanted.insert(account->id(), banner ? banner : makePasswordBanner(account));
    }
    for (Banner *banner : std::as_const(m_passwords))
        banner->deleteLater();
    m_passwords = wanted;
}

Banner *Notices::makePasswordBanner(model::Account *account)
{
    const auto status = account->status();
    const QString address = account->jid().toString();
    const QString sentence = status.problem.isEmpty() ? tr("Kith needs the password of %1 to go online.").arg(address) : status.problem;
    auto *banner = new Banner(m_context.theme, Banner::Kind::Warning, sentence);
    auto *field = new QLineEdit;
    field->setEchoMode(QLineEdit::Password);
    field->setPlaceholderText(tr("Password"));
    field->setAccessibleName(tr("Password of %1").arg(address));
    field->setMinimumWidth(120);
    field->setMaximumWidth(220);
    banner->extras()->addWidget(field);
    banner->setAction(tr("Sign in"));
    m_rows->insertWidget(0, banner);
    const QPointer<model::Account> target(account);
    const auto submit = [field, target] {
        if (target && !field->text().isEmpty())
            target->setPassword(field->text());
        field->clear();
    };
    connect(banner, &Banner::actionTriggered, this, submit);
    connect(field, &QLineEdit::returnPressed, this, submit);
    return banner;
}

} // namespace ui
