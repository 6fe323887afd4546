// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/device_section.h"

#include "ui/devices/device_dialogs.h"
#include "ui/devices/device_row.h"
#include "ui/devices/device_text.h"
#include "ui/devices/link_device_dialog.h"
#include "ui/devices/transfer_row.h"
#include "ui/devices/undo_notice.h"
#include "ui/devices/unlink_dialog.h"
#include "ui/theme/style.h"
#include "ui/widgets/row_layout.h"
#include "ui/widgets/text_label.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <functional>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kMinute = 60'000;

QWidget *wordsAndButton(const Theme &theme, TextLabel *words, QPushButton *button)
{
    auto *row = new QWidget;
    auto *layout = new RowLayout(theme.scaled(220), row);
    layout->addWidget(words);
    layout->addWidget(button);
    return row;
}

} // namespace

DeviceSection::DeviceSection(const Theme &theme, model::Account &account, model::DeviceLinking *linking, UndoNotice &notice, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_account(&account)
    , m_devices(&account.linkedDevices())
    , m_linking(linking)
    , m_notice(notice)
    , m_model(account.linkedDevices())
    , m_heading(new TextLabel(theme, Type::Strong, Tone::Text, account.jid().toString(), this))
    , m_troubleCard(new Card(theme, this))
    , m_trouble(new TextLabel(theme, Type::Body, Tone::Text))
    , m_troubleButton(new QPushButton)
    , m_transfer(new TransferRow(theme))
    , m_transferCard(new Card(theme, this))
    , m_thisCard(new Card(theme, this))
    , m_othersCard(new Card(theme, this))
    , m_alone(new TextLabel(theme, Type::Body, Tone::Secondary, tr("You are signed in on no other device.")))
    , m_staleCard(new Card(theme, this))
    , m_stale(new TextLabel(theme, Type::Body, Tone::Text))
    , m_link(new QPushButton(tr("Link a device")))
    , m_linkWords(new TextLabel(theme, Type::Secondary, Tone::Secondary))
{
    installDeviceRowAccessibility();
    setAccessibleName(account.jid().toString());
    m_sorted.setSourceModel(&m_model);
    m_heading->setWordWrap(true);
    m_heading->hide();
    for (TextLabel *words : {m_trouble, m_alone, m_stale, m_linkWords})
        words->setWordWrap(true);
    m_trouble->setObjectName(u"trouble"_s);
    m_troubleButton->setObjectName(u"troubleButton"_s);
    m_alone->setObjectName(u"alone"_s);
    m_alone->setContentsMargins(15, 13, 15, 13);
    m_stale->setObjectName(u"stale"_s);
    m_linkWords->setObjectName(u"linkWords"_s);
    auto *remove = new QPushButton(tr("Remove from the list"));
    remove->setObjectName(u"removeStale"_s);
    // What is added later is reached later with Tab; the other devices find their place behind this one.
    m_troubleCard->addRow(wordsAndButton(theme, m_trouble, m_troubleButton));
    m_transferCard->addRow(m_transfer);
    m_this = makeRow();
    m_thisCard->rows()->addWidget(m_this);
    m_othersCard->rows()->addWidget(m_alone);
    m_staleCard->addRow(wordsAndButton(theme, m_stale, remove));
    m_link->setObjectName(u"linkDevice"_s);
    setButtonKind(m_link, ButtonKind::Primary);
    auto *link = new QWidget(this);
    auto *linkLayout = new QHBoxLayout(link);
    linkLayout->setContentsMargins(0, 0, 0, 0);
    linkLayout->setSpacing(12);
    linkLayout->addWidget(m_link, 0, Qt::AlignTop);
    linkLayout->addWidget(m_linkWords, 1, Qt::AlignVCenter);
    link->setVisible(m_linking);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    for (QWidget *part : std::initializer_list<QWidget *>{m_heading, m_troubleCard, m_transferCard, m_thisCard, m_othersCard, m_staleCard, link})
        layout->addWidget(part);

    connect(m_troubleButton, &QPushButton::clicked, this, [this] {
        if (m_account && m_account->status().kind != model::ConnectionKind::Online)
            m_account->connectNow();
        else if (m_devices)
            m_devices->refresh();
    });
    connect(remove, &QPushButton::clicked, this, &DeviceSection::removeStale);
    connect(m_link, &QPushButton::clicked, this, &DeviceSection::linkDevice);
    connect(&account, &model::Account::statusChanged, this, &DeviceSection::scheduleUpdate);
    connect(m_devices, &model::LinkedDevices::serverListChanged, this, &DeviceSection::scheduleUpdate);
    connect(m_devices, &model::LinkedDevices::serverListChanged, this, &DeviceSection::serverListChanged);
    // One change may come as many.
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_sorted, signal, this, &DeviceSection::scheduleUpdate);
    connect(&m_sorted, &QAbstractItemModel::dataChanged, this, &DeviceSection::scheduleUpdate);
    connect(&m_sorted, &QAbstractItemModel::layoutChanged, this, &DeviceSection::scheduleUpdate);
    connect(&m_sorted, &QAbstractItemModel::rowsMoved, this, &DeviceSection::scheduleUpdate);
    if (m_linking) {
        connect(m_linking, &model::DeviceLinking::transferChanged, this, [this](model::AccountId id) {
            if (m_account && id == m_account->id())
                showTransfer();
        });
        connect(m_transfer, &TransferRow::continueRequested, this, [this] { m_linking->continueTransfer(m_account->id()); });
        connect(m_transfer, &TransferRow::stopRequested, this, [this] { m_linking->cancelTransfer(m_account->id()); });
    }
    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, &DeviceSection::showAll);
    m_minute.setInterval(kMinute);
    connect(&m_minute, &QTimer::timeout, this, [this] {
        if (isVisible())
            showAll();
    });
    m_minute.start();
    showAll();
}

DeviceSection::~DeviceSection() = default;

void DeviceSection::setHeadingShown(bool shown)
{
    m_heading->setVisible(shown);
}

void DeviceSection::refresh()
{
    if (!m_devices)
        return;
    m_devices->refresh();
    showAll();
}

void DeviceSection::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void DeviceSection::scheduleUpdate()
{
    m_later.start(0);
}

void DeviceSection::showAll()
{
    if (!m_account || !m_devices)
        return;
    showTrouble();
    showTransfer();
    showOthers();
    showStale();
    const bool online = m_account->status().kind == model::ConnectionKind::Online;
    m_link->setEnabled(online);
    m_linkWords->setText(online ? tr("Shows a code and a QR picture for 2 minutes.") : tr("A device can be linked once Kith is connected again."));
    m_link->setAccessibleDescription(m_linkWords->text());
}

void DeviceSection::showTrouble()
{
    const auto kind = m_account->status().kind;
    const bool offline = kind != model::ConnectionKind::Online;
    const bool unanswered = !offline && m_devices->serverList() == model::LinkedDevices::ServerList::Failed;
    m_troubleCard->setVisible(offline || unanswered);
    if (offline) {
        m_trouble->setText(tr("Kith is not connected. This list is as it was then, and nothing in it can be changed."));
        m_troubleButton->setText(tr("Connect now"));
        m_troubleButton->setVisible(kind != model::ConnectionKind::Connecting);
    } else if (unanswered) {
        m_trouble->setText(tr("The server did not say which programs may sign in. This list may not be complete."));
        m_troubleButton->setText(tr("Ask again"));
        m_troubleButton->show();
    }
}

void DeviceSection::showTransfer()
{
    const auto transfer = m_linking && m_account ? m_linking->transfer(m_account->id()) : std::nullopt;
    m_transferCard->setVisible(transfer.has_value());
    if (transfer)
        m_transfer->setTransfer(*transfer);
}

void DeviceSection::showOthers()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QStringList order;
    bool hasThis = false;
    for (int row = 0; row < m_sorted.rowCount(); ++row) {
        const auto device = m_sorted.index(row, 0).data(model::LinkedDevicesModel::DeviceRole).value<model::Device>();
        if (device.isThis) {
            hasThis = true;
            m_this->setDevice(device, now);
            continue;
        }
        if (m_hidden.contains(device.key))
            continue;
        order << device.key;
        DeviceRow *&widget = m_rows[device.key];
        if (!widget)
            widget = makeRow();
        widget->setDevice(device, now);
    }
    m_thisCard->setVisible(hasThis);
    m_alone->setVisible(order.isEmpty());
    if (order == m_order)
        return;
    m_order = order;
    // The rows stay, and with them the focus; the lines between them are made anew.
    QVBoxLayout *rows = m_othersCard->rows();
    while (QLayoutItem *item = rows->takeAt(0)) {
        if (auto *line = qobject_cast<Divider *>(item->widget()))
            line->deleteLater();
        delete item;
    }
    const auto known = m_rows.keys();
    for (const QString &key : known) {
        if (!order.contains(key)) {
            DeviceRow *gone = m_rows.take(key);
            gone->hide();
            gone->deleteLater();
        }
    }
    rows->addWidget(m_alone);
    QWidget *before = m_this->tabStops().constLast();
    for (const QString &key : std::as_const(order)) {
        if (rows->count() > 1)
            rows->addWidget(new Divider(m_theme, m_othersCard));
        DeviceRow *row = m_rows.value(key);
        rows->addWidget(row);
        row->show();
        const auto stops = row->tabStops();
        for (QWidget *stop : stops) {
            setTabOrder(before, stop);
            before = stop;
        }
    }
}

void DeviceSection::showStale()
{
    int stale = 0;
    for (const DeviceRow *row : std::as_const(m_rows))
        stale += row->device().offerRemoval ? 1 : 0;
    m_staleCard->setVisible(stale > 0);
    m_stale->setText(tr("%n device(s) have not been here for 90 days.", nullptr, stale));
}

DeviceRow *DeviceSection::makeRow()
{
    auto *row = new DeviceRow(m_theme, this);
    connect(row, &DeviceRow::renameRequested, this, [this, row] { rename(row->device()); });
    connect(row, &DeviceRow::receivesRequested, this, [this, row] { chooseReceives(row->device()); });
    connect(row, &DeviceRow::unlinkRequested, this, [this, row] {
        if (row->device().isThis)
            Q_EMIT signOutRequested();
        else
            unlink(row->device());
    });
    return row;
}

void DeviceSection::take(const QFuture<model::DeviceAnswer> &answer, const QString &done, const std::function<void()> &undo)
{
    QFuture<model::DeviceAnswer>(answer).then(this, [this, done, undo](const model::DeviceAnswer &result) {
        if (const QString why = DeviceText::refused(result); !why.isEmpty())
            m_notice.warn(why);
        else
            m_notice.tell(done, undo);
    });
}

void DeviceSection::rename(const model::Device &device)
{
    auto *dialog = new RenameDeviceDialog(m_theme, device, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RenameDeviceDialog::renamed, this, [this, device](const QString &name) {
        if (!m_devices || name == device.name.value)
            return;
        std::function<void()> undo;
        if (!device.name.value.isEmpty())
            undo = [devices = m_devices, device] {
                if (devices)
                    devices->rename(device.key, device.name.value);
            };
        take(m_devices->rename(device.key, name), tr("%1 is now called %2.").arg(DeviceText::name(device), name), undo);
    });
    dialog->open();
}

void DeviceSection::chooseReceives(const model::Device &device)
{
    auto *dialog = new ReceivesDialog(m_theme, device, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ReceivesDialog::chosen, this, [this, device](const model::ServiceFilter &filter) {
        if (!m_devices || filter == device.receives.value)
            return;
        const auto undo = [devices = m_devices, device] {
            if (devices)
                devices->setReceives(device.key, device.receives.value);
        };
        take(m_devices->setReceives(device.key, filter), tr("%1 now %2.", "device, “receives groups only”").arg(DeviceText::name(device), DeviceText::receives(filter)), undo);
    });
    dialog->open();
}

void DeviceSection::unlink(const model::Device &device)
{
    if (!m_devices)
        return;
    auto *dialog = new UnlinkDialog(m_theme, *m_devices, device, m_linking ? &m_linking->passwords() : nullptr, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &UnlinkDialog::unlinked, this, [this](const QString &sentence) { m_notice.tell(sentence); });
    dialog->open();
}

void DeviceSection::removeStale()
{
    QStringList keys;
    for (const DeviceRow *row : std::as_const(m_rows)) {
        if (row->device().offerRemoval)
            keys << row->device().key;
    }
    keys.sort();
    // An entry that is gone cannot be written for another device: it goes when nobody has wanted it back.
    const auto forget = [this, keys] {
        for (const QString &key : keys)
            m_hidden.removeAll(key);
    };
    const QPointer<DeviceSection> self(this);
    m_notice.tell(
        tr("%n device(s) removed from the list.", nullptr, int(keys.size())),
        [self, forget] {
            if (!self)
                return;
            forget();
            self->showAll();
        },
        [self, forget, keys, devices = m_devices] {
            if (!devices)
                return;
            auto answer = devices->removeStale(keys);
            if (!self)
                return;
            answer.then(self, [self, forget](const model::DeviceAnswer &result) {
                forget(); // what has not gone is shown again
                self->showAll();
                if (const QString why = DeviceText::refused(result); !why.isEmpty())
                    self->m_notice.warn(why);
            });
        });
    m_hidden = keys;
    showAll();
}

void DeviceSection::linkDevice()
{
    if (!m_linking || !m_account)
        return;
    auto *dialog = new LinkDeviceDialog(m_theme, m_linking->offer(m_account->id()), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_account, &QObject::destroyed, dialog, &QDialog::reject);
    dialog->open();
}

} // namespace ui
