// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/account_page.h"

#include "ui/connection/login_facts.h"
#include "ui/settings/account_list.h"
#include "ui/settings/sign_out_dialog.h"
#include "ui/theme/style.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/card.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kAvatar = 56;

// Name, address and state of one account; keeps itself right.
QWidget *makeHead(const Theme &theme, AvatarCache &avatars, model::Account &account)
{
    auto *head = new QWidget;
    auto *avatar = new AvatarView(theme, avatars, kAvatar, head);
    auto *name = new TextLabel(theme, Type::Title, Tone::Text, {}, head);
    auto *address = new TextLabel(theme, Type::Body, Tone::Secondary, account.jid().toString(), head);
    address->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *state = new TextLabel(theme, Type::Secondary, Tone::Secondary, {}, head);
    state->setWordWrap(true);
    const auto showProfile = [&account, avatar, name] {
        name->setText(account.displayName());
        avatar->setPerson(account.displayName(), account.jid().toString(), account.avatarHash());
    };
    const auto showState = [state](const model::ConnectionStatus &status) { state->setText(LoginFacts::statusText(status)); };
    showProfile();
    showState(account.status());
    QObject::connect(&account, &model::Account::profileChanged, head, showProfile);
    QObject::connect(&account, &model::Account::statusChanged, head, showState);

    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(name);
    words->addWidget(address);
    words->addWidget(state);
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(14);
    layout->addWidget(avatar, 0, Qt::AlignTop);
    layout->addLayout(words, 1);
    return head;
}

} // namespace

AccountPage::AccountPage(const Theme &theme, AvatarCache &avatars, AccountList &accounts, QWidget *parent)
    : SettingsPage(theme, tr("Account"), parent)
    , m_avatars(avatars)
    , m_accounts(accounts)
{
    connect(&accounts, &AccountList::changed, this, &AccountPage::rebuild);
    rebuild();
}

void AccountPage::rebuild()
{
    clearBody();
    const auto all = m_accounts.all();
    setSubtitle(all.isEmpty() ? tr("Nobody is signed in on this computer.") : QString());
    for (model::Account *account : all)
        body()->addWidget(makeCard(*account));
    auto *add = new QPushButton(tr("Add account"));
    add->setObjectName(u"addAccount"_s);
    add->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    if (all.isEmpty())
        setButtonKind(add, ButtonKind::Primary);
    connect(add, &QPushButton::clicked, this, &AccountPage::addAccountRequested);
    body()->addWidget(add);
}

QWidget *AccountPage::makeCard(model::Account &account)
{
    auto *card = new Card(theme());
    card->setAccessibleName(account.jid().toString());
    card->addRow(makeHead(theme(), m_avatars, account));

    auto *connection = new QPushButton;
    connection->setObjectName(u"connection"_s);
    auto *connectionRow = new SettingRow(theme(), tr("Connection"), {}, connection);
    const auto showConnection = [connection, connectionRow](const model::ConnectionStatus &status) {
        const bool off = status.kind == model::ConnectionKind::Offline;
        connection->setText(off ? tr("Go online") : tr("Go offline"));
        connection->setAccessibleName(connection->text());
        connectionRow->setExplanation(off ? tr("Nothing is sent or received on this computer.")
                                          : tr("Offline, Kith keeps what you write and sends it later."));
    };
    showConnection(account.status());
    connect(&account, &model::Account::statusChanged, connection, showConnection);
    connect(connection, &QPushButton::clicked, &account, [&account] {
        if (account.status().kind == model::ConnectionKind::Offline)
            account.connectNow();
        else
            account.goOffline();
    });
    card->addRow(connectionRow);

    auto *password = new QPushButton(tr("Change…"));
    password->setObjectName(u"password"_s);
    password->setAccessibleName(tr("Change the password that Kith uses"));
    connect(password, &QPushButton::clicked, this, [this, id = account.id()] { Q_EMIT passwordRequested(id); });
    auto *secrets = new SettingRow(theme(), tr("Password and device key"), account.secretStorage(), password);
    // Where they are kept may become known late, when a keychain answers.
    connect(&account, &model::Account::statusChanged, secrets, [&account, secrets] { secrets->setExplanation(account.secretStorage()); });
    card->addRow(secrets);

    auto *signOut = new QPushButton(tr("Sign out…"));
    signOut->setObjectName(u"signOut"_s);
    signOut->setAccessibleName(tr("Sign out of %1").arg(account.jid().toString()));
    setButtonKind(signOut, ButtonKind::Danger);
    connect(signOut, &QPushButton::clicked, this, [this, &account] { askSignOut(account); });
    card->addRow(new SettingRow(theme(), tr("Sign out"), tr("This computer stops receiving messages for this account."), signOut));
    return card;
}

void AccountPage::askSignOut(const model::Account &account)
{
    auto *dialog = new SignOutDialog(theme(), account.jid().toString(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SignOutDialog::confirmed, this,
        [this, id = account.id()](bool removeChats) { m_accounts.signOut(id, removeChats); });
    dialog->open();
}

} // namespace ui
