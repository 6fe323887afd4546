// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/linked_devices_impl.h"

using namespace Qt::StringLiterals;

namespace model {

namespace {

QFuture<DeviceAnswer> answered(DeviceOutcome outcome)
{
    QPromise<DeviceAnswer> promise;
    promise.start();
    promise.addResult(DeviceAnswer{outcome});
    promise.finish();
    return promise.future();
}

} // namespace

LinkedDevicesImpl::LinkedDevicesImpl(const SyncContext &context, QObject *parent)
    : LinkedDevices(parent)
    , m_context(context)
{
    connect(&context.session, &net::Session::stateChanged, this, &LinkedDevices::changed);
}

QList<Device> LinkedDevicesImpl::devices() const
{
    const auto record = m_context.store.read().accounts.find(m_context.account);
    if (!record)
        return {};
    const QDateTime now = m_context.clock.now();
    const bool isLive = m_context.session.state() == net::SessionState::Live;
    Device own;
    own.key = u"this"_s;
    own.account = m_context.account;
    own.isThis = true;
    own.name = {record->deviceName, FactSource::OwnRecord, now};
    own.software = {u"Kith"_s, FactSource::OwnRecord, now};
    own.version = {QStringLiteral(KITH_VERSION), FactSource::OwnRecord, now};
    own.kind = {DeviceKind::Computer, FactSource::OwnRecord, now};
    own.state = {isLive ? DeviceState::Connected : DeviceState::Gone, FactSource::OwnRecord, now};
    own.canRename = own.canChooseReceives = isLive ? DeviceReason::None : DeviceReason::NotConnected;
    own.unlink = UnlinkHow::SelfSignOut;
    return {own};
}

QFuture<DeviceAnswer> LinkedDevicesImpl::rename(const QString &, const QString &)
{
    return answered(DeviceOutcome::NotConnected);
}

QFuture<DeviceAnswer> LinkedDevicesImpl::setReceives(const QString &, const ServiceFilter &)
{
    return answered(DeviceOutcome::NotConnected);
}

QFuture<DeviceAnswer> LinkedDevicesImpl::unlink(const QString &, bool)
{
    return answered(DeviceOutcome::NotConnected);
}

QFuture<DeviceAnswer> LinkedDevicesImpl::removeStale(const QStringList &)
{
    return answered(DeviceOutcome::NotConnected);
}

} // namespace model
