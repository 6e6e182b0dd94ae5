#include "app/viewmodels/devices/own_devices_model.h"

#include "app/core/environment.h"
#include "app/viewmodels/devices/sentence_day.h"
#include "app/viewmodels/name_check.h"
#include "app/viewmodels/person_text.h"
#include "app/viewmodels/time_text.h"

#include <algorithm>

namespace sotto::viewmodels {

namespace {

/// Devices are seen by days, those of UTC: the middle of one is of the same date nearly everywhere.
constexpr storage::Milliseconds kHalfDayMs = std::int64_t{12} * 3600 * 1000;

} // namespace

OwnDevicesModel::OwnDevicesModel(const core::Clock& clock, QObject* parent)
    : QAbstractListModel(parent)
    , m_clock(clock)
{}

int OwnDevicesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant OwnDevicesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Device& device = m_devices.at(static_cast<std::size_t>(index.row()));
    switch (role) {
    case DeviceIdRole:
        return QString::fromLatin1(device.id.toHex());
    case NameRole:
        return nameOf(device);
    case ThisRole:
        return device.isThis;
    case DetailRole:
        return detailOf(device);
    case StateRole:
        return static_cast<int>(device.state);
    case StateTextRole:
        return device.isThis                      ? tr("This device")
               : device.state == State::Waiting   ? tr("Waits for approval")
               : device.state == State::Suspended ? tr("Shut out")
               : device.state == State::Leaving   ? tr("Is being removed")
                                                  : QString();
    case CanRenameRole:
        return device.canRename;
    case CanRemoveRole:
        return device.canRemove;
    case CanApproveRole:
        return device.canApprove;
    case CanShutOutRole:
        return device.canShutOut;
    case RemovalTextRole:
        return removalOf(device);
    default:
        return {};
    }
}

QHash<int, QByteArray> OwnDevicesModel::roleNames() const
{
    return {{DeviceIdRole, "deviceId"},
            {NameRole, "name"},
            {ThisRole, "isThis"},
            {DetailRole, "detail"},
            {StateRole, "standing"},
            {StateTextRole, "standingText"},
            {CanRenameRole, "canRename"},
            {CanRemoveRole, "canRemove"},
            {CanApproveRole, "canApprove"},
            {CanShutOutRole, "canShutOut"},
            {RemovalTextRole, "removalText"}};
}

QString OwnDevicesModel::nameOf(const Device& device)
{
    return device.name.empty() ? tr("A device without a name") : shownName(device.name);
}

QString OwnDevicesModel::detailOf(const Device& device) const
{
    const storage::Milliseconds now = m_clock.now();
    const TimeText times;
    const auto moment = [&](storage::Milliseconds time) {
        return tr("%1, %2").arg(sentenceDay(time, now), times.clock(time));
    };
    const QString added =
        device.isOldest ? tr("Added %1, the oldest.").arg(times.date(device.added))
        : dayOf(device.added) == dayOf(now) ? tr("Added %1.").arg(moment(device.added))
                                            : tr("Added %1.").arg(times.date(device.added));
    if (device.isThis) {
        return added + QLatin1Char(' ') + tr("Active now.");
    }
    if (device.seen == 0) {
        return added;
    }
    const QString day = sentenceDay(std::min(device.seen + kHalfDayMs, now), now);
    return added + QLatin1Char(' ') + tr("Last active %1.").arg(day);
}

QString OwnDevicesModel::removalOf(const Device& device) const
{
    if (device.isThis) {
        return count() > 1
                   ? tr("It leaves your account, and your messages are wiped from this computer. "
                        "Your other devices keep everything. You can add it again at any time with "
                        "your twelve words.")
                   : tr("It leaves your account, and your messages are wiped from this computer. "
                        "It is your only one: after that, nothing but your twelve words brings "
                        "everything back.");
    }
    if (!device.canShutOut) {
        return tr("It is shut out already: nothing new reaches it, and it is removed when the 14 "
                  "days are over. With your twelve words that happens at once.");
    }
    return tr("Shut out now, it gets nothing new, and nobody takes messages from it. In 14 days it "
              "is removed and wipes itself, unless a device of yours stops that. With your twelve "
              "words it is removed at once.");
}

QString OwnDevicesModel::shutOutTitle() const
{
    return m_isShutOut ? tr("Another device of yours has shut this one out.") : QString();
}

QString OwnDevicesModel::shutOutText() const
{
    return m_isShutOut
               ? tr("Nobody takes messages from here, and nothing new arrives. What you can "
                    "do stands in the settings, under Devices.")
               : QString();
}

QString OwnDevicesModel::shutOutAdvice() const
{
    return m_isShutOut ? tr("Nobody takes messages from here, and nothing new arrives. If that was "
                            "a mistake, make this computer a device again with your twelve words. "
                            "If it was not you, have new words made on the device that you had "
                            "first.")
                       : QString();
}

void OwnDevicesModel::setShutOut(bool shutOut)
{
    if (std::exchange(m_isShutOut, shutOut) != shutOut) {
        Q_EMIT changed();
    }
}

const OwnDevicesModel::Device* OwnDevicesModel::pending() const
{
    const auto found =
        std::ranges::find_if(m_devices, [](const Device& device) { return device.removalAt != 0; });
    return found == m_devices.end() ? nullptr : &*found;
}

QString OwnDevicesModel::pendingTitle() const
{
    const Device* device = pending();
    return device == nullptr ? QString()
           : device->isThis  ? tr("This device is to be removed.")
                             : tr("“%1” is being removed.").arg(isolated(nameOf(*device)));
}

QString OwnDevicesModel::pendingText() const
{
    const Device* device = pending();
    if (device == nullptr) {
        return {};
    }
    const QString left = TimeText::remaining(device->removalAt, m_clock.now());
    return device->isThis ? tr("It happens in %1, unless you stop it.").arg(left)
                          : tr("Nothing new reaches it. In %1 it leaves this list.").arg(left);
}

QString OwnDevicesModel::checkName(const QString& name) const
{
    return nameError(name);
}

void OwnDevicesModel::rename(const QString& deviceId, const QString& name)
{
    if (const QString wrong = nameError(name); !wrong.isEmpty()) {
        setState(false, wrong);
        return;
    }
    Q_EMIT renameAsked(QByteArray::fromHex(deviceId.toLatin1()), name.trimmed());
}

void OwnDevicesModel::remove(const QString& deviceId)
{
    if (!m_isBusy) {
        setState(true, {});
        Q_EMIT removeAsked(QByteArray::fromHex(deviceId.toLatin1()));
    }
}

void OwnDevicesModel::approve(const QString& deviceId)
{
    if (!m_isBusy) {
        setState(true, {});
        Q_EMIT approveAsked(QByteArray::fromHex(deviceId.toLatin1()));
    }
}

void OwnDevicesModel::forgetError()
{
    setState(m_isBusy, {});
}

void OwnDevicesModel::refresh()
{
    Q_EMIT refreshAsked();
}

void OwnDevicesModel::show(std::vector<Device> devices)
{
    std::ranges::stable_partition(devices, [](const Device& device) { return device.isThis; });
    const auto same = [](const Device& a, const Device& b) { return a.id == b.id; };
    if (std::ranges::equal(devices, m_devices, same)) {
        // The rows stay, and what is being done in one of them.
        m_devices = std::move(devices);
        retellTimes();
        return;
    }
    beginResetModel();
    m_devices = std::move(devices);
    endResetModel();
    Q_EMIT changed();
}

bool OwnDevicesModel::isThis(const QByteArray& id) const
{
    return std::ranges::any_of(
        m_devices, [&id](const Device& device) { return device.isThis && device.id == id; });
}

void OwnDevicesModel::retellTimes()
{
    if (!m_devices.empty()) {
        Q_EMIT dataChanged(index(0), index(count() - 1));
    }
    Q_EMIT changed();
}

void OwnDevicesModel::setState(bool busy, const QString& error)
{
    m_isBusy = busy;
    m_error = error;
    Q_EMIT changed();
}

void OwnDevicesModel::clear()
{
    show({});
    m_isShutOut = false;
    setState(false, {});
}

} // namespace sotto::viewmodels

#include "moc_own_devices_model.cpp"
