// The list of own devices, and the line that says how much of the history is here.
#ifndef Q_MOC_RUN
#include "app/core/problem.h"
#include "app/viewmodels/devices/own_devices_model.h"
#include "app/viewmodels/devices/restoring.h"
#include "tests/app/viewmodels/manual_clock.h"
#endif

#include <QAbstractItemModelTester>
#include <QLocale>
#include <QSignalSpy>
#include <QTest>

using namespace sotto;
using namespace sotto::viewmodels;

namespace {

constexpr storage::Milliseconds kDayMs = std::int64_t{24} * 3600 * 1000;
constexpr storage::Milliseconds kNoon = std::int64_t{1'800'014'400} * 1000; ///< 12:00 UTC

using Device = OwnDevicesModel::Device;
using State = OwnDevicesModel::State;

QString text(const OwnDevicesModel& model, int row, int role)
{
    return model.index(row).data(role).toString();
}

std::vector<Device> threeDevices()
{
    Device kitchen{.id = "\x02", .name = "Kitchen laptop", .added = kNoon - 40 * kDayMs};
    kitchen.seen = kNoon - kDayMs - kDayMs / 2; // days, not moments
    kitchen.canRename = true;
    kitchen.canRemove = true;
    kitchen.canShutOut = true;
    Device desk{.id = "\x01", .name = "Desk computer", .isThis = true, .isOldest = true};
    desk.added = kNoon - 90 * kDayMs;
    Device fresh{.id = "\x03", .name = "", .added = kNoon - 3'600'000, .state = State::Waiting};
    fresh.canApprove = true;
    return {kitchen, desk, fresh};
}

} // namespace

class TestOwnDevices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("TZ", "UTC");
        QLocale::setDefault(QLocale::c());
    }

    void saysWhatEachIs()
    {
        tests::ManualClock clock(kNoon);
        OwnDevicesModel model(clock);
        const QAbstractItemModelTester tester(&model);
        model.show(threeDevices());
        QCOMPARE(model.count(), 3);
        // This one goes first.
        QCOMPARE(text(model, 0, OwnDevicesModel::NameRole), QStringLiteral("Desk computer"));
        QCOMPARE(text(model, 0, OwnDevicesModel::StateTextRole), QStringLiteral("This device"));
        QVERIFY(text(model, 0, OwnDevicesModel::DetailRole).contains(QStringLiteral("the oldest")));
        QVERIFY(text(model, 0, OwnDevicesModel::DetailRole).contains(QStringLiteral("Active now")));
        QVERIFY(!model.index(0).data(OwnDevicesModel::CanRemoveRole).toBool());
        QVERIFY(text(model, 1, OwnDevicesModel::DetailRole)
                    .endsWith(QStringLiteral("Last active yesterday.")));
        QVERIFY(model.index(1).data(OwnDevicesModel::CanRemoveRole).toBool());
        QVERIFY(
            text(model, 1, OwnDevicesModel::RemovalTextRole).contains(QStringLiteral("at once")));
        QVERIFY(!text(model, 2, OwnDevicesModel::NameRole).isEmpty());
        QVERIFY(model.index(1).data(OwnDevicesModel::CanShutOutRole).toBool());
        QVERIFY(text(model, 0, OwnDevicesModel::RemovalTextRole).contains(QStringLiteral("wiped")));
        QVERIFY(!model.index(2).data(OwnDevicesModel::CanShutOutRole).toBool());
        QVERIFY(model.index(2).data(OwnDevicesModel::CanApproveRole).toBool());
        QVERIFY(text(model, 2, OwnDevicesModel::DetailRole).contains(QStringLiteral("today, 11")));
        // Its day has begun, though not everywhere.
        model.show({[] {
            Device early = threeDevices().front();
            early.seen = kNoon + kDayMs / 2;
            return early;
        }()});
        QVERIFY(text(model, 0, OwnDevicesModel::DetailRole).endsWith(QStringLiteral("today.")));
        model.show(threeDevices());
        clock.time += kDayMs;
        model.retellTimes();
        QVERIFY(!text(model, 2, OwnDevicesModel::DetailRole).contains(QStringLiteral("today")));
    }

    void asksForWhatIsToBeDone()
    {
        tests::ManualClock clock(kNoon);
        OwnDevicesModel model(clock);
        model.show(threeDevices());
        QSignalSpy removes(&model, &OwnDevicesModel::removeAsked);
        QSignalSpy renames(&model, &OwnDevicesModel::renameAsked);
        model.remove(text(model, 1, OwnDevicesModel::DeviceIdRole));
        QCOMPARE(removes.size(), 1);
        QCOMPARE(removes.first().first().toByteArray(), QByteArray("\x02"));
        QVERIFY(model.busy());
        model.remove(text(model, 2, OwnDevicesModel::DeviceIdRole)); // one after the other
        QCOMPARE(removes.size(), 1);
        model.setState(false, QStringLiteral("It did not work."));
        QCOMPARE(model.error(), QStringLiteral("It did not work."));
        model.forgetError();
        QVERIFY(model.error().isEmpty());

        model.rename(text(model, 1, OwnDevicesModel::DeviceIdRole), QStringLiteral("  "));
        QVERIFY(!model.error().isEmpty());
        QCOMPARE(renames.size(), 0);
        model.rename(text(model, 1, OwnDevicesModel::DeviceIdRole), QStringLiteral(" Tablet "));
        QCOMPARE(renames.first().at(1).toString(), QStringLiteral("Tablet"));
    }

    void saysThatThisOneIsShutOut()
    {
        tests::ManualClock clock(kNoon);
        OwnDevicesModel model(clock);
        QSignalSpy changed(&model, &OwnDevicesModel::changed);
        QVERIFY(model.shutOutTitle().isEmpty() && model.shutOutText().isEmpty());
        model.setShutOut(true);
        QCOMPARE(changed.size(), 1);
        QVERIFY(model.shutOutTitle().endsWith(QLatin1Char('.')));
        QVERIFY(model.shutOutText().endsWith(QLatin1Char('.')));
        QVERIFY(model.shutOutAdvice().contains(QStringLiteral("twelve words")));
        model.setShutOut(true);
        QCOMPARE(changed.size(), 1);
        model.clear();
        QVERIFY(model.shutOutTitle().isEmpty());
    }

    void leavingWithTheLastDeviceSaysMore()
    {
        tests::ManualClock clock(kNoon);
        OwnDevicesModel model(clock);
        model.show(threeDevices());
        QVERIFY(model.isThis("\x01"));
        QVERIFY(!model.isThis("\x02"));
        const QString before = text(model, 0, OwnDevicesModel::RemovalTextRole);
        model.show({threeDevices()[1]});
        QVERIFY(text(model, 0, OwnDevicesModel::RemovalTextRole) != before);
        QVERIFY(
            text(model, 0, OwnDevicesModel::RemovalTextRole).contains(QStringLiteral("only one")));
    }

    void saysWhenARemovalIsOver()
    {
        tests::ManualClock clock(kNoon);
        OwnDevicesModel model(clock);
        auto devices = threeDevices();
        model.show(devices);
        QVERIFY(model.pendingTitle().isEmpty());
        QVERIFY(model.pendingText().isEmpty());
        devices[0].state = State::Leaving;
        devices[0].removalAt = kNoon + 6 * kDayMs + 4 * 3'600'000;
        model.show(devices);
        QVERIFY(model.pendingTitle().contains(QStringLiteral("Kitchen laptop")));
        QVERIFY(model.pendingText().contains(QStringLiteral("6 days and 4 hours")));
        std::swap(devices[0].removalAt, devices[1].removalAt);
        model.show(devices);
        QCOMPARE(model.pendingTitle(), QStringLiteral("This device is to be removed."));
    }

    void theHistoryComesOrIsOld()
    {
        Restoring restoring;
        QSignalSpy changed(&restoring, &Restoring::changed);
        restoring.show({.isRestoring = true, .restored = 12'400, .total = 100'000}, kNoon);
        QVERIFY(restoring.active());
        QCOMPARE(restoring.share(), 0.124);
        QVERIFY(restoring.text().contains(QStringLiteral("12")));
        QVERIFY(restoring.asOf().isEmpty());
        QCOMPARE(changed.size(), 1);
        restoring.show({.isRestoring = true, .restored = 12'400, .total = 100'000}, kNoon);
        QCOMPARE(changed.size(), 1);
        restoring.show({.isRestoring = true}, kNoon);
        QCOMPARE(restoring.share(), 0.0);
        QCOMPARE(restoring.text(), QStringLiteral("Getting your history"));
        // More than was announced is not more than all.
        restoring.show({.isRestoring = true, .restored = 9, .total = 8}, kNoon);
        QCOMPARE(restoring.share(), 1.0);
        restoring.show({.asOf = kNoon - kDayMs}, kNoon);
        QVERIFY(!restoring.active());
        QVERIFY(restoring.text().isEmpty());
        QCOMPARE(restoring.asOf(),
                 QStringLiteral("As of yesterday, 12:00:00. No other device could be asked."));
        restoring.show({.isCopied = true}, kNoon);
        QVERIFY(restoring.copied());
        restoring.showTrouble({core::ProblemKind::AccountForked});
        QVERIFY(restoring.troubleTitle().endsWith(QLatin1Char('.')));
        QVERIFY(!restoring.troubleText().isEmpty());
        restoring.dismissTrouble();
        QVERIFY(restoring.troubleTitle().isEmpty());
        restoring.clear();
        QVERIFY(!restoring.copied());
    }
};

QTEST_MAIN(TestOwnDevices)
#include "tst_own_devices_model.moc"
