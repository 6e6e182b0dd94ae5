#include "crypto/log/log_state.h"

#include <algorithm>

namespace sotto::crypto {

const DeviceRecord* LogState::find(const DeviceId& id) const
{
    const auto at = std::ranges::find(devices, id, &DeviceRecord::id);
    return at == devices.end() ? nullptr : &*at;
}

DeviceRecord* LogState::find(const DeviceId& id)
{
    const auto at = std::ranges::find(devices, id, &DeviceRecord::id);
    return at == devices.end() ? nullptr : &*at;
}

const PendingChange* LogState::findPending(const EntryHash& proposal) const
{
    const auto at = std::ranges::find(pending, proposal, &PendingChange::proposal);
    return at == pending.end() ? nullptr : &*at;
}

bool LogState::isSenior(const DeviceRecord& a, const DeviceRecord& b)
{
    return a.hasStanding() && (!b.hasStanding() || *a.standingSince < *b.standingSince);
}

bool LogState::isSeniorToAllOthers(const DeviceRecord& device) const
{
    return device.hasStanding() && std::ranges::all_of(devices, [&](const DeviceRecord& other) {
               return !other.isPresent() || other.id == device.id || isSenior(device, other);
           });
}

std::size_t LogState::presentDevices() const
{
    return static_cast<std::size_t>(std::ranges::count_if(devices, &DeviceRecord::isPresent));
}

std::size_t LogState::activeDevices() const
{
    return static_cast<std::size_t>(
        std::ranges::count(devices, DeviceStatus::Active, &DeviceRecord::status));
}

Hash keyHash(ByteView key)
{
    return Hash(key.first<32>());
}

bool sameSubject(const SlowChange& a, const SlowChange& b)
{
    return a.index() == b.index() && (a == b || std::holds_alternative<ReplaceRecoveryBody>(a));
}

} // namespace sotto::crypto
