// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/types/ids.h"
#include "net/base/jid.h"
#include "ui/theme/theme.h"

#include <QDialog>

class QAbstractItemModel;
class QCheckBox;
class QComboBox;
class QListView;
class QPushButton;

namespace model {
class Account;
}

namespace ui {

class AccountList;
class AvatarCache;
class FormField;
class NewChatResults;
struct XmppUri;

/// Ctrl+N: type a name or an address, get the chat. xmpp: links land here too, filled in, never carried out by themselves. Main thread.
class NewChatDialog : public QDialog
{
    Q_OBJECT
public:
    /// `contacts`: model::ContactListModel or rows like it. All must outlive the dialog.
    NewChatDialog(const Theme &theme, AvatarCache &avatars, AccountList &accounts, const QAbstractItemModel &contacts, QWidget *parent = nullptr);

    /// Fills in what was typed elsewhere: a name or an address.
    void setTyped(const QString &text);
    /// Fills in what a link says. Text that is no valid xmpp: link is shown as typed, with the sentence why it cannot be used.
    void openLink(const QString &text);

Q_SIGNALS:
    /// The chat is there; show it. The dialog closes itself.
    void chatOpened(model::AccountId account, model::ChatId chat);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void onTextEdited(const QString &text);
    void onResults();
    void onCurrent();
    void showName();
    void start();
    void onOpened(model::AccountId account, model::ChatId chat);
    void fill(const XmppUri &uri);
    void listAccounts();
    [[nodiscard]] model::Account *chosenAccount() const;

    const Theme &m_theme;
    AccountList &m_accounts;
    NewChatResults *m_results;
    FormField *m_who;
    QListView *m_list;
    QCheckBox *m_add;
    FormField *m_name; ///< shown when a link brought one: nobody gets a name that was not seen
    QComboBox *m_account;
    QWidget *m_accountRow;
    QPushButton *m_start;
    QString m_draft; ///< the body that came with a link
    net::Jid m_linked; ///< whom the draft and the name belong to
};

} // namespace ui
