// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/linked_devices_model.h"
#include "model/linking/device_linking.h"
#include "model/sync/account.h"
#include "ui/theme/theme.h"

#include <QHash>
#include <QPointer>
#include <QTimer>
#include <QWidget>

class QPushButton;

namespace ui {

class Card;
class DeviceRow;
class TextLabel;
class TransferRow;
class UndoNotice;

/// The devices of one account: this one first, then the others, then what is in the way, and "Link a device". Keeps itself right. Main thread.
class DeviceSection : public QWidget
{
    Q_OBJECT
public:
    /// `linking` may be null: no device can be linked then. `notice` is where results are told.
    DeviceSection(const Theme &theme, model::Account &account, model::DeviceLinking *linking, UndoNotice &notice, QWidget *parent = nullptr);
    ~DeviceSection() override;

    void setHeadingShown(bool shown); ///< the address, where there are several accounts
    /// The page came to the front: ask anew, and let time pass in "3 minutes ago".
    void refresh();

Q_SIGNALS:
    void signOutRequested();
    void serverListChanged();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void scheduleUpdate();
    void showAll();
    void showTrouble();
    void showStale();
    void showTransfer();
    void showOthers();
    DeviceRow *makeRow();
    void rename(const model::Device &device);
    void chooseReceives(const model::Device &device);
    void unlink(const model::Device &device);
    void removeStale();
    void linkDevice();
    void take(const QFuture<model::DeviceAnswer> &answer, const QString &done, const std::function<void()> &undo);

    const Theme &m_theme;
    QPointer<model::Account> m_account;
    QPointer<model::LinkedDevices> m_devices;
    QPointer<model::DeviceLinking> m_linking;
    UndoNotice &m_notice;
    model::LinkedDevicesModel m_model;
    model::LinkedDevicesSortModel m_sorted;
    QStringList m_hidden; ///< keys that are as good as removed, while that can be undone
    TextLabel *m_heading;
    Card *m_troubleCard;
    TextLabel *m_trouble;
    QPushButton *m_troubleButton;
    TransferRow *m_transfer;
    Card *m_transferCard;
    Card *m_thisCard;
    Card *m_othersCard;
    TextLabel *m_alone;
    Card *m_staleCard;
    TextLabel *m_stale;
    QPushButton *m_link;
    TextLabel *m_linkWords;
    DeviceRow *m_this;
    QHash<QString, DeviceRow *> m_rows; ///< of the others, by key
    QStringList m_order; ///< as they stand in the card
    QTimer m_later;
    QTimer m_minute;
};

} // namespace ui
