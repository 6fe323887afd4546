// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/debug/xml_console.h"

#include "model/sync/account.h"
#include "model/sync/xml_log.h"
#include "ui/debug/xml_row_delegate.h"
#include "ui/settings/account_list.h"
#include "ui/settings/preferences.h"
#include "ui/widgets/card.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStandardItemModel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using model::XmlLog;

namespace ui {

namespace {

constexpr QSize kFirstSize{900, 620};

std::unique_ptr<QStandardItemModel> snapshot(const QAbstractItemModel &log)
{
    auto copy = std::make_unique<QStandardItemModel>();
    for (int row = 0; row < log.rowCount(); ++row) {
        const QModelIndex index = log.index(row, 0);
        auto item = std::make_unique<QStandardItem>();
        for (const int role : {int(Qt::DisplayRole), int(Qt::AccessibleTextRole), int(XmlLog::TimeRole), int(XmlLog::IncomingRole), int(XmlLog::XmlRole)})
            item->setData(index.data(role), role);
        copy->appendRow(item.release());
    }
    return copy;
}

} // namespace

XmlConsole::XmlConsole(const Theme &theme, AccountList &accounts, Preferences &preferences, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_theme(theme)
    , m_accounts(accounts)
    , m_preferences(preferences)
    , m_list(new QListView)
    , m_whole(new QPlainTextEdit)
    , m_rows(new QSortFilterProxyModel(this))
{
    setObjectName(u"xmlConsole"_s);
    setWindowTitle(tr("XML console"));
    m_rows->setFilterRole(XmlLog::XmlRole);
    m_rows->setFilterCaseSensitivity(Qt::CaseInsensitive);

    m_list->setObjectName(u"stanzas"_s);
    m_list->setAccessibleName(tr("Stanzas"));
    m_list->setModel(m_rows);
    m_list->setItemDelegate(new XmlRowDelegate(theme, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setFrameShape(QFrame::NoFrame);
    m_whole->setObjectName(u"whole"_s);
    m_whole->setAccessibleName(tr("The chosen stanzas"));
    m_whole->setReadOnly(true);
    m_whole->setFrameShape(QFrame::NoFrame);
    m_whole->document()->setDocumentMargin(12);
    m_whole->setFont(theme.font(Type::Code));
    m_whole->setPlaceholderText(tr("Choose a line to read it whole."));
    connect(&theme, &Theme::changed, this, [this] { m_whole->setFont(m_theme.font(Type::Code)); });

    auto *split = new QSplitter(Qt::Vertical);
    split->setChildrenCollapsible(false);
    split->addWidget(m_list);
    split->addWidget(m_whole);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeToolbar());
    layout->addWidget(new Divider(theme));
    layout->addWidget(split, 1);

    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, &XmlConsole::showChosen);
    connect(m_rows, &QAbstractItemModel::modelReset, this, &XmlConsole::showChosen);
    connect(m_list->verticalScrollBar(), &QScrollBar::valueChanged, this,
        [this](int value) { m_atEnd = value >= m_list->verticalScrollBar()->maximum(); });
    connect(m_list->verticalScrollBar(), &QScrollBar::rangeChanged, this, &XmlConsole::keepAtEnd);
    connect(&accounts, &AccountList::changed, this, &XmlConsole::listAccounts);
    listAccounts();
    if (!restoreGeometry(m_preferences.windowState(objectName())))
        resize(kFirstSize);
}

XmlConsole::~XmlConsole() = default;

QWidget *XmlConsole::makeToolbar()
{
    auto *bar = new ui::Panel(m_theme, Tone::Surface);
    m_account = new QComboBox(bar);
    m_account->setObjectName(u"account"_s);
    m_account->setAccessibleName(tr("Account"));
    connect(m_account, &QComboBox::currentIndexChanged, this, &XmlConsole::follow);
    m_filter = new QLineEdit(bar);
    m_filter->setObjectName(u"filter"_s);
    m_filter->setAccessibleName(tr("Show only stanzas with this text"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    connect(m_filter, &QLineEdit::textChanged, m_rows, &QSortFilterProxyModel::setFilterFixedString);
    m_pause = new QPushButton(tr("Pause"), bar);
    m_pause->setObjectName(u"pause"_s);
    m_pause->setCheckable(true);
    connect(m_pause, &QPushButton::toggled, this, &XmlConsole::setPaused);
    auto *clearButton = new QPushButton(tr("Clear"), bar);
    clearButton->setObjectName(u"clear"_s);
    connect(clearButton, &QPushButton::clicked, this, &XmlConsole::clear);
    auto *copyButton = new QPushButton(tr("Copy"), bar);
    copyButton->setObjectName(u"copy"_s);
    copyButton->setToolTip(tr("Copies the chosen stanzas, or all that are shown."));
    connect(copyButton, &QPushButton::clicked, this, &XmlConsole::copy);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->setSpacing(8);
    layout->addWidget(m_account);
    layout->addWidget(m_filter, 1);
    layout->addWidget(m_pause);
    layout->addWidget(clearButton);
    layout->addWidget(copyButton);
    return bar;
}

void XmlConsole::listAccounts()
{
    const QVariant chosen = m_account->currentData();
    const QSignalBlocker blocker(m_account);
    m_account->clear();
    const auto all = m_accounts.all();
    for (const model::Account *account : all)
        m_account->addItem(account->jid().toString(), qint64(account->id()));
    m_account->setCurrentIndex(qMax(0, m_account->findData(chosen)));
    m_account->setVisible(all.size() > 1);
    follow();
}

void XmlConsole::follow()
{
    QAbstractItemModel *source = nullptr;
    const auto all = m_accounts.all();
    for (model::Account *account : all) {
        if (qint64(account->id()) == m_account->currentData().toLongLong())
            source = &account->xmlLog();
    }
    std::unique_ptr<QStandardItemModel> before = std::move(m_frozen); // until the view has let go of it
    if (m_pause->isChecked() && source) {
        m_frozen = snapshot(*source);
        source = m_frozen.get();
    }
    if (m_rows->sourceModel() != source)
        m_rows->setSourceModel(source);
    keepAtEnd();
}

void XmlConsole::setPaused(bool paused)
{
    m_pause->setText(paused ? tr("Go on") : tr("Pause"));
    follow();
}

void XmlConsole::clear()
{
    m_pause->setChecked(false);
    if (auto *log = qobject_cast<XmlLog *>(m_rows->sourceModel()))
        log->clear();
}

void XmlConsole::copy()
{
    QModelIndexList chosen = m_list->selectionModel()->selectedRows();
    std::sort(chosen.begin(), chosen.end());
    if (chosen.isEmpty()) {
        for (int row = 0; row < m_rows->rowCount(); ++row)
            chosen << m_rows->index(row, 0);
    }
    QString text;
    for (const QModelIndex &index : std::as_const(chosen))
        text += index.data().toString() + u'\n';
    QGuiApplication::clipboard()->setText(text);
}

void XmlConsole::showChosen()
{
    QModelIndexList chosen = m_list->selectionModel()->selectedRows();
    std::sort(chosen.begin(), chosen.end());
    QStringList whole;
    for (const QModelIndex &index : std::as_const(chosen))
        whole << index.data(XmlLog::XmlRole).toString();
    m_whole->setPlainText(whole.join(u"\n\n"_s));
}

void XmlConsole::keepAtEnd()
{
    if (m_atEnd && !m_pause->isChecked())
        m_list->scrollToBottom();
}

void XmlConsole::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else if (event->matches(QKeySequence::Copy))
        copy();
    else if (event->matches(QKeySequence::Find))
        m_filter->setFocus();
    else
        QWidget::keyPressEvent(event);
}

void XmlConsole::hideEvent(QHideEvent *event)
{
    m_preferences.setWindowState(objectName(), saveGeometry());
    QWidget::hideEvent(event);
}

} // namespace ui
