#pragma once

#include "crypto/base/bytes.h"

namespace sotto::crypto {

/// Cost of Argon2id (RFC 9106), one lane.
struct Argon2idCost
{
    std::uint64_t passes = 0;    ///< t, at least 1
    std::size_t memoryBytes = 0; ///< m, in bytes

    bool operator==(const Argon2idCost&) const = default;
};

/// Argon2id version 0x13 with one lane. False only if the system has not that much memory.
[[nodiscard]] bool argon2id(ByteView password, std::span<const std::uint8_t, 16> salt,
                            const Argon2idCost& cost, MutableByteView out);

} // namespace sotto::crypto
