#pragma once

#include "app/storage/row_id.h"
#include "crypto/base/identifiers.h"
#include "crypto/device/device_keys.h"
#include "crypto/primitives/hash.h"

#include <optional>
#include <string>

namespace sotto::core {

/// What happened to the account. Stored by number, one more than here (0 is nothing).
enum class AlarmKind : std::uint8_t
{
    DeviceAdded,    ///< by the words alone, and no older device has said that it may stay
    WordsUsed,      ///< somebody typed them, and no device came of it
    RemovalAsked,   ///< a device is to be removed, if nobody objects for 14 days
    WordsReplacing, ///< the words are to be replaced, if nobody objects for 14 days
    Copied,         ///< a device's disk was copied, or set back
};

enum class AlarmAnswer : std::uint8_t
{
    WasMe = 1,
    WasNotMe = 2,
};

/// The hash of the log's entry, or of the event at the relay: the same on all devices.
using AlarmId = crypto::Hash;

/// Something that a person has to judge.
struct Alarm
{
    AlarmId id;
    AlarmKind kind = AlarmKind::DeviceAdded;
    /// The device in question: the new one, the one that is to go, the one that wants new words.
    std::optional<crypto::DeviceId> device;
    std::string deviceName; ///< as that device, or another own one, says; empty if nobody has
    storage::Milliseconds when = 0;
};

} // namespace sotto::core
