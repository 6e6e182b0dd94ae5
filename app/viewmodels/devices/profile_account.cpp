// What concerns the account as a whole: its devices, and its history.
#include "app/viewmodels/app_parts.h"
#include "app/viewmodels/devices/device_bytes.h"
#include "app/viewmodels/person_text.h"

#include <algorithm>

namespace sotto::viewmodels {

namespace {

/// All that the core knows of the account's devices, at one moment.
struct Known
{
    std::vector<core::OwnDevice> devices;
    std::vector<core::Alarm> alarms;
    bool isShutOut = false;
    bool newDeviceWaits = false;
};

std::vector<OwnDevicesModel::Device> rowsOf(const Known& known)
{
    std::vector<OwnDevicesModel::Device> out;
    const auto& all = known.devices;
    for (const core::OwnDevice& device : all) {
        const bool isLeaving = device.standing == core::DeviceStanding::Leaving;
        const bool canDecide = device.canRemoveAtOnce && !known.isShutOut;
        OwnDevicesModel::Device row;
        row.id = bytesOf(device.id);
        row.name = device.name;
        row.isThis = device.isThis;
        row.isOldest = out.empty() && all.size() > 1; // they come in the order of the log
        row.added = device.added;
        row.seen = device.seen;
        row.state = static_cast<OwnDevicesModel::State>(device.standing);
        row.canRename = !known.isShutOut;
        // Who is shut out signs nothing any more, not even that it leaves.
        row.canRemove = canDecide;
        row.canShutOut = !device.isThis && canDecide && !isLeaving;
        row.canApprove = canDecide && device.standing == core::DeviceStanding::Waiting;
        row.removalAt = device.removalAt;
        out.push_back(std::move(row));
    }
    return out;
}

PhraseCare::Standing standingOf(const Known& known)
{
    PhraseCare::Standing standing{.isShutOut = known.isShutOut,
                                  .newDeviceWaits = known.newDeviceWaits};
    // In the order of the log, which is that of age.
    const auto eldest = std::ranges::find_if(known.devices, &core::OwnDevice::isSenior);
    if (eldest != known.devices.end()) {
        standing.isEldest = false;
        standing.eldest = eldest->name.empty() ? QString() : shownName(eldest->name);
    }
    return standing;
}

std::optional<Alarm::Kind> kindOf(core::AlarmKind kind)
{
    switch (kind) {
    case core::AlarmKind::DeviceAdded:
        return Alarm::Kind::DeviceAdded;
    case core::AlarmKind::WordsUsed:
        return Alarm::Kind::WordsUsed;
    case core::AlarmKind::RemovalAsked:
        return Alarm::Kind::RemovalAsked;
    case core::AlarmKind::WordsReplacing:
        return Alarm::Kind::WordsReplacing;
    default: // a copied disk has a page of its own
        return std::nullopt;
    }
}

std::vector<Alarm::Event> eventsOf(const Known& known)
{
    std::vector<Alarm::Event> out;
    for (const core::Alarm& alarm : known.alarms) {
        const auto kind = kindOf(alarm.kind);
        const bool isThis = std::ranges::any_of(known.devices, [&](const core::OwnDevice& own) {
            return own.isThis && alarm.device == own.id;
        });
        if (kind) {
            out.push_back({bytesOf(alarm.id), *kind, alarm.deviceName, isThis, alarm.when});
        }
    }
    return out;
}

} // namespace

void App::Parts::showVault(const core::VaultState& state)
{
    restoring.show({state.isRestoring, state.restored, state.total, state.asOf, state.isCopied},
                   options.environment.clock.now());
}

void App::Parts::readVault()
{
    m_core->ask(
        m_attempt.get(), [](core::Client& client) { return client.vaultState(); },
        [this](const core::VaultState& state) { showVault(state); });
}

void App::Parts::readDevices()
{
    if (!m_core) {
        return;
    }
    m_core->ask(
        m_attempt.get(),
        [](core::Client& client) {
            return Known{client.devices(), client.alarms(), client.isShutOut(),
                         client.newDeviceWaits()};
        },
        [this](const Known& known) {
            devices.show(rowsOf(known));
            devices.setShutOut(known.isShutOut);
            phraseCare.show(standingOf(known));
            alarm.show(eventsOf(known));
            tellAlarm();
        });
}

void App::Parts::wireDevices()
{
    connect(&devices, &OwnDevicesModel::refreshAsked, &app, [this] { readDevices(); });
    connect(
        &devices, &OwnDevicesModel::renameAsked, &app,
        [this](const QByteArray& id, const QString& name) {
            if (!m_core) {
                return;
            }
            m_core->ask(
                m_attempt.get(),
                [id = idOf<crypto::DeviceId>(id), utf8 = name.toStdString()](core::Client& client) {
                    return client.renameDevice(id, utf8);
                },
                [this](const crypto::Result<void, core::Problem>& result) { endDevices(result); });
        });
    connect(&devices, &OwnDevicesModel::removeAsked, &app, [this](const QByteArray& id) {
        leftByItself = devices.isThis(id);
        beginDevices(
            [id = idOf<crypto::DeviceId>(id)](core::Client& client, core::Done<void> done) {
                client.removeDevice(id, std::move(done));
            });
    });
    connect(&devices, &OwnDevicesModel::approveAsked, &app, [this](const QByteArray& id) {
        beginDevices(
            [id = idOf<crypto::DeviceId>(id)](core::Client& client, core::Done<void> done) {
                client.approveDevice(id, std::move(done));
            });
    });
}

void App::Parts::beginDevices(std::function<void(core::Client&, core::Done<void>)> call)
{
    if (m_core) {
        m_core->begin<void>(
            m_attempt.get(), std::move(call),
            [this](const crypto::Result<void, core::Problem>& result) { endDevices(result); });
    }
}

void App::Parts::endDevices(const crypto::Result<void, core::Problem>& result)
{
    const bool lacksWords = !result && result.error().kind == core::ProblemKind::WordsNeeded;
    devices.setState(false, result       ? QString()
                            : lacksWords ? App::tr("Write down your twelve words first: without "
                                                   "them there would be no way back.")
                                         : core::explain(result.error()));
    leftByItself = leftByItself && result;
    readDevices();
}

} // namespace sotto::viewmodels
