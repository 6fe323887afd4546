// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/linked_devices_model.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace model;

namespace {

const QDateTime kNow = QDateTime::fromMSecsSinceEpoch(1'700'000'000'000, Qt::UTC);

/// Devices as the test says; what is asked of them does not matter here.
class Source final : public LinkedDevices
{
public:
    QList<Device> list;
    void set(const QList<Device> &devices)
    {
        list = devices;
        Q_EMIT changed();
    }
    [[nodiscard]] AccountId account() const override { return AccountId(1); }
    [[nodiscard]] QList<Device> devices() const override { return list; }
    [[nodiscard]] ServerList serverList() const override { return ServerList::Known; }
    [[nodiscard]] ServiceFilter ownFilter() const override { return {}; }
    void refresh() override { }
    QFuture<DeviceAnswer> rename(const QString &, const QString &) override { return {}; }
    QFuture<DeviceAnswer> setReceives(const QString &, const ServiceFilter &) override { return {}; }
    QFuture<DeviceAnswer> unlink(const QString &, bool) override { return {}; }
    QFuture<DeviceAnswer> removeStale(const QStringList &) override { return {}; }
};

Device device(const QString &key, const QString &name, DeviceState state = DeviceState::Gone, int seenDaysAgo = -1)
{
    Device d;
    d.key = d.id = key;
    d.name = {name, FactSource::LinksNode, kNow};
    d.state = {state, FactSource::Presence, kNow};
    if (seenDaysAgo >= 0)
        d.lastSeen = {kNow.addDays(-seenDaysAgo), FactSource::Presence, kNow};
    return d;
}

QStringList names(const QAbstractItemModel &model)
{
    QStringList list;
    for (int row = 0; row < model.rowCount(); ++row)
        list << model.index(row, 0).data().toString();
    return list;
}

} // namespace

class LinkedDevicesModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void rowsComeGoAndChange()
    {
        Source source;
        LinkedDevicesModel model(source);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted), removed(&model, &QAbstractItemModel::rowsRemoved), changed(&model, &QAbstractItemModel::dataChanged),
            reset(&model, &QAbstractItemModel::modelReset);
        source.set({device(u"b"_s, u"two"_s), device(u"a"_s, u"one"_s)});
        QCOMPARE(names(model), (QStringList{u"one"_s, u"two"_s}));
        QCOMPARE(inserted.size(), 2);
        source.set(source.list);
        QCOMPARE(changed.size(), 0);
        source.set({device(u"b"_s, u"zwei"_s), device(u"a"_s, u"one"_s)});
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.first().first().toModelIndex().row(), 1);
        source.set({device(u"b"_s, u"zwei"_s)});
        QCOMPARE(removed.size(), 1);
        QCOMPARE(model.index(0, 0).data(LinkedDevicesModel::KeyRole).toString(), u"b"_s);
        QCOMPARE(model.index(0, 0).data(LinkedDevicesModel::DeviceRole).value<Device>(), device(u"b"_s, u"zwei"_s));
        QCOMPARE(reset.size(), 0);
    }

    void anyChange()
    {
        QRandomGenerator random(5);
        Source source;
        LinkedDevicesModel model(source);
        LinkedDevicesSortModel sorted;
        const QAbstractItemModelTester one(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        sorted.setSourceModel(&model);
        const QAbstractItemModelTester two(&sorted, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (int i = 0; i < 500; ++i) {
            QList<Device> list;
            for (int key = 0; key < 12; ++key) {
                if (random.bounded(2))
                    list << device(QString::number(key), QString::number(random.bounded(4)), DeviceState(random.bounded(4)), int(random.bounded(4)) - 1);
            }
            if (!list.isEmpty())
                list[random.bounded(list.size())].isThis = true;
            source.set(list);
            QCOMPARE(model.rowCount(), list.size());
            QCOMPARE(sorted.rowCount(), list.size());
            if (!list.isEmpty())
                QVERIFY(sorted.index(0, 0).data(LinkedDevicesModel::IsThisRole).toBool());
        }
    }

    void thisFirstThenByHowCloseTheyAre()
    {
        Source source;
        LinkedDevicesModel model(source);
        LinkedDevicesSortModel sorted;
        sorted.setSourceModel(&model);
        Device self = device(u"z"_s, u"desk"_s, DeviceState::Connected);
        self.isThis = true;
        source.set({device(u"a"_s, u"old"_s, DeviceState::Gone, 90), device(u"b"_s, u"never seen"_s), device(u"c"_s, u"phone"_s, DeviceState::Connected, 3), device(u"d"_s, u"Attic"_s, DeviceState::Connected),
            device(u"e"_s, u"workshop"_s, DeviceState::Detached, 1), device(u"f"_s, u"lately"_s, DeviceState::Gone, 2), self});
        QCOMPARE(names(sorted), (QStringList{u"desk"_s, u"Attic"_s, u"phone"_s, u"workshop"_s, u"lately"_s, u"old"_s, u"never seen"_s}));
        sorted.setHidesThis(true);
        QCOMPARE(names(sorted).first(), u"Attic"_s);
        QCOMPARE(sorted.rowCount(), 6);
    }

    void somethingToShow()
    {
        Source source;
        LinkedDevicesModel model(source);
        Device nameless = device(u"session:x"_s, {});
        nameless.software = {u"Dino"_s, FactSource::Presence, kNow};
        source.set({nameless, device(u"session:y"_s, {}), device(u"session:z"_s, u"a\u202Eb"_s)});
        QCOMPARE(names(model), (QStringList{u"Dino"_s, u"session:y"_s, u"a\u200Bb"_s}));
    }
};

QTEST_GUILESS_MAIN(LinkedDevicesModelTest)
#include "tst_linked_devices_model.moc"
