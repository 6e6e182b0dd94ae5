#pragma once

#include "crypto/ratchet/ratchet.h"

#include <cstdlib>

namespace sotto::test {

/// A stored ratchet (PROTOCOL.md section 7.7) with the places of its fields, so that tests can make
/// a state that no honest history leads to. Only what tests need is named.
class StoredState
{
public:
    static constexpr std::size_t kInitiatorFlag = 1;
    static constexpr std::size_t kAssociatedData = 2;
    static constexpr std::size_t kRoot = 34;
    static constexpr std::size_t kOurSecret = 66;
    static constexpr std::size_t kPreviousLength = 98;
    static constexpr std::size_t kNextSendingHeader = 102;
    static constexpr std::size_t kNextReceivingHeader = 134;
    static constexpr std::size_t kSendingFlag = 166;
    static constexpr std::size_t kSendingKey = 167;
    static constexpr std::size_t kSendingIndex = 199;
    static constexpr std::size_t kSendingHeader = 203;
    static constexpr std::size_t kSendingPreviousLength = 235;
    static constexpr std::size_t kSendingEpoch = 239;

    explicit StoredState(const crypto::Ratchet& ratchet)
    {
        const crypto::SecretBytes stored = ratchet.serialize();
        bytes.assign(stored.view().begin(), stored.view().end());
    }

    [[nodiscard]] bool hasSending() const { return bytes[kSendingFlag] == 1; }
    [[nodiscard]] std::size_t receivingFlag() const { return hasSending() ? 241 : 167; }
    [[nodiscard]] bool hasReceiving() const { return bytes[receivingFlag()] == 1; }
    [[nodiscard]] std::size_t receivingKey() const { return receivingFlag() + 1; }
    [[nodiscard]] std::size_t receivingIndex() const { return receivingFlag() + 33; }
    [[nodiscard]] std::size_t receivingHeader() const { return receivingFlag() + 37; }
    [[nodiscard]] std::size_t theirKey() const { return receivingFlag() + 69; }
    [[nodiscard]] std::size_t receivingEpoch() const { return receivingFlag() + 101; }
    [[nodiscard]] std::size_t resetCount() const
    {
        return receivingFlag() + (hasReceiving() ? 103 : 1);
    }
    [[nodiscard]] std::size_t kemEpoch() const
    {
        return resetCount() + 1 + std::size_t{bytes[resetCount()]} * 33;
    }
    [[nodiscard]] std::size_t kemMessages() const { return kemEpoch() + 2; }
    [[nodiscard]] std::size_t kemNextOffset() const { return kemEpoch() + 14; }
    [[nodiscard]] std::size_t kemPhase() const { return kemEpoch() + 16; }
    [[nodiscard]] std::size_t chainCount() const
    {
        static constexpr std::size_t kPhaseBytes[] = {0, 64 + 8 + 1088, 8 + 1184, 1088 + 32};
        return kemPhase() + 1 + kPhaseBytes[bytes[kemPhase()]];
    }
    [[nodiscard]] std::size_t keyCount() const
    {
        return chainCount() + 1 + std::size_t{bytes[chainCount()]} * 32;
    }
    /// Of skipped key @p n: its chain (1 byte), number (4), key (32) and time (8).
    [[nodiscard]] std::size_t skippedKey(std::size_t n) const { return keyCount() + 2 + n * 45; }

    StoredState& put(std::size_t at, std::uint64_t value, std::size_t size)
    {
        for (std::size_t i = 0; i < size; ++i) {
            bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * (size - 1 - i)));
        }
        return *this;
    }
    /// Aborts if parse() refuses the state.
    [[nodiscard]] crypto::Ratchet ratchet() const
    {
        auto out = crypto::Ratchet::parse(bytes);
        if (!out) {
            std::abort();
        }
        return std::move(*out);
    }

    crypto::Bytes bytes;
};

inline crypto::Ratchet copyOf(const crypto::Ratchet& ratchet)
{
    return StoredState(ratchet).ratchet();
}

inline bool sameState(const crypto::Ratchet& a, const crypto::Ratchet& b)
{
    return StoredState(a).bytes == StoredState(b).bytes;
}

} // namespace sotto::test
