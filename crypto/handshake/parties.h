#pragma once

#include "crypto/device/device_keys.h"

namespace sotto::crypto {

/// Names one device of one account.
struct DeviceAddress
{
    AccountId account;
    DeviceId device;

    auto operator<=>(const DeviceAddress&) const = default;
};

/// This device, with its secret keys. A view: the keys must outlive it.
struct OwnDevice
{
    DeviceAddress address;
    const DeviceKeys& keys;
};

/// Another device, with the keys that its account's verified device log names for it. Never filled
/// from anything else: this is where the handshake gets its authenticity from.
struct PeerDevice
{
    DeviceAddress address;
    DevicePublicKeys keys;
};

} // namespace sotto::crypto
