#include "tests/support/deterministic_random.h"

#include <sodium.h>

namespace sotto::test {

namespace {

void writeBigEndian(std::uint64_t value, std::uint8_t* out)
{
    for (int i = 7; i >= 0; --i) {
        out[i] = static_cast<std::uint8_t>(value);
        value >>= 8U;
    }
}

} // namespace

DeterministicRandom::DeterministicRandom(std::uint64_t seed)
{
    writeBigEndian(seed, m_key.data());
}

void DeterministicRandom::fill(crypto::MutableByteView out)
{
    std::array<std::uint8_t, crypto_stream_chacha20_ietf_NONCEBYTES> nonce{};
    writeBigEndian(m_fills++, nonce.data());
    if (!out.empty()) {
        crypto_stream_chacha20_ietf(out.data(), out.size(), nonce.data(), m_key.data());
    }
}

} // namespace sotto::test
