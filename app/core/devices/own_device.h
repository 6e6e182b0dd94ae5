#pragma once

#include "app/storage/row_id.h"
#include "crypto/device/device_keys.h"

#include <string>

namespace sotto::core {

enum class DeviceStanding : std::uint8_t
{
    Active,
    Waiting,   ///< for approval on an older device, or a day
    Suspended, ///< sends and reads nothing any more, unless the words lift that
    Leaving,   ///< suspended, or not yet; its removal is proposed
};

/// One device of the own account, for people.
struct OwnDevice
{
    crypto::DeviceId id;
    std::string name;
    bool isThis = false;
    storage::Milliseconds added = 0; ///< as the log claims
    storage::Milliseconds seen = 0;  ///< by days; 0: never
    DeviceStanding standing = DeviceStanding::Active;
    bool canRemoveAtOnce = false;        ///< by this device alone, as contacts see it
    bool isSenior = false;               ///< older than this one, by the rules of the log
    storage::Milliseconds removalAt = 0; ///< Leaving: not before then; else 0

    bool operator==(const OwnDevice&) const = default;
};

} // namespace sotto::core
