// What concerns the account as a whole: its devices, its history, its words.
#include "app/viewmodels/app_parts.h"
#include "app/viewmodels/devices/device_bytes.h"

namespace sotto::viewmodels {

namespace {

std::vector<OwnDevicesModel::Device> shown(const std::vector<core::OwnDevice>& devices)
{
    std::vector<OwnDevicesModel::Device> out;
    for (const core::OwnDevice& device : devices) {
        OwnDevicesModel::Device row;
        row.id = bytesOf(device.id);
        row.name = device.name;
        row.isThis = device.isThis;
        row.isOldest = out.empty() && devices.size() > 1; // they come in the order of the log
        row.added = device.added;
        row.seen = device.seen;
        row.state = static_cast<OwnDevicesModel::State>(device.standing);
        row.canRename = true;
        row.canRemove = device.isThis || (device.canRemoveAtOnce &&
                                          device.standing != core::DeviceStanding::Leaving);
        row.canRemoveAtOnce = device.canRemoveAtOnce;
        row.removalAt = device.removalAt;
        out.push_back(std::move(row));
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
        m_attempt.get(), [](core::Client& client) { return client.devices(); },
        [this](const std::vector<core::OwnDevice>& own) { devices.show(shown(own)); });
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
        if (!m_core) {
            return;
        }
        m_core->begin<void>(
            m_attempt.get(),
            [id = idOf<crypto::DeviceId>(id)](core::Client& client, core::Done<void> done) {
                client.removeDevice(id, std::move(done));
            },
            [this](const crypto::Result<void, core::Problem>& result) { endDevices(result); });
    });
}

void App::Parts::endDevices(const crypto::Result<void, core::Problem>& result)
{
    const bool lacksWords = !result && result.error().kind == core::ProblemKind::WordsNeeded;
    devices.setState(false, result       ? QString()
                            : lacksWords ? App::tr("Write down your twelve words first: without "
                                                   "them there would be no way back.")
                                         : core::explain(result.error()));
    readDevices();
}

} // namespace sotto::viewmodels
