// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/sync/linked_devices.h"

#include <QStringList>

namespace test {

/// Devices as the test says; writes down what it was asked to do ("unlink d2 wipe") and answers as told.
class FakeLinkedDevices final : public model::LinkedDevices
{
    Q_OBJECT
public:
    using LinkedDevices::LinkedDevices;

    QList<model::Device> list;
    ServerList server = ServerList::Known;
    model::DeviceAnswer answer;
    QStringList commands;

    void setDevices(const QList<model::Device> &devices)
    {
        list = devices;
        Q_EMIT changed();
    }

    [[nodiscard]] model::AccountId account() const override { return model::AccountId(1); }
    [[nodiscard]] QList<model::Device> devices() const override { return list; }
    [[nodiscard]] ServerList serverList() const override { return server; }
    [[nodiscard]] model::ServiceFilter ownFilter() const override { return {}; }
    void refresh() override { commands << QStringLiteral("refresh"); }
    QFuture<model::DeviceAnswer> rename(const QString &key, const QString &name) override { return note(QStringLiteral("rename %1 %2").arg(key, name)); }
    QFuture<model::DeviceAnswer> setReceives(const QString &key, const model::ServiceFilter &filter) override
    {
        return note(QStringLiteral("receives %1 %2").arg(key, filter.words().join(u' ')).trimmed());
    }
    QFuture<model::DeviceAnswer> unlink(const QString &key, bool wipe) override { return note(QStringLiteral("unlink %1%2").arg(key, wipe ? QStringLiteral(" wipe") : QString())); }
    QFuture<model::DeviceAnswer> removeStale(const QStringList &keys) override { return note(QStringLiteral("remove %1").arg(keys.join(u' '))); }

private:
    QFuture<model::DeviceAnswer> note(const QString &command)
    {
        commands << command;
        QPromise<model::DeviceAnswer> promise;
        promise.start();
        promise.addResult(answer);
        promise.finish();
        return promise.future();
    }
};

} // namespace test
