// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_chat/new_chat_dialog.h"

#include "model/sync/account.h"
#include "model/types/display_text.h"
#include "ui/new_chat/new_chat_delegate.h"
#include "ui/new_chat/new_chat_results.h"
#include "ui/new_chat/xmpp_uri.h"
#include "ui/settings/account_list.h"
#include "ui/sign_in/form_field.h"
#include "ui/theme/style.h"
#include "ui/widgets/avatar_cache.h"
#include "ui/widgets/card.h"
#include "ui/widgets/text_label.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListView>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

NewChatDialog::NewChatDialog(const Theme &theme, AvatarCache &avatars, AccountList &accounts, const QAbstractItemModel &contacts, QWidget *parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_accounts(accounts)
    , m_results(new NewChatResults(contacts, this))
    , m_list(new QListView(this))
    , m_add(new QCheckBox(tr("Add to my contacts"), this))
    , m_account(new QComboBox(this))
    , m_accountRow(new QWidget(this))
{
    setObjectName(u"newChat"_s);
    setWindowTitle(tr("New chat"));
    auto *edit = new QLineEdit;
    edit->setObjectName(u"who"_s);
    edit->setPlaceholderText(tr("bert@example.org"));
    edit->setInputMethodHints(Qt::ImhEmailCharactersOnly | Qt::ImhNoAutoUppercase);
    m_who = new FormField(theme, tr("Name or address"), edit, this);
    edit->installEventFilter(this);

    m_list->setObjectName(u"results"_s);
    m_list->setAccessibleName(tr("Found"));
    m_list->setModel(m_results);
    m_list->setItemDelegate(new NewChatDelegate(theme, avatars, m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->viewport()->setAutoFillBackground(false);
    auto *found = new Card(theme, this);
    found->rows()->setContentsMargins(6, 6, 6, 6);
    found->rows()->addWidget(m_list);
    m_add->setObjectName(u"addContact"_s);
    m_add->setChecked(true);
    auto *name = new QLineEdit;
    name->setObjectName(u"contactName"_s);
    m_name = new FormField(theme, tr("Their name, as the link says"), name, this);
    m_account->setObjectName(u"account"_s);
    m_account->setAccessibleName(tr("Account"));
    auto *accountLayout = new QHBoxLayout(m_accountRow);
    accountLayout->setContentsMargins(0, 0, 0, 0);
    accountLayout->addWidget(new TextLabel(theme, Type::Body, Tone::Secondary, tr("As"), m_accountRow));
    accountLayout->addWidget(m_account, 1);

    auto *buttons = new QDialogButtonBox(this);
    m_start = buttons->addButton(tr("Start chat"), QDialogButtonBox::AcceptRole);
    m_start->setObjectName(u"startChat"_s);
    setButtonKind(m_start, ButtonKind::Primary);
    buttons->addButton(QDialogButtonBox::Cancel);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 20, 20, 20);
    layout->setSpacing(12);
    layout->addWidget(new TextLabel(theme, Type::Title, Tone::Text, tr("New chat"), this));
    layout->addWidget(m_who);
    layout->addWidget(found, 1);
    layout->addWidget(m_add);
    layout->addWidget(m_name);
    layout->addWidget(m_accountRow);
    layout->addWidget(buttons);
    resize(theme.scaled(440), theme.scaled(520));

    connect(edit, &QLineEdit::textEdited, this, &NewChatDialog::onTextEdited);
    connect(m_results, &QAbstractItemModel::modelReset, this, &NewChatDialog::onResults);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &NewChatDialog::onCurrent);
    connect(m_add, &QCheckBox::toggled, this, &NewChatDialog::showName);
    connect(m_list, &QAbstractItemView::activated, this, &NewChatDialog::start);
    connect(m_list, &QAbstractItemView::doubleClicked, this, &NewChatDialog::start);
    connect(buttons, &QDialogButtonBox::accepted, this, &NewChatDialog::start);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&avatars, &AvatarCache::ready, m_list->viewport(), qOverload<>(&QWidget::update));
    connect(&accounts, &AccountList::changed, this, &NewChatDialog::listAccounts);
    listAccounts();
    onResults();
    m_who->setFocus();
}

void NewChatDialog::listAccounts()
{
    m_account->clear();
    const auto all = m_accounts.all();
    for (const model::Account *account : all)
        m_account->addItem(account->jid().toString(), qint64(account->id()));
    m_accountRow->setVisible(all.size() > 1);
}

model::Account *NewChatDialog::chosenAccount() const
{
    const auto all = m_accounts.all();
    for (model::Account *account : all) {
        if (qint64(account->id()) == m_account->currentData().toLongLong())
            return account;
    }
    return nullptr;
}

void NewChatDialog::setTyped(const QString &text)
{
    m_who->edit()->setText(text);
    onTextEdited(text);
}

void NewChatDialog::openLink(const QString &text)
{
    const auto uri = parseXmppUri(text);
    m_who->edit()->setText(text);
    m_results->setText(text);
    if (!uri) {
        m_who->setError(tr("This link has no valid address in it."));
        return;
    }
    fill(*uri);
    if (uri->action == XmppUri::Action::NotKnown)
        m_who->setError(tr("This link asks for something that Kith cannot do. You can still write to this address."));
}

void NewChatDialog::fill(const XmppUri &uri)
{
    m_draft = uri.body;
    m_name->edit()->setText(model::withoutDirectionControls(uri.name));
    m_linked = uri.address;
    m_who->edit()->setText(uri.address.toString());
    m_who->setError({});
    m_results->setText(uri.address.toString());
    m_add->setChecked(true);
    showName();
}

void NewChatDialog::onTextEdited(const QString &text)
{
    if (const auto uri = parseXmppUri(text)) { // pasted
        fill(*uri);
        return;
    }
    m_draft.clear();
    m_name->edit()->clear();
    m_linked = {};
    m_results->setText(text);
    // The advice on half an address comes with Enter; the one on a name as it is typed.
    m_who->setHint(text.contains(u'@') ? QString() : m_results->advice());
}

void NewChatDialog::onResults()
{
    m_list->setCurrentIndex(m_results->index(0));
    onCurrent();
}

void NewChatDialog::onCurrent()
{
    const QModelIndex current = m_list->currentIndex();
    m_add->setVisible(current.data(NewChatResults::NewRole).toBool());
    showName();
}

void NewChatDialog::showName()
{
    const QModelIndex current = m_list->currentIndex();
    const bool linked = !m_name->edit()->text().isEmpty() && current.data(NewChatResults::ContactRole).value<model::Contact>().jid == m_linked;
    m_name->setVisible(linked && current.data(NewChatResults::NewRole).toBool() && m_add->isChecked());
}

bool NewChatDialog::eventFilter(QObject *watched, QEvent *event)
{
    // The field keeps the focus; up and down choose in the list.
    if (watched == m_who->edit() && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
            QCoreApplication::sendEvent(m_list, event);
            return true;
        default:
            break;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void NewChatDialog::start()
{
    const QModelIndex current = m_list->currentIndex();
    model::Account *account = chosenAccount();
    if (!current.isValid() || !account) {
        const QString advice = m_results->advice();
        m_who->setHint({});
        m_who->setError(!account         ? tr("Sign in first, then start a chat.")
                : !advice.isEmpty() ? advice
                                    : tr("Type a name or an address."));
        m_who->setFocus();
        return;
    }
    const auto contact = current.data(NewChatResults::ContactRole).value<model::Contact>();
    const bool isNew = current.data(NewChatResults::NewRole).toBool();
    // A contact belongs to one account, whatever the box says.
    if (!isNew) {
        const auto all = m_accounts.all();
        for (model::Account *owner : all) {
            if (owner->id() == contact.account)
                account = owner;
        }
    }
    if (contact.jid == account->jid().bare() && isNew) {
        m_who->setError(tr("This is your own address."));
        return;
    }
    const bool linked = contact.jid == m_linked;
    if (isNew && m_add->isChecked())
        account->addContact(contact.jid, linked ? m_name->edit()->text().trimmed() : QString());
    m_start->setEnabled(false);
    const QString draft = linked ? m_draft : QString();
    account->openChat(contact.jid).then(this, [this, account = QPointer(account), draft](model::ChatId chat) {
        if (!account)
            return;
        if (!draft.isEmpty() && chat != model::ChatId{})
            account->suggestDraft(chat, draft);
        onOpened(account->id(), chat);
    });
}

void NewChatDialog::onOpened(model::AccountId account, model::ChatId chat)
{
    m_start->setEnabled(true);
    if (chat == model::ChatId{}) {
        m_who->setError(tr("This chat could not be made: it cannot be written to the disk. Check whether the disk is full."));
        return;
    }
    accept();
    Q_EMIT chatOpened(account, chat);
}

} // namespace ui
