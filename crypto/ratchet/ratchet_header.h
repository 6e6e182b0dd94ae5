#pragma once

#include "crypto/primitives/x25519.h"

#include <cstdint>

namespace sotto::crypto {

/// What a message says of its place in the conversation, always encrypted.
///
///     struct {                    // 42 bytes, PROTOCOL.md section 7.3
///         u8  ratchet_key[32];    // the sender's current X25519 ratchet public key
///         u32 previous_length;    // PN: number of messages in its previous sending chain
///         u32 number;             // N: number of this message in its chain, from 0
///         u16 kem_epoch;          // ML-KEM steps mixed into this chain's root
///     } RatchetHeader;
struct RatchetHeader
{
    static constexpr std::size_t kSize = 42;

    X25519PublicKey ratchetKey;
    std::uint32_t previousLength = 0;
    std::uint32_t number = 0;
    std::uint16_t kemEpoch = 0;

    bool operator==(const RatchetHeader&) const = default;
};

} // namespace sotto::crypto
