#pragma once

#include "crypto/base/random.h"

namespace sotto::test {

/// The same bytes for the same seed, always: the n-th call of fill() (from 0) yields the
/// ChaCha20-IETF keystream (block counter 0) under the key (seed as u64 big-endian || 24 zero
/// bytes) and the nonce (n as u64 big-endian || 4 zero bytes). tests/vectors relies on it, so a
/// second implementation repeats it in a few lines.
class DeterministicRandom final : public crypto::Random
{
public:
    explicit DeterministicRandom(std::uint64_t seed);
    void fill(crypto::MutableByteView out) override;

private:
    std::array<std::uint8_t, 32> m_key{};
    std::uint64_t m_fills = 0;
};

} // namespace sotto::test
