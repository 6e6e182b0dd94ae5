#pragma once

#include "app/storage/row_id.h"

namespace sotto::core {

/// How far this device agrees with the others of its account.
struct VaultState
{
    bool isRestoring = false; ///< it joined, and not all that there was has been read
    bool hasList = true;      ///< while restoring: people and conversations are all there
    std::uint64_t restored = 0;
    std::uint64_t total = 0;
    /// 0: all that the other devices have said is here. Else when that was so last; of a device
    /// that has joined, the time of the newest that the relay shows, until another device was
    /// heard.
    storage::Milliseconds asOf = 0;
    /// Another copy of this device's disk is in use: it neither sends nor writes any more.
    bool isCopied = false;

    bool operator==(const VaultState&) const = default;
};

} // namespace sotto::core
